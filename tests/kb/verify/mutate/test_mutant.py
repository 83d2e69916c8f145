"""Mutants: single edits of a parsed file."""

from __future__ import annotations

import pytest

from kb.verify.mutate.detect import Watch
from kb.verify.mutate.mutant import Edit


def test_an_edit_of_nothing_is_an_error(watch: Watch) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Edit("rules.xml", "nowhere", "drop").make(watch.sources.trees["rules.xml"])
