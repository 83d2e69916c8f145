"""Years of applications, one after another: whatever is applied for and granted, no limit is exceeded.

A Hypothesis state machine lets days pass and makes applications; each grant is then added to the ledger. The
limits are computed independently, from the words of the policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from kb.assess.assessment import assess_under
from kb.cases.case import Case, Claim, FactValue, Grant
from kb.core.outcomes import Status
from kb.core.ruleset import choose_readings, read_policy
from kb.model.facts import AMOUNT, APPLIED_ON, DATE, GRANT, OBJECT, PHASE, SUPPORT
from kb.model.policy import Policy, Support
from kb.model.values import Interval, Money
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.settings import COMMAND, Run
from kb.verify.invariants import oracle
from kb.verify.invariants.trial import Violation, say, say_sum
from kb.verify.libraries import hypothesis
from kb.verify.results import Result, Verdict

DAYS, STEPS, LIVES = 200, 30, 10
"""The greatest number of days between steps, the number of steps in a life, and the number of lives at a
time.
"""

_BEFORE = timedelta(days=40)
"""The number of days before the policy begins at which an applicant starts."""


@dataclass(frozen=True, slots=True)
class Had:
    """A grant: its support, its object, its day, its sum in fen, and its facts."""

    support: Support
    claim: Claim
    day: date
    fen: int


class Exceeded(AssertionError):
    """A limit is exceeded: how, and the last case that was applied for."""

    def __init__(self, wrong: Violation, case: Case, readings: Mapping[str, str]) -> None:
        super().__init__(wrong)
        self.wrong, self.case, self.readings = wrong, case, dict(readings)


def find_excess(policy: Policy, readings: Mapping[str, str], had: Sequence[Had]) -> Violation | None:
    """A limit of the text that the grants exceed, if there is one."""
    chosen = choose_readings(policy, readings)
    span = oracle.find_validity(policy, chosen)
    together: dict[tuple[object, ...], int] = defaultdict(int)
    for one in had:
        support = one.support
        most = support.amount.most
        if span is not None and not span[0] <= one.day <= span[1] and _must_be_inside(policy, chosen):
            return Violation(support.provision, support.id, say_sum(_exactly(one.fen)), say("too-late"))
        if most is not None and one.fen > most:
            return Violation(
                support.provision, support.id, say_sum(_exactly(one.fen)), say_sum(_exactly(most))
            )
        for cap in support.amount.caps:
            for per in cap.per.under(chosen):
                key = (support.id, per, *_sharer(per, one))
                together[key] += one.fen
                limit = cap.limit.money.fen
                if together[key] > limit:
                    sums = say_sum(_exactly(together[key])), say_sum(_exactly(limit))
                    return Violation(support.provision, support.id, *sums)
    return _find_too_many(policy, chosen, had)


def _find_too_many(policy: Policy, chosen: dict[str, str], had: Sequence[Had]) -> Violation | None:
    span = oracle.find_validity(policy, chosen)
    for support in dict.fromkeys(one.support for one in had):
        amount = support.amount.quota
        if amount is None:
            continue
        period = amount.year.under(chosen).value
        fact = amount.day.under(chosen).value
        told = [one.claim.facts.get(fact, one.day) for one in had if one.support is support]
        days = [day for day in told if isinstance(day, date)]
        for day in days:
            every = sum(
                (period != "any-year" or day <= other)
                and oracle.same_period(period, span[0] if span else day, day, other)
                for other in days
            )
            if every > amount.count.count.number:
                number = str(amount.count.count.number)
                says = say("number", number=str(every)), say("number", number=number)
                return Violation(support.provision, support.id, *says)
    return None


def years_machine(
    policy: Policy,
    readings: Sequence[Mapping[str, str]],
    supports: Sequence[str] = (),
    run: Run | None = None,
) -> Any:
    """A state machine of hypothesis: its ``TestCase`` runs in tests, and :func:`live_years` runs it too.

    ``supports`` are the ids of the supports to apply for; by default all that state a sum. ``run`` brings the
    interpreter under test. An exceeded limit raises :class:`Exceeded`. Raises
    :class:`kb.model.words.errors.PolicyError` without hypothesis.
    """
    library = hypothesis()
    stateful, st = import_module("hypothesis.stateful"), library.strategies
    maker = Maker(policy)
    assess = run.assess if run else assess_under
    chosen = [s for s in policy.supports if s.is_money and (not supports or s.id in supports)]

    class Years(stateful.RuleBasedStateMachine):  # type: ignore[misc,name-defined]
        """An applicant that applies for things and takes every grant."""

        @stateful.initialize(readings=st.sampled_from(list(readings)))  # type: ignore[untyped-decorator]
        def begin(self, readings: Mapping[str, str]) -> None:
            self.readings = readings
            self.rules = read_policy(policy, readings)
            self.today = maker.first - _BEFORE
            self.had: list[Had] = []

        @stateful.rule(days=st.integers(1, DAYS))  # type: ignore[untyped-decorator]
        def time_passes(self, days: int) -> None:
            self.today += timedelta(days=days)

        @stateful.rule(  # type: ignore[untyped-decorator]
            support=st.sampled_from(chosen),
            thing=st.sampled_from("甲乙丙"),
            base=st.integers(0, 10**10),
            age=st.integers(0, 60),
            way=st.integers(0, 3),
        )
        def apply(self, support: Support, thing: str, base: int, age: int, way: int) -> None:
            claim = _claim(maker, support, thing, len(self.had), base, self.today - timedelta(age), way)
            ledger = tuple(_grant(policy, one) for one in self.had)
            case = Case(self.today, maker.applicants[support.id], (claim,), ledger)
            outcome = assess(self.rules, case).outcome(claim.id, support.id)
            if outcome.status is not Status.ELIGIBLE or outcome.amount is None:
                return
            self.had.append(Had(support, claim, self.today, outcome.amount.high or 0))
            wrong = find_excess(policy, self.readings, self.had)
            if wrong is not None:
                raise Exceeded(wrong, case, self.readings)

    return Years


def live_years(policy: Policy, run: Run) -> Result:
    """Sequences of applications as long as the run lasts: whether a limit is exceeded in one of them."""
    library = hypothesis()
    maker = Maker(policy, run.measure)
    options = [{}, *({reading: option} for reading, option in maker.options)]
    supports = [support.id for support in maker.supports if support.is_money]
    if not supports:
        return Result(COMMAND, "years", Verdict.SAMPLED, "holds", ())
    settings = library.settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        verbosity=library.Verbosity.quiet,
        suppress_health_check=list(library.HealthCheck),
        phases=(library.Phase.generate, library.Phase.shrink),
    )
    live = import_module("hypothesis.stateful").run_state_machine_as_test
    lived = 0
    while not run.is_over(lived):
        machine = years_machine(policy, options, supports, run)
        try:
            live(library.seed(run.seed * 1_000_003 + lived)(machine), settings=settings)
        except Exceeded as found:
            return _tell(found)
        lived += LIVES
        if run.told is not None:
            run.told(lived)
    return Result(COMMAND, "years", Verdict.SAMPLED, "holds", (), samples=lived)


def _tell(found: Exceeded) -> Result:
    wrong = found.wrong
    return Result(
        COMMAND,
        "years",
        Verdict.REFUTED,
        "broken",
        (wrong.at,),
        support=wrong.support,
        case=found.case,
        readings=found.readings,
        program=wrong.program,
        text=wrong.text,
    )


def _claim(maker: Maker, support: Support, thing: str, number: int, base: int, day: date, way: int) -> Claim:
    """A claim for a thing that satisfies what is asked; where phases or levels exist, one is chosen."""
    facts: dict[str, FactValue] = dict(maker.templates[support.id][0])
    amount = support.amount
    facts |= {key: day for key, value in facts.items() if isinstance(value, date)}
    kind = {fact.id: fact for fact in maker.policy.facts_of(support.per)}
    facts |= {key: kind[key].made(base) for key in amount.grows_with if key in kind}
    if amount.steps:
        facts[amount.by] = amount.steps[way % len(amount.steps)].id
    name = f"{thing}{number}" if amount.quota else thing
    return Claim(f"{support.measure}的{name}", support.per, facts)


def _grant(policy: Policy, had: Had) -> Grant:
    own = {fact.id for fact in policy.facts_of(GRANT)}
    told = {key: value for key, value in had.claim.facts.items() if key in own}
    facts: dict[str, FactValue] = {
        SUPPORT: had.support.id,
        OBJECT: had.claim.id,
        AMOUNT: Money(had.fen),
        DATE: had.day,
    }
    return Grant({**told, **facts})


def _must_be_inside(policy: Policy, chosen: Mapping[str, str]) -> bool:
    """Whether the day of application has to lie within the validity."""
    return any(APPLIED_ON in term.day.under(chosen) for term in policy.terms if term.kind == "validity")


def _sharer(per: str, one: Had) -> tuple[object, ...]:
    match per:
        case "enterprise":
            return ()
        case "enterprise-year":
            return (one.day.year,)
        case "phase":
            return (one.claim.id, one.claim.facts.get(PHASE))
        case _:
            return (one.claim.id,)


def _exactly(fen: int) -> Interval:
    return Interval(fen, fen)
