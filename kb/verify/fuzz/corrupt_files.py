"""Corrupt files: after any edit of its bytes, a case or policy file is either read or refused with findings.

Hypothesis draws the edits and shrinks them, so that a failure is reported with the fewest edits that cause
it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from kb.cases.reading import decode_case, read_case
from kb.cases.writing import case_json, write_case
from kb.loading import find_folders, load_policy
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify.fuzz.generator import Maker
from kb.verify.fuzz.settings import COMMAND, Run
from kb.verify.libraries import hypothesis
from kb.verify.results import Result, Verdict

PIECES = (
    b"", b"0", b"9" * 40, b"-1", b"1e999", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<", b">",
    b"&", b"&x;", b"]]>", b"<!--", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"'", b'"', b"\n", b"\t", b" ", b"{",
    b"}", b"[", b"]", b":", b"- ", b"&a ", b"*a", b"!!int ", b"null", b"yes", b"2025-02-30",
    "五千万".encode(), "，".encode(),
)  # fmt: skip
"""The pieces that are inserted into a file."""

Edit = tuple[str, int, int, bytes]
"""The operation (one of :data:`DOINGS`), its position, its length in bytes, and the inserted piece."""

BATCH = 40
"""The number of corrupted files between two looks at the clock, where reading one takes milliseconds."""

DOINGS = ("put", "cut", "flip", "swap", "double", "end")


def spoil(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes after these edits, made one after another; an offset beyond the end wraps around."""
    for doing, place, reach, piece in edits:
        at = place % (len(data) + 1)
        end = min(len(data), at + reach)
        match doing:
            case "put":
                data = data[:at] + piece + data[at:]
            case "cut":
                data = data[:at] + data[end:]
            case "flip":
                data = data[:at] + bytes(byte ^ 1 for byte in data[at:end]) + data[end:]
            case "swap":
                data = data[:at] + data[end : end + reach] + data[at:end] + data[end + reach :]
            case "double":
                data = data[:end] + data[at:end] + data[end:]
            case _:
                data = data[:at]
    return data


def spoil_cases(policy: Policy, run: Run) -> Result:
    """Corrupt case files as long as the run lasts: whether each is read or refused."""
    maker, rng = Maker(policy, run.measure), Random(run.seed)
    files: dict[str, bytes] = {}
    for n in range(20):
        case = maker.case(rng)
        files[f"{n}.yaml"] = write_case(case).encode()
        files[f"{n}.json"] = json.dumps(case_json(policy, case), ensure_ascii=False).encode()

    def read(name: str, data: bytes, _: int) -> object:
        return read_case(policy, decode_case(data, name), name)

    return _spoil_all("spoilt-cases", files, read, run)


def spoil_policy(folder: Path, run: Run) -> Result:
    """Copies of the policy in ``folder`` with one corrupt file each: whether each is read or refused."""
    folders = find_folders(folder)
    with TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folders.root, Path(place) / "policy"))
        version = copy / folders.version.relative_to(folders.root)
        files = {path.relative_to(copy).as_posix(): path.read_bytes() for path in sorted(copy.rglob("*.xml"))}

        def read(name: str, data: bytes, _: int) -> object:
            (copy / name).write_bytes(data)
            try:
                return load_policy(version)
            finally:
                (copy / name).write_bytes(files[name])

        return _spoil_all("spoilt-policy", files, read, run)


Read = Callable[[str, bytes, int], object]
"""A function that reads a file with this name and content. It raises an error where it cannot. The number is
random.
"""


@dataclass(frozen=True)
class Files:
    """Files to corrupt by name: the possible edits, how an edit is made, and how it is described.

    ``batch`` is the number of files corrupted between two looks at the clock.
    """

    data: Mapping[str, bytes]
    doings: Mapping[str, Sequence[str]]
    spoil: Callable[[str, bytes, Sequence[Any]], bytes]
    say: Callable[[str, bytes, Any], str]
    batch: int = BATCH


def spoil_files(
    law: str, files: Files, read: Read, run: Run, edits: Callable[[str], Any] | None = None
) -> Result:
    """Corrupt files as long as the run lasts, and shrink the edits of a file that is neither read nor
    refused.

    ``edits`` gives the strategy for the edits of a file; without it an edit is an operation and three
    numbers.
    """
    library = hypothesis()
    st = library.strategies

    def numbered(name: str) -> Any:
        numbers = st.integers(0, 100_000)
        return st.tuples(st.sampled_from(files.doings[name]), numbers, numbers, st.integers(0, 1_000))

    drawn_edits = edits or numbered
    number = st.integers(0, 1_000_000)
    drawn = st.sampled_from(sorted(files.data)).flatmap(
        lambda name: st.tuples(st.just(name), st.lists(drawn_edits(name), min_size=1, max_size=3), number)
    )
    tried = 0

    def trouble_with(name: str, made: list[Any], rng: int) -> str | None:
        return find_trouble(lambda: read(name, files.spoil(name, files.data[name], made), rng))

    def fails(one: tuple[str, list[Any], int]) -> bool:
        nonlocal tried
        tried += 1
        return trouble_with(*one) is not None

    settings = library.settings(
        deadline=None,
        database=None,
        suppress_health_check=list(library.HealthCheck),
        phases=(library.Phase.generate, library.Phase.shrink),
    )
    found = None
    while found is None and not run.is_over(tried):
        most = files.batch if run.cases is None else min(files.batch, run.cases - tried)
        settings = library.settings(settings, max_examples=most)
        with suppress(library.errors.NoSuchExample):
            found = library.find(drawn, fails, settings=settings, random=Random(run.seed * 1_000_003 + tried))
        if run.told is not None:
            run.told(tried)
    if found is None:
        return Result(COMMAND, law, Verdict.SAMPLED, "holds", (), samples=tried)
    name, made, _ = found
    told = str(trouble_with(*found))
    words = {"file": name, "edits": "; ".join(files.say(name, files.data[name], edit) for edit in made)}
    return Result(COMMAND, law, Verdict.REFUTED, "broken", (), words, program={"zh": told, "en": told})


def _spoil_all(law: str, data: Mapping[str, bytes], read: Read, run: Run) -> Result:
    """Corrupt files byte by byte."""
    st = hypothesis().strategies
    places = st.integers(0, max(map(len, data.values())))
    edit = st.tuples(st.sampled_from(DOINGS), places, st.integers(1, 30), st.sampled_from(PIECES))
    files = Files(
        data, {}, lambda _, held, edits: spoil(held, edits), lambda _, held, edit: _say_edit(held, edit)
    )
    return spoil_files(law, files, read, run, lambda _: edit)


def find_trouble(read: Callable[[], object]) -> str | None:
    """The exception of a reader other than findings that can be reported; ``None`` where there is none."""
    try:
        read()
    except PolicyError as problem:
        told = [f.message(lang) and f.remedy(lang) for f in problem.findings for lang in LANGUAGES]
        return None if told and all(told) else "no findings"
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"[:200]
    return None


def _say_edit(data: bytes, edit: Edit) -> str:
    """An edit as instructions to repeat it: the operation, the line, the bytes, and what replaces them."""
    doing, place, reach, piece = edit
    at = place % (len(data) + 1)
    line = data.count(b"\n", 0, at) + 1
    return f"{doing} {line}:{data[at : at + reach]!r} {piece!r}"
