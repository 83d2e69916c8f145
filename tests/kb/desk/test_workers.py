"""The processes that look for consequences: prepared in advance, with cached results, and ended at any
moment.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.desk.workers import ENDED, MOST_JOBS, Workers
from kb.verify.consequences import Progress, Task
from tests.conftest import TOY
from tests.kb.verify.test_consequences import task


@pytest.fixture
def workers() -> Iterator[Workers]:
    opened = Workers()
    yield opened
    opened.close()


def wait(workers: Workers, name: str) -> Progress:
    for _ in range(1200):
        told = workers.ask(name)
        assert told is not None
        if told.is_over:
            return told
        time.sleep(0.1)
    raise AssertionError(name)


def edit(new: str) -> Task:
    return task(TOY, "para_1", "800万元", new)


def test_a_search_finds_its_effects_and_its_worker_waits_for_the_next(workers: Workers) -> None:
    workers.make_ready(Task(TOY))
    ready = workers.waiting
    workers.begin("one", edit("900万元"))
    found = wait(workers, "one")
    assert found.troubles == ()
    assert found.effects
    assert workers.waiting is ready
    workers.begin("two", edit("700万元"))
    other = wait(workers, "two")
    assert [one.direction for one in other.effects] == ["less"] * len(other.effects)
    # The result of an earlier search is found by its fingerprint and needs no process.
    workers.begin("three", edit("900万元"))
    assert workers.jobs["three"].worker is None
    assert workers.ask("three") == found


def test_a_search_can_be_ended_at_any_moment(workers: Workers) -> None:
    workers.begin("one", edit("900万元"))
    worker = workers.jobs["one"].worker
    assert worker is not None
    assert workers.end("one")
    assert not worker.process.is_alive()
    assert workers.ask("one") is None
    assert not workers.end("one")


def test_a_search_that_is_ended_from_outside_says_so(workers: Workers) -> None:
    workers.begin("one", edit("900万元"))
    worker = workers.jobs["one"].worker
    assert worker is not None
    worker.process.kill()
    worker.process.join(10)
    told = wait(workers, "one")
    assert told.troubles == (ENDED,)


def test_more_searches_than_may_run_end_the_oldest(workers: Workers, tmp_path: Path) -> None:
    for n in range(MOST_JOBS + 1):
        workers.begin(f"job{n}", edit(f"{900 + n}万元"))
    assert list(workers.jobs) == [f"job{n}" for n in range(1, MOST_JOBS + 1)]
