"""What a reviewer sees of a submitted part: its changes since the version before, and its plain wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Literal

from kb.checks import has_errors
from kb.desk.problems import find_problems, place_on
from kb.desk.work import Opened, Redline, list_parts, open_part, redline_lines, review
from kb.loading import load_policy, load_text
from kb.loading.rulelines.names import Names, UnknownName
from kb.model.document import SECTIONS, Document, part_of
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.registry import Registry
from kb.model.words.errors import LANGUAGES, Language, PolicyError
from kb.versions.alignment import align, renumbered
from kb.versions.comparison import compare_documents
from kb.versions.sheets import read_lines_of

_CODE = re.compile("^(规则)；核对码 [0-9a-f]+$", re.MULTILINE)
"""The head of the rules with the fingerprint of the reviewed text, which is no work of a person."""

_NUMERAL = "[一二三四五六七八九十百千]+"
_QUOTED_OR_PLACE = re.compile(
    f"「[^」]*」|（{_NUMERAL}）(?:第{_NUMERAL}句(?:第{_NUMERAL}分句)?|责任单位)?"
    f"|(?:{'|'.join(SECTIONS.values())})?第{_NUMERAL}句(?:第{_NUMERAL}分句)?"
)
"""Quoted words, in which no provision is named, or the name of a provision in rule lines."""

_UNORDERED = re.compile("( *(?:出处：|含 ))")
"""The beginning of lines that stand in the order of the text, which is not the work of a person."""


@dataclass(frozen=True)
class Renumbering:
    """The provisions that have other numbers in a version than in the one before it.

    ``moves`` gives the new eId of each of them. Rule lines of the version before are written with the new
    numbers, so that a redline of rule lines shows what else was changed.
    """

    old: Names
    new: Names
    moves: Mapping[str, str]

    @classmethod
    def between(
        cls, old: Document, old_registry: Registry, new: Document, new_registry: Registry
    ) -> Renumbering:
        """The renumbering between two versions."""
        names = (Names(old, old_registry, "", []), Names(new, new_registry, "", []))
        return cls(*names, renumbered(align(old, new)))

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Each provision with another number: ``（十四） → （十三）``, ``（五）第二句 → （五）第三句``.

        What only moves along with its part or sentence is left out.
        """
        found = []
        for was, is_now in self.moves.items():
            above = was.rpartition("__")[0]
            goes_along = above and is_now == f"{self.moves.get(above, above)}{was.removeprefix(above)}"
            if not goes_along and not was.endswith("__resp"):
                found.append(f"{self.old.write_provision(was)} → {self.new.write_provision(is_now)}")
        return tuple(found)

    def redline_rules(self, old: str, new: str, was: str, is_now: str) -> Redline:
        """The redline of the rule lines of a page, which has the eIds ``was`` and ``is_now``, without what
        only has another number. The code of the reviewed text is no change either.
        """
        names = copy(self.old), copy(self.new)
        names[0].eid, names[1].eid = was, is_now

        def follow(found: re.Match[str]) -> str:
            try:
                eid = "" if found[0].startswith("「") else names[0].read_provision(found[0])
            except UnknownName:
                return found[0]
            # What is on this page is named without its part, and what has left it with its part.
            is_same = eid not in self.moves and (part_of(eid) == was) == (part_of(eid) == is_now)
            return found[0] if not eid or is_same else names[1].write_provision(self.moves.get(eid, eid))

        followed = _QUOTED_OR_PLACE.sub(follow, _CODE.sub(r"\1", old))
        return redline_lines(_in_one_order(followed), _in_one_order(_CODE.sub(r"\1", new)))


def _in_one_order(lines: str) -> str:
    """The lines, each run of those whose order is that of the text in an order that no number changes."""

    def kind(line: str) -> str:
        found = _UNORDERED.match(line)
        return found[0] if found else ""

    found: list[str] = []
    for beginning, run in groupby(lines.split("\n"), key=kind):
        same = list(run)
        found += sorted(same) if beginning else same
    return "\n".join(found)


@dataclass(frozen=True)
class Changes:
    """A part compared with the version before, which is named ``old``.

    ``text`` and ``rules`` are the redlines of the lines that differ, without what only has another number,
    which ``moves`` lists. ``plain`` has the sentences of the plain wording in Chinese and in English, with
    their figures; it is empty where the rules cannot be read.
    """

    old: str
    text: Redline
    rules: Redline
    moves: tuple[str, ...]
    plain: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Shared:
    """A part that awaits a review, with its changes since the version before, and whether it may be reviewed
    together with others: it has such changes and no errors.
    """

    opened: Opened
    changes: Changes | None
    is_ready: bool


def find_shared(folder: Path, saved: str) -> tuple[Shared, ...]:
    """The parts that await a review and were last changed by the save with the id ``saved``, in the order of
    the text.

    Raises :class:`PolicyError` where a version cannot be read.
    """
    found: list[Shared] = []
    problems = find_problems(folder)
    for one in list_parts(folder):
        opened = open_part(folder, one.eid) if one.is_to_review else None
        if opened is None or opened.history.edited is None or opened.history.edited.id != saved:
            continue
        changes = find_changes(opened)
        has_faults = has_errors([each.finding for each in place_on(opened, problems)])
        found.append(Shared(opened, changes, changes is not None and not has_faults))
    return tuple(found)


def review_shared(
    folder: Path, saved: str, seen: Mapping[str, str], *, who: str, moment: datetime
) -> Literal["reviewed", "overtaken", "same-person"]:
    """Record the review of the parts that one save has changed, each with the fingerprint of the text that
    the person has ``seen``.

    Nothing is recorded where a part was changed since. Raises :class:`PolicyError` where a file cannot be
    read or written.
    """
    known = {one.opened.eid: one.opened.seen for one in find_shared(folder, saved) if one.is_ready}
    if not seen or any(known.get(eid) != text for eid, text in seen.items()):
        return "overtaken"
    for eid, text in seen.items():
        status = review(folder, eid, text, who=who, moment=moment).status
        if status != "reviewed":
            return "same-person" if status == "same-person" else "overtaken"
    return "reviewed"


def find_changes(opened: Opened) -> Changes | None:
    """The changes of a part since the version before; ``None`` where there is no part or no such version.

    Raises :class:`PolicyError` where that version cannot be read.
    """
    folders = opened.folders
    older = [one for one in folders.versions if one.first < folders.chosen.first]
    if not older or opened.history.part is None:
        return None
    before, document, registry = load_text(folders.folder_of(older[-1]))
    numbers = Renumbering.between(document, registry, opened.document, load_text(folders.version)[2])
    row = next(one for one in compare_documents(document, opened.document) if one.new == opened.eid)
    text = (row.heading, *(line.runs for line in row.lines), row.closing)
    rules = read_lines_of(before, document, registry, row.old, {}) if row.old else ""
    return Changes(
        older[-1].name,
        tuple(runs for runs in text if any(op != "same" for op, _ in runs)),
        numbers.redline_rules(rules, opened.lines.rules, row.old, row.new),
        numbers.told,
        _plain(opened),
    )


def _plain(opened: Opened) -> tuple[tuple[str, ...], ...]:
    try:
        policy = load_policy(opened.folders.version)
    except PolicyError:
        return ()
    return tuple(_sentences(policy, opened.eid, lang) for lang in LANGUAGES)


def _sentences(policy: Policy, eid: str, lang: Language) -> tuple[str, ...]:
    part = policy.plain[lang].get(eid)
    sentences = part.sentences if part is not None else ()
    return tuple(inline_text(policy, one.parts, lang) for one in sentences)
