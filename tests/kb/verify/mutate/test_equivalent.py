"""Equivalent rules: what is written otherwise and gives every claim the same."""

from __future__ import annotations

from random import Random

from kb.assess import assess
from kb.verify.fuzz.generator import Maker
from kb.verify.mutate.detect import Watch
from kb.verify.mutate.distinguish import gist
from kb.verify.mutate.run import find_mutants, judge, say_change
from tests.kb.verify.mutate.mutants import mutants_of
from tests.sampling import examples


def test_a_default_that_is_written_out_may_be_left_out(watch: Watch) -> None:
    mutant = next(m for m in mutants_of(watch, "para_5", "dropped") if "舍去" in str(m.words["thing"]))
    found = judge(watch, mutant)
    assert (found.fate.is_noticed, found.why) == (False, "same-rules")


def test_dealt_cases_bear_out_that_nothing_changes(watch: Watch) -> None:
    proved = 0
    told = ("每年", "看哪一天", "算谁的")
    for mutant in find_mutants(watch, ("para_12",)):
        if not mutant.under or not any(words in str(mutant.words.get("thing")) for words in told):
            continue
        fate = watch.judge(mutant)
        if not fate.same or fate.policy is None:
            continue
        proved += 1
        if proved > examples(24):
            break
        rng, maker = Random(proved), Maker(watch.policy, mutant.support.split("__")[0])
        for n in range(15):
            case = maker.case(rng)
            readings = {**maker.readings(rng), **dict([mutant.under[n % len(mutant.under)]])}
            one, other = (assess(each, case, readings=readings) for each in (watch.policy, fate.policy))
            assert gist(one) == gist(other), say_change(mutant)
    assert proved > 5
