"""Items as JSON: keys in the order of the fields, empty ones left out, and unknown ones refused."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import UNSET, UnsetType

from kb.explain.items.parts import Item, data_of, left_out, named, write_json


class Mill(Item, frozen=True):
    """A windmill."""

    name: str
    height: int | None
    note: str | UnsetType = UNSET


def test_keys_have_the_order_of_the_fields_and_an_unset_one_is_left_out() -> None:
    mill = Mill("甲", None)
    assert list(data_of(mill).items()) == [("name", "甲"), ("height", None)]
    assert data_of([Mill("甲", 3, "旧")]) == [{"name": "甲", "height": 3, "note": "旧"}]


def test_json_is_readable_chinese_and_ends_with_a_line_break() -> None:
    assert write_json(Mill("甲", 3)) == '{\n  "name": "甲",\n  "height": 3\n}\n'
    assert write_json([Mill("甲", 3)], indent=0) == '[{"name": "甲", "height": 3}]\n'


def test_a_key_that_no_field_has_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({"name": "甲", "height": 3, "colour": "red"}, Mill)


def test_an_empty_value_is_left_out() -> None:
    assert left_out("") is left_out([]) is UNSET
    assert left_out(["甲"]) == ["甲"]


def test_a_field_is_described_only_where_its_title_does_not_say_everything() -> None:
    bare, told = named("行", "line"), named("行", "line", "从 1 数起。", "Counted from 1.")
    assert (bare.title, bare.description, bare.extra_json_schema) == ("行", None, {"x-en": {"title": "line"}})
    assert told.description == "从 1 数起。"
    assert told.extra_json_schema == {"x-en": {"title": "line", "description": "Counted from 1."}}
