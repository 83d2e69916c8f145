"""The files that pages share. Their names contain a hash, so that no page loads a file of another build.

A browser may cache a file for days by its name. A changed figure therefore changes the name of its file, and
of every file that refers to that one: ``rules-zh.js`` becomes ``rules-zh.3fa9c1d2.js``. Pages and scripts are
written with the plain names, ``static/rules-zh.js``, which :meth:`SharedFiles.refer` replaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

FOLDER = "static"
"""The folder of the site that these files are in."""

_REFERENCE = re.compile(rf'({FOLDER}/)([\w-]+\.\w+)(?=")')
_DIGITS = 8


class SharedFiles:
    """The files added so far: their contents by plain name, and the name of each in the site."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, text: str) -> None:
        """Add a file. The files that it refers to must have been added before it."""
        data = self.refer(text).encode()
        stem, _, suffix = name.rpartition(".")
        self.content[name] = data
        self._names[name] = f"{stem}.{digest([data])}.{suffix}"

    def path(self, name: str) -> str:
        """The path of a file in the site. Raises ``KeyError`` where no file has this plain name."""
        return f"{FOLDER}/{self._names[name]}"

    def refer(self, text: str) -> str:
        """A text in which plain file names are replaced. Raises ``KeyError`` where a file is missing."""
        return _REFERENCE.sub(lambda found: found[1] + self._names[found[2]], text)


def digest(parts: Iterable[bytes]) -> str:
    """A short hash of contents."""
    whole = sha256()
    for part in parts:
        whole.update(sha256(part).digest())
    return whole.hexdigest()[:_DIGITS]
