"""Every row of a screening equals the result of ``assess`` for the same claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, get_args

from kb import Policy
from kb.assess.assessment import Assessment, assess_claims, assess_under
from kb.assess.facts import read_stated
from kb.cases.case import Case
from kb.core.outcomes import REFUSED, Outcome, Reason
from kb.core.outcomes import tests as undecided
from kb.core.ruleset import read_policy
from kb.model.facts import Relation
from kb.screen.columns import BY_AGENCY
from kb.screen.running import Wanted, screen
from kb.verify.casebook.corpus import read_corpus
from kb.verify.fuzz.generator import Maker
from tests.conftest import ROOT
from tests.kb.screen.tabled import read_outcomes, read_totals, write_tables
from tests.random_cases import Maker as PlainMaker
from tests.sampling import examples

DAY = date(2026, 3, 2)


def differences(
    policy: Policy, cases: Sequence[tuple[str, Case]], readings: dict[str, str], day: date, folder: Path
) -> tuple[int, list[Any]]:
    """The number of compared rows, and the rows in which screening differs."""
    write_tables(policy, cases, folder / "registry")
    screen(policy, "test", Wanted(folder / "registry", folder / "out", day, readings))
    found = read_outcomes(folder / "out")
    rules = read_policy(policy, readings)
    totals = read_totals(folder / "out")
    compared = 0
    wrong: list[Any] = []
    for key, case in cases:
        stated = read_stated(replace(case, date=day), rules)
        untrue: set[str] = set()
        if case.claims:
            assessed = assess_under(rules, replace(case, date=day))
            best = assessed.combination
            untrue = contradicting(assessed, case)
            low, high, settled, how, had = totals.pop(key)
            if untrue:
                if (low, high, how) != (None, None, "invalid"):
                    wrong.append((key, how, (low, high), "should be invalid"))
            elif (low, high) != (best.total.low, best.total.high):
                wrong.append((key, how, (low, high), best.total))
            elif how not in ("nothing", "invalid") and (settled, had) != (
                best.settled,
                {(part.claim, part.support) for part in best.best},
            ):
                wrong.append((key, how, settled, had, best.best))
        for claim in untrue:
            row = found.pop((key, claim, ""), None)
            if row is None or row["status"] != "invalid":
                wrong.append((key, claim, row, "should be invalid"))
        for outcome in assess_claims(rules, stated):
            if outcome.claim and outcome.claim not in untrue:
                compared += 1
                row = found.pop((key, outcome.claim, outcome.support), None)
                wrong += [(key, outcome.claim, outcome.support, *one) for one in _unlike(outcome, row)]
    return compared, wrong + list(found) + list(totals)


def contradicting(assessed: Assessment, case: Case) -> set[str]:
    """The claims that contradict themselves, or all where an earlier grant does."""
    found: set[str] = set()
    for note in assessed.notes:
        if note.kind in get_args(Relation):
            found |= set(note.claims) or {claim.id for claim in case.claims or ()}
    return found


def agreeing(policy: Policy, case: Case, day: date) -> Case:
    """The case without the answers that contradict another."""
    rules = read_policy(policy)
    while notes := [
        one for one in assess_under(rules, replace(case, date=day)).notes if one.kind in get_args(Relation)
    ]:
        fact = notes[0].values[0]

        def without(facts: Mapping[str, Any], fact: object = fact) -> dict[str, Any]:
            return {key: value for key, value in facts.items() if key != fact}

        case = replace(
            case,
            applicant=without(case.applicant),
            claims=tuple(replace(one, facts=without(one.facts)) for one in case.claims or ()),
            ledger=None
            if case.ledger is None
            else tuple(replace(one, facts=without(one.facts)) for one in case.ledger),
        )
    return case


def _unlike(outcome: Outcome, row: dict[str, Any] | None) -> Iterator[tuple[object, ...]]:
    if row is None:
        # Subjects that a claim does not have are left out.
        if [reason.kind for reason in outcome.reasons] != ["subject"]:
            yield ("left out", outcome.status)
        return
    amount = None if outcome.amount is None else (outcome.amount.low, outcome.amount.high)
    wanted = {
        "status": str(outcome.status),
        "sum": amount,
        "missing": set(outcome.missing),
        "judged": {one.term for one in outcome.judged},
        "ceiling": outcome.ceiling,
        "measure": outcome.measure,
    }
    told = {
        "status": row["status"],
        "sum": None if row["low"] is None else (row["low"], row["high"]),
        "missing": set(row["missing"]),
        "judged": set(row["judged"]),
        "ceiling": row["ceiling"],
        "measure": row["measure"],
    }
    yield from ((name, told[name], one) for name, one in wanted.items() if told[name] != one)
    reason = (row["reason"], row["provision"], row["words"], row["fact"])
    may_be = set(_reasons(outcome))
    if reason not in may_be:
        yield ("reason", reason, may_be)


def _reasons(outcome: Outcome) -> Iterator[tuple[str, str, str, str]]:
    """The possible reasons for a status: any test that leads to it."""
    if outcome.status in REFUSED:
        found: list[Reason] = list(_failing(outcome.reasons))
        found = found or [one for one in outcome.reasons if one.kind == "topped-up"]
    elif outcome.status in ("undetermined", "judgement"):
        by_agency = outcome.status == "judgement"
        found = [one for one in undecided(outcome.reasons) if (one.kind in BY_AGENCY) is by_agency]
    else:
        kinds = {"eligible": "", "candidate": "candidate", "case-by-case": "case-by-case"}
        kind = kinds.get(outcome.status)
        found = [one for one in outcome.reasons if one.kind == "higher"]
        if kind is None:
            yield ("by-reference", outcome.clauses[0], "", "")
        else:
            words = [one.words for one in outcome.reasons if one.kind == "choosing"]
            yield (kind, outcome.clauses[0], words[0] if kind == "candidate" else "", "")
    for one in found:
        yield (one.kind, one.provision or outcome.clauses[0], one.words, one.fact)


def _failing(reasons: Sequence[Reason]) -> Iterator[Reason]:
    for one in reasons:
        if one.holds is False:
            parts = list(_failing(one.parts))
            yield from parts or [one]


def test_every_row_of_the_corpus_is_what_assess_says(policy: Policy, tmp_path: Path) -> None:
    kept = read_corpus(policy, ROOT / "tests" / "corpus").cases
    compared, wrong = differences(policy, [(one.id, one.case) for one in kept], {}, DAY, tmp_path)
    assert compared > 5000
    assert wrong == []


def test_every_row_of_random_cases_is_what_assess_says(policy: Policy, tmp_path: Path) -> None:
    """Every reading uses its last option instead of the default."""
    maker = PlainMaker(policy)
    made = [maker.make(n)[0] for n in range(examples(800, 8))]
    # Of ten cases, nine hold no answers that contradict one another.
    cases = [(f"企业{n}", one if n % 10 == 0 else agreeing(policy, one, DAY)) for n, one in enumerate(made)]
    readings = {reading.id: reading.options[-1].id for reading in policy.readings}
    compared, wrong = differences(policy, cases, readings, DAY, tmp_path)
    assert compared > 10 * len(cases)
    assert wrong == []


def test_every_row_of_a_policy_of_many_forms_is_what_assess_says(district: Policy, tmp_path: Path) -> None:
    """The invented district measures power, area and months, and pays for persons, loans and sites."""
    maker = Maker(district)
    cases = [(f"企业{n}", maker.case(Random(n))) for n in range(120)]
    compared, wrong = differences(district, cases, {}, date(2028, 3, 1), tmp_path)
    assert compared > 1000
    assert wrong == []


def test_every_row_of_a_policy_with_joint_limits_is_what_assess_says(
    together: Policy, tmp_path: Path
) -> None:
    """Whose sums share a limit is left to ``assess``, and every total is what it says."""
    maker = Maker(together)
    cases = [(f"企业{n}", maker.case(Random(n))) for n in range(150)]
    compared, wrong = differences(together, cases, {}, date(2031, 6, 1), tmp_path)
    assert compared > 500
    assert wrong == []
    sharing = {one for limit in together.together.limits for one in limit.supports}
    found = read_totals(tmp_path / "out").values()
    shared = [had for *_, how, had in found if how == "assessed" and len(had) > 1]
    assert any({support for _, support in had} <= sharing for had in shared)
