"""The explanation in words, in Chinese and English: of reasons, outcomes, combinations and notes.

The sentences are in ``explain.toml``. They contain no ids except eIds: facts, choices, subjects and supports
are called by their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.core.outcomes import REFUSED, Bar, Combination, Note, Outcome, Reason, Status, tests
from kb.core.reasons import Quota
from kb.explain.catalogue import say_value
from kb.explain.conditions import GRANTS, tell_test
from kb.explain.quotations import quote_reason, widen
from kb.explain.sums import SUMS, is_one_sentence, tell_sum
from kb.explain.words import Teller, begin, sentence
from kb.model.document import Provision
from kb.model.facts import GRANT, LEDGER
from kb.model.policy import Policy
from kb.model.words.errors import Language

_OF_GRANTS = GRANTS | {"used-up", "rest", "joint-used-up", "joint-number"}
"""The kinds of reasons that wait for a fact of an earlier grant."""


class Line(NamedTuple):
    """A line of an explanation: its depth, whether it holds, its sentence, and its source.

    ``holds`` is ``None`` where that is unknown. ``text`` has no full stop. ``words`` are quoted from
    ``provision`` and empty where the whole provision is the source.
    """

    depth: int
    holds: bool | None
    text: str
    provision: str
    words: str


def say_tree(policy: Policy, reasons: Iterable[Reason], lang: Language, kind: str = "") -> tuple[Line, ...]:
    """Reasons and their parts, line by line; a calculation is one line, and no line occurs twice."""
    return tuple(_lines(Teller(policy, lang, kind), reasons, 0))


def write_line(line: Line, lang: Language) -> str:
    """A line followed by its source: the eId and the words, ``（para_5__s_4“评选若干”）``."""
    return _with_source(line.text, line.provision, line.words, lang)


def say_status(status: Status, lang: Language) -> str:
    """The name of a status."""
    return sentence("status", str(status), lang)


def say_outcome(policy: Policy, outcome: Outcome, lang: Language) -> tuple[str, ...]:
    """An outcome in sentences: its status and sum, the judging agencies, missing facts and presumed facts."""
    teller = Teller(policy, lang, policy.support(outcome.support).per)
    support, status = teller.support(outcome.support), say_status(outcome.status, lang)
    form = "claimed" if outcome.claim else "unclaimed"
    head = teller.say("outcome", form, support=support, claim=outcome.claim, status=status)
    told = (head, *_outcome(teller, outcome))
    return tuple(begin(text) for text in told)


def say_combination(policy: Policy, combination: Combination, lang: Language) -> tuple[str, ...]:
    """The best combination in sentences: its total, its parts, what is open, and what bars
    the other claims.
    """
    teller = Teller(policy, lang)
    if not combination.best and not combination.barred:
        return (teller.say("combination", "none"),)
    form = "total" if combination.best else "nothing"
    told = [teller.say("combination", form, range=teller.range(combination.if_given))]
    if combination.waits:
        facts = teller.join(teller.fact(fact) for fact in combination.waits)
        told.append(teller.say("combination", "waits", range=teller.range(combination.total), facts=facts))
    for part in combination.best:
        item = teller.item(part.claim, part.support)
        told.append(teller.say("combination", "part", item=item, range=teller.range(part.amount)))
    if not combination.settled:
        told.append(teller.say("combination", "unsettled"))
    if not combination.proved:
        told.append(teller.say("combination", "unproved"))
    told += (_bar(teller, bar) for bar in combination.barred)
    return tuple(begin(text) for text in told)


def say_note(policy: Policy, note: Note, lang: Language) -> str:
    """A note on a case, as a sentence."""
    teller = Teller(policy, lang, "" if note.grant is None else GRANT)
    words = dict(zip(("apart", "together", "before"), map(teller.range, note.amounts), strict=False))
    words["of"] = teller.join((teller.quote(claim) for claim in note.claims), "and")
    if note.grant is not None:
        words["of"] = teller.say("note", "grant", number=str(note.grant + 1))
    form = note.kind
    if note.kind == "near":
        words |= dict(zip(("one", "other"), map(str, note.values), strict=True))
    elif note.values:
        fact, value, other, second = note.values
        words |= {"fact": teller.fact(str(fact)), "value": say_value(teller, str(fact), value)}
        words |= {"other": teller.fact(str(other)), "second": say_value(teller, str(other), second)}
        form = f"{form}-alone" if fact == other else form
    elif "before" in words:
        form = f"{form}-before"
    count = str(len(note.claims))
    return begin(teller.say("note", form, count=count, provision=note.provision, claims=words["of"], **words))


def _tell(teller: Teller, reason: Reason) -> str:
    return tell_sum(teller, reason) if reason.kind in SUMS else tell_test(teller, reason)


def _lines(teller: Teller, reasons: Iterable[Reason], depth: int) -> Iterator[Line]:
    # The same test may occur in the conditions and in the sum.
    for reason in dict.fromkeys(reasons):
        yield _line(teller, reason, depth)
        if reason.parts and not (reason.kind == "least" and is_one_sentence(reason)):
            yield from _lines(teller, reason.parts, depth + 1)


def _line(teller: Teller, reason: Reason, depth: int = 0) -> Line:
    text = begin(_tell(teller, reason))
    return Line(depth, reason.holds, text, reason.provision, quote_reason(teller.policy, reason))


def _with_source(text: str, provision: str, words: str, lang: Language) -> str:
    if not provision:
        return text
    form = "quoted" if words else "holds"
    return sentence("source", form, lang, text=text, provision=provision, words=words)


def _outcome(teller: Teller, outcome: Outcome) -> Iterator[str]:
    if outcome.status not in REFUSED:
        yield _sum(teller, outcome)
        for reason in outcome.reasons:
            if reason.kind == "budget":
                yield write_line(_line(teller, reason), teller.lang)
    for reason in _decisive(outcome):
        yield teller.say("outcome", "why", reason=write_line(_line(teller, reason), teller.lang))
    yield from _judged(teller, outcome)
    if outcome.missing:
        form = "missing" if outcome.status is Status.UNDETERMINED else "open"
        of_grants = {reason.fact for reason in tests(outcome.reasons) if _is_of_grant(reason)}
        facts = [
            teller.fact_of_grant(key) if key in of_grants else teller.fact(key) for key in outcome.missing
        ]
        yield teller.say("outcome", form, facts=teller.join(facts))
    for key in outcome.presumed:
        if why := teller.why(key):
            why = why if teller.lang == "zh" else why[:1].lower() + why[1:]
            yield teller.say("outcome", "presumed", fact=teller.fact(key), why=why)


def _is_of_grant(reason: Reason) -> bool:
    """Whether a reason waits for a fact of an earlier grant."""
    # If the day of the claim is known, only the days of earlier units can be missing.
    is_of_units = isinstance(reason.values, Quota) and reason.values.day is not None
    return is_of_units or (reason.kind in _OF_GRANTS and reason.fact != LEDGER)


def _decisive(outcome: Outcome) -> list[Reason]:
    """The decisive reasons: why a claim is refused, or that a selection is still to be made."""
    if outcome.status not in REFUSED:
        return [reason for reason in outcome.reasons if reason.kind == "choosing"]
    # The test that refuses a claim may occur in the tests and in the sum.
    failed = list(dict.fromkeys(reason for reason in outcome.reasons if reason.holds is False))
    return failed or [reason for reason in outcome.reasons if reason.kind == "topped-up"]


def _sum(teller: Teller, outcome: Outcome) -> str:
    """The sum that is possible, and that a ceiling is no promise."""
    amount = outcome.amount
    if amount is None:
        support = teller.policy.support(outcome.support)
        form = "case-by-case" if support.form == "case-by-case" else "no-sum"
        agencies = teller.agencies(agency.id for agency in teller.policy.measure(outcome.measure).named)
        return teller.say("outcome", form, agencies=agencies)
    if amount.high is None:
        return teller.say("outcome", "no-bound")
    if not outcome.ceiling:
        return teller.say("outcome", "due", range=teller.range(amount))
    form = "ceiling" if amount.is_exact else "ceiling-range"
    return teller.say("outcome", form, high=teller.sum(amount.high), range=teller.range(amount))


def _judged(teller: Teller, outcome: Outcome) -> Iterator[str]:
    """The open terms with the agencies that judge them; a term of another instrument is left to that
    instrument.
    """
    known = teller.policy.registry.concept_by_id
    by_agencies: dict[tuple[str, ...], list[str]] = {}
    elsewhere = []
    of_grants = {reason.fact for reason in tests(outcome.reasons) if reason.kind == "alike"}
    for term, agencies in outcome.judged:
        if term in known and known[term].kind == "instrument":
            elsewhere.append(teller.concept(term))
        else:
            name = teller.fact_of_grant(term) if term in of_grants else teller.fact(term)
            by_agencies.setdefault(agencies, []).append(name)
    for agencies, terms in by_agencies.items():
        told = teller.join(terms)
        yield teller.say("outcome", "judged", agencies=teller.agencies(agencies), terms=told)
    if elsewhere:
        yield teller.say("outcome", "elsewhere", terms=teller.join(elsewhere))


def _bar(teller: Teller, bar: Bar) -> str:
    """The bar of a claim, with the words of the clause."""
    others = [
        teller.support(support) if claim == bar.claim else teller.item(claim, support)
        for claim, support in bar.by
    ]
    by = teller.join(others, "and")
    text = teller.say("bar", bar.kind, item=teller.item(bar.claim, bar.support), by=by)
    words = _words_of_bar(teller.policy, bar)
    return teller.say("outcome", "why", reason=_with_source(text, bar.provision, words, teller.lang))


def _words_of_bar(policy: Policy, bar: Bar) -> str:
    """The words that bar a claim: of an overlap, of a final provision, or of the support itself."""
    if bar.kind == "joint-number":
        limits = (one for one in policy.together.limits if one.is_number and one.provision == bar.provision)
        return next(limits).words
    supports = {bar.support, *(support for _, support in bar.by)}
    for measure in policy.measures:
        for overlap in measure.overlaps:
            if overlap.provision == bar.provision and supports.issubset(overlap.supports):
                return overlap.words
    for term in policy.terms:
        if term.provision == bar.provision:
            return term.words
    amount = policy.support(bar.support).amount
    ceilings = amount.ceilings
    words = amount.quota.count_words if amount.quota else ceilings[-1].text if ceilings else ""
    provision = policy[bar.provision]
    return widen(provision.text, words) if words and isinstance(provision, Provision) else words
