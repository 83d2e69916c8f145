"""Making a new version of an old one: the text is amended, and everything that refers to it follows.

Rules, readings, facts, plain wording, concepts and kept cases name provisions by eId and quote their words.
The eIds follow the renumbering. Quotations follow the redline, and each changed quotation is reported, so
that a person confirms it. What depends on a repealed provision is removed with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.loading.folders import Folders
from kb.loading.lock import locked
from kb.loading.new_version import start_version
from kb.model.document import Amendment, Clause, Document, renamed
from kb.model.numbers import write_numeral
from kb.model.numbers.labels import read_num
from kb.model.registry import Registry
from kb.model.words.errors import Place, PolicyError, error
from kb.versions.alignment import Fate, align, renumbered
from kb.versions.carrying import Carried, carry_files, drop_deleted, follow
from kb.versions.comparison import Row, compare_documents, list_changes

_INSERTED = re.compile("-[0-9]+$")
"""The end of the eId of an inserted provision."""


@dataclass(frozen=True, slots=True)
class Amended:
    """A computed amendment that is not written yet: the new text, and the effects on files that refer to it.

    ``fates`` give the new place of each provision. ``carried`` holds the files that follow the text, with
    everything that a person must see.
    """

    document: Document
    rows: tuple[Row, ...]
    fates: tuple[Fate, ...]
    carried: Carried


def repeal_clause(document: Document, eid: str) -> Document:
    """The document with one measure repealed. Its number stays, its words are removed.

    Raises :class:`PolicyError` where there is no such measure.
    """
    found = _clause(document, eid)
    empty = replace(found, heading_runs=(), sentences=(), responsibility=None, breaks=())
    clauses = tuple(empty if one.eid == eid else one for one in document.clauses)
    return replace(document, clauses=clauses, removed=(*document.removed, eid))


def insert_clause(document: Document, after: str, clause: Clause) -> Document:
    """The document with a measure inserted after another: (五)之一 ``para_5-1``, 第五条之一 ``art_5-1``.

    Raises :class:`PolicyError` where there is no other measure, or its label cannot be followed by 之一.
    """
    _clause(document, after)
    base = _INSERTED.sub("", after)
    behind = [n for n, one in enumerate(document.clauses) if _INSERTED.sub("", one.eid) == base]
    number, at = len(behind), behind[-1] + 1
    num = f"{document.clauses[behind[0]].num}之{write_numeral(number)}"
    if document.levels and not _is_label(num):
        raise PolicyError([error("amend-insert-label", Place(), num=document.clauses[behind[0]].num)])
    new = replace(renamed(clause, f"{base}-{number}"), num=num)
    divisions = tuple(
        replace(one, before=one.before + 1) if one.before >= at else one for one in document.divisions
    )
    clauses = (*document.clauses[:at], new, *document.clauses[at:])
    return replace(document, clauses=clauses, divisions=divisions)


def work_out(
    folders: Folders,
    old: Document,
    new: Document,
    day: date,
    registry: Registry,
    *,
    decision: str = "",
    decided: str = "",
) -> Amended:
    """The effects of an amendment of ``old`` to ``new``, in force from ``day`` on.

    ``decision`` is the title of the amending decision and ``decided`` its day, if known. Nothing is written.
    """
    rows = compare_documents(old, new)
    fates = align(old, new)
    moves = renumbered(fates)
    document = replace(
        new,
        version=day.isoformat(),
        origins=find_origins(old, fates),
        extras=tuple(replace(one, place=follow(one.place, moves)) for one in new.extras),
        kept=tuple(replace(one, place=follow(one.place, moves)) for one in new.kept),
        amendment=Amendment(
            base=old.version,
            changes=list_changes(old, new),
            decision=_decision_uri(old, decided or day.isoformat()),
            title=decision,
            decided=decided,
        ),
    )
    return Amended(document, rows, fates, _carry(folders, old, new, fates, registry))


def write_amendment(
    folders: Folders, old: Document, registry: Registry, amended: Amended, *, reword: bool = True
) -> Path:
    """Write the complete new version to a folder of its own, and return it. The old version stays as it is.

    Quotations are only changed where a person confirmed them (``reword``). Raises :class:`PolicyError` where
    a version of that day exists, or the folder cannot be written.
    """
    day = date.fromisoformat(amended.document.version)
    carried = amended.carried
    if not reword:
        carried = _carry(folders, old, amended.document, amended.fates, registry, reword=False)
    with locked(folders.root):
        return start_version(folders, amended.document, registry, day, carried.changes)


def _carry(
    folders: Folders,
    old: Document,
    new: Document,
    fates: Sequence[Fate],
    registry: Registry,
    *,
    reword: bool = True,
) -> Carried:
    """The files that follow an amended text. What depends on a repealed provision is removed."""
    carried = carry_files(folders.version, old, new, fates, registry, reword=reword)
    dropped = drop_deleted(folders.version, carried.changes, old, fates, registry)
    notes = (one for one in carried.notes if one.kind != "deleted")
    return Carried(dropped.changes, (*notes, *dropped.notes))


def find_origins(old: Document, fates: Sequence[Fate]) -> tuple[tuple[str, str], ...]:
    """The eIds of provisions that were ever renumbered, with the eIds under which they were
    first published.
    """
    before, moves = dict(old.origins), renumbered(fates)
    deleted = {one.old for one in fates if not one.new}
    found = {moves.get(eid, eid): origin for eid, origin in before.items() if eid not in deleted}
    found |= {is_now: before.get(was, was) for was, is_now in moves.items()}
    return tuple(sorted((eid, origin) for eid, origin in found.items() if eid != origin))


def _decision_uri(document: Document, decided: str) -> str:
    """The FRBR URI of the decision that amends a work, derived from the work's own."""
    parts = document.work.strip("/").split("/")
    place, actor, number = parts[1], parts[4], parts[-1]
    return f"/akn/{place}/act/jueding/{actor}/{decided}/xiugai-{number}"


def _clause(document: Document, eid: str) -> Clause:
    found = document.part(eid)
    if not isinstance(found, Clause) or eid in document.removed:
        known = "、".join(one.eid for one in document.standing)
        raise PolicyError([error("editing-part-unknown", Place(), eid=eid, known=known)])
    return found


def _is_label(num: str) -> bool:
    """Whether the label of an inserted provision can be read as a label: 第五条之一 can, （五）之一 of a list
    cannot.
    """
    label = read_num(num)
    return label is not None and label.end == len(num)
