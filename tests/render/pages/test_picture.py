"""The page of the long picture: each measure in one group, and the picture as a file for each language."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.model.policy import Group
from render.index import Lookups
from render.pages.picture import list_picture_pages, write_pictures


def groups(policy: Policy) -> list[tuple[str, list[str]]]:
    """The groups of the page in Chinese, each with the eIds of its measures."""
    (page,) = list_picture_pages(Lookups(policy), "zh")
    return [(str(name), [measure.eid for measure in measures]) for name, measures in page.data["groups"]]


def test_without_groups_all_measures_stand_in_one(toy: Policy) -> None:
    ((_, eids),) = groups(toy)
    assert eids == [f"para_{n}" for n in range(1, 11)]


def test_measures_without_a_group_come_last(toy: Policy) -> None:
    some = replace(toy, groups=(Group("one", "甲组", "A", ("para_3", "para_4")),))
    (name, first), (_, rest) = groups(some)
    assert (name, first) == ("甲组", ["para_3", "para_4"])
    assert sorted((*first, *rest)) == sorted(f"para_{n}" for n in range(1, 11))


def test_each_language_has_a_picture_of_its_own(toy: Policy) -> None:
    pictures = write_pictures(Lookups(toy))
    assert set(pictures) == {"zh/picture.svg", "en/picture.svg"}
    assert all(svg.startswith("<svg") for svg in pictures.values())
    assert pictures["zh/picture.svg"] != pictures["en/picture.svg"]
