"""Where the files of a policy lie: ``policy/registry`` and ``policy/<jurisdiction>/<work>/<date>``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.errors import LANGUAGES, Place, PolicyError, error
from kb.loading.versions import read_versions, version_on
from kb.model import Version
from kb.today import today

NAMES = ("text.xml", "rules.xml", "readings.xml", "facts.xml", *(f"plain.{lang}.xml" for lang in LANGUAGES))
"""The files of one version."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one version of a policy, and the versions that the policy has, by the day they begin.

    ``is_named`` tells that this version was asked for by its folder, and not chosen by a day.
    """

    root: Path
    version: Path
    versions: tuple[Version, ...]
    is_named: bool = False

    @property
    def chosen(self) -> Version:
        """The version that these folders are of."""
        return next(version for version in self.versions if version.name == self.version.name)

    def folder_of(self, version: Version) -> Path:
        """The folder of another version of the policy."""
        return self.version.with_name(version.name)

    @property
    def registry(self) -> Path:
        """Where the agencies and concepts are registered."""
        return self.root / "registry"

    @property
    def schema(self) -> Path:
        """Where the schemas of our own vocabularies lie."""
        return self.root / "schema"

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that the policy is made of, the registry's first."""
        registry = (self.registry / "agencies.xml", self.registry / "concepts.xml")
        return registry + tuple(self.version / name for name in NAMES)

    def name(self, path: Path) -> str:
        """What findings call a file: its path from the folder that holds the policy folder."""
        return f"{self.root.name or 'policy'}/{path.relative_to(self.root).as_posix()}"


def find_folders(folder: Path, *, on: date | None = None, newest: bool = False) -> Folders:
    """The folders of the one policy under ``folder``: of the version in force on a day.

    The day is today where none is told. Where no version is in force on it, it is the last that began by
    then, or else the first; ``newest`` asks for the version that begins last, a draft too. ``folder`` may
    also be the folder of a version, which is then the one. Raises :class:`PolicyError` where ``folder`` is
    missing, is no folder, may not be read, or holds no policy or several.
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
        return Folders(folder.parents[2], folder, read_versions(folder.parent), is_named=True)
    texts = sorted(folder.glob("*/*/*/text.xml"))
    if not texts:
        forbidden = [f for f in (*folder.glob("*"), *folder.glob("*/*"), *folder.glob("*/*/*")) if _closed(f)]
        if forbidden:
            raise PolicyError([error("folder-forbidden", Place(str(each))) for each in forbidden])
        raise PolicyError([error("folder-empty", place)])
    works = sorted({text.parent.parent for text in texts})
    if len(works) > 1:
        names = "、".join(work.relative_to(folder).as_posix() for work in works)
        raise PolicyError([error("folder-several", place, works=names)])
    versions = read_versions(works[0])
    chosen = versions[-1] if newest else version_on(versions, on or today())
    return Folders(folder, works[0] / chosen.name, versions)


def _closed(folder: Path) -> bool:
    return folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK)
