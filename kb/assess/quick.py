"""Amounts only: the grants worked out without reasons, by functions written from the rules.

A second interpreter of the same rules, for many cases: for each kind of claim it writes the source of one
Python function, in which every test and sum of the ruleset stands as plain code. Its answers are those of
:func:`kb.assess.assessing.assess` for every grant that is not refused; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.amounts import Agreed, Amount, ByReference, Cap, Least, PerUnit, Share, SharedCap, Tier
from kb.assess.assessing import assess_claim, limit_sum, read_asked
from kb.assess.cases import Case, Claim
from kb.assess.known import IS, OBJECT, Known, Ledger, know, read_ledger
from kb.assess.limits import test_ledger
from kb.assess.outcomes import REFUSED, Reason
from kb.assess.requirements import SELECTED
from kb.assess.ruleset import Ruleset, read_policy
from kb.assess.sums import Sum
from kb.assess.things import name_things
from kb.facts import APPLICANT
from kb.guards import Ruling, rulings_for
from kb.model import Policy, Support
from kb.requirements import AllOf, AnyOf, Condition, Earlier, Requirement, When, leaves
from kb.terms import Interval

Bounds = tuple[int, int | None]
"""The least and the most, in fen; no top where nothing bounds it."""

Amounts = dict[tuple[str, str], Bounds]
"""(claim, support) → the bounds of what may be had; what is refused is not there."""

_Function = Callable[[str, Mapping[str, object], Mapping[str, object], date, bool, bool, Amounts], None]

_NOBODY: Mapping[str, bool] = {}


@dataclass(frozen=True, slots=True)
class Tariff:
    """The grants of a policy under some readings, ready to be worked out for many cases."""

    rules: Ruleset
    functions: dict[str, _Function] = field(hash=False)
    sources: dict[str, str] = field(hash=False)

    def amounts(self, case: Case) -> Amounts:
        """What each claim may have of each grant: its bounds in fen."""
        found: Amounts = {}
        applicant, day, functions = case.applicant, case.date, self.functions
        told, had = case.ledger is not None, bool(case.ledger)
        for claim in case.claims or ():
            function = functions.get(claim.kind)
            if function is not None:
                function(claim.id, claim.facts, applicant, day, told, had, found)
        if case.ledger:
            return _reckon(self.rules, name_things(case, self.rules.names), found)
        for claim in case.claims or ():
            if not claim.facts.keys().isdisjoint(self.rules.asked):
                for key in [key for key in found if key[0] == claim.id]:
                    found[key] = _limit_to_asked(self.rules, claim, found[key])
        return found


def make_tariff(policy: Policy, readings: Mapping[str, str] | None = None) -> Tariff:
    """The tariff of a policy under the readings chosen. Raises :class:`kb.errors.PolicyError`."""
    rules = read_policy(policy, readings)
    functions: dict[str, _Function] = {}
    sources: dict[str, str] = {}
    for kind, supports in rules.supports.items():
        grants = [support for support in supports if support.is_money]
        if grants:
            sources[kind] = "\n".join(_Writer(rules, kind).function(grants))
            scope: dict[str, object] = {"NOBODY": _NOBODY, "share": _count}
            if rules.validity is not None:
                scope |= {"FIRST": rules.validity.first, "LAST": rules.validity.last}
            exec(compile(sources[kind], f"<{kind}>", "exec"), scope)
            functions[kind] = scope["claim"]  # type: ignore[assignment]
    return Tariff(rules, functions, sources)


def _limit_to_asked(rules: Ruleset, claim: Claim, amount: Bounds) -> Bounds:
    """An amount, and no more than its claim asks for."""
    told = [read_asked(claim.facts.get(fact)) for fact in rules.asked]
    asked = [one.low for one in told if one is not None]
    low, high = amount
    return min([low, *asked]), min(asked if high is None else [high, *asked], default=None)


def _reckon(rules: Ruleset, case: Case, found: Amounts) -> Amounts:
    """The amounts with earlier grants reckoned in where any can bear, as the explained assessment does."""
    ledger = read_ledger(case, rules)
    bearing = _Bearing(rules, ledger)
    left: Amounts = {}
    for claim in case.claims or ():
        known: Known | None = None
        for support in rules.supports.get(claim.kind, ()):
            key = (claim.id, support.id)
            if key not in found:
                continue
            if not bearing.on(support, str(claim.facts.get(OBJECT, claim.id))):
                left[key] = _limit_to_asked(rules, claim, found[key])
                continue
            known = known or know(claim, case, rules)
            if _asks_for_earlier(support):
                outcome = assess_claim(rules, support, known, ledger)
                if outcome.amount is not None and outcome.status not in REFUSED:
                    left[key] = (outcome.amount.low, outcome.amount.high)
                continue
            limits = test_ledger(rules, support, known, ledger)
            if any(reason.holds is False for reason in limits.reasons):
                continue
            before = Sum(Interval(*found[key]), Reason("least", True))
            interval, _ = limit_sum(rules, support, known, ledger, limits, before)
            if interval is not None and not (limits.off.low and interval.high == 0):
                left[key] = (interval.low, interval.high)
    return left


class _Bearing:
    """Whether the ledger can bear on a claim: something had for its object, or under its own support."""

    def __init__(self, rules: Ruleset, ledger: Ledger) -> None:
        self.ledger = ledger
        bar = rules.non_cumulation
        self.always = (bar.similar, bar.unit) != ("object", "object")
        objects = {entry.facts.get(OBJECT) for entry in ledger.entries or ()}
        self.always = self.always or None in objects
        self.objects = objects

    def on(self, support: Support, about: str) -> bool:
        if self.always or about in self.objects or _asks_for_earlier(support):
            return True
        own = self.ledger.by_support.get(support.id, ())
        if isinstance(support.amount, PerUnit):
            return len(own) >= support.amount.count.count.number
        return bool(own)


def _asks_for_earlier(support: Support) -> bool:
    return any(isinstance(leaf, Earlier) for r in support.requirements for leaf in leaves(r))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


class _Writer:
    """Writes the function of one kind of claim."""

    def __init__(self, rules: Ruleset, kind: str) -> None:
        self.rules = rules
        self.kind = kind
        self.applicant = {fact.id for fact in rules.policy.facts_of(APPLICANT)}
        self.presumed = {fact.id: fact.presumed for fact in rules.presumed.get(kind, ())}
        self.names = 0

    def function(self, supports: Iterable[Support]) -> Iterator[str]:
        yield "def claim(name, facts, applicant, today, told, ledger, found):"
        yield "    g, h = facts.get, applicant.get"
        yield f"    s = (g({IS!r}) or NOBODY).get"
        yield from self._days()
        common = " and ".join(self._possible(w, "") for w in self.rules.requirements) or "True"
        yield f"    common = {common}"
        for support in supports:
            yield from self._support(support)

    def _days(self) -> Iterator[str]:
        """``dated``: whether no day that must lie within the validity is known to lie outside."""
        validity = self.rules.validity
        if validity is None:
            yield "    dated = True"
            return
        yield "    last = LAST"
        if validity.deadline:
            yield f"    own = {self._value(validity.deadline)}"
            yield f"    if own is not None{'' if validity.replaces else ' and own < last'}:"
            yield "        last = own"
        tests = []
        for n, fact in enumerate(validity.days):
            yield f"    d{n} = {self._value(fact)}"
            tests.append(f"(d{n} is None or FIRST <= d{n} <= last)")
        for n, fact in enumerate(validity.since):
            yield f"    e{n} = {self._value(fact)}"
            early = f" or {self._value(validity.unless)} is not False" if validity.unless else ""
            tests.append(f"(e{n} is None or FIRST <= e{n}{early})")
        yield f"    dated = {' and '.join(tests) or 'True'}"

    def _support(self, support: Support) -> Iterator[str]:
        tests = ["dated", "common", self._subject(support)]
        tests += [self._possible(r, support.id) for r in support.requirements if not r.subject]
        if support.needed:
            tests.append(f"{self._value(SELECTED)} is not False")
        yield f"    if {' and '.join(tests)}:"
        lines, low, high = self._amount(support.amount)
        yield from (f"        {line}" for line in lines)
        known = f"if {low} is not None: " if isinstance(support.amount, Tier) else ""
        yield f"        {known}found[name, {support.id!r}] = ({low}, {high})"

    def _subject(self, support: Support) -> str:
        if not support.subjects:
            return "True"
        ways = []
        for subject in support.subjects:
            key = subject.concept.id
            own = [self._possible(r, support.id) for r in support.requirements if r.subject == key]
            ways.append(" and ".join([f"s({key!r}, True)", *own]))
        return "(" + " or ".join(f"({way})" for way in ways) + ")"

    def _possible(self, requirement: Requirement, support: str) -> str:
        """A test that is true unless the requirement is known to fail."""
        match requirement:
            case When():
                value = self._value(requirement.fact)
                values = [{"yes": True, "no": False}.get(v, v) for v in requirement.values]
                return f"{value} in {(None, *values)!r}"
            case Condition():
                return f"{self._value(requirement.concept.id)} is not False"
            case Earlier():
                # Whether something was granted in that phase is reckoned with afterwards.
                return "(not told or ledger)"
            case AnyOf():
                return "(" + " or ".join(self._possible(p, support) for p in requirement.parts) + ")"
            case AllOf():
                return "(" + " and ".join(self._possible(p, support) for p in requirement.parts) + ")"

    def _value(self, fact: str) -> str:
        if fact in self.rules.ones:
            answers = " or ".join(f"{self._stated(one)} == {value!r}" for one, value in self.rules.ones[fact])
            return f"(1 if {answers} else {self._stated(fact)})"
        return self._stated(fact)

    def _stated(self, fact: str) -> str:
        if fact in self.applicant:
            return f"h({fact!r})"
        match self.presumed.get(fact, ""):
            case "@case-date":
                return f"g({fact!r}, today)"
            case "@claim":
                return f"g({fact!r}, name)"
            case "@object":
                return f"g({fact!r}, g({OBJECT!r}, name))"
            case "yes" | "no" as presumed:
                return f"g({fact!r}, {presumed == 'yes'})"
            case "" | "none":
                return f"g({fact!r})"
            case presumed:
                return f"g({fact!r}, {presumed!r})"

    def _name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def _amount(self, amount: Amount) -> tuple[list[str], str, str]:
        """Lines that work an amount out, and the expressions of its bounds; ``None`` is no bound."""
        match amount:
            case Share():
                return self._share(amount)
            case Agreed():
                lines, _, high = self._base(amount.base, amount.rulings)
                return lines, "0", high
            case Cap():
                return self._cap(amount)
            case SharedCap():
                return self._cap(amount.cap)
            case PerUnit():
                return self._amount(amount.amount)
            case Least():
                return self._least(amount)
            case Tier():
                return self._tier(amount)
            case ByReference():
                return [], "0", "None"
            case _:
                raise TypeError(amount)

    def _base(self, fact: str, rulings: tuple[Ruling, ...]) -> tuple[list[str], str, str]:
        base, low, high = self._name("b"), self._name("l"), self._name("u")
        lines = [
            f"{base} = {self._value(fact)}",
            f"{low}, {high} = (0, None) if {base} is None else ({base}.fen, {base}.fen)",
        ]
        for less in rulings_for(rulings, "less"):
            off = self._name("o")
            lines += [
                f"{off} = {self._value(less)}",
                f"if {off} is None:",
                f"    {low} = 0",
                "else:",
                f"    {low} = max(0, {low} - {off}.fen)",
                f"    {high} = None if {high} is None else max(0, {high} - {off}.fen)",
            ]
        return lines, low, high

    def _share(self, amount: Share) -> tuple[list[str], str, str]:
        lines, low, high = self._base(amount.base, amount.rulings)
        rate = amount.rate.rate.of_one
        top, bottom = rate.numerator, rate.denominator

        def round_it(bound: str) -> str:
            if "half-up" in rulings_for(amount.rulings, "rounding"):
                return f"(2 * {bound} * {top} + {bottom}) // {2 * bottom}"
            return f"{bound} * {top} // {bottom}"

        least = "0" if "open" in rulings_for(amount.rulings, "sum") else round_it(low)
        lines += [f"{low} = {least}", f"{high} = None if {high} is None else {round_it(high)}"]
        return lines, low, high

    def _cap(self, amount: Cap) -> tuple[list[str], str, str]:
        limit = str(amount.limit.money.fen)
        for fact in rulings_for(amount.rulings, "cost"):
            cost, low, high = self._name("c"), self._name("l"), self._name("u")
            lines = [
                f"{cost} = {self._value(fact)}",
                f"{low}, {high} = (0, {limit}) if {cost} is None else (min({cost}.fen, {limit}),) * 2",
            ]
            return lines, low, high
        return [], "0" if "open" in rulings_for(amount.rulings, "sum") else limit, limit

    def _least(self, amount: Least) -> tuple[list[str], str, str]:
        lines: list[str] = []
        low, high = self._name("l"), self._name("u")
        lows, highs = [], []
        for part in amount.parts:
            more, one_low, one_high = self._amount(part)
            lines += more
            lows.append(one_low)
            highs.append(one_high)
        bounds = sorted((bound for bound in highs if bound != "None"), key=lambda b: not b.isdecimal())
        first = bounds[0] if bounds else "None"
        lines.append(f"{high} = {first}")
        for other in bounds[1:]:
            better = f"{other} < {high}" if first.isdecimal() else f"({high} is None or {other} < {high})"
            lines.append(f"if {other} is not None and {better}: {high} = {other}")
        opened = "open" in rulings_for(amount.rulings, "sum")
        lines.append(f"{low} = {'0' if opened else self._min(lows)}")
        return lines, low, high

    def _min(self, bounds: list[str]) -> str:
        return "0" if "0" in bounds else bounds[0] if len(bounds) == 1 else f"min({', '.join(bounds)})"

    def _tier(self, amount: Tier) -> tuple[list[str], str, str]:
        low, high = self._name("l"), self._name("u")
        table = {level.id: level.limit.money.fen for level in amount.levels}
        agency = bool(rulings_for(amount.rulings, "unless"))
        levels: dict[str | None, tuple[int, int]] = {key: (fen, fen) for key, fen in table.items()}
        levels[None] = (0 if agency else min(table.values()), max(table.values()))
        bounds = self._name("t")
        # A level that is not named has no sum: the claim is refused, or an agency decides.
        lines = [
            f"{bounds} = {levels!r}",
            f"{low}, {high} = {bounds}.get({self._value(amount.by)}, (None, None))",
        ]
        for fact in rulings_for(amount.rulings, "shared-by"):
            count = self._name("n")
            lines += [
                f"{count} = share({self._value(fact)})",
                f"if {low} is not None: {low} = 0 if {count} is None else {low} // {count}",
                f"if {count} is not None and {high} is not None: {high} = {high} // {count}",
            ]
        return lines, low, high
