"""Programs as queries over tables: terms arranged in columns, each of which uses only columns before it.

The claims, the earlier grants and the pairs of both are relations. A fold over the earlier grants joins a
relation with the grants and aggregates the results for each row. A fold within a fold joins the pairs once
more. Code that uses a plan only has to write one term as one expression of its language, and the joins.

Only the columns of the tables may be null. An unknown fact gets a placeholder value, and every test first
asks whether the fact is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from kb.core.lookups import EVERY, find_lookup, is_fact
from kb.core.terms import Term, among, disj, eq, ite, neg
from kb.model.fact_types import sort_of
from kb.model.facts import SUPPORT

FOLDS = ("any", "sum", "most", "first", "bits")
"""The operations over all earlier grants.

``bits`` occurs only in plans: a whole number with one bit for each condition that holds for some grant.
"""

GRANT_PLACES = ("grant0", "grant1", "grant2", "grant3")
"""The names that folds bind grants to, from the outermost fold inwards."""

_DEEPEST = 12
"""The greatest depth of a nested expression. A deeper part becomes a column."""

_MOST_AGAIN = 8
"""The greatest number of operations that are written again in order to save a column. An engine spends longer
on planning another column than on computing so few operations twice.
"""

_GIVEN = frozenset({"told", "day", "claim"})
"""The operations whose terms are columns from the start."""

_CLAIM = frozenset({""})
"""The places of a term about the claim alone."""

_LEAVES = _GIVEN | {"known", "value", "column"}


@dataclass(frozen=True)
class Input:
    """A fact of a ``place`` that a plan reads: its key and its type."""

    place: str
    key: str
    type: str


@dataclass(frozen=True)
class Fold:
    """An aggregation over the grants of a row: the column, the operation, and the term for each grant."""

    name: str
    op: str
    body: Any


@dataclass(frozen=True)
class Layer:
    """Columns that only use columns of earlier layers: by name, the term of each."""

    columns: Mapping[str, Any]


@dataclass(frozen=True)
class Join:
    """One join of a relation with the grants, which are bound to ``place``.

    ``facts`` are the facts of the grants that are read. Pairs that do not satisfy ``only`` affect no fold and
    are left out. ``steps`` are columns of the others and joins within them, and ``folds`` are the
    aggregations for each row of the relation.
    """

    place: str
    facts: tuple[str, ...]
    only: Any
    steps: tuple[Layer | Join, ...]
    folds: tuple[Fold, ...]


@dataclass(frozen=True)
class Plan:
    """The computation for each claim: the steps in order, and the terms of the resulting columns.

    Nothing is computed for claims that do not satisfy ``only``, which uses facts alone.
    """

    inputs: tuple[Input, ...]
    steps: tuple[Layer | Join, ...]
    outputs: Mapping[str, Any]
    only: Any = True


def make_plan(roots: Mapping[str, Any], only: Any = True) -> Plan:
    """The plan of some terms, by the names of the resulting columns; constants stay constants."""
    return _Planner(roots, only).plan()


def column(name: str, term: Term) -> Term:
    """A column that holds the value of a term."""
    return Term("column", name, is_whole(term))


def is_whole(number: Any) -> bool:
    """Whether a number is certainly not negative, as far as this is easy to see."""
    if not isinstance(number, Term):
        return isinstance(number, int) and number >= 0
    op, args = number.op, number.args
    match op:
        case "value":
            return sort_of(args[2]) == "number"
        case "column":
            return bool(args[1])
        case "most" | "bits":
            return True
        case "sum":
            return is_whole(args[1])
        case "ite":
            return all(map(is_whole, args[1:]))
        case "add" | "mul" | "div" | "split" | "min":
            return all(map(is_whole, args))
        case "max":
            return any(map(is_whole, args))
    return False


def children(term: Term) -> Iterator[Term]:
    """The operands of a term."""
    for arg in term.args:
        if isinstance(arg, Term):
            yield arg
        elif isinstance(arg, tuple):
            yield from (one for one in arg if isinstance(one, Term))


def columns_of(value: Any) -> set[str]:
    """The names of the columns that terms, layers, joins or folds read, facts included."""
    found: set[str] = set()
    seen: set[int] = set()

    def visit(one: Any) -> None:
        match one:
            case Term(op="column"):
                found.add(one.args[0])
            case Term(op="told" | "day" | "claim"):
                found.add(one.op)
            case Term(op="known" | "value"):
                found.add(one.args[1])
            case Term():
                if id(one) not in seen:
                    seen.add(id(one))
                    for arg in one.args:
                        visit(arg)
            case tuple():
                for part in one:
                    visit(part)
            case Layer():
                visit(tuple(one.columns.values()))
            case Fold():
                visit(one.body)
            case Join():
                made = made_by((*one.steps, one)) | set(one.facts)
                found.update(columns_of((one.only, *one.steps, *one.folds)) - made)

    visit(value)
    return found


def made_by(steps: Iterable[Layer | Join]) -> set[str]:
    """The names of the columns that some steps define."""
    found: set[str] = set()
    for step in steps:
        if isinstance(step, Layer):
            found |= set(step.columns)
        else:
            found |= {fold.name for fold in step.folds}
    return found


def needed_by(steps: Sequence[Layer | Join], wanted: Set[str], joined: Iterable[str]) -> list[set[str]]:
    """The columns that a relation must have before each of some steps, in order.

    The columns ``wanted`` are needed after the last step, and those by which relations are ``joined`` before
    every join.
    """
    found = []
    left = set(wanted)
    for step in reversed(steps):
        left = (left - made_by((step,))) | columns_of(step)
        if isinstance(step, Join):
            left.update(joined)
        found.append(left)
    return found[::-1]


def linear(part: Any) -> tuple[int, int, Any]:
    """A number as a constant and a multiple of another number; ``None`` where it has no such form."""
    constant, rest = 0, part
    if isinstance(rest, Term) and rest.op == "add" and len(rest.args) == 2 and isinstance(rest.args[1], int):
        rest, constant = rest.args
    if isinstance(rest, Term) and rest.op == "mul" and isinstance(rest.args[0], int):
        return constant, rest.args[0], rest.args[1]
    return 0, 1, None


@dataclass
class _Row:
    """A relation during planning: the grants in its rows, and the columns that it has so far."""

    places: tuple[str, ...]
    steps: list[Layer | Join] = field(default_factory=list)
    done: set[int] = field(default_factory=set)


class _Planner:
    """Numbers terms by their structure, and gives each term that is used more than once a column."""

    def __init__(self, roots: Mapping[str, Any], only: Any) -> None:
        self._plain_of: dict[int, Any] = {}
        self._visiting: dict[object, dict[int, Any]] = {}
        self._kept: list[Any] = []
        self._by_key: dict[object, Term] = {}
        self._inside: dict[int, tuple[Term, ...]] = {}
        self._numbers: dict[int, int] = {}
        self.terms: list[Term] = []
        self.free: list[frozenset[str]] = []
        self.parts: list[tuple[int, ...]] = []
        self.uses: dict[int, int] = defaultdict(int)
        self._names: dict[int, str] = {}
        self._refs: dict[int, Term] = {}
        self._depths: dict[int, int] = {}
        self._weights: dict[int, int] = {}
        self._excluded: frozenset[int] = frozenset()
        self._allowed: frozenset[int] = frozenset()
        self.only = self._plain(only)
        self._assume_only()
        self.roots = {name: self._plain(root) for name, root in roots.items()}

    # ---- numbering

    def number(self, term: Term) -> int:
        """The number of a canonical term."""
        return self._numbers[id(term)]

    def _plain(self, value: Any) -> Any:
        """The canonical term, which all terms share that are easily seen to be equivalent, or a constant."""
        if isinstance(value, Term):
            if id(value) in self._numbers:
                return value
            key = id(value)
            if key not in self._plain_of:
                self._plain_of[key] = self._made_plain(value)
                # A term that were released could leave its id to another one.
                self._kept.append(value)
            return self._plain_of[key]
        return tuple(map(self._plain, value)) if isinstance(value, tuple) else value

    def _made_plain(self, term: Term) -> Any:
        if term.op in FOLDS:
            return self._bound(term)
        args = tuple(map(self._plain, term.args))
        match term.op:
            case "and" | "or":
                return self._joined(term.op, args)
            case "not":
                return self._not(args[0])
            case "ite" if args[0] is not term.args[0] or args[1:] != term.args[1:]:
                found = ite(*args)
                if isinstance(found, Term) and found.op == "ite":
                    return self._interned("ite", *found.args)
                return self._plain(found)
            case "eq" | "in" if self._is_choice_among_constants(args[0]) and not isinstance(args[1], Term):
                compare = eq if term.op == "eq" else among
                condition, *ways = args[0].args
                return self._plain(ite(condition, *(compare(way, args[1]) for way in ways)))
        return self._interned(term.op, *args)

    def _is_choice_among_constants(self, value: Any) -> bool:
        """Whether a value is one of two, of which one at least is a constant."""
        is_choice = isinstance(value, Term) and value.op == "ite"
        return is_choice and not all(isinstance(way, Term) for way in value.args[1:])

    def _interned(self, op: str, *args: Any) -> Term:
        """The canonical term of an operation on canonical terms."""
        key = (op, *map(_key_of, args))
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = Term(op, *args)
            self._numbers[id(found)] = len(self.terms)
            self.terms.append(found)
            self.parts.append(tuple(self._numbers[id(one)] for one in children(found)))
            self.free.append(self._free_of(found))
            if op in ("and", "or"):
                self._inside[id(found)] = tuple(one for arg in args for one in self._parts(op, arg))
        return found

    def _parts(self, op: str, term: Term) -> tuple[Term, ...]:
        """The parts of a conjunction or disjunction, nested ones included."""
        return self._inside[id(term)] if term.op == op else (term,)

    def _free_of(self, term: Term) -> frozenset[str]:
        """The places that a term uses: the claim (empty) and the grants that folds around it bind."""
        if term.op in ("known", "value"):
            return frozenset((term.args[0],))
        if term.op in _GIVEN:
            return _CLAIM
        parts = {self.free[part] for part in self.parts[-1]}
        found = parts.pop() if len(parts) == 1 else frozenset[str]().union(*parts)
        # A fold over the grants of a claim belongs to the claim, even if it uses nothing else of it.
        return (found - {term.args[0]}) | _CLAIM if term.op in FOLDS else found

    def _bound(self, fold: Term) -> Any:
        """A fold bound to the first free place, so that equal folds look equal.

        Its last argument is the condition of the grants that it has to visit, and it is simplified by this.
        """
        place, body, *rest = fold.args
        if len(fold.args) == (3 if fold.op == "first" else 2):
            only, body = self._visited(place, body)
            rest.append(only)
        body, *rest = map(self._plain, (body, *rest))
        if fold.op == "any" and body is False:
            return False
        parts = (self.free[self._numbers[id(one)]] for one in _parts_of(body) if isinstance(one, Term))
        outer = frozenset[str]().union(*parts) - {"", place}
        wanted = GRANT_PLACES[len(outer)]
        if place != wanted:
            body, *rest = (self._plain(_rebound(one, place, wanted)) for one in (body, *rest))
        return self._interned(fold.op, wanted, body, *rest)

    def _visited(self, place: str, body: Any) -> tuple[Any, Any]:
        """The condition of the grants that a fold has to visit, and its body where that condition holds."""
        lookup = find_lookup(Term("any", place, body))
        if lookup == EVERY:
            return True, body
        known, fact = (Term(op, place, lookup.by, "name") for op in ("known", "value"))
        equal = eq(fact, lookup.value)
        # A visited grant that states its thing states the one that is looked up.
        is_equal, only = (True, equal) if lookup.by == SUPPORT else (known, disj(neg(known), equal))

        def settled(term: Term) -> Any:
            is_asked = term.op == "eq" and lookup.value in term.args
            is_asked = is_asked and any(is_fact(one, place, lookup.by) for one in term.args)
            return is_equal if is_asked else term

        return only, _replace(body, settled, self._visiting.setdefault((place, lookup), {}))

    # ---- truths

    def _assume_only(self) -> None:
        """Let all further terms be simplified by the fact that the condition of the plan holds."""
        if isinstance(self.only, Term):
            excluded = self._parts("and", self._not(self.only))
            self._excluded = frozenset(map(id, excluded))
            self._allowed = frozenset(id(self._not(part)) for part in excluded)
            self._plain_of.clear()

    def _not(self, part: Any) -> Any:
        if isinstance(part, bool):
            return not part
        return part.args[0] if part.op == "not" else self._interned("not", part)

    def _joined(self, op: str, args: Iterable[Any]) -> Any:
        """A simplified conjunction or disjunction. Parts of the same relation are grouped, so that they are
        computed there.
        """
        parts: dict[int, Term] = {}
        for arg in args:
            if arg is (op == "or"):
                return arg
            if not isinstance(arg, bool):
                parts.update((id(part), part) for part in self._parts(op, arg))
        left = self._settled(op, parts) if parts else op == "and"
        if isinstance(left, bool):
            return left
        groups: dict[frozenset[str], list[Term]] = defaultdict(list)
        for part in left:
            groups[self.free[self._numbers[id(part)]]].append(part)
        return self._chained(op, [self._chained(op, one) for one in groups.values()])

    def _settled(self, op: str, parts: Mapping[int, Term]) -> bool | list[Term]:
        """The parts that the others do not make redundant, or the constant value of all of them.

        A conjunction with a part and its negation is false. A disjunction within it is redundant if one of
        its parts is a part of the conjunction as well, and the negation of such a part is left out of the
        disjunction. The dual rules hold for a disjunction.
        """
        never = self._excluded if op == "and" else self._allowed
        if never and never <= parts.keys():
            return op == "or"
        if len(parts) == 1:
            return list(parts.values())
        other = "or" if op == "and" else "and"
        refuted = {id(one.args[0]) for one in parts.values() if one.op == "not"}
        if not refuted.isdisjoint(parts):
            return op == "or"
        sure = {_says_known(op, one) for one in parts.values()} - {None}
        asked = {_asks_known(other, one) for one in parts.values()} - {None}
        found: dict[int, Term] = {}
        for part in parts.values():
            if _asks_known(op, part) in sure or _says_known(other, part) in asked:
                continue
            if part.op == "not" and part.args[0].op == other:
                if any(id(one) in parts for one in self._parts(other, part.args[0])):
                    return op == "or"
            elif part.op == "not" and self._is_refuted(op, part, parts):
                return op == "or"
            elif part.op == other:
                inside = self._parts(other, part)
                if any(id(one) in parts for one in inside):
                    continue
                left = [
                    one for one in inside if id(one) not in refuted and not self._is_refuted(op, one, parts)
                ]
                if not left:
                    return op == "or"
                if len(left) == 1:
                    found.update((id(one), one) for one in self._parts(op, left[0]))
                    continue
            found[id(part)] = part
        found = self._merged(op, other, found)
        return list(found.values()) if found.keys() == parts.keys() else self._settled(op, found)

    def _is_refuted(self, op: str, part: Term, parts: Mapping[int, Term]) -> bool:
        """Whether a part is the negation of one or several of the parts together."""
        return part.op == "not" and all(id(one) in parts for one in self._parts(op, part.args[0]))

    def _merged(self, op: str, other: str, parts: dict[int, Term]) -> dict[int, Term]:
        """The parts. Two that differ only in a truth and its negation are replaced by what they share."""
        nested = [key for key, part in parts.items() if part.op == other]
        if len(nested) < 2:
            return parts
        inside = {key: {id(one): one for one in self._parts(other, parts[key])} for key in nested}
        for (first, mine), (second, theirs) in combinations(inside.items(), 2):
            ours = [mine[key] for key in mine.keys() - theirs.keys()]
            yours = [theirs[key] for key in theirs.keys() - mine.keys()]
            if len(ours) == len(yours) == 1 and self._not(ours[0]) is yours[0]:
                merged = self._joined(other, [one for key, one in mine.items() if key in theirs])
                left = {key: part for key, part in parts.items() if key not in (first, second)}
                return left | {id(one): one for one in self._parts(op, merged)}
        return parts

    def _chained(self, op: str, parts: Sequence[Term]) -> Term:
        """Parts as a chain, so that common beginnings are computed once."""
        found = parts[0]
        for part in parts[1:]:
            found = self._interned(op, found, part)
        return found

    # ---- columns

    def plan(self) -> Plan:
        """Steps and outputs."""
        # The condition is evaluated before any column exists.
        only = self._refer_arg(self.only)
        for root in self.roots.values():
            if isinstance(root, Term):
                self._use(self.number(root))
        asked = (
            {self.number(self.only), *self._within(self.number(self.only))}
            if isinstance(self.only, Term)
            else set()
        )
        row = _Row(("",))
        self._work_out([root for root in self.roots.values() if isinstance(root, Term)], row)
        outputs = {
            name: self.refer(root) if isinstance(root, Term) else root for name, root in self.roots.items()
        }
        inputs = {
            Input("grant" if term.args[0] else "", *term.args[1:])
            for number, term in enumerate(self.terms)
            if term.op in ("known", "value") and (self.uses[number] or number in asked)
        }
        ordered = sorted(inputs, key=lambda one: (one.place, one.key))
        return Plan(tuple(ordered), tuple(row.steps), outputs, only)

    def _use(self, number: int) -> None:
        self.uses[number] += 1
        if self.uses[number] == 1:
            for one in self.parts[number]:
                self._use(one)

    def _is_column(self, number: int) -> bool:
        return number in self._names

    def name(self, number: int) -> str:
        """The name of the column that a term becomes."""
        if number not in self._names:
            self._names[number] = f"{self.terms[number].op.replace('-', '_')}_{number}"
        return self._names[number]

    def refer(self, term: Term) -> Term:
        """The term, with columns in place of the parts that are already computed."""
        number = self.number(term)
        if self._is_column(number):
            found = column(self._names[number], term)
            return Term("eq", found, term.args[2]) if term.op == "first" else found
        if number not in self._refs:
            if term.op in _LEAVES:
                self._refs[number] = term
            else:
                self._refs[number] = Term(term.op, *(self._refer_arg(arg) for arg in term.args))
        return self._refs[number]

    def _refer_arg(self, arg: Any) -> Any:
        if isinstance(arg, Term):
            return self.refer(arg)
        return tuple(self._refer_arg(one) for one in arg) if isinstance(arg, tuple) else arg

    def _work_out(self, wanted: Sequence[Any], row: _Row) -> None:
        """Add every column that some terms need to a relation, grants and folds first."""
        order = self._ordered(wanted, row)
        levels: dict[int, int] = {}
        layers: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        folds: dict[int, list[int]] = defaultdict(list)
        depths: dict[int, int] = {}
        for number in order:
            term = self.terms[number]
            if term.op in FOLDS:
                inner = [levels.get(one, 0) for one in self._outer_parts(term, row)]
                level = max(inner, default=0)
                folds[level].append(number)
                levels[number] = level + 1
                depths[number] = 0
                continue
            parts = self.parts[number]
            levels[number] = max((levels.get(one, 0) for one in parts), default=0)
            same = [one for one in parts if levels.get(one, 0) == levels[number]]
            depths[number] = max((depths.get(one, 0) for one in same), default=0)
            if self._wants_column(number):
                layers[levels[number]][depths[number]].append(number)
                depths[number] += 1
        for level in range(1 + max([0, *layers, *folds])):
            for depth in sorted(layers[level]):
                self._add_layer(row, layers[level][depth])
            # Folds over the same grants share a join.
            visited: dict[object, list[int]] = defaultdict(list)
            for number in folds[level]:
                visited[_key_of(self.terms[number].args[-1])].append(number)
            for numbers in visited.values():
                row.steps.append(self._join(numbers, row))

    def _add_layer(self, row: _Row, numbers: Iterable[int]) -> None:
        terms = {number: self.refer(self.terms[number]) for number in numbers}
        row.steps.append(Layer({self.name(number): term for number, term in terms.items()}))
        row.done.update(terms)
        self._refs.clear()

    def _wants_column(self, number: int) -> bool:
        """Whether a term is computed once for all uses, or is too deep to be nested in another.

        The weight of a term is the number of operations that are written for it.
        """
        term = self.terms[number]
        if self._is_column(number) or term.op in _LEAVES:
            return False
        # Operands of one operator are written on one line.
        inner = (self._depths.get(one, 0) - (self.terms[one].op == term.op) for one in self.parts[number])
        depth = 1 + max(inner, default=0)
        weight = len(term.args[1]) if term.op == "in" else 1
        weight += sum(self._weights.get(one, 0) for one in self.parts[number])
        wants = weight * (self.uses[number] - 1) > _MOST_AGAIN or depth >= _DEEPEST
        self._weights[number] = 0 if wants else weight
        self._depths[number] = 0 if wants else depth
        return wants

    def _ordered(self, wanted: Iterable[Any], row: _Row) -> list[int]:
        """The inner terms of some terms that belong to a relation, each after its parts."""
        places = frozenset(row.places)
        found: dict[int, None] = {}

        def visit(number: int) -> None:
            if number in found or number in row.done:
                return
            term = self.terms[number]
            for one in self._outer_parts(term, row) if term.op in FOLDS else self.parts[number]:
                visit(one)
            if self.free[number] <= places and self.free[number]:
                found[number] = None

        for root in wanted:
            if isinstance(root, Term):
                visit(self.number(root))
        return list(found)

    def _outer_parts(self, fold: Term, row: _Row) -> list[int]:
        """The greatest parts of a fold that belong to the relation itself, and not to the bound grant."""
        places, found = frozenset(row.places), []
        seen: set[int] = set()

        def visit(number: int) -> None:
            if number in seen:
                return
            seen.add(number)
            if self.free[number] and self.free[number] <= places:
                found.append(number)
                return
            for one in self.parts[number]:
                visit(one)

        for one in self.parts[self.number(fold)]:
            visit(one)
        return found

    def _join(self, folds: Sequence[int], row: _Row) -> Join:
        """The folds of one relation over its grants, joined once."""
        place, *_, only = self.terms[folds[0]].args
        # Parts of a fold that only use the outer relation are computed before the join.
        outer = {one for number in folds for one in self._outer_parts(self.terms[number], row)}
        bare = [one for one in outer if not self._is_column(one)]
        if bare:
            self._add_layer(row, bare)
        facts = {
            term.args[1]
            for one in {part for number in folds for part in self._within(number)}
            if (term := self.terms[one]).op in ("known", "value") and term.args[0] == place
        }
        only = self._refer_arg(only)
        inner = _Row((*row.places, place), done=set(row.done))
        bodies = [part for number in folds for part in _parts_of(self.terms[number].args[1])]
        self._work_out([one for one in bodies if isinstance(one, Term)], inner)
        made = []
        names: dict[object, str] = {}
        for number in folds:
            term = self.terms[number]
            body = self._refer_arg(term.args[1])
            if term.op == "first":
                # All terms that ask which condition the first grant meets share one column.
                key = tuple(map(_key_of, term.args[1]))
                if key not in names:
                    names[key] = self.name(number)
                    made.append(Fold(names[key], "first", body))
                self._names[number] = names[key]
            else:
                made.append(Fold(self.name(number), term.op, body))
        # The columns of these pairs do not exist in the pairs of another join.
        kept = {number: name for number, name in self._names.items() if place not in self.free[number]}
        self._names = kept
        self._refs.clear()
        row.done.update(folds)
        return Join(place, tuple(sorted(facts)), only, tuple(inner.steps), tuple(made))

    def _within(self, number: int) -> set[int]:
        found: set[int] = set()
        todo = [*self.parts[number]]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.parts[one]
        return found


def _parts_of(body: Any) -> tuple[Any, ...]:
    return body if isinstance(body, tuple) else (body,)


def _rebound(value: Any, place: str, wanted: str) -> Any:
    """A term with one bound grant replaced by another."""

    def bound(term: Term) -> Term:
        if term.op in ("known", "value", *FOLDS) and term.args[0] == place:
            return Term(term.op, wanted, *term.args[1:])
        return term

    return _replace(value, bound, {})


def _replace(value: Any, change: Callable[[Term], Any], seen: dict[int, Any]) -> Any:
    """A term, or several, with each term inside changed before its operands.

    ``seen`` has the results so far, by the ids of the terms.
    """

    def go(one: Any) -> Any:
        if isinstance(one, tuple):
            return tuple(map(go, one))
        if not isinstance(one, Term):
            return one
        if id(one) not in seen:
            found = change(one)
            if isinstance(found, Term):
                args = tuple(map(go, found.args))
                # A term that stays the same keeps its identity, by which it is known.
                found = found if args == found.args else Term(found.op, *args)
            seen[id(one)] = found
        return seen[id(one)]

    return go(value)


def _key_of(arg: Any) -> object:
    """The key of an argument of a canonical term, which differs for different arguments."""
    if isinstance(arg, Term):
        return id(arg)
    # Constants of different types differ, even where Python calls them equal.
    return (tuple, *map(_key_of, arg)) if isinstance(arg, tuple) else (type(arg), arg)


def _says_known(op: str, part: Term) -> tuple[Any, ...] | None:
    """The fact that must be known for a part of a conjunction to hold (or of a disjunction, to fail).

    The placeholder of an unknown value equals no constant.
    """
    if op == "or":
        if part.op != "not":
            return None
        part = part.args[0]
    if part.op in ("eq", "in") and not isinstance(part.args[1], Term) and part.args[1] not in ("", 0):
        part = part.args[0]
        return part.args if isinstance(part, Term) and part.op == "value" else None
    return part.args if part.op == "value" else None


def _asks_known(op: str, part: Term) -> tuple[Any, ...] | None:
    """The fact that a part tests to be known (or, in a disjunction, to be unknown)."""
    if op == "or":
        if part.op != "not":
            return None
        part = part.args[0]
    return part.args if part.op == "known" else None
