"""The nodes of a case file: exact data, paths of findings, and limits that nothing exceeds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.cases.nodes import (
    MOST_CHARACTERS,
    MOST_DEEP,
    MOST_FINDINGS,
    MOST_ITEMS,
    MOST_KEYS,
    Builder,
    Data,
    Faults,
    Items,
    Keyed,
    Malformed,
    Scalar,
    clip,
    join,
)
from kb.model.words.errors import PolicyError


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("12", 12),
        ("-3", -3),
        ("007", "007"),
        ("0.10", Decimal("0.10")),
        ("true", True),
        ("yes", "yes"),
        ("null", None),
        ("~", None),
        ("", None),
        ("9" * 101, "9" * 101),
    ],
)
def test_a_plain_value_is_data_by_its_form_and_never_rounded(text: str, data: Data) -> None:
    assert Scalar(text, 1).data == data
    assert type(Scalar(text, 1).data) is type(data)
    assert Scalar(text, 1, plain=False).data == text


def test_a_value_that_was_reported_is_no_data() -> None:
    assert Scalar("12", 1, bad=True).data is None


def built(faults: Faults) -> Builder:
    """A builder within ``claims[1].id`` of a case."""
    builder = Builder(faults)
    builder.open(keyed=True, line=1)
    builder.scalar(Scalar("claims", 2))
    builder.open(keyed=False, line=2)
    builder.scalar(Scalar("甲", 3))
    builder.open(keyed=True, line=4)
    builder.scalar(Scalar("id", 4))
    return builder


def test_the_path_of_a_value_names_keys_and_places_in_lists() -> None:
    faults = Faults("case.yaml")
    builder = built(faults)
    assert builder.path == "claims[1].id"
    builder.scalar(Scalar("乙", 4))
    for _ in range(3):
        builder.close()
    assert isinstance(builder.root, Keyed)
    assert builder.root.data == {"claims": ["甲", {"id": "乙"}]}
    claims = builder.root.get("claims")
    assert isinstance(claims, Items)
    assert (claims.line, builder.root.get("ledger")) == (2, None)


def test_a_key_that_is_written_twice_is_reported_with_its_first_line() -> None:
    faults = Faults("case.yaml")
    builder = built(faults)
    for word, line in (("乙", 4), ("id", 5), ("丙", 5)):
        builder.scalar(Scalar(word, line))
    (finding,) = faults.findings
    assert (finding.code, finding.place.line, finding.place.eid) == ("case-key-twice", 5, "claims[1].id")
    assert dict(finding.words)["first"] == "4"


def test_nesting_beyond_the_limit_stops() -> None:
    faults = Faults("case.yaml")
    builder = Builder(faults)
    for _ in range(MOST_DEEP):
        builder.open(keyed=False, line=1)
    with pytest.raises(Malformed):
        builder.open(keyed=False, line=2)
    assert [finding.code for finding in faults.findings] == ["case-deep"]


@pytest.mark.parametrize(("keyed", "most"), [(False, MOST_ITEMS), (True, MOST_KEYS)])
def test_one_item_or_key_more_than_the_limit_stops(keyed: bool, most: int) -> None:
    faults = Faults("case.yaml")
    builder = Builder(faults)
    builder.open(keyed=keyed, line=1)

    def add(n: int) -> None:
        if keyed:
            builder.scalar(Scalar(f"k{n}", 1))
        builder.scalar(Scalar("v", 1))

    for n in range(most):
        add(n)
    assert faults.findings == []
    with pytest.raises(Malformed):
        add(most)
    assert [finding.code for finding in faults.findings] == ["case-many"]


def test_a_long_value_is_reported_and_cut() -> None:
    faults = Faults("case.yaml")
    builder = Builder(faults)
    builder.scalar(Scalar("x" * MOST_CHARACTERS, 1))
    assert faults.findings == []
    builder.scalar(Scalar("x" * (MOST_CHARACTERS + 1), 1))
    assert [finding.code for finding in faults.findings] == ["case-value-long"]
    assert builder.root == Scalar("x" * MOST_CHARACTERS, 1, bad=True)


def test_findings_beyond_the_limit_are_counted_and_all_are_raised_in_order() -> None:
    faults = Faults("case.yaml")
    faults.raise_any()
    for line in range(MOST_FINDINGS + 2, 0, -1):
        faults.add("case-empty", line)
    assert (len(faults.findings), faults.more) == (MOST_FINDINGS, 2)
    with pytest.raises(PolicyError) as raised:
        faults.raise_any()
    *told, last = raised.value.findings
    assert [finding.place.line for finding in told] == list(range(3, MOST_FINDINGS + 3))
    assert (last.code, dict(last.words)) == ("case-more", {"count": "2"})


def test_what_a_message_shows_is_on_one_line_and_short() -> None:
    assert clip("a\nb\u200bc") == "a b c"
    assert clip("x" * 40) == "x" * 40
    assert clip("x" * 41) == "x" * 40 + "…"
    assert join("claims[0]", "the id") == "claims[0].the_id"
    assert join("", "date") == "date"
