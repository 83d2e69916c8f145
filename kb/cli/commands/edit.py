"""``tiaowen edit``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kb.checks import check
from kb.cli.carried import print_carried
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
from kb.cli.signals import ending
from kb.cli.source import read_source
from kb.loading import load_text
from kb.model.document import Document
from kb.model.words.errors import Finding, Place, PolicyError, error, note
from kb.versions.carrying import Note
from kb.versions.impact import Impact
from kb.versions.part import (
    WHOLE,
    Choice,
    Decided,
    Ended,
    Outcome,
    Settled,
    edit_clause,
    open_lines,
)
from kb.versions.settling import TO_SETTLE, find_questions

_ENDED = 128
"""The exit status after a signal is this plus the number of the signal, as in shells."""


_WHOLE = ("全文", WHOLE)
"""The argument for the whole text."""


@dataclass(frozen=True)
class _Typed(Decided):
    """A person whose lines are in a file: they see the effect of the lines, and with ``yes`` have decided
    everything.
    """

    desk: TerminalDesk | None = None
    yes: bool = False
    drop: bool | None = None

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Print the effect of the lines."""
        super().show(findings, impact)
        assert self.desk is not None
        self.desk.show(findings, impact)

    def choose(self, can_write: bool) -> Choice:
        """Write what can be written if everything is decided; otherwise ask."""
        assert self.desk is not None
        if not can_write:
            return "drop"
        return "write" if self.yes else self.desk.choose_once()

    def settle(self, notes: tuple[Note, ...]) -> Settled:
        """Confirm the quotations, and treat what depends on deleted provisions as the person said."""
        assert self.desk is not None
        if not self.yes:
            return self.desk.settle(notes)
        print_carried(notes, self.desk.lang, self.desk.console, TO_SETTLE)
        if self.drop is None and "drop" in find_questions(notes):
            raise PolicyError([error("editing-undecided", Place("--yes"))])
        return Settled(reword=True, drop=bool(self.drop))

    def day_of_effect(self, after: date, proposed: date) -> date:
        """The proposed day where nobody can be asked."""
        assert self.desk is not None
        return proposed if self.yes else self.desk.day_of_effect(after, proposed)


def run_edit(
    policy: Path | None,
    typed: str,
    lang: str,
    *,
    correct: bool = False,
    effective: str | None = None,
    source: str | None = None,
    yes: bool = False,
    drop: bool | None = None,
    show: bool = False,
) -> int:
    """Let a person edit one part, text and rules. Returns 0 where it was written or not changed.

    ``correct`` and the day ``effective`` are as for :func:`kb.versions.part.edit_clause`. ``source`` is a
    file of lines, or ``-`` for standard input, in place of an editor. With ``yes`` nothing is asked, and
    ``drop`` decides what happens to what depends on deleted provisions. ``show`` prints the sheet and ends.
    """
    folder = policy_folder(policy)
    folders, document, _ = load_text(folder, newest=True)
    day = read_day(effective, EFFECTIVE)
    file = folders.name(folders.version / "text.xml")
    eid = WHOLE if typed.strip() in _WHOLE else part_named(document, typed, file)
    if show:
        print(open_lines(folder, eid), end="")
        return 0
    terminal = TerminalDesk(lang)
    desk = terminal if source is None else _Typed(read_source(source), desk=terminal, yes=yes, drop=drop)

    def check_with(folder: Path, document: Document) -> Iterable[Finding]:
        return check(folder, document=document)

    if folders.chosen.is_published and not correct:
        check_effective(folders, day)
        words = {"version": folders.version.name, "eid": "全文" if eid == WHOLE else eid}
        report((note("editing-published", Place(folders.name(folders.version)), **words),), lang, out())
    with ending() as received:
        try:
            outcome = edit_clause(
                folder,
                eid,
                desk,
                check=check_with,
                moment=datetime.now(),
                correct=correct,
                effective=day,
                with_rules=True,
            )
        except Ended:
            return _ENDED + received[0]
        try:
            _tell(outcome, lang)
        except OSError:  # the terminal is gone, so nobody would read this
            if not received:
                raise
    if received:
        return _ENDED + received[0]
    return 0 if outcome.status in ("written", "unchanged") else 1


def _tell(outcome: Outcome, lang: str) -> None:
    report(outcome.notes, lang, out())
    if outcome.status in ("dropped", "refused") and outcome.kept is None:
        print(outcome.text)  # no file could store the text, which must not be lost


def command(
    eid: Annotated[str, typer.Argument(metavar="EID", help="如 para_5、五、final；全文。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    show: ShowOption = False,
    source: SourceOption = None,
    yes: YesOption = False,
    drop: Annotated[
        bool | None,
        typer.Option(
            "--drop/--keep",
            help="引用了删去条文的规则：一并删去，或者留给检查。 Rules on deleted provisions.",
            show_default=False,
        ),
    ] = None,
    correct: Annotated[
        bool,
        typer.Option("--correct", help="改正抄录的错误，写在已公布的版本里。 Correct a transcription error."),
    ] = False,
    effective: EffectiveOption = None,
) -> int:
    """Run ``tiaowen edit``."""
    return run_edit(
        policy,
        eid,
        lang.value,
        correct=correct,
        effective=effective,
        source=source,
        yes=yes,
        drop=drop,
        show=show,
    )
