"""The ids of two versions: provisions by their words, supports by their rules."""

from __future__ import annotations

from pathlib import Path

from kb.loading import find_folders
from kb.versions.moves import find_moves
from tests.kb.versions.test_supports import edit, without


def test_a_version_has_the_ids_of_itself(folder: Path) -> None:
    version = find_folders(folder).version
    assert find_moves(version, version) == {}


def test_ids_follow_over_a_deletion_and_a_move(folder: Path) -> None:
    """The second sentence of （七） is deleted with its support. Then （十二） is moved behind （十四）."""
    old = find_folders(folder).version
    edit(folder, "para_7", lambda lines: without(lines, "探索创新生态环境导向"))

    def move(lines: str) -> str:
        start, end = lines.index("(十二)"), lines.index("(十三)")
        at = lines.index("(十五)")
        return lines[:start] + lines[end:at] + lines[start:end] + lines[at:]

    new = edit(folder, "whole", move)
    moves = find_moves(old, new)
    assert {key: moves[key] for key in ("para_12", "para_13", "para_14", "para_7__s_3")} == {
        "para_12": "para_14",
        "para_13": "para_12",
        "para_14": "para_13",
        "para_7__s_3": "para_7__s_2",
    }
    assert {key: now for key, now in moves.items() if key.startswith("para_7__sup")} == {
        "para_7__sup_1": "para_7__sup_1001",
        "para_7__sup_2": "para_7__sup_1",
        "para_7__sup_3": "para_7__sup_2",
    }
    assert moves["para_12__sup_2"] == "para_14__sup_2"
    assert "para_16__sup_1" not in moves
