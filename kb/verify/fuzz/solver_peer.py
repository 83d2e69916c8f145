"""The solver's encoding of the rules as a peer: it must give the same status and sum case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.assess.assessment import assess_claim
from kb.assess.facts import know, read_ledger
from kb.cases.case import Case, Claim
from kb.cases.spelling import name_things
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.model.facts import IS
from kb.model.policy import Policy, Support
from kb.model.values import Interval
from kb.verify.fuzz.peers import Rival
from kb.verify.fuzz.shrinking import Failing
from kb.verify.libraries import has_z3, z3
from kb.verify.proof.encoding import Encoding, encode, state

GRANTS = 3
"""The number of encoded earlier grants. Cases with more are left out."""

SETS = 3
"""The number of combinations of readings that are tried, since every support is encoded under each."""


def solver_rivals(policy: Policy) -> tuple[Rival, ...]:
    """The solver as a peer; empty where it is not installed."""
    if not has_z3():
        return ()
    encodings: dict[tuple[str, str], Encoding] = {}

    def differ(lot: Sequence[Failing]) -> list[str]:
        return [_differ(policy, one, encodings) for one in lot]

    return (Rival("solver-agrees", differ, SETS),)


def _differ(policy: Policy, failing: Failing, encodings: dict[tuple[str, str], Encoding]) -> str:
    """The difference between the solver and the engine, in a word; empty where they agree."""
    rules = read_policy(policy, failing.readings)
    case = name_things(failing.case, rules.names)
    if len(case.ledger or ()) > GRANTS:
        return ""
    ledger = read_ledger(case, rules)
    for claim in case.claims or ():
        for support in rules.supports.get(claim.kind, ()):
            if not support.is_money or _is_another(support, claim):
                continue
            key = (repr(sorted(failing.readings.items())), support.id)
            if key not in encodings:
                encodings[key] = encode(rules, support, grants=GRANTS)
            found = assess_claim(rules, support, know(claim, case, rules), ledger)
            told = _ask(encodings[key], case, claim)
            # Where the text states no sum, the status alone can be compared.
            if told is not None and (found.status, found.amount or told[1]) != told:
                return f"{claim.id} {support.id}: {told[0]} {told[1]} / {found.status} {found.amount}"
    return ""


def _ask(encoding: Encoding, case: Case, claim: Claim) -> tuple[Status | None, Interval] | None:
    """The status that holds and the sum; ``None`` for a case outside the encoding."""
    library = z3()
    told = map(encoding.write, (*encoding.status.values(), *encoding.sum))
    terms = [library.And(*encoding.sane), *told]
    pack = library.Function("pack", *(one.sort() for one in terms), library.BoolSort())
    try:
        values = list(state(encoding, case, claim))
    except ValueError:
        return None
    found = library.simplify(library.substitute(pack(*terms), *values)).children()
    sane, *held = (library.is_true(one) for one in found[:-3])
    low, high, bounded = found[-3:]
    if not sane:
        return None
    statuses = [status for status, holds in zip(encoding.status, held, strict=True) if holds]
    sums = Interval(low.as_long(), high.as_long() if library.is_true(bounded) else None)
    return statuses[0] if len(statuses) == 1 else None, sums


def _is_another(support: Support, claim: Claim) -> bool:
    """Whether the subject of the claim is stated to be another than those of the support."""
    told = claim.facts.get(IS)
    return isinstance(told, Mapping) and all(told.get(q.concept.id) is False for q in support.subjects)
