"""Mutants of the text: another digit, a lost 万, another day, another agency or another order of agencies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from kb.loading import Sources
from kb.loading.akn.history import AKN
from kb.model.numbers import is_readable
from kb.model.policy import Policy
from kb.model.registry import Agency, Registry
from kb.verify.mutate.mutant import Edit, Mutant, around, local, next_like

FILE = "text.xml"

_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"(\d+)(年)(\d+)(月)(\d+)(日)")


def text_mutants(policy: Policy, sources: Sources) -> Iterator[Mutant]:
    """Every change of a quantity, a date or a named agency of the text, in the order of the text."""
    tree = sources.trees[FILE]
    for element in tree.getroot().iter(etree.Element):
        if local(element) in ("quantity", "date"):
            yield from _of_quantity(element, tree, policy.registry)
        elif local(element) == "organization":
            yield from _of_agency(element, tree, policy.registry)


def other_numbers(text: str) -> Iterator[str]:
    """The words of a quantity with another number: one more, one less, ten times, a tenth, another scale.

    >>> list(other_numbers("3张"))
    ['4张', '2张', '30张']
    >>> list(other_numbers("1000万元"))
    ['1001万元', '999万元', '10000万元', '100万元', '1000元', '1000亿元']
    """
    if date := _DATE.fullmatch(text):
        yield from _other_days([str(group) for group in date.groups()])
        return
    for found in _NUMBER.finditer(text):
        before, number, after = text[: found.start()], found.group(), text[found.end() :]
        whole = int(number.partition(".")[0])
        tenth = [whole // 10] if whole % 10 == 0 and whole else []
        for other in (whole + 1, whole - 1, whole * 10, *tenth):
            if other > 0:
                yield f"{before}{other}{after}"
    if not _NUMBER.search(text):
        yield from _other_numerals(text)
    if "万" in text:
        yield text.replace("万", "", 1) if text.endswith("元") else text.replace("万", "元", 1)
        yield text.replace("万", "亿", 1)


def _other_days(parts: list[str]) -> Iterator[str]:
    """A day with another day, month and year."""
    for place in (4, 2, 0):
        for step in (1, -1):
            changed = list(parts)
            changed[place] = str(int(parts[place]) + step)
            yield "".join(changed)


def _other_numerals(text: str) -> Iterator[str]:
    """A Chinese numeral of one character, one more or less; 两 is 二."""
    first = "二" if text[:1] == "两" else text[:1]
    place = _NUMERALS.find(first) if first else -1
    if place >= 0:
        others = [_NUMERALS[n] for n in (place + 1, place - 1) if 0 <= n < len(_NUMERALS)]
        yield from (other + text[1:] for other in others)


def _of_quantity(element: etree._Element, tree: etree._ElementTree, registry: Registry) -> Iterator[Mutant]:
    text, path, at = element.text or "", tree.getelementpath(element), _eid(element)
    concept = registry.concept_by_id.get((element.get("refersTo") or "").removeprefix("#"))
    if concept is None or concept.unit is None:
        return
    for other in other_numbers(text):
        if is_readable(other, concept.unit):
            edit = Edit(FILE, path, "text", value=other)
            yield Mutant("number", (edit,), at, {"old": text, "new": other})
    beside = next_like(element)
    if beside is not None and (beside.text or "") != text:
        words = {"old": text, "new": beside.text or ""}
        yield Mutant("numbers-swapped", (Edit(FILE, path, "swap"),), at, words)
    for like in registry.of_kind("quantity"):
        if like.unit == concept.unit and like.id != concept.id:
            edit = Edit(FILE, path, "set", "refersTo", f"#{like.id}")
            yield Mutant("mark", (edit,), at, {"text": text, "new": like.id})


def _of_agency(element: etree._Element, tree: etree._ElementTree, registry: Registry) -> Iterator[Mutant]:
    text, path, at = element.text or "", tree.getelementpath(element), _eid(element)
    named = {(one.get("refersTo") or "").removeprefix("#") for one in _list_of(element)}
    other = _another(registry, named)
    if other is None:
        return
    name = (
        "市" if text.startswith("市") and not other.short_name.startswith("市") else ""
    ) + other.short_name
    edits = (Edit(FILE, path, "text", value=name), Edit(FILE, path, "set", "refersTo", f"#{other.id}"))
    yield Mutant("agency", edits, at, {"old": text, "new": name})
    yield Mutant("agency-id", edits[1:], at, {"text": text, "new": other.name})
    yield Mutant("agency-dropped", (Edit(FILE, path, "drop"),), at, {"text": text})
    beside = next_like(element)
    if beside is not None:
        words = {"old": text, "new": beside.text or ""}
        yield Mutant("agencies-swapped", (Edit(FILE, path, "swap"),), at, words)


def _another(registry: Registry, named: set[str]) -> Agency | None:
    """The next agency of the registry that the list does not name."""
    own = [agency.id for agency in registry.agencies]
    start = min((own.index(key) for key in named if key in own), default=0)
    ahead = chain(registry.agencies[start:], registry.agencies[:start])
    return next((agency for agency in ahead if agency.id not in named), None)


def _list_of(element: etree._Element) -> list[etree._Element]:
    parent = element.getparent()
    return [element] if parent is None else list(parent.iterfind(f"{{{AKN}}}organization"))


def _eid(element: etree._Element) -> str:
    return next((eid for one in around(element) if (eid := one.get("eId"))), "")
