"""The outcome of one support for every claim, as terms: status, sums, missing facts and reason.

A reason is one row of a list that is made together with the terms: the first test that refuses the claim, or
that it waits for, with its clause. The query therefore holds small numbers, and each text is stored once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from kb.core.claim import REFUSED, Program, Status, lower_claim
from kb.core.facts import Facts, Ledger
from kb.core.nodes import Each, Node, Pick
from kb.core.rules import Rules
from kb.core.terms import NIL, Term, Truth, conj, disj, eq, ite, lt, neg, plus
from kb.model.facts import LEDGER, SELECTED
from kb.model.policy import Support

STATUSES = tuple(Status)
"""The statuses, by the number that represents each in a query."""

BY_AGENCY = frozenset({"judged", "district", "ranked", "alike"})
"""The kinds of reasons that an agency or a district decides."""

_MOST_BITS = 60
"""The number of bits that one whole number holds."""


class Told(NamedTuple):
    """A reason: its kind, its provision and words, and the fact it depends on."""

    kind: str
    provision: str
    words: str
    fact: str


@dataclass(frozen=True)
class Columns:
    """One support: its columns by name, and the meaning of the numbers in them.

    ``status`` is an index into :data:`STATUSES`. ``low`` and ``high`` are fen. ``bounded`` is true where
    there is an upper bound, ``stated`` where there is a sum at all, and ``sure`` where nothing can refuse it
    any more. ``missing`` and ``judged`` are sets of ``facts`` and ``terms``, one bit for each. ``reason`` is
    an index into ``reasons``. ``other`` is true where the claim is for something else than the support, and
    ``owed`` where the sum is no ceiling.
    """

    support: Support
    columns: Mapping[str, Any]
    facts: tuple[str, ...]
    terms: tuple[str, ...]
    reasons: tuple[Told, ...]

    def name(self, column: str) -> str:
        """The name of a column in the query of its kind of claim."""
        return f"{self.support.id}.{column}"

    @property
    def named(self) -> dict[str, Any]:
        """The columns by their names in the query."""
        return {self.name(key): term for key, term in self.columns.items()}


def columns_of(rules: Rules, kind: str, *, day: Any = None) -> tuple[Columns, ...]:
    """The columns of every support for a kind of claim; ``day``, if given, is the day of all cases."""
    given = {} if day is None else {"day": day}
    facts, ledger = Facts(rules, kind, **given), Ledger(rules, **given)
    supports = (one for one in rules.supports.values() if one.per == kind)
    return tuple(_Making(lower_claim(rules, one, facts, ledger)).columns() for one in supports)


class _Leaf(NamedTuple):
    when: Truth
    told: Told


class _Making:
    """Makes the columns of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def columns(self) -> Columns:
        program = self.program
        missing = _gathered(self._missing())
        judged = _gathered(
            (leaf.when, leaf.told.fact) for leaf in self._waiting if leaf.told.kind in BY_AGENCY
        )
        open_ = neg(disj(*(program.status[one] for one in STATUSES if one in REFUSED)))
        code, reasons = self._reason()
        found: dict[str, Any] = {"status": _chosen((when, n) for n, when in enumerate(self._ways()))}
        found["other"] = program.another
        if program.sum is not None:
            stated = neg(program.unstated)
            found["low"] = ite(open_, program.sum.low, 0)
            found["high"] = ite(open_, program.sum.high, 0)
            found["bounded"] = disj(neg(open_), program.sum.bounded)
            found["stated"] = disj(neg(open_), stated)
        found["missing"] = _mask(open_, missing)
        found["judged"] = _mask(open_, judged)
        if program.sum is not None:
            found["sure"] = self._sure(found["low"], found["missing"])
        found["owed"] = conj(neg(program.another), program.due)
        found["reason"] = code
        found = {key: 0 if value is NIL else value for key, value in found.items()}
        return Columns(program.support, found, tuple(missing), tuple(judged), reasons)

    def _ways(self) -> Iterator[Truth]:
        return (self.program.status[one] for one in STATUSES)

    def _sure(self, low: Any, missing: Any) -> Truth:
        """Whether no missing fact or open decision can refuse the sum."""
        program, status = self.program, self.program.status
        # Earlier grants may still reduce an unknown sum to nothing.
        eligible = conj(status[Status.ELIGIBLE], disj(lt(0, low), eq(missing, 0)))
        rules = program.facts.rules
        needed = disj(*(rules.under(guard) for guard in program.support.needed))
        chosen = disj(neg(needed), program.facts.is_true(SELECTED))
        return disj(eligible, conj(status[Status.BY_REFERENCE], chosen))

    # ---- tests and reasons

    @cached_property
    def _tests(self) -> tuple[Node, ...]:
        program = self.program
        limits = (one for one in program.limits.reasons if isinstance(one, Node))
        return (*program.asked, *program.level, *program.dates, *limits)

    @cached_property
    def _waiting(self) -> tuple[_Leaf, ...]:
        """The leaves that are not decided yet, those of the earlier grants last."""
        own = [leaf for node in self._tests for leaf in _leaves(node, _is_open)]
        return (*own, *self._of_grants("waits"))

    @cached_property
    def _failing(self) -> tuple[_Leaf, ...]:
        own = [leaf for node in self._tests for leaf in _leaves(node, _fails)]
        return (*own, *self._of_grants("fails"))

    @cached_property
    def _grants(self) -> tuple[tuple[str, Told, Truth], ...]:
        """The effects of earlier grants, as bits of one number that is aggregated over all of them."""
        each = [node for one in self.program.limits.reasons if isinstance(one, Each) for node in one.nodes]
        found: dict[tuple[str, Told], Truth] = {}
        for node in each:
            for what, test in (("fails", _fails), ("waits", _is_open), ("holds", _holds)):
                for when, told in _leaves(node, test):
                    key = (what, told)
                    if what != "holds" or told.kind == "higher":
                        found[key] = disj(found.get(key, False), when)
        bits = []
        for start in range(0, len(found), _MOST_BITS):
            some = tuple(found.values())[start : start + _MOST_BITS]
            gathered = Term("bits", "grant0", some)
            bits += [Term("bit", gathered, 1 << n) for n in range(len(some))]
        return tuple((what, told, bit) for (what, told), bit in zip(found, bits, strict=True))

    def _of_grants(self, which: str) -> Iterator[_Leaf]:
        return (_Leaf(bit, told) for what, told, bit in self._grants if what == which)

    def _missing(self) -> Iterator[tuple[Truth, str]]:
        """The facts that would settle something: tests, then facts that narrow the sum, then the
        arithmetic.
        """
        for when, told in self._waiting:
            if told.kind not in BY_AGENCY:
                yield when, told.fact
        yield from self.program.narrows
        # The first arithmetic reason is the sum itself.
        shown: Truth = False
        for node in self.program.arithmetic:
            for when, fact in _words(node.fact, conj(shown, node.shown, node.test.is_open)):
                yield when, fact
            shown = disj(shown, node.shown)

    def _reason(self) -> tuple[Any, tuple[Told, ...]]:
        """The number of the reason for the status, and the reasons by number."""
        program, support = self.program, self.program.support
        status = program.status
        plain = Told("", support.provision, "", "")
        # Where no test fails, the deductions for earlier grants leave nothing.
        topped_up = plain._replace(kind="topped-up", fact=LEDGER)
        referred = plain._replace(kind=str(Status.BY_REFERENCE))
        negotiated = plain._replace(kind=str(Status.CASE_BY_CASE))
        chosen = plain._replace(kind=str(Status.CANDIDATE), words=support.selection_words)
        waiting: dict[bool, list[_Leaf]] = {True: [], False: []}
        for leaf in self._waiting:
            waiting[leaf.told.kind in BY_AGENCY].append(leaf)
        every: tuple[tuple[Truth, Iterable[_Leaf], Told], ...] = (
            (disj(*(status[one] for one in STATUSES if one in REFUSED)), self._failing, topped_up),
            (status[Status.UNDETERMINED], waiting[False], plain),
            (status[Status.JUDGEMENT], waiting[True], plain),
            (status[Status.BY_REFERENCE], self._of_grants("holds"), referred),
            (status[Status.CASE_BY_CASE], (), negotiated),
            (status[Status.CANDIDATE], (), chosen),
        )
        codes: dict[Told, int] = {plain: 0}
        ways = []
        for when, leaves, otherwise in every:
            if when is not False:
                told = [leaf for leaf in (*leaves, _Leaf(True, otherwise)) if leaf.when is not False]
                numbered = [(leaf.when, codes.setdefault(leaf.told, len(codes))) for leaf in told]
                ways.append((when, _chosen(numbered)))
        return _chosen((*ways, (True, 0))), tuple(codes)


def _is_open(node: Node) -> Truth:
    return node.test.is_open


def _fails(node: Node) -> Truth:
    return node.test.fails


def _holds(node: Node) -> Truth:
    return node.test.holds


def _leaves(node: Node, test: Any, when: Truth = True) -> Iterator[_Leaf]:
    """The innermost parts of a reason for which the reason itself and all parts on the way to them hold."""
    for one in (node,) if node.told is None else node.told:
        here = conj(when, one.shown, test(one))
        if here is False:
            continue
        parts = [part for told in one.parts for part in ((told,) if told.told is None else told.told)]
        inner = [(conj(here, part.shown), part) for part in parts]
        for _, part in inner:
            yield from _leaves(part, test, here)
        # A reason is represented by its parts, or by itself where none of them holds.
        by_parts = (part.shown if test is _is_open else conj(part.shown, test(part)) for _, part in inner)
        alone = conj(here, neg(disj(*by_parts)))
        for there, (fact, kind) in _together(one.fact, one.kind, alone):
            for at, (provision, words) in _together(one.provision, one.words, there):
                yield _Leaf(at, Told(kind, provision, words, fact))


def _together(one: Any, other: Any, when: Truth) -> Iterator[tuple[Truth, tuple[str, str]]]:
    """Two words that may depend on the same conditions, in the combinations that can occur."""
    if isinstance(one, Pick) and isinstance(other, Pick):
        left = when
        for condition, value in one.ways:
            here = conj(left, condition)
            sure = next((word for whole, word in other.ways if _holds_in(condition, whole)), None)
            for at, first in _words(value, here):
                for then, second in _words(other if sure is None else sure, at):
                    yield then, (first, second)
            left = conj(left, neg(condition))
        return
    for at, first in _words(one, when):
        for then, second in _words(other, at):
            yield then, (first, second)


def _holds_in(part: Truth, whole: Truth) -> bool:
    """Whether one condition equals another, or is one of its parts."""
    if part is whole or whole is True:
        return True
    if isinstance(part, bool) or isinstance(whole, bool) or whole.op != "or":
        return False
    inner = {id(one) for one in whole.args}
    return id(part) in inner or (part.op == "or" and all(id(one) in inner for one in part.args))


def _words(word: Any, when: Truth) -> Iterator[tuple[Truth, str]]:
    """The possible values of a word, each with its condition."""
    if not isinstance(word, Pick):
        if when is not False:
            yield when, str(word)
        return
    left = when
    for condition, value in word.ways:
        yield from _words(value, conj(left, condition))
        left = conj(left, neg(condition))


def _gathered(items: Iterable[tuple[Truth, str]]) -> dict[str, Truth]:
    """The condition under which each word is meant; empty words are left out."""
    found: dict[str, Truth] = {}
    for when, word in items:
        if word and when is not False:
            found[word] = disj(found.get(word, False), when)
    return found


def _mask(under: Truth, items: Mapping[str, Truth]) -> Any:
    return ite(under, plus(*(ite(when, 1 << n, 0) for n, when in enumerate(items.values()))), 0)


def _chosen(ways: Iterable[tuple[Truth, int]]) -> Any:
    """The number of the first way that holds."""
    every = list(ways)
    found: Any = every[-1][1]
    for when, number in reversed(every):
        found = ite(when, number, found)
    return found
