"""Golden bad cases: a change of a small policy, and the exact findings of the check in both languages.

The cases that a module reports lie beside its test: those of `tests/kb/checks/test_rules.py` in
`tests/kb/checks/rules.toml`.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

from kb.checks import check
from tests.conftest import DISTRICT, TOGETHER, TOY

GoldenCase = dict[str, Any]
"""A case as its file has it; docs/testers.md explains the keys."""

STALE = "fingerprint-stale"
"""A finding that every edit of the text causes as well; it has a case of its own."""


def golden_cases(test: str) -> list[GoldenCase]:
    """The cases in the file beside a test, of which ``test`` is the path. Raises ``ValueError`` where one
    expects no finding.
    """
    path = Path(test).with_name(Path(test).stem.removeprefix("test_") + ".toml")
    cases: list[GoldenCase] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    if not all(case["finding"] for case in cases):
        raise ValueError(f"a case of {path} expects no finding")
    return cases


def case_name(case: GoldenCase) -> str:
    """The name of a case within the name of its test."""
    return str(case["name"]).replace(" ", "_")


def change_copy(case: GoldenCase, place: Path) -> Path:
    """The folder with the version of the changed policy, which is made in the empty folder ``place``."""
    whole = {"district": DISTRICT, "together": TOGETHER}.get(case.get("policy", ""), TOY)
    folder = Path(shutil.copytree(whole, place / "policy"))
    for source, target in case.get("copy", {}).items():
        shutil.copytree(folder / source, folder / target)
    for change in case.get("change", [case] if "file" in case else []):
        path = folder / change["file"]
        text = path.read_text(encoding="utf-8")
        assert change["old"] in text
        path.write_text(text.replace(change["old"], change["new"], 1), encoding="utf-8")
    for name, words in case.get("write", {}).items():
        (folder / name).write_text(words, encoding="utf-8")
    return folder / str(case.get("version", ""))


def found_in(case: GoldenCase, place: Path) -> list[dict[str, Any]]:
    """The findings about the changed policy, which is made in the empty folder ``place``."""
    folder = change_copy(case, place)
    is_stale = STALE in {finding["code"] for finding in case["finding"]}
    return [
        {
            "code": f.code,
            "severity": str(f.severity),
            "file": f.place.file,
            "line": f.place.line,
            "eId": f.place.eid,
            "zh": f.message("zh"),
            "zh-remedy": f.remedy("zh"),
            "en": f.message("en"),
            "en-remedy": f.remedy("en"),
        }
        for f in check(folder)
        if is_stale or f.code != STALE
    ]
