"""The registry: the agencies, domains and concepts that clauses name, each under one id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from kb.model.values import Unit
from kb.model.words.names import find_nearest

AgencyKind = Literal["department", "party", "national", "group"]
"""A department of the city, a Party body, the local office of a national body, or a group of governments."""

ConceptKind = Literal[
    "quantity",
    "term",
    "name",
    "role",
    "form",
    "subject",
    "base",
    "level",
    "phase",
    "unit",
    "instrument",
    "act",
    "selection",
]
"""The kind of a concept: ``quantity`` has a unit; ``term`` is open to judgement; ``name`` has no rule."""


Level = Literal["district", "city", "province", "national"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The levels of government, lowest first. A grant and a policy each have one."""

_PREFIXES: dict[Level, str] = {"district": "区", "city": "市", "province": "省", "national": ""}
_PLACES = "区县旗市州省"
"""The characters that end the name of a place and stand before the short names of its departments."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place, with the code that identifiers of its policies contain (``cn-440300``).

    ``level`` is the level of its government. ``within`` is the place that contains it, or empty.
    """

    id: str
    name: str
    name_en: str
    level: Level = "city"
    within: str = ""
    line: int = field(default=0, compare=False)

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: its full name, its English name, and the short names that clauses use.

    A short name is written without the prefix of its place, unless the full name begins with it.
    ``jurisdiction`` is the place of the agency, or empty. The agency has its name and tasks from the day
    ``since`` to the day ``until``, where these are stated. ``successor`` is the id of the agency that takes
    over its tasks.
    """

    id: str
    name: str
    name_en: str
    short_names: tuple[str, ...]
    kind: AgencyKind
    jurisdiction: str = ""
    since: date | None = None
    until: date | None = None
    successor: str = ""
    line: int = field(default=0, compare=False)

    def is_there(self, day: date) -> bool:
        """Whether the agency exists on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def short_name(self) -> str:
        """The first of its short names."""
        return self.short_names[0]

    def label(self, lang: str) -> str:
        """Its full name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Field:
    """A field that the scope paragraph names within a domain, in its words, with the examples it gives."""

    id: str
    words: str
    label_en: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of the scope paragraph: the clause that names it, and its fields."""

    id: str
    name: str
    name_en: str
    provision: str
    fields: tuple[Field, ...]
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Concept:
    """A registered concept: id, kind, name in both languages, and the unit of a quantity.

    ``gloss`` explains it in both languages on the glossary page.
    """

    id: str
    kind: ConceptKind
    name: str
    name_en: str
    unit: Unit | None = None
    gloss: dict[str, str] = field(default_factory=dict, hash=False)
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True)
class Registry:
    """Everything registered that a version may name, with lookups by id and by the names that clauses use.

    Agencies, quantities, forms and units are shared by all works. Domains, subjects, terms and instruments
    belong to the version. ``no_numbers`` are words that contain a numeral character and state no number
    (一批, 同一). ``day`` is the first day of the version. A name that two agencies had in succession means
    the agency that had it on that day.
    """

    agencies: tuple[Agency, ...]
    domains: tuple[Domain, ...]
    concepts: tuple[Concept, ...]
    no_numbers: tuple[str, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    day: date | None = None

    @cached_property
    def jurisdiction_by_id(self) -> dict[str, Jurisdiction]:
        """Places by id."""
        return {place.id: place for place in self.jurisdictions}

    @cached_property
    def agency_by_id(self) -> dict[str, Agency]:
        """Agencies by id."""
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def domain_by_id(self) -> dict[str, Domain]:
        """Domains by id."""
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def concept_by_id(self) -> dict[str, Concept]:
        """Concepts by id."""
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def _agency_by_name(self) -> dict[str, Agency]:
        names: dict[str, Agency] = {}
        day = self.day or date.max
        # A name belongs to the agency that has it on this day.
        for agency in sorted(self.agencies, key=lambda one: one.is_there(day)):
            names[agency.name] = agency
            for short in agency.short_names:
                names[short] = agency
                prefix = self.prefix_of(agency)
                if agency.kind == "department" and not short.startswith(prefix):
                    names[prefix + short] = agency
        return names

    def level_of(self, agency: Agency) -> Level:
        """The level of government of an agency; that of a city where its place is not stated."""
        place = self.jurisdiction_by_id.get(agency.jurisdiction)
        return "city" if place is None else place.level

    def prefix_of(self, agency: Agency) -> str:
        """The character before the short name of a department in running text: 市, 区, 县 or 省.

        In a list, it stands once and applies to all names after it. It is empty for the whole country.
        """
        place = self.jurisdiction_by_id.get(agency.jurisdiction)
        last = "" if place is None else place.name[-1:]
        return last if last and last in _PLACES else _PREFIXES[self.level_of(agency)]

    def find_agency(self, name: str) -> Agency | None:
        """The agency that a clause means by ``name``: a full name, a short name, or a short name with the
        prefix of its place.
        """
        return self._agency_by_name.get(name)

    def nearest_agency_names(self, name: str, most: int = 3) -> tuple[str, ...]:
        """The registered names most similar to ``name``, best first."""
        return tuple(find_nearest(name, self._agency_by_name, most, likeness=30))

    def of_kind(self, kind: ConceptKind) -> tuple[Concept, ...]:
        """The concepts of one kind, in the order of the registry."""
        return tuple(concept for concept in self.concepts if concept.kind == kind)
