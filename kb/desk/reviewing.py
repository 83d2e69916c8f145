"""What a reviewer sees of a submitted part: its changes since the version before, and its plain wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.desk.work import Opened, Redline, redline_lines
from kb.loading import load_policy, load_text
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Language, PolicyError
from kb.versions.comparison import compare_documents
from kb.versions.sheets import read_lines_of

_CODE = re.compile("^(规则)；核对码 [0-9a-f]+$", re.MULTILINE)
"""The head of the rules with the fingerprint of the reviewed text, which is no work of a person."""


@dataclass(frozen=True)
class Changes:
    """A part compared with the version before, which is named ``old``.

    ``text`` and ``rules`` are the redlines of the lines that differ. ``plain`` has the sentences of the plain
    wording in Chinese and in English, with their figures; it is empty where the rules cannot be read.
    """

    old: str
    text: Redline
    rules: Redline
    plain: tuple[tuple[str, ...], ...]


def find_changes(opened: Opened) -> Changes | None:
    """The changes of a part since the version before; ``None`` where there is no part or no such version.

    Raises :class:`PolicyError` where that version cannot be read.
    """
    folders = opened.folders
    older = [one for one in folders.versions if one.first < folders.chosen.first]
    if not older or opened.history.part is None:
        return None
    before, document, registry = load_text(folders.folder_of(older[-1]))
    row = next(one for one in compare_documents(document, opened.document) if one.new == opened.eid)
    text = (row.heading, *(line.runs for line in row.lines), row.closing)
    rules = read_lines_of(before, document, registry, row.old, {}) if row.old else ""
    return Changes(
        older[-1].name,
        tuple(runs for runs in text if any(op != "same" for op, _ in runs)),
        redline_rules(rules, opened.lines.rules),
        _plain(opened),
    )


def redline_rules(old: str, new: str) -> Redline:
    """The redline of the rule lines of a part; the code of the reviewed text is no change."""
    return redline_lines(_CODE.sub(r"\1", old), _CODE.sub(r"\1", new))


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
