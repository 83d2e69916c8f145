"""Bugs planted in the rules and in the engine: the workbench finds every one of them, for any seed.

The seed decides where a bug of the rules is planted and which cases are generated. The cases of the corpus
are tried until one finds the bug, so their order only affects the time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from kb.assess import assessment
from kb.core.ruleset import read_policy
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants import LAWS, Law
from kb.verify.invariants.trial import IDLE, Trial
from kb.verify.mutate.detect import Watch, departs
from kb.verify.mutate.mutant import Mutant
from kb.verify.mutate.run import Judged, judge, say_change
from kb.verify.proof.run import prove
from tests.kb.verify.laws import LAW
from tests.kb.verify.planting import BUGS, planted
from tests.sampling import examples

SEEDS = range(examples(20, 7))
"""The greatest number of judged mutants of a kind; ``tiaowen mutate`` judges all."""

FINDERS: dict[str, str] = tomllib.loads(Path(__file__).with_name("finders.toml").read_text(encoding="utf-8"))
"""The case of the corpus that finds a bug of the engine soonest."""

Pick = Callable[[Mutant], bool]


@pytest.fixture(scope="module")
def judged() -> dict[Mutant, Judged]:
    """The results of the mutants judged so far, since seeds often plant the same bug."""
    return {}


def is_wrong(watch: Watch, kept: KeptCase) -> bool:
    return departs(assessment.assess_under(watch.ruleset(kept.readings), kept.case), kept)


def test_a_case_is_named_for_every_bug_and_for_no_other() -> None:
    assert FINDERS.keys() == BUGS.keys()


def test_at_least_fifty_kinds_of_bugs_are_planted() -> None:
    assert len(BUGS) >= 50
    assert len(RULES) >= 30


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_of_the_engine_is_found_by_cases(watch: Watch, name: str) -> None:
    files = tuple(f"{file}.json" for file in BUGS[name].files)
    cases = [one for one in watch.cases if not files or one.file.endswith(files)]
    cases.sort(key=lambda one: one.id != FINDERS.get(name))
    for one in cases:
        watch.ruleset(one.readings)  # read without the bug, and cached
    with planted(BUGS[name].places):
        found = next(one for one in cases if is_wrong(watch, one))
    assert not is_wrong(watch, found), "the case is answered wrongly without the bug too"


def named(*kinds: str, thing: str = "", old: str = "", new: str = "") -> Pick:
    """Mutants of some kinds, optionally with Chinese words of the changed element, its old or new form."""

    def picks(mutant: Mutant) -> bool:
        told = {key: one if isinstance(one, str) else one["zh"] for key, one in mutant.words.items()}
        wanted = (("thing", thing), ("old", old), ("new", new))
        return mutant.kind in kinds and all(words in told.get(key, "") for key, words in wanted)

    return picks


RULES: dict[str, Pick] = {
    "a digit of a sum": lambda one: (
        one.kind == "number" and one.words["new"] in ("1001万元", "11万元", "41万元")
    ),
    "a lost 万": lambda one: (
        one.kind == "number"
        and "万" not in str(one.words["new"]) + str(one.words["old"])[-1]
        and "万" in str(one.words["old"])
    ),
    "a nought too many": lambda one: (
        one.kind == "number" and one.words["new"] == f"{str(one.words['old'])[:-2]}0万元"
    ),
    "another rate": named("number", old="%"),
    "another number of certificates": named("number", old="张"),
    "another number of phases": named("number", old="阶段"),
    "another day of entry into force": named("number", old="2024年5月23日"),
    "another span of validity": named("number", old="5年"),
    "two sums that change places": named("numbers-swapped"),
    "another agency": named("agency"),
    "an agency under the wrong id": named("agency-id"),
    "a forgotten agency": named("agency-dropped"),
    "agencies in another order": named("agencies-swapped"),
    "a forgotten ceiling": named("dropped", thing="上限"),
    "a forgotten share": named("dropped", thing="比例"),
    "levels that change places": named("swapped", thing="级别"),
    "a forgotten level": named("dropped", thing="级别"),
    "a forgotten condition": named("dropped", thing="条件"),
    "another condition": named("condition-ref"),
    "a condition that is met too easily": named("value-more"),
    "a condition that is met too seldom": named("value-less"),
    "a forgotten subject": named("dropped", thing="对象"),
    "another subject": named("subject-ref"),
    "another rounding": named("ruling", thing="取整"),
    "a ceiling that others share": named("ruling", thing="合用上限"),
    "a ceiling that nobody shares": named("dropped", thing="合用上限"),
    "another year": named("ruling", thing="每年"),
    "another day that counts": named("ruling", thing="看哪一天"),
    "another end of validity": named("ruling", thing="有效期到"),
    "a cost that does not bind": named("dropped", thing="不超过"),
    "a deduction that is forgotten": named("dropped", thing="从基数里扣除"),
    "a rule under the wrong reading": named("guard"),
    "a rule under every reading": named("guard-gone"),
    "a deleted exclusion": named("dropped-whole", thing="重叠"),
    "a weaker exclusion": named("ruling", "overlap-less", thing="后果"),
    "another likeness": named("ruling", thing="同类"),
    "another unit of receiving again": named("ruling", thing="重复"),
    "another consequence of a conflict": named("ruling", thing="不能都拿时"),
    "a deleted final provision": named("dropped-whole", thing="规定"),
    "a deleted support": named("dropped-whole", thing="("),
    "another way of deciding": named("selection-kind"),
    "a choice that is not waited for": named("needed", "needed-gone"),
    "another unit": named("support-per"),
    "a share of the wrong thing": named("share-of", "share-at", "cap-at", "tier-by", "count-at"),
    "another domain": named("domain-ref"),
    "another default": named("default"),
    "another presumption": named("presumed", "presumed-gone"),
    "a fact of another type": named("type"),
    "a fact nobody asks for": named("fact-dropped"),
    "a choice nobody can make": named("choice-dropped"),
    "a figure of another clause": named("figure"),
}
"""Bugs of the rules, each with the mutants that plant it."""


@pytest.mark.parametrize("name", RULES)
def test_a_bug_of_the_rules_is_found_or_proved_to_be_none(
    watch: Watch, mutants: list[Mutant], judged: dict[Mutant, Judged], name: str
) -> None:
    found = [one for one in mutants if RULES[name](one)]
    assert found
    for seed in SEEDS:
        mutant = Random(seed).choice(found)
        if mutant not in judged:
            judged[mutant] = judge(watch, mutant)
        assert judged[mutant].fate.is_noticed or judged[mutant].why, say_change(mutant)
    assert any(judged[one].fate.is_noticed for one in found if one in judged)


PLAIN_TO_LAWS = {
    "a separate deadline is overlooked": "only-in-time",
    "yuan taken for fen": "sum-is-exact",
    "the base is what others paid": "sum-is-exact",
    "the ceiling is lost": "cap-holds",
    "the ceiling is taken for the sum": "sum-is-exact",
    "the ceiling is a fen too low": "sum-is-exact",
    "what is open is taken for nothing": "learning-narrows",
    "what is not said is false": "asked-is-needed",
    "an unknown subject is another": "asked-is-needed",
    "a missing fact is no matter": "asked-is-needed",
    "two spellings are two names": "spellings",
}
"""Bugs that a law finds in generated cases without a worked-out answer, each with that law."""


_ONCE = {"G1": "a", "G3": "a", "G4": "a"}

LAW_THAT_FINDS: dict[str, tuple[str, str, dict[str, str]]] = {
    "a ceiling of a thing counts only what the applicant received": ("whoever-received", "", {}),
    "a ceiling of an enterprise counts what its group received": (
        "sisters-take-nothing",
        "",
        {"G19": "c", "M14b": "b"},
    ),
    "whoever received counts as the same enterprise": ("sisters-take-nothing", "", {"G2": "b", "G3": "b"}),
    "any earlier level is topped up": ("levels-rise", "para_20", {"M20d": "a"}),
    "what is settled case by case knows no days and no ledger": ("same-not-again", "para_14", _ONCE),
    "what another policy pays is paid as often as it is asked for": ("same-not-again", "para_19", _ONCE),
}
"""Bugs that once existed everywhere: the law that finds each, the measure of its cases (any where empty), and
the readings under which it shows.
"""


@pytest.mark.parametrize("name", LAW_THAT_FINDS)
def test_the_law_of_a_bug_finds_it_when_it_is_planted_again(watch: Watch, name: str) -> None:
    key, measure, chosen = LAW_THAT_FINDS[name]
    maker, law = Maker(watch.policy, measure), LAW[key]
    with planted(BUGS[name].places):
        for seed in range(3):
            rng = Random(seed)
            made = ((maker.case(rng), maker.readings(rng) | chosen, n) for n in range(600))
            trials = (Trial(read_policy(watch.policy, readings), case, n) for case, readings, n in made)
            assert any(breaks(law, trial) for trial in trials), (name, seed)


def breaks(law: Law, trial: Trial) -> bool:
    return law.check(trial) not in (None, IDLE)


@pytest.mark.parametrize("name", PLAIN_TO_LAWS)
def test_a_bug_of_the_engine_is_found_by_its_law_alone(watch: Watch, name: str) -> None:
    maker, law = Maker(watch.policy), LAW[PLAIN_TO_LAWS[name]]
    with planted(BUGS[name].places):
        for seed in range(3):
            rng = Random(seed)
            made = (maker.case(rng) for _ in range(100))
            trials = (Trial(read_policy(watch.policy), case, seed) for case in made)
            assert any(breaks(law, trial) for trial in trials), (name, seed)


def test_laws_find_nothing_without_a_bug(watch: Watch) -> None:
    maker, rng = Maker(watch.policy), Random(1)
    for _ in range(20):
        trial = Trial(watch.ruleset({}), maker.case(rng), 1)
        assert [law.id for law in LAWS if breaks(law, trial)] == []


@pytest.mark.parametrize(("part", "kind"), [("para_20", "tier-by"), ("para_20", "condition-ref")])
def test_a_bug_of_the_rules_is_found_by_proofs_alone(
    watch: Watch, mutants: list[Mutant], part: str, kind: str
) -> None:
    mutant = next(one for one in mutants if one.part == part and one.kind == kind)
    changed = watch.judge(mutant).policy
    assert changed is not None
    assert any(result.is_trouble for result in prove(changed, [part]))
    assert not any(result.is_trouble for result in prove(watch.policy, [part]))


FALSE_BOUNDS = (
    "what is undetermined displaces another",
    "the least counts what may be refused",
    "what may be the same is the same",
)
"""Bugs by which a total is not a bound. They are found by the law that more facts narrow it."""


@pytest.mark.parametrize("name", FALSE_BOUNDS)
def test_a_total_that_is_no_bound_is_found_by_its_law(watch: Watch, name: str) -> None:
    maker, law = Maker(watch.policy), LAW["total-narrows"]
    with planted(BUGS[name].places):
        for seed in range(3):
            rng = Random(seed)
            sets = [maker.readings(rng) for _ in range(24)]
            trials = (
                Trial(read_policy(watch.policy, sets[n % len(sets)]), maker.case(rng), rng.getrandbits(32))
                for n in range(1000)
            )
            assert any(breaks(law, trial) for trial in trials), (name, seed)
