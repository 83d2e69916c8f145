"""The evaluator as tests run it: in Node, with the scripts as a page loads them, many cases at a time.

``python -m tests.render.evaluator FOLDER`` writes the scripts of the real policy into a folder; then
``python -m tests.corpus.runner node tests/render/answering.js FOLDER`` puts the corpus to them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from kb import Policy, load
from kb.assess.asking import find_questions
from kb.assess.assessing import assess
from kb.assess.cases import Case
from kb.assess.receipts import Receipt
from kb.assess.results import result_json
from render.calculator.rules import compile_rules, read_evaluator, write_rules
from tests.conftest import REAL

ANSWERING = Path(__file__).with_name("answering.js")
Data = dict[str, Any]
NO_RECEIPT = Receipt("", "", "", "", "", "", date.min, {}, "")


def find_node() -> str:
    """Debian's node, or the one that Playwright brings along."""
    found = shutil.which("node")
    if found is None:
        import playwright

        found = str(Path(playwright.__file__).parent / "driver" / "node")
    return found


def write_scripts(policy: Policy, folder: Path) -> Path:
    """The scripts of the evaluator and of the rules of a policy, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluator.js").write_text(read_evaluator(), encoding="utf-8")
    (folder / "rules.js").write_text(write_rules(compile_rules(policy)), encoding="utf-8")
    return folder


def ask(folder: Path, requests: Iterable[Data]) -> list[Data]:
    """What the evaluator answers to each request, from one process."""
    text = "".join(json.dumps(request, ensure_ascii=False) + "\n" for request in requests)
    done = subprocess.run(
        [find_node(), str(ANSWERING), str(folder)],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def run_script(folder: Path, script: str) -> Any:
    """What a script gives to ``print`` where the evaluator is loaded."""
    begin = "const print = (found) => console.log(JSON.stringify(found, (_, one) => "
    begin += 'typeof one === "bigint" ? String(one) : one === undefined ? null : one));'
    names = [str(folder / name) for name in ("evaluator.js", "rules.js")]
    loaded = "".join(f"require({json.dumps(name)});" for name in names)
    done = subprocess.run(
        [find_node(), "-e", f"{begin}{loaded}{script}"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answer_whole(policy: Policy, case: Case, readings: dict[str, str]) -> Data:
    """What the engine answers, in the same form."""
    found = assess(policy, case, readings=readings)
    questions = find_questions(policy, case, found)
    result = result_json(NO_RECEIPT, found, (), questions)
    return {key: result[key] for key in ("outcomes", "combination", "questions")}


def differences(ours: Data, theirs: Data) -> list[str]:
    """Where an answer of the evaluator departs from the engine's.

    Of several combinations that bring the same either may be chosen, and then other claims are barred.
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
    for key in ("total", "settled", "proved"):
        if mine[key] != other.get(key):
            found.append(f"{key}: {other.get(key)} instead of {mine[key]}")
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
    """Bars without the order of what bars; with several of these, any one of their clauses may be told."""
    told = []
    for bar in bars:
        by = _sorted(bar["by"])
        rule = [bar["kind"], bar["provision"]] if len(by) < 2 else []
        told.append([bar["claim"], bar["support"], by, rule])
    return _sorted(told)


def _sorted(items: Iterable[object]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items)


if __name__ == "__main__":
    write_scripts(load(REAL), Path(sys.argv[1]))
