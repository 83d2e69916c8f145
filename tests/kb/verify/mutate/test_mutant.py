"""Mutants: single edits of a parsed file."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from lxml import etree

from kb.loading import Sources, read_sources
from kb.verify.mutate.detect import Watch
from kb.verify.mutate.mutant import Edit, Mutant, around, elements, guard_of, make, next_like
from tests.conftest import TOY

Action = Literal["set", "unset", "text", "drop", "swap"]


def test_an_edit_of_nothing_is_an_error(watch: Watch) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Edit("rules.xml", "nowhere", "drop").make(watch.sources.trees["rules.xml"])


def edited(xml: str, action: Action, path: str = "b", name: str = "", value: str = "") -> str:
    tree = etree.ElementTree(etree.fromstring(xml))
    made = Edit("text.xml", path, action, name, value).make(tree)
    assert etree.tostring(tree, encoding="unicode") == xml, "the tree itself stays as it is"
    return etree.tostring(made, encoding="unicode")


def test_attributes_and_words_are_exchanged() -> None:
    assert edited('<a><b x="1">甲</b></a>', "set", "b", "x", "2") == '<a><b x="2">甲</b></a>'
    assert edited('<a><b x="1">甲</b></a>', "unset", "b", "x") == "<a><b>甲</b></a>"
    assert edited('<a><b x="1">甲</b></a>', "text", value="乙") == '<a><b x="1">乙</b></a>'


@pytest.mark.parametrize(
    ("xml", "path", "expected"),
    [
        ("<a>前<b/>后</a>", "b", "<a>前后</a>"),
        ("<a><c/><b/>后</a>", "b", "<a><c/>后</a>"),
        # In a list the mark behind the element goes too, or that before the last one.
        ("<a>(<b>甲</b>、<b>乙</b>、<b>丙</b>)</a>", "b[1]", "<a>(<b>乙</b>、<b>丙</b>)</a>"),
        ("<a>(<b>甲</b>、<b>乙</b>、<b>丙</b>)</a>", "b[2]", "<a>(<b>甲</b>、<b>丙</b>)</a>"),
        ("<a>(<b>甲</b>、<b>乙</b>、<b>丙</b>)</a>", "b[3]", "<a>(<b>甲</b>、<b>乙</b>)</a>"),
    ],
)
def test_what_is_dropped_leaves_the_words_around_it(xml: str, path: str, expected: str) -> None:
    assert edited(xml, "drop", path) == expected


def test_elements_change_places_with_the_next_of_their_name_and_the_words_between_stay() -> None:
    xml = '<a>(<b x="1">甲<d/></b>、<c/>和<b y="2">乙</b>)</a>'
    assert edited(xml, "swap") == '<a>(<b y="2">乙</b>、<c/>和<b x="1">甲<d/></b>)</a>'
    with pytest.raises(ValueError, match="b"):
        edited("<a><c/><b/></a>", "swap")


def test_all_edits_of_a_mutant_are_made_to_one_file_and_the_others_stay() -> None:
    sources: Sources = read_sources(TOY)
    edits = (
        Edit("facts.xml", "*[1]", "set", "type", "count"),
        Edit("facts.xml", "*[1]", "unset", "of"),
    )
    mutant = Mutant("type", edits, "para_5__s_4")
    assert (mutant.file, mutant.part) == ("facts.xml", "para_5")
    changed = make(mutant, sources)
    fact = changed.trees["facts.xml"].getroot()[0]
    assert (fact.get("type"), fact.get("of")) == ("count", None)
    assert sources.trees["facts.xml"].getroot()[0].get("type") == "choices"
    others = {name: tree for name, tree in changed.trees.items() if name != "facts.xml"}
    assert all(tree is sources.trees[name] for name, tree in others.items())
    assert replace(changed, trees=sources.trees) == sources


def test_neighbours_are_found_by_name_and_what_contains_an_element_from_inside_out() -> None:
    root = etree.fromstring("<a><!-- 注 --><b/><c><d/></c><b/></a>")
    first, c, second = elements(root)
    assert (next_like(first), next_like(c), next_like(second)) == (second, None, None)
    assert [one.tag for one in around(c[0])] == ["d", "c", "a"]


def test_a_guard_is_read_as_pairs() -> None:
    assert guard_of("G16:a G18:b") == (("G16", "a"), ("G18", "b"))
    assert guard_of("") == ()
