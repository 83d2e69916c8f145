"""What a save changed in its files, line by line, so that an undo takes back that alone.

Between the save and its undo, others may have saved other parts in the same files. A change is therefore
found by the lines around it, near the place where it was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_AROUND = 3
"""The greatest number of lines around a change by which it is found again."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that replaced ``old`` ones: ``new``, with ``at`` lines before them.

    ``above`` are the lines above after the save, and ``below`` those below before it: changes are taken back
    from the end of the file.
    """

    at: int
    above: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    below: tuple[str, ...]


Patch = tuple[tuple[str, tuple[Hunk, ...]], ...]
"""The changes of files, by the name of the file."""


def make_patch(contents: Mapping[str, tuple[bytes, bytes]]) -> Patch:
    """The changes of files, from their contents before and after a save."""
    return tuple((name, tuple(_find_hunks(*map(_lines, pair)))) for name, pair in contents.items())


def undo_patch(hunks: Sequence[Hunk], data: bytes) -> bytes | None:
    """The present content of a file without changes that were made to it; ``None`` where later changes touch
    the same lines.
    """
    lines = _lines(data)
    for hunk in reversed(hunks):
        found = _find(hunk, lines)
        if found is None:
            return None
        lines[found : found + len(hunk.new)] = hunk.old
    return "".join(lines).encode()


def _lines(data: bytes) -> list[str]:
    return data.decode().splitlines(keepends=True)


def _find_hunks(old: list[str], new: list[str]) -> list[Hunk]:
    same = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    matcher = SequenceMatcher(None, old[same:], new[same:], autojunk=False)
    return [
        Hunk(
            same + k,
            tuple(new[max(0, same + k - _AROUND) : same + k]),
            tuple(old[same + i : same + j]),
            tuple(new[same + k : same + m]),
            tuple(old[same + j : same + j + _AROUND]),
        )
        for op, i, j, k, m in matcher.get_opcodes()
        if op != "equal"
    ]


def _find(hunk: Hunk, lines: list[str]) -> int | None:
    """Where the lines of a change are now, nearest to where they were."""
    whole = [*hunk.above, *hunk.new, *hunk.below]
    starts = range(len(lines) - len(whole) + 1)
    found = (n for n in starts if lines[n : n + len(whole)] == whole)
    wanted = hunk.at - len(hunk.above)
    nearest = min(found, key=lambda n: abs(n - wanted), default=None)
    return None if nearest is None else nearest + len(hunk.above)
