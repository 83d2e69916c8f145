"""Prints results of the workbench, in words or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from rich.text import Text

from kb.cases.writing import case_json
from kb.cli.console import out, report
from kb.cli.opening import mark_data
from kb.explain.items.commands import LawResult
from kb.explain.items.pages import Said
from kb.explain.items.parts import Data, data_of
from kb.model.policy import Policy
from kb.model.words.errors import Language, PolicyError
from kb.verify.casebook.folder import FOUND, keep, replay_command
from kb.verify.report.result import say_result
from kb.verify.results import Result, Verdict
from kb.verify.sentences import VERDICTS, say_law, say_verdict

_STYLES = {
    Verdict.PROVED: "green",
    Verdict.REFUTED: "bold red",
    Verdict.UNDECIDED: "bold yellow",
    Verdict.SAMPLED: "cyan",
}


def report_results(
    policy: Policy, results: Iterable[Result], lang: str, format: str, folder: Path = FOUND
) -> int:
    """Print results as they arrive, then the number of each verdict; 1 where one of them is trouble, else 0.

    The case of a result that is printed in full is kept in ``folder``, with the command that replays it.
    """
    language = cast(Language, lang)
    found: list[tuple[Result, str]] = []
    unkept: PolicyError | None = None
    for result in results:
        try:
            kept = keep_result(policy, result, folder)
        except PolicyError as problem:
            kept, unkept = "", problem
        found.append((result, kept))
        if format == "text":
            print_result(policy, result, kept, language)
    if unkept is not None:
        report(unkept.findings, lang)
    if format == "json":
        told = [result_data(policy, one, kept) for one, kept in found]
        print(json.dumps(mark_data(policy, told), ensure_ascii=False, indent=2))
    else:
        out().print(count_verdicts([result for result, _ in found], language))
    return 1 if any(result.is_trouble for result, _ in found) else 0


def keep_result(policy: Policy, result: Result, folder: Path = FOUND, *, always: bool = False) -> str:
    """The id of the kept case of a result that is printed in full, or of any with ``always``; empty where it
    has none.

    Raises :class:`PolicyError` where the case cannot be written.
    """
    is_kept = always or is_told_in_full(result)
    return result.kept or (keep(policy, result, folder) if is_kept else "")


def is_told_in_full(result: Result) -> bool:
    """Whether a result needs attention; one that is proved or sampled takes one line."""
    return result.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)


def result_data(policy: Policy, result: Result, kept: str = "") -> Data:
    """A result as plain data for JSON, with its sentence in both languages; ``kept`` is its case."""
    item = LawResult(
        command=result.command,
        law=result.law,
        verdict=result.verdict.value,
        about_what=result.about,
        trouble=result.is_trouble,
        support=result.support,
        clauses=list(result.at),
        sentence=Said(say_law(result, "zh"), say_law(result, "en")),
        readings=dict(result.readings),
        case=None if result.case is None else case_json(policy, result.case),
        program=dict(result.program),
        text=dict(result.text),
        samples=result.samples,
        stake=result.stake,
        kept=kept,
        replay=replay_command(kept) if kept else "",
    )
    return data_of(item)  # type: ignore[no-any-return]


def print_head(result: Result, lang: Language) -> None:
    """Print the verdict and the sentence of a result."""
    verdict = Text(say_verdict(result, lang), style=_STYLES[result.verdict])
    out().print(Text.assemble(verdict, "  ", say_law(result, lang)))


def print_result(policy: Policy, result: Result, kept: str, lang: Language) -> None:
    """Print a result: its verdict and sentence, and the details where it needs attention."""
    print_head(result, lang)
    if is_told_in_full(result):
        for line in list(say_result(policy, replace(result, kept=kept), lang))[1:]:
            out().print(Text(f"  {line}"))


def count_verdicts(results: Sequence[Result], lang: Language) -> str:
    """The number of results of each verdict, as a sentence; empty for none."""
    count = Counter(result.verdict for result in results)
    told = [f"{VERDICTS[verdict][lang]} {count[verdict]}" for verdict in Verdict if count[verdict]]
    between, end = ("，", "。") if lang == "zh" else (", ", ".")
    return between.join(told) + end if told else ""
