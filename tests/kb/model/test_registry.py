"""The registry: names under which clauses mention agencies, and days on which an agency exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.model.registry import Agency, Concept, Jurisdiction, Level, Registry

REFORM = date(2031, 7, 1)
OLD = Agency("old", "玩具城磨坊局", "Mill Bureau", ("磨坊局",), "department", until=date(2031, 6, 30),
             successor="new")  # fmt: skip
NEW = Agency("new", "玩具城风力局", "Wind Bureau", ("磨坊局", "风力局"), "department", since=REFORM)
VILLAGES = Agency("villages", "各村", "The villages", ("各村",), "group")
CONCEPTS = (
    Concept("最高限额", "quantity", "最高限额", "ceiling", "money"),
    Concept("windmill", "subject", "风车", "windmills"),
    Concept("资助比例", "quantity", "资助比例", "rate", "rate"),
)
REGISTRY = Registry((OLD, NEW, VILLAGES), (), CONCEPTS, day=REFORM)


def test_an_agency_is_found_by_its_full_name_and_its_short_names_with_and_without_the_prefix() -> None:
    for name in ("玩具城风力局", "风力局", "市风力局"):
        assert REGISTRY.find_agency(name) is NEW
    assert REGISTRY.find_agency("各村") is VILLAGES


def test_only_a_department_is_named_with_the_prefix_of_the_city() -> None:
    assert REGISTRY.find_agency("市各村") is None
    assert REGISTRY.find_agency("市市风力局") is None


def test_a_name_that_two_agencies_had_means_the_one_of_the_day() -> None:
    assert REGISTRY.find_agency("磨坊局") is NEW
    before = replace(REGISTRY, day=date(2031, 6, 30))
    assert before.find_agency("磨坊局") is OLD
    assert before.find_agency("风力局") is NEW


def test_an_agency_exists_on_its_first_and_on_its_last_day() -> None:
    assert (OLD.is_there(date(2031, 6, 30)), OLD.is_there(REFORM)) == (True, False)
    assert (NEW.is_there(date(2031, 6, 30)), NEW.is_there(REFORM)) == (False, True)
    assert VILLAGES.is_there(date.max)


def test_the_names_most_similar_to_an_unknown_one_come_best_first() -> None:
    assert REGISTRY.nearest_agency_names("玩具城风水局", most=1) == ("玩具城风力局",)
    assert REGISTRY.nearest_agency_names("abc") == ()


def test_concepts_of_a_kind_keep_the_order_of_the_registry() -> None:
    assert [one.id for one in REGISTRY.of_kind("quantity")] == ["最高限额", "资助比例"]
    assert REGISTRY.of_kind("phase") == ()
    assert REGISTRY.concept_by_id["windmill"].label("en") == "windmills"


def test_a_label_is_the_name_in_the_language_that_is_asked_for() -> None:
    place = Jurisdiction("cn-999999", "玩具城", "Toytown")
    assert (place.label("zh"), place.label("en")) == ("玩具城", "Toytown")
    assert (NEW.label("zh"), NEW.label("en"), NEW.short_name) == ("玩具城风力局", "Wind Bureau", "磨坊局")


@pytest.mark.parametrize(
    ("place", "level", "prefix"),
    [
        ("深圳市", "city", "市"),
        ("积木区", "district", "区"),
        ("风车县", "district", "县"),
        ("纸鸢省", "province", "省"),
        ("玩具城", "city", "市"),
        ("积木新城", "district", "区"),
        ("全国", "national", ""),
    ],
)
def test_the_prefix_of_a_department_is_that_of_its_place(place: str, level: Level, prefix: str) -> None:
    bureau = Agency("fgj", "某地发展改革局", "", ("发改局",), "department", "cn-999990")
    registry = Registry((bureau,), (), (), jurisdictions=(Jurisdiction("cn-999990", place, "", level),))
    assert (registry.level_of(bureau), registry.prefix_of(bureau)) == (level, prefix)
    assert registry.find_agency(f"{prefix}发改局") is bureau
    assert registry.find_agency("州发改局") is None
