"""Mutants of the rules: what is changed of each element, by hand for a few measures of the toy policy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from kb import Policy
from kb.loading import Sources, read_sources
from kb.verify.mutate.mutant import Mutant, make
from kb.verify.mutate.rules import rules_mutants
from tests.conftest import TOY


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read_sources(TOY)


@pytest.fixture(scope="module")
def found(toy: Policy, sources: Sources) -> list[Mutant]:
    return list(rules_mutants(toy, sources))


def kinds_of(found: list[Mutant], part: str) -> list[tuple[str, str]]:
    return [(one.kind, one.edits[0].value) for one in found if one.part == part]


def test_a_share_up_to_a_ceiling_has_a_mutant_for_each_part(found: list[Mutant]) -> None:
    """(一) 对建造风车的项目,按核定投资的40%给予资助,最高800万元"""
    assert kinds_of(found, "para_1") == [
        ("dropped", ""),  # the domain
        ("domain-ref", "serving"),
        ("dropped-whole", ""),
        ("support-per", "site"),
        ("dropped", ""),  # the subject
        ("selection-kind", "competitive"),
        ("dropped", ""),  # the share
        ("share-at", "最高限额"),
        ("dropped", ""),  # the ceiling
        ("cap-at", "资助比例"),
    ]


def test_levels_are_dropped_and_change_places(found: list[Mutant]) -> None:
    """(二) 国际标准、国家标准, of which only the first has a next one to change places with."""
    kinds = [kind for kind, _ in kinds_of(found, "para_2")]
    assert kinds.count("swapped") == 1
    assert kinds.count("dropped") == 4  # the domain, the subject, and two levels
    assert ("tier-by", "phase") in kinds_of(found, "para_2")


def test_quantities_are_exchanged_only_for_others_of_the_clause(found: list[Mutant]) -> None:
    """(三) 不超过5万元 and 4张 are the quantities of its clause."""
    changed = {value for kind, value in kinds_of(found, "para_3") if kind in ("cap-at", "count-at")}
    assert changed == {"每年张数", "最高限额"}


def test_final_provisions_are_dropped_and_redirected(found: list[Mutant]) -> None:
    kinds = [kind for kind, _ in kinds_of(found, "final")]
    assert kinds.count("dropped-whole") == 3  # 解释、不得重复享受、有效期
    assert ("interpretation-agency", "shuimo") in kinds_of(found, "final")
    # 施行日期 may be taken for 印发日期, the only other day.
    assert ("validity-from", "印发日期") in kinds_of(found, "final")


def test_each_mutant_changes_one_place_of_the_rules_and_names_it(
    found: list[Mutant], sources: Sources
) -> None:
    before = etree.tostring(sources.trees["rules.xml"])
    assert len({one.edits for one in found}) == len(found)
    for one in found:
        assert one.file == "rules.xml"
        assert len(one.edits) == 1
        assert {"owner", "thing", "under"} <= set(one.words)
        assert etree.tostring(make(one, sources).trees["rules.xml"]) != before


WRITTEN = """<rules xmlns="urn:tiaowen:rules:1"><measure eId="para_1">
<support id="para_1__sup_1" provision="para_1__s_1" per="project" needed="G1:a"><amount>
<share of="investment" at="资助比例">
<rounding is="down" under="G1:a"/><rounding is="half-up" under="M1a:b"/></share>
</amount></support></measure></rules>"""


@pytest.fixture
def of_written(toy: Policy, sources: Sources) -> list[Mutant]:
    """The mutants of rules with guards, which the toy policy does not have."""
    trees = {"rules.xml": etree.ElementTree(etree.fromstring(WRITTEN))}
    return list(rules_mutants(toy, replace(sources, trees=trees)))


def test_a_ruling_is_dropped_gets_other_values_and_other_readings(of_written: list[Mutant]) -> None:
    rulings = [one for one in of_written if "rounding" in one.edits[0].path]
    assert [(one.kind, one.edits[0].action, one.edits[0].value) for one in rulings] == [
        ("dropped", "drop", ""),
        ("ruling", "set", "half-up"),
        ("guard", "set", "G1:b"),
        ("guard-gone", "unset", ""),
        ("dropped", "drop", ""),
        ("ruling", "set", "down"),
        ("guard", "set", "M1a:a"),
        ("guard-gone", "unset", ""),
    ]
    # The readings of the element and of what contains it, and the option that it gets.
    assert rulings[2].under == (("G1", "a"), ("G1", "a"), ("G1", "b"))


def test_a_guard_of_the_whole_support_has_mutants_of_its_own(of_written: list[Mutant]) -> None:
    kinds = [one.kind for one in of_written]
    assert [kinds.count(kind) for kind in ("needed", "needed-gone")] == [1, 1]
