"""``tiaowen fuzz``: thousands of cases against every law, with the time left on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb.cli.console import err
from kb.cli.names import part_named
from kb.cli.options import policy_folder
from kb.cli.verdicts import report_results
from kb.loading import load
from kb.model import Policy
from kb.verify.fuzzing import Run, fuzz
from kb.verify.rival_solver import solver_rivals
from kb.verify.rivals import Rival
from kb.verify.shrinking import Failing

_LEFT = {"zh": "还剩{left}秒，已试{cases}例", "en": "{left} seconds left, {cases} cases tried"}
_NO_NODE = {
    "zh": "没有找到 node，网页里的计算器不参加比对，别的照常。装上 node 再运行，就一起比对。",
    "en": "Node is not found: the calculator of the pages is left out, and the rest goes on. Install node.",
}


def run_fuzz(
    policy: Path | None,
    lang: str,
    format: str,
    *,
    seconds: int,
    cases: int | None,
    seed: int,
    measure: str | None,
) -> int:
    """Fuzz the policy and print what is found; 1 where a law is broken."""
    folder = policy_folder(policy)
    loaded = load(folder)
    eid = part_named(loaded.document, measure, loaded.folder) if measure else ""
    told = show_time_left(seconds, lang) if cases is None else None
    run = Run(seconds=seconds, cases=cases, seed=seed, measure=eid, told=told)
    with browser_rivals(loaded, lang) as rivals:
        found = fuzz(loaded, run, folder=folder, rivals=(*rivals, *solver_rivals(loaded)))
        status = report_results(loaded, found, lang, format)
    if told is not None:
        told(-1)
    return status


@contextmanager
def browser_rivals(policy: Policy, lang: str) -> Iterator[tuple[Rival, ...]]:
    """The evaluator of the pages, running; none where Node is missing, which is told."""
    from render.calculator.node import find_node, running

    node = find_node()
    if node is None:
        err().print(_NO_NODE[lang])
        yield ()
        return
    with running(policy, node) as evaluator:

        def differ(lot: Sequence[Failing]) -> Sequence[str]:
            return evaluator.departures([(one.case, dict(one.readings)) for one in lot])

        yield (Rival("browser-agrees", differ),)


def show_time_left(seconds: int, lang: str) -> Callable[[int], None] | None:
    """What shows the time left on a terminal, a line that is written over; nothing elsewhere.

    Told of a negative number of cases, it takes the line away.
    """
    if not sys.stderr.isatty():
        return None
    began = time.monotonic()

    def tell(cases: int) -> None:
        left = max(0, seconds - int(time.monotonic() - began))
        words = _LEFT[lang].format(left=left, cases=cases) if cases >= 0 else ""
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()

    return tell
