"""``tiaowen check``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kb.checks import check, has_errors
from kb.cli.console import out, report, report_json
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.loading import find_folders, find_works
from kb.model.words.errors import Finding, PolicyError, Severity


def run_check(policy: Path | None, lang: str, format: str) -> int:
    """Check, print the findings, and return 1 where one is an error."""
    folder = policy_folder(policy)
    findings = list(dict.fromkeys(found for each in _versions(folder) for found in check(each)))
    if format == "json":
        report_json(findings, lang)
    else:
        report(findings, lang, out())
        out().print(_summary(findings, lang))
    return 1 if has_errors(findings) else 0


def _versions(folder: Path) -> tuple[Path, ...]:
    """The folder of every version of every work, or of the requested one."""
    try:
        works = [find_folders(work) for work in find_works(folder)]
        if len(works) == 1 and (named := find_folders(folder)).is_named:
            return (named.version,)
    except PolicyError:
        return (folder,)  # the check reports the problem
    return tuple(folders.folder_of(version) for folders in works for version in folders.versions)


def _summary(findings: list[Finding], lang: str) -> str:
    count = Counter(finding.severity for finding in findings)
    errors, warnings, notes = (count[severity] for severity in Severity)
    if lang == "zh":
        found = f"{errors} 个错误，{warnings} 个提醒，{notes} 个说明。"
        return found if findings else "检查完毕：没有发现问题。"
    if not findings:
        return "Checked: nothing found."
    return f"errors: {errors}, warnings: {warnings}, notes: {notes}."


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: Annotated[
        Format, typer.Option(help="给人看(text)或给程序读(json)。 For people or for programs.")
    ] = Format.text,
) -> int:
    """Run ``tiaowen check``."""
    return run_check(policy, lang.value, format.value)
