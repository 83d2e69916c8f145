"""The evaluator of a library in Node, and the comparison of its answers with those of the engine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from kb.assess.reading_impact import Cautious
from kb.assess.works import Clash, Given, Readings, assess_library
from kb.cases.case import Case
from kb.cases.writing import write_case
from kb.core.outcomes import Assessment
from kb.explain.items.parts import Data, data_of
from kb.explain.results import interval_item, result_item
from kb.model.library import Library, Silence
from render.calculator.agreement import NO_RECEIPT, differences
from render.calculator.library_rules import compile_library, write_library
from render.calculator.rules import read_works_evaluator
from tests.render.evaluator import ask


def write_works_scripts(library: Library, folder: Path) -> Path:
    """The scripts of the evaluator and of the rules of a library, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "works.js").write_text(read_works_evaluator(), encoding="utf-8")
    (folder / "library.js").write_text(write_library(compile_library(library)), encoding="utf-8")
    return folder


def unlike(library: Library, scripts: Path, cases: Iterable[tuple[Case, Readings]]) -> list[str]:
    """The differences between the answers of the evaluator and the engine."""
    listed = list(cases)
    requests = [{"case": case_data(case), "readings": readings} for case, readings in listed]
    return [
        f"{json.dumps(request, ensure_ascii=False)}: {difference}"
        for (case, readings), request, theirs in zip(listed, requests, ask(scripts, requests), strict=True)
        for difference in works_differences(answer_works(library, case, readings), theirs)
    ]


def case_data(case: Case) -> Data:
    """A case as data of a case file."""
    data: Data = json.loads(json.dumps(yaml.safe_load(write_case(case)), default=str))
    return data


def answer_works(library: Library, case: Case, readings: Readings) -> Data:
    """The engine's answer under all works of a library, in the form of the evaluator."""
    found = assess_library(library, case, readings=readings)

    def given(one: Given) -> Data:
        answer = found.answers[one.answer]
        at = {"work": answer.work.id, "version": answer.policy.version.name}
        amount = data_of(interval_item(one.amount))
        return {**at, "claim": one.claim, "support": one.support, "amount": amount}

    def silence(one: Silence) -> Data:
        at = {"work": one.work, "title": one.title, "on": one.on.isoformat()}
        by = {"by": one.by} if one.by else {}
        return {**at, "kind": one.kind, "day": one.day.isoformat(), **by}

    def clash(one: Clash) -> Data:
        pair = {"first": given(one.first), "second": given(one.second)}
        return {**pair, "kind": one.kind, "provision": one.provision, "left": one.left}

    return {
        "answers": [
            {"work": one.work.id, "version": one.policy.version.name, **_data_of(one.assessment)}
            for one in found.answers
        ],
        "silent": [silence(one) for one in found.silent],
        "clashes": [clash(one) for one in found.clashes],
        "total": data_of(interval_item(found.total)),
        "proved": found.proved,
    }


def _data_of(found: Assessment) -> Data:
    result = result_item(NO_RECEIPT, found, Cautious(found.combination.if_given, ()), (), ())
    return {key: data_of(getattr(result, key)) for key in ("outcomes", "combination", "questions")}


def works_differences(ours: Data, theirs: Data) -> list[str]:
    """The differences between an answer of the evaluator under all works and that of the engine.

    Where several combinations of a work bring the same sum, the clashes are those of the chosen one.
    """
    if "faults" in theirs:
        return [f"faults: {theirs['faults']}"]
    found = [
        f"{key}: {theirs[key]} instead of {ours[key]}"
        for key in ("silent", "total", "proved")
        if theirs[key] != ours[key]
    ]
    answers = [[(one["work"], one["version"]) for one in each["answers"]] for each in (ours, theirs)]
    if answers[0] != answers[1]:
        return [*found, f"answers: {answers[1]} instead of {answers[0]}"]
    pairs = list(zip(ours["answers"], theirs["answers"], strict=True))
    for one, other in pairs:
        found += [f"{one['work']}: {difference}" for difference in differences(one, other)]
    bests = [one["combination"]["best"] == other["combination"]["best"] for one, other in pairs]
    if all(bests) and ours["clashes"] != theirs["clashes"]:
        found.append(f"clashes: {theirs['clashes']} instead of {ours['clashes']}")
    return found
