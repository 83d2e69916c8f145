"""JSON as nodes with their lines, and the line of each fault."""

from __future__ import annotations

import pytest

from kb.cases.json_nodes import read_nodes
from kb.cases.nodes import Faults, Keyed, Node


def read(text: str, name: str = "case.json") -> tuple[Node | None, list[tuple[str, int]]]:
    """The nodes of a text, and the codes and lines of the findings."""
    faults = Faults(name)
    node = read_nodes(text, faults)
    return node, [(finding.code, finding.place.line) for finding in faults.findings]


def test_every_value_keeps_its_characters_and_its_line() -> None:
    node, told = read('\ufeff{\r\n "date": "2026-03-01",\n "claims": [1.50, true, null]\n}\n')
    assert told == []
    assert isinstance(node, Keyed)
    assert [(entry.key, entry.line) for entry in node.entries] == [("date", 2), ("claims", 3)]
    assert str(node.data) == "{'date': '2026-03-01', 'claims': [Decimal('1.50'), True, None]}"


def test_the_halves_of_a_character_are_joined_and_a_lone_half_is_refused() -> None:
    assert read('["\\ud83d\\ude00"]')[0].data == ["😀"]  # type: ignore[union-attr]
    assert read('["\\ud83d"]') == (None, [("case-character", 1)])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", [("case-empty", 1)]),
        ("null", [("case-empty", 1)]),
        ('{"a": 1,\n}', [("case-json", 2)]),
        ('{"a": 1\n]', [("case-json", 2)]),
        ("{'a': 1}", [("case-json", 1)]),
        ('{"a": 1}\n{}', [("case-json-rest", 2)]),
        ('{"a":\n[1', [("case-json-end", 2)]),
        ("[01]", [("case-json", 1)]),
        ('{1: "a"}', [("case-json", 1)]),
        ("[1,\n\u202e2]", [("case-character", 2)]),
    ],
)
def test_a_fault_is_told_at_its_line(text: str, told: list[tuple[str, int]]) -> None:
    assert read(text) == (None, told)


def test_a_number_with_an_exponent_is_reported_and_not_read() -> None:
    node, told = read("[1e3, NaN, 2]")
    assert told == [("case-number-form", 1)] * 2
    assert node is not None
    assert node.data == [None, None, 2]


def test_a_file_of_another_name_that_begins_with_a_brace_is_tried_as_json_and_then_as_yaml() -> None:
    for text in ('{"a": 1}', "{a: 1}"):
        node, told = read(text, "case.yaml")
        assert told == []
        assert node is not None
        assert node.data == {"a": 1}
