"""Batches of generated cases, each checked against the laws.

Hypothesis draws the seed of each batch, and a batch is generated from its seed. So a run is repeated by its
seed, and the cost of a case is mainly that of the answer. Each case is checked against the laws of a single
answer, and one case in three against a law of two answers, in turn. Afterwards more cases are generated for
the laws that were tried too seldom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from random import Random

from kb.assess.tariff import Tariff, make_tariff
from kb.core.ruleset import choose_readings, read_policy
from kb.model.policy import Policy
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.settings import COMMAND, Run
from kb.verify.fuzz.shrinking import Failing, shrink
from kb.verify.invariants import LAWS
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation
from kb.verify.libraries import hypothesis
from kb.verify.results import Result, Verdict

LOT = 50
"""The number of cases in a batch. They share their readings, since reading the policy takes longer than a
case.
"""

SETS_OF_READINGS = 48
"""The number of combinations of readings that a run tries, including the defaults."""

PAIRS = 3
"""One case in this many is tested by a law about two answers, which requires answering a second case."""

DEFAULTS = Fraction(1, 3)
"""The share of batches that use the default readings."""

ENOUGH = 50
"""The number of trials of a law below which its success proves little."""

MOST_FURTHER = 4
"""The greatest number of further cases for rarely tried laws, for each case generated before."""

FURTHER = Fraction(1, 6)
"""The share of its time that a run reserves for rarely tried laws."""


def count_enough(cases: int) -> int:
    """How often each law should be tried in a run of a given number of cases."""
    return min(ENOUGH, cases)


def try_laws(policy: Policy, run: Run, laws: Sequence[Law] = LAWS) -> Iterator[Result]:
    """Each broken law as soon as it is found and shrunk; at the end the laws that held, with their counts.

    Raises :class:`kb.model.words.errors.PolicyError` without hypothesis.
    """
    tried: Counter[str] = Counter()
    broken: set[str] = set()
    for law, failing in deal(policy, run.part(run.share * (1 - FURTHER)), laws, tried):
        broken.add(law.id)
        yield _tell_broken(policy, run, law, failing)
    if "no-error" not in broken:
        left = [law for law in laws if law.id not in broken]
        for law, failing in deal_further(policy, run.part(run.share * FURTHER), left, tried):
            broken.add(law.id)
            yield _tell_broken(policy, run, law, failing)
    for law in laws:
        if law.id not in broken and tried[law.id]:
            yield Result(COMMAND, law.id, Verdict.SAMPLED, "holds", (), samples=tried[law.id])
    if "no-error" not in broken:
        yield Result(COMMAND, "no-error", Verdict.SAMPLED, "holds", (), samples=tried[""])


def deal(policy: Policy, run: Run, laws: Sequence[Law], tried: Counter[str]) -> Iterator[tuple[Law, Failing]]:
    """Generate cases until the run is over; yield each broken law with the first case that breaks it.

    ``tried`` counts the cases checked against each law, and under the empty id all generated cases.
    """
    library = hypothesis()
    table = _Table(policy, run, tried)
    left = list(laws)
    found: list[tuple[Law, Failing]] = []
    chunk = 0
    settings = library.settings(
        max_examples=10,
        deadline=None,
        database=None,
        suppress_health_check=list(library.HealthCheck),
        phases=(library.Phase.generate,),
    )

    def one_lot(number: int) -> None:
        if run.is_over(tried[""]):
            return
        # The first random number is 0 for every seed.
        rng = Random((run.seed << 96) + (chunk << 64) + number)
        found.extend(table.play(rng, left, _put_in_turn, lambda: run.is_over(tried[""])))

    numbers = library.strategies.integers(0, 2**64 - 1)
    while not run.is_over(tried[""]):
        library.seed(run.seed * 1_000_003 + chunk)(settings(library.given(numbers)(one_lot)))()
        chunk += 1
        yield from found
        found.clear()


def deal_further(
    policy: Policy, run: Run, laws: Sequence[Law], tried: Counter[str]
) -> Iterator[tuple[Law, Failing]]:
    """Generate more cases for the laws that were tried too seldom; yield broken laws as :func:`deal` does.

    It ends when each law was tried often enough, and after a fixed number of further cases in any event,
    because a law may concern none of the generated cases. A further case is cheap, as it is checked against
    few laws.
    """
    table = _Table(policy, run, tried)
    enough = count_enough(tried[""])
    most = tried[""] * (1 + MOST_FURTHER)
    left = list(laws)

    def is_over() -> bool:
        is_enough = all(tried[law.id] >= enough for law in left)
        return is_enough or tried[""] >= most or (run.cases is None and run.is_over(tried[""]))

    rng = Random(f"{run.seed} further")
    while not is_over():
        yield from table.play(rng, left, partial(_put_to_seldom, enough), is_over)


Put = Callable[[Sequence[Law], Trial, Counter[str]], Iterator[tuple[Law, Violation | None]]]
"""A function that selects the laws for a case, counts them as tried, and returns the violations."""


class _Table:
    """The generator of a run, with the sets of readings under which its batches are assessed."""

    def __init__(self, policy: Policy, run: Run, tried: Counter[str]) -> None:
        self.policy, self.run, self.tried = policy, run, tried
        self.maker = Maker(policy, run.measure)
        chance = Random(run.seed)
        self.readings = [{}, *(self.maker.readings(chance) for _ in range(SETS_OF_READINGS - 1))]
        self.tariffs: dict[int, Tariff] = {}

    def play(
        self, rng: Random, left: list[Law], put_to: Put, is_over: Callable[[], bool]
    ) -> Iterator[tuple[Law, Failing]]:
        """Generate a batch of cases under the same readings; broken laws are removed from ``left``."""
        which = 0 if rng.random() < DEFAULTS else rng.randrange(len(self.readings))
        readings = self.readings[which]
        rules = read_policy(self.policy, readings)
        if which not in self.tariffs:
            self.tariffs[which] = make_tariff(self.policy, readings)
        for _ in range(LOT):
            if is_over():
                break
            case, seed = self.maker.case(rng), rng.getrandbits(32)
            trial = Trial(rules, case, seed, self.run.assess, self.tariffs[which])
            self.tried[""] += 1
            for law, wrong in put_to(left, trial, self.tried):
                if wrong is None:
                    continue
                if wrong is FAILED:
                    yield _failing_at(law, trial), Failing(case, readings, seed)
                    left.clear()
                    return
                left[:] = [other for other in left if other.id != law.id]
                yield law, Failing(case, readings, seed)
        if self.run.told is not None:
            self.run.told(self.tried[""])


def _put_in_turn(
    left: Sequence[Law], trial: Trial, tried: Counter[str]
) -> Iterator[tuple[Law, Violation | None]]:
    """Check a case against the laws that are due: those of a single answer, and sometimes one of two answers.

    The latter is the least tried law that applies to the case.
    """
    number = tried[""]
    for law in [law for law in left if law.alone and number % law.every == 0]:
        tried[law.id] += 1
        yield law, put(law, trial)
    pairs = [law for law in left if not law.alone]
    if not pairs or (number % PAIRS and len(pairs) < len(left)):
        return
    for law in sorted(pairs, key=lambda law: tried[law.id]):
        wrong = put(law, trial)
        if wrong is not IDLE:
            tried[law.id] += 1
            yield law, wrong
            return


def _put_to_seldom(
    enough: int, left: Sequence[Law], trial: Trial, tried: Counter[str]
) -> Iterator[tuple[Law, Violation | None]]:
    """Check a case against every law that was tried too seldom and that applies to it."""
    for law in [law for law in left if tried[law.id] < enough]:
        wrong = put(law, trial)
        if wrong is not IDLE:
            tried[law.id] += 1
            yield law, wrong


FAILED = Violation("")
"""The violation that is recorded where the program itself fails."""


def put(law: Law, trial: Trial) -> Violation | None:
    """The violation of a law by a case; :data:`FAILED` where the program fails at the case."""
    try:
        return law.check(trial)
    except Exception:
        return FAILED


def _fails(trial: Trial) -> Violation | None:
    try:
        trial.other(trial.case)
    except Exception:
        return FAILED
    return None


NO_ERROR = Law("no-error", _fails, alone=True)
"""The law that the program does not fail."""


def _failing_at(law: Law, trial: Trial) -> Law:
    """The law under which the program does not fail at a case or at the case derived from it."""
    if NO_ERROR.check(trial) is not None:
        return NO_ERROR
    return replace(NO_ERROR, check=lambda other: FAILED if put(law, other) is FAILED else None)


def _is_broken(found: Violation | None) -> bool:
    return found is not None and found is not IDLE


def _tell_broken(policy: Policy, run: Run, law: Law, failing: Failing) -> Result:
    """The result for a broken law, with the smallest case."""

    def trial(one: Failing) -> Trial:
        return Trial(read_policy(policy, one.readings), one.case, one.seed, run.assess)

    smallest = shrink(policy, failing, lambda one: _is_broken(put(law, trial(one))))
    wrong = put(law, trial(smallest)) or FAILED
    defaults = choose_readings(policy)
    return Result(
        COMMAND,
        law.id,
        Verdict.REFUTED,
        "broken",
        (wrong.at,) if wrong.at in policy else (),
        support=wrong.support,
        case=smallest.case,
        readings={key: one for key, one in smallest.readings.items() if defaults[key] != one},
        program=wrong.program,
        text=wrong.text,
    )
