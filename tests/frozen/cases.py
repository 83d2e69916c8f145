"""The cases whose answers are frozen: those of the corpus, and cases that the fuzzer's generator makes.

A case is named by its number (``4711``), one of the toy policy by ``toy/12`` and one of the corpus by its id.
The number is the seed: it gives the same case and readings whatever else is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from kb import Policy, load
from kb.assess.case_reading import read_case
from kb.assess.cases import Case
from kb.verify.generating import Maker
from tests.conftest import REAL, TOY
from tests.corpus.runner import CorpusCase, read_corpus

BATCH = 20
"""Cases of one batch: they share their readings and their line in the record."""

PART = 2_000
"""Cases of one file of the record."""

REAL_CASES = 20_000
"""How many cases are made for the real policy."""

TOY_CASES = 2_000
"""How many cases are made for the toy policy, whose rules have forms that the real one lacks."""


@dataclass(frozen=True)
class FrozenCase:
    """A case, the policy it is put to and the options chosen; all other readings have their default."""

    name: str
    policy: Policy
    case: Case
    readings: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """Some cases that have one line in a file of the record; ``name`` is the name of the first."""

    file: str
    name: str
    cases: tuple[FrozenCase, ...]


@cache
def real() -> Policy:
    """The real policy."""
    return load(REAL)


@cache
def toy() -> Policy:
    """The toy policy."""
    return load(TOY)


def batches(real_cases: int = REAL_CASES, toy_cases: int = TOY_CASES) -> Iterator[Batch]:
    """The corpus, and then so many of the cases made for either policy."""
    yield from corpus_batches()
    yield from made_batches("made", real_cases)
    yield from made_batches("toy", toy_cases)


def corpus_batches() -> Iterator[Batch]:
    """The corpus, a case to a batch."""
    return (Batch("corpus", one.id, (_of_corpus(one),)) for one in read_corpus())


def made_batches(file: Literal["made", "toy"], count: int) -> Iterator[Batch]:
    """So many of the cases made for the real policy, or for the toy policy."""
    prefix = "toy/" if file == "toy" else ""
    for start in range(0, count, BATCH):
        cases = tuple(_make(prefix, number) for number in range(start, min(start + BATCH, count)))
        yield Batch(f"{file}-{start // PART}", cases[0].name, cases)


def find_case(name: str) -> FrozenCase:
    """The case of this name. Raises ``KeyError`` where there is none."""
    prefix, digits = ("toy/", name[4:]) if name.startswith("toy/") else ("", name)
    if digits.isdecimal():
        return _make(prefix, int(digits))
    for one in read_corpus():
        if name in (one.id, one.name):
            return _of_corpus(one)
    raise KeyError(name)


def _of_corpus(one: CorpusCase) -> FrozenCase:
    text = json.dumps(one.data["case"], ensure_ascii=False)
    return FrozenCase(one.id, real(), read_case(real(), text, one.id), one.readings)


def _make(prefix: str, number: int) -> FrozenCase:
    """The case of a number. A third of the batches are read by the defaults."""
    maker = _maker(prefix)
    luck = Random(f"{prefix}readings {number // BATCH}")
    readings = {} if luck.random() < 1 / 3 else maker.readings(luck)
    case = maker.case(Random(f"{prefix}case {number}"))
    return FrozenCase(f"{prefix}{number}", maker.policy, case, readings)


@cache
def _maker(prefix: str) -> Maker:
    return Maker(toy() if prefix else real())
