"""Several files written as one: either all or none, wherever the program is interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.loading import transaction
from kb.loading.lock import locked
from kb.loading.transaction import JOURNAL, write_together
from kb.model.words.errors import PolicyError

OLD, NEW = {"a": b"old a", "b": b"old b", "c": b"old c"}, {"a": b"new a", "b": b"new b", "d": b"new d"}


class Cut(BaseException):
    """An exception that stands for the end of the program."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def held(root: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in root.iterdir() if path.is_file() and path.name != ".lock"
    }


@pytest.mark.parametrize("after", range(8))
def test_a_program_cut_off_at_any_write_leaves_the_old_files_or_the_new(
    root: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    write, done = transaction.write_file, []

    def cut(path: Path, data: bytes) -> None:
        if len(done) == after:
            raise Cut
        done.append(path)
        write(path, data)

    monkeypatch.setattr(transaction, "write_file", cut)
    try:
        write_together(root, {root / name: data for name, data in NEW.items()})
    except Cut:
        assert after < 7
    monkeypatch.setattr(transaction, "write_file", write)
    with locked(root):
        pass
    # Three files and their list are written first; from then on the write is certain to complete.
    assert held(root) == (OLD if after < 4 else OLD | NEW)
    assert not (root / JOURNAL).exists()


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(root: Path) -> None:
    (root / "folder").mkdir()
    with pytest.raises(PolicyError):
        write_together(root, {root / "a": b"new a", root / "missing" / "b": b"new b"})
    assert held(root) == OLD
    assert not (root / JOURNAL).exists()
