"""The registry: the agencies, domains and concepts that clauses name, each under one id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from kb.model.values import Unit
from kb.model.words.names import find_nearest

AgencyKind = Literal["department", "party", "national", "group"]
"""A department of the city, a Party body, a national body's local office, or a group of governments."""

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
"""What a concept is: ``quantity`` has a unit; ``term`` is open to judgement; ``name`` holds no rule."""

CITY_PREFIX = "市"
"""What a short name begins with in running text; in a list it stands once and serves all that follow."""


Level = Literal["district", "city", "province", "national"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The levels of government, from below: what a grant says of who gave it, and whose a policy is."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place by the code that the identifiers of its policies name it by (``cn-440300``).

    ``level`` is that of its government, ``within`` the place that it is a part of, or empty.
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
    """An agency: its full name, its English name, and the short names that clauses use for it.

    A short name is written without the city prefix where the name itself does not begin with it.
    ``jurisdiction`` is the place it is an agency of, or empty. It has its name and tasks from the day
    ``since`` to the day ``until``, where these are told; ``successor`` is the id of the agency that has its
    tasks afterwards.
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
        """Whether there is such an agency on a day."""
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
    """A field that the scope paragraph names within a domain, in its own words, and the examples it gives."""

    id: str
    words: str
    label_en: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the domains of the scope paragraph: the clause that names it and the fields it names."""

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
    """A registered concept: id, kind, name in both languages, and for a quantity its unit.

    ``gloss`` explains it in both languages, as the glossary prints it.
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
    """Everything registered that a version may name; lookups by id and by the names that clauses use.

    Agencies, quantities, forms and units are shared by all works; domains, subjects, terms and instruments
    are the version's own. ``no_numbers`` are words that hold a numeral character and state no number (一批,
    同一). ``day`` is the one on which the version begins: a name that two agencies had, one after the other,
    means the one that had it then.
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
        # Whoever has a name on the day has it, whatever others had it before or have it later.
        for agency in sorted(self.agencies, key=lambda one: one.is_there(day)):
            names[agency.name] = agency
            for short in agency.short_names:
                names[short] = agency
                if agency.kind == "department" and not short.startswith(CITY_PREFIX):
                    names[CITY_PREFIX + short] = agency
        return names

    def find_agency(self, name: str) -> Agency | None:
        """The agency a clause means by ``name``: full, short, or short with the city prefix."""
        return self._agency_by_name.get(name)

    def nearest_agency_names(self, name: str, most: int = 3) -> tuple[str, ...]:
        """The registered names most like ``name``, best first."""
        return tuple(find_nearest(name, self._agency_by_name, most, likeness=30))

    def of_kind(self, kind: ConceptKind) -> tuple[Concept, ...]:
        """The concepts of one kind, in the order of the registry."""
        return tuple(concept for concept in self.concepts if concept.kind == kind)
