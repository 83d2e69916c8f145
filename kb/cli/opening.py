"""Opens a policy for commands that answer from it or publish it: the check comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from rich.text import Text

from kb import __version__
from kb.checks.cache import find_errors
from kb.cli.console import out
from kb.cli.options import Source, policy_folder
from kb.loading import find_folders, load_policy
from kb.model.policy import Policy, Unchecked
from kb.model.words.errors import Finding, Language, Place, PolicyError, error, warning

MOST_SHOWN = 3
"""The greatest number of errors listed where a command refuses to answer; the check lists all."""

UNREVIEWED = "fingerprint-stale"
"""The finding of a part whose text was edited after its rules were reviewed."""


def open_policy(
    source: Source, lang: str, format: str = "text", *, on: date | None = None
) -> tuple[Path, Policy]:
    """The folder of a version and its policy, which has passed the check.

    The version is the requested one, or otherwise the one in force on the day ``on`` (today by default).
    Where errors are ignored on request, the policy bears the mark that every answer then shows, and for
    people it is printed first. Raises :class:`PolicyError` with the first errors that the check finds.
    """
    folder = policy_folder(source.folder)
    version = find_folders(folder, on=on).version
    errors = find_errors(version, __version__)
    if not source.unchecked:
        if errors:
            raise PolicyError(_refuse(source, folder, errors))
        return version, load_policy(version)
    unreviewed = tuple(dict.fromkeys(one.place.eid for one in errors if one.code == UNREVIEWED))
    mark = Unchecked(len(errors), unreviewed)
    policy = replace(load_policy(version), unchecked=mark)
    if format == "text":
        out().print(Text(mark.say(cast(Language, lang)), style="bold red"))
    return version, policy


def unusable(problem: Exception) -> Finding:
    """The message where the program fails on files that the check rejects."""
    return error("policy-unusable", Place(), problem=f"{type(problem).__name__}: {problem}")


def mark_data(policy: Policy, data: Any) -> Any:
    """JSON data with the mark of an unchecked policy: in the object, or in each object of a list."""
    if policy.unchecked is None:
        return data
    # Few commands answer from an unchecked policy, and all that receipts are made of is slow to import.
    from kb.explain.items.parts import data_of
    from kb.explain.receipts import unchecked_item

    if isinstance(data, list):
        return [mark_data(policy, one) for one in data]
    mark = data_of(unchecked_item(policy.unchecked))
    return {**data, "unchecked": mark} if isinstance(data, dict) else data


def _refuse(source: Source, folder: Path, errors: tuple[Finding, ...]) -> list[Finding]:
    """The first errors, the rules that await review, and how to see the others or to continue."""
    shown = errors[:MOST_SHOWN]
    found = list(shown)
    named = "" if source.folder is None else f" --policy {source.folder}"
    unreviewed = dict.fromkeys(one.place.eid for one in errors if one.code == UNREVIEWED)
    if unreviewed and any(one.code != UNREVIEWED for one in errors):
        found.append(warning("rules-unreviewed", Place(), parts="、".join(unreviewed)))
    words = {
        "count": len(errors),
        "shown": len(shown),
        "command": f"tiaowen check{named}",
        "option": source.option,
    }
    return [*found, error("policy-unsound", Place(str(folder)), **words)]
