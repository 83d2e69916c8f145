"""``tiaowen fuzz``: thousands of cases checked against every law, with the remaining time on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import err, out
from kb.cli.names import part_named
from kb.cli.opening import open_policy
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.cli.rehearsal import rehearsing
from kb.cli.results import report_results
from kb.model.policy import Policy
from kb.verify.fuzz.batch import count_enough
from kb.verify.fuzz.peers import Rival
from kb.verify.fuzz.run import Run, fuzz, fuzz_files
from kb.verify.fuzz.settings import COMMAND
from kb.verify.fuzz.shrinking import Failing
from kb.verify.fuzz.solver_peer import solver_rivals
from kb.verify.invariants import LAWS
from kb.verify.libraries import has_z3
from kb.verify.results import Result, Verdict
from kb.verify.sentences import sentences

_LEFT = {"zh": "还剩{left}秒，已试{cases}例", "en": "{left} seconds left, {cases} cases tried"}
_IDLE = {
    "zh": "还有{count}条规律一例也没有试到，成不成立不知道：{laws}",
    "en": "No case was checked against another {count} laws, so it is not known whether they hold: {laws}",
}
_SELDOM = {
    "zh": "还有{count}条规律和编出来的情况很少有关，试了不到{enough}例，还不能放心：{laws}",
    "en": "These laws were checked fewer than {enough} times, since few cases concern them; do not rely on "
    "them yet ({count}):{laws}",
}
_TIMES = {"zh": "{law}（{samples}例）", "en": "{law} (cases: {samples})"}
_REPEAT = {
    "zh": "种子{seed}，{cases}例。把这些情况再试一遍：{command}",
    "en": "Seed {seed}, {cases} cases. To try them again: {command}",
}
_NO_SOLVER = {
    "zh": "没有安装 z3-solver，求解器不参加比对，别的照常。安装：pip install 'tiaowen[workbench]'",
    "en": "z3-solver is not installed: the comparison continues without the solver. "
    "Install it: pip install 'tiaowen[workbench]'",
}
_NO_NODE = {
    "zh": "没有找到 node，网页里的计算器不参加比对，别的照常。装上 node 再运行，就一起比对。",
    "en": "Node was not found: the comparison continues without the calculator of the pages. Install node.",
}


def run_fuzz(
    source: Source,
    lang: str,
    format: str,
    *,
    seconds: int,
    cases: int | None,
    seed: int,
    measure: str | None,
    files: bool = False,
) -> int:
    """Fuzz the policy, or corrupt its ``files`` only, and print the results; 1 where a law is broken."""
    folder, loaded = open_policy(source, lang, format)
    eid = part_named(loaded.document, measure, "--measure") if measure else ""
    told = show_time_left(seconds, lang) if cases is None else None
    run = Run(seconds=seconds, cases=cases, seed=seed, measure=eid, told=told)
    if files:
        with rehearsing(loaded, folder) as rehearse:
            status = report_results(loaded, fuzz_files(loaded, run, folder, rehearse), lang, format)
        if told is not None:
            told(-1)
        return status
    if not has_z3():
        err().print(Text(_NO_SOLVER[lang]))
    heard: list[Result] = []
    with browser_rivals(loaded, lang) as rivals, rehearsing(loaded, folder) as rehearse:
        every = (*rivals, *solver_rivals(loaded))
        found = fuzz(loaded, run, folder=folder, rivals=every, rehearse=rehearse)
        status = report_results(loaded, _hear(found, heard), lang, format)
    if told is not None:
        told(-1)
    if format == "text":
        _tell_run(run, measure, heard, lang)
    return status


def _hear(results: Iterable[Result], heard: list[Result]) -> Iterator[Result]:
    for result in results:
        heard.append(result)
        yield result


def _tell_run(run: Run, measure: str | None, found: Sequence[Result], lang: str) -> None:
    """Print the laws that were tried seldom or never, and how to repeat the same run."""
    told = {law.id for law in LAWS}
    cases = run.cases or max((one.samples for one in found if one.law in told), default=0)
    tried = {result.law: result.samples for result in found if result.verdict is Verdict.SAMPLED}
    broken = {result.law for result in found} - tried.keys()
    holds = {
        law: sentences(COMMAND)[law]["holds"][lang]
        for law in (*(one.id for one in LAWS), "years")
        if law not in broken
    }
    if idle := [words for law, words in holds.items() if law not in tried]:
        laws = "".join(f"\n  {words}" for words in idle)
        out().print(Text(_IDLE[lang].format(count=len(idle), laws=laws)))
    enough = count_enough(cases)
    if seldom := [law for law in holds if 0 < tried.get(law, 0) < enough]:
        laws = "".join(f"\n  {_TIMES[lang].format(law=holds[law], samples=tried[law])}" for law in seldom)
        out().print(Text(_SELDOM[lang].format(count=len(seldom), enough=enough, laws=laws)))
    words = [
        f"tiaowen fuzz --cases {cases} --seed {run.seed}",
        *([f"--measure {measure}"] if measure else []),
    ]
    out().print(Text(_REPEAT[lang].format(seed=run.seed, cases=cases, command=" ".join(words))))


@contextmanager
def browser_rivals(policy: Policy, lang: str) -> Iterator[tuple[Rival, ...]]:
    """The running evaluator of the pages; empty with a message where Node is missing."""
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
    """A function that shows the remaining time on a terminal in one line; elsewhere it shows nothing.

    A negative number of cases removes the line.
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


EXAMPLES = "例：tiaowen fuzz --time 10；tiaowen fuzz --measure 12 --seed 7"


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    time: Annotated[
        int, typer.Option("--time", min=1, metavar="SECONDS", help="试多少秒。 The duration in seconds.")
    ] = 30,
    cases: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="试够这么多例就停，不看时间。 Stop after N cases instead."),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", help="种子：相同的种子试相同的情况。 The same seed repeats a run.")
    ] = 0,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只试这一条，如 5、五。 One measure only.")
    ] = None,
    files: Annotated[
        bool, typer.Option("--files", help="只写坏文件，不试规律。 Corrupt files only, test no laws.")
    ] = False,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen fuzz``."""
    status = run_fuzz(
        Source(policy, unchecked),
        lang.value,
        format.value,
        seconds=time,
        cases=cases,
        seed=seed,
        measure=measure,
        files=files,
    )
    return status
