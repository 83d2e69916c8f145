"""The versions of a policy that the service answers from, checked and loaded when the service starts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kb.assess.receipts import hash_rules
from kb.checks.remembering import find_errors
from kb.errors import Place, PolicyError, error
from kb.loading import find_folders, load
from kb.loading.versions import version_on
from kb.model import Policy

MOST_SHOWN = 3
"""How many errors are told where a policy is refused; the check tells all."""


@dataclass(frozen=True)
class Versions:
    """The versions of a policy, each loaded, and the version of the program that answers."""

    program: str
    policies: tuple[Policy, ...]

    def on(self, day: date) -> Policy:
        """The version in force on a day; else the last that began by then, or the first."""
        versions = tuple(policy.version for policy in self.policies)
        chosen = version_on(versions, day)
        return next(policy for policy in self.policies if policy.version == chosen)

    @cached_property
    def rules(self) -> str:
        """The SHA-256 of the text and rules of all versions and of the program."""
        digest = hashlib.sha256(self.program.encode())
        for policy in self.policies:
            digest.update(f"{policy.document.version} {hash_rules(policy)}\0".encode())
            digest.update("".join(f"{name} {value}\n" for name, value in policy.hashes.items()).encode())
        return digest.hexdigest()


def open_versions(folder: Path, program: str) -> Versions:
    """Every version of the policy in a folder, which the check has let pass.

    Raises :class:`PolicyError` with the first errors that the check finds.
    """
    folders = find_folders(folder)
    chosen = (folders.chosen,) if folders.is_named else folders.versions
    policies = []
    for version in chosen:
        place = folders.folder_of(version)
        if errors := find_errors(place, program):
            words = {"count": len(errors), "shown": min(MOST_SHOWN, len(errors))}
            told = error(
                "service-unsound", Place(str(place)), command=f"tiaowen check --policy {place}", **words
            )
            raise PolicyError([*errors[:MOST_SHOWN], told])
        policies.append(load(place))
    return Versions(program, tuple(policies))
