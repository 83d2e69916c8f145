"""``tiaowen abuse``: how much more can be had than by applying plainly."""

from __future__ import annotations

from pathlib import Path

from kb.cli.names import part_named
from kb.cli.options import policy_folder
from kb.cli.verdicts import report_results
from kb.loading import load
from kb.verify.abusing import abuse


def run_abuse(policy: Path | None, lang: str, format: str, *, measure: str | None) -> int:
    """Try every scheme and print what it brings; 0, as what is found is about the policy."""
    loaded = load(policy_folder(policy))
    eid = part_named(loaded.document, measure, loaded.folder) if measure else ""
    return report_results(loaded, abuse(loaded, eid), lang, format)
