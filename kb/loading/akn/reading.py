"""Akoma Ntoso → :class:`Document`. Source: OASIS LegalDocML 1.0, the part that policies use.

Elements that the document form cannot hold are kept as they are. What contradicts the form, such as words
outside a sentence, is an error. Nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import cast

from lxml import etree

from kb.loading.akn.elements import cut_elements
from kb.loading.akn.history import AKN, REMOVED, read_amendment, read_origins, read_repeal
from kb.loading.akn.keeping import read_extras, read_metadata
from kb.loading.akn.levels import LevelsReading, read_levels_of
from kb.loading.files import local_name
from kb.model.document import (
    SECTIONS,
    Clause,
    Document,
    Mark,
    Paragraph,
    Provision,
    Responsibility,
    Run,
    Section,
    Tag,
)
from kb.model.words.errors import Finding, Place, PolicyError, error

SENTENCE, CLAUSE, RESPONSIBILITY, NOTE = "句", "分句", "责任", "注"
"""The names of the inline elements for a sentence, a clause of a sentence, the closing words, and the
editor's note that a provision was repealed.
"""

SCOPE, FINAL = SECTIONS["scope"], SECTIONS["final"]
"""The names of the containers for the scope paragraph and the final provisions."""

_TAGS = frozenset(f"{{{AKN}}}{tag}" for tag in ("quantity", "date", "term", "organization"))
_INLINE, _ROLE, _ORGANIZATION = (f"{{{AKN}}}{tag}" for tag in ("inline", "role", "organization"))


def read_akn(tree: etree._ElementTree, file: str) -> Document:
    """The document that an Akoma Ntoso tree holds. Raises :class:`PolicyError` with every finding."""
    return _Reader(file).document(tree)


class _Reader:
    """Reads one file. It collects all findings, so that a person sees them at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def document(self, tree: etree._ElementTree) -> Document:
        root = deepcopy(tree.getroot())
        act = root.find(f"{{{AKN}}}act")
        work = _attribute(root, "FRBRWork/FRBRuri", "value")
        if act is None or work is None:
            raise PolicyError([error("text-not-akn", Place(self.file, root.sourceline or 1), root=root.tag)])
        body = act.find(f"{{{AKN}}}body")
        parts: dict[str, Section] = {}
        clauses: list[Clause] = []
        levels = read_levels_of(root)
        kept = cut_elements(act, has_levels=bool(levels))
        reading = LevelsReading(levels, self._clause, self._words, self._unknown)
        for element in [] if body is None else _elements(body):
            name = element.get("name")
            if levels and reading.take(element):
                continue
            if local_name(element) == "paragraph":
                clauses.append(self._clause(element))
            elif local_name(element) == "hcontainer" and name in (SCOPE, FINAL) and name not in parts:
                parts[name] = self._section(element, _children(element, "content"))
            else:
                self._unknown(element)
        document = Document(
            title=_attribute(root, "FRBRWork/FRBRalias", "value") or "",
            work=work,
            language=_attribute(root, "FRBRExpression/FRBRlanguage", "language") or "",
            version=_attribute(root, "FRBRExpression/FRBRdate", "date") or "",
            preface=self._front(act, "preface"),
            preamble=self._front(act, "preamble"),
            scope=parts.get(SCOPE),
            clauses=tuple(reading.body.clauses if levels else clauses),
            levels=levels,
            divisions=tuple(reading.body.divisions),
            final=parts.get(FINAL),
            amendment=read_amendment(act),
            repeal=read_repeal(act),
            origins=read_origins(act),
            removed=tuple(
                element.get("eId", "")
                for element in (body if body is not None else act).iter(etree.Element)
                if element.get("status") == REMOVED
            ),
        )
        for stray in tree.iter(etree.Comment, etree.ProcessingInstruction):
            place = Place(self.file, _line(stray), _eid(stray))
            self.findings.append(error("comment-in-text", place, text=(stray.text or "").strip()[:20]))
        if self.findings:
            raise PolicyError(self.findings)
        amendment = document.amendment
        changed = {} if amendment is None else {one.eid: one.kind for one in amendment.changes}
        return replace(
            document,
            extras=tuple(read_extras(act, changed)),
            metadata=tuple(read_metadata(act, document)),
            kept=kept,
        )

    def _front(self, act: etree._Element, name: str) -> Section | None:
        element = act.find(f"{{{AKN}}}{name}")
        return None if element is None else self._section(element, [element])

    def _section(self, element: etree._Element, holders: list[etree._Element]) -> Section:
        paragraphs: list[Paragraph] = []
        for holder in holders:
            self._no_text(holder)
            for p in _elements(holder):
                if local_name(p) == "p":
                    paragraphs.append(tuple(self._sentence(inline) for inline in self._inlines(p, SENTENCE)))
                else:
                    self._unknown(p)
        return Section(element.get("eId", ""), tuple(paragraphs), _line(element))

    def _words(self, p: etree._Element) -> tuple[Paragraph, Responsibility | None]:
        """The sentences of a paragraph, and the responsible agencies where it names them."""
        sentences: list[Provision] = []
        closing: Responsibility | None = None
        for inline in self._inlines(p, SENTENCE, RESPONSIBILITY):
            if inline.get("name") == RESPONSIBILITY:
                closing = self._responsibility(inline)
            else:
                sentences.append(self._sentence(inline))
        return tuple(sentences), closing

    def _clause(self, element: etree._Element) -> Clause:
        sentences: list[Provision] = []
        responsibility: Responsibility | None = None
        is_removed = element.get("status") == REMOVED
        for p in (p for content in _children(element, "content") for p in _elements(content)):
            if is_removed and [one.get("name") for one in _elements(p)] == [NOTE]:
                continue
            if local_name(p) != "p" or sentences or responsibility:
                self._unknown(p)
                continue
            for inline in self._inlines(p, SENTENCE, RESPONSIBILITY):
                if responsibility is not None:
                    self._unknown(inline)
                elif inline.get("name") == RESPONSIBILITY:
                    responsibility = self._responsibility(inline)
                else:
                    sentences.append(self._sentence(inline))
        return Clause(
            eid=element.get("eId", ""),
            num=self._num(element),
            heading_runs=self._heading(element),
            sentences=tuple(sentences),
            responsibility=responsibility,
            line=_line(element),
        )

    def _num(self, element: etree._Element) -> str:
        num = self._only(element, "num")
        return "" if num is None else num.text or ""

    def _heading(self, element: etree._Element) -> tuple[Run, ...]:
        heading = self._only(element, "heading")
        return () if heading is None else self._runs(heading)

    def _only(self, element: etree._Element, name: str) -> etree._Element | None:
        children = _children(element, name)
        for stray in children[1:]:
            self._unknown(stray)
        return children[0] if children else None

    def _inlines(self, p: etree._Element, *names: str) -> Iterator[etree._Element]:
        self._no_text(p)
        for child in _elements(p):
            if child.tag == _INLINE and child.get("name") in names:
                yield child
            else:
                self._unknown(child)

    def _sentence(self, element: etree._Element) -> Provision:
        inner = [child for child in _elements(element) if child.tag == _INLINE]
        if not inner:
            return Provision(element.get("eId", ""), self._runs(element), (), _line(element))
        clauses = tuple(
            Provision(child.get("eId", ""), self._runs(child), (), _line(child))
            for child in self._inlines(element, CLAUSE)
        )
        return Provision(element.get("eId", ""), (), clauses, _line(element))

    def _runs(self, element: etree._Element) -> tuple[Run, ...]:
        runs: list[Run] = [element.text] if element.text else []
        for child in element:
            if isinstance(child.tag, str) and child.tag in _TAGS and len(child) == 0:
                concept = child.get("refersTo", "").removeprefix("#")
                runs.append(Mark(child.text or "", cast(Tag, local_name(child)), concept, _line(child)))
            elif isinstance(child.tag, str):
                self._unknown(child)
            if child.tail:
                runs.append(child.tail)
        return tuple(runs)

    def _responsibility(self, element: etree._Element) -> Responsibility:
        agencies: list[Mark] = []
        label = ""
        for child in element:
            if child.tag == _ROLE and not label:
                label = child.text or ""
            elif child.tag == _ORGANIZATION:
                concept = child.get("refersTo", "").removeprefix("#")
                agencies.append(Mark(child.text or "", "organization", concept, _line(child)))
            elif isinstance(child.tag, str):
                self._unknown(child)
        closing = Responsibility(element.get("eId", ""), label, tuple(agencies), _line(element))
        written = "".join(str(text) for text in element.itertext())
        if written != closing.text:
            place = Place(self.file, _line(element), closing.eid)
            self.findings.append(error("responsibility-form", place, written=written, expected=closing.text))
        return closing

    def _no_text(self, element: etree._Element) -> None:
        stray = [element.text, *(child.tail for child in element)]
        for text in (text.strip() for text in stray if text):
            if text:
                place = Place(self.file, _line(element), _eid(element))
                self.findings.append(error("text-outside-sentence", place, text=text[:20]))

    def _unknown(self, element: etree._Element) -> None:
        place = Place(self.file, _line(element), _eid(element))
        self.findings.append(error("element-unexpected", place, element=local_name(element)))


def _elements(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return element.findall(f"{{{AKN}}}{name}")


def _line(element: etree._Element) -> int:
    return element.sourceline or 0


def _eid(element: etree._Element) -> str:
    """The eId of the element, or of the nearest one around it."""
    found: etree._Element | None = element
    while found is not None:
        if eid := found.get("eId"):
            return eid
        found = found.getparent()
    return ""


def _attribute(root: etree._Element, path: str, name: str) -> str | None:
    element = root.find(".//" + "/".join(f"{{{AKN}}}{step}" for step in path.split("/")))
    return None if element is None else element.get(name)
