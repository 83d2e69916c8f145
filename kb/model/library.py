"""The library: all works with their versions, and the version that applies on a day.

A work without a version in force on a day gives no answer for that day. It says since when or until when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from kb.model.policy import Policy, Version
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.model.words.names import say_nearest

Silent = Literal["expired", "repealed", "repealed-by", "not-yet", "between"]
"""Why a work has no version in force on a day: it expired, was repealed, was repealed by a text that is
known, has not begun, or lies in a gap between two versions.
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """The statement that a work has no version in force on the day ``on``.

    ``day`` is the last day on which the work was in force, or the first day on which it will be (``not-yet``,
    ``between``). ``by`` is the title of the text that repealed it (``repealed-by``).
    """

    work: str
    title: str
    on: date
    kind: Silent
    day: date
    by: str = ""


@dataclass(frozen=True)
class Work:
    """One work: its id (``cn-440300/anjie-huanbao``), its title, and its versions by their first days.

    ``uri`` is its FRBR URI. ``present`` is the version that represents it: the one that was asked for, or the
    one in force on the day of the library, or else the last that began by then. A version is loaded when it
    is first asked for, and is then kept.
    """

    id: str
    uri: str
    title: str
    versions: tuple[Version, ...]
    present: Version
    load: Callable[[Version], Policy] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The last part of its id: ``anjie-huanbao``."""
        return self.id.rpartition("/")[2]

    def version_on(self, day: date) -> Version | None:
        """The version in force on a day; ``None`` where there is none."""
        return next((version for version in reversed(self.versions) if version.is_in_force(day)), None)

    def in_force(self, day: date) -> Policy | None:
        """The version in force on a day, loaded; ``None`` where there is none.

        Raises :class:`PolicyError` where it cannot be loaded.
        """
        version = self.version_on(day)
        return None if version is None else self.policy(version)

    def policy(self, version: Version) -> Policy:
        """One of the versions, loaded. Raises :class:`PolicyError` where it cannot be loaded."""
        if version.name not in self._loaded:
            self._loaded[version.name] = self.load(version)
        return self._loaded[version.name]

    def keep(self, policy: Policy) -> None:
        """Keep a version that is already loaded."""
        self._loaded[policy.version.name] = policy

    def silence_on(self, day: date) -> Silence | None:
        """Why no version is in force on a day; ``None`` where one is."""
        return None if self.version_on(day) else find_silence(self.id, self.title, self.versions, day)

    @cached_property
    def _loaded(self) -> dict[str, Policy]:
        return {}


@dataclass(frozen=True)
class Library:
    """The works of a policy folder, in the order of their ids.

    ``library[id]`` is a work, by its id or by its name alone. A library with a single work also offers the
    attributes and items of that work's version of the day ``today``: ``library.measures``,
    ``library["para_5"]``.
    """

    folder: str
    works: tuple[Work, ...]
    today: date

    def in_force(self, on: date | None = None) -> tuple[Policy, ...]:
        """The version of each work that is in force on a day; the default is today.

        Raises :class:`PolicyError` with every finding that keeps one of them from being used.
        """
        found: list[Policy] = []
        findings: list[Finding] = []
        for work in self.works:
            try:
                policy = work.in_force(on or self.today)
            except PolicyError as problem:
                findings += problem.findings
                continue
            if policy is not None:
                found.append(policy)
        if findings:
            raise PolicyError(findings)
        return tuple(found)

    def silent(self, on: date | None = None) -> tuple[Silence, ...]:
        """The works without a version in force on a day; the default is today."""
        day = on or self.today
        return tuple(found for work in self.works if (found := work.silence_on(day)) is not None)

    def work(self, name: str) -> Work:
        """The work with this id, name, URI or title. Raises :class:`PolicyError` (``work-unknown``) where
        there is none.
        """
        found = [one for one in self.works if name.strip() in (one.id, one.name, one.uri, one.title)]
        if len(found) != 1:
            known = [one.id for one in self.works]
            near = say_nearest(name, known, or_all=True)
            raise PolicyError([error("work-unknown", Place(self.folder), id=name, nearest=near)])
        return found[0]

    @property
    def policy(self) -> Policy:
        """The version that represents the only work.

        Raises :class:`PolicyError` (``folder-several``) where there are several works.
        """
        if len(self.works) > 1:
            names = "、".join(work.id for work in self.works)
            raise PolicyError([error("folder-several", Place(self.folder), works=names)])
        return self.works[0].policy(self.works[0].present)

    def __getitem__(self, key: str) -> Any:
        if any(key in (work.id, work.name) for work in self.works):
            return self.work(key)
        return self.policy[key]

    def __contains__(self, key: str) -> bool:
        return any(key in (work.id, work.name) for work in self.works) or (
            len(self.works) == 1 and key in self.policy
        )

    def __iter__(self) -> Iterator[Any]:
        return iter(self.works if len(self.works) > 1 else self.policy)

    def __getattr__(self, name: str) -> Any:
        # Python calls this only for attributes that the library itself does not have.
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.policy, name)


def find_silence(work: str, title: str, versions: tuple[Version, ...], day: date) -> Silence:
    """Why a work has no version in force on a day, given its ``versions``, none of which is in force then."""
    later = [version for version in versions if version.first > day]
    ended = [version for version in versions if version.last is not None and version.last < day]
    if later:
        return Silence(work, title, day, "between" if ended else "not-yet", later[0].first)
    last = max(ended, key=lambda version: version.last or date.min)
    kind: Silent = "repealed-by" if last.repealer else "repealed" if last.is_repealed else "expired"
    return Silence(work, title, day, kind, last.last or day, last.repealer)
