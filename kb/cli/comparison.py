"""``tiaowen readings --compare``: the case in which the sums of two readings differ most."""

from __future__ import annotations

import json
from itertools import groupby
from typing import cast

from rich.text import Text

from kb.cli.commands.readings import find_reading
from kb.cli.console import out
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import Source
from kb.cli.results import count_verdicts, keep_result, result_data
from kb.cli.wrapping import print_wrapped
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.wording import Reading
from kb.model.words.errors import Language
from kb.verify.findings.readings import compare_readings
from kb.verify.report.case import case_lines
from kb.verify.report.result import say_again, say_answer, say_clause
from kb.verify.results import Result
from kb.verify.sentences import say_law, say_verdict

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "case": "情况：",
        "option": "{option}：",
        "default": "{option}（默认）：",
    },
    "en": {
        "case": "The case:",
        "option": "{option}: ",
        "default": "{option} (default): ",
    },
}


def run_compare(source: Source, typed: str | None, lang: str, format: str) -> int:
    """Compare the options of every reading, or of the named one; 1 where something is undecided."""
    _, loaded = open_policy(source, lang, format)
    language = cast(Language, lang)
    ids = (find_reading(loaded, typed).id,) if typed else ()
    results = compare_readings(loaded, ids)
    found: list[Result] = []
    if format == "json":
        found = list(results)
        told = [result_data(loaded, result, keep_result(loaded, result)) for result in found]
        print(json.dumps(mark_data(loaded, told), ensure_ascii=False, indent=2))
    else:
        for reading, group in groupby(results, key=lambda result: str(result.words["reading"])):
            _print_question(loaded, reading, language)
            for result in group:
                found.append(result)
                # A comparison over all readings leaves out those without an effect.
                if typed or result.form != "together-same":
                    _print(loaded, result, language, whole=bool(typed))
        out().print(count_verdicts(found, language))
    return 1 if any(result.is_trouble for result in found) else 0


def _print_question(policy: Policy, key: str, lang: Language) -> None:
    reading = policy[key]
    assert isinstance(reading, Reading)
    lead = Text(f"{key} ", style="bold cyan")
    question = inline_text(policy, reading.question[lang].parts, lang)
    print_wrapped(out(), question, style="bold", hang=len(lead), lead=lead)
    for option in reading.options:
        name = _WORDS[lang]["default" if option.id == reading.default else "option"].format(option=option.id)
        text = say_answer(policy, key, option.id, lang)
        print_wrapped(out(), f"{name}{text}", 1, style="dim")
    for basis in reading.bases:
        print_wrapped(out(), say_clause(basis.provision, basis.words, lang), 1, style="dim")


def _print(policy: Policy, result: Result, lang: Language, *, whole: bool) -> None:
    """One line for each result, and for a single reading the case itself."""
    verdict = Text(f"{say_verdict(result, lang)}  ", style="green" if not result.is_trouble else "bold red")
    print_wrapped(out(), say_law(result, lang), 1, lead=verdict)
    if result.case is None:
        return
    if whole:
        out().print(Text(f"    {_WORDS[lang]['case']}"))
        for line in case_lines(policy, result.case, lang, result.readings):
            out().print(Text(f"      {line}"))
    again = say_again(keep_result(policy, result, always=True), lang)
    out().print(Text(f"    {again}", style="dim"))
