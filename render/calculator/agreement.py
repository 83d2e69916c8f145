"""The comparison of the browser's evaluator with the engine, over everything that both answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from kb.assess.assessment import assess
from kb.assess.questions import find_questions
from kb.assess.reading_impact import Cautious
from kb.cases.case import Case
from kb.explain.items.parts import Data, data_of
from kb.explain.receipts import Receipt
from kb.explain.results import result_item
from kb.model.policy import Policy, Version

NO_RECEIPT = Receipt("", "", "", "", "", "", date.min, {}, "", Version("", date.min))


def answer_whole(policy: Policy, case: Case, readings: Mapping[str, str]) -> Data:
    """The engine's answer, in the form of the evaluator."""
    found = assess(policy, case, readings=readings)
    questions = find_questions(policy, found)
    result = result_item(NO_RECEIPT, found, Cautious(found.combination.if_given, ()), (), questions)
    return {key: data_of(getattr(result, key)) for key in ("outcomes", "combination", "questions")}


def differences(ours: Data, theirs: Data) -> list[str]:
    """The differences between an answer of the evaluator and that of the engine.

    Where several combinations bring the same sum, either may be chosen, and the barred claims differ
    accordingly.
    """
    found = [f"faults: {theirs['faults']}"] if "faults" in theirs else []
    theirs = {"outcomes": [], "questions": [], "combination": {}, **theirs}
    for one, other in zip(ours["outcomes"], theirs["outcomes"], strict=not found):
        found += [
            f"{one['claim']} under {one['support']}: {key} {other.get(key)} instead of {value}"
            for key, value in one.items()
            if other.get(key) != value
        ]
    mine, other = ours["combination"], theirs["combination"]
    for key in ("total", "if_given", "settled", "proved"):
        if mine[key] != other.get(key):
            found.append(f"{key}: {other.get(key)} instead of {mine[key]}")
    if _sorted(mine["waits"]) != _sorted(other.get("waits", ())):
        found.append(f"waits: {other.get('waits')} instead of {mine['waits']}")
    if mine["best"] == other.get("best"):
        if _barred(mine["barred"]) != _barred(other["barred"]):
            found.append(f"barred: {other['barred']} instead of {mine['barred']}")
    elif sum(part["amount"]["high"] or 0 for part in mine["best"]) != sum(
        part["amount"]["high"] or 0 for part in other.get("best", ())
    ):
        found.append(f"best: {other.get('best')} instead of {mine['best']}")
    if _sorted(ours["questions"]) != _sorted(theirs["questions"]):
        found.append(f"questions: {theirs['questions']} instead of {ours['questions']}")
    return found


def _barred(bars: Iterable[Data]) -> list[str]:
    """Bars without the order of their causes. Where there are several causes, the clause of any of them may
    be named.
    """
    told = []
    for bar in bars:
        by = _sorted(bar["by"])
        rule = [bar["kind"], bar["provision"]] if len(by) < 2 else []
        told.append([bar["claim"], bar["support"], by, rule])
    return _sorted(told)


def _sorted(items: Iterable[object]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items)
