"""``tiaowen prove``: proofs under other readings say what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.cli.commands.test_fuzz import run


def test_proofs_under_other_readings_say_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("z3")
    monkeypatch.chdir(tmp_path)
    note = "政策本身允许什么，只按默认读法看"
    for reading, is_told in (("G1=c", True), ("G1=a", False)):
        assert run(monkeypatch, "prove", "--measure", "12", "--reading", reading) == 0
        told = capsys.readouterr().out
        assert (note in told, "有效期5年，却跨了6个日历年" in told) == (is_told, not is_told)
