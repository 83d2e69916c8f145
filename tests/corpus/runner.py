"""Compares the answers of any interpreter with the corpus of cases beside this file, or in ``cases`` beside
it.

As a library: :func:`read_corpus` gives the cases, :func:`compare` lists the differences between an answer and
the expected one, and :func:`run` applies a function to every case. As a command it tests a program in any
language::

    python -m tests.corpus.runner [--each] [--only PART] PROGRAM [ARGUMENT …]

``README.md`` describes the input and output of the program. Only the standard library is needed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CASES = HERE / "cases" if (HERE / "cases").is_dir() else HERE
"""The folder of the cases: a folder of its own in the published suite, otherwise the one of this file."""

Request = dict[str, Any]
"""The input of an interpreter: ``id``, ``case`` and ``readings``."""

Answer = Mapping[str, Any]
"""The output of an interpreter: ``outcomes``, ``total`` and ``best``."""

Interpreter = Callable[[Request], Answer]


@dataclass(frozen=True)
class CorpusCase:
    """A case of the corpus, with the name of its file without the suffix, and the topic of the file."""

    id: str
    file: str
    topic: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its file and id, for reports."""
        return f"{self.file}/{self.id}"

    @property
    def readings(self) -> dict[str, str]:
        """The chosen options; all other readings have their default."""
        return dict(self.data.get("readings", {}))

    @property
    def expected(self) -> Mapping[str, Any]:
        """The answer that follows from the words."""
        expected: Mapping[str, Any] = self.data["expect"]
        return expected

    @property
    def request(self) -> Request:
        """The input of an interpreter."""
        return {"id": self.id, "case": self.data["case"], "readings": self.readings}


def read_corpus(folder: Path = CASES) -> tuple[CorpusCase, ...]:
    """All cases of all files, in the order of the files' names."""
    found = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        found += [CorpusCase(case["id"], path.stem, data["topic"], case) for case in data["cases"]]
    return tuple(found)


def compare(expected: Mapping[str, Any], answer: Answer) -> list[str]:
    """The differences between an answer and the expected one, one sentence each.

    Only fields that are expected are compared. A bound of ``true`` or ``1.0`` is not an integer, and so no
    answer.
    """
    answer = answer.get("answer") or answer
    given = {(one.get("claim") or None, one.get("support")): one for one in answer.get("outcomes") or ()}
    found = []
    for outcome in expected.get("outcomes", ()):
        claim, support = outcome["claim"], outcome["support"]
        told = f"{claim or 'no claim'} under {support}"
        one = given.get((claim, support))
        if one is None:
            found.append(f"{told}: no outcome")
            continue
        if one.get("status") != outcome["status"]:
            found.append(f"{told}: {one.get('status')} instead of {outcome['status']}")
        if "amount" in outcome and not _is_same(outcome["amount"], _pair(one.get("amount"))):
            found.append(f"{told}: {_pair(one.get('amount'))} fen instead of {outcome['amount']}")
        if "ceiling" in outcome and one.get("ceiling") is not outcome["ceiling"]:
            forms = {True: "a limit", False: "owed"}
            found.append(f"{told}: {forms.get(one.get('ceiling'))} instead of {forms[outcome['ceiling']]}")
    combination = answer.get("combination") or answer
    if "total" in expected and not _is_same(expected["total"], _pair(combination.get("total"))):
        found.append(f"total: {_pair(combination.get('total'))} fen instead of {expected['total']}")
    if "best" in expected:
        best = sorted(_chosen(one) for one in combination.get("best") or ())
        if best != sorted(map(tuple, expected["best"])):
            found.append(f"best: {best} instead of {expected['best']}")
    return found


def run(cases: Iterable[CorpusCase], interpreter: Interpreter) -> Iterator[tuple[CorpusCase, list[str]]]:
    """Every case with the differences between the interpreter's answer and the expected one."""
    for case in cases:
        yield case, compare(case.expected, interpreter(case.request))


def ask_each(command: Sequence[str], timeout: int) -> Interpreter:
    """Start a program for each case; it reads one request and writes one answer."""

    def ask(request: Request) -> Answer:
        return _read_answer(_call(command, json.dumps(request, ensure_ascii=False), timeout))

    return ask


def ask_all(command: Sequence[str], cases: Sequence[CorpusCase], timeout: int) -> Interpreter:
    """Start a program once; it reads a request and writes an answer on each line."""
    text = "".join(json.dumps(case.request, ensure_ascii=False) + "\n" for case in cases)
    # JSON strings may contain Unicode line separators, so only newlines separate answers.
    lines = [line for line in _call(command, text, timeout).split("\n") if line.strip()]
    if len(lines) != len(cases):
        raise SystemExit(f"{len(cases)} cases asked, {len(lines)} lines answered")
    answers = {case.id: line for case, line in zip(cases, lines, strict=True)}
    return lambda request: _read_answer(answers[request["id"]])


def main(arguments: Sequence[str] | None = None) -> int:
    """Test a program with the corpus and report. Returns 0 where it agrees with every case, otherwise 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.runner", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--each", action="store_true", help="start the program anew for each case")
    parser.add_argument("--only", default="", help="only cases whose file/id holds these characters")
    parser.add_argument("--timeout", type=int, default=600, help="seconds that one start may take")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="the program and its arguments")
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    cases = [case for case in read_corpus() if options.only in case.name]
    if not command or not cases:
        parser.error("no program is named" if not command else "no case has such a name")
    if options.each:
        interpreter = ask_each(command, options.timeout)
    else:
        interpreter = ask_all(command, cases, options.timeout)
    bad = 0
    for case, departures in run(cases, interpreter):
        bad += bool(departures)
        for departure in departures:
            print(f"{case.name}: {departure}")
    print(f"{len(cases)} cases, {len(cases) - bad} agree, {bad} do not")
    return 1 if bad else 0


def _pair(amount: object) -> list[object] | None:
    """An interval as a pair, from either ``[low, high]`` or ``{"low": …, "high": …}``."""
    if isinstance(amount, Mapping):
        return [amount.get("low"), amount.get("high")]
    return None if amount is None else list(amount) if isinstance(amount, list | tuple) else [amount]


def _is_same(expected: list[int | None] | None, given: list[object] | None) -> bool:
    if expected is None or given is None:
        return expected is given
    return expected == given and all(type(bound) in (int, type(None)) for bound in given)


def _chosen(one: object) -> tuple[str, str]:
    """A claim and support of the best combination, from a pair or from named values."""
    if isinstance(one, Mapping):
        return str(one.get("claim")), str(one.get("support"))
    claim, support = one if isinstance(one, list | tuple) and len(one) == 2 else (one, "")
    return str(claim), str(support)


def _call(command: Sequence[str], text: str, timeout: int) -> str:
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, encoding="utf-8", timeout=timeout, check=False
        )
    except OSError as problem:
        raise SystemExit(f"{command[0]}: {problem.strerror}") from None
    except subprocess.TimeoutExpired:
        raise SystemExit(f"{command[0]}: no answer within {timeout} seconds") from None
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}\n{done.stderr.strip()}")
    return done.stdout


def _read_answer(text: str) -> Answer:
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SystemExit(f"no JSON object: {text.strip()[:200]!r}")
    return answer


if __name__ == "__main__":
    sys.exit(main())
