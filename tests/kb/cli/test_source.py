"""Lines that a person hands in are read from a file or from the standard input, in UTF-8 only."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kb.cli.source import read_source
from kb.model.words.errors import PolicyError


def test_a_file_and_the_standard_input_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "\ufeff甲\r\n乙\n".encode()
    file = tmp_path / "lines.txt"
    file.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="gbk"))
    assert read_source(str(file)) == read_source("-") == "甲\n乙\n"


def test_what_cannot_be_read_is_told_by_the_name_that_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gbk.txt").write_bytes("甲".encode("gbk"))
    for name, code in (("gbk.txt", "bytes-not-utf8"), ("none.txt", "file-missing")):
        with pytest.raises(PolicyError) as refused:
            read_source(name)
        assert [(f.code, f.place.file) for f in refused.value.findings] == [(code, name)]
