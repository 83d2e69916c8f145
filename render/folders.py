"""Replacing a folder of pages: the new folder is complete before the old one is removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.model.words.errors import Place, PolicyError, error, trouble_of

MARKER = ".tiaowen-guide"
"""The file that marks a folder as made here, so that it may be replaced."""

_MODE = 0o755


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """An empty folder beside ``out`` to write to. It replaces ``out`` when the block ends without an error.

    When the block fails, ``out`` stays as it was and the new folder is removed. Raises :class:`PolicyError`
    where ``out`` was not made here, or the disk refuses.
    """
    target = Path(os.path.abspath(out))
    _refuse_foreign(target, Place(str(out)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".partial", dir=target.parent))
    except OSError as problem:
        raise _unwritable(out, problem) from None
    try:
        yield partial
        (partial / MARKER).write_text("", encoding="utf-8")
        partial.chmod(_MODE)
        _swap(partial, target)
    except OSError as problem:
        raise _unwritable(out, problem) from problem
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _refuse_foreign(target: Path, place: Place) -> None:
    try:
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise PolicyError([error("guide-folder-taken", place)])
        foreign = target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file()
    except OSError as problem:
        raise _unwritable(target, problem) from None
    if foreign:
        raise PolicyError([error("guide-folder-foreign", place)])


def _swap(partial: Path, target: Path) -> None:
    """Put ``partial`` in the place of ``target``; restore the old one if that fails."""
    if not target.exists():
        partial.rename(target)
        return
    old = partial.with_name(partial.name + ".old.partial")
    target.rename(old)
    try:
        partial.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _unwritable(out: Path, problem: OSError) -> PolicyError:
    return PolicyError([error("guide-folder-unwritable", Place(str(out)), trouble=trouble_of(problem))])
