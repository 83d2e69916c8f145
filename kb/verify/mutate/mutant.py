"""Mutants: single changes to the files of a policy, derived from the files alone.

A mutant is an edit of one parsed file, with the clause it concerns and the words for its sentence. Nothing is
written for a particular measure, so a new measure has mutants as soon as it is encoded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

from kb.loading import Sources
from kb.model.document import part_of
from kb.model.guards import Guard

_BETWEEN = "、"
"""The separators of list members in the text."""

Words = Mapping[str, str | Mapping[str, str]]
"""A value for a placeholder of a sentence: a word, or a word for each language."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of an element, which is found by its ``path`` (of lxml's ``find``) in the tree of ``file``.

    ``set`` gives the attribute ``name`` a value and ``unset`` removes it; ``text`` replaces the words of the
    element; ``drop`` removes the element, and ``swap`` exchanges it with the next element of its name.
    """

    file: str
    path: str
    action: Literal["set", "unset", "text", "drop", "swap"]
    name: str = ""
    value: str = ""

    def make(self, tree: etree._ElementTree) -> etree._ElementTree:
        """A copy of the tree with the edit made. Raises ``ValueError`` where the element is not there."""
        copy = deepcopy(tree)
        found = copy.find(self.path)
        if found is None:
            raise ValueError(self.path)
        self._make(found)
        return copy

    def _make(self, element: etree._Element) -> None:
        match self.action:
            case "set":
                element.set(self.name, self.value)
            case "unset":
                del element.attrib[self.name]
            case "text":
                element.text = self.value
            case "drop":
                _drop(element)
            case "swap":
                _swap(element)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change that some check should detect.

    ``kind`` names its sentence in ``words/mutate.toml``, whose slots ``words`` fill. ``at`` is the clause
    that it concerns and ``support`` the support, where there is one. ``under`` are the readings that the
    changed rule depends on, before and after. All edits are of one file.
    """

    kind: str
    edits: tuple[Edit, ...]
    at: str
    words: Words = field(default_factory=dict, hash=False)
    support: str = ""
    under: Guard = ()

    @property
    def file(self) -> str:
        """The name of the file that is changed."""
        return self.edits[0].file

    @property
    def part(self) -> str:
        """The eId of the measure or other part: ``para_5`` of ``para_5__s_4``."""
        return part_of(self.at)


def make(mutant: Mutant, sources: Sources) -> Sources:
    """The files with the change made to one of them."""
    tree = sources.trees[mutant.file]
    for edit in mutant.edits:
        tree = edit.make(tree)
    return replace(sources, trees={**sources.trees, mutant.file: tree})


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def elements(parent: etree._Element) -> list[etree._Element]:
    """The elements below one, comments left out."""
    return [child for child in parent if isinstance(child.tag, str)]


def around(element: etree._Element) -> Iterator[etree._Element]:
    """The element and all elements that contain it, from the inside out."""
    found: etree._Element | None = element
    while found is not None:
        yield found
        found = found.getparent()


def guard_of(written: str) -> Guard:
    """The readings of an attribute such as ``G16:a G18:b``."""
    pairs = (pair.partition(":") for pair in written.split())
    return tuple((reading, option) for reading, _, option in pairs)


def next_like(element: etree._Element) -> etree._Element | None:
    """The next element of the same name beside it."""
    return next((one for one in element.itersiblings() if one.tag == element.tag), None)


def _drop(element: etree._Element) -> None:
    """Remove an element; in a list joined by 、 the mark before or after it is removed too."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        raise ValueError(element.tag)
    if tail.startswith(_BETWEEN):
        tail = tail.removeprefix(_BETWEEN)
    elif before is not None and (before.tail or "") == _BETWEEN:
        before.tail = ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def _swap(element: etree._Element) -> None:
    """Exchange the content of two elements; the text between them stays in place."""
    other = next_like(element)
    if other is None:
        raise ValueError(element.tag)
    mine, theirs = (
        (one.text, [(str(key), str(value)) for key, value in one.attrib.items()], elements(one))
        for one in (element, other)
    )
    for target, (text, attributes, children) in ((element, theirs), (other, mine)):
        target.attrib.clear()
        for key, value in attributes:
            target.set(key, value)
        target.text = text
        target.extend(children)
