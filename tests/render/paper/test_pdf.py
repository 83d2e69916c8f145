"""PDF: what it needs is named where it is missing."""

from __future__ import annotations

import pytest

import render.paper.pdf
from kb.model.words.errors import PolicyError
from render.paper.pdf import need_paper


@pytest.mark.parametrize(("trouble", "code"), [(ImportError, "library-missing"), (OSError, "paper-library")])
def test_without_what_it_needs_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, trouble: type[Exception], code: str
) -> None:
    def fail(_: str) -> None:
        print("advice of the library itself")
        raise trouble

    monkeypatch.setattr(render.paper.pdf, "import_module", fail)
    render.paper.pdf._weasyprint.cache_clear()
    try:
        with pytest.raises(PolicyError) as problem:
            need_paper()
    finally:
        render.paper.pdf._weasyprint.cache_clear()
    assert [finding.code for finding in problem.value.findings] == [code]


def test_without_a_chinese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render.paper.pdf, "_has_chinese_font", lambda: False)
    with pytest.raises(PolicyError) as problem:
        need_paper()
    assert [finding.code for finding in problem.value.findings] == ["paper-font"]
