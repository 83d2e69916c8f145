"""The journal of a work: who did what, when and why, as one line of JSON for each save, beside the versions.

Lines are only ever added, and each is on the disk before the save counts as done. Where the folder is a git
repository with nothing staged, the save is a commit as well.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

NAME = "journal.jsonl"
"""The file of the journal, in the folder of the work."""

Act = Literal["saved", "proposed", "returned", "reviewed", "commented", "settled"]
"""The kinds of acts: save a part, submit it for review, return it, review it, comment, settle a comment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: its time (ISO 8601, with the offset), person, kind, part and reason.

    A save has the ``kind`` of lines and the lines ``before`` it, so that it can be undone. A comment has the
    provision ``at`` and the words ``before`` that it is about. The act that settles a comment names it in
    ``about``.
    """

    when: str
    who: str
    act: Act
    version: str
    eid: str
    what: str
    why: str
    files: tuple[str, ...] = ()
    kind: str = ""
    before: str = ""
    at: str = ""
    about: str = ""

    @property
    def id(self) -> str:
        """The id by which other entries refer to this one."""
        told = json.dumps(
            [self.when, self.who, self.act, self.eid, self.kind, self.at, self.why, self.before]
        )
        return sha256(told.encode()).hexdigest()[:16]


def write_entry(work: Path, entry: Entry) -> None:
    """Add a line to the journal of a work. Raises ``OSError`` where it cannot be written."""
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    handle = os.open(work / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read_entries(work: Path) -> Iterator[Entry]:
    """The journal of a work, the newest first. A line that was cut short by a power failure is skipped."""
    path = work / NAME
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    for line in reversed(lines):
        try:
            data = json.loads(line)
            yield Entry(**data | {"files": tuple(data.get("files", ()))})
        except (ValueError, TypeError):
            continue


def commit(folder: Path, paths: Iterable[Path], message: str, who: str) -> str:
    """Commit files where ``folder`` is in a git repository. Returns the short hash, empty where there is
    none.

    Only ``paths`` are committed. Files that somebody has staged are not included.
    """
    name = who or "tiaowen desk"
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    identity = ["-c", f"user.name={name}", "-c", "user.email=desk@localhost"]
    files = [str(path) for path in paths]

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=30,
            check=False,
        )

    try:
        if git("rev-parse", "--is-inside-work-tree").stdout.strip() != "true":
            return ""
        if (
            git("add", "--", *files).returncode
            or git(*identity, "commit", "-m", message, "--", *files).returncode
        ):
            return ""
        return git("rev-parse", "--short", "HEAD").stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""
