"""Findings and errors: a problem, its place and its remedy, in Chinese or English.

A finding has a code. Its sentences are in ``messages.toml``, one entry for each code, so that a lawyer or
translator can improve them without changing the program.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, get_args

from kb.model.words.catalogue import read_catalogue
from kb.model.words.names import mark_unseen

_TABLES = {
    "unit": "unit", "expected_unit": "unit", "fault": "fault", "trouble": "trouble",
    "bound": "bound", "role": "role", "language": "language", "paragraph": "paragraph", "section": "section",
}  # fmt: skip
"""Placeholders whose value is a key in a table of the catalogue."""

_TROUBLES = {
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "read-only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENAMETOOLONG: "long",
}

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages of messages, plain wording and guides, Chinese first."""


class Severity(StrEnum):
    """How much a finding matters: an error keeps a policy from being published, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of something: a file as the person named it, a line (0 where there is none) and an eId."""

    file: str = ""
    line: int = 0
    eid: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: code, severity, place, and the values of the placeholders in its sentences.

    ``words`` are pairs of a placeholder's name and its value. A unit, a fault of XML or an error of the
    system is translated into the language of the sentence. Characters that cannot be seen are written as
    their codes.
    """

    code: str
    severity: Severity
    place: Place
    words: tuple[tuple[str, str], ...] = ()

    def message(self, lang: Language = "zh") -> str:
        """The sentence in ``lang`` that says what is wrong."""
        return self._fill(lang, "message")

    def remedy(self, lang: Language = "zh", *, on_desk: bool = False) -> str:
        """The sentence in ``lang`` that says how to mend it; ``on_desk`` names no command (Chinese)."""
        return self._fill(lang, "desk" if on_desk and "desk" in sentences()[self.code] else "remedy")

    def named(self, names: Mapping[str, str], only: Collection[str] = ()) -> Finding:
        """This finding with names, by id, in place of the ids that are values, alone or in a list (、).

        ``only`` are the placeholders whose values are replaced; without any, all are.
        """

        def name(value: str) -> str:
            return "、".join(names.get(one, one) for one in value.split("、"))

        words = tuple(
            (key, value if key in _TABLES or (only and key not in only) else name(value))
            for key, value in self.words
        )
        return replace(self, words=words)

    def _fill(self, lang: Language, part: str) -> str:
        words = {
            name: sentences()[_TABLES[name]][value][lang] if name in _TABLES else mark_unseen(value)
            for name, value in self.words
        }
        return sentences()[self.code][part][lang].format_map(words)


class PolicyError(Exception):
    """The policy cannot be used as it is. The error carries every finding that says why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.place.file}:{f.place.line} {f.message()}" for f in self.findings))


def error(code: str, place: Place, **words: object) -> Finding:
    """A finding that stops the policy from being used."""
    return _finding(Severity.ERROR, code, place, words)


def warning(code: str, place: Place, **words: object) -> Finding:
    """A finding that a person should look at before the policy is published."""
    return _finding(Severity.WARNING, code, place, words)


def note(code: str, place: Place, **words: object) -> Finding:
    """A finding worth knowing, with nothing to mend."""
    return _finding(Severity.NOTE, code, place, words)


def trouble_of(problem: OSError) -> str:
    """The reason why the system could not read or write, as a key of the catalogue's table ``trouble``."""
    return _TROUBLES.get(problem.errno or 0, "other")


def sentences() -> dict[str, dict[str, dict[str, str]]]:
    """The catalogue: code → ``message`` and ``remedy`` → language → sentence; and the tables of words.

    Where the remedy names a command of the terminal, ``desk`` says in Chinese what to do on the desk.
    """
    return read_catalogue("kb.model.words", "messages.toml")


def _finding(severity: Severity, code: str, place: Place, words: dict[str, object]) -> Finding:
    return Finding(code, severity, place, tuple((name, str(value)) for name, value in words.items()))
