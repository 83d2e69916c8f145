"""A new version made of an old one: its text amended, and everything that rests on the text carried along.

Rules, readings, facts, plain wording, concepts and kept cases name provisions by eId and quote their words.
The eIds follow what was renumbered. Quotations follow the redline, and every one that reads otherwise now is
told, so that a person confirms it. What rests on a repealed provision goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.loading.folders import Folders
from kb.loading.lock import locked
from kb.loading.new_version import start_version
from kb.model.document import Amendment, Clause, Document, Extra, renamed
from kb.model.numbers import write_numeral
from kb.model.numbers.labels import read_label
from kb.model.registry import Registry
from kb.model.words.errors import Place, PolicyError, error
from kb.versions.alignment import Fate, align, renumbered
from kb.versions.carrying import Carried, carry_files, drop_deleted, follow
from kb.versions.comparison import Row, compare_documents, list_changes

_INSERTED = re.compile("-[0-9]+$")
"""What the eId of an inserted provision ends with."""


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment worked out, before it is written: the new text and what happens to what rests on it.

    ``fates`` say where each provision stands now, and ``carried`` holds the files that rest on the text as
    they follow it, with all that a person has to see.
    """

    document: Document
    rows: tuple[Row, ...]
    fates: tuple[Fate, ...]
    carried: Carried


def repeal_clause(document: Document, eid: str) -> Document:
    """The document with one measure repealed: its number stays, its words go. Raises :class:`PolicyError`."""
    found = _clause(document, eid)
    empty = replace(found, heading_runs=(), sentences=(), responsibility=None, breaks=())
    clauses = tuple(empty if one.eid == eid else one for one in document.clauses)
    return replace(document, clauses=clauses, removed=(*document.removed, eid))


def insert_clause(document: Document, after: str, clause: Clause) -> Document:
    """The document with a measure inserted behind another: (五)之一 ``para_5-1``, 第五条之一 ``art_5-1``.

    Raises :class:`PolicyError`.
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
    """What an amendment of ``old`` to ``new``, in force from ``day`` on, changes and carries along.

    ``decision`` is the title of the amending decision and ``decided`` its day, where they are known. Nothing
    is written.
    """
    rows = compare_documents(old, new)
    fates = align(old, new)
    document = replace(
        new,
        version=day.isoformat(),
        origins=find_origins(old, fates),
        extras=tuple(_kept(new, renumbered(fates))),
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
    """Write the new version whole, in a folder of its own; the old one stays as it is. The new folder.

    Quotations are only exchanged where a person confirmed them (``reword``). Raises :class:`PolicyError`
    where there is a version of that day already, or the folder cannot be written.
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
    """The files that follow an amended text; what rests on a repealed provision goes with it."""
    carried = carry_files(folders.version, old, new, fates, registry, reword=reword)
    dropped = drop_deleted(folders.version, carried.changes, fates)
    notes = (one for one in carried.notes if one.kind != "deleted")
    return Carried(dropped.changes, (*notes, *dropped.notes))


def find_origins(old: Document, fates: Sequence[Fate]) -> tuple[tuple[str, str], ...]:
    """The eIds of what was renumbered, now or before, with those that it was first published under."""
    before, moves = dict(old.origins), renumbered(fates)
    deleted = {one.old for one in fates if not one.new}
    found = {moves.get(eid, eid): origin for eid, origin in before.items() if eid not in deleted}
    found |= {is_now: before.get(was, was) for was, is_now in moves.items()}
    return tuple(sorted((eid, origin) for eid, origin in found.items() if eid != origin))


def _kept(document: Document, moves: Mapping[str, str]) -> Iterator[Extra]:
    """What is kept of a text beyond our reading, where the eIds went."""
    for extra in document.extras:
        yield replace(extra, place=follow(extra.place, moves))


def _decision_uri(document: Document, decided: str) -> str:
    """The FRBR URI of the decision that amends a work, by the work's own."""
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
    """Whether a label of an inserted provision is read as one: 第五条之一 is, （五）之一 of a list is not."""
    label = read_label(num)
    return label is not None and label.end == len(num)
