"""``tiaowen fuzz``: thousands of cases against every law, with the time left on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from kb.cli.names import part_named
from kb.cli.options import policy_folder
from kb.cli.verdicts import report_results
from kb.loading import load
from kb.verify.fuzzing import Run, fuzz

_LEFT = {"zh": "还剩{left}秒，已试{cases}例", "en": "{left} seconds left, {cases} cases tried"}


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
    status = report_results(loaded, fuzz(loaded, run), lang, format)
    if told is not None:
        told(seconds, -1)
    return status


def show_time_left(seconds: int, lang: str) -> Callable[[int, int], None] | None:
    """What shows the time left on a terminal, a line that is written over; nothing elsewhere.

    Told of a negative number of cases, it takes the line away.
    """
    if not sys.stderr.isatty():
        return None
    shown = [-1]

    def tell(gone: int, cases: int) -> None:
        if gone == shown[0] and cases >= 0:
            return
        shown[0] = gone
        words = _LEFT[lang].format(left=max(0, seconds - gone), cases=cases) if cases >= 0 else ""
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()

    return tell
