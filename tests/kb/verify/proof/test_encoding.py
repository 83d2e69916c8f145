"""The solver's encoding against the engine: they must agree on every case, to the fen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random

import pytest

from kb import Policy
from kb.assess.assessment import assess_claim
from kb.assess.facts import know, read_ledger
from kb.cases.case import Case, Claim, Grant
from kb.cases.reading import read_case
from kb.core.outcomes import Outcome, Status
from kb.core.ruleset import Ruleset, read_policy
from kb.core.terms import iff, neg
from kb.model.policy import Support
from kb.model.values import Interval, Money
from kb.verify.proof.encoding import Encoding, decode, encode, name_parts, state
from kb.verify.proof.solver_calls import Solver
from tests.corpus.runner import read_corpus
from tests.random_cases import Maker
from tests.sampling import IS_THOROUGH

z3 = pytest.importorskip("z3")
CASES = 120
MOST_GRANTS = 3


def _engine(rules: Ruleset, support: Support, case: Case, claim: Claim) -> Outcome:
    return assess_claim(rules, support, know(claim, case, rules), read_ledger(case, rules))


def _solver(encoding: Encoding, case: Case, claim: Claim) -> tuple[set[Status], Interval] | None:
    """The statuses that hold, and the sum; ``None`` for a case outside the encoding."""
    terms = [z3.And(*encoding.sane), *map(encoding.write, (*encoding.status.values(), *encoding.sum))]
    pack = z3.Function("pack", *(one.sort() for one in terms), z3.BoolSort())
    told = z3.simplify(z3.substitute(pack(*terms), *state(encoding, case, claim))).children()
    sane, *held = (z3.is_true(one) for one in told[:-3])
    low, high, bounded = told[-3:]
    if not sane:
        return None
    statuses = {status for status, holds in zip(encoding.status, held, strict=True) if holds}
    return statuses, Interval(low.as_long(), high.as_long() if z3.is_true(bounded) else None)


def _may_be(support: Support, claim: Claim) -> bool:
    """Whether the claim may have the support's subject; most claims do not have that of most supports."""
    told = claim.facts.get("is")
    if not isinstance(told, Mapping):
        return True
    return any(told.get(subject.concept.id) is not False for subject in support.subjects)


def _thin(case: Case, seed: int) -> Case:
    """The case with a few facts of each claim left out, as people leave them out."""
    rng = Random(seed)
    claims = []
    for claim in case.claims or ():
        left_out = rng.sample(sorted(claim.facts), min(len(claim.facts), rng.randint(0, 3)))
        facts = {key: value for key, value in claim.facts.items() if key not in left_out}
        claims.append(Claim(claim.id, claim.kind, facts))
    return Case(case.date, case.applicant, tuple(claims), case.ledger)


def _compared(
    policy: Policy, seeds: range
) -> Iterator[tuple[Case, Claim, dict[str, str], Support, Outcome, tuple[set[Status], Interval]]]:
    maker = Maker(policy)
    encodings: dict[tuple[int, str], Encoding] = {}
    for seed in seeds:
        case, readings = maker.make(seed, most_claims=2, most_grants=MOST_GRANTS)
        case = _thin(case, seed) if seed % 3 else case
        rules = read_policy(policy, readings)
        for claim in (case.claims or ())[:2]:
            for support in rules.supports[claim.kind]:
                if seed % 8 and not _may_be(support, claim):
                    continue
                key = (id(rules), support.id)
                if key not in encodings:
                    encodings[key] = encode(rules, support, grants=MOST_GRANTS)
                told = _solver(encodings[key], case, claim)
                if told is not None:
                    yield case, claim, readings, support, _engine(rules, support, case, claim), told


def test_the_encoding_says_what_the_engine_says_of_cases_at_random(policy: Policy) -> None:
    seen: Counter[Status] = Counter()
    for case, claim, readings, support, outcome, (held, sum_) in _compared(policy, range(CASES)):
        told = (case, claim.id, readings, support.id)
        assert held == {outcome.status}, told
        if outcome.amount is not None:
            assert sum_ == outcome.amount, told
        seen[outcome.status] += 1
    # A status that never occurs would not be tested; one status is left to the corpus.
    assert set(seen) >= set(Status) - {Status.CASE_BY_CASE}
    assert min(seen.values()) >= 3, seen


def test_the_encoding_says_what_the_engine_says_of_another_policy(toy: Policy) -> None:
    seen: Counter[Status] = Counter()
    for case, claim, readings, support, outcome, (held, sum_) in _compared(toy, range(60)):
        assert held == {outcome.status}, (case, claim.id, readings, support.id)
        assert outcome.amount in (None, sum_), (case, claim.id, readings, support.id)
        seen[outcome.status] += 1
    assert len(seen) >= 4


def test_the_encoding_says_what_the_engine_says_of_the_corpus(policy: Policy) -> None:
    encodings: dict[tuple[int, str], Encoding] = {}
    seen: Counter[Status] = Counter()
    for n, one in enumerate(read_corpus()):
        if n % (3 if IS_THOROUGH else 9) and one.file != "every-support":
            continue
        case = read_case(policy, json.dumps(one.data["case"], ensure_ascii=False), one.id)
        if len(case.ledger or ()) > MOST_GRANTS:
            continue
        rules = read_policy(policy, one.readings)
        for claim, support in ((c, s) for c in case.claims or () for s in rules.supports[c.kind]):
            if not _may_be(support, claim):
                continue
            key = (id(rules), support.id)
            if key not in encodings:
                encodings[key] = encode(rules, support, grants=MOST_GRANTS)
            told = _solver(encodings[key], case, claim)
            if told is None:
                continue
            outcome = _engine(rules, support, case, claim)
            assert told[0] == {outcome.status}, (one.name, support.id)
            assert outcome.amount in (None, told[1]), (one.name, support.id)
            seen[outcome.status] += 1
    assert set(seen) == set(Status)
    assert seen.total() > 100


@pytest.mark.parametrize("sid", ["para_5__sup_1", "para_12__sup_2", "para_14__sup_4", "para_20__sup_1"])
def test_a_decoded_case_has_the_status_that_was_asked_for(policy: Policy, sid: str) -> None:
    rules = read_policy(policy)
    support = rules.by_id[sid]
    encoding = encode(rules, support)
    solver = z3.Solver()
    solver.add(*encoding.sane)
    for status, one in encoding.status.items():
        if solver.check(encoding.write(one)) == z3.sat:
            case = decode(solver.model(), encoding)
            assert case.claims is not None
            assert _engine(rules, support, case, case.claims[0]).status is status


def test_a_case_with_more_grants_than_room_is_refused(policy: Policy) -> None:
    rules = read_policy(policy)
    encoding = encode(rules, rules.by_id["para_5__sup_1"], grants=1)
    maker = Maker(policy)
    case, _ = maker.make(1)
    claim = Claim("甲", "project", {})
    grants = (Grant({"amount": Money(1)}), Grant({"amount": Money(2)}))
    crowded = Case(case.date, {}, (claim,), grants)
    with pytest.raises(ValueError, match="room for 1"):
        list(state(encoding, crowded, claim))


def test_names_of_parts_mean_the_parts(policy: Policy) -> None:
    rules = read_policy(policy)
    plain = encode(rules, rules.by_id["para_9__sup_1"])
    named = name_parts(plain)
    solver = Solver(named.terms, named.sane)
    for status in Status:
        one, other = plain.status[status], named.status[status]
        assert not solver.is_possible(neg(iff(one, other)))
