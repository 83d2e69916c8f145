"""``tiaowen rules``: the rules, readings, facts and plain wording of a part, as lines to read and to edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kb.checks import check, has_errors
from kb.cli.choices import EFFECTIVE, check_effective, read_day
from kb.cli.console import out, report
from kb.cli.editor import TerminalDesk
from kb.cli.names import part_named
from kb.cli.options import (
    EffectiveOption,
    Lang,
    LangOption,
    PolicyOption,
    ShowOption,
    SourceOption,
    YesOption,
    policy_folder,
)
from kb.cli.source import read_source
from kb.loading import load_text
from kb.loading.new_version import propose_day
from kb.loading.rulelines import GENERAL, REGISTRY
from kb.model.words.errors import Finding, Place, PolicyError, note
from kb.versions.sheets import Sheet, open_sheet

_SPECIAL = {"通用": GENERAL, "general": GENERAL, "登记": REGISTRY, "registry": REGISTRY}
"""The arguments for the pages that belong to no part: the general page and the registry."""

_HEADER = (
    "# 一行一件事，缩进两个空格表示属于上一行。「」里是条文的原话，[ ] 里的数只能从条文的句子里选。",
    "# 手册：docs/rule-lines.md。保存并关闭编辑器后开始检查，确认后才写入。# 开头的行不会写入。",
)


def run_rules(
    policy: Path | None,
    typed: str,
    lang: str,
    *,
    show: bool = False,
    source: str | None = None,
    yes: bool = False,
    correct: bool = False,
    effective: str | None = None,
) -> int:
    """Show or edit the rule lines of one part. Returns 0 where they were shown, written or not changed.

    ``source`` is a file of lines, or ``-`` for standard input, in place of an editor. With ``yes`` nothing is
    asked, and lines that cause a new error are refused. Changed rules of a published version start a new
    version on the day ``effective``; ``correct`` is for rules that were wrong from the beginning.
    """
    folder = policy_folder(policy)
    day = read_day(effective, EFFECTIVE)
    folders, document, _ = load_text(folder, newest=True)
    if typed.strip() in _SPECIAL:
        eid = _SPECIAL[typed.strip()]
    else:
        eid = part_named(document, typed, folders.name(folders.version / "rules.xml"))
    sheet = open_sheet(folder, eid)
    if show:
        print(sheet.lines, end="")
        return 0
    starts = sheet.amends and not correct
    if starts:
        check_effective(folders, day)
        words = {"version": folders.version.name, "part": typed}
        report((note("rules-published", Place(folders.name(folders.version)), **words),), lang, out())
    desk = TerminalDesk(lang)
    writing = _Writing(sheet, lang, yes, desk if source is None else None, starts, day)
    if source is not None:
        return writing.take(read_source(source))
    text = "\n".join([*_HEADER, sheet.lines])
    while True:
        text = desk.edit(text, sheet.name.removesuffix(".txt"))
        status = writing.take(text)
        if status >= 0:
            return status


@dataclass(frozen=True)
class _Writing:
    """How the lines of a sheet are written: by a person at ``desk``, or from a file; in place, or in a new
    version where ``starts``, which takes effect on ``day`` or on the day that the person names.
    """

    sheet: Sheet
    lang: str
    yes: bool
    desk: TerminalDesk | None
    starts: bool
    day: date | None

    def take(self, lines: str) -> int:
        """Process lines: 0 or 1 where the session ends with them, a negative number where the person
        continues.
        """
        try:
            draft = self.sheet.read(lines)
        except PolicyError as problem:
            self._report(*problem.findings)
            if self.desk is not None and self.desk.choose(can_write=False) == "again":
                return -1
            return self._end(lines)
        if not draft.changes:
            self._report(note("rules-unchanged", self._place))
            return 0
        found = list(self.sheet.find_new(draft, check))
        self._report(*found)
        if self.desk is None or self.yes:
            if has_errors(found):
                self._report(note("rules-refused", self._place))
                return self._end(lines)
        else:
            match self.desk.choose(can_write=True):
                case "again":
                    return -1
                case "drop":
                    return self._end(lines)
        try:
            written = self._start(lines) if self.starts else self._write(lines)
        except PolicyError as problem:
            self._report(*problem.findings)
            return self._end(lines)
        self._report(written)
        return 0

    @property
    def _place(self) -> Place:
        return Place(self.sheet.name)

    def _report(self, *findings: Finding) -> None:
        report(findings, self.lang, out())

    def _write(self, lines: str) -> Finding:
        return note("rules-written", self._place, files="、".join(self.sheet.save(lines)))

    def _start(self, lines: str) -> Finding:
        folders = self.sheet.folders
        day = self.day or propose_day(folders, date.today())
        if self.day is None and self.desk is not None and not self.yes:
            day = self.desk.day_of_effect(folders.versions[-1].first, day)
        target = self.sheet.start(lines, day)
        return note("rules-started", self._place, version=target.name, before=folders.version.name)

    def _end(self, lines: str) -> int:
        """End without writing. Lines typed in an editor are stored in a file, whose path is printed."""
        if self.desk is not None:
            self._report(note("editing-kept", self._place, file=self.sheet.keep(lines)))
        return 1


def command(
    part: Annotated[str, typer.Argument(metavar="EID", help="如 5、五、附则；通用；登记（单位和概念）。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    show: ShowOption = False,
    source: SourceOption = None,
    yes: YesOption = False,
    correct: Annotated[
        bool,
        typer.Option("--correct", help="更正原来就写错的规则，写在已公布的版本里。 Correct wrong rules."),
    ] = False,
    effective: EffectiveOption = None,
) -> int:
    """Run ``tiaowen rules``."""
    return run_rules(
        policy,
        part,
        lang.value,
        show=show,
        source=source,
        yes=yes,
        correct=correct,
        effective=effective,
    )
