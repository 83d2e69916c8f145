"""Loading: the files of a folder become a frozen :class:`Library` of linked policies, or one such policy."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from lxml import etree

from kb.loading.akn.reading import read_akn
from kb.loading.akn.writing import write_akn
from kb.loading.amounts import read_levels
from kb.loading.facts import read_common, read_facts
from kb.loading.files import parse_file, parse_xml, read_bytes
from kb.loading.folders import NAMES, Folders, find_folders, find_works, folders_of_work
from kb.loading.links import Levels, Links, Published
from kb.loading.marks import find_mark_faults
from kb.loading.registry import read_registry
from kb.loading.rules import MeasureRules, Rules, read_rules
from kb.loading.wording import read_answers, read_plain, read_readings, read_title
from kb.model.document import Clause, Document
from kb.model.duties import Duty, find_duties
from kb.model.facts import Fact
from kb.model.library import Library, Work
from kb.model.policy import Measure, Policy, Review, Version
from kb.model.registry import Registry
from kb.model.today import today
from kb.model.wording import PlainPart, Reading
from kb.model.words.errors import LANGUAGES, Finding, Place, PolicyError, error

__all__ = [
    "Folders",
    "Sources",
    "find_folders",
    "find_works",
    "join_sources",
    "load",
    "load_each",
    "load_policy",
    "load_text",
    "read_akn",
    "read_sources",
    "write_akn",
]

MOST_LOADED = 8
"""The number of loaded policies that are kept for reuse."""


@dataclass(frozen=True)
class Sources:
    """The parsed files of one version before they are linked: their folders, the trees by file name, the
    registry.
    """

    folders: Folders
    trees: Mapping[str, etree._ElementTree]
    registry: Registry
    common: tuple[Fact, ...] = ()

    def name(self, file: str) -> str:
        """The name of a file of the version in findings."""
        return self.folders.name(self.folders.version / file)


def load(folder: str | Path = "policy", *, on: date | None = None) -> Library:
    """The library in ``folder``, frozen: its works, their versions, and the versions of the day ``on``
    (today).

    The version that represents each work is loaded at once, and the others when they are asked for.
    ``folder`` may also be the folder of one work or version. Schemas are not consulted; the checks do that.
    Raises :class:`PolicyError` with every finding that keeps a work from being used.
    """
    library, unusable = load_each(folder, on=on)
    if unusable:
        raise PolicyError(dict.fromkeys(one for findings in unusable.values() for one in findings))
    return library


def load_each(
    folder: str | Path = "policy", *, on: date | None = None
) -> tuple[Library, dict[str, tuple[Finding, ...]]]:
    """The library of the works that can be used, and for each other work, by its id, why it cannot be.

    Everything else is as in :func:`load`. Raises :class:`PolicyError` where there is no library.
    """
    works: list[Work] = []
    unusable: dict[str, tuple[Finding, ...]] = {}
    day = on or today()
    with without_collection():
        named = Path(folder).resolve()
        for folder_of_work in find_works(Path(folder)):
            try:
                works.append(_load_work(folders_of_work(folder_of_work, named, on=day)))
            except PolicyError as problem:
                unusable["/".join(folder_of_work.parts[-2:])] = problem.findings
    return Library(str(folder), tuple(works), day), unusable


@contextmanager
def without_collection() -> Iterator[None]:
    """Run without the garbage collector.

    Loading, building a site and typesetting make many lasting objects, and the collector would take up to a
    third of the time to look through them again and again. At the end they count as old ones, so that its
    next short run does not look through all of them either.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # which puts them among the oldest
        if was_on:
            gc.enable()


def _load_work(folders: Folders) -> Work:
    def load_version(version: Version) -> Policy:
        return _load_version(replace(folders, version=folders.folder_of(version)))

    policy = load_version(folders.chosen)
    work = Work(
        id=folders.work,
        uri=policy.document.work,
        title=policy.title,
        versions=folders.versions,
        present=folders.chosen,
        load=load_version,
    )
    work.keep(policy)
    return work


def load_policy(
    folder: str | Path = "policy", *, on: date | None = None, document: Document | None = None
) -> Policy:
    """The only policy in ``folder``, linked and frozen: the version in force on the day ``on``, or today.

    To load a version regardless of the day, name its own folder. ``document`` replaces the stored text, to
    see the effect of an edit. Schemas are not consulted; the checks do that. Raises :class:`PolicyError` with
    every finding that keeps the policy from being used, and where there are several works.
    """
    if document is None:
        return _load_version(find_folders(Path(folder), on=on))
    return join_sources(read_sources(folder, on=on), document=document)


def _load_version(folders: Folders) -> Policy:
    """The policy of a version. While no file changes it is the same object, with everything cached for it."""
    try:
        hashes = tuple(_hash_files(folders).items())
    except OSError:
        return join_sources(_read_files(folders))  # which reports the file that cannot be read
    policy = _load_files(folders, hashes)
    if tuple(policy.hashes.items()) == hashes:
        return policy
    return join_sources(_read_files(folders))  # a file was changed while it was read


@lru_cache(maxsize=MOST_LOADED)
def _load_files(folders: Folders, _hashes: tuple[tuple[str, str], ...]) -> Policy:
    """The policy of a version whose files have these hashes."""
    return join_sources(_read_files(folders))


def _hash_files(folders: Folders) -> dict[str, str]:
    """The SHA-256 of every file of a version, by the names that answers use."""
    return {folders.key(path): sha256(path.read_bytes()).hexdigest() for path in folders.files}


def read_sources(folder: str | Path = "policy", *, on: date | None = None) -> Sources:
    """The parsed files of a version, which is chosen as by :func:`load_policy`.

    Raises :class:`PolicyError` where a file cannot be parsed.
    """
    return _read_files(find_folders(Path(folder), on=on))


def _read_files(folders: Folders) -> Sources:
    trees, findings = _parse(folders)
    registry = read_registry(folders)
    if findings:
        raise PolicyError(findings)
    return Sources(folders, trees, registry, read_common(folders))


def join_sources(sources: Sources, *, document: Document | None = None, like: Policy | None = None) -> Policy:
    """The policy that results from linking parsed files.

    ``like`` is a policy whose sources differ in ``rules.xml`` alone. Everything else is taken from it, which
    is several times faster. Raises :class:`PolicyError` with every reference that cannot be linked.
    """
    if like is not None:
        return _Linking(sources, like.document).with_rules(like)
    text = document or read_akn(sources.trees["text.xml"], sources.name("text.xml"))
    return _Linking(sources, text).policy()


def load_text(folder: str | Path = "policy", *, newest: bool = False) -> tuple[Folders, Document, Registry]:
    """The folders of a policy, its text and the registry, without its rules.

    The version is the one in force today, unless ``newest`` is true or ``folder`` names another. Raises
    :class:`PolicyError` where there is no policy, or its text or registry cannot be read.
    """
    folders = find_folders(Path(folder), newest=newest)
    path = folders.version / "text.xml"
    registry, name = read_registry(folders), folders.name(path)
    return folders, _read_document(read_bytes(path, name), name), registry


@lru_cache(maxsize=MOST_LOADED)
def _read_document(data: bytes, name: str) -> Document:
    """The document of a file with these bytes."""
    return read_akn(parse_file(data, name, comments=True), name)


def _parse(folders: Folders) -> tuple[dict[str, etree._ElementTree], list[Finding]]:
    trees: dict[str, etree._ElementTree] = {}
    findings: list[Finding] = []
    for name in NAMES:
        path = folders.version / name
        try:
            trees[name] = parse_xml(path, folders.name(path), comments=name == "text.xml")
        except PolicyError as problem:
            findings += problem.findings
    return trees, findings


@dataclass(frozen=True)
class _Linking:
    """Links what the files state into one policy, and raises every reference that cannot be linked."""

    sources: Sources
    document: Document

    @property
    def folders(self) -> Folders:
        return self.sources.folders

    @property
    def trees(self) -> Mapping[str, etree._ElementTree]:
        return self.sources.trees

    @property
    def registry(self) -> Registry:
        return self.sources.registry

    def policy(self) -> Policy:
        text = self.folders.name(self.folders.version / "text.xml")
        findings = list(find_mark_faults(self.document, self.registry, text))
        readings_links = self._links("readings.xml")
        readings = read_readings(self.trees["readings.xml"], readings_links)
        answers = read_answers(self.trees["readings.xml"], readings, readings_links)
        facts_links = self._links("facts.xml")
        facts = read_facts(self.trees["facts.xml"], facts_links, self.sources.common)
        rules, rules_links = self._rules(readings)
        plain: dict[str, dict[str, PlainPart]] = {}
        plain_links = {lang: self._links(f"plain.{lang}.xml") for lang in LANGUAGES}
        for lang, links in plain_links.items():
            plain[lang] = read_plain(self.trees[f"plain.{lang}.xml"], links)
            links.findings += _unknown_readings(plain[lang], readings, links)
        for links in (rules_links, readings_links, facts_links, *plain_links.values()):
            findings += links.findings
        if findings:
            raise PolicyError(findings)
        return Policy(
            folder=self.folders.name(self.folders.version),
            document=self.document,
            registry=self.registry,
            measures=tuple(self._measure(clause, rules) for clause in self.document.standing),
            part_acts=rules.acts,
            terms=rules.terms,
            part_citations=rules.citations,
            part_requirements=rules.requirements,
            reviews={clause.eid: Review("") for clause in self.document.standing} | rules.reviews,
            groups=rules.groups,
            situations=rules.situations,
            together=rules.together,
            readings=readings,
            answers=answers,
            facts=facts,
            plain=plain,
            titles={lang: read_title(self.trees[f"plain.{lang}.xml"]) for lang in LANGUAGES},
            version=self.folders.chosen,
            versions=self.folders.versions,
            hashes=_hash_files(self.folders),
        )

    def with_rules(self, like: Policy) -> Policy:
        rules, links = self._rules(like.readings)
        if links.findings:
            raise PolicyError(links.findings)
        return replace(
            like,
            measures=tuple(self._measure(clause, rules) for clause in self.document.standing),
            part_acts=rules.acts,
            terms=rules.terms,
            part_citations=rules.citations,
            part_requirements=rules.requirements,
            reviews={clause.eid: Review("") for clause in self.document.standing} | rules.reviews,
            groups=rules.groups,
            situations=rules.situations,
            together=rules.together,
        )

    def _rules(self, readings: tuple[Reading, ...]) -> tuple[Rules, Links]:
        links = self._links("rules.xml")
        links.options = {r.id: tuple(option.id for option in r.options) for r in readings}
        return read_rules(self.trees["rules.xml"], links, _readings_by_provision(readings)), links

    def _links(self, name: str) -> Links:
        links = Links(self._published, self.folders.name(self.folders.version / name))
        links.levels = self._levels
        return links

    @cached_property
    def _published(self) -> Published:
        return Published(self.document, self.registry)

    @cached_property
    def _levels(self) -> Levels:
        return read_levels(self.trees["rules.xml"])

    @cached_property
    def _duties(self) -> Mapping[str, tuple[Duty, ...]]:
        return find_duties(self.document, self.registry)

    def _measure(self, clause: Clause, rules: Rules) -> Measure:
        block = rules.measures.get(clause.eid, MeasureRules())
        return Measure(
            clause,
            self._duties[clause.eid],
            block.domains,
            block.acts,
            block.supports,
            block.citations,
            block.overlaps,
        )


def _readings_by_provision(readings: tuple[Reading, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        for basis in reading.bases:
            if reading.id not in found[basis.provision]:
                found[basis.provision].append(reading.id)
    return {provision: tuple(ids) for provision, ids in found.items()}


def _unknown_readings(
    parts: dict[str, PlainPart], readings: tuple[Reading, ...], links: Links
) -> list[Finding]:
    known = {reading.id for reading in readings}
    findings: list[Finding] = []
    for part in parts.values():
        for sentence in part.sentences:
            for key in sentence.readings:
                if key not in known:
                    place = Place(links.file, sentence.line, part.eid)
                    findings.append(error("reading-unknown", place, id=key))
    return findings
