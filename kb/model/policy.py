"""The policy as a frozen, typed whole: text, agencies, domains, supports, readings and plain wording, linked.

Everything a rule says of money is a :class:`Quantity` that points at its words in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Literal

from kb.model.amounts import Amount, Quantity
from kb.model.document import Clause, Document, Provision, Responsibility, Section, join_label
from kb.model.facts import APPLICANT, CLAIM, GRANT, Fact
from kb.model.guards import Guard, RuledBy, Ruling
from kb.model.registry import Agency, Concept, Domain, Jurisdiction, Registry
from kb.model.requirements import Condition, Requirement, When, leaves, limits_of
from kb.model.together import NOTHING_TOGETHER, Together
from kb.model.wording import About, Basis, PlainPart, Reading
from kb.model.words.errors import Language, Place, note, warning

Selection = Literal["competitive", "assessed", "discretionary", "by-rule", "unstated"]
"""How a support is decided: by competition, by assessment, case by case, by meeting the words, or unsaid."""

ActKind = Literal["grants", "recognises", "lists", "promises", "encourages", "prohibits", "refers", "context"]
"""What a provision does; ``docs/glossary.md`` pairs each with its Chinese word."""


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
"""The files that rules rest on beside the text; a version need not have concepts of its own."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a provision does, and the words that do it."""

    kind: ActKind
    provision: str
    words: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DomainLink:
    """A measure belongs to a domain, on a basis."""

    domain: Domain
    basis: Basis
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Duty:
    """An agency answers for a measure: the published label, and its rank (1 first) in the published list."""

    agency: Agency
    measure: str
    label: str
    rank: int
    words: str
    line: int = field(default=0, compare=False)

    @property
    def leads(self) -> bool:
        """Whether the agency is named first; whether that means it leads is reading G21."""
        return self.rank == 1


@dataclass(frozen=True, slots=True)
class Quoted:
    """A registered concept that a rule takes from the text, with the provision and words that state it."""

    concept: Concept
    provision: str
    words: str
    under: Guard = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Supports that may meet on one object, and what then holds.

    ``same`` is the fact by which two claims are about one thing (``object``, ``product``). ``where``, if not
    empty, is the support that must be open to the thing for this to hold at all, and the one that is
    preferred. ``lower`` are those of the supports that are of a lower level than the others: where it is not
    empty, the overlap is one of a lower with a higher support, and only what was had under the lower is
    topped up.
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
    """What holds: ``once``, ``topped-up``, ``stacks`` or ``prefers``."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument outside the document that a clause refers to: what it is called there, and what it does.

    ``effect`` is one of ``pays``, ``lists``, ``certifies``, ``governs``, ``prevails`` or ``founds``.
    """

    instrument: Concept
    provision: str
    words: str
    effect: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Support:
    """Something a measure gives: to whom, on what terms, how decided and how much.

    ``per`` is the id of the thing paid for (a project, a certificate); ``requirements`` are what the clause
    asks beyond the subject; ``needed`` are the guards under which the selection must be waited for (none:
    never); ``readings`` are the ids of the ambiguities bound to its provision.
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
        """The open terms that it asks for, each once, in order."""
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
        """The quantities of the text that the amount rests on, and those that requirements compare with."""
        compared = (limit for one in self.requirements for limit, _ in limits_of(one))
        return (*self.amount.quantities(), *compared)

    @property
    def is_money(self) -> bool:
        """Whether the text itself states a sum for it."""
        return self.form == "grant"

    @property
    def is_granted(self) -> bool:
        """Whether the text itself gives money for it: a sum that it states, or one settled case by case."""
        return self.form in ("grant", "case-by-case")

    @property
    def is_paid(self) -> bool:
        """Whether money is given for it, by the text itself or by a policy that it refers to."""
        return self.is_granted or self.form == "by-reference"


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the measures: its clause as written and everything linked to it."""

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
        """The heading as published, its full stop included."""
        return self.clause.heading

    @property
    def title(self) -> str:
        """The heading without its full stop."""
        return self.clause.heading.rstrip("。")

    @property
    def is_article(self) -> bool:
        """Whether it is an article (第五条) and no measure of a list."""
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
    def text(self) -> str:
        """The words as published."""
        return self.clause.text


@dataclass(frozen=True, slots=True)
class Term:
    """A final provision as a rule: its kind, the provision and words, and what it takes from the text.

    ``kind`` is one of ``issue``, ``interpretation``, ``non-cumulation``, ``district-measures``, ``validity``,
    ``special-deadline`` and ``higher-law``; ``against`` is the instrument that non-cumulation names. Which of
    the rulings a term may have goes by its kind; ``policy/schema/rules.xsd`` says what the values mean.
    ``levels`` are the levels of government whose grants non-cumulation covers; empty for the policy's own.
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
    """Of the validity, its last day: the ``last-day`` of the span, or the ``anniversary`` after it."""
    day = RuledBy(is_fact=True)
    """The days that must lie within the validity; of a special deadline, its day."""
    since = RuledBy(is_fact=True)
    """The days that may not lie before the validity begins."""
    unless = RuledBy(is_fact=True)
    """What an agency must find so for a day to lie before the validity begins."""
    within = RuledBy("stacks")
    """Of the bar on support twice, whether it holds within the policy: ``once``, or all ``stacks``."""
    similar = RuledBy("object")
    """By what two supports are alike."""
    unit = RuledBy("object")
    """For what support is had once only."""
    conflict = RuledBy("choose")
    """What follows where the bar holds."""
    referred = RuledBy()
    """Whether what another policy decides counts as had."""
    unpaid = RuledBy()
    """Whether what is not paid yet counts as had."""
    judged = RuledBy(is_fact=True)
    """The fact of a grant that tells whether an agency finds it similar."""
    then = RuledBy()
    """What follows: of a special deadline, of measures of districts, and of a higher law."""


@dataclass(frozen=True, slots=True)
class Group:
    """An editorial grouping of measures: the page lost the headings of the document's sections."""

    id: str
    name: str
    name_en: str
    measures: tuple[str, ...]

    def label(self, lang: str) -> str:
        """Its name in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Situation:
    """What a reader sets out to do: the subjects it is about, and those it may be about besides."""

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
    """The fingerprint of the text that the rules of a part were last reviewed against; empty for never."""

    fingerprint: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What the check said of a policy that somebody wants answers from all the same.

    ``errors`` is how many it found, ``unreviewed`` the eIds of the parts whose text was edited after their
    rules were reviewed.
    """

    errors: int
    unreviewed: tuple[str, ...] = ()

    def say(self, lang: Language) -> str:
        """The mark that every answer from such a policy bears, in one line."""
        draft = note("answer-draft", Place())
        finding = warning("answer-unchecked", Place(), count=self.errors) if self.errors else draft
        told = [finding.message(lang)]
        if self.unreviewed:
            told.append(warning("rules-unreviewed", Place(), parts="、".join(self.unreviewed)).message(lang))
        return ("" if lang == "zh" else " ").join(told)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy: the name of its folder, and the days on which it is in force.

    ``last`` is ``None`` where neither its text nor a later version ends it. A published version holds the
    words of its own publication, and its text is not edited. A draft holds none, while another version does.
    ``is_repealed`` tells that the work was repealed, and ends with this version before its own time.
    """

    name: str
    first: date
    last: date | None = None
    is_draft: bool = False
    is_published: bool = False
    is_repealed: bool = False

    def is_in_force(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


Item = Measure | Provision | Section | Responsibility | Agency | Domain | Support | Reading | Concept


@dataclass(frozen=True)
class Policy:
    """One version of a policy, whole and linked; ``policy[id]`` finds anything that has an eId or id.

    ``hashes`` are the SHA-256 of the files it was read from, by file name, so that an answer can name them;
    ``version`` is the one it is of, and ``versions`` are all that the policy has, by the day they begin.
    ``answers`` are the ids of the readings that the answer to a question hangs on, by the id of the question;
    ``titles`` say what the policy is called in a language, where the published title does not serve.
    ``together`` are the rules about several supports.
    ``unchecked`` is set where answers were asked for without regard to the check; every answer then says so.
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
        """The place that the work is of, where it is registered."""
        place = self.work.partition("/")[0]
        return next((one for one in self.registry.jurisdictions if one.id == place), None)

    @property
    def text_hash(self) -> str:
        """The SHA-256 of the file of the published text, empty where the policy was not read from files."""
        return self.hashes.get(TEXT_FILE, "")

    @property
    def rules_hash(self) -> str:
        """The SHA-256 of the files that the rules stand in, taken together."""
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
    def acts(self) -> tuple[Act, ...]:
        """What every classified provision does, in the order of the text."""
        return tuple(act for measure in self.measures for act in measure.acts) + self.part_acts

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Every reference to an instrument outside the document, in the order of the text."""
        return tuple(c for measure in self.measures for c in measure.citations) + self.part_citations

    def reading_about(self, about: About) -> Reading | None:
        """The reading that asks what any policy may raise; ``None`` where this one raises it not."""
        return next((reading for reading in self.readings if reading.about == about), None)

    def title_in(self, lang: str) -> str:
        """The title in a language: as published where the policy does not say it otherwise."""
        return self.titles.get(lang) or self.title

    def facts_of(self, kind: str) -> tuple[Fact, ...]:
        """The facts of ``applicant``, of ``grant``, or of a kind of claim with those of every claim.

        Empty where ``kind`` is none of these. The facts come in the order of the file.
        """
        return self._facts_by_kind.get(kind, ())

    def support_name(self, support: Support, lang: str) -> str:
        """The short plain name of a support in ``zh`` or ``en``, or its id where it has none yet."""
        part = self.plain[lang].get(support.measure)
        return part.supports.get(support.id, support.id) if part else support.id

    def __getitem__(self, key: str) -> Item:
        """Anything by its eId or id. Raises ``KeyError``."""
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
