"""``tiaowen prove``: the laws of the rules proved for every case, and findings about the policy itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.choices import read_choices
from kb.cli.console import out
from kb.cli.names import part_named
from kb.cli.opening import open_policy
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    ReadingOption,
    Source,
    UncheckedOption,
)
from kb.cli.results import report_results
from kb.core.ruleset import choose_readings
from kb.verify.proof.run import prove, sum_up

_DEFAULTS = {
    "zh": "选了别的读法：上面的规律都按它证明；政策本身允许什么，只按默认读法看，去掉 --reading 就看得到。",
    "en": "The laws above are proved under the chosen readings. Findings about the policy itself are "
    "reported only for the default readings: leave out --reading to see them.",
}


def run_prove(source: Source, lang: str, format: str, *, measure: str | None, readings: Sequence[str]) -> int:
    """Prove what can be proved under some readings; 1 where a fault refutes a law or a law is undecided.

    Over all measures each law is printed once; for one measure, support by support. JSON has every result.
    """
    _, loaded = open_policy(source, lang, format)
    measures = (part_named(loaded.document, measure, "--measure"),) if measure else ()
    chosen = read_choices(loaded, readings)
    results = prove(loaded, measures, chosen)
    status = report_results(loaded, results if measure or format == "json" else sum_up(results), lang, format)
    if format == "text" and choose_readings(loaded, chosen) != choose_readings(loaded):
        out().print(Text(_DEFAULTS[lang]))
    return status


EXAMPLES = "例：tiaowen prove；tiaowen prove --measure 12"


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只证这一条，如 5、五，逐项列出。 One measure only.")
    ] = None,
    reading: ReadingOption = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen prove``."""
    source = Source(policy, unchecked)
    return run_prove(source, lang.value, format.value, measure=measure, readings=reading or ())
