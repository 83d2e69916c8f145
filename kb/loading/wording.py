"""``readings.xml`` and ``plain.*.xml`` → readings and plain wording, with figures taken from the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import cast

from lxml import etree

from kb.loading.files import local_name
from kb.loading.links import MISSING_QUANTITY, Links
from kb.model.amounts import Quantity
from kb.model.values import Unit
from kb.model.wording import (
    About,
    Basis,
    Derivation,
    Figure,
    Inline,
    Link,
    Option,
    Plain,
    PlainPart,
    Promise,
    Reading,
)
from kb.model.words.errors import Place, error

READINGS = "{urn:tiaowen:readings:1}"
PLAIN = "{urn:tiaowen:plain:1}"
_SENTENCE = f"{PLAIN}p"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DERIVED_FROM: dict[str, tuple[Unit, Unit]] = {
    "binds-from": ("rate", "money"),
    "last-day": ("date", "years"),
    "anniversary": ("date", "years"),
}
"""The units of the two quantities of a provision that each derivation needs, in order. Where a provision
states no day, a day is counted from the day of issue.
"""


def read_readings(tree: etree._ElementTree, links: Links) -> tuple[Reading, ...]:
    """The readings of a policy in the order of the file; each reference without a target is a finding in
    ``links``.
    """
    readings = tuple(_reading(e, links) for e in tree.getroot().iterfind(f"{READINGS}reading"))
    seen: set[str] = set()
    about: dict[About, str] = {}
    for reading in readings:
        if reading.id in seen:
            place = links.place(tree.getroot(), reading.id)
            links.findings.append(error("id-twice", place, id=reading.id, first=reading.line))
        seen.add(reading.id)
        if reading.about is not None and about.setdefault(reading.about, reading.id) != reading.id:
            place = Place(links.file, reading.line, reading.id)
            first = about[reading.about]
            links.findings.append(error("reading-about-twice", place, about=reading.about, first=first))
    return readings


def read_answers(
    tree: etree._ElementTree, readings: Collection[Reading], links: Links
) -> dict[str, tuple[str, ...]]:
    """The ids of the readings on which the answers to questions depend, in order,
    by the id of the question.
    """
    known = {reading.id for reading in readings}
    answers: dict[str, tuple[str, ...]] = {}
    first: dict[str, int] = {}
    for element in tree.getroot().iterfind(f"{READINGS}answer"):
        question, line = element.get("question", ""), element.sourceline or 0
        if first.setdefault(question, line) != line:
            place = links.place(element)
            links.findings.append(error("id-twice", place, id=question, first=first[question]))
        named = (element.get("readings") or "").split()
        for key in named:
            if key not in known:
                links.findings.append(error("reading-unknown", links.place(element), id=key))
        answers[question] = tuple(named)
    return answers


def read_title(tree: etree._ElementTree) -> str:
    """The title of the policy in the language of a file of plain wording; empty where the file gives none."""
    return tree.getroot().findtext(f"{PLAIN}title", "")


def read_plain(tree: etree._ElementTree, links: Links) -> dict[str, PlainPart]:
    """The plain wording of one language, by eId; each reference without a target is
    a finding in ``links``.
    """
    parts: dict[str, PlainPart] = {}
    for element in tree.getroot().iterfind(f"{PLAIN}part"):
        eid = links.provision(element, "eId")
        if eid in parts:
            links.findings.append(error("id-twice", links.place(element, eid), id=eid, first=parts[eid].line))
        parts[eid] = _part(element, eid, links)
    return parts


def _reading(element: etree._Element, links: Links) -> Reading:
    options = tuple(
        Option(
            child.get("id", ""),
            _by_language(child, "text", links),
            cast(Promise, child.get("cautious", "as")),
            child.get("day", ""),
        )
        for child in element.iterfind(f"{READINGS}option")
    )
    default = element.get("default", "")
    if default not in {option.id for option in options}:
        place = links.place(element)
        known = "、".join(option.id for option in options)
        links.findings.append(error("reading-default-unknown", place, default=default, known=known))
    return Reading(
        id=element.get("id", ""),
        bases=tuple(_basis(child, links) for child in element.iterfind(f"{READINGS}at")),
        question=_by_language(element, "question", links),
        options=options,
        default=default,
        changes_money=element.get("changes-money") in ("true", "1"),
        least=element.get("least", default),
        because=_by_language(element, "because", links),
        about=cast(About | None, element.get("about")),
        line=element.sourceline or 0,
    )


def _basis(element: etree._Element, links: Links) -> Basis:
    if element.get("words") is None:
        return Basis(links.provision(element), "")
    return links.basis(element)


def _by_language(element: etree._Element, tag: str, links: Links) -> dict[str, Plain]:
    return {e.get(_LANG, ""): _plain(e, links) for e in element.iterfind(f"{READINGS}{tag}")}


def _part(element: etree._Element, eid: str, links: Links) -> PlainPart:
    inside: dict[str, list[etree._Element]] = defaultdict(list)
    for child in element:
        inside[str(child.tag)].append(child)

    def slot(name: str) -> tuple[Plain, ...]:
        return tuple(
            _plain(p, links) for holder in inside[f"{PLAIN}{name}"] for p in holder if p.tag == _SENTENCE
        )

    titles, summaries = inside[f"{PLAIN}title"], inside[f"{PLAIN}summary"]
    return PlainPart(
        eid=eid,
        title=(titles[0].text or "") if titles else "",
        summary=_plain(summaries[0], links) if summaries else Plain((), ()),
        offers=slot("offers"),
        to_whom=slot("for"),
        decided=slot("decided"),
        open=slot("open"),
        supports={e.get("support", ""): e.text or "" for e in inside[f"{PLAIN}name"]},
        line=element.sourceline or 0,
    )


def _plain(element: etree._Element, links: Links) -> Plain:
    cites = tuple((element.get("cites") or "").split())
    for eid in cites:
        links.cite(element, eid)
    parts: list[Inline] = [element.text] if element.text else []
    for child in element:
        parts.append(_inline(child, links))
        if child.tail:
            parts.append(child.tail)
    readings = tuple((element.get("readings") or "").split())
    return Plain(tuple(parts), cites, readings, element.sourceline or 0)


def _inline(element: etree._Element, links: Links) -> Inline:
    text = element.text or ""
    match local_name(element):
        case "figure":
            return _figure(element, links)
        case "ref":
            return Link(_target(element, links), text)
        case _:
            return Link(links.concept(element, "ref", "term").id, text)


def _target(element: etree._Element, links: Links) -> str:
    to = element.get("to", "")
    if to not in links.registry.agency_by_id:
        links.cite(element, to)
    return to


def _figure(element: etree._Element, links: Links) -> Figure:
    provision = links.provision(element)
    derive = element.get("derive")
    if derive is not None:
        if derive not in _DERIVED_FROM:
            links.unfit(element, "derive")
            return Figure((MISSING_QUANTITY,))
        pair = tuple(_only(element, provision, unit, links) for unit in _DERIVED_FROM[derive])
        return Figure(pair, cast(Derivation, derive))
    level = element.get("of")
    if level is None:
        return Figure((links.select_one(element, provision),))
    found = links.select(element, provision)
    levels = links.levels.get((provision, element.get("at", "")), ())
    by_level = dict(zip(levels, found, strict=False))
    # Where levels and quantities do not match, or there are several without a tier, the rules have a finding.
    is_paired = len(levels) >= len(found) or (not levels and len(found) == 1)
    if found and is_paired and level not in by_level:
        place = links.place(element, provision)
        links.findings.append(error("figure-of-no-level", place, level=level, levels="、".join(by_level)))
    return Figure((by_level.get(level, MISSING_QUANTITY),))


def _only(element: etree._Element, provision: str, unit: Unit, links: Links) -> Quantity:
    found = [q for q in links.quantities.get(provision, ()) if q.unit == unit]
    if not found and unit == "date":
        found = [links.published.issued]
    if len(found) != 1 and provision in links.texts:
        place = links.place(element, provision)
        links.findings.append(error("figure-underived", place, unit=unit, count=len(found)))
    return found[0] if found else MISSING_QUANTITY
