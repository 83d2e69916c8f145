"""One writer at a time: the lock that is held while the files of a policy are compared and written."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb.loading.transaction import finish
from kb.model.words.errors import Place, PolicyError, error, trouble_of

NAME = ".lock"
"""The file that is locked, in the folder of the policy. It is empty, is never deleted, and is not part of the
policy.
"""

PATIENCE = 30
"""The number of seconds that a writer waits for another. Comparing and writing take a fraction of a
second.
"""

_TRIES = 50  # attempts in a second
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(root: Path, *, patience: int = PATIENCE) -> Iterator[None]:
    """Hold the lock of the policy folder ``root``, so that no other program that asks for it writes
    meanwhile.

    A complete write that was interrupted is finished first. The system releases the lock when the block ends,
    and also when the process dies. The caller waits up to ``patience`` seconds for another holder. Raises
    :class:`PolicyError` where the wait is in vain, and where the folder or its file system cannot be locked:
    writing without the lock could lose the changes of others.
    """
    path = root / NAME
    try:
        handle = _open(path)
    except OSError as problem:
        raise PolicyError(
            [error("folder-unlockable", Place(str(path)), trouble=trouble_of(problem))]
        ) from None
    try:
        _wait(handle, path, patience)
        finish(root)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    """Open the lock file. It is created where it is missing, for everybody who may write to its folder."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    with suppress(OSError):  # another user created the file, with these same permissions
        os.chmod(path, path.parent.stat().st_mode & 0o666)
    return handle


def _wait(handle: int, path: Path, patience: int) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            _take(handle)
        except OSError as problem:
            if problem.errno not in _TAKEN:
                finding = error("folder-unlockable", Place(str(path)), trouble=trouble_of(problem))
                raise PolicyError([finding]) from None
            if time.monotonic() >= until:
                raise PolicyError([error("folder-locked", Place(str(path)))]) from None
            time.sleep(1 / _TRIES)
        else:
            return
