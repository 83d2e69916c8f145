"""``tiaowen edit``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kb.checks import check
from kb.cli.choices import read_day
from kb.cli.console import out, report
from kb.cli.editor import TerminalDesk
from kb.cli.names import part_named
from kb.cli.options import (
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.cli.signals import ending
from kb.loading import load_text
from kb.model.document import Document
from kb.model.words.errors import Finding, Place, PolicyError, note
from kb.versions.part import Ended, Outcome, edit_clause, find_early

_ENDED = 128
"""The status of a program that a signal ended is this and the number of the signal, as shells have it."""


def run_edit(
    policy: Path | None, typed: str, lang: str, *, correct: bool = False, effective: str | None = None
) -> int:
    """Let a person edit one part at the terminal; 0 where it was written or left as it was.

    ``correct`` and the day ``effective`` are as for :func:`kb.versions.part.edit_clause`.
    """
    folder = policy_folder(policy)
    folders, document, _ = load_text(folder, newest=True)
    day = read_day(effective, "--effective")
    eid = part_named(document, typed, folders.name(folders.version / "text.xml"))

    def check_with(folder: Path, document: Document) -> Iterable[Finding]:
        return check(folder, document=document)

    if folders.chosen.is_published and not correct:
        if day is not None and (found := find_early(folders.versions[-1].first, day)):
            raise PolicyError(replace(each, place=Place("--effective")) for each in found)
        words = {"version": folders.version.name, "eid": eid}
        report((note("editing-published", Place(folders.name(folders.version)), **words),), lang, out())
    with ending() as received:
        try:
            outcome = edit_clause(
                folder,
                eid,
                TerminalDesk(lang),
                check=check_with,
                moment=datetime.now(),
                correct=correct,
                effective=day,
            )
        except Ended:
            return _ENDED + received[0]
        try:
            _tell(outcome, lang)
        except OSError:  # the terminal is gone, and with it whoever would read this
            if not received:
                raise
    if received:
        return _ENDED + received[0]
    return 0 if outcome.status in ("written", "unchanged") else 1


def _tell(outcome: Outcome, lang: str) -> None:
    report(outcome.notes, lang, out())
    if outcome.status in ("dropped", "refused") and outcome.kept is None:
        print(outcome.text)  # no file could hold it, and nothing a person typed may be lost


def command(
    eid: Annotated[str, typer.Argument(metavar="EID", help="如 para_5、五、final。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    correct: Annotated[
        bool,
        typer.Option(
            "--correct", help="改正抄录的错误，写在已公布的版本里。 Correct a slip of transcription."
        ),
    ] = False,
    effective: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="新版本从哪一天起施行；不写则写入时问。 The day of effect of a new version.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Run ``tiaowen edit``."""
    return run_edit(policy, eid, lang.value, correct=correct, effective=effective)
