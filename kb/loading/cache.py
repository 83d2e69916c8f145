"""What the program caches for this user between commands, in files that may be deleted at any time.

A file is named by a digest of everything that its content was computed from, so that it is never out of date.
Where a file cannot be read or written, nothing is cached, and nothing is reported: the work is done again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOST_KEPT = 200
"""The greatest number of files of one kind; the oldest are dropped first."""


@dataclass(frozen=True, slots=True)
class UserCache:
    """The files of one kind: ``kind`` names their folder, and ``suffix`` is the end of their names."""

    kind: str
    suffix: str

    def recall(self, digest: str) -> bytes | None:
        """The content of a file; ``None`` where it is missing, unreadable, or owned by somebody else."""
        home = self._home()
        if home is None:
            return None
        try:
            with (home / f"{digest}{self.suffix}").open("rb") as file:
                if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                    return None
                return file.read()
        except OSError:
            return None

    def remember(self, digest: str, data: bytes) -> None:
        """Write a file completely or not at all, and delete the oldest where there are too many."""
        home = self._home()
        if home is None:
            return
        with suppress(OSError):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(dir=home, suffix=".partial")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(partial, home / f"{digest}{self.suffix}")
            except OSError:
                Path(partial).unlink(missing_ok=True)
                return
            self._forget_oldest(home)

    def _home(self) -> Path | None:
        """The folder of these files; ``None`` where the user has no cache folder."""
        named = os.environ.get("XDG_CACHE_HOME", "")
        if not named and os.name == "nt":
            named = os.environ.get("LOCALAPPDATA", "")
        try:
            home = Path(named) if named else Path.home() / ".cache"
        except RuntimeError:
            return None
        return home / "tiaowen" / self.kind if home.is_absolute() else None

    def _forget_oldest(self, home: Path) -> None:
        kept = list(home.glob(f"*{self.suffix}"))
        if len(kept) > MOST_KEPT:
            by_age = sorted(kept, key=lambda path: path.stat().st_mtime_ns)
            for path in by_age[: len(kept) - MOST_KEPT]:
                path.unlink(missing_ok=True)


@cache
def digest_modules(package: Path) -> str:
    """The modules and tables in the folder of a package, by name, size and time."""
    found = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".toml"))
    told = [(str(path), (now := path.stat()).st_size, now.st_mtime_ns) for path in found]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()
