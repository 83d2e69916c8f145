"""Files that pages share are named by their content, and by that of the files they refer to."""

from __future__ import annotations

import re

import pytest

from render.shared_files import SharedFiles, digest


def names(rules: str) -> dict[str, str]:
    """The paths of a file of rules and of a script that refers to it."""
    files = SharedFiles()
    files.add("rules-zh.js", rules)
    files.add("app.js", 'load("static/rules-zh.js")')
    return {name: files.path(name) for name in ("rules-zh.js", "app.js")}


def test_a_name_holds_eight_digits_of_the_content() -> None:
    assert re.fullmatch(r"static/rules-zh\.[0-9a-f]{8}\.js", names("1")["rules-zh.js"])
    assert names("1") == names("1")


def test_a_changed_file_changes_its_name_and_that_of_whatever_refers_to_it() -> None:
    before, after = names("1"), names("2")
    assert before["rules-zh.js"] != after["rules-zh.js"]
    assert before["app.js"] != after["app.js"]


def test_plain_names_in_a_page_are_replaced_and_other_words_are_not() -> None:
    files = SharedFiles()
    files.add("style.css", "body {}")
    page = '<link href="../static/style.css"> style.css "other/style.css"'
    name = files.path("style.css").removeprefix("static/")
    assert files.refer(page) == f'<link href="../static/{name}"> style.css "other/style.css"'


def test_a_reference_to_a_file_that_was_not_added_is_an_error() -> None:
    with pytest.raises(KeyError):
        SharedFiles().refer('"static/none.js"')
    with pytest.raises(KeyError):
        SharedFiles().path("none.js")


def test_parts_are_not_confused_by_where_they_are_cut() -> None:
    assert digest([b"ab", b"c"]) != digest([b"a", b"bc"])
