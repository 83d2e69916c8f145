"""Rule lines → elements of our own vocabularies; every line that cannot be read is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from kb.loading.rulelines.inline import InlineError, WrongFigure, read_inline
from kb.loading.rulelines.names import Names, UnknownName
from kb.loading.rulelines.shapes import (
    Shape,
    ShapeError,
    split_indent,
    split_list,
    split_structure,
    split_word,
    split_words,
    unescape,
)
from kb.loading.rulelines.vocabulary import FINGERPRINT, GUARD, Field, Vocabulary, Word
from kb.loading.rulelines.writing import BOOLEANS, LANG, provision_of
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Finding, Place, error
from kb.model.words.names import NONE, say_nearest


@dataclass(frozen=True)
class Line:
    """A line as typed: its number in the file, its depth and its text."""

    number: int
    depth: int
    text: str


@dataclass
class Reader:
    """Reads the lines of one page; ``file`` is its name in findings, and ``findings`` collects them.

    ``files`` are the names of the files to which the page is put back.
    """

    names: Names
    file: str
    files: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    lines: dict[etree._Element, int] = field(default_factory=dict)
    """The number of the line from which each element was read."""
    _waiting: list[tuple[etree._Element, Word, str | None, Line]] = field(default_factory=list)
    """Lines whose figures and quoted words are read once the places of all lines are known."""

    def take_lines(self, text: str, first: int = 1) -> list[Line]:
        """The lines of a text that have content; a line that begins with ``#`` is a comment."""
        lines = []
        for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), first):
            if not raw.strip(" \t　") or raw.startswith("#"):
                continue
            try:
                depth, said = split_indent(raw)
            except ShapeError as problem:
                self._fault(number, "rule-line-indent", near=problem.near)
                continue
            lines.append(Line(number, depth, said.rstrip()))
        return lines

    def read_block(self, lines: list[Line], vocabulary: Vocabulary, tag: str) -> etree._Element:
        """The element that a line and the lines below it state; ``tag`` is the element of the first line."""
        first, *rest = lines
        word = vocabulary.by_tag[tag]
        element = etree.Element(word.name)
        self._fill(element, word, first)
        stack: list[tuple[int, Word, etree._Element]] = [(first.depth, word, element)]
        skipped: int | None = None
        for line in rest:
            if skipped is not None and line.depth > skipped:
                continue
            skipped = None
            while stack[-1][0] >= line.depth:
                stack.pop()
            depth, parent, into = stack[-1]
            if line.depth != depth + 1:
                self._fault(line.number, "rule-line-indent", near=line.text[:12])
                skipped = line.depth
                continue
            typed, _, _ = split_word(line.text)
            known = vocabulary.words_in(parent)
            if parent.text or typed not in known:
                listed = () if parent.text else known
                if any(one.text and line.text.startswith(begin) for begin, one in known.items()):
                    self._fault(line.number, "rule-line-colon", near=line.text[:12])
                    skipped = line.depth
                    continue
                self._fault(
                    line.number,
                    "rule-line-word",
                    word=typed or line.text[:12],
                    parent=parent.word,
                    known="、".join(listed) or "—",
                )
                skipped = line.depth
                continue
            child_word = known[typed]
            child = etree.SubElement(into, child_word.name)
            self._fill(child, child_word, line)
            stack.append((line.depth, child_word, child))
        self._sort(element, vocabulary)
        return element

    # ---- one line

    def _fill(self, element: etree._Element, word: Word, line: Line) -> None:
        _, english, rest = split_word(line.text)
        self.lines[element] = line.number
        if word.text == "language":
            element.set(LANG, "en" if english else "zh")
        try:
            if word.text:
                head, shell, words = split_words(rest)
                self._head(element, word, head, line)
                self._labels(element, word, _split_labels(shell), line)
                read_inline(element, words.strip(" \t　"), self.names)
            else:
                self._structure(element, word, split_structure(rest), line)
        except ShapeError as problem:
            self._malformed(word, line, problem)
        except InlineError as problem:
            self._fault(line.number, "rule-line-open", near=problem.near)
        except UnknownName as problem:
            self._unknown(line, word.word, problem)
        except WrongFigure as problem:
            self._fault(line.number, "rule-line-figure", figure=problem.figure, known=problem.known)
        missing = [one for one in word.fields if one.is_required and element.get(one.name) is None]
        # The part is that of the page, figures are read once all places are known, and rules that were
        # never reviewed have no fingerprint.
        names = "、".join(
            _say_field(one)
            for one in missing
            if one.kind not in ("part", "quantity") and one.name != FINGERPRINT
        )
        if names and not self._failed(line):
            self._fault(line.number, "rule-line-missing", word=word.word, missing=names)
        _order(element, word)

    def _malformed(self, word: Word, line: Line, problem: ShapeError) -> None:
        if problem.fault != "place":
            self._fault(line.number, _FAULTS[problem.fault], near=problem.near)
        elif example := _after_colon(word):
            self._fault(line.number, "rule-line-place", near=problem.near, word=word.word, example=example)
        else:
            self._fault(line.number, "rule-line-placeless", near=problem.near, word=word.word)

    def _structure(self, element: etree._Element, word: Word, shape: Shape, line: Line) -> None:
        if shape.guard is not None:
            self._guard(element, word, shape.guard, line)
        if shape.provision is not None:
            if word.field_of("provision") is None or word.head == "provision":
                raise ShapeError("place", shape.provision)
            element.set("provision", self.names.read_provision(unescape(shape.provision)))
        if shape.words is not None:
            if word.field_of("words") is None:
                raise ShapeError("place", f"「{shape.words}」")
            element.set("words", unescape(shape.words))
        self._head(element, word, shape.head, line)
        self._labels(element, word, shape.labels, line)
        self._waiting.append((element, word, shape.figures, line))

    def check_quotes(self) -> None:
        """Read the figures in [ ] and compare quoted words with their sentences, now that all places are
        known.
        """
        for element, word, figures, line in self._waiting:
            self._figure(element, word, figures, line)
            words, provision = element.get("words"), provision_of(element)
            text = self.names.texts.get(provision, "")
            if words is not None and provision in self.names.texts and words not in text:
                place = Place(self.file, line.number, provision)
                self.findings.append(error("words-not-in-text", place, words=words, text=text))
            _order(element, word)
        self._waiting.clear()

    def _figure(self, element: etree._Element, word: Word, figures: str | None, line: Line) -> None:
        unlabelled = next((one for one in word.fields if one.kind == "quantity" and not one.label), None)
        if figures is None:
            if unlabelled is not None and unlabelled.is_required:
                known = "、".join(self.names.concepts_in(provision_of(element))) or "—"
                self._fault(line.number, "rule-line-figure-missing", word=word.word, known=known)
            return
        if unlabelled is None:
            self._fault(line.number, "rule-line-head", near=f"[{figures}]")
            return
        self._quantity(element, unlabelled, figures, line)

    def _quantity(self, element: etree._Element, into: Field, text: str, line: Line) -> None:
        figure, bar, concept = unescape(text).rpartition("|")
        provision = provision_of(element)
        if not bar or self.names.figures(provision, concept) != figure:
            known = "、".join(self.names.concepts_in(provision)) or "—"
            self._fault(line.number, "rule-line-figure", figure=f"[{unescape(text)}]", known=known)
            return
        element.set(into.name, concept)

    def _head(self, element: etree._Element, word: Word, head: str, line: Line) -> None:
        into = word.field_of(word.head) if word.head else None
        if not head:
            return
        if into is None:
            raise ShapeError("head", head)
        self._set(element, into, head, line)

    def _labels(self, element: etree._Element, word: Word, labels: Iterable[str], line: Line) -> None:
        for label in labels:
            known = [one for one in word.fields if one.label]
            # Labels contain no blank; the longest match counts.
            fits = [one for one in known if label == one.label or label.startswith(f"{one.label} ")]
            if not fits:
                typed = label.partition(" ")[0]
                listed = "、".join(one.label for one in known) or "—"
                self._fault(line.number, "rule-line-label", label=typed, word=word.word, known=listed)
                continue
            self._set(element, fits[0], label.removeprefix(fits[0].label).strip(), line)

    def _set(self, element: etree._Element, into: Field, typed: str, line: Line) -> None:
        if into.kind == "quantity":
            if typed.startswith("[") and typed.endswith("]"):
                self._labelled(element, into, typed[1:-1], line)
            else:
                self._unknown(line, into.label, UnknownName(typed, "[数|概念]"))
            return
        try:
            element.set(into.name, self._value(element, into, typed))
        except UnknownName as problem:
            self._unknown(line, into.label or split_word(line.text)[0], problem)

    def _labelled(self, element: etree._Element, into: Field, text: str, line: Line) -> None:
        # The place of the line is read before its labels.
        self._quantity(element, into, text, line)

    def _value(self, element: etree._Element, into: Field, typed: str) -> str:
        names = self.names
        if typed.startswith("#") and into.kind not in ("id", "ids"):
            return typed[1:]
        match into.kind:
            case "term":
                return _term(into.terms, typed)
            case "levels":
                levels = read_catalogue("kb.loading.rulelines", "words.toml")["terms"]["level"]
                return " ".join(_term(levels, unescape(one)) for one in split_list(typed))
            case "boolean":
                return _term(BOOLEANS, typed)
            case "id":
                return unescape(typed)
            case "ids":
                return " ".join(split_list(typed))
            case "quote":
                return unescape(typed.removeprefix("「").removesuffix("」"))
            case "guard":
                return read_guard(typed)
            case "provision":
                return names.read_provision(unescape(typed))
            case "provisions":
                return " ".join(names.read_provision(unescape(one)) for one in split_list(typed))
            case "ordinal":
                return names.read_support(typed if "支持" in typed else f"支持{typed}")
            case "supports":
                return " ".join(names.read_support(unescape(one)) for one in split_list(typed))
            case "choices":
                fact = element.get("fact", "")
                return " ".join(names.read("choice", unescape(one), fact) for one in split_list(typed))
            case "owners":
                return " ".join(self._owner(unescape(one)) for one in split_list(typed))
            case "presumed":
                return self._presumed(unescape(typed))
        return names.read(into.kind, unescape(typed))

    def _owner(self, typed: str) -> str:
        known = {name: key for key, name in _table("owners").items()}
        return known.get(typed) or self.names.read("owners", typed)

    def _presumed(self, typed: str) -> str:
        known = {name: key for key, name in _table("presumed").items()}
        return known.get(typed) or self.names.read("choice", typed)

    def _guard(self, element: etree._Element, word: Word, text: str, line: Line) -> None:
        if word.field_of(GUARD) is None:
            self._fault(line.number, "rule-line-guard", near=f"〔{text}〕")
            return
        element.set(GUARD, read_guard(text))

    # ---- findings and order

    def _unknown(self, line: Line, what: str, problem: UnknownName) -> None:
        if problem.nearest == NONE:
            self._fault(line.number, "rule-line-name-new", name=problem.name, what=what)
        else:
            self._fault(line.number, "rule-line-name", name=problem.name, what=what, nearest=problem.nearest)

    def _failed(self, line: Line) -> bool:
        return any(one.place.line == line.number for one in self.findings)

    def _fault(self, number: int, code: str, **words: object) -> None:
        self.findings.append(error(code, Place(self.file, number), **words))

    def _sort(self, element: etree._Element, vocabulary: Vocabulary) -> None:
        """Put children in the order of the schema, where it has one; lines may come in any order."""
        for each in element.iter(etree.Element):
            word = vocabulary.by_tag.get(etree.QName(each).localname)
            if word is not None and word.is_sequence and len(each) > 1:
                order = {tag: n for n, tag in enumerate(word.children)}
                tags = {child: etree.QName(child).localname for child in each}
                each[:] = sorted(each, key=lambda child: order.get(tags[child], len(order)))


_FAULTS = {
    "indent": "rule-line-indent",
    "colon": "rule-line-colon",
    "open": "rule-line-open",
    "guard": "rule-line-guard",
    "head": "rule-line-head",
    "quote": "rule-line-quote",
}
"""The code of the finding for each way in which a line can be malformed."""


def read_guard(text: str) -> str:
    """The readings named in 〔 〕, as the file writes them. Raises :class:`ShapeError` where they are written
    in another way.
    """
    pairs = []
    for one in split_list(text):
        reading, mark, option = one.removeprefix("读法").partition("取")
        if not mark or not reading.strip() or not option.strip() or not one.startswith("读法"):
            raise ShapeError("guard", f"〔{text}〕")
        pairs.append(f"{reading.strip()}:{option.strip()}")
    return " ".join(pairs)


def _split_labels(shell: str) -> Iterator[str]:
    return (one.strip() for one in shell.replace(";", "；").split("；") if one.strip())


def _term(terms: object, typed: str) -> str:
    assert isinstance(terms, dict)
    found = {word: value for value, word in terms.items()}.get(typed)
    if found is None:
        raise UnknownName(typed, say_nearest(typed, terms.values(), or_all=True))
    return str(found)


def _table(name: str) -> dict[str, str]:
    found: dict[str, str] = read_catalogue("kb.loading.rulelines", "words.toml")[name]
    return found


def _after_colon(word: Word) -> str:
    """An example of what may follow the colon of a line of structure; empty where such a line has none."""
    has_provision = word.field_of("provision") is not None and word.head != "provision"
    sentence = "第四句" if has_provision else ""
    quoted = "「给予资助」" if word.field_of("words") is not None else ""
    return f"{sentence}{quoted}"


def _say_field(one: Field) -> str:
    if one.name == "words":
        return "「原文」"
    if one.name == "provision":
        return "第几句"
    return one.label or {"quantity": "[数|概念]"}.get(one.kind, "名称")


def _order(element: etree._Element, word: Word) -> None:
    """Put attributes in the order of the vocabulary, which is also the order in the files."""
    found = dict(element.attrib)
    names = [one.name for one in word.fields if one.name in found]
    ordered = {name: found[name] for name in (*names, *found)}
    if list(ordered) != list(found):
        element.attrib.clear()
        element.attrib.update(ordered)
