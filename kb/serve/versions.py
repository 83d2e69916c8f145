"""The versions that the service answers from, checked and loaded at its start."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kb.checks.cache import find_errors
from kb.loading import find_folders, find_works, load_policy
from kb.loading.folders import name_works
from kb.loading.versions import version_on
from kb.model.policy import Policy
from kb.model.words.errors import Place, PolicyError, error
from kb.model.words.names import say_nearest

MOST_SHOWN = 3
"""The greatest number of errors listed where a policy is refused; the check lists all."""


@dataclass(frozen=True)
class Versions:
    """The loaded versions of each work by its id, and the version of the program."""

    program: str
    works: Mapping[str, tuple[Policy, ...]]

    def on(self, day: date, work: str = "") -> Policy:
        """The version of a work in force on a day; otherwise the last that began by then, or the first.

        ``work`` is its id or the last part of the id; it may be empty where there is only one work. Raises
        :class:`PolicyError` (``request-work``, ``work-unknown``).
        """
        policies = self._named(work)
        chosen = version_on(tuple(policy.version for policy in policies), day)
        return next(policy for policy in policies if policy.version == chosen)

    @cached_property
    def rules(self) -> str:
        """The SHA-256 of the text and rules of all versions and of the program."""
        digest = hashlib.sha256(self.program.encode())
        for work, policies in self.works.items():
            for policy in policies:
                digest.update(f"{work} {policy.version.name} {policy.rules_hash}\0".encode())
                digest.update("".join(f"{name} {value}\n" for name, value in policy.hashes.items()).encode())
        return digest.hexdigest()

    def _named(self, work: str) -> tuple[Policy, ...]:
        if not work:
            if len(self.works) > 1:
                raise PolicyError([error("request-work", Place("", 0, "work"), works="、".join(self.works))])
            return next(iter(self.works.values()))
        found = [key for key in self.works if work in (key, key.rpartition("/")[2])]
        if len(found) != 1:
            near = say_nearest(work[:60], list(self.works), or_all=True)
            raise PolicyError([error("work-unknown", Place("", 0, "work"), id=work[:60], nearest=near)])
        return self.works[found[0]]


def open_versions(folder: Path, program: str) -> Versions:
    """Every version of every work in a folder, all free of errors.

    ``folder`` may be that of one work or version. Raises :class:`PolicyError` with the first errors that the
    check finds.
    """
    works = find_works(folder)
    return Versions(
        program,
        {
            name: _open(folder if len(works) == 1 else work, program)
            for name, work in zip(name_works(works), works, strict=True)
        },
    )


def _open(work: Path, program: str) -> tuple[Policy, ...]:
    folders = find_folders(work)
    policies = []
    for version in (folders.chosen,) if folders.is_named else folders.versions:
        place = folders.folder_of(version)
        if errors := find_errors(place, program):
            words = {"count": len(errors), "shown": min(MOST_SHOWN, len(errors))}
            command = f"tiaowen check --policy {place}"
            told = error("service-unsound", Place(str(place)), command=command, **words)
            raise PolicyError([*errors[:MOST_SHOWN], told])
        policies.append(load_policy(place))
    return tuple(policies)
