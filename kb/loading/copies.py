"""Copies of a version for trying a change. The stored files never change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.loading.folders import Folders

_PASSING = shutil.ignore_patterns("*.partial", ".*")
"""The files that another program may be writing and then renames, and those that wait for its journal."""


@contextmanager
def changed_copy(folders: Folders, changes: Mapping[Path, bytes]) -> Iterator[Path]:
    """The folder of a copy of a version, with its registry and schemas, in which some files are changed.

    ``changes`` are the new bytes of the stored files, by their paths. The copy is deleted when the block
    ends.
    """
    with TemporaryDirectory() as place:
        root = Path(place) / folders.root.name
        for each in (folders.registry, folders.schema, folders.version):
            shutil.copytree(each, root / each.relative_to(folders.root), ignore=_PASSING, dirs_exist_ok=True)
        for path, data in changes.items():
            (root / path.relative_to(folders.root)).write_bytes(data)
        yield root / folders.version.relative_to(folders.root)
