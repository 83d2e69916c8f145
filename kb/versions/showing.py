"""What a person recognises a place in the files of a version by: names instead of ids, and Chinese words.

Sentences are shown whole, with the figures of the text that they refer to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from kb.loading.amounts import read_levels
from kb.loading.files import parse_bytes, read_bytes
from kb.loading.rulelines.inline import write_inline
from kb.loading.rulelines.names import Names, facts_of
from kb.model.document import (
    DELETED,
    Document,
    eid_before_deletion,
    is_deleted,
    name_place,
    part_of,
)
from kb.model.registry import Registry
from kb.model.words.errors import PolicyError

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SHARED = "../../../registry/facts.xml"
"""The facts that all works share, seen from the folder of a version."""

_INLINE = ("figure", "ref", "term")
"""The elements inside a sentence, which is shown in their place."""

_FIGURE = re.compile(r"(?<!\\)\[(?P<derived>=?)(?P<figure>(?:[^|\]\\]|\\.)*)[^\]]*\]")
_LINK = re.compile(r"(?<!\\)\{(?:用语 )?(?P<name>(?:[^|}\\]|\\.)*)(?:\|(?P<shown>(?:[^}\\]|\\.)*))?\}")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Shown:
    """The names of the version in ``folder``, whose text is ``document``.

    ``follow`` gives a text with every eId as that version has it, for files that were adapted to a new
    text.
    """

    folder: Path
    document: Document
    registry: Registry
    follow: Callable[[str], str] = str

    def place(self, key: str) -> str:
        """The name of a provision, support or fact: ``（五）第四句``, ``（五）支持1``. Others keep their
        id.
        """
        if "__sup_" in key:
            if is_deleted(part := part_of(key)):
                return f"{name_place(part)}支持{key.rpartition('_')[2]}"
            if is_deleted(key):
                return f"{DELETED}{self.place(eid_before_deletion(key))}"
            return self._names.write_support(key).removeprefix("#")
        if key in self._names.names_of("fact"):
            return self._names.write("fact", key)
        return self._names.write_provision(key).removeprefix("#")

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of facts and their choices, concepts, agencies and domains, by their ids."""
        registry, kinds = self.registry, ("choice", "fact", "domain", "agency")
        found = {one.id: one.name for one in registry.concepts}
        return found | {
            key: name for kind in kinds for key, name in self._names.names_of(kind).items() if name
        }

    def words(self, element: etree._Element) -> str:
        """The words by which a person recognises an element: its quotation, its Chinese words, or those of
        the element around it. Empty for English.
        """
        found: etree._Element | None = element
        while found is not None and found.getparent() is not None and found.get(_LANG) != "en":
            if words := self._own_words(found):
                return words
            found = found.getparent()
        return ""

    def _own_words(self, element: etree._Element) -> str:
        if words := element.get("words"):
            return words
        tag = etree.QName(element).localname
        if tag in _INLINE:
            return ""
        if tag == "support":
            return self.place(self.follow(element.get("id", "")))
        chinese = next((one for one in element.iterchildren(etree.Element) if one.get(_LANG) == "zh"), None)
        shown = element if chinese is None else chinese
        is_sentence = all(etree.QName(one).localname in _INLINE for one in shown.iterchildren(etree.Element))
        return self._sentence(shown) if is_sentence and (len(shown) or (shown.text or "").strip()) else ""

    def _sentence(self, element: etree._Element) -> str:
        """The words of an element with its figures and names in them."""
        parser = etree.XMLParser(resolve_entities=False)
        written = etree.tostring(element, encoding="unicode", with_tail=False)
        copy = etree.fromstring(self.follow(written), parser)
        line = _FIGURE.sub(_say_figure, write_inline(copy, self._names))
        line = _LINK.sub(lambda found: found["shown"] or found["name"], line)
        return " ".join(_ESCAPED.sub(r"\1", line).split())

    @cached_property
    def _names(self) -> Names:
        facts = [self._tree(name) for name in ("facts.xml", _SHARED)]
        rules = self._tree("rules.xml")
        levels = {} if rules is None else read_levels(rules)
        stated = facts_of(tree.getroot() for tree in facts if tree is not None)
        return Names(self.document, self.registry, "", stated, levels)

    def _tree(self, name: str) -> etree._ElementTree | None:
        """A file of the version; ``None`` where it is missing or broken, in which case ids stay ids."""
        try:
            return parse_bytes(read_bytes(self.folder / name, name), name)
        except (PolicyError, etree.XMLSyntaxError):
            return None


def _say_figure(found: re.Match[str]) -> str:
    """The published figure, or the name of what is derived from figures: ``〔最后一天〕``."""
    return f"〔{found['figure']}〕" if found["derived"] else found["figure"]
