"""``--version`` of every command that takes ``--policy``: one version of the policy, whatever the day."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from kb.cli.options import policy_folder

OPTION = "--version"

VersionOption = Annotated[
    str | None,
    typer.Option(
        OPTION,
        metavar="DATE",
        help="用哪一版政策，如 2024-05-11；不写则按日子选。 A version of the policy.",
        show_default=False,
    ),
]


def offer_versions(app: typer.Typer) -> None:
    """Give each command of ``app`` that takes ``--policy`` the option ``--version`` beside it."""
    for command in app.registered_commands:
        if command.callback is not None:
            command.callback = _with_version(command.callback)


def version_folder(folder: Path, typed: str) -> Path:
    """The folder of the version that is called so. Raises :class:`PolicyError` where there is none."""
    from kb.errors import Place, PolicyError, error
    from kb.loading import find_folders

    folders = find_folders(folder)
    found = next((version for version in folders.versions if version.name == typed.strip()), None)
    if found is None:
        known = "、".join(version.name for version in folders.versions)
        raise PolicyError([error("version-unknown", Place(OPTION), version=typed, known=known)])
    return folders.folder_of(found)


def _with_version(callback: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(callback, eval_str=True)
    if "policy" not in signature.parameters:
        return callback

    @wraps(callback)
    def run(*, policy: Path | None, version: str | None, **others: Any) -> Any:
        chosen = policy if version is None else version_folder(policy_folder(policy), version)
        return callback(policy=chosen, **others)

    parameters = []
    for parameter in signature.parameters.values():
        parameters.append(parameter)
        if parameter.name == "policy":
            parameters.append(parameter.replace(name="version", default=None, annotation=VersionOption))
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
