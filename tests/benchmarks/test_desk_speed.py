"""The time of the live check of the desk while somebody types: text, a figure, and rule lines."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.desk.work import open_part, try_lines
from tests.conftest import REAL

TYPED = {
    "figure": ("para_5", "text", "1000万元", "1500万元"),
    "words": ("para_5", "text", "鼓励使用", "鼓励多多使用"),
    "rules": ("para_5", "rules", "  题目：", "  题目：新"),
    "long measure": ("para_14", "text", "支持", "大力支持"),
}


@pytest.mark.parametrize("name", TYPED)
def test_a_live_check(benchmark: Any, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(REAL, tmp_path / "policy"))
    eid, field, old, new = TYPED[name]
    opened = open_part(folder, eid)
    assert opened is not None
    lines = replace(opened.lines, **{field: getattr(opened.lines, field).replace(old, new, 1)})

    def check() -> bool:
        return try_lines(folder, eid, lines, whole=False, encodes=False).is_changed

    assert benchmark.pedantic(check, rounds=10, warmup_rounds=1)
