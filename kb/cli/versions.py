"""The work and version of a command: ``--work``, ``--version`` and ``--on`` beside ``--policy``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli.options import policy_folder

if TYPE_CHECKING:
    from kb.model.library import Silence
    from kb.model.words.errors import Finding

WORK, VERSION, ON = "--work", "--version", "--on"

WorkOption = Annotated[
    str | None,
    typer.Option(
        WORK,
        metavar="ID",
        help="文件夹里有好几份政策时，用哪一份；不写就是全部。 The work; all by default.",
        show_default=False,
    ),
]

VersionOption = Annotated[
    str | None,
    typer.Option(
        VERSION,
        metavar="DATE",
        help="用哪一版政策，如 2024-05-11；不写则按日子选。 A version of the policy.",
        show_default=False,
    ),
]

DayOption = Annotated[
    str | None,
    typer.Option(
        ON,
        metavar="DAY",
        help="用这一天施行的版本；不写就是今天的。 The version in force on a day.",
        show_default=False,
    ),
]

_SILENT = {
    "expired": "version-silent-expired",
    "repealed": "version-silent-repealed",
    "repealed-by": "version-silent-repealed-by",
    "not-yet": "version-silent-not-yet",
    "between": "version-silent-between",
}


def choose_folder(folder: Path, work: str | None, version: str | None, on: str | None) -> Path:
    """The folder of the requested library, work or version.

    Raises :class:`kb.model.words.errors.PolicyError` where there is no such work or version, or none is in
    force on the day.
    """
    if work is not None:
        folder = work_folder(folder, work)
    if version is not None:
        return version_folder(folder, version)
    return folder if on is None else _folder_on(folder, on)


def work_folder(folder: Path, typed: str) -> Path:
    """The folder of the work with this name. Raises :class:`PolicyError` where there is none."""
    from kb.loading.folders import find_works, name_works
    from kb.model.words.errors import Place, PolicyError, error
    from kb.model.words.names import say_nearest

    works = find_works(folder)
    ids = name_works(works)
    typed = typed.strip()
    found = [one for key, one in zip(ids, works, strict=True) if typed in (key, one.name)]
    if len(found) != 1:
        near = say_nearest(typed, ids, or_all=True)
        raise PolicyError([error("work-unknown", Place(WORK), id=typed, nearest=near)])
    return found[0]


def version_folder(folder: Path, typed: str) -> Path:
    """The folder of the version with this name. Raises :class:`PolicyError` where there is none."""
    from kb.loading import find_folders
    from kb.model.words.errors import Place, PolicyError, error

    folders = find_folders(folder)
    found = next((version for version in folders.versions if version.name == typed.strip()), None)
    if found is None:
        known = "、".join(version.name for version in folders.versions)
        raise PolicyError([error("version-unknown", Place(VERSION), version=typed, known=known)])
    return folders.folder_of(found)


def silence_finding(silence: Silence) -> Finding:
    """Why a work does not answer on a day, as a finding."""
    from kb.model.words.errors import Place, error

    words = {"title": silence.title, "day": silence.day, "on": silence.on, "by": silence.by}
    return error(_SILENT[silence.kind], Place(silence.work), **words)


def _folder_on(folder: Path, typed: str) -> Path:
    """The folder of the version in force on a day; that of the library where it holds several works."""
    from kb.cli.choices import read_day
    from kb.loading import find_folders, find_works, load
    from kb.model.words.errors import PolicyError

    day = read_day(typed)
    if day is None or len(find_works(folder)) > 1:
        return folder
    folders = find_folders(folder, on=day)
    if not folders.chosen.is_in_force(day):
        raise PolicyError(silence_finding(one) for one in load(folder, on=day).silent())
    return folders.version


def with_version(callback: Callable[..., Any]) -> Callable[..., Any]:
    """A command that takes ``--policy``, with the options that choose a work and a version beside it."""
    signature = inspect.signature(callback, eval_str=True)
    if "policy" not in signature.parameters:
        return callback
    added = {"work": WorkOption, "version": VersionOption, "on": DayOption}
    added = {name: option for name, option in added.items() if name not in signature.parameters}

    @wraps(callback)
    def run(*, policy: Path | None, **others: Any) -> Any:
        typed = {
            name: others.pop(name, None) if name in added else None for name in ("work", "version", "on")
        }
        chosen = policy
        if any(value is not None for value in typed.values()):
            chosen = choose_folder(policy_folder(policy), **typed)
        return callback(policy=chosen, **others)

    parameters = []
    for parameter in signature.parameters.values():
        parameters.append(parameter)
        if parameter.name == "policy":
            parameters += [
                parameter.replace(name=name, default=None, annotation=option)
                for name, option in added.items()
            ]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
