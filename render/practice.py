"""Practical information from the publisher of a guide: official links, batches of applications and deadlines.

It stands in ``practice.xml`` beside a version of a policy, apart from the text, because the text states none
of it. A policy without the file has no such information.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from kb.loading.files import parse_xml
from kb.loading.folders import Folders, find_folders
from kb.loading.schemas import PRACTICE, find_departures, read_schema
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Language, Place, PolicyError, error

_NAME = "{urn:tiaowen:practice:1}name"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class OfficialLink:
    """A link to an official page, with its name in each language."""

    names: Mapping[str, str]
    href: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of applications from the day ``first`` to the day ``last``, both included."""

    names: Mapping[str, str]
    first: date
    last: date
    href: str


@dataclass(frozen=True, slots=True)
class MeasurePractice:
    """The practical information about one measure."""

    links: tuple[OfficialLink, ...]
    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """The practical information about the measures of a policy, by their eIds."""

    measures: Mapping[str, MeasurePractice] = field(default_factory=dict)

    def data(self, lang: Language) -> dict[str, Any]:
        """The information for the browser: eId → ``links`` and ``batches``, with days in ISO 8601."""
        return {
            eid: {
                "links": [[one.names[lang], one.href] for one in stated.links],
                "batches": [
                    [one.names[lang], one.first.isoformat(), one.last.isoformat(), one.href]
                    for one in stated.batches
                ],
            }
            for eid, stated in self.measures.items()
        }


def read_practice(folder: Path, policy: Policy) -> Practice:
    """The content of ``practice.xml``, which lies with the loaded version under the policy folder ``folder``.

    Raises :class:`kb.model.words.errors.PolicyError` where the file violates its schema, names a measure that
    the policy does not have, or has a batch that ends before it begins.
    """
    found = find_folders(folder)
    version = found.root.parent / policy.folder
    path = version / PRACTICE
    if not path.exists():
        return Practice()
    folders = Folders(found.root, version, found.versions)
    name = folders.name(path)
    tree = parse_xml(path, name)
    findings = [*find_departures(tree, read_schema(folders, PRACTICE), name)]
    if not findings:
        findings = [*_find_faults(tree, policy, name)]
    if findings:
        raise PolicyError(findings)
    return Practice({measure.get("provision", ""): _read_measure(measure) for measure in tree.getroot()})


def _find_faults(tree: etree._ElementTree, policy: Policy, name: str) -> Iterator[Finding]:
    """Measures that do not exist, and batches that end before they begin."""
    known = {measure.eid for measure in policy.measures}
    for measure in tree.getroot():
        eid = measure.get("provision", "")
        if eid not in known:
            yield error("practice-measure-unknown", Place(name, measure.sourceline or 0, eid), id=eid)
        for batch in measure.iter("{*}batch"):
            first, last = batch.get("from", ""), batch.get("to", "")
            if last < first:
                place = Place(name, batch.sourceline or 0, eid)
                yield error("practice-batch-ends-first", place, first=first, last=last)


def _read_measure(measure: etree._Element) -> MeasurePractice:
    return MeasurePractice(
        tuple(OfficialLink(_names(one), one.get("href", "")) for one in measure.iter("{*}link")),
        tuple(
            Batch(
                _names(one),
                date.fromisoformat(one.get("from", "")),
                date.fromisoformat(one.get("to", "")),
                one.get("href", ""),
            )
            for one in measure.iter("{*}batch")
        ),
    )


def _names(element: etree._Element) -> dict[str, str]:
    return {one.get(_LANGUAGE, ""): (one.text or "").strip() for one in element.iter(_NAME)}
