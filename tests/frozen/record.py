"""The record: for each batch of cases a line of digests, and what departs from it.

A line holds the name of the first case, a digest of the cases, one of their sums, one of the rest of the
answers, and, where there are several, two characters for each case, by which one that departs is found.
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
    """What is recorded of a batch. ``marks`` are two characters a case, or ``-`` where there is but one."""

    name: str
    cases: str
    sums: str
    rest: str
    marks: str


Record = dict[str, dict[str, Line]]
"""By file and name of the first case, the line of a batch."""


@dataclass(frozen=True)
class Departure:
    """A batch that departs from the record: in its ``cases``, its ``sums`` or the ``rest`` of the answers.

    ``cases`` are those that depart; where it is the cases themselves that are other ones, all of the batch.
    ``what`` may also be ``gone``: the record has a batch that is no more.
    """

    name: str
    what: tuple[str, ...]
    cases: tuple[FrozenCase, ...]


def read_record(folder: Path = KEPT) -> Record:
    """The record as it is kept."""
    found: Record = {}
    for path in sorted(folder.glob("*.txt")):
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        found[path.stem] = {words[0]: Line(*words) for words in lines}
    return found


def write_record(batches: Iterable[Batch], folder: Path = KEPT) -> Record:
    """Write the record anew, from what is answered now."""
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
    """The line of a batch as it is answered now."""
    answers = [answer(case) for case in batch.cases]
    # A case of the corpus has a line of its own, where fewer characters do.
    size = 8 if len(batch.cases) > 1 else 4
    return Line(
        batch.name,
        digest([[write_case(one.case), dict(one.readings)] for one in batch.cases], 4),
        digest([one["sums"] for one in answers], size),
        digest([one["rest"] for one in answers], size),
        "".join(digest(one, 2) for one in answers) if len(answers) > 1 else "-",
    )


def compare(batches: Iterable[Batch], record: Record) -> Iterator[Departure | None]:
    """For each batch how it departs from the record; ``None`` where it does not.

    A case of the corpus that is not recorded yet departs from nothing.
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
    # Two answers in 4,096 share their mark.
    return Departure(batch.name, what, cases or batch.cases)


def digest(data: object, size: int) -> str:
    """So many characters, of six bits each, that tell data apart."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())[:size].decode()
