"""``tiaowen abuse``: how much more can be had than by applying plainly."""

from __future__ import annotations

from rich.text import Text

from kb.cli.console import out
from kb.cli.names import part_named
from kb.cli.opening import open_policy
from kb.cli.options import Source
from kb.cli.results import report_results
from kb.verify.abuse.run import abuse

_NO_MONEY = {
    "zh": "这里没有写明金额的支持，没有什么可以多得。",
    "en": "No support here states a sum, so that there is nothing to have more of.",
}


def run_abuse(source: Source, lang: str, format: str, *, measure: str | None) -> int:
    """Try every scheme and print what it brings; 0, as what is found is about the policy."""
    _, loaded = open_policy(source, lang, format)
    eid = part_named(loaded.document, measure, "--measure") if measure else ""
    if format == "text" and not any(s.is_money and eid in ("", s.measure) for s in loaded.supports):
        out().print(Text(_NO_MONEY[lang]))
        return 0
    return report_results(loaded, abuse(loaded, eid), lang, format)
