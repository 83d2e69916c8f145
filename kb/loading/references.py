"""References to sentences and clauses by eId, which follow when an edit moves what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_REFERENCE = re.compile(
    rb"(?<![\w-])[a-z]+(?:_[0-9]+(?:-[0-9]+)?)?__s_[0-9]+(?:-[0-9]+)?(?:__c_[0-9]+)?(?![\w-])"
)


def move_references(data: bytes, moves: Mapping[str, str]) -> bytes:
    """The bytes of a file with each eId of ``moves`` exchanged at once, and all else as it was."""

    def follow(found: re.Match[bytes]) -> bytes:
        eid = found.group().decode("ascii")
        return moves.get(eid, eid).encode("ascii")

    return _REFERENCE.sub(follow, data)


def moved_files(version: Path, moves: Mapping[str, str]) -> Iterator[tuple[Path, bytes]]:
    """The files of a version that refer to what was moved, its text aside, each with what it should hold.

    They are its rules, readings, facts, plain words and kept cases. The register, which other versions share,
    is left as it is: the check finds a domain whose words stand elsewhere.
    """
    for path in (*sorted(version.glob("*.xml")), *sorted(version.glob("cases/*.yaml"))):
        if path.name != "text.xml":
            data = path.read_bytes()
            moved = move_references(data, moves)
            if moved != data:
                yield path, moved
