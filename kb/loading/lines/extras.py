"""Additional information in the line form: the history of a text, and content that is kept uninterpreted.

The part ``【附加信息】`` comes last and is optional. Each of its lines begins with a word that says what it
states, followed by values written as in XML::

    修改 base="2024-05-11" title="关于修改……的决定"
    修改处 kind="insertion" eid="art_5-1" after="art_5"
    废止 day="2030-01-01"
    原编号 eid="art_6" origin="art_5"
    属性 place="art_5/heading" name="class" value="x"
    元素 place="art_5/content" at="1" xml="&lt;remark …/&gt;"
    元数据 part="lifecycle" xml="&lt;eventRef …/&gt;"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import get_args

from kb.loading.akn.keeping import read_fragment
from kb.loading.lines.blocks import Block, Faults, Line
from kb.model.document import Amendment, Change, ChangeKind, Document, Extra, Kept, Metadata, Repeal

HEADER = "【附加信息】"
"""The header of the part."""

_WORDS = ("修改", "修改处", "废止", "原编号", "属性", "元素", "元数据")
_LINE = re.compile(rf"(?P<word>{'|'.join(_WORDS)})(?P<values>(?: [a-z]+=(?:\"[^\"]*\"|'[^']*'))+)")
_VALUE = re.compile(r" ([a-z]+)=(\"[^\"]*\"|'[^']*')")
_ENTITIES = {"&quot;": '"', "&#10;": "\n", "&#9;": "\t", "&#13;": "\r"}


@dataclass(slots=True)
class Told:
    """The additional information of a document."""

    amendment: Amendment | None = None
    repeal: Repeal | None = None
    changes: list[Change] = field(default_factory=list)
    origins: list[tuple[str, str]] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    metadata: list[Metadata] = field(default_factory=list)


def cut_extras(blocks: list[Block]) -> list[Line]:
    """The lines of the part, without its header. They are removed from the blocks."""
    for place, block in enumerate(blocks):
        for at, line in enumerate(block):
            if line.text == HEADER:
                lines = [*block[at + 1 :], *(one for later in blocks[place + 1 :] for one in later)]
                blocks[place:] = [block[:at]] if at else []
                return lines
    return []


def read_extras(lines: Sequence[Line], faults: Faults) -> Told:
    """The additional information in the lines of the part; a line that is not understood is a finding."""
    told = Told()
    for line in lines:
        found = _LINE.fullmatch(line.text)
        values = {} if found is None else _read_values(found["values"])
        if found is None or not _add(told, found["word"], values):
            faults.add("markup-extra", line.number, text=line.text[:24])
    return told


def spell_extras(document: Document) -> Iterator[str]:
    """The lines of the part, header first; none where there is no additional information."""
    lines = [*_spell_history(document), *_spell_kept(document)]
    if lines:
        yield HEADER
        yield from lines


def _spell_history(document: Document) -> Iterator[str]:
    amendment = document.amendment
    if amendment is not None:
        yield _spell("修改", amendment, "base", "decision", "title", "decided")
        yield from (_spell("修改处", one, *_names(Change)) for one in amendment.changes)
    if document.repeal is not None:
        yield _spell("废止", document.repeal, *_names(Repeal))


def _spell_kept(document: Document) -> Iterator[str]:
    for eid, origin in document.origins:
        yield f"原编号 eid={_quote(eid)} origin={_quote(origin)}"
    yield from (_spell("属性", one, *_names(Extra)) for one in document.extras)
    yield from (_spell("元素", one, *_names(Kept)) for one in document.kept)
    yield from (_spell("元数据", one, *_names(Metadata)) for one in document.metadata)


def _spell(word: str, item: object, *names: str) -> str:
    values = ((name, getattr(item, name)) for name in names)
    return word + "".join(
        f" {name}={_quote(str(value))}" for name, value in values if value not in ("", None)
    )


def _names(of: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(of))


def _quote(value: str) -> str:
    from xml.sax.saxutils import quoteattr  # which imports the client of HTTP

    return quoteattr(value)


def _read_values(text: str) -> dict[str, str]:
    from xml.sax.saxutils import unescape

    return {name: unescape(value[1:-1], _ENTITIES) for name, value in _VALUE.findall(text)}


def _add(told: Told, word: str, values: dict[str, str]) -> bool:
    """Add the information of a line. Returns whether the line has exactly the values that it needs."""
    try:
        if word == "修改":
            told.amendment = Amendment(**values)  # type: ignore[arg-type]
        elif word == "修改处":
            told.changes.append(Change(**values))  # type: ignore[arg-type]
            return values["kind"] in get_args(ChangeKind)
        elif word == "废止":
            told.repeal = Repeal(**values)
        elif word == "原编号":
            told.origins.append((values.pop("eid"), values.pop("origin")))
            return not values
        elif word == "属性":
            told.extras.append(Extra(**values))
        elif word == "元素":
            at = values.pop("at", None)
            told.kept.append(Kept(**values, at=None if at is None else int(at)))
            return read_fragment(values["xml"]) is not None
        else:
            told.metadata.append(Metadata(**values))
            return read_fragment(values["xml"]) is not None
    except (TypeError, KeyError, ValueError):
        return False
    return True
