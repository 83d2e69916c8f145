"""A policy as one frozen, typed object: text, agencies, domains, supports, readings and plain wording,
linked.

Every number that a rule uses is a :class:`Quantity`, which points at its words in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Literal

from kb.model.amounts import Amount, Quantity
from kb.model.definitions import Definition, find_definitions
from kb.model.document import Clause, Document, Provision, Responsibility, Section, fingerprint, join_label
from kb.model.duties import Duty, DutySource
from kb.model.facts import APPLICANT, CLAIM, GRANT, Fact
from kb.model.guards import Guard, RuledBy, Ruling
from kb.model.registry import Agency, Concept, Domain, Jurisdiction, Registry
from kb.model.requirements import Condition, Requirement, When, leaves, limits_of
from kb.model.together import NOTHING_TOGETHER, Together
from kb.model.wording import About, Basis, PlainPart, Reading
from kb.model.words.errors import Language, Place, note, warning

Selection = Literal["competitive", "assessed", "discretionary", "by-rule", "unstated"]
"""How a support is decided: by competition, by assessment, case by case, by meeting stated conditions, or in
a way that the text does not state.
"""

ActKind = Literal["grants", "recognises", "lists", "promises", "encourages", "prohibits", "refers", "context"]
"""The kind of statement that a provision makes; ``docs/glossary.md`` pairs each with its Chinese word."""


TEXT_FILE = "text.xml"
RULE_FILES = (
    "rules.xml",
    "facts.xml",
    "readings.xml",
    "concepts.xml",
    "registry/agencies.xml",
    "registry/concepts.xml",
    "registry/facts.xml",
)
"""The files that rules depend on besides the text. A version need not have concepts of its own."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a provision does, and the words that do it."""

    kind: ActKind
    provision: str
    words: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DomainLink:
    """The link from a measure to a domain, with its basis."""

    domain: Domain
    basis: Basis
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A registered concept that a rule takes from the text, with the provision and words that state it."""

    concept: Concept
    provision: str
    words: str
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Supports that may apply to the same object, and the consequence.

    ``same`` is the fact that identifies the shared thing (``object``, ``product``). ``where`` is the
    preferred support; if it is not empty, the rule applies only where that support is open to the thing.
    ``lower`` are the supports of a lower level. If it is not empty, the overlap is one between a lower and a
    higher support, and only grants under the lower one are topped up.
    """

    supports: tuple[str, ...]
    where: str
    lower: tuple[str, ...]
    same: str
    provision: str
    words: str
    rulings: tuple[Ruling, ...]
    line: int = field(default=0, compare=False)

    then = RuledBy("stacks")
    """The consequence: ``once``, ``topped-up``, ``stacks`` or ``prefers``."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The citation of an outside instrument: the name that the clause uses, and the effect of the instrument.

    ``effect`` is one of ``pays``, ``lists``, ``certifies``, ``governs``, ``prevails`` or ``founds``.
    """

    instrument: Concept
    provision: str
    words: str
    effect: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Support:
    """Something that a measure gives: its recipients, its conditions, how it is decided and its amount.

    ``per`` is the id of the thing that is paid for (a project, a certificate). ``requirements`` are the
    conditions of the clause beyond the subject. ``needed`` are the guards under which the selection must be
    awaited; it is empty where it need not be. ``readings`` are the ids of the readings bound to its
    provision.
    """

    id: str
    measure: str
    provision: str
    per: str
    selection: Selection
    selection_words: str
    needed: tuple[Guard, ...]
    subjects: tuple[Quoted, ...]
    requirements: tuple[Requirement, ...]
    amount: Amount
    readings: tuple[str, ...]
    line: int = field(default=0, compare=False)

    @property
    def form(self) -> str:
        """The id of its support form: ``grant``, ``case-by-case``, ``by-reference`` or a form in kind."""
        return self.amount.form

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The open terms that the support requires, each once, in order."""
        found: dict[str, Condition] = {}
        for requirement in self.requirements:
            for leaf in leaves(requirement):
                concept = leaf.concept if isinstance(leaf, Condition) else getattr(leaf, "term", None)
                if concept is not None:
                    subject = leaf.subject or requirement.subject
                    term = Condition(concept, leaf.provision, leaf.words, subject, leaf.under, leaf.line)
                    found.setdefault(concept.id, term)
        return tuple(found.values())

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities of the text that the amount and the requirements use."""
        compared = (limit for one in self.requirements for limit, _ in limits_of(one))
        return (*self.amount.quantities(), *compared)

    @property
    def is_money(self) -> bool:
        """Whether the text itself states a sum for the support."""
        return self.form == "grant"

    @property
    def is_granted(self) -> bool:
        """Whether the text itself grants money: a stated sum, or one decided case by case."""
        return self.form in ("grant", "case-by-case")

    @property
    def is_paid(self) -> bool:
        """Whether money is paid, under the text itself or under a policy that it refers to."""
        return self.is_granted or self.form == "by-reference"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its clause as written, and everything that is linked to it."""

    clause: Clause
    duties: tuple[Duty, ...]
    domains: tuple[DomainLink, ...]
    acts: tuple[Act, ...]
    supports: tuple[Support, ...]
    citations: tuple[Citation, ...]
    overlaps: tuple[Overlap, ...] = ()

    @property
    def eid(self) -> str:
        """The eId of the clause, ``para_5``."""
        return self.clause.eid

    @property
    def number(self) -> int:
        """The Arabic number of the measure."""
        return self.clause.number

    @property
    def num(self) -> str:
        """The number as published, ``(五)``."""
        return self.clause.num

    @property
    def heading(self) -> str:
        """The heading as published, including the full stop."""
        return self.clause.heading

    @property
    def title(self) -> str:
        """The heading without its full stop."""
        return self.clause.heading.rstrip("。")

    @property
    def is_article(self) -> bool:
        """Whether it is an article (第五条) and not a measure of a list."""
        return self.num.startswith("第")

    @property
    def headline(self) -> str:
        """The number and the title: ``(五)推动基础设施节能降碳``, ``第五条 产值奖励``."""
        return join_label(self.num, self.title)

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """The sentences of the measure."""
        return self.clause.sentences

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The responsible agencies in the published order."""
        return tuple(duty.agency for duty in self.duties)

    @property
    def named(self) -> tuple[Agency, ...]:
        """The agencies that the text says are responsible; none where they only issued the text."""
        return tuple(duty.agency for duty in self.duties if duty.is_stated)

    @property
    def source(self) -> DutySource | Literal[""]:
        """Where its agencies are stated, which is the same for all of them; empty where there are none."""
        return self.duties[0].source if self.duties else ""

    @property
    def names_leader(self) -> bool:
        """Whether the text says which of its agencies leads: 牵头单位, or 由某局牵头."""
        return any("牵头" in duty.label for duty in self.duties)

    @property
    def text(self) -> str:
        """The words as published."""
        return self.clause.text


@dataclass(frozen=True, slots=True)
class Term:
    """A final provision as a rule: its kind, its provision and words, and its quantities.

    Those of a validity are its first day and, where it has an end, its span or its last day.

    ``kind`` is one of ``issue``, ``interpretation``, ``non-cumulation``, ``district-measures``, ``validity``,
    ``special-deadline``, ``transition`` and ``higher-law``. ``against`` is the instrument that non-cumulation
    names. The kind decides which rulings a term may have; ``policy/schema/rules.xsd`` explains their values.
    ``levels`` are the levels of government whose grants non-cumulation covers; empty means those of the
    policy's own level.
    """

    kind: str
    provision: str
    words: str
    agency: Agency | None = None
    against: Concept | None = None
    quantities: tuple[Quantity, ...] = ()
    readings: tuple[str, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    levels: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    until = RuledBy("last-day")
    """For the validity, how its last day is counted: the ``last-day`` of the span, or its ``anniversary``."""
    day = RuledBy(is_fact=True)
    """For the validity, the facts that state days which must lie within it; for a special deadline, the fact
    that states its day; for a transition, those whose earlier days leave a claim to the rules before.
    """
    since = RuledBy(is_fact=True)
    """The facts that state days which may not lie before the validity begins."""
    unless = RuledBy(is_fact=True)
    """The fact that an agency must find so that a day may lie before the validity begins."""
    within = RuledBy("stacks")
    """For non-cumulation, whether support within the policy is given only ``once``,
    or all of it ``stacks``.
    """
    similar = RuledBy("object")
    """The property that makes two supports similar."""
    unit = RuledBy("object")
    """The thing for which support is given only once."""
    conflict = RuledBy("choose")
    """The consequence where non-cumulation applies."""
    referred = RuledBy()
    """Whether support that another policy decides counts as received."""
    unpaid = RuledBy()
    """Whether a grant that is not yet paid counts as received."""
    judged = RuledBy(is_fact=True)
    """The fact of a grant that states whether an agency finds it similar."""
    then = RuledBy()
    """The consequence of a special deadline, of measures of districts, or of a higher law."""


@dataclass(frozen=True, slots=True)
class Group:
    """An editorial group of measures; the published page lost the headings of the document's sections."""

    id: str
    name: str
    name_en: str
    measures: tuple[str, ...]

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that a reader sets out to do: its subjects, and further subjects that it may concern."""

    id: str
    name: str
    name_en: str
    subjects: tuple[Concept, ...]
    also: tuple[Concept, ...]

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Review:
    """The fingerprint of the text against which the rules of a part were last reviewed; empty means never."""

    fingerprint: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The result of the check of a policy from which somebody wants answers in spite of it.

    ``errors`` is the number of errors. ``unreviewed`` are the eIds of the parts whose text was edited after
    their rules were reviewed.
    """

    errors: int
    unreviewed: tuple[str, ...] = ()

    def say(self, lang: Language) -> str:
        """The warning, on one line, that every answer from such a policy carries."""
        draft = note("answer-draft", Place())
        finding = warning("answer-unchecked", Place(), count=self.errors) if self.errors else draft
        told = [finding.message(lang)]
        if self.unreviewed:
            told.append(warning("rules-unreviewed", Place(), parts="、".join(self.unreviewed)).message(lang))
        return ("" if lang == "zh" else " ").join(told)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy: the name of its folder, and its days in force.

    ``last`` is ``None`` where neither its text nor a later version ends it. A published version holds the
    words of its own publication, and its text is not edited. A draft holds none, while another version of the
    policy does. ``is_repealed`` is true where the work was repealed, which ends this version early;
    ``repealer`` is then the title of the text that repealed it, if known. ``is_trial`` is true where the
    title calls the text a trial (试行, 暂行).
    """

    name: str
    first: date
    last: date | None = None
    is_draft: bool = False
    is_published: bool = False
    is_repealed: bool = False
    repealer: str = ""
    is_trial: bool = False

    def is_in_force(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


Item = Measure | Provision | Section | Responsibility | Agency | Domain | Support | Reading | Concept


@dataclass(frozen=True)
class Policy:
    """One version of a policy, complete and linked; ``policy[id]`` finds anything by its eId or id.

    ``hashes`` are the SHA-256 of the files it was read from, by file name, so that an answer can cite them.
    ``version`` is this version, and ``versions`` are all versions of the policy by their first days.
    ``answers`` are the ids of the readings on which the answer to a question depends, by the id of the
    question. ``titles`` are the titles in languages for which the published title does not serve.
    ``together`` are the rules about several supports. ``unchecked`` is set where answers are wanted in spite
    of the check; every answer then says so.
    """

    folder: str
    document: Document
    registry: Registry
    measures: tuple[Measure, ...]
    part_acts: tuple[Act, ...]
    terms: tuple[Term, ...]
    part_citations: tuple[Citation, ...]
    part_requirements: tuple[When, ...]
    reviews: dict[str, Review] = field(hash=False)
    groups: tuple[Group, ...]
    situations: tuple[Situation, ...]
    readings: tuple[Reading, ...]
    answers: dict[str, tuple[str, ...]] = field(hash=False)
    facts: tuple[Fact, ...]
    plain: dict[str, dict[str, PlainPart]] = field(hash=False)
    titles: dict[str, str] = field(hash=False)
    version: Version
    versions: tuple[Version, ...]
    hashes: dict[str, str] = field(hash=False, default_factory=dict)
    unchecked: Unchecked | None = None
    together: Together = NOTHING_TOGETHER

    @property
    def work(self) -> str:
        """The id of the work in the library: its jurisdiction and name, ``cn-440300/anjie-huanbao``."""
        return "/".join(self.folder.split("/")[-3:-1])

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        """The jurisdiction of the work, where it is registered."""
        place = self.work.partition("/")[0]
        return next((one for one in self.registry.jurisdictions if one.id == place), None)

    def is_overtaken(self, part: Section | Clause) -> bool:
        """Whether the text of a part was changed since its rules and its plain wording were reviewed."""
        review = self.reviews.get(part.eid)
        return review is not None and review.fingerprint != fingerprint(part)

    @property
    def text_hash(self) -> str:
        """The SHA-256 of the file of the published text; empty where the policy was not read from files."""
        return self.hashes.get(TEXT_FILE, "")

    @property
    def rules_hash(self) -> str:
        """One SHA-256 for all files that hold the rules."""
        lines = "".join(f"{self.hashes.get(name, '')}  {name}\n" for name in RULE_FILES)
        return sha256(lines.encode()).hexdigest()

    @property
    def title(self) -> str:
        """The title of the document."""
        return self.document.title

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The registered agencies."""
        return self.registry.agencies

    @property
    def domains(self) -> tuple[Domain, ...]:
        """The domains of the scope paragraph."""
        return self.registry.domains

    @cached_property
    def sums(self) -> frozenset[str]:
        """The facts that are sums of money."""
        return frozenset(fact.id for fact in self.facts if fact.type == "money")

    @cached_property
    def supports(self) -> tuple[Support, ...]:
        """Every support of every measure, in the order of the text."""
        return tuple(support for measure in self.measures for support in measure.supports)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every link between a measure and an agency, in the published order."""
        return tuple(duty for measure in self.measures for duty in measure.duties)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The terms that the text defines, in its order."""
        return find_definitions(self.document)

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """Every act of every classified provision, in the order of the text."""
        return tuple(act for measure in self.measures for act in measure.acts) + self.part_acts

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Every reference to an instrument outside the document, in the order of the text."""
        return tuple(c for measure in self.measures for c in measure.citations) + self.part_citations

    def reading_about(self, about: About) -> Reading | None:
        """The reading about a question that any policy may raise; ``None`` where this policy does not raise
        it.
        """
        return next((reading for reading in self.readings if reading.about == about), None)

    @property
    def transition_fact(self) -> str:
        """The fact whose day decides by the transition rule; empty where there is none."""
        days = (one.day.rulings for one in self.terms if one.kind == "transition")
        return next((ruling.value for rulings in days for ruling in rulings), "")

    def title_in(self, lang: str) -> str:
        """The title in a language: the published title, unless the policy gives another."""
        return self.titles.get(lang) or self.title

    def facts_of(self, kind: str) -> tuple[Fact, ...]:
        """The facts of ``applicant``, of ``grant``, or of a kind of claim together with those of every claim.

        The result is empty where ``kind`` is none of these. The facts are in the order of the file.
        """
        return self._facts_by_kind.get(kind, ())

    def support_name(self, support: Support, lang: str) -> str:
        """The short plain name of a support in ``zh`` or ``en``; its id where it has no name yet."""
        part = self.plain[lang].get(support.measure)
        return part.supports.get(support.id, support.id) if part else support.id

    def __getitem__(self, key: str) -> Item:
        """The item with this eId or id. Raises ``KeyError``."""
        return self._index[key]

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def provision(self, eid: str) -> Provision:
        """The sentence or clause with this eId. Raises ``KeyError``."""
        found = self._index[eid]
        if not isinstance(found, Provision):
            raise KeyError(eid)
        return found

    def support(self, key: str) -> Support:
        """The support with this id. Raises ``KeyError``."""
        found = self._index[key]
        if not isinstance(found, Support):
            raise KeyError(key)
        return found

    def measure(self, eid: str) -> Measure:
        """The measure with this eId. Raises ``KeyError``."""
        found = self._index[eid]
        if not isinstance(found, Measure):
            raise KeyError(eid)
        return found

    @cached_property
    def _facts_by_kind(self) -> dict[str, tuple[Fact, ...]]:
        asked = {APPLICANT: {APPLICANT}, GRANT: {GRANT}, CLAIM: {CLAIM}}
        asked |= {c.id: {c.id, CLAIM} for c in self.registry.concepts if c.kind == "unit"}
        return {
            kind: tuple(fact for fact in self.facts if not of.isdisjoint(fact.of))
            for kind, of in asked.items()
        }

    @cached_property
    def _index(self) -> dict[str, Item]:
        sections = (*self.document.sections, *self.document.divisions)
        index: dict[str, Item] = {section.eid: section for section in sections}
        index |= {measure.eid: measure for measure in self.measures}
        index |= {provision.eid: provision for provision in self.document.provisions()}
        index |= {closing.eid: closing for closing in self.document.responsibilities}
        index |= {concept.id: concept for concept in self.registry.concepts}
        index |= {agency.id: agency for agency in self.agencies}
        index |= {domain.id: domain for domain in self.domains}
        index |= {support.id: support for support in self.supports}
        index |= {reading.id: reading for reading in self.readings}
        return index
