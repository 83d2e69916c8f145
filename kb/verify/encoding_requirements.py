"""What a support asks of a claim, as terms: the mirror of :mod:`kb.assess.requirements`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.assess.ruleset import Ruleset
from kb.facts import IS, OBJECT, SELECTED
from kb.model import Support
from kb.requirements import AllOf, AnyOf, Condition, Earlier, Requirement, When
from kb.verify.encoding_facts import Facts
from kb.verify.encoding_terms import (
    OPEN,
    YES,
    Tri,
    Truth,
    both,
    conj,
    decided,
    disj,
    either,
    eq,
    neg,
)


@dataclass(frozen=True)
class Node:
    """A test with its parts, as a reason of the engine has them.

    ``kind`` is the reason's. A leaf has a ``key`` of its own within the support, and the provision and words
    that ask; ``fact`` is what it rests on.
    """

    kind: str
    test: Tri
    key: str = ""
    provision: str = ""
    words: str = ""
    fact: str = ""
    parts: tuple[Node, ...] = ()

    def waits(self, kinds: Iterable[str], among: bool) -> Truth:
        """Whether it waits for a leaf whose kind is (or, where ``among`` is false, is not) of ``kinds``."""
        if not self.parts:
            return self.test.is_open if (self.kind in kinds) is among else False
        return conj(self.test.is_open, disj(*(part.waits(kinds, among) for part in self.parts)))

    def leaves(self) -> Iterator[Node]:
        """The leaves, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Given:
    """An earlier grant as terms: whether the case has it, and its facts."""

    present: Truth
    facts: Facts

    def is_under(self, support: str) -> Truth:
        """Whether it was given under this support."""
        return conj(self.present, self.facts.is_choice("support", support))


@dataclass(frozen=True)
class Ledger:
    """What was granted before: whether anybody has told, and the grants, of which each may be absent."""

    told: Truth
    entries: tuple[Given, ...]


def same(one: Facts, other: Facts, fact: str) -> Tri:
    """Whether a fact has one value in two places; unknown where either is."""
    mine, theirs = one.get(fact), other.get(fact)
    return decided(conj(mine.known, theirs.known), eq(mine.value, theirs.value))


def encode_requirements(support: Support, rules: Ruleset, facts: Facts, ledger: Ledger) -> tuple[Node, ...]:
    """The tests of a support's subject and requirements, and of those that hold for every support."""
    general = [r for r in support.requirements if not r.subject]
    nodes = [_subject(support, facts, ledger)]
    nodes += (_test(r, support, facts, ledger, f"{n}") for n, r in enumerate((*general, *rules.requirements)))
    if support.needed:
        known, value = facts.get(SELECTED)
        refused = Tri(disj(neg(known), value), conj(known, neg(value)))
        words = support.selection_words
        nodes.append(Node("not-selected", refused, SELECTED, support.provision, words, SELECTED))
    return tuple(nodes)


def holds_all(nodes: Sequence[Node]) -> Tri:
    """Whether all that is asked holds."""
    return both(node.test for node in nodes)


def _subject(support: Support, facts: Facts, ledger: Ledger) -> Node:
    if not support.subjects:
        return Node("anybody", YES, "anybody", support.provision)
    nodes = []
    for subject in support.subjects:
        key = subject.concept.id
        itself = Node("is", facts.is_a(key), f"{IS}:{key}", subject.provision, subject.words, f"{IS}:{key}")
        own = [r for r in support.requirements if r.subject == key]
        asked = tuple(_test(r, support, facts, ledger, f"{key}.{n}") for n, r in enumerate(own))
        parts = (itself, *asked)
        nodes.append(
            Node("all", both(part.test for part in parts), provision=subject.provision, parts=parts)
            if asked
            else itself
        )
    if len(nodes) == 1:
        return nodes[0]
    test = either(node.test for node in nodes)
    return Node("one-subject", test, provision=support.subjects[0].provision, parts=tuple(nodes))


def _test(requirement: Requirement, support: Support, facts: Facts, ledger: Ledger, at: str) -> Node:
    match requirement:
        case When():
            test = _test_value(facts, requirement.fact, requirement.values)
            return _leaf("when", test, requirement, requirement.fact, at)
        case Condition():
            key = requirement.concept.id
            declared = facts.declared(key)
            is_yes_no = declared is not None and declared.type == "yes-no"
            test = decided(*facts.get(key)) if is_yes_no else OPEN
            return _leaf("judged", test, requirement, key, at)
        case Earlier():
            test = _test_earlier(requirement, support, facts, ledger)
            return _leaf("earlier", test, requirement, "ledger", at)
        case AnyOf() | AllOf():
            parts = tuple(
                _test(part, support, facts, ledger, f"{at}.{n}") for n, part in enumerate(requirement.parts)
            )
            joined = either if isinstance(requirement, AnyOf) else both
            return Node(
                "any" if isinstance(requirement, AnyOf) else "all",
                joined(part.test for part in parts),
                key=at,
                parts=parts,
            )


def _leaf(kind: str, test: Tri, asked: When | Condition | Earlier, fact: str, at: str) -> Node:
    return Node(kind, test, f"{at}:{fact}", asked.provision, asked.words, fact)


def _test_value(facts: Facts, fact: str, values: tuple[str, ...]) -> Tri:
    known, value = facts.get(fact)
    declared = facts.declared(fact)
    if declared is not None and declared.type == "yes-no":
        return decided(known, disj(conj(value, "yes" in values), conj(neg(value), "no" in values)))
    indexes = [index for one in values if (index := facts.index(fact, one)) is not None]
    return decided(known, disj(*(eq(value, index) for index in indexes)))


def _test_earlier(requirement: Earlier, support: Support, facts: Facts, ledger: Ledger) -> Tri:
    tests = []
    for entry in ledger.entries:
        known, phase = entry.facts.get("phase")
        index = entry.facts.index("phase", requirement.phase)
        about = decided(known, False if index is None else eq(phase, index))
        one = both((same(facts, entry.facts, OBJECT), about))
        # A grant that is absent, or of another support, says nothing for it.
        mine = entry.is_under(support.id)
        tests.append(Tri(conj(mine, one.holds), disj(neg(mine), one.fails)))
    found = either(tests)
    return Tri(conj(ledger.told, found.holds), conj(ledger.told, found.fails))
