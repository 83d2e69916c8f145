"""Scripts are shortened where the library is there, and stay as they are where it is not."""

from __future__ import annotations

import sys

import pytest

from render.scripts import shorten

CODE = "// a comment\nfunction add(first, second) {\n  return first + second;\n}\nwindow.add = add;\n"


def test_without_the_library_code_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "minify", None)
    assert shorten(CODE) == CODE


def test_comments_and_blanks_go_and_what_is_public_keeps_its_name() -> None:
    pytest.importorskip("minify")
    short = shorten(CODE)
    assert len(short) < len(CODE)
    assert "comment" not in short
    assert "window.add=" in short
    assert short.endswith("\n")
