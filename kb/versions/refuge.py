"""The safe place of a person's text until it is written, so that it is never lost."""

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
    """A file of its own for the text on the desk, from before the first question until the text is written.

    The text is there, whatever ends the program.
    """

    work: Path
    stem: str
    file: Path | None = None

    def keep(self, text: str) -> None:
        """Write the text beside the versions of the work, or to a temporary folder where that is
        impossible.
        """
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
        """Remove the file, if there is one, since the text was written or did not change."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)
            with suppress(OSError):  # other texts are in it
                self.file.parent.rmdir()
            self.file = None

    def _refused_folder(self) -> Path:
        folder = self.work / ".refused"
        folder.mkdir(exist_ok=True)
        return folder


def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="tiaowen-refused-"))


def _reserve(folder: Path, stem: str) -> Path:
    """A new empty file with this name, numbered where the name is taken. No other program has it."""
    path, number = folder / f"{stem}.txt", 1
    while True:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except FileExistsError:
            number += 1
            path = folder / f"{stem}-{number}.txt"
        else:
            return path
