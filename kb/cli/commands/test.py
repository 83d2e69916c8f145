"""``tiaowen test``: the whole workbench in order, with the remaining time, and its reports."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, TextIO, cast

import typer
from rich.text import Text

from kb import __version__
from kb.checks import check
from kb.cli.casebook import confirmed_cases
from kb.cli.commands.fuzz import browser_rivals
from kb.cli.console import out
from kb.cli.options import (
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.cli.rehearsal import rehearsing
from kb.cli.results import is_told_in_full, keep_result, print_head, print_result, result_data
from kb.loading import load_policy
from kb.loading.files import write_file
from kb.model.document import part_of
from kb.model.policy import Policy
from kb.model.words.errors import Language
from kb.verify.abuse.run import abuse
from kb.verify.casebook.folder import FOUND, Casebook
from kb.verify.casebook.replay import replay
from kb.verify.cover.run import cover
from kb.verify.findings.readings import compare_readings
from kb.verify.fuzz.run import Run, fuzz
from kb.verify.mutate.run import find_mutants, keep_watch, mutate
from kb.verify.proof.run import prove
from kb.verify.report.junit import write_junit
from kb.verify.report.stages import Ended, Ending, Stage, run_stages, tell_findings
from kb.verify.results import Result
from render.pages.report import Settings, render_report, report_words

REPORT = FOUND.parent / "report"
"""The default folder of the reports."""

FILES = ("report.html", "junit.xml", "results.ndjson")


_WORDS: dict[str, dict[Language, str]] = {
    "left": {"zh": "{stage}……大约还要{left}秒", "en": "{stage} … about {left} seconds left"},
    "reports": {
        "zh": "报告写在 {folder}：report.html 给人看，junit.xml、results.ndjson 给程序读。",
        "en": "Reports are in {folder}: report.html for people, junit.xml and results.ndjson for programs.",
    },
    "again": {"zh": "照样再跑一次：{command}", "en": "To run it again: {command}"},
    "stage": {
        "zh": "{stage}：{ending}（{seconds}秒）{lacking}",
        "en": "{stage}: {ending} ({seconds} s){lacking}",
    },
}
_STYLES = {
    Ending.PASSED: "green",
    Ending.TROUBLE: "bold red",
    Ending.MISSING: "yellow",
    Ending.NOT_RUN: "yellow",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to test: everything or only what every edit should pass, from which seed, and whether to continue
    after trouble.
    """

    quick: bool
    seed: int
    keep_going: bool

    @property
    def command(self) -> str:
        """The command that repeats the test."""
        words = ["tiaowen test", *(["--quick"] if self.quick else []), f"--seed {self.seed}"]
        return " ".join([*words, *(["--keep-going"] if self.keep_going else [])])


def run_test(policy: Path | None, lang: str, plan: Plan, report: Path | None) -> int:
    """Run every stage, print the results that need attention, write the reports; 1 where there is trouble."""
    language = cast(Language, lang)
    folder = policy_folder(policy)
    loaded = load_policy(folder)
    book = confirmed_cases(loaded, folder)
    stages = list(plan_stages(loaded, folder, book, plan, language))
    target = report or REPORT
    keep_inputs(target, folder)
    target.mkdir(parents=True, exist_ok=True)
    shown = _Progress(stages, language, sys.stderr)
    ended: list[Ended] = []
    lines: list[str] = []
    keys: dict[int, str] = {}

    def hear(stage: str, result: Result) -> None:
        kept = keep_result(loaded, result)
        keys[id(result)] = kept
        lines.append(json.dumps({"stage": stage, **result_data(loaded, result, kept)}, ensure_ascii=False))
        if is_told_in_full(result):
            shown.clear()
            # Findings about the policy take one line, since every run repeats them and the report has all.
            if result.is_trouble:
                print_result(loaded, result, kept, language)
            else:
                print_head(result, language)
        shown.show()

    shown.show()
    for one in run_stages(stages, hear, keep_going=plan.keep_going):
        # The reports name the case stored for a finding, so that it can be replayed.
        ended.append(replace(one, results=tuple(replace(r, kept=keys[id(r)]) for r in one.results)))
        shown.clear()
        out().print(_tell(one, language))
        shown.next()
    settings = Settings(plan.command, plan.seed, __version__)
    count = Counter(part for case in book.cases for part in {part_of(eid) for eid in case.clauses})
    page = render_report(loaded, tuple(ended), settings, count, language)
    written = (page.encode(), write_junit(loaded, ended, language), "".join(f"{x}\n" for x in lines).encode())
    for name, data in zip(FILES, written, strict=True):
        write_file(target / name, data)
    out().print(Text(_WORDS["reports"][language].format(folder=target)))
    out().print(Text(_WORDS["again"][language].format(command=plan.command)))
    return 1 if any(one.ending is Ending.TROUBLE for one in ended) else 0


def plan_stages(policy: Policy, folder: Path, book: Casebook, plan: Plan, lang: Language) -> Iterator[Stage]:
    """The stages in order: fast and serious ones first."""
    provisions = {provision.eid for provision in policy.document.provisions()}
    yield Stage("check", lambda: tell_findings((*check(folder), *book.findings), provisions), 1)
    yield Stage("replay", partial(replay, policy, book.cases), 1)
    yield Stage("prove", lambda: prove(policy), 3)
    yield Stage("cover", lambda: cover(policy, book.cases), 2)
    seconds = 4 if plan.quick else 60
    run = Run(seconds=seconds, seed=plan.seed)
    yield Stage("fuzz", lambda: _fuzz(policy, folder, run, lang), seconds)
    if plan.quick:
        return
    yield Stage("readings", lambda: compare_readings(policy), 40)
    yield Stage("abuse", lambda: abuse(policy), 20)
    yield Stage("mutate", lambda: _mutate(folder, plan.seed), 60)


def _fuzz(policy: Policy, folder: Path, run: Run, lang: Language) -> Iterator[Result]:
    with browser_rivals(policy, lang) as rivals, rehearsing(policy, folder) as rehearse:
        yield from fuzz(policy, run, folder=folder, rivals=rivals, rehearse=rehearse)


def _mutate(folder: Path, seed: int) -> Iterator[Result]:
    watch = keep_watch(folder)
    return mutate(watch, find_mutants(watch), seed=seed)


class _Progress:
    """A line on a terminal with the stage and the remaining time; elsewhere nothing."""

    def __init__(self, stages: list[Stage], lang: Language, stream: TextIO) -> None:
        self._left, self._lang, self._stream = list(stages), lang, stream

    def show(self) -> None:
        """Write the line over the previous one."""
        if self._left and self._stream.isatty():
            stage = report_words()[f"stage-{self._left[0].name}"][self._lang]
            left = sum(one.seconds for one in self._left)
            self._write(_WORDS["left"][self._lang].format(stage=stage, left=left))

    def clear(self) -> None:
        """Remove the line, so that something else can be printed."""
        if self._stream.isatty():
            self._write("")

    def next(self) -> None:
        """Go on to the next stage."""
        del self._left[0]
        self.show()

    def _write(self, text: str) -> None:
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()


def _tell(ended: Ended, lang: Language) -> Text:
    words = report_words()
    lacking = "".join(f" {finding.message(lang)}{finding.remedy(lang)}" for finding in ended.lacking)
    text = _WORDS["stage"][lang].format(
        stage=words[f"stage-{ended.stage}"][lang],
        ending=words[f"ending-{ended.ending}"][lang],
        seconds=f"{ended.milliseconds // 1000}.{ended.milliseconds % 1000 // 100}",
        lacking=lacking,
    )
    return Text(text, style=_STYLES[ended.ending])


EXAMPLES = "例：tiaowen test --quick；tiaowen test --seed 7 --report 报告"


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    quick: Annotated[
        bool, typer.Option("--quick", help="每次修改后跑的一小套。 The short run after each edit.")
    ] = False,
    seed: Annotated[
        int, typer.Option(metavar="N", help="种子：相同的种子重复同一次。 The same seed repeats a run.")
    ] = 0,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="发现问题也接着跑完。 Continue after problems.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="报告写到哪个文件夹。 The folder for the reports.", show_default=False),
    ] = None,
) -> int:
    """Run ``tiaowen test``."""
    return run_test(policy, lang.value, Plan(quick, seed, keep_going), report)
