"""A web page → rows: the part of the page with most of its text, its paragraphs, line breaks and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from kb.importing.reading import clean
from kb.importing.rows import FACT_NAMES, Cell, Row, Source, Unread
from kb.model.numbers import write_numeral
from kb.model.numbers.labels import begins_part
from kb.model.words.errors import Place, PolicyError, error

_SKIPPED = frozenset(
    (
        "script", "style", "noscript", "template", "select", "option", "button", "input", "textarea", "nav",
        "iframe", "svg", "head", "footer", "object",
    )
)  # fmt: skip
_BLOCKS = frozenset(
    (
        "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
        "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "body", "blockquote",
        "center", "form", "fieldset", "pre", "figure", "figcaption", "br", "hr",
    )
)  # fmt: skip
_STRUCK, _STRIKES = frozenset(("del", "s", "strike")), re.compile(r"text-decoration[^;]*:[^;]*line-through")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_SENTENCES = re.compile("[，。；：、]")
_LONG_CELL = 400
_DEEPEST = 200


def read_html(text: str, name: str) -> Source:
    """The rows of a page, counted by paragraph, and the words that are struck through, which are not read.

    Raises :class:`PolicyError` where there are none.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    body = None if root is None else root.find("body")
    if root is None or body is None:
        raise PolicyError([error("import-empty", Place(name))])
    for hidden in [one for one in body.iter(etree.Element) if _HIDDEN.search(one.get("style") or "")]:
        _drop(hidden)
    main = _main(body)
    struck = tuple(Unread(0, words, "struck") for words in _struck(main))
    for _ in _struck(body):
        pass  # what is struck through around the text is of no interest
    rows = _rows_of(main)
    about = () if main is body else _about(body, rows)
    return Source((*_headline(root, rows), *about, *rows), struck)


def _struck(body: etree._Element) -> Iterator[str]:
    """Remove what is struck through; its words are given."""
    for one in list(body.iter(etree.Element)):
        if one.tag in _STRUCK or _STRIKES.search(one.get("style") or ""):
            if words := clean(re.sub(r"\s+", " ", "".join(map(str, one.itertext())))):
                yield words
            _drop(one)


def _main(body: etree._Element) -> etree._Element:
    """The innermost part of a page that contains nine tenths of its long paragraphs."""
    weights: dict[etree._Element, int] = {}
    for element in reversed(list(body.iter(etree.Element))):
        if element.tag in _SKIPPED or element.tag == "a":
            weights[element] = 0
            continue
        own = [element.text or "", *(child.tail or "" for child in element)]
        long = sum(len(words.strip()) for words in own if _SENTENCES.search(words))
        weights[element] = long + sum(weights.get(child, 0) for child in element)
    found = body
    while True:
        inner = max(found, key=lambda child: weights.get(child, 0), default=None)
        if inner is None or inner.tag in ("p", "table", "tbody", "tr", "span"):
            return found
        if weights.get(inner, 0) * 10 < weights[body] * 9:
            return found
        found = inner


def _rows_of(element: etree._Element) -> tuple[Row, ...]:
    gathered = _Rows()
    gathered.take(element)
    gathered.end()
    return tuple(gathered.rows)


def _drop(element: etree._Element) -> None:
    """Remove an invisible element; the words after it stay."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _about(body: etree._Element, main: tuple[Row, ...]) -> Iterator[Row]:
    """The number, issuer and days of the text that the page states outside its main part."""
    seen = {(row.text, row.cells) for row in main}
    for row in _rows_of(body):
        words = [cell.text for cell in row.cells] or re.split("[:：]", row.text, maxsplit=1)
        is_fact = any(re.sub(r"[\s\u3000:：]", "", word) in FACT_NAMES for word in words)
        if is_fact and (row.text, row.cells) not in seen and len(row.text) <= _LONG_CELL:
            yield replace(row, line=0)


def _headline(root: etree._Element, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The title of the page where its main part does not begin with it."""
    seen = "".join(row.text for row in rows[:12])
    for element in (*root.iter("h1"), *root.iter("meta")):
        words = element.get("content", "") if element.tag == "meta" else "".join(map(str, element.itertext()))
        if element.tag == "meta" and element.get("name", "").lower() not in ("articletitle", "title"):
            continue
        title = clean(re.sub(r"\s+", " ", words))
        if 6 <= len(title) <= 150:
            squeezed = re.sub(r"\s", "", title)
            return () if squeezed in re.sub(r"\s", "", seen) else (Row(title, 0),)
    return ()


class _Rows:
    """Collects the words of a page as paragraphs and tables."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._words: list[str] = []
        self._label = ""

    def take(self, element: etree._Element, depth: int = 0) -> None:
        """Read the words inside an element. A part nested deeper than any real page is read as one
        paragraph.
        """
        if depth > _DEEPEST:
            self._words.append(" ".join(map(str, element.itertext())))
            return
        self._words.append(element.text or "")
        for child in element:
            if child.tag in _SKIPPED:
                pass
            elif _is_table(child):
                self.end()
                self.rows += _table(child, len(self.rows) + 1)
            elif child.tag in _BLOCKS:
                self.end()
                self._label = _label(child) or self._label
                self.take(child, depth + 1)
                self.end()
                self._label = "" if child.tag == "li" else self._label
            else:
                self.take(child, depth + 1)
            self._words.append(child.tail or "")

    def end(self) -> None:
        """End the current paragraph."""
        text = clean(re.sub(r"[ \t\r\n\u00a0]+", " ", "".join(self._words)))
        self._words.clear()
        if text:
            self.rows.append(Row(text, len(self.rows) + 1, "" if begins_part(text) else self._label))
            self._label = ""


def _label(item: etree._Element) -> str:
    """The number that a browser writes before an item of a numbered list; empty for anything else."""
    owner = item.getparent()
    if item.tag != "li" or owner is None or owner.tag != "ol" or "none" in (owner.get("style") or ""):
        return ""
    number = _written(owner, "start")
    for other in owner.iterchildren("li"):
        number = _written(other, "value", number)
        if other is item:
            break
        number += 1
    is_chinese = "cjk-ideographic" in (owner.get("style") or "") and 0 < number < 100
    return f"{write_numeral(number)}、" if is_chinese else f"{number}."


def _written(element: etree._Element, name: str, otherwise: int = 1) -> int:
    value = (element.get(name) or "").strip()
    return int(value) if value.isdecimal() and len(value) < 4 else otherwise


def _is_table(node: etree._Element) -> bool:
    """Whether an element is a table of data: it has several columns, and is no frame around the
    whole text.
    """
    if node.tag != "table":
        return False
    cells = list(node.iter("td", "th"))
    if any(True for cell in cells for _ in cell.iter("table")):
        return False
    rows = list(node.iter("tr"))
    long = any(len("".join(map(str, cell.itertext())).strip()) > _LONG_CELL for cell in cells)
    return not long and any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in rows)


def _table(table: etree._Element, line: int) -> Iterator[Row]:
    for row in table.iter("tr"):
        cells = tuple(
            Cell(
                clean(re.sub(r"\s+", " ", "".join(map(str, cell.itertext())))),
                _span(cell, "colspan"),
                _span(cell, "rowspan"),
            )
            for cell in row
            if cell.tag in ("td", "th")
        )
        if cells:
            yield Row("", line, cells=cells)
            line += 1


def _span(cell: etree._Element, name: str) -> int:
    written = (cell.get(name) or "1").strip()
    return min(max(int(written), 1), 100) if written.isdecimal() and len(written) < 4 else 1
