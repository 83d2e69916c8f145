"""Where the files of a policy lie: ``policy/registry`` and ``policy/<jurisdiction>/<work>/<date>``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kb.errors import LANGUAGES, Place, PolicyError, error

NAMES = ("text.xml", "rules.xml", "readings.xml", "facts.xml", *(f"plain.{lang}.xml" for lang in LANGUAGES))
"""The files of one version."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one version of a policy."""

    root: Path
    version: Path

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


def find_folders(root: Path) -> Folders:
    """The newest version of the one policy under ``root``.

    Raises :class:`PolicyError` where ``root`` is missing, is no folder, may not be read, or holds no policy
    or several.
    """
    root = Path(root)
    place = Place(str(root))
    if not root.exists():
        raise PolicyError([error("folder-missing", place)])
    if not root.is_dir():
        raise PolicyError([error("folder-is-file", place)])
    if not os.access(root, os.R_OK | os.X_OK):
        raise PolicyError([error("folder-forbidden", place)])
    root = root.resolve()
    texts = sorted(root.glob("*/*/*/text.xml"))
    if not texts:
        forbidden = [f for f in (*root.glob("*"), *root.glob("*/*"), *root.glob("*/*/*")) if _closed(f)]
        if forbidden:
            raise PolicyError([error("folder-forbidden", Place(str(folder))) for folder in forbidden])
        raise PolicyError([error("folder-empty", place)])
    works = sorted({text.parent.parent for text in texts})
    if len(works) > 1:
        names = "、".join(work.relative_to(root).as_posix() for work in works)
        raise PolicyError([error("folder-several", place, works=names)])
    return Folders(root, texts[-1].parent)


def _closed(folder: Path) -> bool:
    return folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK)
