"""Typed and unsaved lines, in files beside the versions. They survive the end of the browser and the server.

A draft is written completely while somebody types, and removed when it is saved. Each window of a browser has
its own draft, so that two people who edit the same part keep both.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.loading.files import write_file
from kb.model.words.errors import PolicyError

FOLDER = ".drafts"
"""The folder of drafts in the folder of the work. Nothing in it is committed."""

MOST_DRAFTS = 500
"""The greatest number of stored drafts; the oldest are deleted first."""

_WINDOW = re.compile("[A-Za-z0-9]{8,40}")


@dataclass(frozen=True, slots=True)
class Draft:
    """The unsaved sheet of a page: the lines it replaces (``base``), the time and the author.

    ``when`` is ISO 8601 with its offset. ``who`` is empty where nobody has given a name.
    """

    window: str
    eid: str
    base: str
    lines: str
    when: str
    who: str = ""


def keep_draft(work: Path, draft: Draft) -> bool:
    """Write a draft; it is on the disk when this returns. Returns whether that was possible."""
    path = _path(work, draft.window, draft.eid)
    if path is None:
        return False
    try:
        path.parent.mkdir(exist_ok=True)
        ignored = path.parent / ".gitignore"
        if not ignored.exists():
            write_file(ignored, b"*\n")
        write_file(path, json.dumps(asdict(draft), ensure_ascii=False).encode("utf-8", "replace"))
    except (OSError, PolicyError):
        return False
    _forget_oldest(path.parent)
    return True


def drop_draft(work: Path, window: str, eid: str) -> None:
    """Remove the draft of a window, if there is one."""
    path = _path(work, window, eid)
    if path is not None:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def find_drafts(work: Path, eid: str = "*") -> tuple[Draft, ...]:
    """The drafts of a page, or of all pages, the newest first."""
    found: list[Draft] = []
    for path in (work / FOLDER).glob(f"{eid}.*.json"):
        with suppress(OSError, ValueError, TypeError):
            found.append(Draft(**json.loads(path.read_text(encoding="utf-8"))))
    return tuple(sorted(found, key=lambda draft: draft.when, reverse=True))


def _path(work: Path, window: str, eid: str) -> Path | None:
    """The file of a draft; ``None`` where the window's name is not one of ours and could lead elsewhere."""
    named = _WINDOW.fullmatch(window) and re.fullmatch("[A-Za-z0-9_-]+", eid)
    return work / FOLDER / f"{eid}.{window}.json" if named else None


def _forget_oldest(folder: Path) -> None:
    kept = list(folder.glob("*.json"))
    if len(kept) > MOST_DRAFTS:
        with suppress(OSError):
            for path in sorted(kept, key=lambda one: one.stat().st_mtime)[: len(kept) - MOST_DRAFTS]:
                path.unlink(missing_ok=True)
