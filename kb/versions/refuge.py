"""Where the text that a person has typed lies until it is written: it is never lost."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kb.loading.files import write_file
from kb.model.words.errors import PolicyError


@dataclass
class Refuge:
    """The text on the desk in a file of its own, from before the first question until it is written.

    Whatever ends the program, the text is there.
    """

    work: Path
    stem: str
    file: Path | None = None

    def keep(self, text: str) -> None:
        """Write the text beside the versions of the work or, where that cannot be, to a temporary folder."""
        data = text.encode("utf-8", "surrogatepass")
        if self.file is not None:
            try:
                return write_file(self.file, data)
            except PolicyError:
                self.discard()
        for make_folder in (self._refused_folder, _temporary_folder):
            try:
                self.file = _reserve(make_folder(), self.stem)
                return write_file(self.file, data)
            except (OSError, PolicyError):
                self.discard()
        return None

    def discard(self) -> None:
        """Remove the file, if there is one: the text is written, or says what was there before."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)
            with suppress(OSError):  # other texts lie there
                self.file.parent.rmdir()
            self.file = None

    def _refused_folder(self) -> Path:
        folder = self.work / ".refused"
        folder.mkdir(exist_ok=True)
        return folder


def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="tiaowen-refused-"))


def _reserve(folder: Path, stem: str) -> Path:
    """A new empty file of this name, numbered where the name is taken, which nobody else has."""
    path, number = folder / f"{stem}.txt", 1
    while True:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except FileExistsError:
            number += 1
            path = folder / f"{stem}-{number}.txt"
        else:
            return path
