"""Dealing cases by the thousand, and putting each to the laws.

Hypothesis draws lots of cases, a number each, from which a lot is dealt. So a run is repeated by its seed,
and what a case costs is the answer itself. Each case is put to the laws of a single answer, and one in three
to a law of two answers, in turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from kb.assess.quick import Tariff, make_tariff
from kb.assess.ruleset import Ruleset, choose_readings, read_policy
from kb.model import Policy
from kb.verify.generating import Maker
from kb.verify.laws import LAWS
from kb.verify.runs import COMMAND, Run
from kb.verify.shrinking import Failing, shrink
from kb.verify.solver import hypothesis
from kb.verify.trials import IDLE, Law, Trial, Violation
from kb.verify.verdicts import Result, Verdict

LOT = 50
"""Cases of one lot: they share their readings, as reading the whole policy takes longer than a case."""

SETS_OF_READINGS = 48
"""How many combinations of readings a run tries, the defaults among them."""

PAIRS = 3
"""One case in so many is put to a law of two answers, for which another case has to be answered too."""

DEFAULTS = Fraction(1, 3)
"""How often a lot is read by the defaults."""


def try_laws(policy: Policy, run: Run, laws: Sequence[Law] = LAWS) -> Iterator[Result]:
    """What breaks a law as soon as it is found and shrunk; at the end the laws that held, with their counts.

    Raises :class:`kb.errors.PolicyError` without hypothesis.
    """
    tried: Counter[str] = Counter()
    broken: set[str] = set()
    for law, failing in deal(policy, run, laws, tried):
        broken.add(law.id)
        yield _tell_broken(policy, run, law, failing)
    for law in laws:
        if law.id not in broken and tried[law.id]:
            yield Result(COMMAND, law.id, Verdict.SAMPLED, "holds", (), samples=tried[law.id])
    if "no-error" not in broken:
        yield Result(COMMAND, "no-error", Verdict.SAMPLED, "holds", (), samples=tried[""])


def deal(policy: Policy, run: Run, laws: Sequence[Law], tried: Counter[str]) -> Iterator[tuple[Law, Failing]]:
    """Deal cases until the run is over: each law that is broken with the first case that breaks it.

    ``tried`` counts the cases put to each law, and under the empty id all cases dealt.
    """
    library = hypothesis()
    maker = Maker(policy, run.measure)
    chance = Random(run.seed)
    readings = [{}, *(maker.readings(chance) for _ in range(SETS_OF_READINGS - 1))]
    tariffs: dict[int, Tariff] = {}
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
        # The first number drawn is nought whatever the seed.
        luck = Random((run.seed << 96) + (chunk << 64) + number)
        which = 0 if luck.random() < DEFAULTS else luck.randrange(len(readings))
        rules = read_policy(policy, readings[which])
        if which not in tariffs:
            tariffs[which] = make_tariff(policy, readings[which])
        lot = _Lot(run, rules, readings[which], tariffs[which], left, tried)
        found.extend(lot.play(maker, luck))
        if run.told is not None:
            run.told(tried[""])

    numbers = library.strategies.integers(0, 2**64 - 1)
    while not run.is_over(tried[""]):
        library.seed(run.seed * 1_000_003 + chunk)(settings(library.given(numbers)(one_lot)))()
        chunk += 1
        yield from found
        found.clear()


@dataclass(frozen=True, slots=True)
class _Lot:
    """A lot of cases under the same readings; laws that are broken are taken from ``left``."""

    run: Run
    rules: Ruleset
    readings: Mapping[str, str]
    tariff: Tariff
    left: list[Law]
    tried: Counter[str]

    def play(self, maker: Maker, luck: Random) -> Iterator[tuple[Law, Failing]]:
        for _ in range(LOT):
            if self.run.is_over(self.tried[""]):
                return
            case, seed = maker.case(luck), luck.getrandbits(32)
            trial = Trial(self.rules, case, seed, self.run.assess, self.tariff)
            self.tried[""] += 1
            for law, wrong in self._put(trial):
                if wrong is None:
                    continue
                if wrong is FAILED:
                    yield _failing_at(law, trial), Failing(case, self.readings, seed)
                    self.left.clear()
                    return
                self.left[:] = [other for other in self.left if other.id != law.id]
                yield law, Failing(case, self.readings, seed)

    def _put(self, trial: Trial) -> Iterator[tuple[Law, Violation | None]]:
        """Put a case to the laws that are due: those of a single answer, and now and then one of two answers.

        Of the latter it is the one tried least that the case has something for.
        """
        number = self.tried[""]
        for law in [law for law in self.left if law.alone and number % law.every == 0]:
            self.tried[law.id] += 1
            yield law, put(law, trial)
        pairs = [law for law in self.left if not law.alone]
        if not pairs or (number % PAIRS and len(pairs) < len(self.left)):
            return
        for law in sorted(pairs, key=lambda law: self.tried[law.id]):
            wrong = put(law, trial)
            if wrong is not IDLE:
                self.tried[law.id] += 1
                yield law, wrong
                return


FAILED = Violation("")
"""What a law finds where the program itself fails."""


def put(law: Law, trial: Trial) -> Violation | None:
    """What breaks a law; :data:`FAILED` where the program fails at the case."""
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
    """The law that the program does not fail at a case, or at one that another law makes of it."""
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
