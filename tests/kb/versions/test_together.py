"""Several people who edit at the same time: no confirmed write is lost, and nobody overwrites another."""

from __future__ import annotations

import multiprocessing
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Queue

from kb.loading import load_text
from kb.model.words.errors import Finding
from kb.versions.impact import Impact
from kb.versions.part import Choice, edit_clause
from tests.sampling import examples

PEOPLE, ROUNDS = 4, examples(100)
OWN = ("para_1", "para_2", "para_3", "para_3")
"""The part that each person edits: two have one of their own, and two share one."""

MOMENT = datetime(2030, 3, 1, 9, 30)


@dataclass
class Person:
    """A person who puts a number before a heading and writes it once everybody has opened their part."""

    number: int
    together: Barrier

    def edit(self, text: str, name: str) -> str:
        self.together.wait()
        return re.sub(r"(?m)^(\([一二三]\))(?:第[A-Z]*次)?", rf"\1第{_letters(self.number)}次", text)

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        assert impact is not None

    def choose(self, can_write: bool) -> Choice:
        assert can_write
        return "write"

    def day_of_effect(self, after: date, proposed: date) -> date:
        raise AssertionError("the toy policy was never published, so that it is edited in place")


def _letters(number: int) -> str:
    """A number in letters, since every numeral of a text needs a mark."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def _work(person: int, folder: Path, together: Barrier, told: Queue[tuple[int, int, str, bool]]) -> None:
    """Edit repeatedly. Report the result of each edit, and whether the file then contains the words."""
    for number in range(ROUNDS):
        desk = Person(10 * number + person, together)
        outcome = edit_clause(folder, OWN[person], desk, check=lambda *_: (), moment=MOMENT)
        together.wait()
        part = load_text(folder)[1].part(OWN[person])
        assert part is not None
        words = f"第{_letters(desk.number)}次"
        kept = outcome.kept is not None and words in outcome.kept.read_text("utf-8")
        told.put(
            (number, person, outcome.status, words in part.text if outcome.status == "written" else kept)
        )
        together.wait()


def test_four_people_in_many_rounds_lose_nothing(toy_copy: Path) -> None:
    system = multiprocessing.get_context("spawn")
    together, told = system.Barrier(PEOPLE, timeout=120), system.Queue()
    people = [system.Process(target=_work, args=(n, toy_copy, together, told)) for n in range(PEOPLE)]
    for person in people:
        person.start()
    results = [told.get(timeout=300) for _ in range(PEOPLE * ROUNDS)]
    for person in people:
        person.join()
    assert all(is_there for *_, is_there in results)
    for number in range(ROUNDS):
        ends = {person: status for n, person, status, _ in results if n == number}
        assert (ends[0], ends[1]) == ("written", "written")
        assert Counter((ends[2], ends[3])) == {"written": 1, "refused": 1}
