"""The types of facts, and a made-up one: an entry in two tables is enough for all of Python.

The made-up type is a score from 0 to 100, which a case writes as ``85`` or ``85分``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.tariff import make_tariff
from kb.cases.case import Case, Claim
from kb.cases.decoding import decode_case_json
from kb.cases.form import form_of
from kb.cases.listing import list_facts
from kb.cases.nodes import Scalar
from kb.cases.reading import read_case
from kb.cases.schema import case_schema
from kb.cases.types import CASE_TYPES, CaseType, Unsure
from kb.cases.values import Spot
from kb.cases.writing import case_json, write_case
from kb.checks.facts import check_facts
from kb.cli.typed_answers import Misread, read_answer
from kb.core.outcomes import Status
from kb.model.amounts import Quantity
from kb.model.fact_types import COUNT, FACT_TYPES, MONEY, FactType, sort_of
from kb.model.facts import Fact
from kb.model.policy import Support
from kb.model.requirements import Compare
from kb.model.values import Measured, Money
from kb.model.words.errors import PolicyError
from kb.screen.running import Wanted, screen
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.shrinking import Failing
from tests.kb.screen.tabled import read_outcomes, write_tables

SCORE, MOST = "score", 100


def test_a_number_is_stored_whole_and_written_by_its_size() -> None:
    money, count, measure = FACT_TYPES[MONEY], FACT_TYPES[COUNT], FACT_TYPES["measure"]
    assert (money.make(150, ""), money.size()) == (Money(150), 100)
    assert (count.make(3, ""), count.size()) == (3, 1)
    assert measure.make(1500, "power") == Measured(1500, "power")
    assert (measure.size("power"), measure.size("months")) == (1000, 1)


def test_each_type_has_a_sort_that_the_core_computes_with() -> None:
    assert {key: sort_of(key) for key in FACT_TYPES} == {
        **dict.fromkeys(("yes-no", "choices"), "truth"),
        **dict.fromkeys(("choice", "name"), "word"),
        **dict.fromkeys(("money", "count", "measure"), "number"),
        "date": "day",
    }


def _read_score(node: Scalar, spot: Spot) -> int | None:
    text = node.text.removesuffix("分")
    if text.isdigit() and int(text) <= MOST:
        return int(text)
    spot.add("case-count-range", node, most=MOST)
    return None


def _decode_score(raw: Raw) -> int:
    text = str(msgspec.json.decode(raw)).removesuffix("分")
    if not text.isdigit() or int(text) > MOST:
        raise Unsure
    return int(text)


@pytest.fixture
def made_up(toy: Policy, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """The toy policy, whose first support with a sum asks for a score of at least 60."""
    monkeypatch.setitem(FACT_TYPES, SCORE, FactType(SCORE, "number", most=MOST))
    schema: dict[str, Any] = {"type": ["integer", "string"], "title": "分数"}
    written = CaseType(
        _read_score,
        lambda _: (Raw, _decode_score),
        schema,
        "分数 · score",
        {"zh": "0 到 100", "en": "0 to 100"},
        "screen-bad-count",
    )
    monkeypatch.setitem(CASE_TYPES, SCORE, written)
    old = support_of(toy)
    question = {"zh": "评了多少分？", "en": "What is the score?"}
    fact = Fact(SCORE, (old.per,), SCORE, "评分", "score", question, toy.facts[-1].bases)
    least = Quantity("60个", "个数", "count", old.provision)
    asks = Compare(SCORE, "at-least", least, old.provision, "60个")
    new = replace(old, requirements=(*old.requirements, asks))
    measure = toy.measure(old.measure)
    supports = tuple(new if one is old else one for one in measure.supports)
    measures = tuple(replace(one, supports=supports) if one is measure else one for one in toy.measures)
    return replace(toy, facts=(*toy.facts, fact), measures=measures)


def support_of(policy: Policy) -> Support:
    """The support that the made-up fact is added to."""
    return next(one for one in policy.supports if one.is_money and one.subjects)


def case_of(policy: Policy, score: int | None) -> Case:
    """A case that meets every other requirement of the support."""
    support, maker = support_of(policy), Maker(policy)
    facts = maker.template(support, support.subjects[0].concept.id)
    told = {key: value for key, value in facts.items() if key != SCORE}
    claim = Claim("甲", support.per, told if score is None else {**told, SCORE: score})
    return Case(maker.middle, maker.applicants[support.id], (claim,), ())


@pytest.mark.parametrize("written", ["85", "85分", '"85分"'])
def test_a_case_states_it_in_yaml_and_json(made_up: Policy, written: str) -> None:
    case = case_of(made_up, 85)
    text = write_case(case, made_up).replace(f"{SCORE}: 85", f"{SCORE}: {written}")
    assert read_case(made_up, text, "case.yaml") == case
    data = json.dumps(case_json(made_up, case)).replace(f'"{SCORE}": 85', f'"{SCORE}": "85分"')
    assert decode_case_json(form_of(made_up), data) == case
    with pytest.raises(PolicyError) as problem:
        read_case(made_up, text.replace(written, "101"), "case.yaml")
    assert [one.code for one in problem.value.findings] == ["case-count-range"]


def test_it_is_listed_checked_and_asked_for(made_up: Policy) -> None:
    fact = next(one for one in made_up.facts if one.id == SCORE)
    assert "| `score` | 评分 · score | 分数 · score |" in list_facts(made_up)
    assert case_schema(made_up)["$defs"][SCORE]["title"] == "分数"
    assert list(check_facts(made_up)) == []
    assert read_answer(fact, "85分") == 85
    with pytest.raises(Misread):
        read_answer(fact, "很高")


@pytest.mark.parametrize(("score", "is_refused"), [(59, True), (60, False), (100, False)])
def test_a_requirement_compares_it(made_up: Policy, score: int, is_refused: bool) -> None:
    case, support = case_of(made_up, score), support_of(made_up).id
    outcome = assess(made_up, case).outcome("甲", support)
    assert (outcome.status is Status.INELIGIBLE) is is_refused
    low, high = make_tariff(made_up).amounts(case).get(("甲", support), (0, 0))
    assert outcome.amount is not None
    assert (low, high) == (outcome.amount.low, outcome.amount.high)


def test_it_is_missing_where_a_case_does_not_state_it(made_up: Policy) -> None:
    outcome = assess(made_up, case_of(made_up, None)).outcome("甲", support_of(made_up).id)
    assert outcome.missing == (SCORE,)


def test_a_registry_has_a_column_for_it(made_up: Policy, tmp_path: Path) -> None:
    cases = {f"K{score}": case_of(made_up, score) for score in (59, 60, None)}
    write_tables(made_up, cases.items(), tmp_path / "registry")
    day = cases["K60"].date
    screen(made_up, "test", Wanted(tmp_path / "registry", tmp_path / "out", day))
    found, support = read_outcomes(tmp_path / "out"), support_of(made_up).id
    for key, case in cases.items():
        outcome = assess(made_up, case).outcome("甲", support)
        assert (found[key, "甲", support]["status"], found[key, "甲", support]["missing"]) == (
            *(outcome.status, list(outcome.missing)),
        )


def test_the_solver_and_generated_cases_have_it(made_up: Policy) -> None:
    pytest.importorskip("z3")
    from kb.verify.fuzz.solver_peer import solver_rivals

    rng, maker = Random(1), Maker(made_up)
    cases = [maker.case(rng) for _ in range(300)]
    scores = {claim.facts.get(SCORE) for case in cases for claim in case.claims or ()}
    assert {59, 60} <= scores
    (rival,) = solver_rivals(made_up)
    lot = [Failing(case_of(made_up, score), {}, 0) for score in (None, 59, 60)]
    assert list(rival.differ(lot)) == ["", "", ""]
