"""The table of types that a case can write: complete, and of the same form for YAML and JSON."""

from __future__ import annotations

from datetime import date

import pytest

from kb.cases.nodes import Faults, Items, Scalar
from kb.cases.types import CASE_TYPES, Unsure, make_day, read_fact
from kb.cases.values import Spot
from kb.model.fact_types import FACT_TYPES
from kb.model.facts import Fact
from kb.model.words.errors import sentences


def test_every_type_of_facts_has_an_entry() -> None:
    assert list(CASE_TYPES) == list(FACT_TYPES)


def test_only_types_with_choices_have_no_schema_of_their_own() -> None:
    assert {key for key, one in CASE_TYPES.items() if not one.schema} == {"choice", "choices"}


def test_every_entry_has_its_words_in_both_languages() -> None:
    for one in CASE_TYPES.values():
        assert set(one.hint) == {"zh", "en"}
        assert " · " in one.written or one.written == "`yes`、`no`"
        assert "message" in sentences()[one.unread]


@pytest.mark.parametrize("kind", [key for key in FACT_TYPES if key != "choices"])
def test_a_list_or_an_empty_value_is_a_finding_for_every_single_value(kind: str) -> None:
    for node, code in ((Items([], 3), "case-scalar-wanted"), (Scalar("", 3), "case-value-empty")):
        faults = Faults("case.yaml")
        fact = Fact("f", ("claim",), kind, "某项", "something", {}, unit="power" if kind == "measure" else "")
        assert read_fact(node, Spot(faults, "f", fact)) is None
        assert [finding.code for finding in faults.findings] == [code]


def test_a_day_outside_the_calendar_of_cases_is_left_to_the_reader_that_explains() -> None:
    assert make_day(date(2000, 1, 1)) == date(2000, 1, 1)
    with pytest.raises(Unsure):
        make_day(date(1999, 12, 31))
