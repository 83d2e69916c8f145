"""YAML as nodes, and the line that a person should look at where it cannot be read."""

from __future__ import annotations

import pytest

from kb.cases.nodes import Builder, Faults, Malformed, Node
from kb.cases.yaml_nodes import colon_code, feed_yaml


def read(text: str) -> tuple[Node | None, list[tuple[str, int]]]:
    """The nodes of a text, and the codes and lines of the findings."""
    faults = Faults("case.yaml")
    builder = Builder(faults)
    try:
        feed_yaml(text, builder)
    except Malformed:
        return None, [(finding.code, finding.place.line) for finding in faults.findings]
    return builder.root, [(finding.code, finding.place.line) for finding in faults.findings]


def test_quotes_make_a_number_or_a_truth_value_a_text() -> None:
    node, told = read("a: 1\nb: '1'\nc: true\nd: \"true\"\n")
    assert told == []
    assert node is not None
    assert node.data == {"a": 1, "b": "1", "c": True, "d": "true"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a：1\nb: 2\n", [("case-yaml-colon", 1)]),
        ("a: 1\nb:2\nc: 3\n", [("case-yaml-space", 2)]),
        ("a:\n\tb: 1\n", [("case-yaml-tab", 2)]),
        ("a: 1\n---\nb: 2\n", [("case-documents", 2)]),
        ('a: "1\nb: 2\n', [("case-yaml-quote", 1)]),
        ("a: [1, 2\nb: 3\n", [("case-yaml-bracket", 2)]),
        ('a: "\\q"\n', [("case-yaml-escape", 1)]),
        ("a: @b\n", [("case-yaml-sign", 1)]),
        ("a: 1\n  b: 2\n", [("case-yaml-indent", 2)]),
    ],
)
def test_unreadable_yaml_is_told_at_the_line_to_look_at(text: str, told: list[tuple[str, int]]) -> None:
    assert read(text) == (None, told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x 1\nb: *x\n", [("case-anchor", 1), ("case-anchor", 2)]),
        ("a: !!str 1\n", [("case-tag", 1)]),
        ("a: 1e3\n", [("case-number-form", 1)]),
        ("a: .inf\n", [("case-number-form", 1)]),
    ],
)
def test_what_no_case_needs_is_reported_and_not_read(text: str, told: list[tuple[str, int]]) -> None:
    node, found = read(text)
    assert found == told
    assert node is not None


def test_a_colon_that_makes_no_key_is_told_by_its_kind() -> None:
    assert colon_code("  - 名称：甲") == "case-yaml-colon"
    assert colon_code("id:甲") == "case-yaml-space"
    assert colon_code("id: 甲") == colon_code("http://a") == ""
