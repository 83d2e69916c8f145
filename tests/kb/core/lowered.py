"""The rules of a policy as lowered by the core, with every reading open."""

from __future__ import annotations

from collections.abc import Iterator

from kb import Policy
from kb.core.claim import Program, lower_claim
from kb.core.facts import Facts, Ledger
from kb.core.nodes import Each, Node, Pick
from kb.core.rules import Rules


def programs(policy: Policy) -> Iterator[Program]:
    """The program of each support."""
    rules = Rules(policy)
    for support in policy.supports:
        yield lower_claim(rules, support, Facts(rules, support.per), Ledger(rules))


def told_nodes(program: Program) -> Iterator[Node]:
    """Every node that an explanation may contain, with its parts."""
    told = (*program.asked, *program.dates, *program.level, *program.limits.reasons, *program.arithmetic)
    for node in (*told, program.choosing):
        yield from _told(node)


def kinds_of(node: Node) -> tuple[str, ...]:
    """The kinds of reasons that a node may give."""
    return tuple(kind for _, kind in node.kind.ways) if isinstance(node.kind, Pick) else (node.kind,)


def _told(node: Node | Each) -> Iterator[Node]:
    if isinstance(node, Each):
        for one in node.nodes:
            yield from _told(one)
        return
    for one in (node,) if node.told is None else node.told:
        yield one
        for part in one.parts:
            yield from _told(part)
