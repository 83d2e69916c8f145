"""A rate that is a ceiling, 不超过30%: any sum up to the share, in engine, oracle, solver and browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb import Policy, load_policy
from kb.assess.assessment import assess_claim
from kb.assess.facts import Ledger, know
from kb.cases.case import Case, Claim
from kb.cli.commands.fuzz import browser_rivals
from kb.core.outcomes import Outcome
from kb.core.ruleset import read_policy
from kb.explain.outcomes import say_tree, write_line
from kb.explain.sums import SUMS
from kb.model.values import Interval, Money
from kb.model.words.errors import Language
from kb.verify.fuzz.run import fuzz
from kb.verify.fuzz.settings import Run
from kb.verify.fuzz.solver_peer import solver_rivals
from kb.verify.proof.run import prove
from render.text.amounts import say_amount
from tests.sampling import examples

pytest.importorskip("z3")

INVESTMENT = "verified-total-investment"
SUPPORT = "para_5__sup_1"


def _opened(folder: Path, words: str = "30%") -> Policy:
    """The policy in ``folder``, where measure 5 gives any sum up to its share, which is ``words``."""
    version = folder / "cn-440300/anjie-huanbao/2024-05-11"
    rules, text = version / "rules.xml", version / "text.xml"
    written = rules.read_text(encoding="utf-8")
    before, found, after = written.partition('<support id="para_5__sup_1"')
    assert found
    share = '<less is="other-support" under="M5c:b"/>'
    rules.write_text(before + found + after.replace(share, f'{share}<sum is="open"/>', 1), encoding="utf-8")
    before, found, after = text.read_text(encoding="utf-8").partition('eId="para_5"')
    text.write_text(before + found + after.replace(">30%<", f">{words}<", 1), encoding="utf-8")
    return load_policy(folder)


@pytest.fixture
def opened(real_copy: Path) -> Policy:
    return _opened(real_copy)


def _answer(policy: Policy, facts: dict[str, Money]) -> Outcome:
    rules = read_policy(policy)
    support = rules.by_id[SUPPORT]
    known = know(Claim("甲", support.per, facts), Case(date(2026, 3, 1), {}, (), None), rules)
    return assess_claim(rules, support, known, Ledger(None))


def _line(policy: Policy, facts: dict[str, Money], lang: Language) -> str:
    found = policy.support(SUPPORT)
    reason = next(reason for reason in _answer(policy, facts).reasons if reason.kind in SUMS)
    return "; ".join(write_line(line, lang) for line in say_tree(policy, (reason,), lang, found.per))


@pytest.mark.parametrize(
    ("yuan", "most", "zh"),
    [
        (
            20_000_000,
            6_000_000,
            "经核定总投资 2000万元 × 30% = 600万元，没有超过最高1000万元；在此以内给多少都可以：0 至 600万元",
        ),
        (
            50_000_000,
            10_000_000,
            "经核定总投资 5000万元 × 30% = 1500万元，超过最高1000万元，按1000万元；"
            "在此以内给多少都可以：0 至 1000万元",
        ),
    ],
)
def test_anything_up_to_the_share_may_be_given(opened: Policy, yuan: int, most: int, zh: str) -> None:
    facts = {INVESTMENT: Money.yuan(yuan)}
    assert _answer(opened, facts).amount == Interval(0, most * 100)
    assert zh in _line(opened, facts, "zh")


def test_what_the_support_is_worth_says_so(opened: Policy) -> None:
    amount = opened.support(SUPPORT).amount
    words = {
        lang: "".join(part for part in say_amount(amount, opened.registry, lang) if isinstance(part, str))
        for lang in ("zh", "en")
    }
    assert "的不超过" in words["zh"]
    assert words["en"].startswith("up to ")


def test_a_third_is_told_without_rounding_it(real_copy: Path) -> None:
    """10,000,000 yuan by a third are 3,333,333.33 yuan and a third of a fen."""
    policy = _opened(real_copy, "三分之一")
    told = _line(policy, {INVESTMENT: Money.yuan(10_000_000)}, "zh")
    assert "经核定总投资 1000万元 × 1/3，不足一分舍去，得3,333,333.33元，没有超过最高1000万元" in told
    told = _line(policy, {INVESTMENT: Money.yuan(9_000_000)}, "zh")
    assert "经核定总投资 900万元 × 1/3 = 300万元" in told


@pytest.mark.parametrize("words", ["30%", "三分之一"])
def test_engine_laws_solver_and_browser_agree(real_copy: Path, words: str) -> None:
    policy = _opened(real_copy, words)
    with browser_rivals(policy, "zh") as rivals:
        results = list(
            fuzz(
                policy,
                Run(cases=examples(320, 8), measure="para_5"),
                rivals=(*rivals, *solver_rivals(policy)),
            )
        )
    assert [result.law for result in results if result.is_trouble] == []
    assert [result.law for result in prove(policy, ("para_5",)) if result.is_trouble] == []
