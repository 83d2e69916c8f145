"""``tiaowen mutate``: change the policy in every way, and report the changes that nothing would detect."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import err
from kb.cli.names import part_named
from kb.cli.opening import open_policy
from kb.cli.options import (
    CorpusOption,
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.cli.results import report_results
from kb.verify.libraries import has_z3
from kb.verify.mutate.run import Told, find_mutants, keep_watch, mutate

_DONE = {
    "zh": "已试{done}处改动，共{all}处，大约还要{left}秒",
    "en": "{done} of {all} changes tried, about {left} seconds left",
}

_NO_SOLVER = {
    "zh": "没有安装 z3-solver：要靠它证明不改变结果的改动，只能列为未定。"
    "安装：pip install 'tiaowen[workbench]'",
    "en": "z3-solver is not installed, so changes that it could prove harmless are reported as undecided. "
    "Install it: pip install 'tiaowen[workbench]'",
}


def run_mutate(
    source: Source,
    lang: str,
    format: str,
    *,
    measure: str | None,
    most: int | None,
    seed: int,
    corpus: Path | None,
) -> int:
    """Mutate the policy and print the results; 1 where a change would stay undetected."""
    if not has_z3():
        err().print(Text(_NO_SOLVER[lang]))
    folder, loaded = open_policy(source, lang, format)
    watch = keep_watch(folder, corpus)
    measures = (part_named(loaded.document, measure, "--measure"),) if measure else ()
    mutants = find_mutants(watch, measures, most or 0, seed)
    told = _show_done(lang)
    return report_results(loaded, mutate(watch, mutants, seed=seed, told=told), lang, format)


def _show_done(lang: str) -> Told | None:
    """A function that shows the progress on a terminal in one line; elsewhere it shows nothing."""
    if not sys.stderr.isatty():
        return None

    began = time.monotonic_ns()

    def tell(done: int, every: int) -> None:
        left = (time.monotonic_ns() - began) * (every - done) // max(1, done) // 1_000_000_000
        words = "" if done == every else _DONE[lang].format(done=done, all=every, left=left)
        if done % 10 == 0 or done == every:
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()

    return tell


EXAMPLES = "例：tiaowen mutate --measure 5；tiaowen mutate --most 200 --seed 7"


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只改这一条，如 5、五。 One measure only.")
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="最多试多少处，随机抽。 A random sample of N mutants."),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", help="种子：相同的种子抽相同的改动。 The same seed repeats a sample.")
    ] = 0,
    corpus: CorpusOption = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen mutate``."""
    status = run_mutate(
        Source(policy, unchecked),
        lang.value,
        format.value,
        measure=measure,
        most=most,
        seed=seed,
        corpus=corpus,
    )
    return status
