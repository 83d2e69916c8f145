"""The answers to questions: frozen values that name nodes and cite provisions. They do not
contain a graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.graph.kinds import Graph, NodeKind
from kb.model.words.errors import Language


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph: its kind, its id in the policy and its names."""

    kind: NodeKind
    id: str
    label_zh: str
    label_en: str

    def label(self, lang: Language = "zh") -> str:
        """Its name in ``lang``."""
        return self.label_zh if lang == "zh" else self.label_en


def name_node(graph: Graph, key: str) -> Node:
    """The node with a key. Raises ``KeyError``."""
    data = graph.nodes[key]
    return Node(NodeKind(data["kind"]), data["id"], data["label_zh"], data["label_en"])


@dataclass(frozen=True, slots=True)
class Task:
    """A measure for which an agency is responsible: the label, its rank in the list, and the words.

    ``agencies`` is the number of agencies in the list. ``reading`` is the id of the reading that asks whether
    the first one leads, where the policy binds it to this measure, or empty. ``stated`` says where the duty
    is stated, as in :data:`kb.model.duties.DutySource`.
    """

    measure: Node
    label: str
    rank: int
    words: str
    agencies: int
    reading: str
    stated: str = "provision"


@dataclass(frozen=True, slots=True)
class AgencyWork:
    """The work of an agency: the measures that name it first, and those that name it further on.

    ``reading`` is the id of the reading that asks whether the agency named first leads, or empty where the
    policy has none.
    """

    agency: Node
    leads: tuple[Task, ...]
    joins: tuple[Task, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class SharedWork:
    """Two agencies, in the order of the registry, and the measures that name both."""

    first: Node
    second: Node
    measures: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """A support with a stated sum: its measure, its provision and the quantities as published.

    ``alone`` is true where its measure belongs to one domain only. ``editorial`` is true where no words of
    the text put the measure into the domain.
    """

    support: Node
    measure: Node
    provision: str
    quantities: str
    alone: bool
    editorial: bool


@dataclass(frozen=True, slots=True)
class DomainGrants:
    """A domain, with all grants of its measures."""

    domain: Node
    grants: tuple[Grant, ...]

    @property
    def is_lacking(self) -> bool:
        """Whether no measure of the domain grants a sum."""
        return not self.grants

    @property
    def own(self) -> tuple[Grant, ...]:
        """The grants of measures that belong to this domain and no other."""
        return tuple(grant for grant in self.grants if grant.alone)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of an instrument: its place, the name used there, and the effect of the instrument."""

    provision: Node
    words: str
    effect: str


@dataclass(frozen=True, slots=True)
class InstrumentCitations:
    """An outside instrument, its citations, and the supports that are paid under it."""

    instrument: Node
    citations: tuple[Cited, ...]
    supports: tuple[Node, ...]


class OverlapKind(StrEnum):
    """The reason why two supports may be for the same thing.

    They share a subject; or they share a base and are paid per the same kind of thing; or a reading about the
    bar on double support names both.
    """

    SUBJECT = "same-subject"
    BASE = "same-base"
    READING = "same-reading"


@dataclass(frozen=True, slots=True)
class Bar:
    """The rule against double support: its provision, its words, and its readings."""

    provision: str
    words: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stake:
    """A support in an overlap, with the provision and words that put it there.

    ``is_money`` is true where the text states a sum.
    """

    support: Node
    measure: Node
    provision: str
    words: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A common ground of supports, and all supports that share it; ``per`` is the thing paid for, where they
    share a base.
    """

    kind: OverlapKind
    shared: Node
    per: str
    stakes: tuple[Stake, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two supports that may be for the same thing, in the order of the text.

    ``readings`` are the readings bound to both provisions. ``bars`` are the rules against double support.
    Whether a bar covers this pair is a matter of its readings.
    """

    kind: OverlapKind
    shared: Node
    per: str
    first: Stake
    second: Stake
    readings: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def is_money(self) -> bool:
        """Whether the text states a sum for both."""
        return self.first.is_money and self.second.is_money


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that an edit of some words affects, because it uses them, cites them or is bound to them.

    ``provisions`` are the edited ones, those around them and those within. ``acts`` and ``terms`` are the
    kinds of rules on them. ``measures`` are the edited one, or those of the domains that the words define.
    """

    edited: Node
    provisions: tuple[Node, ...]
    acts: tuple[str, ...]
    terms: tuple[str, ...]
    measures: tuple[Node, ...]
    supports: tuple[Node, ...]
    agencies: tuple[Node, ...]
    domains: tuple[Node, ...]
    instruments: tuple[Node, ...]
    readings: tuple[Node, ...]

    @property
    def is_general(self) -> bool:
        """Whether the words state a rule for all measures, such as the bar on cumulation."""
        return bool(self.terms)
