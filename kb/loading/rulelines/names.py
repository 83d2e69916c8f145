"""Names in rule lines: of a fact, a concept, an agency, a provision or a figure.

Where two things of a kind share a name, ``#`` and the id follow it. A thing without a name is written
``#id``. Both forms can be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from kb.loading.links import Levels, Links, Published
from kb.loading.registry import read_agencies, read_concepts
from kb.loading.rulelines.vocabulary import NAMESPACES
from kb.model.document import (
    DELETED,
    SECTIONS,
    Document,
    eid_of_deleted,
    is_deleted,
    name_place,
    part_of,
)
from kb.model.numbers import numeral, write_numeral
from kb.model.registry import ConceptKind, Registry
from kb.model.words.names import say_nearest

OWN = "本条"
"""The name of the part that the page is about."""

_CLOSING = "责任单位"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NUMERAL = "[一二三四五六七八九十百千]+"
_COUNT = f"{_NUMERAL}|[0-9０-９]+"
_WITHIN = re.compile(
    rf"(?:(?P<lost_sentence>{DELETED})?第(?P<sentence>{_COUNT})句"
    rf"(?:(?P<lost_clause>{DELETED})?第(?P<clause>{_COUNT})分句)?|(?P<closing>{_CLOSING}))?"
)
_LOST = re.compile(rf"{DELETED}[（(](?P<number>{_NUMERAL})[）)]")
_SUPPORT = re.compile(r"(?P<part>.*?)支持(?P<number>[0-9]+)")
_REST = re.compile("s_[0-9]+(?:__c_[0-9]+)?")

_CONCEPTS: Mapping[str, tuple[ConceptKind, ...]] = {
    "subject": ("subject",),
    "base": ("base",),
    "unit": ("unit",),
    "instrument": ("instrument",),
    "form": ("form",),
    "term-concept": ("term",),
    "quantity-concept": ("quantity",),
}
"""The kinds of concepts for each kind of value."""

_FEW = 9
"""Where no known name is similar, all of them are listed if there are fewer than this."""

YES_NO = {"yes": "是", "no": "否"}
"""The names of the answers to a yes-or-no question."""


class UnknownName(Exception):
    """An unknown name; ``nearest`` are names that may have been meant, or a dash."""

    def __init__(self, name: str, nearest: str) -> None:
        super().__init__(name)
        self.name = name
        self.nearest = nearest


@dataclass
class Names:
    """The names of one version, as written on the page of the part ``eid``, which is empty for the general
    page.

    ``facts`` are the elements of ``facts.xml``. A page that declares a fact adds it before its rules are
    read.
    """

    document: Document
    registry: Registry
    eid: str
    facts: list[etree._Element]
    levels: Levels = field(default_factory=dict)
    """The levels for which a provision states quantities of a concept, in the order of the quantities."""
    texts: Mapping[str, str] = field(init=False)
    _links: Links = field(init=False)

    def __post_init__(self) -> None:
        self._links = Links(Published(self.document, self.registry), "")
        self.texts = self._links.texts

    def register(self, element: etree._Element) -> None:
        """Make a concept or agency that the page registers (``element``) known to its other lines."""
        holder = etree.Element("registered")
        holder.append(deepcopy(element))
        concepts, agencies = read_concepts(holder, ""), read_agencies(holder)
        ids = {element.get("id")}
        self.registry = replace(
            self.registry,
            concepts=(*(one for one in self.registry.concepts if one.id not in ids), *concepts),
            agencies=(*(one for one in self.registry.agencies if one.id not in ids), *agencies),
        )

    # ---- what a kind of value may name

    def names_of(self, kind: str, fact: str = "") -> dict[str, str]:
        """The names of everything of a kind, by id; for choices, those of ``fact``, where one is given."""
        if kind in _CONCEPTS:
            kinds = _CONCEPTS[kind]
            return {one.id: one.name for one in self.registry.concepts if one.kind in kinds}
        match kind:
            case "domain":
                return {one.id: one.name for one in self.registry.domains}
            case "agency":
                return {one.id: one.name for one in self.registry.agencies}
            case "fact":
                return {one.get("id", ""): _name(one) for one in self.facts}
            case "owners":
                return self.names_of("unit")
            case "choice":
                return self._choices(fact)
        raise KeyError(kind)

    def _choices(self, fact: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self.facts:
            if fact in ("", one.get("id")):
                choices = one.iterfind(f"{NAMESPACES['facts']}choice")
                listed = {each.get("id", ""): _name(each) for each in choices}
                found |= listed or (YES_NO if one.get("type") == "yes-no" else {})
        if not fact:
            kinds = ("level", "phase")
            found |= {one.id: one.name for one in self.registry.concepts if one.kind in kinds}
        return found

    def write(self, kind: str, key: str, fact: str = "") -> str:
        """The name of the thing of a kind with the id ``key``."""
        names = self.names_of(kind, fact)
        if key not in names:
            return f"#{key}"
        is_shared = Counter(names.values())[names[key]] > 1 or "#" in names[key]
        return f"{names[key]}#{key}" if is_shared else names[key]

    def read(self, kind: str, name: str, fact: str = "") -> str:
        """The id of the thing with this name. Raises :class:`UnknownName` where nothing has it."""
        names = self.names_of(kind, fact)
        before, mark, key = name.rpartition("#")
        if mark and (not before or key in names):
            return key
        found = [key for key, known in names.items() if known == name]
        if len(found) != 1:
            shared = "、".join(f"{name}#{key}" for key in found)
            raise UnknownName(name, shared or say_nearest(name, names.values(), or_all=len(names) < _FEW))
        return found[0]

    # ---- provisions and supports

    def part_name(self, eid: str) -> str:
        """The name of a measure or section: ``（五）``, ``附则``; the eId where several have that name."""
        return self._part_names.get(eid, f"#{eid}")

    @cached_property
    def _part_names(self) -> dict[str, str]:
        """The names of the parts, by eId; in a text of levels a number may occur under every heading."""
        numbers = {one.eid: f"（{write_numeral(one.number)}）" for one in self.document.clauses}
        often = Counter(numbers.values())
        return SECTIONS | {eid: name for eid, name in numbers.items() if often[name] == 1}

    @cached_property
    def _part_forms(self) -> dict[str, str]:
        """Each way to write the name of a part, with its eId, in the order of the text."""
        forms: dict[str, str] = {}
        for part in self.document.parts:
            known = self.part_name(part.eid)
            for form in (known, known.replace("（", "(").replace("）", ")"), _article(known)):
                forms.setdefault(form, part.eid)
        return forms

    @cached_property
    def _part_pattern(self) -> re.Pattern[str]:
        """The first name of a part with which a text begins; one pattern is faster than many comparisons."""
        return re.compile("|".join(map(re.escape, self._part_forms)) or "(?!)")

    @cached_property
    def _numbered(self) -> str:
        """The beginning of the eIds of numbered measures, which their numbers follow; empty without any."""
        first = next((one.eid for one in self.document.clauses), "")
        return first[: first.rfind("_") + 1]

    def write_provision(self, eid: str) -> str:
        """The name of a provision: ``第四句``, ``（九）第一句``, ``责任单位``, ``本条``."""
        part = part_of(eid)
        rest = eid.removeprefix(part).removeprefix("__")
        is_named = part == self.eid or part in self._part_names
        place = _REST.fullmatch(rest)
        if is_deleted(part) and part.startswith(self._numbered) and (place or not rest):
            return name_place(eid)
        if self.document.part(part) is None or not is_named:
            return f"#{eid}"
        if place is not None:
            within = name_place(eid)
        elif rest in ("", "resp"):
            within = _CLOSING if rest else ""
        else:
            return f"#{eid}"
        if part == self.eid:
            return within or OWN
        return f"{self.part_name(part)}{within}"

    def read_provision(self, name: str) -> str:
        """The eId of the provision with this name. Raises :class:`UnknownName` where no provision has it."""
        if name.startswith("#"):
            return name[1:]
        part, within = self._part_of(name)
        found = _WITHIN.fullmatch(within)
        if not part or found is None:
            raise UnknownName(name, self._near_provisions(part))
        eid = f"{part}__resp" if found["closing"] else part
        for mark, step in (("s", "sentence"), ("c", "clause")):
            if written := found[step]:
                eid = f"{eid}__{mark}_{_number(written)}"
                eid = eid_of_deleted(eid) if found[f"lost_{step}"] else eid
        if eid not in self.texts and not is_deleted(eid):
            raise UnknownName(name, self._near_provisions(part))
        return eid

    def _part_of(self, name: str) -> tuple[str, str]:
        """The part with which a name begins, and the rest of the name."""
        if name.startswith(OWN):
            return self.eid, name.removeprefix(OWN)
        if self._numbered and (lost := _LOST.match(name)):
            return eid_of_deleted(f"{self._numbered}{numeral(lost['number'])}"), name[lost.end() :]
        if found := self._part_pattern.match(name):
            return self._part_forms[found[0]], name[found.end() :]
        return self.eid, name

    def _near_provisions(self, part: str) -> str:
        known = [self.write_provision(eid) for eid in self.texts if (eid + "_").startswith(f"{part}_")]
        return "、".join(known) or "、".join(self.part_name(one.eid) for one in self.document.parts)

    def write_support(self, key: str) -> str:
        """The name of a support: ``支持1`` in its own part, ``（九）支持1`` elsewhere."""
        part, mark, number = key.rpartition("__sup_")
        is_named = part == self.eid or part in self._part_names
        if not mark or self.document.part(part) is None or not is_named or not number.isdecimal():
            return f"#{key}"
        return f"支持{number}" if part == self.eid else f"{self.part_name(part)}支持{number}"

    def read_support(self, name: str) -> str:
        """The id of the support with this name. Raises :class:`UnknownName` where no support has it."""
        if name.startswith("#"):
            return name[1:]
        found = _SUPPORT.fullmatch(name)
        part, rest = self._part_of(found["part"]) if found else ("", "")
        if found is None or rest or not part:
            raise UnknownName(name, "支持1、（九）支持1")
        return f"{part}__sup_{found['number']}"

    # ---- figures

    def figures(self, provision: str, concept: str, level: str | None = None) -> str:
        """The published words of the quantities of a concept in a provision; empty where there are none.

        With ``level`` only those of that level, where the rules state the levels.
        """
        found = [one.text for one in self._links.quantities.get(provision, ()) if one.concept == concept]
        levels = self.levels.get((provision, concept), ())
        if level in levels and len(levels) == len(found):
            return found[levels.index(level)]
        return "、".join(found)

    def concepts_in(self, provision: str) -> Iterator[str]:
        """The text with which a line writes each quantity of a provision."""
        for concept in dict.fromkeys(one.concept for one in self._links.quantities.get(provision, ())):
            yield f"[{self.figures(provision, concept)}|{concept}]"


def _article(name: str) -> str:
    """The name of a numbered part as texts refer to it: ``第五条`` for ``（五）``."""
    return f"第{name[1:-1]}条" if name.startswith("（") else name


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else numeral(written)


def facts_of(trees: Iterable[etree._Element]) -> list[etree._Element]:
    """The declarations of facts below root elements."""
    return [one for root in trees for one in root.iterfind(f"{NAMESPACES['facts']}fact")]


def _name(element: etree._Element) -> str:
    for each in element.iterfind(f"{NAMESPACES['facts']}name"):
        if each.get(_LANG) == "zh":
            return each.text or ""
    return ""
