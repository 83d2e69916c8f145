"""Writing several files as one: either all or none are written, even if the program ends meanwhile.

All new contents are first written to a folder beside the works. From the moment at which this folder gets its
final name, the write is certain to complete: the next program that takes the lock of the policy finishes it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kb.loading.files import write_file
from kb.model.words.errors import Place, PolicyError, error, trouble_of

JOURNAL = ".saving"
"""The folder in the policy folder for contents that are being written. It remains where a write is
interrupted.
"""

_INDEX = "files.json"


def write_together(root: Path, changes: Mapping[Path, bytes]) -> None:
    """Write files below the policy folder ``root``: all of them or none. The caller holds its lock.

    Raises :class:`PolicyError` where that fails; the files are then unchanged.
    """
    if len(changes) < 2:
        for path, data in changes.items():
            write_file(path, data)
        return
    draft = root / f"{JOURNAL}.partial"
    before = {path: path.read_bytes() if path.exists() else None for path in changes}
    try:
        shutil.rmtree(draft, ignore_errors=True)  # left over from an interrupted program
        draft.mkdir()
        for n, data in enumerate(changes.values()):
            write_file(draft / str(n), data)
        names = [path.relative_to(root).as_posix() for path in changes]
        write_file(draft / _INDEX, json.dumps(names, ensure_ascii=False).encode())
        os.rename(draft, root / JOURNAL)
    except OSError as problem:
        raise PolicyError([error("file-unwritable", Place(str(root)), trouble=trouble_of(problem))]) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    try:
        finish(root)
    except PolicyError:
        _restore(root, before)
        raise


def finish(root: Path) -> None:
    """Complete the write of a program that was interrupted. The caller holds the lock."""
    journal = root / JOURNAL
    if not (journal / _INDEX).is_file():
        return
    for n, name in enumerate(_names(journal)):
        write_file(root / name, (journal / str(n)).read_bytes())
    shutil.rmtree(journal, ignore_errors=True)


def _names(journal: Path) -> Iterable[str]:
    names: list[str] = json.loads((journal / _INDEX).read_text(encoding="utf-8"))
    return names


def _restore(root: Path, before: Mapping[Path, bytes | None]) -> None:
    """Put back the earlier contents of files. A file that cannot be put back was not changed either."""
    for path, data in before.items():
        with suppress(PolicyError, OSError):
            if data is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != data:
                write_file(path, data)
    shutil.rmtree(root / JOURNAL, ignore_errors=True)
