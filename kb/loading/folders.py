"""The folders of the library: ``policy/registry`` and ``policy/<jurisdiction>/<work>/<date>``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.loading.lock import locked
from kb.loading.transaction import JOURNAL
from kb.loading.versions import read_versions, version_on
from kb.model.policy import Version
from kb.model.today import today
from kb.model.words.errors import LANGUAGES, Place, PolicyError, error

NAMES = ("text.xml", "rules.xml", "readings.xml", "facts.xml", *(f"plain.{lang}.xml" for lang in LANGUAGES))
"""The files that every version has."""

CONCEPTS_FILE = "concepts.xml"
"""The file of concepts. The registry has one for all works, and a version may have one of its own."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one version of a work, and all versions of the work by their first days.

    ``is_named`` is true where this version was asked for by its folder, and not chosen by a day.
    """

    root: Path
    version: Path
    versions: tuple[Version, ...]
    is_named: bool = False

    @property
    def chosen(self) -> Version:
        """The version of these folders."""
        return next(version for version in self.versions if version.name == self.version.name)

    def folder_of(self, version: Version) -> Path:
        """The folder of another version of the work."""
        return self.version.with_name(version.name)

    @property
    def work(self) -> str:
        """The id of the work: its jurisdiction and name, ``cn-440300/anjie-huanbao``."""
        return self.version.parent.relative_to(self.root).as_posix()

    @property
    def jurisdiction(self) -> str:
        """The id of the jurisdiction of the work."""
        return self.version.parts[-3]

    @property
    def registry(self) -> Path:
        """The folder of the agencies and concepts that all works share."""
        return self.root / "registry"

    @property
    def common_facts(self) -> Path:
        """The file of the facts that all works share. It may be missing."""
        return self.registry / "facts.xml"

    @property
    def own_concepts(self) -> Path:
        """The file in which the version registers concepts of its own. It may be missing."""
        return self.version / CONCEPTS_FILE

    @property
    def schema(self) -> Path:
        """The folder of the schemas of our own vocabularies."""
        return self.root / "schema"

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of the version, those of the registry first."""
        optional = (path for path in (self.common_facts, self.own_concepts) if path.exists())
        registry = (self.registry / "agencies.xml", self.registry / CONCEPTS_FILE)
        return (*registry, *optional, *(self.version / name for name in NAMES))

    def key(self, path: Path) -> str:
        """The name of a file in answers that cite it: ``rules.xml``, or ``registry/agencies.xml``."""
        return f"registry/{path.name}" if path.parent == self.registry else path.name

    def name(self, path: Path) -> str:
        """The name of a file in findings: its path from the folder that contains the policy folder."""
        return f"{self.root.name or 'policy'}/{path.relative_to(self.root).as_posix()}"


def find_works(folder: Path) -> tuple[Path, ...]:
    """The folders of the works in ``folder``, in the order of their names; a single one where it names one.

    Raises :class:`PolicyError` where ``folder`` is missing, is no folder, may not be read, or has no works.
    """
    folder = Path(folder)
    place = Place(str(folder))
    if not folder.exists():
        raise PolicyError([error("folder-missing", place)])
    if not folder.is_dir():
        raise PolicyError([error("folder-is-file", place)])
    if not os.access(folder, os.R_OK | os.X_OK):
        raise PolicyError([error("folder-forbidden", place)])
    folder = folder.resolve()
    if (folder / "text.xml").is_file() and len(folder.parts) > 3:
        return (folder.parent,)
    if any(folder.glob("*/text.xml")) and len(folder.parts) > 2:
        return (folder,)
    works = sorted({text.parent.parent for text in folder.glob("*/*/*/text.xml")})
    if not works:
        forbidden = [f for f in (*folder.glob("*"), *folder.glob("*/*"), *folder.glob("*/*/*")) if _closed(f)]
        if forbidden:
            raise PolicyError([error("folder-forbidden", Place(str(each))) for each in forbidden])
        raise PolicyError([error("folder-empty", place)])
    return tuple(works)


def find_folders(folder: Path, *, on: date | None = None, newest: bool = False) -> Folders:
    """The folders of the only work under ``folder``, for the version in force on a day.

    The default day is today. Where no version is in force on it, the last one that began by then is chosen,
    or else the first. ``newest`` asks for the version that begins last, drafts included. ``folder`` may be
    that of the library, of a work, or of a version; in the last case that version is chosen. Raises
    :class:`PolicyError` where ``folder`` is missing, is no folder, may not be read, or holds no work or
    several.
    """
    works = find_works(folder)
    folder = Path(folder).resolve()
    if len(works) > 1:
        names = "、".join(name_works(works))
        raise PolicyError([error("folder-several", Place(str(folder)), works=names)])
    return folders_of_work(works[0], folder, on=on, newest=newest)


def folders_of_work(work: Path, named: Path, *, on: date | None = None, newest: bool = False) -> Folders:
    """The folders of a work, as :func:`find_folders` chooses its version.

    ``named`` is the resolved folder that was asked for, which may be that of a version.
    """
    if (work.parents[1] / JOURNAL).exists():
        with locked(work.parents[1]):  # taking the lock completes a write that was interrupted
            pass
    versions = read_versions(work)
    if named.parent == work:
        return Folders(work.parents[1], named, versions, is_named=True)
    chosen = versions[-1] if newest else version_on(versions, on or today())
    return Folders(work.parents[1], work / chosen.name, versions)


def name_works(works: Sequence[Path]) -> tuple[str, ...]:
    """The ids of works by their folders: ``cn-440300/anjie-huanbao``."""
    return tuple(f"{work.parent.name}/{work.name}" for work in works)


def _closed(folder: Path) -> bool:
    return folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK)
