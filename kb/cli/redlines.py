"""The redline of two versions of a text, printed for a person or as items."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from kb.cli.console import out
from kb.cli.wrapping import print_wrapped
from kb.explain.items.versions import ComparedPart, Figure, Line, Run
from kb.model.document import SECTIONS
from kb.model.words.errors import Language
from kb.versions.comparison import Row
from kb.versions.redline import Run as Words

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "inserted": "新增",
        "repealed": "删去",
        "changed": "修改",
        "renumbered": "原编号 {old}",
        "gone": "[删：{text}]",
        "new": "[增：{text}]",
        "figure": "{concept}：{old} → {new}",
        "none": "两版的文字没有不同。",
        "count": "修改 {changed} 处，新增 {inserted} 处，删去 {repealed} 处，只改了编号 {renumbered} 处。",
        "nothing": "（无）",
    },
    "en": {
        "inserted": "inserted",
        "repealed": "repealed",
        "changed": "changed",
        "renumbered": "formerly {old}",
        "gone": "[-{text}-]",
        "new": "{{+{text}+}}",
        "figure": "{concept}: {old} → {new}",
        "none": "The texts of the two versions do not differ.",
        "count": "changed: {changed}, inserted: {inserted}, repealed: {repealed}, renumbered: {renumbered}.",
        "nothing": "(none)",
    },
}

_STYLES = {"same": "", "gone": "red strike", "new": "green underline"}


def row_item(row: Row) -> ComparedPart:
    """A part of the text in two versions as an item."""
    return ComparedPart(
        kind=row.kind,
        old=row.old or None,
        new=row.new or None,
        heading=_runs(row.heading),
        lines=[Line(one.kind, one.old or None, one.new or None, _runs(one.runs)) for one in row.lines],
        closing=_runs(row.closing),
        figures=[Figure(one.concept, one.old, one.new, one.provision) for one in row.figures],
    )


def print_rows(rows: Iterable[Row], lang: Language) -> None:
    """Print the differing parts, and their number."""
    words = _WORDS[lang]
    rows = tuple(rows)
    telling = [row for row in rows if row.kind != "same" or row.is_renumbered]
    for row in telling:
        _print_row(row, lang)
    if not telling:
        out().print(words["none"])
        return
    kinds = {kind: sum(row.kind == kind for row in rows) for kind in ("changed", "inserted", "repealed")}
    renumbered = sum(row.kind == "same" and row.is_renumbered for row in rows)
    out().print(words["count"].format(renumbered=renumbered, **kinds))


def _print_row(row: Row, lang: Language) -> None:
    words = _WORDS[lang]
    lead = Text(f"{row.new or row.old}  ", style="bold cyan")
    told = [] if row.kind == "same" else [words[row.kind]]
    told += [words["renumbered"].format(old=row.old)] if row.is_renumbered else []
    lead.append("，".join(told) if lang == "zh" else ", ".join(told), style="bold")
    out().print(lead)
    title = SECTIONS.get(row.new or row.old, "")
    heading = _text(row.heading, words) if row.heading else Text(title)
    out().print(Text("  ") + heading)
    for line in row.lines:
        if line.kind != "same":
            out().print(Text(f"  {line.new or line.old}  ", style="dim") + _text(line.runs, words))
    if any(op != "same" for op, _ in row.closing):
        out().print(Text("  ") + _text(row.closing, words))
    for figure in row.figures:
        figure_words = {"old": figure.old or words["nothing"], "new": figure.new or words["nothing"]}
        print_wrapped(out(), words["figure"].format(concept=figure.concept, **figure_words), 2, style="dim")


def _text(runs: Iterable[Words], words: dict[str, str]) -> Text:
    found = Text()
    for op, text in runs:
        found.append(text if op == "same" else words[op].format(text=text), style=_STYLES[op])
    return found


def _runs(runs: Iterable[Words]) -> list[Run]:
    return [Run(op, text) for op, text in runs]
