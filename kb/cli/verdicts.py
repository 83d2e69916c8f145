"""Printing what the workbench found: troubles first to last, in words or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from rich.text import Text

from kb.assess.case_writing import case_json
from kb.cli.console import out
from kb.errors import Language
from kb.model import Policy
from kb.verify.telling import VERDICTS, say_law, say_result, say_verdict
from kb.verify.verdicts import Result, Verdict

_STYLES = {
    Verdict.PROVED: "green",
    Verdict.REFUTED: "bold red",
    Verdict.UNDECIDED: "bold yellow",
    Verdict.SAMPLED: "cyan",
}


def report_results(policy: Policy, results: Iterable[Result], lang: str, format: str) -> int:
    """Print results as they come, then how many of each verdict; 1 where one of them is trouble, else 0."""
    language = cast(Language, lang)
    found: list[Result] = []
    for result in results:
        found.append(result)
        if format == "text":
            _print(policy, result, language)
    if format == "json":
        print(json.dumps([result_data(policy, one) for one in found], ensure_ascii=False, indent=2))
    else:
        out().print(_count(found, language))
    return 1 if any(result.is_trouble for result in found) else 0


def result_data(policy: Policy, result: Result) -> dict[str, Any]:
    """A result as plain data for JSON, with its sentence in both languages."""
    return {
        "command": result.command,
        "law": result.law,
        "verdict": str(result.verdict),
        "about": result.about,
        "trouble": result.is_trouble,
        "support": result.support,
        "clauses": list(result.at),
        "sentence": {"zh": say_law(result, "zh"), "en": say_law(result, "en")},
        "readings": dict(result.readings),
        "case": None if result.case is None else case_json(policy, result.case),
        "program": dict(result.program),
        "text": dict(result.text),
        "samples": result.samples,
    }


def _print(policy: Policy, result: Result, lang: Language) -> None:
    head, *rest = say_result(policy, result, lang)
    verdict = Text(say_verdict(result, lang), style=_STYLES[result.verdict])
    out().print(Text.assemble(verdict, "  ", head))
    # What is proved or sampled is one line; only what somebody should look at is told in full.
    if result.verdict in (Verdict.REFUTED, Verdict.UNDECIDED):
        for line in rest:
            out().print(Text(f"  {line}"))


def _count(results: Sequence[Result], lang: Language) -> str:
    count = Counter(result.verdict for result in results)
    told = [f"{VERDICTS[verdict][lang]} {count[verdict]}" for verdict in Verdict if count[verdict]]
    between, end = ("，", "。") if lang == "zh" else (", ", ".")
    return between.join(told) + end if told else ""
