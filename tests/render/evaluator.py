"""The evaluator for tests: in Node, with the scripts of a page, many cases at a time.

``python -m tests.render.evaluator FOLDER`` writes the scripts of the real policy to a folder. Then ``python
-m tests.corpus.runner node render/calculator/answering.js FOLDER`` tests them with the corpus.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kb import load_policy
from render.calculator.agreement import answer_whole, differences
from render.calculator.node import ANSWERING, find_node, write_scripts
from tests.conftest import REAL

__all__ = ["ANSWERING", "answer_whole", "ask", "differences", "find_node", "run_script", "write_scripts"]

Data = dict[str, Any]


def node() -> str:
    """The program that runs scripts, which the tests need."""
    found = find_node()
    assert found is not None, "node is missing"
    return found


def ask(folder: Path, requests: Iterable[Data]) -> list[Data]:
    """The evaluator's answer to each request, from one process."""
    text = "".join(json.dumps(request, ensure_ascii=False) + "\n" for request in requests)
    done = subprocess.run(
        [node(), str(ANSWERING), str(folder)],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def run_script(folder: Path, script: str) -> Any:
    """The values that a script passes to ``print`` where the evaluator is loaded."""
    begin = "const print = (found) => console.log(JSON.stringify(found, (_, one) => "
    begin += 'typeof one === "bigint" ? String(one) : one === undefined ? null : one));'
    names = [str(folder / name) for name in ("evaluator.js", "rules.js")]
    loaded = "".join(f"require({json.dumps(name)});" for name in names)
    done = subprocess.run(
        [node(), "-e", f"{begin}{loaded}{script}"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


if __name__ == "__main__":
    write_scripts(load_policy(REAL), Path(sys.argv[1]))
