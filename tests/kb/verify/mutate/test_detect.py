"""Detection: each safeguard detects its own kind of mutant."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from kb.verify.mutate.detect import Killer, Watch
from kb.verify.mutate.run import find_mutants
from tests.kb.verify.mutate.mutants import mutants_of
from tests.sampling import examples


def test_every_number_that_rules_take_is_noticed_by_the_publication_and_besides(watch: Watch) -> None:
    found = [one for one in find_mutants(watch) if one.kind == "number" and one.part != "preface"]
    assert len(found) > 100
    for mutant in Random(1).sample(found, examples(len(found) // 2)):
        killers = watch.judge(mutant).killers
        assert Killer.TEXT in killers, mutant
        # The checks detect a number of phases that matches no list; cases detect all others.
        assert Killer.CASE in killers or (Killer.CHECK in killers and "阶段" in str(mutant.words)), mutant


def test_without_a_publication_cases_notice_a_number_alone(watch: Watch) -> None:
    (mutant,) = [m for m in mutants_of(watch, "para_12", "number") if m.words["new"] == "4张"]
    assert replace(watch, published=None).judge(mutant).killers == (Killer.CASE,)


def test_without_cases_nothing_notices_that_a_cap_is_lost(watch: Watch) -> None:
    mutant = next(m for m in mutants_of(watch, "para_14", "ruling") if m.support == "para_14__sup_4")
    assert watch.judge(mutant).killers == (Killer.CASE,)
    assert not replace(watch, cases=()).judge(mutant).is_noticed


def test_another_agency_is_noticed(watch: Watch) -> None:
    for kind in ("agency", "agency-id", "agency-dropped", "agencies-swapped"):
        for mutant in mutants_of(watch, "para_13", kind):
            assert watch.judge(mutant).killers in ((Killer.TEXT,), (Killer.CHECK,)), mutant


def test_another_domain_is_noticed_by_the_record(watch: Watch) -> None:
    for mutant in mutants_of(watch, "para_21", "domain-ref"):
        assert watch.judge(mutant).killers == (Killer.RECORD,)


def test_the_fingerprint_notices_nothing(watch: Watch) -> None:
    (mutant, *_) = mutants_of(watch, "para_14", "number")
    bare = replace(watch, published=None, cases=(), record=None)
    assert not bare.judge(mutant).is_noticed
