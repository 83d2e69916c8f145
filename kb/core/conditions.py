"""Lowering of requirements: the subject of a support, its requirements, and those of all supports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kb.core.facts import Facts, Ledger, same
from kb.core.nodes import Node, pick, some
from kb.core.rules import Rules
from kb.core.terms import (
    OPEN,
    YES,
    Tri,
    Truth,
    asked_only,
    both,
    conj,
    decided,
    disj,
    either,
    le,
    lt,
    neg,
    offered_only,
)
from kb.model.facts import IS, LEDGER, OBJECT, PHASE, SELECTED, SUPPORT
from kb.model.policy import Quoted, Support
from kb.model.requirements import AllOf, AnyOf, Compare, Condition, Earlier, Requirement, When


def lower_requirements(support: Support, rules: Rules, facts: Facts, ledger: Ledger) -> tuple[Node, ...]:
    """The tests of a support's subject and requirements, and of the requirements of all supports."""
    asked = _Asked(support, rules, facts, ledger)
    general = [one for one in support.requirements if not one.subject]
    nodes = [asked.subject()]
    nodes += (asked.test(one, str(n)) for n, one in enumerate((*general, *rules.requirements)))
    needed = disj(*(rules.under(guard) for guard in support.needed))
    if needed is not False:
        known, value = facts.get(SELECTED)
        refused = conj(needed, known, neg(value))
        nodes.append(
            Node(
                "not-selected",
                Tri(neg(refused), refused),
                support.provision,
                support.selection_words,
                SELECTED,
                key=SELECTED,
                shown=refused,
            )
        )
    return tuple(nodes)


def lower_subject(support: Support, rules: Rules, facts: Facts, ledger: Ledger) -> Node:
    """Whether the claim has one of the subjects of a support and meets the requirements of that subject."""
    return _Asked(support, rules, facts, ledger).subject()


def is_another(subject: Node) -> Truth:
    """Whether a claim certainly has none of the subjects, so that nothing else is asked of it."""
    told = subject.told or ()
    return disj(*(node.shown for node in told if node.kind == "subject"))


def holds_all(nodes: Sequence[Node]) -> Tri:
    """Whether all requirements hold."""
    return both(node.test for node in nodes)


def lower_test(
    requirement: Requirement,
    rules: Rules,
    facts: Facts,
    at: str,
    earlier: Callable[[Earlier], Tri] = lambda _: OPEN,
) -> Node:
    """One requirement, which applies only under the readings of its guard.

    ``at`` is the prefix of the keys of its leaves; ``earlier`` lowers a requirement of an earlier grant.
    """
    under = rules.under(requirement.under)
    match requirement:
        case When():
            test = facts.is_one_of(requirement.fact, requirement.values)
            asked = {"value": facts.say(requirement.fact), "values": requirement.values}
            return _leaf("when", under, test, requirement, requirement.fact, at, asked)
        case Compare():
            return _compare(requirement, under, rules, facts, at)
        case Condition():
            key = requirement.concept.id
            declared = facts.declared(key)
            is_truth = declared is not None and declared.sort == "truth"
            test = decided(*facts.get(key)) if is_truth else OPEN
            return _leaf("judged", under, test, requirement, key, at, {})
        case Earlier():
            values = {"phase": requirement.phase}
            return _leaf("earlier", under, earlier(requirement), requirement, LEDGER, at, values)
        case AnyOf() | AllOf():
            is_any = isinstance(requirement, AnyOf)
            parts = tuple(
                lower_test(part, rules, facts, f"{at}.{n}", earlier)
                for n, part in enumerate(requirement.parts)
            )
            tests = [
                (offered_only if is_any else asked_only)(rules.under(one.under), part.test)
                for one, part in zip(requirement.parts, parts, strict=True)
            ]
            test = asked_only(under, either(tests) if is_any else both(tests))
            return Node("any" if is_any else "all", test, key=at, parts=parts, shown=under)


def _compare(asked: Compare, under: Truth, rules: Rules, facts: Facts, at: str) -> Node:
    """The comparison of a number with one of the text, with the bound that the readings give."""
    known, value = facts.get(asked.fact)
    limit, ways = asked.limit.steps, rules.first(asked.bounds)
    lies = {
        "at-least": le(limit, value),
        "more-than": lt(limit, value),
        "at-most": le(value, limit),
        "less-than": lt(value, limit),
    }
    test = decided(known, disj(*(conj(when, lies[bound]) for bound, when in ways)))
    values = {
        "value": facts.say(asked.fact),
        "bound": pick(*((when, bound) for bound, when in ways)),
        "limit": asked.limit.value,
    }
    return _leaf("compare", under, test, asked, asked.fact, at, values)


class _Asked:
    """Lowers the requirements of one support for one claim."""

    def __init__(self, support: Support, rules: Rules, facts: Facts, ledger: Ledger) -> None:
        self.support, self.rules, self.facts, self.ledger = support, rules, facts, ledger

    def subject(self) -> Node:
        """Whether the claim has one of the subjects and meets the requirements of that subject."""
        under = [(self.rules.under(one.under), one) for one in self.support.subjects]
        subjects = [(when, one) for when, one in under if when is not False]
        anybody = conj(*(neg(when) for when, _ in subjects))
        free = Node("anybody", YES, self.support.provision, key="anybody", shown=anybody)
        if anybody is True:
            return free
        nodes = [self._one(one) for _, one in subjects]
        tests = [offered_only(when, node.test) for (when, _), node in zip(subjects, nodes, strict=True)]
        test = either(tests)
        told = self._tell_subject(subjects, nodes, test)
        if anybody is False and len(nodes) == 1:
            return replace(nodes[0], told=told)
        test = Tri(disj(anybody, test.holds), conj(neg(anybody), test.fails))
        first = subjects[0][1].provision
        told = (free, *told) if anybody is not False else told
        # A subject that holds under no reading is not awaited.
        parts = tuple(replace(node, test=one) for node, one in zip(nodes, tests, strict=True))
        return Node("one-subject", test, first, parts=parts, told=told)

    def _tell_subject(
        self, subjects: Sequence[tuple[Truth, Quoted]], nodes: Sequence[Node], test: Tri
    ) -> tuple[Node, ...]:
        """The reason about the subject: the only possible one, all possible ones, or that there is none."""
        itself = [self.facts.is_a(one.concept.id) for _, one in subjects]
        may_be = [conj(when, neg(it.fails)) for (when, _), it in zip(subjects, itself, strict=True)]
        provision = pick(*((when, one.provision) for when, one in subjects))
        words = pick(*((when, one.words) for when, one in subjects))
        names = {"subjects": some((when, one.concept.id) for when, one in subjects)}
        none = conj(disj(*(when for when, _ in subjects)), *(neg(one) for one in may_be))
        told = [Node("subject", Tri(False, True), provision, words, IS, names, shown=none)]
        alone = []
        for n, node in enumerate(nodes):
            others = disj(*(one for k, one in enumerate(may_be) if k != n))
            for plain in (one for one in node.told or (node,) if one.kind == "is"):
                lone = conj(may_be[n], neg(others), plain.shown)
                alone.append(lone)
                told.append(replace(plain, shown=lone))
        parts = tuple(
            replace(one, shown=conj(may, one.shown))
            for node, may in zip(nodes, may_be, strict=True)
            for one in node.told or (node,)
        )
        several = conj(disj(*may_be), *(neg(one) for one in alone))
        told.append(Node("one-subject", test, provision, words, IS, names, parts, shown=several))
        return tuple(node for node in told if node.shown is not False)

    def _one(self, subject: Quoted) -> Node:
        """Whether the claim has one subject, and meets the requirements of that subject alone."""
        key = subject.concept.id
        provision, words = subject.provision, subject.words
        values = {"subjects": (key,)}
        itself = Node("is", self.facts.is_a(key), provision, words, IS, values, key=f"{IS}:{key}")
        own = [one for one in self.support.requirements if one.subject == key]
        asked = disj(*(self.rules.under(one.under) for one in own))
        if asked is False:
            return itself
        parts = (itself, *(self.test(one, f"{key}.{n}") for n, one in enumerate(own)))
        every = Node("all", both(part.test for part in parts), provision, words, parts=parts, shown=asked)
        if asked is True:
            return every
        return replace(every, told=(replace(itself, shown=neg(asked)), every))

    def test(self, requirement: Requirement, at: str) -> Node:
        """One requirement, which applies only under the readings of its guard."""
        return lower_test(requirement, self.rules, self.facts, at, self._earlier)

    def _earlier(self, requirement: Earlier) -> Tri:
        """Whether the ledger contains a grant to the same object in the phase."""

        def one(entry: Facts) -> Tri:
            # A grant under another support proves nothing here.
            mine = entry.is_choice(SUPPORT, self.support.id)
            about = both((same(self.facts, entry, OBJECT), entry.is_one_of(PHASE, (requirement.phase,))))
            return offered_only(mine, about)

        holds = self.ledger.any(lambda entry: one(entry).holds)
        fails = self.ledger.all(lambda entry: one(entry).fails)
        return Tri(conj(self.ledger.told, holds), conj(self.ledger.told, fails))


def _leaf(
    kind: str,
    under: Truth,
    test: Tri,
    asked: When | Compare | Condition | Earlier,
    fact: str,
    at: str,
    values: Mapping[str, object],
) -> Node:
    test = asked_only(under, test)
    return Node(kind, test, asked.provision, asked.words, fact, values, key=f"{at}:{fact}", shown=under)
