"""Common questions about a policy, each answered by columns of items and lines between them.

An answer is the content of a picture or a table. It contains no graph, no coordinates and no colours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kb.graph.answers import Node, name_node
from kb.graph.kinds import EdgeKind, Graph, NodeKind, follow, follow_back, node_key, nodes_of
from kb.graph.overlaps import find_overlaps
from kb.graph.queries import list_citations, list_grants


class Question(StrEnum):
    """A question: which agency is responsible, which supports exclude each other, where the money is, and so
    on.
    """

    AGENCIES = "agencies"
    TOGETHER = "together"
    MONEY = "money"
    TOP_UPS = "top-ups"
    INSTRUMENTS = "instruments"


class Way(StrEnum):
    """The relation between the two ends of a line.

    ``for``: the measure is for the thing. ``first``, ``further``: the measure names the agency first, or
    further on. ``once``: only one of the two supports is paid for the same thing. ``prefers``: the left one
    takes precedence. ``stacks``: both are paid. ``open``: both may be for the same thing, and no rule states
    the consequence. ``stated``, ``editorial``: the text, or only its editors, put the grant into the domain.
    ``tops-up``: the right one pays what the left one does not cover. ``cites``: the measure cites the
    instrument.
    """

    FOR = "for"
    FIRST = "first"
    FURTHER = "further"
    ONCE = "once"
    PREFERS = "prefers"
    STACKS = "stacks"
    OPEN = "open"
    STATED = "stated"
    EDITORIAL = "editorial"
    TOPS_UP = "tops-up"
    CITES = "cites"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a column: its node, its measure where it has one, and the quantities it states."""

    node: Node
    measure: Node | None = None
    quantities: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line from an item of a column to one of the next column, by their positions from 0.

    ``provision`` and ``words`` are its basis, ``readings`` the readings that it depends on; any may be empty.
    ``effect`` is the effect of a cited instrument.
    """

    column: int
    source: int
    target: int
    way: Way
    provision: str = ""
    words: str = ""
    readings: tuple[str, ...] = ()
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of a question, in the order of the policy, and the lines between neighbouring columns."""

    question: Question
    columns: tuple[tuple[Item, ...], ...]
    lines: tuple[Line, ...]

    def related(self) -> dict[tuple[int, int], frozenset[tuple[int, int]]]:
        """For each item, by its column and position: the items connected with it, on its left and on its
        right, and the item itself.
        """
        left: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
        right: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
        for line in self.lines:
            source, target = (line.column, line.source), (line.column + 1, line.target)
            left[target].add(source)
            right[source].add(target)
        items = [(column, n) for column, those in enumerate(self.columns) for n in range(len(those))]
        return {one: frozenset({one} | _reached(one, left) | _reached(one, right)) for one in items}

    @property
    def collapsed(self) -> Answer:
        """The answer with only its first and last column. A line then stands for a path through the
        middle.
        """
        if len(self.columns) == 2:
            return self
        lines = {
            (first.source, last.target, last.way): Line(
                0, first.source, last.target, last.way, last.provision, last.words, last.readings
            )
            for first in self.lines
            if first.column == 0
            for last in self.lines
            if last.column == 1 and last.source == first.target
        }
        ends = {(source, target) for source, target, way in lines if way is Way.FIRST}
        kept = [
            line
            for (source, target, way), line in lines.items()
            if way is not Way.FURTHER or (source, target) not in ends
        ]
        return Answer(self.question, (self.columns[0], self.columns[-1]), tuple(kept))


def _reached(
    start: tuple[int, int], beside: dict[tuple[int, int], set[tuple[int, int]]]
) -> set[tuple[int, int]]:
    """The items that are reached from one by any number of steps."""
    found: set[tuple[int, int]] = set()
    reached = {start}
    while reached:
        reached = {there for one in reached for there in beside.get(one, ())}
        found |= reached
    return found


def answer_question(graph: Graph, question: Question) -> Answer:
    """The answer of a policy's graph to a question."""
    return _ANSWERS[question](graph)


class _Columns:
    """The columns of an answer while they are being filled. Each item occurs once in its column."""

    def __init__(self, question: Question, count: int) -> None:
        self.question = question
        self.places: list[dict[str, int]] = [{} for _ in range(count)]
        self.items: list[list[Item]] = [[] for _ in range(count)]
        self.lines: list[Line] = []

    def place(self, column: int, key: str, item: Item) -> int:
        """The position of an item in a column; a new item is added."""
        if key not in self.places[column]:
            self.places[column][key] = len(self.items[column])
            self.items[column].append(item)
        return self.places[column][key]

    def answer(self) -> Answer:
        """The finished answer."""
        return Answer(self.question, tuple(map(tuple, self.items)), tuple(dict.fromkeys(self.lines)))


def _agencies(graph: Graph) -> Answer:
    """Lines from subjects to their measures, and from those to the responsible agencies.

    Subjects that only another reading than the default gives are left out: their claims would be refused.
    """
    columns = _Columns(Question.AGENCIES, 3)
    for measure in nodes_of(graph, NodeKind.MEASURE):
        middle = columns.place(1, measure, Item(name_node(graph, measure)))
        for agency, duty in follow(graph, measure, EdgeKind.RESPONSIBLE):
            right = columns.place(2, agency, Item(name_node(graph, agency)))
            way = Way.FIRST if duty["rank"] == 1 else Way.FURTHER
            columns.lines.append(Line(1, middle, right, way, graph.nodes[measure]["id"], duty["words"]))
    for support in nodes_of(graph, NodeKind.SUPPORT):
        middle = columns.places[1][node_key(NodeKind.MEASURE, graph.nodes[support]["measure"])]
        for subject, data in follow(graph, support, EdgeKind.CONCERNS):
            if not data["used"]:
                continue
            left = columns.place(0, subject, Item(name_node(graph, subject)))
            line = Line(0, left, middle, Way.FOR)
            if line not in columns.lines:
                columns.lines.append(line)
    return columns.answer()


def _together(graph: Graph) -> Answer:
    """Supports that may be for the same thing; each pair is listed from both sides."""
    columns = _Columns(Question.TOGETHER, 2)
    ruled: set[frozenset[str]] = set()
    found: list[tuple[str, str, Way, str, str, tuple[str, ...]]] = []
    for one, other, data in _meetings(graph):
        if data["then"] not in (Way.ONCE, Way.PREFERS, Way.STACKS) or one == other:
            continue
        ruled.add(frozenset((one, other)))
        readings = tuple(data.get("readings", "").split())
        found.append((one, other, Way(data["then"]), data["provision"], data["words"], readings))
    for overlap in find_overlaps(graph):
        pair = [node_key(NodeKind.SUPPORT, stake.support.id) for stake in (overlap.first, overlap.second)]
        if overlap.is_money and frozenset(pair) not in ruled and not _is_topped_up(graph, *pair):
            ruled.add(frozenset(pair))
            bar = overlap.bars[0] if overlap.bars else None
            provision, words = (bar.provision, bar.words) if bar else ("", "")
            found.append((pair[0], pair[1], Way.OPEN, provision, words, bar.readings[:1] if bar else ()))
    met = {key for one, other, *_ in found for key in (one, other)}
    for support in nodes_of(graph, NodeKind.SUPPORT):
        if support in met:
            for column in (0, 1):
                columns.place(column, support, _support(graph, support))
    for one, other, way, provision, words, readings in found:
        both = [(one, other)] if way is Way.PREFERS else [(one, other), (other, one)]
        for left, right in both:
            places = columns.places[0][left], columns.places[1][right]
            columns.lines.append(Line(0, *places, way, provision, words, readings))
    return columns.answer()


def _money(graph: Graph) -> Answer:
    """Domains, and the grants with a stated sum of their measures."""
    columns = _Columns(Question.MONEY, 2)
    for answer in list_grants(graph):
        left = columns.place(0, answer.domain.id, Item(answer.domain))
        for grant in answer.grants:
            key = node_key(NodeKind.SUPPORT, grant.support.id)
            right = columns.place(1, key, _support(graph, key))
            way = Way.EDITORIAL if grant.editorial else Way.STATED
            columns.lines.append(Line(0, left, right, way, grant.provision, grant.quantities))
    return columns.answer()


def _top_ups(graph: Graph) -> Answer:
    """Pairs of supports in which one pays what the other, of a lower level, does not cover."""
    columns = _Columns(Question.TOP_UPS, 2)
    for one, other, data in _meetings(graph):
        if data["then"] == "topped-up":
            left = columns.place(0, one, _support(graph, one))
            right = columns.place(1, other, _support(graph, other))
            readings = tuple(data.get("readings", "").split())
            columns.lines.append(
                Line(0, left, right, Way.TOPS_UP, data["provision"], data["words"], readings)
            )
    return columns.answer()


def _instruments(graph: Graph) -> Answer:
    """Measures and parts of the text, and the outside instruments that they cite."""
    columns = _Columns(Question.INSTRUMENTS, 2)
    cited = [(answer.instrument, place) for answer in list_citations(graph) for place in answer.citations]
    parts = {place.provision.id: _part_of(graph, place.provision) for _, place in cited}
    order = {key: at for at, key in enumerate(graph)}
    for part in sorted(set(parts.values()), key=order.__getitem__):
        columns.place(0, part, Item(name_node(graph, part)))
    for instrument, place in cited:
        left = columns.places[0][parts[place.provision.id]]
        right = columns.place(1, instrument.id, Item(instrument))
        columns.lines.append(
            Line(0, left, right, Way.CITES, place.provision.id, place.words, (), place.effect)
        )
    return columns.answer()


_ANSWERS: dict[Question, Callable[[Graph], Answer]] = {
    Question.AGENCIES: _agencies,
    Question.TOGETHER: _together,
    Question.MONEY: _money,
    Question.TOP_UPS: _top_ups,
    Question.INSTRUMENTS: _instruments,
}


def _support(graph: Graph, key: str) -> Item:
    data = graph.nodes[key]
    measure = name_node(graph, node_key(NodeKind.MEASURE, data["measure"]))
    return Item(name_node(graph, key), measure, data.get("quantities", ""))


def _meetings(graph: Graph) -> Iterable[tuple[str, str, dict[str, str]]]:
    """The supports that a rule on overlap is about, with the content of the rule."""
    for support in nodes_of(graph, NodeKind.SUPPORT):
        for other, data in follow(graph, support, EdgeKind.MEETS):
            yield support, other, data


def _is_topped_up(graph: Graph, one: str, other: str) -> bool:
    """Whether a rule states of two supports that one tops up the other."""
    pairs = ((one, other), (other, one))
    return any(
        target == right and data["then"] == "topped-up"
        for left, right in pairs
        for target, data in follow(graph, left, EdgeKind.MEETS)
    )


def _part_of(graph: Graph, provision: Node) -> str:
    """The key of the measure or section that a provision stands in."""
    key = node_key(provision.kind, provision.id)
    while provision.kind is NodeKind.PROVISION:
        edges = (EdgeKind.HAS_PROVISION, EdgeKind.HAS_CLAUSE)
        key = next(source for edge in edges for source, _ in follow_back(graph, key, edge))
        provision = name_node(graph, key)
    return key
