"""The record: one line of digests for each batch of cases, and the comparison with it.

A line has the name of the first case, a digest of the cases, one of their sums and one of the rest of the
answers. If there are several cases, it also has two characters for each, by which a differing case is found.
The files lie in ``kept``.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kb.cases.writing import write_case
from tests.frozen.answers import answer
from tests.frozen.cases import Batch, FrozenCase

KEPT = Path(__file__).parent / "kept"

_HEAD = "# Written by: python -m tests.frozen write. docs/developers.md says when that may be done.\n"


class Line(NamedTuple):
    """The record of a batch. ``marks`` are two characters for each case, or ``-`` for a single case."""

    name: str
    cases: str
    sums: str
    rest: str
    marks: str


Record = dict[str, dict[str, Line]]
"""The line of a batch, by file and name of the first case."""


@dataclass(frozen=True)
class Departure:
    """A batch that differs from the record: in its ``cases``, its ``sums`` or the ``rest`` of the answers.

    ``cases`` are those that differ; where the cases themselves differ, all of the batch. ``what`` may also be
    ``gone``: the record has a batch that no longer exists.
    """

    name: str
    what: tuple[str, ...]
    cases: tuple[FrozenCase, ...]


def read_record(folder: Path = KEPT) -> Record:
    """The stored record."""
    found: Record = {}
    for path in sorted(folder.glob("*.txt")):
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        found[path.stem] = {words[0]: Line(*words) for words in lines}
    return found


def write_record(batches: Iterable[Batch], folder: Path = KEPT) -> Record:
    """Write the record again, from the present answers."""
    record: Record = defaultdict(dict)
    for batch in batches:
        record[batch.file][batch.name] = describe(batch)
    for path in folder.glob("*.txt"):
        path.unlink()
    for file, lines in record.items():
        text = _HEAD + "".join(" ".join(line) + "\n" for line in lines.values())
        (folder / f"{file}.txt").write_text(text, encoding="utf-8")
    return dict(record)


def describe(batch: Batch) -> Line:
    """The line of a batch for the present answers."""
    answers = [answer(case) for case in batch.cases]
    # A case of the corpus has a line of its own, which needs fewer characters.
    size = 8 if len(batch.cases) > 1 else 4
    return Line(
        batch.name,
        digest([[write_case(one.case), dict(one.readings)] for one in batch.cases], 4),
        digest([one["sums"] for one in answers], size),
        digest([one["rest"] for one in answers], size),
        "".join(digest(one, 2) for one in answers) if len(answers) > 1 else "-",
    )


def compare(batches: Iterable[Batch], record: Record) -> Iterator[Departure | None]:
    """For each batch its difference from the record; ``None`` where there is none.

    A case of the corpus that is not recorded yet has no difference.
    """
    seen = set()
    for batch in batches:
        seen.add(batch.name)
        old = record.get(batch.file, {}).get(batch.name)
        yield None if old is None else _depart(batch, old)
    for line in record["corpus"].values():
        if line.name not in seen:
            yield Departure(line.name, ("gone",), ())


def _depart(batch: Batch, old: Line) -> Departure | None:
    new = describe(batch)
    if new == old[: len(new)]:
        return None
    if new.cases != old.cases:
        return Departure(batch.name, ("cases",), batch.cases)
    what = tuple(key for key in ("sums", "rest") if getattr(new, key) != getattr(old, key))
    cases = tuple(
        one
        for n, one in enumerate(batch.cases)
        if new.marks[2 * n : 2 * n + 2] != old.marks[2 * n : 2 * n + 2]
    )
    # Two different answers have the same mark with probability 1/4,096.
    return Departure(batch.name, what, cases or batch.cases)


def digest(data: object, size: int) -> str:
    """A digest of the given number of characters, with six bits each."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:size].decode()
