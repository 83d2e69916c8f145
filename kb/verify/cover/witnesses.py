"""Witnesses: claims found by the solver that cover a target with few facts and round sums, or the proof of
none.

The solver finds a model. The engine then determines which of its facts can be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kb.cases.case import Case, FactValue
from kb.core.amounts import lower_amount
from kb.core.carriers.exact import exact_claim
from kb.core.nodes import Node
from kb.core.outcomes import SETTLED, Outcome, Status
from kb.core.terms import Truth, conj, disj, eq, lt, neg
from kb.model.facts import AMOUNT, APPLICANT, IS, LEDGER
from kb.model.values import Money
from kb.verify.cover.reduction import Paring
from kb.verify.cover.targets import (
    BELOW,
    CONDITION,
    ROUND_SUMS,
    STATUS,
    SUM,
    Plan,
    Target,
    fact_of,
    holds,
    sum_key,
)
from kb.verify.libraries import z3
from kb.verify.proof.encoding import DAY, decode, state
from kb.verify.proof.terms import CLAIM_ID, pin


@dataclass(frozen=True)
class Found:
    """The result of the search for a target: the claims that cover it, each in its own case; no claim means a
    proof of none.

    ``known`` is false where the solver gave up.
    """

    target: Target
    cases: tuple[Case, ...]
    known: bool = True


class Search:
    """Searches for claims under one support."""

    def __init__(self, plan: Plan, support: str) -> None:
        self._plan = plan
        self._encoding = plan.encodings[support]
        self._support = self._encoding.support
        self._solver = z3().Solver()
        self._solver.add(*self._encoding.sane)
        self._bases: list[Case] = []
        self._values: dict[int, dict[int, tuple[Any, Any]]] = {}
        self._seen: set[str] = set()
        self._paring = Paring(plan, self._support)

    def find(self, targets: tuple[Target, ...]) -> Iterator[Found]:
        """The result for each target that no case found for another target already shows.

        Sums and open statuses come first, because conditions start from them; the remaining statuses come
        last.
        """
        for target in sorted(targets, key=self._order):
            match target.kind:
                case "status" if target.key in self._seen:
                    continue
                case "status":
                    found = self._status(target)
                case "sum":
                    found = self._sum(target)
                case _:
                    found = self._condition(target)
            self._seen |= {self._paring.outcome(case).status for case in found.cases}
            yield found

    @staticmethod
    def _order(target: Target) -> int:
        if target.kind == STATUS:
            return 1 if Status(target.key) in SETTLED else 3
        return {SUM: 0, CONDITION: 2}[target.kind]

    def _status(self, target: Target) -> Found:
        status = Status(target.key)
        wanted = self._encoding.status[status]
        if self._plan.is_never(self._support.id, status):
            return Found(target, ())
        exact = conj(wanted, self._has_sum) if self._support.is_money and status in SETTLED else None
        for constraint in (exact, wanted):
            if constraint is None:
                continue
            found, case = self._solve(constraint)
            if case is not None:
                case = self._paring.pare((case,), lambda one: one.status is status)[0]
                self._keep_base(case, status)
                return Found(target, (case,))
            if not found:
                return Found(target, (), known=False)
        return Found(target, ())

    def _sum(self, target: Target) -> Found:
        limits = {f"{one.provision} {one.text}": one.money.fen for one in self._support.amount.ceilings}
        encoding = self._encoding
        if target.key != BELOW:
            wanted = eq(encoding.sum.high, limits[target.key])
        else:
            wanted = lt(encoding.sum.high, min(limits.values(), default=10**17))
        known = True
        for status in (Status.CANDIDATE, Status.ELIGIBLE):
            found, case = self._solve(conj(encoding.status[status], self._has_sum, wanted))
            known = known and found
            if case is not None:

                def keeps(one: Outcome, status: Status = status) -> bool:
                    return one.status is status and sum_key(self._support, one) == target.key

                case = self._paring.pare((case,), keeps, any_sum=True)[0]
                self._keep_base(case, status)
                return Found(target, (case,))
        return Found(target, (), known)

    def _condition(self, target: Target) -> Found:
        leaf = self._plan.leaves(self._support.id).get(target.key)
        fact = fact_of(leaf) if leaf else LEDGER
        for base in self._bases:
            if (case := self._vary(base, fact, leaf)) is not None:
                return Found(target, (base, case))
        known, pair = self._pair(fact, leaf)
        return Found(target, pair, known)

    def _vary(self, base: Case, fact: str, leaf: Node | None) -> Case | None:
        """A case that differs from another in one fact: a condition fails, and the status changes."""
        outcome = self._paring.outcome(base)
        if leaf is not None and holds(leaf, outcome) is not True:
            return None
        if fact != LEDGER and fact not in self._graded:

            def fails(one: Outcome) -> bool:
                return leaf is not None and holds(leaf, one) is False and one.status is not outcome.status

            return self._paring.vary(base, fact, fails)
        if fact == LEDGER and (varied := self._paring.grant(base, CLAIM_ID)) is not None:
            return varied
        solver, encoding = z3(), self._encoding
        mine = {variable.get_id() for variable in self._variables(fact)}
        pinned = [pair for key, pair in self._stated(base).items() if key not in mine]
        before = encoding.write(encoding.status[outcome.status])
        failed = True if leaf is None else leaf.test.fails
        # Fixed facts are folded into constants, so that little is left to solve.
        left = solver.Solver()
        left.add(pin(solver.And(solver.Not(before), encoding.write(failed), *encoding.sane), pinned))
        for wish in self._wishes(fact, before):
            if str(left.check(pin(wish, pinned))) == "sat":
                varied = self._like(decode(_Swapped(left.model(), pinned), encoding), base, fact)
                return self._paring.pare_ledger(varied) if fact == LEDGER else varied
        return None

    def _stated(self, base: Case) -> dict[int, tuple[Any, Any]]:
        """Each variable with the value that a base gives it, by the solver's id of the variable."""
        n = self._bases.index(base)
        if n not in self._values:
            (claim,) = base.claims or ()
            self._values[n] = {pair[0].get_id(): pair for pair in state(self._encoding, base, claim)}
        return self._values[n]

    def _pair(self, fact: str, leaf: Node | None) -> tuple[bool, tuple[Case, ...]]:
        """Two cases that differ in one fact and in the status; none where the solver proves that there are
        none.
        """
        solver, encoding = z3(), self._encoding
        mine = self._variables(fact)
        fresh = [(one, solver.FreshConst(one.sort())) for one in mine]

        def other(one: Any) -> Any:
            return solver.substitute(encoding.write(one), *fresh)

        statuses = [encoding.write(one) for one in encoding.status.values()]
        differs = solver.Or(*(solver.And(one, solver.Not(other(one))) for one in statuses))
        wanted = [differs, *(other(one) for one in encoding.sane)]
        if leaf is not None:
            wanted += [encoding.write(leaf.test.holds), other(leaf.test.fails)]
        self._solver.push()
        self._solver.add(*wanted)
        opened = [encoding.write(one) for status, one in encoding.status.items() if status in SETTLED]
        refused, barred = (other(encoding.status[one]) for one in (Status.INELIGIBLE, Status.BARRED))
        wished = [[one, refused, *self._plain] for one in opened]
        # A refusal proves that a condition fails, even if unknown facts keep it out of the reasons.
        told = encoding.write(encoding.ledger.told)
        wished += ([one, barred, told, *wish] for wish in (self._plain, []) for one in opened)
        found = "unknown"
        for wishes in (*wished, *([one] for one in opened), []):
            found = self._check(wishes)
            if found == "sat":
                break
        pair: tuple[Case, ...] = ()
        if found == "sat":
            model = self._solver.model()
            pair = (decode(model, encoding), decode(_Swapped(model, fresh), encoding))
        self._solver.pop()
        if not pair:
            return found == "unsat", ()

        def gist(one: Outcome) -> tuple[Status, bool | None]:
            return one.status, None if leaf is None else holds(leaf, one)

        shown = [gist(self._paring.outcome(case)) for case in pair]
        pair = self._paring.pare(
            pair, lambda one: gist(one) in shown, lambda several: [gist(one) for one in several] == shown
        )
        return True, pair

    def _solve(self, wanted: Truth) -> tuple[bool, Case | None]:
        """Whether the solver decides, and the simplest case that it finds."""
        self._solver.push()
        self._solver.add(self._encoding.write(wanted))
        found = "unknown"
        write = self._encoding.write
        granted = [*self._plain[:2], write(self._one_grant), write(self._round_grants)]
        for wishes in (self._plain, granted, self._plain[:2], []):
            found = self._check(wishes)
            if found == "sat":
                break
        case = decode(self._solver.model(), self._encoding) if found == "sat" else None
        self._solver.pop()
        return found != "unknown", case

    def _check(self, wishes: list[Any]) -> str:
        return str(self._solver.check(*wishes))

    @cached_property
    def _has_sum(self) -> Truth:
        """The condition that there is a sum and that every fact it is computed from is stated."""
        encoding = self._encoding
        core, support = self._plan.rules.core, self._support
        nothing = exact_claim(core, support.per, {}, "")
        narrows = lower_amount(support.amount, core, nothing, support.provision).narrows
        facts = [fact for when, fact in narrows if when]
        told = (encoding.facts[fact].known for fact in facts if fact in encoding.facts)
        return conj(encoding.sum.bounded, lt(0, encoding.sum.high), *told)

    @cached_property
    def _graded(self) -> frozenset[str]:
        """The facts whose values are ordered."""
        facts = self._plan.rules.policy.facts_of(self._support.per)
        graded = {fact.id for fact in facts if fact.sort in ("day", "number")}
        return frozenset(graded & set(self._encoding.facts))

    @cached_property
    def _one_grant(self) -> Truth:
        return conj(*(neg(one.present) for one in self._encoding.ledger.entries[1:]))

    @cached_property
    def _round_grants(self) -> Truth:
        entries = self._encoding.ledger.entries
        sums = [one.facts.stated[AMOUNT] for one in entries if AMOUNT in one.facts.stated]
        return conj(*(disj(*(eq(one.value, fen) for fen in ROUND_SUMS)) for one in sums))

    @cached_property
    def _plain(self) -> list[Any]:
        """The preferences for a case: its day, no earlier grants, round sums, plain days."""
        encoding = self._encoding
        wishes = [eq(DAY, self._plan.day), encoding.ledger.told]
        wishes += (neg(one.present) for one in encoding.ledger.entries)
        for fact in self._plan.rules.policy.facts_of(self._support.per):
            if fact.id in encoding.facts and fact.type in ("date", "money"):
                value = encoding.facts[fact.id].value
                plain = self._plan.plain_values(fact)
                wishes.append(disj(*(eq(value, _constant(one)) for one in plain)))
        return [encoding.write(one) for one in wishes]

    def _variables(self, fact: str) -> list[Any]:
        encoding = self._encoding
        if fact != LEDGER:
            return [encoding.write(part) for part in encoding.facts[fact]]
        found = [encoding.ledger.told]
        for entry in encoding.ledger.entries:
            found.append(entry.present)
            found += (part for one in entry.facts.stated.values() for part in one)
        return [encoding.write(part) for part in found]

    def _wishes(self, fact: str, before: Any) -> Iterator[Any]:
        """The preferences for another value of a fact, and then any value.

        For a sum or a day the next value should not differ; of several earlier grants a single one should
        bar.
        """
        encoding = self._encoding
        if fact == LEDGER:
            one, plain = self._one_grant, conj(encoding.ledger.told, self._round_grants)
            barred = encoding.status[Status.BARRED]
            wishes = ((barred, one, plain), (barred, plain), (one, plain), (plain,))
            yield from (encoding.write(conj(*wish)) for wish in wishes)
        elif fact in self._graded:
            value = encoding.write(encoding.facts[fact].value)
            yield from (z3().substitute(before, (value, value + step)) for step in (-1, 1))
        yield encoding.write(True)

    def _like(self, case: Case, base: Case, fact: str) -> Case:
        """The base with one fact taken from another case; whatever the solver leaves open stays unchanged."""
        if fact == LEDGER:
            return replace(base, ledger=case.ledger)
        of_applicant = any(one.id == fact for one in self._plan.rules.policy.facts_of(APPLICANT))
        key, _, subject = fact.partition(":")
        (claim,), (mine,) = case.claims or (), base.claims or ()
        source = case.applicant if of_applicant else claim.facts
        target = dict(base.applicant if of_applicant else mine.facts)
        target.pop(key, None)
        if subject:
            said = {**_said(mine.facts.get(IS)), subject: _said(source.get(IS)).get(subject)}
            target[key] = {one: value for one, value in said.items() if value is not None}
        elif key in source:
            target[key] = source[key]
        if of_applicant:
            return replace(base, applicant=target)
        return replace(base, claims=(replace(mine, facts=target),))

    def _keep_base(self, case: Case, status: Status) -> None:
        if status in SETTLED and case not in self._bases:
            self._bases.append(case)


class _Swapped:
    """A model in which some variables have other values, or the values of other variables."""

    def __init__(self, model: Any, swapped: Iterable[tuple[Any, Any]]) -> None:
        self._model = model
        self._swapped = {variable.get_id(): value for variable, value in swapped}

    def eval(self, term: Any, model_completion: bool) -> Any:
        """The value of a variable."""
        found = self._swapped.get(term.get_id(), term)
        return self._model.eval(found, model_completion=model_completion)


def _constant(value: FactValue) -> Any:
    """A day or a sum as a constant of an encoding."""
    return value.fen if isinstance(value, Money) else value


def _said(value: object) -> dict[str, bool]:
    return dict(value) if isinstance(value, dict) else {}
