"""``tiaowen rules``: the rules, readings, facts and plain wording of a part, as lines to read and to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.checks import check, has_errors
from kb.cli.console import out, report
from kb.cli.editor import TerminalDesk
from kb.cli.names import part_named
from kb.cli.options import (
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
from kb.loading.rulelines import GENERAL, REGISTRY
from kb.model.words.errors import Place, PolicyError, note
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
) -> int:
    """Show or edit the rule lines of one part. Returns 0 where they were shown, written or not changed.

    ``source`` is a file of lines, or ``-`` for standard input, in place of an editor. With ``yes`` nothing is
    asked, and lines that cause a new error are refused.
    """
    folder = policy_folder(policy)
    folders, document, _ = load_text(folder, newest=True)
    if typed.strip() in _SPECIAL:
        eid = _SPECIAL[typed.strip()]
    else:
        eid = part_named(document, typed, folders.name(folders.version / "rules.xml"))
    sheet = open_sheet(folder, eid)
    if show:
        print(sheet.lines, end="")
        return 0
    if source is not None:
        return _take(sheet, read_source(source), lang, yes=yes, desk=None)
    desk = TerminalDesk(lang)
    text = "\n".join([*_HEADER, sheet.lines])
    while True:
        text = desk.edit(text, sheet.name.removesuffix(".txt"))
        status = _take(sheet, text, lang, yes=yes, desk=desk)
        if status >= 0:
            return status


def _take(sheet: Sheet, lines: str, lang: str, *, yes: bool, desk: TerminalDesk | None) -> int:
    """Process lines: 0 or 1 where the session ends with them, a negative number where the
    person continues.
    """
    place = Place(sheet.name)
    try:
        draft = sheet.read(lines)
    except PolicyError as problem:
        report(problem.findings, lang, out())
        if desk is not None and desk.choose(can_write=False) == "again":
            return -1
        return _keep(sheet, lines, lang) if desk is not None else 1
    if not draft.changes:
        report((note("rules-unchanged", place),), lang, out())
        return 0
    found = list(sheet.find_new(draft, check))
    report(found, lang, out())
    if desk is None or yes:
        if has_errors(found):
            report((note("rules-refused", place),), lang, out())
            return _keep(sheet, lines, lang) if desk is not None else 1
    else:
        match desk.choose(can_write=True):
            case "again":
                return -1
            case "drop":
                return _keep(sheet, lines, lang)
    try:
        names = sheet.save(lines)
    except PolicyError as problem:
        report(problem.findings, lang, out())
        return _keep(sheet, lines, lang) if desk is not None else 1
    report((note("rules-written", place, files="、".join(names)),), lang, out())
    return 0


def _keep(sheet: Sheet, lines: str, lang: str) -> int:
    """Store typed lines that were not written in a file, and print its path."""
    kept = sheet.keep(lines)
    report((note("editing-kept", Place(sheet.name), file=kept),), lang, out())
    return 1


def command(
    part: Annotated[str, typer.Argument(metavar="EID", help="如 5、五、附则；通用；登记（单位和概念）。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    show: ShowOption = False,
    source: SourceOption = None,
    yes: YesOption = False,
) -> int:
    """Run ``tiaowen rules``."""
    return run_rules(policy, part, lang.value, show=show, source=source, yes=yes)
