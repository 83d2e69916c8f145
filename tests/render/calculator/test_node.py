"""The evaluator in JavaScript, in Node and in a browser, against the corpus and against the engine in Python.

``TIAOWEN_CASES=20000 pytest tests/render/calculator/test_node.py`` tries more cases than usual.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import cn2an
import pytest

from kb import Policy
from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.reading import read_case
from kb.cases.writing import case_json
from kb.cli.commands.fuzz import browser_rivals
from kb.core.outcomes import Status
from kb.model.values import Money
from kb.model.words.errors import PolicyError
from kb.verify.fuzz.generator import Maker as Generator
from kb.verify.fuzz.peers import try_rival
from kb.verify.fuzz.settings import Run
from kb.verify.results import Verdict
from render.calculator import node
from render.calculator.rules import read_evaluator
from tests.conftest import DISTRICT, TOGETHER
from tests.corpus.runner import compare, read_corpus
from tests.random_cases import Maker
from tests.render.chromium import open_chromium
from tests.render.evaluator import ANSWERING, answer_whole, ask, differences, run_script, write_scripts
from tests.sampling import IS_THOROUGH, examples

CASES = int(os.environ.get("TIAOWEN_CASES", examples(2000)))
LOT = 500
CORPUS = read_corpus()


@pytest.fixture(scope="module")
def scripts(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_scripts(policy, tmp_path_factory.mktemp("scripts"))


@pytest.fixture(scope="module")
def toy_scripts(toy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_scripts(toy, tmp_path_factory.mktemp("toy-scripts"))


def departures(answers: list[dict[str, Any]]) -> list[str]:
    return [
        f"{case.name}: {departure}"
        for case, answer in zip(CORPUS, answers, strict=True)
        for departure in compare(case.expected, answer)
    ]


def test_every_case_of_the_corpus_in_node(scripts: Path) -> None:
    assert departures(ask(scripts, [case.request for case in CORPUS])) == []


@pytest.fixture(scope="module")
def page(scripts: Path) -> Iterator[Any]:
    """A page opened from a folder, with nothing but the scripts."""
    shutil.copy(ANSWERING, scripts)
    tags = "".join(f'<script src="{name}"></script>' for name in ("evaluator.js", "rules.js", ANSWERING.name))
    (scripts / "page.html").write_text(f"<!doctype html><meta charset=utf-8>{tags}", encoding="utf-8")
    with open_chromium() as opened:
        shown = opened.new_page()
        shown.goto((scripts / "page.html").as_uri())
        yield shown


@pytest.mark.browser
def test_every_case_of_the_corpus_in_chromium(page: Any) -> None:
    lines = [json.dumps(case.request, ensure_ascii=False) for case in CORPUS]
    answers = page.evaluate("lines => lines.map(answerRequest)", lines)
    assert departures([json.loads(answer) for answer in answers]) == []


@pytest.mark.browser
def test_a_browser_in_another_time_zone_reads_the_same_days(page: Any) -> None:
    request = CORPUS[0].request
    there = page.context.browser.new_context(timezone_id="Pacific/Apia").new_page()
    there.goto(page.url)
    one, other = (p.evaluate("answerRequest", json.dumps(request)) for p in (page, there))
    assert one == other
    there.context.close()


def unlike(policy: Policy, scripts: Path, cases: list[tuple[Case, dict[str, str]]]) -> list[str]:
    """The differences between the answers of the evaluator and the engine."""
    requests = [
        {"id": str(n), "case": case_json(policy, case), "readings": readings, "whole": True}
        for n, (case, readings) in enumerate(cases)
    ]
    answers = ask(scripts, requests)
    return [
        f"{json.dumps(request, ensure_ascii=False)}: {difference}"
        for (case, readings), request, answer in zip(cases, requests, answers, strict=True)
        for difference in differences(answer_whole(policy, case, readings), answer)
    ]


def test_every_form_of_the_district_is_answered_as_the_engine_does(district: Policy, tmp_path: Path) -> None:
    maker, luck = Generator(district), Random(17)
    cases = [
        (read_case(district, json.dumps(case.data["case"], ensure_ascii=False), case.id), case.readings)
        for case in read_corpus(DISTRICT.parent / "corpus")
    ]
    cases += [(maker.case(luck), maker.readings(luck)) for _ in range(200)]
    assert unlike(district, write_scripts(district, tmp_path / "scripts"), cases) == []


def test_the_forms_are_loaded_only_where_a_policy_has_them(policy: Policy, district: Policy) -> None:
    assert "instalments" not in read_evaluator(policy)
    assert "instalments" in read_evaluator(district)


def test_rules_about_several_supports_are_answered_as_the_engine_does(
    together: Policy, tmp_path: Path
) -> None:
    maker, rng = Generator(together), Random(17)
    cases = [
        (read_case(together, json.dumps(case.data["case"], ensure_ascii=False), case.id), case.readings)
        for case in read_corpus(TOGETHER.parent / "corpus")
    ]
    cases += [(maker.case(rng), maker.readings(rng)) for _ in range(200)]
    assert unlike(together, write_scripts(together, tmp_path / "scripts"), cases) == []


def test_they_are_loaded_only_where_a_policy_has_them(
    policy: Policy, district: Policy, together: Policy
) -> None:
    has = ["joint-used-up" in read_evaluator(one) for one in (policy, district, together)]
    assert has == [False, False, True]
    # The calls to them are left out too.
    assert "only:" not in "".join(map(read_evaluator, (policy, district, together)))


@pytest.mark.parametrize("first", range(0, CASES, LOT))
def test_cases_at_random_are_answered_as_the_engine_does(policy: Policy, scripts: Path, first: int) -> None:
    maker = Maker(policy)
    lot = [maker.make(seed) for seed in range(first, min(first + LOT, CASES))]
    assert unlike(policy, scripts, lot)[:5] == []


def test_another_policy_is_answered_as_the_engine_does(toy: Policy, toy_scripts: Path) -> None:
    maker = Maker(toy)
    assert unlike(toy, toy_scripts, [maker.make(seed) for seed in range(examples(300))])[:5] == []


def test_cases_at_random_reach_what_is_rare(policy: Policy) -> None:
    maker = Maker(policy)
    wanted = {"quota", "prefers", "first", "none", "higher", "district", "earlier", "used-up", "top-up"}
    wanted |= {str(status) for status in Status}
    for seed in range(max(CASES, 2000)):
        answer = json.dumps(answer_whole(policy, *maker.make(seed)))
        wanted = {word for word in wanted if f'"{word}"' not in answer}
        if not wanted:
            break
    assert wanted == set()


def project(name: str, fen: int, **facts: Any) -> Claim:
    stated = {"is": {"data-centre": True}, "demonstration-value": True, "selected": True}
    stated |= {"achieved-on": date(2026, 1, 1), "verified-total-investment": Money(fen)}
    return Claim(name, "project", stated | {key.replace("_", "-"): value for key, value in facts.items()})


def certificate(name: str, day: date | None, cost: int = 10**7) -> Claim:
    stated = {"is": {"footprint-certificate": True}, "certificate-cost": Money(cost)}
    return Claim(name, "certificate", stated | ({"achieved-on": day} if day else {}))


DAY = date(2026, 3, 1)
FIRM = {"applicant-kind": "enterprise"}
PROJECTS = tuple(project(f"项目{n}", 10**8 * (n % 7 + 1) + n) for n in range(60))
SPLIT = tuple(
    project(f"{n}", 10**9 + n, part_of=f"整{n % 3}", applied_on=date(2025 + n % 4, 5, 1)) for n in range(12)
)
CERTIFICATES = tuple(
    certificate(f"证{n}", date(2025, 1, 1) + timedelta(37 * n), 10**7 - n * 10**4) for n in range(40)
)
HAD = tuple(
    Grant({"support": "para_12__sup_2", "object": f"旧{n}", "amount": Money(1), "date": date(2026, 2, n)})
    for n in range(1, 6)
)


@pytest.mark.parametrize(
    ("case", "readings"),
    [
        (Case(DAY, FIRM, PROJECTS, ()), {}),
        (Case(DAY, FIRM, tuple(project(c.id, 10**9, object="一") for c in PROJECTS), ()), {}),
        (Case(DAY, FIRM, PROJECTS, ()), {"G19": "c"}),
        (Case(DAY, FIRM, SPLIT, ()), {"G18": "b", "G19": "b"}),
        (Case(DAY, FIRM, CERTIFICATES, ()), {}),
        (Case(DAY, FIRM, CERTIFICATES, ()), {"M12a": "c"}),
        (Case(DAY, FIRM, CERTIFICATES, HAD), {"M12a": "c", "M12b": "a"}),
        (Case(DAY, FIRM, (*CERTIFICATES, certificate("无日", None)), HAD[:2]), {"M12a": "c"}),
        (Case(DAY, FIRM, CERTIFICATES, ()), {"M12f": "b"}),
        (Case(DAY, FIRM, PROJECTS[:18], ()), {"G2": "c", "G3": "d"}),
    ],
    ids=[
        "apart", "one-object", "one-ceiling", "crossing-ceilings", "years", "any-year",
        "any-year-with-ledger", "any-year-and-no-day", "earliest", "same-field-and-year",
    ],
)  # fmt: skip
def test_many_claims_bring_what_the_engine_finds(
    policy: Policy, scripts: Path, case: Case, readings: dict[str, str]
) -> None:
    request = {"id": "", "case": case_json(policy, case), "readings": readings, "whole": True}
    theirs = ask(scripts, [request])[0]["combination"]
    ours = answer_whole(policy, case, readings)["combination"]
    assert {key: theirs[key] for key in ("total", "settled", "proved")} == {
        key: ours[key] for key in ("total", "settled", "proved")
    }
    assert len(theirs["best"]) == len(ours["best"])


@pytest.mark.parametrize(
    ("grant", "readings"),
    [
        ({"support": "para_14__sup_4", "object": "甲", "amount": Money(10**8)}, {"G2": "c"}),
        ({"support": "para_9__sup_1", "object": "甲", "amount": Money(10**8)}, {"G2": "c"}),
        ({"support": "para_5__sup_1", "object": "乙"}, {"G19": "c"}),
        ({"support": "para_5__sup_1", "object": "乙", "amount": Money(10**8)}, {"G19": "c"}),
        ({"support": "para_5__sup_1", "object": "乙", "amount": Money(10**9)}, {"G19": "c"}),
        ({"level": "district", "object": "甲"}, {"G5": "b"}),
        ({"level": "district", "object": "甲", "amount": Money(10**9)}, {"G5": "b"}),
        ({"object": "甲", "amount": Money(10**9)}, {"G5": "b"}),
    ],
    ids=[
        "a-shared-field", "no-shared-field", "a-sum-not-told", "a-part-of-the-ceiling", "the-whole-ceiling",
        "a-district-sum-not-told", "a-district-sum", "a-level-not-told",
    ],
)  # fmt: skip
def test_what_an_earlier_grant_leaves_is_what_the_engine_says(
    policy: Policy, scripts: Path, grant: dict[str, FactValue], readings: dict[str, str]
) -> None:
    claims = (project("甲", 5 * 10**9, selected_on=DAY),)
    assert unlike(policy, scripts, [(Case(DAY, FIRM, claims, (Grant(grant),)), readings)]) == []


def test_what_is_asked_comes_in_the_order_of_the_engine(policy: Policy, scripts: Path) -> None:
    """The fact on which the most money depends comes first, and decisions of an agency come last."""
    everything = dict.fromkeys(("data-centre", "recycling-demonstration", "battery-project"), True)
    claims = (
        Claim("甲", "project", {"is": everything}),
        Claim("乙", "project", {"is": {"data-centre": True}, "verified-total-investment": Money(10**8)}),
        Claim("丙", "carrier", {"is": {"municipal-carrier": True}}),
        certificate("丁", None),
    )
    cases = [(Case(DAY, {}, some, ()), {}) for some in (claims, claims[::-1], claims[:1], claims[1:], None)]
    assert unlike(policy, scripts, cases) == []


def test_a_search_that_is_given_up_says_so_and_gives_a_bound(scripts: Path) -> None:
    script = """
    const pairs = [];
    const items = Array.from({length: 60}, (_, n) => ({n, low: 0n, high: 1000n + BigInt(n * 7919 % 101)}));
    for (const one of items) for (const other of items.slice(one.n + 1)) {
      if ((one.n * 31 + other.n * 17) % 23 < 4) pairs.push({one, other});
    }
    const quota = {number: 1, period: "calendar-year", begins: "2024-05-23", had: [],
      days: new Map([[0, "2026-01-01"], [1, "2026-02-01"]])};
    const pool = {kind: "object", members: new Set([2, 3, 4, 5]), rest: {low: 1500n, high: 1500n}};
    const start = Tiaowen.parts.choose(items, pairs, [pool], [quota], 200);
    const longer = Tiaowen.parts.choose(items, pairs, [pool], [quota], 2000);
    const reached = start.taken.reduce((sum, {amount}) => sum + amount.high, 0n);
    print([start.proved, start.high >= reached, start.high >= longer.high]);
    """
    assert run_script(scripts, script) == [False, True, True]


MONEY = {
    "5000万": 5_000_000_000, "5000万元": 5_000_000_000, "1.2亿": 12_000_000_000, "1.2亿元": 12_000_000_000,
    "33333333.34": 3_333_333_334, "0": 0, "0.01": 1, "５０００万元": 5_000_000_000,
    "１．５亿": 15_000_000_000,
    " 1,234,567.8 元": 123_456_780, "¥100": 10_000, "￥1，000元": 100_000, "人民币5万元整": 5_000_000,
    "1万亿元": 10**14, "3千元": 300_000, "0.000001万": 1, "1亿2000万": 12_000_000_000,
    "5千万": 5_000_000_000, "五千万": 5_000_000_000, "2千万元": 2_000_000_000, "三亿": 30_000_000_000,
    "2000w": 2_000_000_000, "一亿零五十万": 10_050_000_000, "3千5百元": 350_000, "1亿零500万": 10_500_000_000,
    "五千三百万元": 5_300_000_000, "5千": 500_000, "0万": 0,
    "1000000000000": 10**14, "12 万": 12_000_000,
}  # fmt: skip
NO_MONEY = {
    "": "case-money-form", "一万五": "case-money-form", "1亿2000": "case-money-form",
    "1.5亿3000万": "case-money-form", "二十两万": "case-money-form", "1万2亿": "case-money-form",
    "1e9": "case-money-form", "100万美元": "case-money-form",
    "-5": "case-money-negative", "-5万元": "case-money-negative", "0.001": "case-money-fine",
    "0.0000001万": "case-money-fine", "1000000000000.01": "case-money-large", "2万亿": "case-money-large",
    "9" * 50: "case-money-large", "01": "case-money-form", "1.": "case-money-form", ".5": "case-money-form",
    "12,34": "case-money-form", "1 2": "case-money-form", "NaN": "case-money-form", "$5": "case-money-form",
}  # fmt: skip
DAYS = {
    "2026-03-01": "2026-03-01", "2026/3/1": "2026-03-01", "2026年3月1日": "2026-03-01",
    "20260301": "2026-03-01", "２０２８－０２－２９": "2028-02-29", " 2100-12-31 ": "2100-12-31",
}  # fmt: skip
NO_DAYS = {
    "2026-02-29": "case-date-calendar", "2100-02-29": "case-date-calendar",
    "2026-04-31": "case-date-calendar", "2026-00-10": "case-date-form", "2026-13-01": "case-date-form",
    "1999-12-31": "case-date-range", "2101-01-01": "case-date-range", "2026-3": "case-date-form",
    "03/01/2026": "case-date-form", "": "case-date-form",
}  # fmt: skip


@pytest.mark.parametrize(("name", "table"), [("Money", MONEY), ("Date", DAYS)])
def test_values_are_read_as_people_write_them(scripts: Path, name: str, table: dict[str, Any]) -> None:
    found = run_script(scripts, f"print({json.dumps(list(table))}.map(Tiaowen.read{name}))")
    assert [one.get("value") for one in found] == [str(value) for value in table.values()]


@pytest.mark.parametrize(("name", "table"), [("Money", NO_MONEY), ("Date", NO_DAYS)])
def test_values_that_cannot_be_read_have_a_code(scripts: Path, name: str, table: dict[str, str]) -> None:
    found = run_script(scripts, f"print({json.dumps(list(table))}.map(Tiaowen.read{name}))")
    assert [one.get("code") for one in found] == list(table.values())


SUMS = [
    written
    for number in (
        7,
        10,
        15,
        105,
        110,
        1_005,
        1_500,
        15_000,
        10_500,
        120_000,
        35_000_000,
        100_500_000,
        350_000_000,
    )
    for written in (str(cn2an.an2cn(number, "low")), f"{number // 10_000}万{number % 10_000 or ''}元")
]
"""Sums as a library writes them, and in 万 and 元 together; some are not regular."""


def test_whatever_the_program_reads_as_money_the_evaluator_reads_so_too(
    policy: Policy, scripts: Path
) -> None:
    def fen(text: str) -> str | None:
        claim = {"id": "P", "kind": "project", "verified-total-investment": text}
        try:
            case = read_case(policy, json.dumps({"date": "2026-03-01", "claims": [claim]}), "case.json")
        except PolicyError:
            return None
        return str(case.claims[0].facts["verified-total-investment"].fen)

    texts = [
        *MONEY,
        *NO_MONEY,
        "9007199254740993",
        "90071992547.99",
        "0.1亿",
        "0.30万元",
        "10.10",
        "7万",
        *SUMS,
    ]
    found = run_script(scripts, f"print({json.dumps(texts)}.map(Tiaowen.readMoney))")
    told = {text: one.get("value") for text, one in zip(texts, found, strict=True)}
    ours = {text: fen(text) for text in texts}
    assert {text: told[text] for text in texts if ours[text]} == {t: f for t, f in ours.items() if f}


def read(scripts: Path, data: object) -> dict[str, Any]:
    """What the evaluator reads of a case."""
    found: dict[str, Any] = run_script(
        scripts, f"print(Tiaowen.readCase(Tiaowen.rules, {json.dumps(data, ensure_ascii=False)}))"
    )
    return found


def test_what_is_blank_is_not_stated(scripts: Path) -> None:
    claim = {"id": "P", "kind": "project", "verified-total-investment": " ", "selected": None, "is": {}}
    found = read(scripts, {"date": "2026-03-01", "claims": [claim]})
    assert found["faults"] == []
    assert found["case"]["claims"] == [{"id": "P", "kind": "project", "facts": {"is": {}}}]
    assert found["case"]["ledger"] is None


def test_everything_wrong_with_a_case_is_told_at_once(scripts: Path) -> None:
    claims = [
        {"id": "P", "kind": "project", "verified-total-investment": "许多", "is": ["data-centre", "nothing"]},
        {"id": "P", "kind": "project", "selected": "maybe", "phase": "formation", "object": " 甲\u200b乙"},
        {"id": "Q", "kind": "nothing"},
        {"id": "R", "kind": "standard-document", "leads": "1.5", "standard-level": ["national"]},
        {"id": "S", "kind": "project", "is": ["data-centre", "data-centre"]},
        {"id": "T", "kind": "project", "is": "data-centre"},
        {"id": "U", "kind": "standard-document", "leads": 1_000_001},
        {"id": "ｕ ", "kind": "project"},
        {"id": "applicant", "kind": "project"},
    ]
    data = {"applicant": {"applicant-kind": "人"}, "claims": claims, "ledger": [{"support": "para_5"}]}
    found = read(scripts, data)
    assert {(fault["path"], fault["code"]) for fault in found["faults"]} == {
        ("date", "case-key-missing"),
        ("applicant.applicant-kind", "case-choice-unknown"),
        ("claims[0].verified-total-investment", "case-money-form"),
        ("claims[0].is", "case-choice-unknown"),
        ("claims[1].id", "case-claim-twice"),
        ("claims[1].selected", "case-yes-no"),
        ("claims[1].phase", "case-fact-unknown"),
        ("claims[1].object", "case-name-form"),
        ("claims[2].kind", "case-choice-unknown"),
        ("claims[3].leads", "case-count-form"),
        ("claims[3].standard-level", "case-scalar-wanted"),
        ("claims[4].is", "case-choice-twice"),
        ("claims[5].is", "case-choices-form"),
        ("claims[6].leads", "case-count-range"),
        ("claims[7].id", "case-claim-twice"),
        ("claims[8].id", "case-name-reserved"),
        ("ledger[0].support", "case-choice-unknown"),
    }


def test_a_name_is_one_in_all_its_spellings(policy: Policy, scripts: Path) -> None:
    spellings = ("机房（一期）DC", "机房(一期)dc", "机房 (一期) ＤＣ", "ＤＣ 1", "dc1", "机房二期")
    grants = [(Grant({"level": "city", "object": had, "amount": Money(1)}),) for had in spellings]
    cases = []
    for (n, one), (m, other) in product(enumerate(spellings), repeat=2):
        claims = (project("甲", 10**9, object=one), project("dc １", 10**9, object=other))
        # Each spelling of a grant is combined with each spelling of both projects.
        ledgers = grants if IS_THOROUGH else [grants[(n + m) % len(grants)]]
        cases += [(Case(DAY, FIRM, claims, ledger), {}) for ledger in [(), *ledgers]]
    assert unlike(policy, scripts, cases) == []


def test_names_of_the_language_itself_are_only_names(policy: Policy, scripts: Path) -> None:
    names = ("__proto__", "constructor", "toString")
    claims = tuple(project(name, 10**9, object="__proto__") for name in names)
    assert unlike(policy, scripts, [(Case(DAY, FIRM, claims, ()), {})]) == []


@pytest.mark.parametrize("readings", [{"G99": "a"}, {"G1": "z"}, {"constructor": "a"}])
def test_a_reading_or_option_that_is_not_there_is_refused(scripts: Path, readings: dict[str, str]) -> None:
    script = f"""
    try {{ Tiaowen.readRules(Tiaowen.rules, {json.dumps(readings)}); print("read"); }}
    catch (problem) {{ print(problem instanceof RangeError); }}
    """
    assert run_script(scripts, script) is True


def test_the_fuzzer_asks_the_calculator_of_the_pages(policy: Policy) -> None:
    with browser_rivals(policy, "zh") as (rival,):
        found = try_rival(policy, Run(cases=80), rival)
    assert (found.verdict, found.samples) == (Verdict.SAMPLED, 80)


def test_without_node_the_fuzzer_says_so_and_goes_on(
    policy: Policy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node, "find_node", lambda: None)
    with browser_rivals(policy, "zh") as rivals:
        assert rivals == ()
    assert "node" in capsys.readouterr().err


def test_a_page_can_ask_what_a_claim_may_state(policy: Policy, scripts: Path) -> None:
    script = """
    const {rules, factsOf, choicesOf} = Tiaowen;
    print(["applicant", "grant", ...Object.keys(rules.kinds)].map((kind) => [
      kind, factsOf(rules, kind).map((fact) => [fact.id, choicesOf(rules, fact, kind).length]),
    ]));
    """
    found = dict(run_script(scripts, script))
    for kind in ("applicant", "grant", "project", "certificate"):
        assert [fact for fact, _ in found[kind]] == [fact.id for fact in policy.facts_of(kind)]
    assert dict(found["grant"])["support"] == len(policy.supports)
    assert dict(found["grant"])["agency"] == len(policy.agencies)
    assert dict(found["project"])["is"] > 10


@pytest.mark.parametrize("name", ["policy", "district", "together"])
def test_the_scripts_take_nothing_from_elsewhere(name: str, request: pytest.FixtureRequest) -> None:
    code = read_evaluator(request.getfixturevalue(name))
    assert not re.search(
        r"\b(?:fetch|XMLHttpRequest|import|require|eval|Function|document|Date|Math\.random)\b\(?", code
    )
    assert not re.search(r"https?:", code)
    # Forms of amounts, and rules about several supports, are further parts.
    assert code.count('"use strict";') == {"policy": 5, "district": 6, "together": 7}[name]
    assert code.count("`") % 2 == 0
    assert all(line.count("`") % 2 == 0 for line in code.splitlines())
