"""Complete answers in a file, one case per line of JSON, and the differences between two files by field."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, NamedTuple, TextIO, cast

from kb.cases.reading import read_case
from kb.cases.writing import write_case
from tests.frozen.answers import answer
from tests.frozen.cases import FrozenCase, real, toy

Data = dict[str, Any]


class Difference(NamedTuple):
    """A differing field: the path of keys to it, and the lines before (``-``) and after (``+``)."""

    path: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The path of the field without claim and support."""
        before = ("", *self.path[:-1])
        return ".".join("*" if p == "outcomes" else key for p, key in zip(before, self.path, strict=True))


def describe(frozen: FrozenCase) -> Data:
    """A case with its readings and its answer, as JSON data."""
    policy = "toy" if frozen.policy is toy() else "real"
    head = {"name": frozen.name, "policy": policy, "readings": dict(frozen.readings)}
    return {**head, "case": write_case(frozen.case), **answer(frozen)}


def answer_again(old: Data) -> Data:
    """The same stored case, answered by the present engine."""
    policy = toy() if old["policy"] == "toy" else real()
    case = read_case(policy, old["case"], old["name"])
    return {**old, **answer(FrozenCase(old["name"], policy, case, old["readings"]))}


def write_dump(path: Path, cases: Iterable[FrozenCase]) -> None:
    """Write cases with their answers; compressed where the name ends in ``.gz``."""
    with _open(path, "wt") as file:
        for one in cases:
            file.write(json.dumps(describe(one), ensure_ascii=False) + "\n")


def read_dump(path: Path) -> Iterator[Data]:
    """The contents of a file, case by case."""
    with _open(path, "rt") as file:
        yield from map(json.loads, file)


def pairs(old: Iterable[Data], new: Iterable[Data]) -> Iterator[tuple[Data, Data]]:
    """The cases that both files contain, in any order."""
    waiting: tuple[dict[str, Data], dict[str, Data]] = ({}, {})
    for two in zip_longest(old, new):
        for side, one in enumerate(two):
            if one is None:
                continue
            other = waiting[1 - side].pop(one["name"], None)
            if other is None:
                waiting[side][one["name"]] = one
            else:
                yield (other, one) if side else (one, other)


def differences(old: object, new: object, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Every field that differs, in the order of ``old``."""
    if old == new and json.dumps(old) == json.dumps(new):
        return
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield Difference(path, tuple(_lines(old, new)))
        return
    for key in (*old, *(key for key in new if key not in old)):
        if key not in old or key not in new:
            yield Difference((*path, key), tuple(_lines(old.get(key, _NONE), new.get(key, _NONE))))
        else:
            yield from differences(old[key], new[key], (*path, key))
    if list(old) != list(new) and set(old) == set(new):
        yield Difference((*path, "order"), tuple(_lines(list(old), list(new))))


_NONE = object()
"""The placeholder for a field that one of two answers lacks."""


def _lines(old: object, new: object) -> Iterator[str]:
    before, after = _elements(old), _elements(new)
    for _, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[i:j] != after[k:m]:
            yield from (f"- {one}" for one in before[i:j])
            yield from (f"+ {one}" for one in after[k:m])


def _elements(value: object) -> list[str]:
    if value is _NONE:
        return []
    if isinstance(value, str) and "\n" in value:
        return value.splitlines()
    parts = (
        value if isinstance(value, list) and any(isinstance(one, (list, str)) for one in value) else [value]
    )
    return [json.dumps(part, ensure_ascii=False) for part in parts]


def _open(path: Path, mode: Literal["rt", "wt"]) -> TextIO:
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, mode, compresslevel=4, encoding="utf-8"))
    return open(path, mode, encoding="utf-8")
