"""Work in a separate process: it returns results, fails with the same errors, and is killed
when necessary.
"""

from __future__ import annotations

import re
import time

import pytest

from kb.desk.apart import work_apart
from kb.model.words.errors import Place, PolicyError, error


def double(number: int) -> int:
    return 2 * number


def fail() -> None:
    raise PolicyError([error("import-encoding", Place("file.txt"))])


def search_slowly() -> bool:
    """A pattern that takes practically forever."""
    return re.match(r"(甲+)+乙", "甲" * 60) is None


def take_memory() -> int:
    return len(bytearray(3 * 2**30))


def test_what_is_worked_out_comes_back() -> None:
    assert work_apart(double, 21) == 42


def test_what_goes_wrong_is_told_as_it_is() -> None:
    with pytest.raises(PolicyError) as problem:
        work_apart(fail)
    assert problem.value.findings[0].code == "import-encoding"


def test_a_pattern_that_never_ends_is_killed() -> None:
    begun = time.monotonic()
    with pytest.raises(PolicyError) as problem:
        work_apart(search_slowly, seconds=3)
    assert problem.value.findings[0].code == "desk-apart"
    assert time.monotonic() - begun < 60


def test_a_process_that_takes_too_much_memory_ends_alone() -> None:
    with pytest.raises(PolicyError) as problem:
        work_apart(take_memory)
    assert problem.value.findings[0].code == "desk-apart"
