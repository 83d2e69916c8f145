"""What the questions answer: frozen values that name nodes and cite provisions, and hold no graph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.graph.kinds import Graph, NodeKind
from kb.model.words.errors import Language


@dataclass(frozen=True, slots=True)
class Node:
    """Something the graph knows: its kind, its id in the policy and what it is called."""

    kind: NodeKind
    id: str
    label_zh: str
    label_en: str

    def label(self, lang: Language = "zh") -> str:
        """What it is called in ``lang``."""
        return self.label_zh if lang == "zh" else self.label_en


def name_node(graph: Graph, key: str) -> Node:
    """The node under a key. Raises ``KeyError``."""
    data = graph.nodes[key]
    return Node(NodeKind(data["kind"]), data["id"], data["label_zh"], data["label_en"])


@dataclass(frozen=True, slots=True)
class Task:
    """A measure that an agency answers for: under which label, at which place in the list, in which words.

    ``agencies`` is how many the list names; ``reading`` is the id of the ambiguity whether the first one
    leads, where the policy binds it to this measure, or empty.
    """

    measure: Node
    label: str
    rank: int
    words: str
    agencies: int
    reading: str


@dataclass(frozen=True, slots=True)
class AgencyWork:
    """What an agency does: the measures that name it first, and those that name it further on.

    ``reading`` is the id of the ambiguity whether being named first means leading, or empty where the policy
    records none.
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

    ``alone`` tells that its measure belongs to one domain only; ``editorial`` that no words of the text put
    the measure into the domain.
    """

    support: Node
    measure: Node
    provision: str
    quantities: str
    alone: bool
    editorial: bool


@dataclass(frozen=True, slots=True)
class DomainGrants:
    """A domain and every grant of its measures."""

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
    """A place that cites an instrument: what it is called there and what it does."""

    provision: Node
    words: str
    effect: str


@dataclass(frozen=True, slots=True)
class InstrumentCitations:
    """An instrument outside the document, where it is cited, and the supports that are paid by its terms."""

    instrument: Node
    citations: tuple[Cited, ...]
    supports: tuple[Node, ...]


class OverlapKind(StrEnum):
    """Why two supports may be for one thing.

    They share a subject; or are reckoned on the same base, per the same kind of thing; or an ambiguity about
    the bar on being supported twice names both.
    """

    SUBJECT = "same-subject"
    BASE = "same-base"
    READING = "same-reading"


@dataclass(frozen=True, slots=True)
class Bar:
    """The rule against being supported twice: where it stands, its words, and how it can be read."""

    provision: str
    words: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stake:
    """A support in an overlap, the provision that puts it there and the words.

    ``is_money`` tells that the text states a sum.
    """

    support: Node
    measure: Node
    provision: str
    words: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What supports share, and all that share it; ``per`` is the thing paid for where they share a base."""

    kind: OverlapKind
    shared: Node
    per: str
    stakes: tuple[Stake, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two supports that may be for one thing, in the order of the text.

    ``readings`` are the ambiguities bound to both provisions; ``bars`` are the rules against being supported
    twice, which may or may not reach this pair: that is what their readings are about.
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
    """What an edit of some words touches: everything that rests on them, cites them or is bound to them.

    ``provisions`` are the edited ones, those around them and those within; ``acts`` and ``terms`` are the
    kinds of rules written on them; ``measures`` are the one edited, or those of the domains the words define.
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
        """Whether the words state a term that holds for every measure, such as the bar on cumulation."""
        return bool(self.terms)
