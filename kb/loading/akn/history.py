"""The history of a version in the metadata of Akoma Ntoso: the amendment that made it, and its repeal.

An amendment is an event of the lifecycle, with one ``textualMod`` for each provision that it changed. Such a
provision is in force from the amendment on (``period``). A renumbered provision keeps its first number as
``wId``; a repealed provision keeps its number (``status``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from lxml import etree
from lxml.builder import ElementMaker

from kb.model.document import Amendment, Change, ChangeKind, Document, Repeal

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
AMENDED, DECIDED, REPEALED = "修改施行日期", "修改日期", "废止日期"
"""The ids of three days: the first day of the amendment, the day of its decision, and the day of repeal."""

BASE, DECISION, BY = "base", "decision", "repealer"
"""The ids of three references: to the version before, to the amending document
and to the repealing document.
"""

_UNNAMED = {DECISION: ("!amendment", "修改决定"), BY: ("!repeal", "废止")}
"""The placeholder for an unknown address or title."""

PERIOD = "tmpg_amended"
"""The id of the time from the amendment on, to which the changed provisions refer."""

REMOVED = "removed"
"""The status of a provision that was repealed and keeps its number."""

_E = ElementMaker(namespace=AKN, nsmap={None: AKN})


def read_amendment(act: etree._Element) -> Amendment | None:
    """The amendment that the metadata of a version record; ``None`` where the text is as first published."""
    base = _by_id(act, "original", BASE)
    if base is None:
        return None
    decided = _event(act, DECIDED)
    address, title = _named(act, DECISION)
    return Amendment(
        base=base.get("href", "").rpartition("@")[2],
        decision=address,
        title=title,
        decided="" if decided is None else decided.get("date", ""),
        changes=tuple(_change(mod) for mod in act.iterfind(f".//{{{AKN}}}passiveModifications/{{{AKN}}}*")),
    )


def read_repeal(act: etree._Element) -> Repeal | None:
    """The repeal of the work that the metadata record; ``None`` where it is not repealed."""
    event = _event(act, REPEALED)
    return None if event is None else Repeal(event.get("date", ""), *_named(act, BY))


def read_origins(act: etree._Element) -> tuple[tuple[str, str], ...]:
    """The eIds of provisions with the eIds under which they were first published, where these differ."""
    return tuple(
        (element.get("eId", ""), element.get("wId", ""))
        for element in act.iter(etree.Element)
        if element.get("wId") and element.get("eId")
    )


def list_events(document: Document, first: int) -> Iterator[etree._Element]:
    """The events of the lifecycle that the history adds, numbered from ``first``."""
    told = []
    if (amendment := document.amendment) is not None:
        if amendment.decided:
            told.append((amendment.decided, "generation", DECISION, DECIDED))
        told.append((document.version, "amendment", DECISION, AMENDED))
    if document.repeal is not None:
        told.append((document.repeal.day, "repeal", BY, REPEALED))
    for number, (day, kind, source, concept) in enumerate(told, first):
        yield _E.eventRef(
            eId=f"eref_{number}", date=day, type=kind, source=f"#{source}", refersTo=f"#{concept}"
        )


def write_analysis(document: Document, editor: str) -> etree._Element | None:
    """The changes that the amendment made, as passive modifications."""
    amendment = document.amendment
    if amendment is None or not amendment.changes:
        return None
    before = f"{document.work}/{document.language}@{amendment.base}"
    mods = (
        _modification(number, change, before, amendment.decision)
        for number, change in enumerate(amendment.changes, 1)
    )
    return _E.analysis(_E.passiveModifications(*mods), source=f"#{editor}")


def write_period(lifecycle: etree._Element) -> etree._Element | None:
    """The time from the amendment on, as a group in the temporal data."""
    for event in lifecycle:
        if event.get("type") == "amendment":
            start = _E.timeInterval(refersTo=f"#{AMENDED}", start=f"#{event.get('eId')}")
            return _E.temporalGroup(start, eId=PERIOD)
    return None


def write_sources(document: Document) -> Iterator[etree._Element]:
    """The references to the version before, to the amending document and to the repealing document."""
    if (amendment := document.amendment) is not None:
        before = f"{document.work}/{document.language}@{amendment.base}"
        yield _E.original(eId=BASE, href=before, showAs=amendment.base)
        yield _source(DECISION, document.work, amendment.decision, amendment.title)
    if (repeal := document.repeal) is not None:
        yield _source(BY, document.work, repeal.by, repeal.title)


def list_concepts(document: Document) -> tuple[str, ...]:
    """The days of the history, which the references list as concepts."""
    amendment = document.amendment
    found = (
        (DECIDED, amendment is not None and bool(amendment.decided)),
        (AMENDED, amendment is not None),
        (REPEALED, document.repeal is not None),
    )
    return tuple(name for name, is_told in found if is_told)


def mark_provisions(body: etree._Element, document: Document) -> None:
    """Give each provision its period, the eId under which it was first published, and its status."""
    origins: Mapping[str, str] = dict(document.origins)
    amendment = document.amendment
    changed = {
        change.eid
        for change in (() if amendment is None else amendment.changes)
        if change.kind in ("substitution", "insertion", "repeal")
    }
    for element in body.iter(etree.Element):
        eid = element.get("eId", "")
        if eid in origins:
            element.set("wId", origins[eid])
        if eid in document.removed:
            element.set("status", REMOVED)
        if eid in changed:
            element.set("period", f"#{PERIOD}")


def _modification(number: int, change: Change, before: str, decision: str) -> etree._Element:
    mod = _E.textualMod(type=change.kind, eId=f"pmod_{number}", period=f"#{PERIOD}")
    source = f"{decision}/~{change.source}" if change.source and decision else decision or "#" + DECISION
    mod.append(_E.source(href=source))
    destination = _E.destination(href=f"#{change.after or change.eid}")
    if change.after:
        destination.set("pos", "after")
    mod.append(destination)
    mod.append(_E.force(period=f"#{PERIOD}"))
    if change.old:
        mod.append(_E.old(href=f"{before}/~{change.old}"))
    if change.kind != "repeal":
        mod.append(_E.new(href=f"#{change.eid}"))
    return mod


def _change(mod: etree._Element) -> Change:
    def href(name: str) -> str:
        found = mod.find(f"{{{AKN}}}{name}")
        return "" if found is None else found.get("href", "")

    destination = mod.find(f"{{{AKN}}}destination")
    after = destination is not None and destination.get("pos") == "after"
    there = href("destination").removeprefix("#")
    source = href("source")
    return Change(
        kind=cast(ChangeKind, mod.get("type", "")),
        eid=href("new").removeprefix("#") or there,
        old=href("old").rpartition("/~")[2],
        after=there if after else "",
        source=source.rpartition("/~")[2] if "/~" in source else "",
    )


def _source(eid: str, work: str, address: str, title: str) -> etree._Element:
    stand_in, unnamed = _UNNAMED[eid]
    return _E.passiveRef(eId=eid, href=address or f"{work}/{stand_in}", showAs=title or unnamed)


def _named(act: etree._Element, eid: str) -> tuple[str, str]:
    """The address and title of an amending or repealing document; each is empty where it is unknown."""
    found = _by_id(act, "passiveRef", eid)
    if found is None:
        return "", ""
    stand_in, unnamed = _UNNAMED[eid]
    address, title = found.get("href", ""), found.get("showAs", "")
    return "" if address.endswith(f"/{stand_in}") else address, "" if title == unnamed else title


def _event(act: etree._Element, concept: str) -> etree._Element | None:
    return act.find(f".//{{{AKN}}}eventRef[@refersTo='#{concept}']")


def _by_id(act: etree._Element, name: str, eid: str) -> etree._Element | None:
    return act.find(f".//{{{AKN}}}references/{{{AKN}}}{name}[@eId='{eid}']")
