"""One claim under one support of a policy as read, for the solver: every status and sum it may come to.

It mirrors :func:`kb.assess.assessing.assess_claim` exactly, for ledgers of up to so many grants, and tests
hold the two together. Claims that bear on one another are not encoded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kb.amounts import CaseByCase, PerUnit
from kb.assess.cases import Case, Claim, FactValue, Grant
from kb.assess.cases import Facts as CaseFacts
from kb.assess.likeness import counts_as_had
from kb.assess.outcomes import Status
from kb.assess.ruleset import Ruleset
from kb.facts import APPLICANT, GRANT, IS, SELECTED
from kb.model import Support
from kb.requirements import Earlier, leaves
from kb.verify.encoding_amounts import NOTHING, Range, choose, encode_amount, lower
from kb.verify.encoding_dates import Calendar
from kb.verify.encoding_earlier import support_groups
from kb.verify.encoding_facts import AGENCY, CLAIM_ID, NAMES, SUPPORT, Facts, FactTerm
from kb.verify.encoding_limits import Limits, encode_dates, encode_ledger
from kb.verify.encoding_requirements import Given, Ledger, Node, encode_requirements
from kb.verify.encoding_terms import (
    Number,
    Tri,
    Truth,
    conj,
    disj,
    eq,
    greatest,
    implies,
    ite,
    le,
    lt,
    minus,
    neg,
    number,
    term,
    truth,
)

MOST_GRANTS = 2
"""How many earlier grants a case may have, unless a number in a period needs more."""

_BY_AGENCY = ("judged",)


@dataclass(frozen=True)
class Encoding:
    """One claim under one support of a policy as read.

    ``claim`` are the facts of claim and applicant, ``day`` is the day of the case. Exactly one ``status``
    holds; ``low`` and ``high`` are fen, ``high`` where it is ``bounded``; all are 0 where the support states
    no sum. ``gates`` are the tests that must all hold, ``conditions`` their leaves by key, of which
    ``leaves`` tell more, ``limits`` what the ledger leaves; ``due`` tells whether the sum is owed. ``sane``
    is what every case meets.
    """

    rules: Ruleset
    support: Support
    claim: Facts
    day: Number
    ledger: Ledger
    status: Mapping[Status, Any]
    low: Any
    high: Any
    bounded: Any
    gates: tuple[Node, ...]
    conditions: Mapping[str, Tri]
    leaves: Mapping[str, Node]
    limits: Limits
    due: bool
    sane: tuple[Any, ...]

    @property
    def facts(self) -> Mapping[str, FactTerm]:
        """The facts of claim and applicant that are stated, by key: the id, or ``is:`` and a subject."""
        return self.claim.stated

    @property
    def is_refused(self) -> Truth:
        """Whether nothing can be had."""
        return disj(self.status[Status.INELIGIBLE], self.status[Status.BARRED])


def encode(
    rules: Ruleset,
    support: Support,
    *,
    prefix: str = "",
    grants: int | None = None,
    sharing: Encoding | None = None,
    also: Ruleset | None = None,
) -> Encoding:
    """A claim under ``support``, which must be of ``rules``, with up to ``grants`` earlier grants.

    Variables of one ``prefix`` are the same in every encoding. An encoding ``sharing`` another is of the same
    claim and ledger, under another support or reading: what is ``sane`` is then told by the later one. The
    first must know which other rules are ``also`` to be compared, so that it has room for their grants.
    """
    calendar = Calendar(rules)
    day = number(f"{prefix}@day")
    if sharing is None:
        facts = Facts(rules, support.per, prefix, day, {})
        most = _grants(support) if grants is None else grants
        ledger = _ledger((rules, also) if also else (rules,), support, prefix, day, most)
    else:
        facts, ledger = sharing.claim, sharing.ledger
    money = support.is_money
    asked = encode_requirements(support, rules, facts, ledger)
    dates = encode_dates(rules, facts, support.is_granted)
    limits = encode_ledger(rules, support, facts, ledger, calendar) if support.is_paid else Limits()
    found = encode_amount(support.amount, facts, support.provision)
    if found.level is not None:
        asked += (found.level,)
    sum_ = (
        limit_sum(found.sum, limits, map(facts.get, rules.asked)) if money and found.sum is not None else None
    )
    refers = disj(found.refers, limits.refers)
    is_taken = False if sum_ is None else _is_taken(limits, sum_, found.unstated)
    status = _status(support, facts, asked, dates, limits, refers, is_taken)
    refused = disj(status[Status.INELIGIBLE], status[Status.BARRED])
    shown = choose(refused, NOTHING, sum_) if sum_ is not None else NOTHING
    tested = {leaf.key: leaf for node in (*asked, *dates) for leaf in node.leaves() if leaf.key}
    return Encoding(
        rules=rules,
        support=support,
        claim=facts,
        day=day,
        ledger=ledger,
        status={key: term(value) for key, value in status.items()},
        low=term(shown.low),
        high=term(shown.high),
        bounded=term(shown.bounded),
        gates=(*asked, *dates),
        conditions={key: Tri(term(leaf.test.holds), term(leaf.test.fails)) for key, leaf in tested.items()},
        leaves=tested,
        limits=limits,
        due=found.due,
        sane=tuple(term(one) for one in _sane(facts, ledger, calendar, day)),
    )


def decode(model: Any, encoding: Encoding) -> Case:
    """The case that a model of the solver states, with one claim; what it leaves open is not stated."""

    def value(one: Any) -> Any:
        found = model.eval(term(one), model_completion=True)
        return found.as_long() if hasattr(found, "as_long") else bool(found)

    facts = _read(Facts(encoding.rules, encoding.support.per, "", 0, {}), encoding.facts, value)
    of_applicant = {fact.id for fact in encoding.rules.policy.facts_of(APPLICANT)}
    applicant = {key: one for key, one in facts.items() if key in of_applicant}
    own = {key: one for key, one in facts.items() if key not in of_applicant}
    ledger: tuple[Grant, ...] | None = None
    if value(encoding.ledger.told):
        ledger = tuple(
            Grant(_read(entry.facts, entry.facts.stated, value))
            for entry in encoding.ledger.entries
            if value(entry.present)
        )
    claim = Claim(CLAIM_ID, encoding.support.per, own)
    return Case(date.fromordinal(value(encoding.day)), applicant, (claim,), ledger)


def state(encoding: Encoding, case: Case, claim: Claim) -> Iterator[tuple[Any, Any]]:
    """Each variable of an encoding with the value that a claim of a case gives it.

    Raises ``ValueError`` for a case that the terms have no room for: more grants, a choice not declared.
    """
    names: dict[object, int] = {claim.id: 0}
    facts = Facts(encoding.rules, encoding.support.per, "", 0, {})
    yield encoding.day, term(case.date.toordinal())
    yield from _state(facts, encoding.facts, {**case.applicant, **claim.facts}, names, case.date)
    grants = (case.ledger or ()) if looks_at_ledger(encoding.support) else ()
    entries = encoding.ledger.entries
    if len(grants) > len(entries):
        raise ValueError(f"{len(grants)} grants, and room for {len(entries)}")
    yield encoding.ledger.told, term(case.ledger is not None)
    for n, entry in enumerate(entries):
        yield entry.present, term(n < len(grants))
        told = dict(grants[n].facts) if n < len(grants) else {}
        if SUPPORT in told:
            told[SUPPORT] = _representative(encoding, told[SUPPORT])
        yield from _state(entry.facts, entry.facts.stated, told, names, case.date)


def _representative(encoding: Encoding, support: FactValue) -> FactValue:
    """The support that stands for all that work alike against the claim; one that bars nothing for others."""
    groups = support_groups(encoding.rules, encoding.support)
    for group in groups:
        if any(one.id == support for one in group):
            return group[0].id
    return encoding.ledger.entries[0].facts.named[SUPPORT][-1]


OTHER = "other"
"""What stands for a support whose grants bar nothing where no support is such."""


def _read(facts: Facts, stated: Mapping[str, FactTerm], value: Any) -> CaseFacts:
    found: dict[str, FactValue] = {}
    said: dict[str, bool] = {}
    for key, one in stated.items():
        if not value(one.known):
            continue
        if key.startswith(f"{IS}:"):
            said[key.removeprefix(f"{IS}:")] = value(one.value)
        else:
            found[key] = facts.read(key, value(one.value))
    if said:
        found[IS] = said
    return found


def _harmless(compared: tuple[Ruleset, ...], support: Support) -> str:
    """A support whose grants bar nothing under any of the rules compared; the name of none if all do."""
    for other in compared[0].by_id:
        if not any(counts_as_had(one, one.by_id[support.id], one.by_id[other]) for one in compared):
            return other
    return OTHER


def _state(
    facts: Facts, stated: Mapping[str, FactTerm], told: CaseFacts, names: dict[object, int], day: date
) -> Iterator[tuple[Any, Any]]:
    is_ = told.get(IS)
    for key, one in stated.items():
        if key.startswith(f"{IS}:"):
            subject = key.removeprefix(f"{IS}:")
            value: FactValue | None = is_.get(subject) if isinstance(is_, Mapping) else None
        else:
            value = told.get(key)
        yield one.known, term(value is not None)
        written = facts.silent(key, day) if value is None else facts.write(key, value, names)
        if written is None:
            raise ValueError(f"{key}: {value!r}")
        yield one.value, term(written)


def looks_at_ledger(support: Support) -> bool:
    """Whether what was granted before can matter: to a sum, or to a phase that must have been paid."""
    asked = (leaf for requirement in support.requirements for leaf in leaves(requirement))
    return support.is_paid or any(isinstance(leaf, Earlier) for leaf in asked)


def _grants(support: Support) -> int:
    number = support.amount.count.count.number if isinstance(support.amount, PerUnit) else 0
    return max(MOST_GRANTS, number)


def _ledger(compared: tuple[Ruleset, ...], support: Support, prefix: str, day: Number, grants: int) -> Ledger:
    if not looks_at_ledger(support):
        grants = 0
    rules = compared[0]
    own = (group[0].id for one in compared for group in support_groups(one, one.by_id[support.id]))
    named = {
        SUPPORT: (*dict.fromkeys(own), _harmless(compared, support)),
        AGENCY: tuple(agency.id for agency in rules.policy.agencies),
    }
    entries = []
    for n in range(1, grants + 1):
        facts = Facts(rules, GRANT, f"{prefix}grant{n}.", day, named)
        facts.is_own, _ = facts.get(SUPPORT)
        entries.append(Given(truth(f"{prefix}grant{n}?"), facts))
    return Ledger(truth(f"{prefix}ledger?"), tuple(entries))


def limit_sum(found: Range, limits: Limits, asked: Iterable[FactTerm] = ()) -> Range:
    """What limits and sums asked for leave of a sum, as :func:`kb.assess.assessing.limit_sum` has it."""
    for rest in (limits.rest, limits.district):
        if rest is not None:
            found = lower(found, rest)
    off = limits.off
    low = ite(off.bounded, greatest(0, minus(found.low, off.high)), 0)
    left = Range(low, greatest(0, minus(found.high, off.low)), found.bounded)
    for known, fen in asked:
        left = choose(conj(known, lt(0, fen)), lower(left, Range(fen, fen, True)), left)
    return replace(left, low=ite(limits.refers, 0, left.low))


def _is_taken(limits: Limits, sum_: Range, unstated: Truth) -> Truth:
    """Whether what is taken off for earlier grants leaves nothing of a sum that the text states."""
    return conj(neg(unstated), lt(0, limits.off.low), sum_.bounded, eq(sum_.high, 0))


def _status(
    support: Support,
    facts: Facts,
    asked: tuple[Node, ...],
    dates: tuple[Node, ...],
    limits: Limits,
    refers: Truth,
    is_taken: Truth,
) -> dict[Status, Truth]:
    ineligible = disj(*(node.test.fails for node in asked))
    barred = disj(*(node.test.fails for node in dates), limits.fails, is_taken)
    nodes = (*asked, *dates)
    waits = disj(*(node.waits(_BY_AGENCY, among=False) for node in nodes), limits.waits)
    judged = disj(*(node.waits(_BY_AGENCY, among=True) for node in nodes), limits.waits_for_agency)
    left = neg(disj(ineligible, barred))
    found = {
        Status.INELIGIBLE: ineligible,
        Status.BARRED: conj(neg(ineligible), barred),
        Status.UNDETERMINED: conj(left, waits),
        Status.JUDGEMENT: conj(left, neg(waits), judged),
    }
    left = conj(left, neg(waits), neg(judged))
    chosen = neg(facts.get(SELECTED).known) if support.needed else False
    is_case_by_case = conj(isinstance(support.amount, CaseByCase), neg(limits.refers))
    found[Status.CASE_BY_CASE] = conj(left, is_case_by_case)
    left = conj(left, neg(is_case_by_case))
    found[Status.BY_REFERENCE] = conj(left, refers)
    left = conj(left, neg(refers))
    found[Status.CANDIDATE] = conj(left, chosen)
    found[Status.ELIGIBLE] = conj(left, neg(chosen))
    return found


def _sane(facts: Facts, ledger: Ledger, calendar: Calendar, day: Number) -> Iterator[Truth]:
    first, last = calendar.first, calendar.last
    yield le(first.toordinal(), day)
    yield le(day, last.toordinal())
    yield from facts.sane(first, last, len(NAMES))
    for n, entry in enumerate(ledger.entries):
        yield from entry.facts.sane(first, last, len(NAMES))
        # Without loss of generality: an absent grant follows those there are.
        yield implies(entry.present, ledger.entries[n - 1].present if n else ledger.told)
