"""The journal of a work: who did what, when and why, as one line of JSON for each save, beside the versions.

Lines are only ever added. The entry of a save is at first a file of the version, written in the same
transaction as the saved files. The next holder of the lock moves it into the journal, so that no entry is
lost with a program that is killed in between. Where the folder is a git repository, the save is a commit.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from kb.desk.patches import Hunk, Patch
from kb.loading.lock import locked

NAME = "journal.jsonl"
"""The file of the journal, in the folder of the work."""

_WAITING = ".entry-*.json"
"""The files in the folder of a version that hold entries which are not in the journal yet."""

Act = Literal[
    "saved", "proposed", "returned", "reviewed", "commented", "settled", "deleted", "moved", "published"
]
"""The kinds of acts: save a part, submit it for review, return it, review it, comment, settle a comment,
delete a draft without changes, let a draft take effect on another day, and record that it was published.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: its time (ISO 8601, with the offset), person, kind, part and reason.

    A save has the ``patch`` of its files, so that it can be undone, and names in ``parts`` what it changed.
    ``moves`` gives each part with another number and the number that it had; where it is not among ``parts``,
    only its number changed.

    A comment has the provision ``at`` and the words ``before`` that it is about. The act that settles a
    comment names it in ``about``, and the act that moves a draft the day that the draft had.
    """

    when: str
    who: str
    act: Act
    version: str
    eid: str
    what: str
    why: str
    files: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    before: str = ""
    at: str = ""
    about: str = ""
    patch: Patch = ()

    @property
    def id(self) -> str:
        """The id by which other entries refer to this one."""
        patch = [(name, [astuple(hunk) for hunk in hunks]) for name, hunks in self.patch]
        told = json.dumps([self.when, self.who, self.act, self.eid, self.at, self.why, self.before, patch])
        return sha256(told.encode()).hexdigest()[:16]


def pack_entry(entry: Entry) -> dict[str, bytes]:
    """An entry as a file of the version that it is about, to be written together with the change that it
    records.
    """
    return {_WAITING.replace("*", secrets.token_hex(8)): _line(entry).encode()}


def write_entry(root: Path, work: Path, entry: Entry) -> None:
    """Add a line to the journal of a work in the policy folder ``root``.

    Raises :class:`~kb.model.words.errors.PolicyError` or ``OSError`` where it cannot be written.
    """
    with locked(root):
        _append(work, _line(entry))


def take_in(root: Path, work: Path) -> None:
    """Move the entries that saves have stored beside their files into the journal, each of them once.

    Raises :class:`~kb.model.words.errors.PolicyError` or ``OSError`` where it cannot be written.
    """
    if not any(work.glob(f"*/{_WAITING}")):
        return
    with locked(root):
        known = {entry.id for entry in read_entries(work)}
        for path in sorted(work.glob(f"*/{_WAITING}")):
            entry = _read(path.read_text(encoding="utf-8"))
            if entry is not None and entry.id not in known:
                _append(work, _line(replace(entry, version=path.parent.name)))
                known.add(entry.id)
            path.unlink()


def read_entries(work: Path) -> Iterator[Entry]:
    """The journal of a work, the newest first, each entry with the present name of its version.

    A line that was cut short by a power failure is skipped.
    """
    path = work / NAME
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    renamed: dict[str, str] = {}
    for line in reversed(lines):
        if (entry := _read(line)) is not None:
            entry = replace(entry, version=renamed.get(entry.version, entry.version))
            if entry.act == "moved":
                renamed[entry.about] = entry.version
            yield entry


def _append(work: Path, line: str) -> None:
    """Add a line, on the disk when this returns; after a line that was cut short it begins a new one."""
    handle = os.open(work / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(handle).st_size
        if size:
            os.lseek(handle, size - 1, os.SEEK_SET)
            line = line if os.read(handle, 1) == b"\n" else f"\n{line}"
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"


def _read(line: str) -> Entry | None:
    """The entry of a line; ``None`` where it is none."""
    try:
        data: dict[str, Any] = json.loads(line)
        lists = {name: tuple(data.get(name, ())) for name in ("files", "parts")}
        moves = tuple((is_now, was) for is_now, was in data.get("moves", ()))
        patch = tuple((name, tuple(_hunk(**hunk) for hunk in hunks)) for name, hunks in data.get("patch", ()))
        return Entry(**data | lists | {"moves": moves, "patch": patch})
    except (ValueError, TypeError, AttributeError):
        return None


def _hunk(at: int, **lines: list[str]) -> Hunk:
    return Hunk(at, **{name: tuple(each) for name, each in lines.items()})


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
