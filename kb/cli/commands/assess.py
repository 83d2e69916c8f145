"""``tiaowen assess``: the outcomes of a case, for a person, a program or a printer."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace as replace_field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from kb import __version__
from kb.cases.case import Case
from kb.cases.examples import find_examples
from kb.cases.reading import MOST_BYTES, decode_case, read_case, read_day_of, read_file
from kb.cli.choices import read_choices, read_day
from kb.cli.console import out, report
from kb.cli.opening import open_policy
from kb.cli.options import (
    AnswerFormat,
    Lang,
    LangOption,
    OnOption,
    PolicyOption,
    ReadingOption,
    Source,
    UncheckedOption,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.explain.catalogue import sentence
from kb.explain.items.parts import write_json
from kb.explain.receipts import replay
from kb.explain.whole_answer import Answer, answer, complete
from kb.loading import find_folders, find_works
from kb.loading.files import read_bytes, write_file
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Language, Place, PolicyError, Severity, error
from kb.model.words.names import clip, say_nearest

if TYPE_CHECKING:
    from kb.assess.works import LibraryAssessment

STDIN = "-"
"""The argument for standard input in place of a file."""


def run_assess(
    source: Source,
    named: str,
    lang: str,
    format: str,
    *,
    on: str | None,
    readings: Iterable[str],
    explain: bool,
    receipt: Path | None,
    again: bool,
) -> int:
    """Assess the case ``named`` and print the answer; 1 where a receipt cannot be reproduced."""
    keep_inputs(receipt, policy_folder(source.folder), named)
    language = cast(Language, lang)
    split: LibraryAssessment | None = None
    if again:
        found, differences = _replay(source, lang, format, named)
    elif (whole := _library_folder(source, named, on)) is not None:
        from kb.cli.works import assess_works

        if receipt is not None:
            raise PolicyError([error("works-format", Place("--receipt"), format="--receipt")])
        text, name = _text_of(whole, named)
        day = read_day(on)
        return assess_works(
            source, whole, text, name, lang, format, on=day, readings=readings, explain=explain
        )
    elif on is None and _has_versions(source):
        from kb.cli.works import assess_versions, print_works

        folder = policy_folder(source.folder)
        text, name = _text_of(folder, named)
        split = assess_versions(source, folder, text, name, lang, readings)
        if split is not None and len(split.answers) + len(split.silent) > 1:
            if receipt is not None:
                raise PolicyError([error("works-format", Place("--receipt"), format="--receipt")])
            print_works(split, language, format, explain=explain)
            return 0
        if split is not None and split.answers:
            (one,) = split.answers
            found, differences = complete(one.policy, one.case, one.assessment, __version__), ()
        else:
            loaded, case = _open_text(source, lang, text, name, format)
            found, differences = (
                answer(loaded, case, __version__, readings=read_choices(loaded, readings)),
                (),
            )
    else:
        loaded, case, day = open_case(source, lang, named, on, format)
        chosen = read_choices(loaded, readings)
        found, differences = answer(loaded, case, __version__, on=day, readings=chosen), ()
    if receipt is not None:
        write_file(receipt, write_json(found.receipt_item()).encode())
    if format == "json":
        print(write_json(found.as_item()), end="")
    elif format == "html":
        from render.pages.assessment import render_answer

        print(render_answer(found, language))
    elif format == "pdf":
        from render.pages.assessment import render_answer
        from render.paper.pdf import print_page

        sys.stdout.buffer.write(print_page(render_answer(found, language)))
    else:
        from kb.cli.answer_output import print_answer

        print_answer(found, language, out(), explain=explain)
        if split is not None:
            from kb.cli.works import print_other_days

            print_other_days(split, language)
        if again:
            out().print(sentence("replay", "differs" if differences else "holds", language))
    report(differences, lang)
    return 1 if any(finding.severity is Severity.ERROR for finding in differences) else 0


def _library_folder(source: Source, named: str, on: str | None) -> Path | None:
    """The folder of the library where several works answer, or where its only work was repealed by the given
    day.

    ``None`` where one version answers.
    """
    folder = policy_folder(source.folder)
    if len(find_works(folder)) > 1:
        return folder
    day = read_day(on)
    folders = find_folders(folder, on=day)
    if folders.is_named or not any(version.is_repealed for version in folders.versions):
        return None
    if day is None and named != STDIN:
        text, name = _text_of(folder, named)
        day = read_day_of(text, name)
    return folder if day is not None and not any(one.is_in_force(day) for one in folders.versions) else None


def open_case(
    source: Source, lang: str, named: str, on: str | None, format: str = "text"
) -> tuple[Policy, Case, date | None]:
    """The policy that answers a case, the case, and the day of the command line, if there is one.

    The case is in a file, comes from standard input (``-``), or is an example by its name. The policy is the
    version in force on that day, or otherwise on the day of the case, unless a version is requested. Raises
    :class:`PolicyError` with all findings.
    """
    day, folder = read_day(on), policy_folder(source.folder)
    # The case is not read if no version can answer it.
    is_chosen = day is not None or len(find_folders(folder).versions) == 1
    if is_chosen:
        _, policy = open_policy(source, lang, format, on=day)
    text, name = _text_of(folder, named)
    if not is_chosen:
        return (*_open_text(source, lang, text, name, format), day)
    return policy, _read_own(policy, folder, text, name, lang), day


def _open_text(source: Source, lang: str, text: str, name: str, format: str) -> tuple[Policy, Case]:
    """The version of the day of a case, and the case."""
    _, policy = open_policy(source, lang, format, on=read_day_of(text, name))
    return policy, _read_own(policy, policy_folder(source.folder), text, name, lang)


def _read_own(policy: Policy, folder: Path, text: str, name: str, lang: str) -> Case:
    """The case as the policy asks for it. What only other works of its library ask for is left out and
    reported.
    """
    if len(find_works(find_folders(folder).root)) == 1:
        return read_case(policy, text, name)
    from kb.cli.works import read_for

    case, left = read_for([policy], folder, text, name)
    report(left, lang)
    return case


def _has_versions(source: Source) -> bool:
    """Whether several versions could answer, none of which is named."""
    folders = find_folders(policy_folder(source.folder))
    return len(folders.versions) > 1 and not folders.is_named


def _text_of(folder: Path, named: str) -> tuple[str, str]:
    """The text of the named case, and its name in findings."""
    if named == STDIN:
        return decode_case(sys.stdin.buffer.read(MOST_BYTES + 1), STDIN), STDIN
    if not os.path.lexists(named):
        known: dict[str, Path] = {}
        for work in find_works(folder):
            known |= find_examples(find_folders(work).version)
        if named not in known:
            near = say_nearest(named, known, 4, likeness=50, or_all=True)
            raise PolicyError([error("no-such-case", Place(named), name=clip(named), nearest=near)])
        return read_file(known[named]), str(known[named])
    return read_file(named), named


def _replay(source: Source, lang: str, format: str, named: str) -> tuple[Answer, tuple[Finding, ...]]:
    place = Place(named)
    data = sys.stdin.buffer.read() if named == STDIN else read_bytes(Path(named), named)
    try:
        receipt = json.loads(data)
    except (ValueError, RecursionError):
        raise PolicyError([error("receipt-broken", place)]) from None
    if not isinstance(receipt, dict):
        raise PolicyError([error("receipt-broken", place)])
    under = replace_field(source, folder=_folder_of(policy_folder(source.folder), receipt))
    _, policy = open_policy(under, lang, format)
    case, assessment, differences = replay(policy, receipt, named, __version__)
    return complete(policy, case, assessment, __version__), differences


def _folder_of(folder: Path, receipt: dict[str, Any]) -> Path:
    """The folder of the version that a receipt names, where it exists and no other is requested."""
    folders = find_folders(folder)
    told = receipt.get("policy")
    name = told.get("date") if isinstance(told, dict) else None
    found = next((version for version in folders.versions if version.name == name), None)
    return folder if found is None or folders.is_named else folders.folder_of(found)


def command(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help="情况文件，或 - 表示标准输入，或例子的名字。 A case file, -, or an example."
        ),
    ],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    on: OnOption = None,
    reading: ReadingOption = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="逐项说明理由，引出条文原文。 Explain every result in full."),
    ] = False,
    format: Annotated[
        AnswerFormat,
        typer.Option(help="text、json、html（可以打印的网页）或 pdf。 For people, programs or paper."),
    ] = AnswerFormat.text,
    receipt: Annotated[
        Path | None, typer.Option(help="把凭据写到这个文件，以后可以重算核对。 Write a receipt.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="CASE 是凭据：重算，说明有何不同。 CASE is a receipt: replay it.")
    ] = False,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen assess``."""
    status = run_assess(
        Source(policy, unchecked),
        case,
        lang.value,
        format.value,
        on=on,
        readings=reading or (),
        explain=explain,
        receipt=receipt,
        again=replay,
    )
    return status
