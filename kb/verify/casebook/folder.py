"""The folder of a casebook: one readable YAML file for each case.

The cases of a policy lie beside its text. Cases that a command found, and that nobody has adopted yet, lie in
``.tiaowen/cases`` under the current folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.loading import load_policy
from kb.loading.files import write_file
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, PolicyError, error, trouble_of
from kb.verify.casebook.following import follow_case
from kb.verify.casebook.kept_case import KeptCase, case_id, clip_sentence, hashes_of, make_kept, name_of
from kb.verify.casebook.reading import find_version, load_kept
from kb.verify.casebook.writing import write_kept
from kb.verify.results import Result
from kb.verify.sentences import say_law
from kb.versions.moves import find_moves

__all__ = [
    "FOLDER",
    "FOUND",
    "SUFFIX",
    "Casebook",
    "LeftOut",
    "case_id",
    "keep",
    "read_casebook",
    "replay_command",
    "save_kept",
]

FOLDER, SUFFIX = "cases", ".yaml"
"""The folder of a version's cases beside its text, and the suffix of their names."""

_SENTENCE = re.compile(r"""^sentence:[ ]*["']?(.*?)["']?[ ]*$""", re.MULTILINE)

FOUND = Path(".tiaowen", "cases")
"""The folder of found cases, below the folder in which a command runs."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that cannot be used under some rules: its id, what it is about, its file, and the reasons."""

    case: str
    about: str
    file: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Casebook:
    """The readable cases of a folder in the order of their ids, and those that are left out.

    ``broken`` are the findings about files of which no case can be read. ``others`` is the number of cases of
    other policies.
    """

    cases: tuple[KeptCase, ...]
    broken: tuple[Finding, ...] = ()
    others: int = 0
    left_out: tuple[LeftOut, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings about files of which no case can be read, and the reasons why cases are left out."""
        return (*self.broken, *(finding for one in self.left_out for finding in one.findings))


def read_casebook(policy: Policy, folder: Path, version: Path | None = None) -> Casebook:
    """The cases of a folder; an empty casebook where there is no such folder.

    The cases beside a text are stated in its ids, whenever they were written. Those of any other folder are
    stated in the ids of the version that they name, and follow to ``policy``; ``version`` is then the folder
    of the version of ``policy``.
    """
    cases: list[KeptCase] = []
    left_out: list[LeftOut] = []
    others = 0
    moves: dict[str, Mapping[str, str]] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            if version is None:
                kept = load_kept(policy, path)
            else:
                kept = _load_following(policy, path, version, moves)
        except PolicyError as problem:
            left_out.append(LeftOut(path.stem, _about(path), str(path), tuple(problem.findings)))
            continue
        if kept is None:
            others += 1
        else:
            cases.append(kept)
    return Casebook(tuple(cases), others=others, left_out=tuple(left_out))


def _load_following(
    policy: Policy, path: Path, version: Path, moves: dict[str, Mapping[str, str]]
) -> KeptCase | None:
    """The case in a file as the rules of ``policy`` state it; ``None`` where it belongs to another policy.

    ``moves`` keeps the ids that are others in ``policy``, by the version that a case names. Raises
    :class:`PolicyError` where the case cannot be stated, or its version is not there.
    """
    name = find_version(path)
    if name in ("", policy.version.name):
        return load_kept(policy, path)
    own = version.with_name(name)
    if not (own / "text.xml").is_file():
        raise PolicyError([error("kept-version", Place(str(path)), version=name)])
    kept = load_kept(load_policy(own), path)
    if kept is None:
        return None
    if name not in moves:
        moves[name] = find_moves(own, version)
    return follow_case(kept, moves[name], policy)


def _about(path: Path) -> str:
    """The sentence of a case whose file cannot be read as a whole; empty where it states none."""
    try:
        found = _SENTENCE.search(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return clip_sentence(found[1]) if found is not None else ""


def save_kept(policy: Policy, kept: KeptCase, folder: Path) -> Path:
    """Write a kept case to its file and return the path; the folder is made if necessary.

    Raises :class:`PolicyError` where the file cannot be written.
    """
    path = folder / f"{kept.id}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise PolicyError([error("file-unwritable", Place(str(path)), trouble=trouble_of(problem))]) from None
    write_file(path, write_kept(policy, kept).encode())
    return path


def keep(policy: Policy, result: Result, folder: Path = FOUND) -> str:
    """Keep the case of a result for confirmation and return its id; empty where the result has no case.

    The kept case expects what the program answers today, or nothing where the program fails at it. Raises
    :class:`PolicyError` where the file cannot be written.
    """
    if result.case is None:
        return ""
    sentence = say_law(result, "zh")
    try:
        kept = make_kept(
            policy,
            result.case,
            result.readings,
            sentence=sentence,
            source=result.command,
            support=result.support if result.shown is None else result.shown,
            at=result.at,
        )
    except Exception:  # the finding may be that the program itself fails
        key, clauses = case_id(result.case, result.readings), hashes_of(policy, result.at)
        kept = KeptCase(
            key, sentence, result.command, result.case, (), clauses, result.readings, policy=name_of(policy)
        )
    save_kept(policy, kept, folder)
    return kept.id


def replay_command(key: str) -> str:
    """The command that replays a kept case."""
    return f"tiaowen replay {key}"
