"""Starting a new version: its day of effect, and its folder, which is made from the version before it
completely or not at all. A version that is not published can be given another day.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.loading.akn.writing import write_akn
from kb.loading.files import write_file
from kb.loading.folders import Folders
from kb.loading.transaction import write_together
from kb.loading.versions import PUBLISHED
from kb.model.document import Document
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, PolicyError, error, trouble_of

_WORKSHOP = ".new"
"""The folder in which a version is put together. Its files lie too deep to be mistaken for a version."""


def propose_day(folders: Folders, today: date) -> date:
    """The day on which a new version takes effect by default: the first of a month, after today and after
    the first day of the last version.
    """
    after = max(folders.versions[-1].first, today)
    return date(after.year + after.month // 12, after.month % 12 + 1, 1)


def find_early(after: date, day: date) -> tuple[Finding, ...]:
    """The findings on the day on which a version is to take effect, where the last one began on ``after``."""
    return () if day > after else (error("version-early", Place(), after=after, day=day),)


def start_version(
    folders: Folders,
    document: Document,
    registry: Registry,
    day: date,
    changes: Mapping[str, bytes] | None = None,
) -> Path:
    """The folder of a new version that takes effect on ``day`` and has the text of ``document``.

    All other files come from the version of ``folders``, except its publication, which is not that of the new
    version. ``changes`` are the bytes of files that differ, by their paths in the version. The caller holds
    the lock of the policy. Raises :class:`PolicyError` where a version of that day exists, or the folder
    cannot be written.
    """
    target = folders.version.with_name(day.isoformat())
    if target.exists():
        raise PolicyError([error("version-exists", Place(folders.name(target)), day=day)])
    workshop = folders.version.parent / _WORKSHOP
    made = workshop / target.name
    try:
        shutil.rmtree(workshop, ignore_errors=True)  # left over from an interrupted program
        shutil.copytree(folders.version, made, ignore=shutil.ignore_patterns(PUBLISHED, "*.partial"))
        for name, data in (changes or {}).items():
            write_file(made / name, data)
        write_file(made / "text.xml", write_akn(replace(document, version=target.name), registry))
        os.rename(made, target)
    except OSError as problem:
        where = Place(folders.name(target))
        raise PolicyError([error("version-unwritable", where, trouble=trouble_of(problem))]) from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return target


def move_version(
    folders: Folders, document: Document, registry: Registry, day: date, beside: Mapping[str, bytes]
) -> Path:
    """Let a version take effect on another ``day``, and return its folder, which is named by that day.

    ``beside`` are further files of the version, by name, that are written together with its text. The caller
    holds the lock of the policy. A program that is killed in between leaves the folder under its new name and
    with its old text, which the check reports. Raises :class:`PolicyError` where a version of that day
    exists, or the folder cannot be written.
    """
    target = folders.version.with_name(day.isoformat())
    if target.exists():
        raise PolicyError([error("version-exists", Place(folders.name(target)), day=day)])
    text = write_akn(replace(document, version=target.name), registry)
    try:
        os.rename(folders.version, target)
    except OSError as problem:
        where = Place(folders.name(target))
        raise PolicyError([error("version-unwritable", where, trouble=trouble_of(problem))]) from None
    write_together(folders.root, {target / name: data for name, data in {**beside, "text.xml": text}.items()})
    return target
