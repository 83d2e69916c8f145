"""The versions of a policy: their days in force, the version of a day, and the drafts.

A version is in force from the day that names its folder, or from the day of commencement in its text where
that is later. It ends on the earliest of three days: the last day that its text states, the day before the
next version begins, and the day before the work is repealed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from lxml import etree

from kb.loading.akn.history import AKN, read_repeal
from kb.loading.akn.keeping import IN_FORCE
from kb.loading.files import parse_xml
from kb.model.document import is_trial
from kb.model.policy import Version
from kb.model.values import Span, plus_span
from kb.model.words.errors import PolicyError

PUBLISHED = "published.txt"
"""The file beside ``text.xml`` with the words of the publication; a draft has none of its own."""

_TITLE = f".//{{{AKN}}}FRBRWork/{{{AKN}}}FRBRalias[@name='title']"
_EVENT = f".//{{{AKN}}}eventRef"
_SPAN = f".//{{{AKN}}}timeInterval[@duration]"
_DURATION = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")


def read_versions(work: Path) -> tuple[Version, ...]:
    """The versions in the folder of a work, by their first days.

    A part of a text that cannot be read is left out; the check of that text reports it.
    """
    folders = sorted(path.parent for path in work.glob("*/text.xml"))
    published = _published(folders)
    found = [_read_version(folder, published) for folder in folders]
    found.sort(key=lambda version: (version.first, version.name))
    for n, later in enumerate(found[1:]):
        before = later.first - timedelta(days=1) if later.first > date.min else date.min
        if found[n].last is None or before < (found[n].last or before):
            found[n] = replace(found[n], last=before, is_repealed=False, repealer="")
    return tuple(found)


def version_on(versions: Sequence[Version], day: date) -> Version:
    """The version in force on a day; where there is none, the last that began by then, or else the first."""
    holding = [version for version in versions if version.is_in_force(day)]
    begun = [version for version in versions if version.first <= day]
    return (holding or begun or list(versions[:1]))[-1]


def _read_version(folder: Path, published: Sequence[Path]) -> Version:
    day = _day(folder.name) or date.min
    begins, last, repealed, repealer, trial = None, None, None, "", False
    try:
        tree = parse_xml(folder / "text.xml")
        begins, last = _interval(tree)
        repealed, repealer = _repeal(tree)
        title = tree.find(_TITLE)
        trial = title is not None and is_trial(title.get("value", ""))
    except (PolicyError, ValueError, OverflowError):
        pass
    is_repealed = repealed is not None and (last is None or repealed <= last)
    if is_repealed and repealed is not None:
        last = repealed - timedelta(days=1)
    is_published = folder in published
    is_draft = bool(published) and not is_published
    return Version(
        name=folder.name,
        first=max(day, begins or day),
        last=last,
        is_draft=is_draft,
        is_published=is_published,
        is_repealed=is_repealed,
        repealer=repealer if is_repealed else "",
        is_trial=trial,
    )


def _repeal(tree: etree._ElementTree) -> tuple[date | None, str]:
    """The day on which the work is repealed, as the metadata state it, and the title of what repeals it."""
    repeal = read_repeal(tree.getroot())
    return (None, "") if repeal is None else (date.fromisoformat(repeal.day), repeal.title)


def _interval(tree: etree._ElementTree) -> tuple[date | None, date | None]:
    """The first and last day that the metadata of a text state. They agree with its words."""
    span = tree.find(_SPAN)
    starts = "" if span is None else span.get("start", "").removeprefix("#")
    events = tree.findall(_EVENT)
    named = [one for one in events if one.get("refersTo") == f"#{IN_FORCE}"]
    # A text in force from its issue names no other day; its validity begins with the event of its issue.
    event = next(iter(named or [one for one in events if one.get("eId") == starts]), None)
    begins = None if event is None else date.fromisoformat(event.get("date", ""))
    if begins is None or span is None:
        return begins, None
    duration = _DURATION.fullmatch(span.get("duration", ""))
    years, months, days = (int(one or 0) for one in duration.groups()) if duration else (0, 0, 0)
    if not (years or months or days):
        return begins, None
    return begins, plus_span(begins, Span(12 * years + months)) + timedelta(days=days - 1)


def _published(folders: Sequence[Path]) -> list[Path]:
    """The versions with a publication of their own; a copy of an earlier version's publication does not
    count.
    """
    found: dict[bytes, Path] = {}
    for folder in folders:
        path = folder / PUBLISHED
        if path.is_file():
            found.setdefault(path.read_bytes(), folder)
    return list(found.values())


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
