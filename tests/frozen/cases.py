"""The cases of the record: those of the corpus, and cases from the fuzzer's generator.

A generated case is named by its number (``4711``), one of the toy policy by ``toy/12``, and one of the corpus
by its id. The number is the seed: it always gives the same case and readings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from kb import Policy, load_policy
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.verify.fuzz.generator import Maker
from tests.conftest import REAL, TOY
from tests.corpus.runner import CorpusCase, read_corpus

BATCH = 20
"""The number of cases in a batch. They share their readings and a line in the record."""

PART = 2_000
"""The number of cases in one file of the record."""

REAL_CASES = 20_000
"""The number of generated cases for the real policy."""

TOY_CASES = 2_000
"""The number of generated cases for the toy policy, which has forms that the real one lacks."""


# fmt: off
RARE = (
    20091, 20168, 20246, 20248, 20511, 20759, 20957, 21061, 21168, 21227, 21229, 21230, 21618, 21713, 21728,
    21732, 21749, 21780, 21880, 21933, 22079, 22109, 22215, 22439, 22662, 22791, 23532, 23533, 23537, 23585,
    23586, 23617, 23649, 23834, 23954, 23963, 23975, 23976, 24087, 24301, 24310, 24354, 24356, 24464, 24475,
    24570, 24630, 24783, 24889, 24913, 25151, 25311, 25666, 26186, 26293, 26446, 26699, 26836, 26873, 27100,
    27240, 27243, 27283, 27501, 27518, 27724, 27903, 28003, 28014, 28064, 28106, 28238, 28321, 28470, 28913,
    29281, 29406, 29556, 29641, 30025, 30026, 30040, 30044, 30276, 30638, 30674, 30740, 30832, 30943, 31018,
    31021, 31192, 31431, 31756, 32166, 32187, 32364, 32372, 32793, 33101, 33107, 33372, 33492, 33495, 33522,
    33558, 34000, 34146, 34187, 34617, 34885, 34948, 35154, 35169, 35332, 35511, 35691, 36209, 36764, 36773,
    37008, 37769, 37940, 38238, 38335, 38384, 39169, 39281,
)
# fmt: on
"""Seeds of further cases whose answers contain sentences that are rare in the others."""


@dataclass(frozen=True)
class FrozenCase:
    """A case, its policy and the chosen options; all other readings have their default."""

    name: str
    policy: Policy
    case: Case
    readings: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """Cases that share one line in a file of the record; ``name`` is the name of the first."""

    file: str
    name: str
    cases: tuple[FrozenCase, ...]


@cache
def real() -> Policy:
    """The real policy."""
    return load_policy(REAL)


@cache
def toy() -> Policy:
    """The toy policy."""
    return load_policy(TOY)


def batches(real_cases: int = REAL_CASES, toy_cases: int = TOY_CASES) -> Iterator[Batch]:
    """The corpus, the rare cases, and then the given numbers of generated cases for both policies."""
    yield from corpus_batches()
    yield from rare_batches()
    yield from made_batches("made", real_cases)
    yield from made_batches("toy", toy_cases)


def corpus_batches() -> Iterator[Batch]:
    """The corpus, with one case in each batch."""
    return (Batch("corpus", one.id, (_of_corpus(one),)) for one in read_corpus())


def rare_batches() -> Iterator[Batch]:
    """The rare cases, each with its own readings."""
    for start in range(0, len(RARE), BATCH):
        cases = tuple(_make("", number) for number in RARE[start : start + BATCH])
        yield Batch("rare", cases[0].name, cases)


def made_batches(file: Literal["made", "toy"], count: int) -> Iterator[Batch]:
    """The given number of generated cases for the real or the toy policy."""
    prefix = "toy/" if file == "toy" else ""
    for start in range(0, count, BATCH):
        cases = tuple(_make(prefix, number) for number in range(start, min(start + BATCH, count)))
        yield Batch(f"{file}-{start // PART}", cases[0].name, cases)


def find_case(name: str) -> FrozenCase:
    """The case with this name. Raises ``KeyError`` where there is none."""
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
    """The case for a seed. A third of the batches use the default readings."""
    maker = _maker(prefix)
    rng = Random(f"{prefix}readings {number // BATCH}")
    readings = {} if rng.random() < 1 / 3 else maker.readings(rng)
    case = maker.case(Random(f"{prefix}case {number}"))
    return FrozenCase(f"{prefix}{number}", maker.policy, case, readings)


@cache
def _maker(prefix: str) -> Maker:
    return Maker(toy() if prefix else real())
