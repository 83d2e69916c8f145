"""``tiaowen amend``: a new version made from the newest one, with the references to its text updated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, cast

import typer

from kb.checks import check
from kb.cli.carried import print_carried
from kb.cli.choices import read_day
from kb.cli.console import err, out, report
from kb.cli.names import part_named
from kb.cli.options import (
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.cli.redlines import print_rows
from kb.cli.wrapping import print_wrapped
from kb.loading import Folders, load_text
from kb.loading.files import decode_utf8, read_bytes
from kb.loading.lines import read_lines, read_part
from kb.loading.new_version import find_early
from kb.model.document import Clause, Document
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Language, Place, PolicyError, Severity, error
from kb.versions.amendment import Amended, insert_clause, repeal_clause, work_out, write_amendment

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "ask": "确认这些改动，并写成新版本",
        "kept": "没有写入。",
        "moved": "{version} 版草案改为从 {day} 起施行；改动和复核都留着。",
        "written": "新版本已经写好：{folder}。请补上新增条文的规则和通俗说明，复核改动的条文，再检查。",
        "checking": "检查新版本",
    },
    "en": {
        "ask": "Confirm these changes and write the new version",
        "kept": "Nothing was written.",
        "moved": "The draft {version} takes effect on {day} now; its changes and reviews stay.",
        "written": "The new version is written: {folder}. Add rules and plain wording for what is new, "
        "review what was changed, and check.",
        "checking": "Checking the new version",
    },
}


_TERMINAL = "命令行"
"""The author of acts at the terminal in the journal, where nobody is asked for a name."""


def run_amend(
    policy: Path | None,
    effective: str,
    lang: str,
    *,
    text: Path | None,
    repeals: Iterable[str],
    inserts: Iterable[str],
    decision: str,
    decided: str | None,
    yes: bool,
    move: bool = False,
) -> int:
    """Show the effects of an amendment, ask for confirmation, and write the new version; or let the newest
    version, a draft, take effect on that day (``move``).
    """
    language = cast(Language, lang)
    folders, old, registry = load_text(policy_folder(policy), newest=True)
    day = read_day(effective, "DAY")
    assert day is not None
    if move:
        if text or list(repeals) or list(inserts):
            raise PolicyError([error("amend-move-alone", Place("--move"))])
        return _move(folders, day, lang)
    if early := find_early(folders.chosen.first, day):
        raise PolicyError(early)
    new = old if text is None else _read_text(text, old, registry)
    for typed in repeals:
        new = repeal_clause(new, part_named(new, typed, "--repeal"))
    for typed in inserts:
        name, _, file = typed.partition("=")
        new = insert_clause(new, part_named(new, name, "--insert"), _read_clause(Path(file), old, registry))
    if new == old:
        raise PolicyError([error("amend-nothing", Place(folders.name(folders.version)))])
    told = read_day(decided, "--decided")
    on = told.isoformat() if told is not None else ""
    amended = work_out(folders, old, new, day, registry, decision=decision, decided=on)
    _show(amended, language)
    if not yes and not typer.confirm(_WORDS[lang]["ask"]):
        out().print(_WORDS[lang]["kept"])
        return 1
    target = write_amendment(folders, old, registry, amended)
    with err().status(_WORDS[lang]["checking"]):
        findings = list(check(target))
    report(_newest(findings), lang, out())
    print_wrapped(out(), _WORDS[lang]["written"].format(folder=folders.name(target)))
    return 0


def _move(folders: Folders, day: date, lang: str) -> int:
    from kb.desk.library import move_draft

    name, moment = folders.chosen.name, datetime.now().astimezone()
    work = folders.version.parent
    if not move_draft(work, name, day, who=_TERMINAL, moment=moment, commits=False):
        raise PolicyError([error("amend-move-published", Place(folders.name(folders.version)), version=name)])
    print_wrapped(out(), _WORDS[lang]["moved"].format(version=name, day=day))
    return 0


def _read_text(file: Path, old: Document, registry: Registry) -> Document:
    """The whole new text from lines; its place in the library stays that of the old one."""
    read = read_lines(decode_utf8(read_bytes(file, str(file)), str(file)), registry, str(file))
    return replace(read, work=old.work, version=old.version, repeal=old.repeal)


def _read_clause(file: Path, old: Document, registry: Registry) -> Clause:
    """A measure from lines in a file of its own, whatever its number."""
    text = decode_utf8(read_bytes(file, str(file)), str(file))
    part = read_part(text, registry, str(file), levels=old.levels)
    if not isinstance(part, Clause):
        raise PolicyError([error("amend-no-measure", Place(str(file)))])
    return part


def _show(amended: Amended, lang: Language) -> None:
    print_rows(amended.rows, lang)
    print_carried(amended.carried.notes, lang)


def _newest(findings: Sequence[Finding]) -> list[Finding]:
    """The errors and warnings of the new version, which tell a person what to do next."""
    return [one for one in findings if one.severity is not Severity.NOTE]


EXAMPLES = "例：tiaowen amend 2026-01-01 --text 新文字稿.txt --decision 关于修改……的决定"


def command(
    effective: Annotated[str, typer.Argument(metavar="DAY", help="从哪一天起施行。 The day of effect.")],
    text: Annotated[
        Path | None,
        typer.Option(
            help="改好的整份文字稿（由 format --lines 打印出来再改）。 The whole new text in lines.",
            show_default=False,
        ),
    ] = None,
    repeal: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EID", help="删去这一条，编号保留；可以多次。 Repeal a measure.", show_default=False
        ),
    ] = None,
    insert: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EID=FILE",
            help="在这一条后面加一条（第×条之一），文字在 FILE 里；可以多次。 Insert a measure after it.",
            show_default=False,
        ),
    ] = None,
    decision: Annotated[
        str, typer.Option(metavar="TITLE", help="修改决定的名称。 The title of the decision.")
    ] = "",
    decided: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="修改决定的日期。 The day of the decision.", show_default=False),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Ask nothing.")] = False,
    move: Annotated[
        bool,
        typer.Option(
            "--move",
            help="最新的一版是草案，只把它的施行日改到这一天。 Only move the day of the newest draft.",
        ),
    ] = False,
) -> int:
    """Run ``tiaowen amend``."""
    status = run_amend(
        policy,
        effective,
        lang.value,
        text=text,
        repeals=repeal or (),
        inserts=insert or (),
        decision=decision,
        decided=decided,
        yes=yes,
        move=move,
    )
    return status
