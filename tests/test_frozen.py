"""The present answers against their record, and the record against the changes it must detect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar

import pytest

from kb.cases.reading import read_case
from tests.frozen import answers, dumps
from tests.frozen.__main__ import main
from tests.frozen.cases import Batch, batches, corpus_batches, find_case, made_batches
from tests.frozen.record import Departure, compare, describe, read_record, write_record
from tests.frozen.wholes import wholes
from tests.frozen.workbench import FINDINGS, changes, proofs, read_findings
from tests.sampling import examples

FEW = examples(400)
"""The number of generated cases for the real policy; ``python -m tests.frozen compare`` uses all."""


def _departures(made: Iterator[Batch]) -> list[Departure]:
    return [one for one in compare(made, read_record()) if one is not None]


def test_what_is_told_is_what_was_told() -> None:
    found = [(one.name, one.what) for one in _departures(batches(FEW, FEW // 5))]
    assert found == [], "python -m tests.frozen compare shows more; docs/developers.md says what to do"


def test_what_is_proved_is_what_was_proved() -> None:
    assert changes(read_findings("proofs"), list(proofs())) == []


def test_what_is_told_of_whole_answers_is_what_was_told() -> None:
    few = read_findings("wholes")[:40]
    assert changes(few, list(islice(wholes(), len(few)))) == []


def test_the_record_is_small() -> None:
    folder = Path(dumps.__file__).parent
    assert sum(path.stat().st_size for path in folder.rglob("*.txt")) < 160_000


def test_every_case_can_be_made_by_itself() -> None:
    made = (*islice(corpus_batches(), 3), *made_batches("made", 60), *made_batches("toy", 20))
    for one in (one for batch in made for one in batch.cases):
        again = find_case(one.name)
        assert (again.case, again.readings) == (one.case, one.readings)
    with pytest.raises(KeyError):
        find_case("no-such-case")


def test_a_case_in_a_dump_reads_back_equal() -> None:
    for number in range(40):
        one = find_case(str(number))
        assert read_case(one.policy, dumps.describe(one)["case"], one.name) == one.case


class TestNoticing:
    """A difference from the record is named: the part of the answer, and the case of the batch."""

    @pytest.fixture
    def batch(self) -> Batch:
        return next(made_batches("made", 20))

    def test_the_same_answers_depart_from_nothing(self, batch: Batch) -> None:
        assert list(compare([batch], {batch.file: {batch.name: describe(batch)}, "corpus": {}})) == [None]

    @pytest.mark.parametrize("part", ["sums", "rest"])
    def test_another_answer_to_one_case(
        self, batch: Batch, part: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = {batch.file: {batch.name: describe(batch)}, "corpus": {}}
        other = batch.cases[7]

        def changed(frozen: answers.FrozenCase) -> answers.Data:
            found = answers.answer(frozen)
            return {**found, part: {}} if frozen.name == other.name else found

        monkeypatch.setattr("tests.frozen.record.answer", changed)
        (departure,) = [one for one in compare([batch], record) if one is not None]
        assert (departure.what, departure.cases) == ((part,), (other,))

    def test_other_cases(self, batch: Batch) -> None:
        record = {batch.file: {batch.name: describe(batch)}, "corpus": {}}
        swapped = Batch(batch.file, batch.name, batch.cases[::-1])
        (departure,) = [one for one in compare([swapped], record) if one is not None]
        assert departure.what == ("cases",)

    def test_a_case_of_the_corpus_that_is_gone(self) -> None:
        one = next(corpus_batches())
        record = {"corpus": {one.name: describe(one), "gone": describe(one)._replace(name="gone")}}
        (departure,) = [found for found in compare([one], record) if found is not None]
        assert (departure.name, departure.what) == ("gone", ("gone",))

    def test_a_new_case_of_the_corpus_departs_from_nothing(self) -> None:
        assert list(compare([next(corpus_batches())], {"corpus": {}})) == [None]

    def test_an_engine_that_fails_is_an_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object) -> None:
            raise ZeroDivisionError("by nothing")

        monkeypatch.setattr(answers, "assess_under", fails)
        told = answers.answer(find_case("3"))
        assert told == {"sums": {"fails": "ZeroDivisionError: by nothing"}, "rest": {}}

    def test_the_record_written_is_the_record_read(self, batch: Batch, tmp_path: Path) -> None:
        written = write_record([next(corpus_batches()), batch], tmp_path)
        assert read_record(tmp_path) == written


class TestDiffing:
    """Two dumps compared field by field."""

    OLD: ClassVar = {"outcomes": {"甲 s": {"sums": [1, 2], "says": ["a", "b", "c"]}, "- t": {}}, "total": 3}

    def _told(self, new: object) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.kind, one.lines) for one in dumps.differences(self.OLD, new)]

    def test_nothing(self) -> None:
        assert self._told(json.loads(json.dumps(self.OLD))) == []

    def test_a_sum_and_a_sentence(self) -> None:
        changed = {"sums": [1, 4], "says": ["a", "c", "d"]}
        told = self._told({**self.OLD, "outcomes": {"甲 s": changed, "- t": {}}})
        assert told == [
            ("outcomes.*.sums", ("- [1, 2]", "+ [1, 4]")),
            ("outcomes.*.says", ('- "b"', '+ "d"')),
        ]

    def test_a_field_that_one_of_them_lacks(self) -> None:
        assert self._told({"outcomes": self.OLD["outcomes"], "best": []}) == [
            ("total", ("- 3",)),
            ("best", ("+ []",)),
        ]

    def test_another_order(self) -> None:
        told = self._told({"total": 3, "outcomes": self.OLD["outcomes"]})
        assert [kind for kind, _ in told] == ["order"]

    def test_the_command_answers_the_cases_of_a_dump_again(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, new = tmp_path / "old.jsonl.gz", tmp_path / "new.jsonl"
        dumps.write_dump(old, map(find_case, ("1", "toy/1")))
        assert main(["diff", str(old)]) == 0
        assert capsys.readouterr().out == "Nothing differs in 2 cases.\n"
        dumps.write_dump(new, [find_case("1")])
        new.write_text(
            new.read_text(encoding="utf-8").replace('"settled": true', '"settled": false'), "utf-8"
        )
        assert main(["diff", str(old), str(new)]) == 1
        told = capsys.readouterr().out
        assert told.startswith("case 1 (real policy")
        assert "  sums.settled\n    - true\n    + false\n" in told
        assert told.endswith("1 of 1 cases differ in sums.settled\n")


def test_findings_are_compared_line_by_line() -> None:
    assert changes(["a", "b"], ["a", "b"]) == []
    assert changes(["a", "b"], ["b", "c"]) == ["- a", "+ c"]


def test_the_command_tells_a_part_that_differs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = read_findings("proofs")
    monkeypatch.setitem(FINDINGS, "proofs", lambda: iter(kept[1:]))
    assert main(["compare", "--only", "proofs"]) == 1
    assert capsys.readouterr().out == f"proofs: \n  - {kept[0]}\n"


def test_the_command_shows_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "4"]) == 0
    assert capsys.readouterr().out.startswith("# case 4\ndate: ")
    assert main(["show", "no-such-case"]) == 2
    assert main(["show", "G1=z"]) == 2
    assert main(["show", "whole/toy/20"]) == 0
    assert '"says-zh": [' in capsys.readouterr().out
