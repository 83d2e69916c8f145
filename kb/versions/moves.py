"""Which ids of one version of a work are which ids of another: those of provisions, and those of supports."""

from __future__ import annotations

from pathlib import Path

from kb.loading import load_text
from kb.loading.files import parse_bytes, read_bytes
from kb.versions.alignment import align
from kb.versions.carrying import carry_files, follow
from kb.versions.supports import SUPPORT, find_support_moves

_RULES = "rules.xml"


def find_moves(old: Path, new: Path) -> dict[str, str]:
    """The ids of the version in ``old`` that are others in the version in ``new``, each with its id there.

    Provisions follow the alignment of the two texts, and supports what their rules say. What ``new`` has no
    more gets an id that nothing has, so that it never stands for something else. Raises
    :class:`~kb.model.words.errors.PolicyError` where a file cannot be read.
    """
    (_, was, _), (_, is_now, registry) = load_text(old), load_text(new)
    stored, others = (read_bytes(folder / _RULES, _RULES) for folder in (old, new))
    carried = carry_files(old, was, is_now, align(was, is_now), registry)
    root, rules, now = (
        parse_bytes(data, _RULES).getroot() for data in (stored, carried.changes.get(_RULES, stored), others)
    )
    moves, supports = dict(carried.moves), find_support_moves(rules, now)
    for support in root.iter(SUPPORT):
        key = support.get("id", "")
        then = follow(key, carried.moves)
        if (last := supports.get(then, then)) != key:
            moves[key] = last
    return moves
