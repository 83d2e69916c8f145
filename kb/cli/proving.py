"""``tiaowen prove``: the laws of the rules proved for every case, and what the policy itself allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb.cli.choices import read_choices
from kb.cli.names import part_named
from kb.cli.options import policy_folder
from kb.cli.verdicts import report_results
from kb.loading import load
from kb.verify.proving import prove, sum_up


def run_prove(
    policy: Path | None, lang: str, format: str, *, measure: str | None, readings: Sequence[str]
) -> int:
    """Prove what can be proved under some readings; 1 where a law is refuted by a fault or not settled.

    Over all measures each law is told once; for one measure, support by support. JSON has every result.
    """
    loaded = load(policy_folder(policy))
    measures = (part_named(loaded.document, measure, loaded.folder),) if measure else ()
    results = prove(loaded, measures, read_choices(loaded, readings))
    return report_results(loaded, results if measure or format == "json" else sum_up(results), lang, format)
