"""``tiaowen cover``: the fewest cases that show everything the rules can decide; ``--write`` keeps them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.text import Text

from kb.cases.writing import case_json
from kb.cli.console import out, report
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.cli.results import report_results, result_data
from kb.loading import find_folders
from kb.model.words.errors import Language
from kb.verify.casebook.folder import FOLDER, read_casebook, save_kept
from kb.verify.cover.run import make_covering, refresh, tell_covering
from kb.verify.sentences import sentences


def run_cover(source: Source, lang: str, format: str, *, write: bool, afresh: bool) -> int:
    """Report what is covered and what is missing; 1 where the solver gave up or a kept case is broken.

    With ``write`` the missing cases join the casebook of the policy. ``afresh`` ignores existing cases.
    """
    language = cast(Language, lang)
    folder, loaded = open_policy(source, lang, format)
    home = find_folders(folder).version / FOLDER
    book = read_casebook(loaded, home)
    covering = make_covering(loaded, () if afresh else book.cases)
    results = list(tell_covering(loaded, covering))
    refreshed = [new for old in book.cases if write and (new := refresh(loaded, old)) != old]
    for kept in (*covering.added, *refreshed) if write else ():
        save_kept(loaded, kept, home)
    if format == "json":
        added = [
            {"id": kept.id, "sentence": kept.sentence, "case": case_json(loaded, kept.case)}
            for kept in covering.added
        ]
        data = {"results": [result_data(loaded, one) for one in results], "added": added}
        print(json.dumps(mark_data(loaded, data), ensure_ascii=False, indent=2))
        status = 1 if any(one.is_trouble for one in results) else 0
    else:
        status = report_results(loaded, results, lang, format)
        for kept in covering.added:
            out().print(Text.assemble((kept.id, "bold cyan"), "  ", kept.sentence))
        if covering.added:
            shown = home.relative_to(Path.cwd()) if home.is_relative_to(Path.cwd()) else home
            words = sentences("cover")["list"]["written" if write else "unwritten"][language]
            out().print(Text(words.format(folder=shown, id=covering.added[0].id)))
        if refreshed:
            out().print(Text(sentences("cover")["list"]["refreshed"][language].format(count=len(refreshed))))
    report(book.findings, lang)
    return 1 if book.findings else status


EXAMPLES = "例：tiaowen cover；tiaowen cover --write"


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    write: Annotated[
        bool, typer.Option("--write", help="写入用例库，待人确认。 Add the cases to the casebook.")
    ] = False,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="不看已有的用例，从头找。 Ignore existing cases.")
    ] = False,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen cover``."""
    source = Source(policy, unchecked)
    return run_cover(source, lang.value, format.value, write=write, afresh=afresh)
