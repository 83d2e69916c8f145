"""Joint limits, other funds and budgets: every carrier is tested with a corpus that was worked out by hand
from the words of an invented district, and with properties of all cases.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.assess.tariff import make_tariff
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.core.outcomes import REFUSED
from kb.explain.answer import say_answer
from kb.explain.outcomes import say_combination, say_tree, write_line
from kb.explain.whole_answer import answer as answer_case
from kb.model.guards import Ruling
from kb.model.values import Money
from kb.verify.fuzz.generator import Maker
from tests.conftest import TOGETHER
from tests.corpus.runner import CorpusCase, compare, read_corpus
from tests.kb.assess.interpreter import answer
from tests.sampling import examples

CASES = read_corpus(TOGETHER.parent / "corpus")
WAN = 1_000_000
"""One 万元 in fen."""
RETROFITS = ("para_1__sup_1", "para_1__sup_2", "para_1__sup_3")


def _read(policy: Policy, case: CorpusCase) -> Case:
    return read_case(policy, json.dumps(case.data["case"], ensure_ascii=False), case.id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_engine_agrees_with_the_words_of_the_district(together: Policy, case: CorpusCase) -> None:
    assert compare(case.expected, answer(together, case.request)) == [], case.data["why"]


def test_every_support_and_every_rule_has_cases(together: Policy) -> None:
    told = {outcome["support"] for case in CASES for outcome in case.expected["outcomes"]}
    assert told == {support.id for support in together.supports}
    clauses = {clause for case in CASES for clause in case.data["clauses"]}
    rules = together.together
    assert {one.provision for one in (*rules.limits, *rules.others, *rules.budgets)} <= clauses


def test_the_amounts_alone_are_the_same(together: Policy) -> None:
    for case in CASES:
        given = _read(together, case)
        found = assess(together, given, readings=case.readings)
        told = {
            (one.claim, one.support): (one.amount.low, one.amount.high)
            for one in found.outcomes
            if one.claim and one.amount is not None and one.status not in REFUSED
        }
        assert make_tariff(together, case.readings).amounts(given) == told, case.id


def test_the_solver_has_the_same_sums(together: Policy) -> None:
    pytest.importorskip("z3")
    from kb.verify.fuzz.shrinking import Failing
    from kb.verify.fuzz.solver_peer import solver_rivals

    (rival,) = solver_rivals(together)
    lot = [Failing(_read(together, case), case.readings, 0) for case in CASES[::4]]
    assert set(rival.differ(lot)) == {""}


def _made(policy: Policy, seed: int) -> list[tuple[Case, dict[str, str]]]:
    maker, rng = Maker(policy), Random(seed)
    return [(maker.case(rng), maker.readings(rng)) for _ in range(examples(150))]


def test_what_is_had_together_never_exceeds_the_limit(together: Policy) -> None:
    """For one project the sums are at most 120万元 and, with all levels, at most half of the investment."""
    for case, readings in _made(together, 5):
        found = assess(together, case, readings=readings)
        things: dict[object, list[tuple[int | None, object]]] = {}
        for part in found.combination.best:
            if part.support in RETROFITS:
                claim = next(one for one in case.claims or () if one.id == part.claim)
                thing = claim.facts.get("object", claim.id)
                sums = things.setdefault(thing, [])
                sums.append((part.amount.high, claim.facts.get("retrofit-investment")))
        for sums in things.values():
            assert len(sums) <= 2
            highs = [high for high, _ in sums]
            assert None not in highs
            total = sum(high or 0 for high in highs)
            assert total <= 120_000_000
            stated = {base for _, base in sums}
            if len(stated) == 1 and isinstance(base := stated.pop(), Money):
                assert 2 * total <= base.fen


def _best_of(investment: int, had_here: int, grants: int, had_of_all: int) -> int:
    """The most in fen that one project may have, by trying every choice of retrofits, from the words alone.

    30 % up to 100万元, 20 % up to 80万元, 20万元; two of them at most, 120万元 together, and of all levels
    together half of the investment.
    """
    sums = (min(investment * 3 // 10, 100 * WAN), min(investment // 5, 80 * WAN), 20 * WAN)
    rest = max(0, min(120 * WAN - had_here, investment // 2 - had_of_all))
    chosen = (each for size in range(3) for each in combinations(sums, size))
    return max(min(sum(each), rest) for each in chosen if len(each) <= 2 - grants)


@pytest.mark.parametrize("reading", ["a", "b"])
def test_the_best_of_all_is_found_by_trying_everything(together: Policy, reading: str) -> None:
    """Projects with all retrofits: each keeps its own limits, or the enterprise keeps one of 120万元."""
    rng = Random(11)
    for _ in range(examples(60)):
        claims, ledger, bests, had = [], [], [], 0
        for name in ("甲", "乙")[: rng.randint(1, 2)]:
            investment = rng.choice(
                (0, 1, 100, 400_001, 2_000_000, 2_400_001, 3_000_000, 4_000_000, 9_000_000)
            )
            every = ["green-retrofit", "smart-retrofit", "safe-retrofit"]
            claims.append({"id": name, "kind": "project", "is": every, "retrofit-investment": investment})
            city = rng.choice((0, 0, 300_000, 1_500_000))
            if city:
                ledger.append({"object": name, "date": "2031-06-01", "amount": city, "level": "city"})
            bests.append(_best_of(100 * investment, 0, 0, 100 * city))
        if rng.random() < 0.4:
            # For a third project, so that it only fills the limit of the enterprise.
            had = 100 * rng.choice((1, 500_000, 1_000_000))
            ledger.append(
                {"object": "丙", "date": "2031-06-01", "amount": had // 100, "support": "para_1__sup_1"}
            )
        case = json.dumps({"date": "2032-03-01", "claims": claims, "ledger": ledger}, ensure_ascii=False)
        found = assess(together, read_case(together, case, "甲"), readings={"M1a": reading}).combination
        most = sum(bests) if reading == "a" else min(sum(bests), max(0, 120 * WAN - had))
        assert found.proved
        assert found.total.high == most, case


def test_telling_a_fact_never_raises_the_most(together: Policy) -> None:
    rng = Random(7)
    for case, readings in _made(together, 7):
        claims = [one for one in case.claims or () if "retrofit-investment" in one.facts]
        if not claims:
            continue
        claim = rng.choice(claims)
        less = {key: value for key, value in claim.facts.items() if key != "retrofit-investment"}
        others = tuple(one if one is not claim else replace(one, facts=less) for one in case.claims or ())
        before = assess(together, replace(case, claims=others), readings=readings).combination.total
        after = assess(together, case, readings=readings).combination.total
        assert before.high is None or (after.high is not None and after.high <= before.high)
        assert before.low <= after.low


def test_the_difference_and_what_was_had_never_exceed_the_whole(together: Policy) -> None:
    for had in (0, 1, 399_999, 400_000, 400_001, 900_000):
        claim = {"id": "甲", "kind": "enterprise", "is": ["backbone"]}
        grant = {"object": "甲", "level": "city", "amount": had, "date": "2031-06-01"}
        case = {"date": "2032-03-01", "claims": [claim], "ledger": [grant]}
        total = assess(together, read_case(together, json.dumps(case), "甲")).combination.total
        assert total.high == max(0, 40_000_000 - 100 * had)


def test_a_budget_is_told_and_never_taken_off(together: Policy) -> None:
    for left in (None, 0, 500_000):
        claim = {"id": "甲", "kind": "project", "is": ["park-building"], "building-investment": 10_000_000}
        claim |= {} if left is None else {"budget-left": left}
        given = read_case(together, json.dumps({"date": "2032-03-01", "claims": [claim], "ledger": []}), "甲")
        outcome = assess(together, given).outcome("甲", "para_6__sup_1")
        assert outcome.amount is not None
        assert (outcome.amount.low, outcome.amount.high) == (100_000_000, 100_000_000)
        lines = [write_line(line, "zh") for line in say_tree(together, outcome.reasons, "zh", "project")]
        told = next(line for line in lines if "2000万元" in line)
        end = {None: "", 0: "，公布还剩 0元", 500_000: "，公布还剩 50万元"}[left]
        assert told == (
            f"实行总额控制，每年不超过 2000万元{end}；总额用完的，可能少给或者不给，少多少条文没有写"
            "（para_6__s_2“总额控制”）"
        )


@pytest.mark.parametrize(
    ("grants", "line"),
    [
        (
            [("para_1__sup_1", None, 100)],
            "同一件东西按措施1“绿色改造资助”、措施1“智能改造资助”、措施1“安全改造资助”合计不得超过 120万元，"
            "减去以前得到的，还剩 20万元：原为 80万元，减为 20万元（para_1__s_4“合计不超过”）",
        ),
        (
            [(None, "city", 190)],
            "同一件东西按措施1“绿色改造资助”、措施1“智能改造资助”、措施1“安全改造资助”合计不得超过 200万元，"
            "减去以前得到的，还剩 10万元：原为 80万元，减为 10万元"
            "（para_1__s_5“各级财政资助总额不超过改造投资”）",
        ),
    ],
)
def test_the_arithmetic_names_the_limit_and_what_is_left(
    together: Policy, grants: list[tuple[str | None, str | None, int]], line: str
) -> None:
    claim = {
        "id": "甲", "kind": "project", "is": ["smart-retrofit"], "retrofit-investment": 4_000_000,
    }  # fmt: skip
    ledger = [
        {"object": "甲", "date": "2031-06-01", "amount": 10_000 * had}
        | ({"support": support} if support else {"level": level})
        for support, level, had in grants
    ]
    case = json.dumps({"date": "2032-03-01", "claims": [claim], "ledger": ledger})
    outcome = assess(together, read_case(together, case, "甲")).outcome("甲", "para_1__sup_2")
    assert line in [write_line(one, "zh") for one in say_tree(together, outcome.reasons, "zh", "project")]


def test_what_a_number_leaves_out_is_told_with_its_clause(together: Policy) -> None:
    case = next(case for case in CASES if case.id == "t1-1")
    found = assess(together, _read(together, case))
    assert say_combination(together, found.combination, "zh")[-1] == (
        "“甲”的措施1“安全改造资助”没有计入：与措施1“绿色改造资助”、措施1“智能改造资助”合起来，项数已满（para_1__s_4“最多享受其中”）。"
    )


def test_the_answer_says_what_comes_next(together: Policy) -> None:
    case = next(case for case in CASES if case.id == "t6-1")
    sections = say_answer(answer_case(together, _read(together, case), program="0"), "zh")
    (entry,) = next(one for one in sections if one.key == "next").entries
    assert entry.head == "措施6“园区建设资助”"
    assert entry.lines == (
        "申请（para_6__s_3“在申报期内”）",
        "审核，20个工作日（para_6__s_4“自受理之日起”）",
        "公示，5个工作日（para_6__s_5“审核结果公示”）",
        "拨付，30个工作日（para_6__s_6“公示无异议的”）",
        "要交的材料（para_6__s_3“项目合同”）",
        "要交的材料（para_6__s_3“付款凭证”）",
        "要交的材料（para_6__s_3“审计报告”）",
        "得到以后不能迁出，5年（para_6__s_7“不迁出本区”）",
        "得到以后要报送情况（para_6__s_8“每年报送项目运行情况”）",
        "违反了要退回（para_6__s_9“违反承诺或者弄虚作假的,追回全部资助资金”）",
    )


@pytest.mark.parametrize("level", ["district", "city", "province", "national"])
def test_what_may_be_had_once_is_barred_in_answer_and_page(together: Policy, level: str) -> None:
    """不得重复享受 bars every applicant that received 60万元 of any level for the same thing, and nobody
    else.
    """
    from kb.cli.commands.fuzz import browser_rivals
    from kb.verify.fuzz.shrinking import Failing

    others = tuple(
        replace(one, rulings=(Ruling("then", "once"),)) if one.provision == "para_3__s_2" else one
        for one in together.together.others
    )
    policy = replace(together, together=replace(together.together, others=others))
    cases = []
    for thing, status in (("甲", "barred"), ("乙", "eligible")):
        claim = {"id": "甲", "kind": "project", "is": ["first-product"]}
        grant = {"object": thing, "level": level, "amount": 600_000, "date": "2031-06-01"}
        data = {"date": "2032-03-01", "claims": [claim], "ledger": [grant]}
        cases.append(read_case(policy, json.dumps(data), "甲"))
        assert assess(policy, cases[-1]).outcome("甲", "para_3__sup_1").status == status
    with browser_rivals(policy, "zh") as rivals:
        for rival in rivals:
            assert set(rival.differ([Failing(case, {}, 0) for case in cases])) == {""}
