"""Tables of sentences beside the modules: read once, and a missing one is an error."""

from __future__ import annotations

import pytest

from kb.model.words.catalogue import read_catalogue


def test_a_table_is_parsed_once_for_all_callers() -> None:
    assert read_catalogue("kb.model.words", "messages.toml") is read_catalogue(
        "kb.model.words", "messages.toml"
    )


def test_a_table_that_does_not_exist_is_an_error_that_names_its_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such\.toml"):
        read_catalogue("kb.model.words", "no-such.toml")
