"""``tiaowen accept``: a person confirms the expected results of a case in the casebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.text import Text

from kb.cli.casebook import find_case
from kb.cli.choices import read_day
from kb.cli.console import out
from kb.cli.names import resolve
from kb.cli.opening import open_policy
from kb.cli.options import (
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.loading import find_folders
from kb.loading.lock import locked
from kb.model.policy import Policy
from kb.model.today import today
from kb.model.words.errors import Language, Place, PolicyError, error
from kb.verify.casebook.acceptance import Signature, accept
from kb.verify.casebook.corpus import SOURCE
from kb.verify.casebook.folder import FOLDER, FOUND, save_kept
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.casebook.replay import Replayed, replay_case
from kb.verify.report.result import say_words_of
from kb.verify.sentences import sentences

EXAMPLES = "例：tiaowen accept c-c4121b28 --expected 可申报:500万元 --by 张三 --clause para_14__s_2__c_2"


def command(
    id: Annotated[str, typer.Argument(metavar="ID", help="用例的编号，可只写开头几位。 The case.")],
    expected: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SUPPORT=STATUS:SUM",
            help="期望的结果，如 para_5__sup_1=可申报:1000万元；可以多次。 The expected result.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[str, typer.Option(help="谁确认。 Who confirms it.", show_default=False)] = "",
    clause: Annotated[
        str,
        typer.Option(help="依据哪一款，如 para_5__s_4。 The clause it depends on.", show_default=False),
    ] = "",
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="哪天确认；不写则是今天。 The day; today by default.", show_default=False
        ),
    ] = None,
    disagree: Annotated[
        bool,
        typer.Option("--disagree", help="与程序不一样也照记。 Even if the program disagrees."),
    ] = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen accept``."""
    return run_accept(
        Source(policy, unchecked),
        id,
        lang.value,
        expected=expected or (),
        by=by,
        clause=clause,
        on=date,
        disagree=disagree,
    )


def run_accept(
    source: Source,
    typed: str,
    lang: str,
    *,
    expected: Sequence[str],
    by: str,
    clause: str,
    on: str | None,
    disagree: bool,
) -> int:
    """Write the expectations of a person about a case to the casebook of the policy; 0 once it is written."""
    folder, loaded = open_policy(source, lang)
    day = today() if on is None else read_day(on, "--date")
    assert day is not None
    signature = Signature(by, day, _clause(loaded, clause))
    folders = find_folders(folder)
    with locked(folders.root):  # a confirmation of the same case by another person is not lost
        kept = find_case(loaded, folder, typed, None)
        if kept.source == SOURCE:
            raise PolicyError([error("accept-corpus", Place(typed), id=kept.id, file=kept.file)])
        accepted = accept(loaded, kept, expected, signature, disagree=disagree)
        path = save_kept(loaded, accepted, folders.version / FOLDER)
    (FOUND / path.name).unlink(missing_ok=True)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    language = cast(Language, lang)
    _tell_accepted(replay_case(loaded, replace(accepted, file=str(shown))), language)
    _tell_clause(loaded, kept, signature.clause, language)
    return 0


def _clause(policy: Policy, typed: str) -> str:
    """The eId of the clause that is meant; an ambiguous text stays as typed."""
    try:
        return resolve(policy, typed) if typed.strip() else ""
    except PolicyError:
        return typed.strip()


def _tell_accepted(replayed: Replayed, lang: Language) -> None:
    kept = replayed.kept
    words = sentences("replay")["accepted"]
    left = sum(not one.is_confirmed for one in kept.expected)
    form = "left" if left else "done"
    out().print(Text(words[form][lang].format(id=kept.id, file=kept.file, count=left)))
    if not replayed.agrees:
        out().print(Text(words["disagrees"][lang]))


def _tell_clause(policy: Policy, kept: KeptCase, clause: str, lang: Language) -> None:
    """Show the clause by which the case was confirmed, so that a wrong one is noticed at once."""
    words = sentences("replay")["accepted"]
    out().print(Text(words["clause"][lang].format(clause=clause, text=say_words_of(policy, clause))))
    if clause not in kept.clauses:
        known = "、".join(kept.clauses)
        out().print(Text(words["other-clause"][lang].format(clause=clause, known=known), style="yellow"))
