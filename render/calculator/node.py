"""The evaluator in Node, with the scripts that a page loads."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from kb.cases.case import Case
from kb.cases.writing import case_json
from kb.model.policy import Policy
from render.calculator.agreement import answer_whole, differences
from render.calculator.rules import compile_rules, read_evaluator, write_rules

ANSWERING = Path(__file__).with_name("answering.js")
"""The script that answers requests, one per line."""

Data = dict[str, Any]


def find_node() -> str | None:
    """The installed Node, or the one that Playwright contains; ``None`` where there is neither."""
    found = shutil.which("node")
    place = find_spec("playwright") if found is None else None
    if place is not None and place.origin:
        brought = Path(place.origin).parent / "driver" / "node"
        return str(brought) if brought.is_file() else None
    return found


def write_scripts(policy: Policy, folder: Path) -> Path:
    """The scripts of the evaluator and of the rules of a policy, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluator.js").write_text(read_evaluator(policy), encoding="utf-8")
    (folder / "rules.js").write_text(write_rules(compile_rules(policy)), encoding="utf-8")
    return folder


class Evaluator:
    """A running evaluator, which is asked line by line."""

    def __init__(self, policy: Policy, questions: IO[str], answers: IO[str]) -> None:
        self._policy = policy
        self._questions = questions
        self._answers = answers

    def ask(self, requests: Iterable[Data]) -> list[Data]:
        """Its answer to each request. Raises ``EOFError`` where it has ended."""
        found = []
        for request in requests:
            self._questions.write(json.dumps(request, ensure_ascii=False) + "\n")
            self._questions.flush()
            line = self._answers.readline()
            if not line:
                raise EOFError("the evaluator has ended")
            found.append(json.loads(line))
        return found

    def departures(self, cases: Sequence[tuple[Case, dict[str, str]]]) -> list[str]:
        """For each case, the differences between its answer and the engine's; empty where there are none."""
        requests = [
            {"id": "", "case": case_json(self._policy, case), "readings": readings, "whole": True}
            for case, readings in cases
        ]
        return [
            "; ".join(differences(answer_whole(self._policy, case, readings), answer)[:2])
            for (case, readings), answer in zip(cases, self.ask(requests), strict=True)
        ]


@contextmanager
def running(policy: Policy, node: str) -> Iterator[Evaluator]:
    """An evaluator of a policy in Node; it is ended with the context."""
    with (
        TemporaryDirectory() as place,
        subprocess.Popen(
            [node, str(ANSWERING), str(write_scripts(policy, Path(place)))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        yield Evaluator(policy, process.stdin, process.stdout)
        process.stdin.close()
