"""The facts of a work compared with those of the other works of its library.

One case is answered by all works, and a fact of one id occurs in it once. Two works that mean different
things by it would read one answer in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb.loading.facts import read_declared
from kb.loading.folders import Folders, find_folders, find_works
from kb.model.facts import APPLICANT, CLAIM, GRANT, Fact
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, PolicyError, error, warning


def check_library(folders: Folders, policy: Policy) -> Iterator[Finding]:
    """Facts that another work declares for the same part of a case with another type, unit or name.

    Each work may ask for them in its own words.
    """
    file = folders.name(folders.version / "facts.xml")
    for path in files_of_others(folders):
        try:
            declared = read_declared(folders, path)
        except PolicyError:
            continue  # which the check of that work reports
        for other in declared:
            for fact in policy.facts:
                if fact.id == other.id and _share_a_part(fact, other):
                    place = Place(file, fact.line, fact.id)
                    yield from _differences(fact, other, place, f"{folders.name(path)}:{other.line}")


def files_of_others(folders: Folders) -> Iterator[Path]:
    """The files of facts of the other works: of the version in force today, or else of the newest."""
    own = folders.version.parent
    for work in find_works(folders.root):
        if work != own:
            try:
                path = find_folders(work).version / "facts.xml"
            except PolicyError:
                continue
            if path.is_file():
                yield path


def _differences(fact: Fact, other: Fact, place: Place, where: str) -> Iterator[Finding]:
    words = {"id": fact.id, "where": where}
    types = [f"{one.type} {one.unit}".strip() for one in (fact, other)]
    if types[0] != types[1]:
        yield error("fact-collides", place, type=types[0], other=types[1], **words)
    elif (fact.name, fact.name_en) != (other.name, other.name_en):
        yield warning("fact-worded-apart", place, name=fact.name, other=other.name, **words)


def _share_a_part(fact: Fact, other: Fact) -> bool:
    """Whether two facts may describe the same part of a case: the applicant, a grant, or a kind of claim."""
    one, two = set(fact.of), set(other.of)
    kinds = [owners - {APPLICANT, GRANT} for owners in (one, two)]
    return bool(one & two) or (CLAIM in one | two and all(kinds))
