"""``tiaowen abuse``: how much more applicants can get by clever applications than by plain ones."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.names import part_named
from kb.cli.opening import open_policy
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.cli.results import report_results
from kb.verify.abuse.run import abuse

_NO_MONEY = {
    "zh": "这里没有写明金额的支持，没有什么可以多得。",
    "en": "No support here states a sum, so no application can gain more.",
}


def run_abuse(source: Source, lang: str, format: str, *, measure: str | None) -> int:
    """Try every scheme and print its gain; returns 0, because a gain is a finding about the policy."""
    _, loaded = open_policy(source, lang, format)
    eid = part_named(loaded.document, measure, "--measure") if measure else ""
    if format == "text" and not any(s.is_money and eid in ("", s.measure) for s in loaded.supports):
        out().print(Text(_NO_MONEY[lang]))
        return 0
    return report_results(loaded, abuse(loaded, eid), lang, format)


EXAMPLES = "例：tiaowen abuse --measure 12；tiaowen abuse --measure 5"


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只试这一条，如 5、五。 One measure only.")
    ] = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen abuse``."""
    return run_abuse(Source(policy, unchecked), lang.value, format.value, measure=measure)
