"""The Python carrier: the source of one function for each program, which answers about a claim.

A term that is used more than once becomes a local name. Earlier grants are processed in loops, which are
skipped where there are none. Days are :class:`datetime.date`, sums ``int`` of fen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kb.core.claim import Program, Status
from kb.core.lookups import EVERY, Lookup, find_lookup
from kb.core.nodes import Each, Fen, Node, Pick, Some, Stated
from kb.core.reasons import VALUES_OF
from kb.core.terms import Range, Term, Tri, Truth, disj, neg, year_since
from kb.model import facts
from kb.model.fact_types import FACT_TYPES, sort_of
from kb.model.values import Interval, Money, plus_year

_DEEPEST = 20
"""The greatest depth of a nested expression. A deeper part gets a name of its own."""

_NEVER = date(1, 1, 1)
"""The placeholder for an unknown day. No test uses it."""

_FOLDS = ("any", "sum", "most", "first")
"""The operations over all earlier grants."""

_INDENT = "    "

Get = Callable[[str], Any]
"""The facts of a claim or grant as a function of their ids; ``None`` where a fact is not stated."""

Grants = tuple[Sequence[Get], Mapping[str | None, Sequence[Get]], Mapping[str, Sequence[Get]]]
"""The earlier grants: all of them; for each thing, those for it or for no stated thing (``None``: the latter
alone); and by the support under which they were given.
"""


def write_explained(program: Program, name: str, scope: dict[str, Any]) -> str:
    """The source of a function that answers with every reason.

    It takes the facts of the claim as a function of their ids (``g``), the name of the claim (``name``) and
    the day of the case (``day``), whether the earlier grants are stated (``told``), these as functions of
    their facts (``entries``), and the option of each reading (``r``). It returns the status; whether a sum is
    stated, its lower and its upper bound; whether it is due; the reasons in groups (tests, arithmetic); and
    the facts that would narrow the sum. Constants that the source names are put into ``scope``.
    """
    writer = _Writer(scope)
    writer.count(_roots(program))
    status = writer.status(program.status)
    told = (*program.asked, *program.dates, *program.level, *program.limits.reasons)
    groups = [writer.reasons(nodes) for nodes in (told, program.arithmetic, (program.choosing,))]
    there, low, high = "False", "0", "None"
    if program.sum is not None:
        there = writer.truth(neg(program.unstated))
        low, high = writer.bounds(program.sum)
    narrows = writer.value(Some(tuple(program.narrows)))
    due = writer.truth(program.due)
    writer.line(f"return {status}, {there}, {low}, {high}, {due}, {', '.join(groups)}, {narrows}")
    return writer.function(name)


def write_amounts(programs: Sequence[Program], name: str, scope: dict[str, Any]) -> str:
    """The source of a function that computes sums only, for several supports of one kind of claim.

    It takes the same arguments as that of :func:`write_explained`, but the earlier grants as :data:`Grants`.
    For each support that states a sum for the claim and is not refused it puts both bounds into ``found``, by
    the name of the claim and the id of the support.
    """
    writer = _Writer(scope, looks_up=True)
    groups = []
    for program in programs:
        assert program.sum is not None
        refused = disj(program.is_refused, program.unstated)
        parts = refused.args if isinstance(refused, Term) and refused.op == "or" else (refused,)
        # What the claim alone decides comes before the loops over grants.
        of_claim = disj(*(one for one in parts if not writer.has_fold(one)))
        of_grants = disj(*(one for one in parts if writer.has_fold(one)))
        groups.append((neg(program.another), neg(of_claim), neg(of_grants), program.sum))
    writer.count(groups)
    if len(programs) > 1:
        writer.share([group[1:] for group in groups])
    for program, (*conditions, found) in zip(programs, groups, strict=True):
        writer.turn_to([*conditions, found])
        with ExitStack() as blocks:
            for condition in conditions:
                if condition is not True:
                    blocks.enter_context(writer.block(writer.truth(condition)))
            low, high = writer.bounds(found)
            writer.line(f"found[name, {program.support.id!r}] = ({low}, {high})")
    return writer.function(name, ", found")


def index_grants(grants: Sequence[Mapping[str, Any]]) -> Grants:
    """The earlier grants, each given by its facts, as a function of :func:`write_amounts` takes them."""
    entries: list[Get] = []
    unplaced: list[Get] = []
    about: dict[str | None, list[Get]] = {None: unplaced}
    under: dict[str, list[Get]] = {}
    for grant in grants:
        get = grant.get
        entries.append(get)
        thing, support = get(facts.OBJECT), get(facts.SUPPORT)
        if thing is None:
            for group in about.values():
                group.append(get)
        elif thing in about:
            about[thing].append(get)
        else:
            about[thing] = [*unplaced, get]
        if support is not None:
            under.setdefault(support, []).append(get)
    return entries, about, under


def write_subject(subject: Node, name: str, scope: dict[str, Any]) -> str:
    """The source of a function that returns the reason why a claim has another subject; ``None`` where it may
    not have.

    It takes the same arguments as that of :func:`write_explained`.
    """
    writer = _Writer(scope)
    told = [node for node in subject.told or () if node.kind == "subject"]
    writer.count(told)
    for node in told:
        shown, reason = writer.truth(node.shown), writer.reason(node)
        writer.line(f"if {shown}: return {reason}")
    writer.line("return None")
    return writer.function(name)


def inputs_of(program: Program) -> tuple[frozenset[str], frozenset[str]]:
    """The readings that an answer may depend on: in any case, and only where there are earlier grants.

    Terms inside folds and reasons of grants count only with a grant. Each term is visited once, though
    several roots share it.
    """
    always: set[str] = set()
    every: set[str] = set()
    roots = list(_roots(program))  # keeps the terms alive, so that ids stay unique
    todo = [(term, isinstance(root, Each)) for root in roots for term in _terms_of(root)]
    seen: set[tuple[int, bool]] = set()
    while todo:
        term, folded = todo.pop()
        if (id(term), folded) in seen:
            continue
        seen.add((id(term), folded))
        if term.op == "option":
            every.add(term.args[0])
            if not folded:
                always.add(term.args[0])
        todo += [(one, folded or term.op in _FOLDS) for one in _children(term)]
    return frozenset(always), frozenset(every)


def compile_source(source: str, name: str, scope: dict[str, Any]) -> Callable[..., Any]:
    """The function of a source, which finds its constants in ``scope``."""
    scope |= {
        "Interval": Interval,
        "Money": Money,
        "since": year_since,
        "next_year": plus_year,
        "NEVER": _NEVER,
        "NOBODY": {},
        # This equals calling the named tuple's class, in half the time.
        "new": tuple.__new__,
    }
    exec(compile(source, f"<{name}>", "exec"), scope)
    found: Callable[..., Any] = scope[name]
    return found


def _roots(program: Program) -> list[Any]:
    roots: list[Any] = [*program.status.values(), program.unstated, program.due]
    roots += [program.sum, Some(tuple(program.narrows)), *program.asked, *program.dates, *program.level]
    roots += [*program.limits.reasons, *program.arithmetic, program.choosing]
    return roots


@dataclass
class _Scope:
    """A block in which names are defined: its lines, and the places that it binds."""

    lines: list[str]
    depth: int
    place: str = ""
    names: dict[int, str] = field(default_factory=dict)
    inputs: dict[tuple[str, str], str] = field(default_factory=dict)


class _Writer:
    """Writes one function. Terms are numbered by their structure, so that equal terms are computed once."""

    def __init__(self, scope: dict[str, Any], *, looks_up: bool = False) -> None:
        self.scope = scope
        self._looks_up = looks_up
        self._lookups: dict[int, Lookup] = {}
        self.scopes = [_Scope([], 1)]
        self._numbers: dict[int, int] = {}
        self._keep: list[Any] = []
        self._by_key: dict[object, int] = {}
        self._terms: list[Term] = []
        self._operands: list[list[int]] = []
        self._free: list[frozenset[str]] = []
        self._uses: dict[int, int] = {}
        self._levels: list[int] = []
        self._folds: list[int] = []
        self._wanted = self._folds
        self._each: dict[int, str] = {}
        self._eaches: list[Each] = []
        self._shared: frozenset[int] = frozenset()
        self._common: frozenset[str] = frozenset()
        self._constants: dict[object, str] = {}
        self._names = 0

    # ---- numbering

    def count(self, roots: Iterable[Any]) -> None:
        """Number all terms, and count how often each is used."""
        for root in roots:
            for term in _terms_of(root):
                self._use(self.number(term))
            self._eaches += _eaches_of(root)

    def share(self, groups: Sequence[Iterable[Any]]) -> None:
        """Compute once, for all groups of terms, what more than half of the groups use."""
        reached = Counter(number for roots in groups for number in self._within(roots))
        self._shared = frozenset(number for number, times in reached.items() if 2 * times > len(groups))
        known = (self._terms[number] for number in self._shared)
        self._common = frozenset(term.args[1] for term in known if term.op in ("known", "value"))

    def turn_to(self, roots: Iterable[Any]) -> None:
        """Write only folds that these terms use from now on, of all that were counted."""
        within = self._within(roots)
        self._wanted = [number for number in self._folds if number in within]

    def _within(self, roots: Iterable[Any]) -> set[int]:
        """The numbers of all terms inside some terms."""
        found: set[int] = set()
        todo = [self.number(term) for root in roots for term in _terms_of(root)]
        while todo:
            number = todo.pop()
            if number not in found:
                found.add(number)
                todo += self._operands[number]
        return found

    def _use(self, number: int) -> None:
        self._uses[number] = self._uses.get(number, 0) + 1
        if self._uses[number] == 1:
            term = self._terms[number]
            for part in self._operands[number]:
                self._use(part)
                if term.op in ("min", "max"):
                    # Both are written as a comparison, which names its operands twice.
                    self._use(part)
            if term.op in _FOLDS:
                self._folds.append(number)
                self._lookups[number] = find_lookup(term) if self._looks_up else EVERY
                if isinstance(self._lookups[number].value, Term):
                    self._use(self.number(self._lookups[number].value))

    def has_fold(self, value: Any) -> bool:
        """Whether a term depends on earlier grants."""
        return isinstance(value, Term) and self._levels[self.number(value)] > 0

    def number(self, term: Term) -> int:
        """The number of a term; one for all terms that are equal."""
        found = self._numbers.get(id(term))
        if found is not None:
            return found
        if _is_or_zero(term):
            return self.number(term.args[1])
        key = (term.op, tuple(self._key(arg) for arg in term.args))
        number = self._by_key.get(key)
        if number is None:
            number = len(self._terms)
            self._by_key[key] = number
            self._terms.append(term)
            operands = [self.number(one) for one in _children(term)]
            self._operands.append(operands)
            free = frozenset[str]().union(*(self._free[one] for one in operands))
            if term.op in ("known", "value") and term.args[0]:
                free |= {term.args[0]}
            elif term.op in _FOLDS:
                free -= {term.args[0]}
            self._free.append(free)
            # The number of nested loops that a term needs; a closed fold adds one to that of its operand.
            level = max((self._levels[one] for one in operands), default=0)
            self._levels.append(level + (term.op in _FOLDS and not free))
        self._numbers[id(term)] = number
        self._keep.append(term)
        return number

    def _key(self, arg: Any) -> object:
        if isinstance(arg, Term):
            return ("#", self.number(arg))
        if isinstance(arg, tuple):
            return tuple(self._key(one) for one in arg)
        return (type(arg), arg)

    # ---- lines and names

    @property
    def here(self) -> _Scope:
        """The block that is being written."""
        return self.scopes[-1]

    def line(self, text: str, deeper: int = 0) -> None:
        """Append a line to the current block."""
        self.here.lines.append(_INDENT * (self.here.depth + deeper) + text)

    def function(self, name: str, more: str = "") -> str:
        """The whole source; ``more`` are further parameters."""
        lines = self.scopes[0].lines or [f"{_INDENT}pass"]
        if self._looks_up and self._folds:
            lines = [f"{_INDENT}entries, about, under = entries", *lines]
        return "\n".join([f"def {name}(g, name, day, told, entries, r{more}):", *lines, ""])

    @contextmanager
    def block(self, condition: str) -> Iterator[None]:
        """A block under a condition; names that begin in it end with it."""
        outer = self.here
        block = _Scope([], outer.depth + 1, "?")
        self.scopes = [*self.scopes, block]
        yield
        self.scopes = self.scopes[:-1]
        # Values that several blocks share were written before the first block that needs them.
        self.line(f"if {condition}:")
        outer.lines += block.lines

    def _name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}{self._names}"

    def constant(self, value: Any) -> str:
        """An expression for a constant."""
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        if isinstance(value, tuple):
            inner = ", ".join(self.constant(one) for one in value)
            return f"({inner},)" if value else "()"
        known = (type(value), value)
        if known not in self._constants:
            self._constants[known] = f"C{len(self._constants)}"
            self.scope[self._constants[known]] = value
        return self._constants[known]

    # ---- terms

    def truth(self, value: Truth) -> str:
        """An expression for a truth, number, day or atom."""
        return self.ref(value) if isinstance(value, Term) else self.constant(value)

    def ref(self, term: Term, deep: int = 0) -> str:
        """An expression for a term: its name where it has one."""
        number = self.number(term)
        for scope in reversed(self.scopes):
            if number in scope.names:
                return scope.names[number]
        term = self._terms[number]
        if term.op in _FOLDS:
            return self._fold(number)
        if term.op in ("known", "value", "told", "day", "claim"):
            return self._input(term)
        if self._uses.get(number, 2) > 1 or deep >= _DEEPEST:
            at = self._home(number)
            held, self.scopes = self.scopes, self.scopes[: self.scopes.index(at) + 1]
            text = self._write(term, 0)
            name = self._name("t")
            self.line(f"{name} = {text}")
            self.scopes = held
            at.names[number] = name
            return name
        return self._write(term, deep + 1)

    def _home(self, number: int) -> _Scope:
        """The outermost block in which a term with these places can be computed, inside the loops that it
        needs.
        """
        free = self._free[number]
        if free == frozenset() and number in self._shared:
            return self.scopes[0]
        first = max((n for n, scope in enumerate(self.scopes) if scope.place == "?"), default=0)
        for n in range(first, len(self.scopes)):
            if free <= {one.place for one in self.scopes[: n + 1]}:
                return self.scopes[n]
        return self.here

    def _input(self, term: Term) -> str:
        match term.op:
            case "told" | "day":
                return term.op
            case "claim":
                return "name"
        place, key, type_ = term.args
        raw = self._raw(place, key)
        if term.op == "known":
            return f"({raw} is not None)"
        match sort_of(type_):
            case "number":
                part = _part(type_)
                text = f"({raw}{part} if {raw} is not None else 0)" if part else f"({raw} or 0)"
            case "day":
                text = f"({raw} if {raw} is not None else NEVER)"
            case "truth":
                return f"({raw} is True)"
            case "word":
                return raw
        number = self.number(term)
        if self._uses.get(number, 2) == 1:
            return text
        at = self._scope_of(place, key)
        name = self._name("v")
        at.lines.append(_INDENT * at.depth + f"{name} = {text}")
        at.names[number] = name
        return name

    def _raw(self, place: str, key: str) -> str:
        """The name of the local variable that holds a stated fact."""
        for scope in reversed(self.scopes):
            if (place, key) in scope.inputs:
                return scope.inputs[place, key]
        asked = (place, key)
        at = self._scope_of(place, key)
        name = self._name("f")
        get = f"e_{place}" if place else "g"
        if key.startswith("is:"):
            get, key = self._subjects(at, place), key.removeprefix("is:")
        text = f"{get}({key!r})"
        at.lines.append(_INDENT * at.depth + f"{name} = {text}")
        at.inputs[asked] = name
        return name

    def _subjects(self, at: _Scope, place: str) -> str:
        """The name of the function that gives, for each subject, whether a claim has it."""
        for scope in reversed(self.scopes):
            if (place, "is") in scope.inputs:
                return scope.inputs[place, "is"]
        # Any subject may be needed, so it is read at the beginning of the function.
        outer = self.scopes[0] if not place else at
        outer.inputs[place, "is"] = name = self._name("s")
        get = f"e_{place}" if place else "g"
        outer.lines.insert(0, _INDENT * outer.depth + f"{name} = ({get}('is') or NOBODY).get")
        return name

    def _scope_of(self, place: str, key: str) -> _Scope:
        """The block in which a fact of a place is read."""
        if not place and key in self._common:
            return self.scopes[0]
        places = (place,) if place else ("", "?")
        return next(scope for scope in reversed(self.scopes) if scope.place in places)

    def _write(self, term: Term, deep: int) -> str:
        args = term.args

        def of(value: Any) -> str:
            return self.ref(value, deep) if isinstance(value, Term) else self.constant(value)

        match term.op:
            case "option":
                return f"(r[{args[0]!r}] == {args[1]!r})"
            case "not":
                return f"(not {of(args[0])})"
            case "and":
                return f"({' and '.join(self._conjuncts(args, of))})"
            case "or":
                return f"({' or '.join(of(one) for one in args)})"
            case "ite":
                condition, one, other = args
                if _is_fact(condition, one):
                    raw = self._raw(one.args[0], one.args[1])
                    return f"({raw}{_part(one.args[2])} if {raw} is not None else {of(other)})"
                return f"({of(one)} if {of(condition)} else {of(other)})"
            case "eq":
                return f"({of(args[0])} == {of(args[1])})"
            case "in":
                return f"({of(args[0])} in {self.constant(frozenset(args[1]))})"
            case "le":
                return f"({of(args[0])} <= {of(args[1])})"
            case "lt":
                return f"({of(args[0])} < {of(args[1])})"
            case "add":
                return f"({' + '.join(of(one) for one in args)})"
            case "sub":
                return f"({of(args[0])} - {of(args[1])})"
            case "mul":
                return f"({of(args[0])} * {of(args[1])})"
            case "div":
                return f"({of(args[0])} // {of(args[1])})"
            case "split":
                return f"({of(args[0])} // ({of(args[1])} or 1))"
            case "min" | "max":
                # In a third of the time of calling the function of that name.
                one, other = map(of, args)
                return f"({one} if {one} {'<' if term.op == 'min' else '>'} {other} else {other})"
            case "year":
                return f"{of(args[0])}.year"
            case "year-since":
                return f"since({of(args[0])}, {of(args[1])})"
            case "next-year":
                return f"next_year({of(args[0])})"
        raise TypeError(term.op)

    def _conjuncts(self, parts: Sequence[Term], of: Callable[[Any], str]) -> Iterator[str]:
        """The parts of a conjunction; that a Boolean fact is known, and its value, are one comparison."""
        known = {one.args[:2] for one in parts if one.op == "known" and sort_of(one.args[2]) == "truth"}
        both = {inner.args[:2] for one in parts if (inner := _plain(one)).op == "value"} & known
        for one in parts:
            inner = _plain(one)
            if inner.op == "value" and inner.args[:2] in both:
                yield f"({self._raw(*inner.args[:2])} is {inner is one})"
            elif one.op != "known" or one.args[:2] not in both:
                yield of(one)

    # ---- folds over earlier grants

    def _fold(self, number: int) -> str:
        """The name of the result of a fold, after the loop over the grants that it visits."""
        at = self._home(number)
        held, self.scopes = self.scopes, self.scopes[: self.scopes.index(at) + 1]
        beside = [one for one in self._wanted if self._loop_of(one) == self._loop_of(number)]
        at.names.update(self._write_loop([number] if self._free[number] else beside))
        self.scopes = held
        return self.ref(self._terms[number])

    def _loop_of(self, number: int) -> object:
        """What the folds of one loop have in common."""
        return self._free[number], self._levels[number], self._lookups[number], number in self._shared

    def _write_loop(self, folds: Sequence[int]) -> dict[int, str]:
        """One loop for some folds over the same grants; returns the name of the result of each."""
        place = self._terms[folds[0]].args[0] if folds else "grant0"
        visited = self._visited(folds[0]) if folds else "entries"
        names: dict[int, str] = {}
        firsts: dict[object, str] = {}
        for number in folds:
            term = self._terms[number]
            if term.op == "first":
                key = self._key(term.args[1])
                if key not in firsts:
                    firsts[key] = self._name("a")
                    self.line(f"{firsts[key]} = None")
                names[number] = f"({firsts[key]} == {term.args[2]})"
                continue
            names[number] = self._name("a")
            self.line(f"{names[number]} = {'False' if term.op == 'any' else '0'}")
        eaches = self._eaches if not self._each and folds == self._last_folds() else []
        for each in eaches:
            self._each[id(each)] = self._name("a")
            self.line(f"{self._each[id(each)]} = []")
        with ExitStack() as blocks:
            # A loop inside another loop has no test whether there are grants: the shared terms would be moved
            # into the block under that test.
            if not folds or not self._free[folds[0]]:
                group = self._name("l")
                blocks.enter_context(self.block(f"{group} := {visited}"))
                visited = group
            body = _Scope([], self.here.depth + 1, place)
            outer, self.scopes = self.scopes, [*self.scopes, body]
            for number in folds:
                term = self._terms[number]
                if term.op != "first":
                    self._write_step(names[number], term)
                elif (key := self._key(term.args[1])) in firsts:
                    self._write_first(firsts.pop(key), term.args[1])
            for each in eaches:
                for node in each.nodes:
                    self._add(self._each[id(each)], node)
            self.scopes = outer
            self.line(f"for e_{place} in {visited}:")
            self.here.lines += body.lines or [_INDENT * body.depth + "pass"]
        return names

    def _visited(self, number: int) -> str:
        """An expression for the grants that a fold visits."""
        by, value = self._lookups[number]
        match by:
            case facts.OBJECT:
                return f"about.get({self.truth(value)}) or about[None]"
            case facts.SUPPORT:
                return f"under.get({self.truth(value)}, ())"
        return "entries"

    def _last_folds(self) -> list[int]:
        """The folds over all grants that depend on no other loop that is still to be written."""
        closed = [one for one in self._wanted if not self._free[one]]
        last = max((self._levels[one] for one in closed), default=0)
        return [one for one in closed if self._levels[one] == last]

    def _write_step(self, name: str, term: Term) -> None:
        """The body of a loop for one fold."""
        value = term.args[1]
        match term.op:
            case "any":
                self.line(f"if {self.truth(value)}: {name} = True")
            case "sum" if isinstance(value, Term) and value.op == "ite" and value.args[2] == 0:
                condition, one, _ = value.args
                self.line(f"if {self.truth(condition)}: {name} += {self.truth(one)}")
            case "sum":
                self.line(f"{name} += {self.truth(value)}")
            case "most":
                self.line(f"{name} = max({name}, {self.truth(value)})")

    def _write_first(self, name: str, conditions: Sequence[Truth]) -> None:
        texts = [self.truth(one) for one in conditions]
        self.line(f"if {name} is None:")
        for n, text in enumerate(texts):
            self.line(f"{'el' if n else ''}if {text}: {name} = {n}", deeper=1)

    # ---- status, reasons and bounds

    def status(self, statuses: Mapping[Status, Truth]) -> str:
        """An expression for the status."""
        found = repr(Status.ELIGIBLE.value)
        for status, when in reversed(list(statuses.items())):
            if status is not Status.ELIGIBLE and when is not False:
                found = f"({status.value!r} if {self.truth(when)} else {found})"
        name = self._name("s")
        self.line(f"{name} = {found}")
        return name

    def reasons(self, nodes: Iterable[Node | Each]) -> str:
        """The name of the list of the reasons of some nodes."""
        name = self._name("w")
        if self._eaches and not self._each:
            self.here.names.update(self._write_loop(self._last_folds()))
        self.line(f"{name} = []")
        for node in nodes:
            if isinstance(node, Each):
                if id(node) in self._each:
                    self.line(f"{name} += {self._each[id(node)]}")
            else:
                for one in (node,) if node.told is None else node.told:
                    self._add(name, one)
        return name

    def _add(self, name: str, node: Node) -> None:
        if node.shown is False:
            return
        shown = "" if node.shown is True else f"if {self.truth(node.shown)}: "
        reason = self.reason(node)
        self.line(f"{shown}{name}.append({reason})")

    def reason(self, node: Node) -> str:
        """An expression for a reason."""
        parts = self._parts(node.parts)
        words = [self.value(one) for one in (node.provision, node.words, node.fact)]
        kind = self.value(node.kind)
        values = self._values(node)
        return f"new(R, ({kind}, {self._holds(node.test)}, {', '.join(words)}, {values}, {parts}))"

    def _values(self, node: Node) -> str:
        """An expression for the values of a reason, of the class of its kind."""
        if not node.values:
            return "None"
        kind = node.kind.ways[0][1] if isinstance(node.kind, Pick) else node.kind
        of = VALUES_OF[kind]
        self.scope[of.__name__] = of
        return f"new({of.__name__}, {self.value(tuple(node.values[name] for name in of._fields))})"

    def _parts(self, parts: Sequence[Node]) -> str:
        told = [one for part in parts for one in ((part,) if part.told is None else part.told)]
        told = [one for one in told if one.shown is not False]
        if not told:
            return "()"
        if all(one.shown is True for one in told):
            return f"({''.join(f'{self.reason(one)}, ' for one in told)})"
        items = ", ".join(
            self.reason(one)
            if one.shown is True
            else f"{self.reason(one)} if {self.truth(one.shown)} else None"
            for one in told
        )
        return f"tuple([p for p in ({items},) if p is not None])"

    def _holds(self, test: Tri) -> str:
        holds, fails = test
        if isinstance(holds, bool) and isinstance(fails, bool):
            return repr(True if holds else False if fails else None)
        if holds is False:
            return f"False if {self.truth(fails)} else None"
        if fails is False:
            return f"True if {self.truth(holds)} else None"
        if isinstance(fails, Term) and fails.op == "not" and fails.args[0] is holds:
            return self.truth(holds)
        return f"True if {self.truth(holds)} else False if {self.truth(fails)} else None"

    def bounds(self, found: Range) -> tuple[str, str]:
        """Expressions for both bounds of a sum; a missing bound is ``None``."""
        high = self.truth(found.high)
        if found.bounded is not True:
            high = "None" if found.bounded is False else f"({high} if {self.truth(found.bounded)} else None)"
        return self.truth(found.low), high

    def value(self, value: Any) -> str:
        """An expression for a value that a sentence names."""
        match value:
            case Range():
                if not any(isinstance(one, Term) for one in value):
                    return self.constant(Interval(value.low, value.high if value.bounded else None))
                return f"Interval({', '.join(self.bounds(value))})"
            case Fen():
                fen = self.truth(value.value)
                if value.known is True:
                    return f"Interval({fen}, {fen})"
                return f"(Interval({fen}, {fen}) if {self.truth(value.known)} else None)"
            case Stated():
                return self._stated(value)
            case Pick():
                return self._pick(value)
            case Some():
                return self._some(value)
            case Term():
                return self.ref(value)
            case tuple():
                return f"({''.join(f'{self.value(one)}, ' for one in value)})"
            case _:
                return self.constant(value)

    def _stated(self, stated: Stated) -> str:
        known, value, type_ = stated
        if known is False:
            return "None"
        if isinstance(value, Term) and value.op == "value" and sort_of(type_) != "truth":
            # A fact without a presumption is reported as stated.
            return self._raw(value.args[0], value.args[1])
        text = self.truth(value)
        if type_ == "money":
            text = f"Money({text})"
        return text if known is True else f"({text} if {self.truth(known)} else None)"

    def _pick(self, picked: Pick) -> str:
        found = "None"
        for when, value in reversed(picked.ways):
            text = self.value(value)
            found = text if when is True else f"({text} if {self.truth(when)} else {found})"
        return found

    def _some(self, some: Some) -> str:
        items = []
        for when, value in some.items:
            text = self.value(value)
            items.append(text if when is True else f"*(({text},) if {self.truth(when)} else ())")
        return f"({''.join(f'{one}, ' for one in items)})"


def _part(type_: str) -> str:
    """The attribute of a stated value that holds its number, with the dot; empty where it is the number."""
    counted = FACT_TYPES[type_].counted
    return f".{counted}" if counted else ""


def _plain(term: Term) -> Term:
    return term.args[0] if term.op == "not" else term


def _is_fact(condition: Any, value: Any) -> bool:
    """Whether a value is that of the fact whose presence is the condition, so that it needs no other test."""
    if not (isinstance(condition, Term) and isinstance(value, Term)):
        return False
    if (condition.op, value.op) != ("known", "value") or condition.args[:2] != value.args[:2]:
        return False
    return sort_of(value.args[2]) != "truth"


def _is_or_zero(term: Term) -> bool:
    """Whether a term is a number that a fact states, and 0 where it states none, as its placeholder is."""
    if term.op != "ite" or not _is_fact(*term.args[:2]):
        return False
    value, other = term.args[1:]
    return sort_of(value.args[2]) == "number" and not isinstance(other, Term) and other == 0


def _children(term: Term) -> Iterable[Term]:
    for arg in term.args:
        if isinstance(arg, Term):
            yield arg
        elif isinstance(arg, tuple):
            yield from (one for one in arg if isinstance(one, Term))


def _terms_of(value: Any) -> Iterable[Term]:
    """The terms inside a value or node."""
    match value:
        case Term():
            yield value
        case Each():
            for node in value.nodes:
                yield from _terms_of(node)
        case Node():
            told = (value,) if value.told is None else value.told
            for node in told:
                parts = (node.kind, node.test, node.provision, node.words, node.fact, node.shown)
                yield from (term for one in (*parts, *node.values.values()) for term in _terms_of(one))
                for part in node.parts:
                    yield from _terms_of(part)
        case tuple():
            for one in value:
                yield from _terms_of(one)


def _eaches_of(value: Any) -> list[Each]:
    return [value] if isinstance(value, Each) and value.nodes else []
