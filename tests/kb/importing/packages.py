"""Word files for tests, assembled part by part without a library that writes such files."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/><w:numFmt w:val="chineseCountingThousand"/>
<w:lvlText w:val="第%2条"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>
</w:lvlOverride></w:num></w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:styleId="Item"><w:pPr><w:numPr><w:ilvl w:val="2"/>
<w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="SubItem"><w:basedOn w:val="Item"/></w:style></w:styles>"""


def paragraph(
    runs: str, *, level: int | None = None, number: int = 1, style: str = "", mark: str = ""
) -> str:
    """A paragraph; ``runs`` is XML or plain text, ``mark`` the change to the mark at its end."""
    body = runs if runs.startswith("<") else f"<w:r><w:t>{runs}</w:t></w:r>"
    num = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        if level is not None
        else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    changed = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{named}{num}{changed}</w:pPr>{body}</w:p>"


def package(body: str, **parts: str) -> bytes:
    """The bytes of a Word file with ``body`` and further parts by name (``footnotes``, ``header1``)."""
    files = {
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/numbering.xml": NUMBERING,
        "word/styles.xml": STYLES,
    } | {f"word/{name}.xml": text for name, text in parts.items()}
    return pack(files)


def pack(files: dict[str, str]) -> bytes:
    """A package of files by name."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return written.getvalue()
