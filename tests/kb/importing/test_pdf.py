"""The text of a PDF: refused where the library is missing, or where there is no text to read."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest

from kb.importing import pdf
from kb.importing.pdf import read_pdf
from kb.model.words.errors import PolicyError


def code_of(data: bytes) -> str:
    """The code with which a PDF is refused."""
    with pytest.raises(PolicyError) as refused:
        read_pdf(data, "a.pdf")
    (finding,) = refused.value.findings
    assert finding.place.file == "a.pdf"
    return finding.code


def blank(pages: int, password: str = "") -> bytes:
    """A PDF of blank pages."""
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    if password:
        writer.encrypt(password)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert code_of(b"%PDF-1.7") == "import-pdf-missing"


def test_a_scan_a_damaged_and_a_long_file_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(blank(1)) == "import-pdf-scanned"
    assert code_of(b"%PDF-1.7 nothing") == "import-broken"
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    assert code_of(blank(2)) == "import-too-large"
