"""The vocabulary of the rule lines: the Chinese word for each element, attribute and value.

The words stand in ``words.toml``. The schemas of the policy say what is allowed where, what is required and
which values are enumerated, so that nothing is stated twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Place, PolicyError, error

File = Literal["rules", "readings", "facts", "plain", "agencies", "concepts"]
"""The files that rule lines write, by the name of their schema; ``plain`` stands for one file in each
language.
"""

NAMESPACES: dict[File, str] = {
    "rules": "{urn:tiaowen:rules:1}",
    "readings": "{urn:tiaowen:readings:1}",
    "facts": "{urn:tiaowen:facts:1}",
    "plain": "{urn:tiaowen:plain:1}",
    "agencies": "{urn:tiaowen:agencies:1}",
    "concepts": "{urn:tiaowen:concepts:1}",
}

PLACE = ("provision", "words")
"""The attributes that every line writes in the same way: the provision, and its words in 「」."""

GUARD = "under"
"""The attribute for the readings under which a line holds; it is written in 〔〕 at the end of the line."""

FINGERPRINT = "fingerprint"
"""The attribute that records the text against which the rules of a part were reviewed."""

UNREVIEWED = "0" * 16
"""The fingerprint of rules that nobody has reviewed yet, which no line states. No text has it."""

_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True)
class Field:
    """An attribute: its name in the file, its label in a line (empty for the head)
    and the kind of its value.
    """

    name: str
    label: str = ""
    kind: str = ""
    is_required: bool = False
    terms: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The Chinese word for each value, where the schema enumerates them."""


@dataclass(frozen=True)
class Word:
    """An element: the word that begins its line, its attributes in the order of the file, and its children.

    ``text`` says whether its content is words (``plain``), or words in the language that it names
    (``language``). ``children`` are the elements that it may contain; they keep this order where
    ``is_sequence`` is true.
    """

    file: File
    tag: str
    word: str
    head: str
    fields: tuple[Field, ...]
    text: Literal["", "plain", "language"]
    children: tuple[str, ...]
    is_sequence: bool

    @property
    def name(self) -> str:
        """The name of the element with its namespace."""
        return f"{NAMESPACES[self.file]}{self.tag}"

    def field_of(self, name: str) -> Field | None:
        """An attribute by its name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True)
class Vocabulary:
    """The words of one file, by element and by Chinese word."""

    by_tag: Mapping[str, Word]

    def words_in(self, parent: Word | None) -> dict[str, Word]:
        """The words that may begin a line below ``parent``; all words where there is no parent."""
        tags = self.by_tag if parent is None else parent.children
        return {self.by_tag[tag].word: self.by_tag[tag] for tag in tags if tag in self.by_tag}


@cache
def read_vocabulary(schemas: Path) -> dict[File, Vocabulary]:
    """The vocabulary of each file; ``schemas`` is the folder of the schemas of the policy.

    Raises :class:`PolicyError` where a schema has an element, attribute or value without a word.
    """
    return {file: _vocabulary(file, schemas / f"{file}.xsd") for file in NAMESPACES}


def _vocabulary(file: File, path: Path) -> Vocabulary:
    table = read_catalogue("kb.loading.rulelines", "words.toml")
    schema = _Schema(path)
    if missing := list(_missing(table, file, schema)):
        raise PolicyError(
            [error("rules-words-missing", Place(path.name), file=path.name, names="、".join(missing))]
        )
    words = {}
    for tag, row in table[file].items():
        shape = schema.elements.get(tag, _Shape())
        fields = []
        for name, *rest in row.get("with", ()):
            kind, is_required = shape.attributes.get(name, ("", False))
            label, means = rest or ("", name)
            terms = _terms(table, file, kind) if means == "term" else {}
            fields.append(Field(name, label, means, is_required, terms))
        words[tag] = Word(
            file,
            tag,
            row["word"],
            row.get("head", ""),
            tuple(fields),
            row.get("text", ""),
            shape.children,
            shape.is_sequence,
        )
    return Vocabulary(words)


def _missing(table: Mapping[str, Any], file: File, schema: _Schema) -> Iterator[str]:
    """The elements, attributes and enumerated values of a schema that have no word."""
    for tag, shape in schema.elements.items():
        if tag == file:
            continue
        if tag not in table[file]:
            yield tag
            continue
        named = {each[0] for each in table[file][tag].get("with", ())}
        yield from (f"{tag}@{name}" for name in shape.attributes if name not in named)
    for name, values in schema.enumerations.items():
        terms = _terms(table, file, name)
        yield from (f"{name}={value}" for value in values if value not in terms)


def _terms(table: Mapping[str, Any], file: File, enumeration: str) -> Mapping[str, str]:
    """The words of an enumeration; words that two files share are distinguished by the file."""
    found: Mapping[str, str] = table["terms"].get(f"{file}/{enumeration}") or table["terms"].get(
        enumeration, {}
    )
    return found


@dataclass(frozen=True)
class _Shape:
    attributes: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """The type of each attribute, and whether it is required."""
    children: tuple[str, ...] = ()
    is_sequence: bool = False


class _Schema:
    """The content of a schema by element. It supports only those features that the
    schemas of a policy use.
    """

    def __init__(self, path: Path) -> None:
        self._root = etree.parse(path).getroot()
        types = self._root.iterfind(f"{_XS}complexType")
        self._types = {each.get("name"): each for each in types}
        self._groups = {each.get("name"): each for each in self._root.iterfind(f"{_XS}group")}
        self.elements: dict[str, _Shape] = {}
        for element in self._root.iter(f"{_XS}element"):
            if (name := element.get("name")) is not None and name not in self.elements:
                self.elements[name] = self._shape(element)
        self.enumerations = {
            name: tuple(value.get("value", "") for value in each.iter(f"{_XS}enumeration"))
            for each in self._root.iterfind(f"{_XS}simpleType")
            if (name := each.get("name")) and each.find(f".//{_XS}enumeration") is not None
        }

    def _shape(self, element: etree._Element) -> _Shape:
        kind = element.find(f"{_XS}complexType")
        if kind is None:
            kind = self._types.get(_local(element.get("type")))
        if kind is None:
            return _Shape()
        attributes = {
            each.get("name", ""): (_local(each.get("type")) or "", each.get("use") == "required")
            for each in self._within(kind, "attribute")
            if each.get("name")
        }
        children = tuple(
            dict.fromkeys(
                each.get("name") or _local(each.get("ref")) or "" for each in self._within(kind, "element")
            )
        )
        is_sequence = all(
            any(part.tag == f"{_XS}sequence" for part in kind) and choice.get("maxOccurs") is None
            for choice in kind.iter(f"{_XS}choice")
        ) and kind.find(f"{_XS}sequence") is not None  # fmt: skip
        return _Shape(attributes, children, is_sequence)

    def _within(self, kind: etree._Element, tag: str) -> list[etree._Element]:
        """The attributes or elements of a type, without those of the elements declared within it."""
        found = []
        for each in kind:
            if each.tag == f"{_XS}{tag}":
                found.append(each)
            elif each.tag == f"{_XS}group" and each.get("ref"):
                found += self._within(self._groups[_local(each.get("ref"))], tag)
            elif (
                each.tag == f"{_XS}extension"
                and (base := self._types.get(_local(each.get("base")))) is not None
            ):
                found += self._within(base, tag) if tag == "attribute" else []
                found += self._within(each, tag)
            elif each.tag not in (f"{_XS}element", f"{_XS}attribute", f"{_XS}annotation"):
                found += self._within(each, tag)
        return found


def _local(name: str | None) -> str | None:
    return name.partition(":")[2] or name if name else None
