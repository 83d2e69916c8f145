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

from lxml import etree

from kb.loading.canonical import write_canonical
from kb.loading.files import parse_xml, write_file
from kb.loading.folders import Folders
from kb.loading.lock import locked
from kb.loading.new_version import start_version
from kb.loading.wording import READINGS
from kb.model.document import Amendment, Clause, Document, Extra, renamed
from kb.model.numbers import write_numeral
from kb.model.numbers.labels import read_label
from kb.model.registry import Registry
from kb.model.words.errors import Place, PolicyError, error
from kb.versions.comparison import Row, compare_documents, list_changes
from kb.versions.redline import redline

_FILES = ("rules.xml", "readings.xml", "facts.xml", "concepts.xml", "plain.zh.xml", "plain.en.xml")
_TOKEN = re.compile(r"(?<![\w-])[a-z]+_[0-9]+(?:-[0-9]+)?(?:__[a-z]+(?:_[0-9]+(?:-[0-9]+)?)?)*(?![\w-])")
"""An eId, or the id of a support, wherever it stands: ``para_5``, ``para_5__s_4``, ``para_5__sup_1``."""

_INSERTED = re.compile("-[0-9]+$")
"""What the eId of an inserted provision ends with."""

_HOLDERS = ("eId", "provision", "measure", "support")
"""The attributes that make an element rest on one provision, which it goes with."""

_LISTS = ("cites", "supports", "lower")
"""The attributes that list provisions or supports, of which those that are gone are taken out."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A quotation that reads otherwise in the new version: where, and before and after.

    ``new`` is empty where the words are gone, so that a person has to find what takes their place.
    """

    file: str
    line: int
    eid: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment worked out, before it is written: the new text and what happens to what rests on it.

    ``moves`` are the eIds that changed, old to new; ``gone`` are the provisions that were repealed, and
    ``dropped`` the places of what rested on them and goes too.
    """

    document: Document
    rows: tuple[Row, ...]
    moves: Mapping[str, str]
    gone: tuple[str, ...]
    rewordings: tuple[Rewording, ...]
    dropped: tuple[Place, ...]


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
    *,
    decision: str = "",
    decided: str = "",
) -> Amended:
    """What an amendment of ``old`` to ``new``, in force from ``day`` on, changes and carries along.

    ``decision`` is the title of the amending decision and ``decided`` its day, where they are known. Nothing
    is written.
    """
    rows = compare_documents(old, new)
    moves = dict(_moves(rows))
    gone = tuple(_gone(rows))
    origins = dict(_origins(old, moves))
    document = replace(
        new,
        version=day.isoformat(),
        origins=tuple(sorted(origins.items())),
        extras=tuple(_kept(new, moves)),
        amendment=Amendment(
            base=old.version,
            changes=list_changes(old, new),
            decision=_decision_uri(old, decided or day.isoformat()),
            title=decision,
            decided=decided,
        ),
    )
    carrying = _Carrying(folders, _texts(old), _texts(new), moves, gone)
    for name in _FILES:
        carrying.carry(folders.version / name)
    return Amended(document, rows, moves, gone, tuple(carrying.rewordings), tuple(carrying.dropped))


def write_amendment(
    folders: Folders, old: Document, registry: Registry, amended: Amended, *, reword: bool = True
) -> Path:
    """Write the new version whole, in a folder of its own; the old one stays as it is. The new folder.

    Quotations are only exchanged where a person confirmed them (``reword``). Raises :class:`PolicyError`
    where there is a version of that day already, or the folder cannot be written.
    """
    day = date.fromisoformat(amended.document.version)
    texts = _texts(old), _texts(amended.document)

    def carry(version: Path) -> None:
        carrying = _Carrying(folders, *texts, amended.moves, amended.gone, reword=reword)
        for name in _FILES:
            if (data := carrying.carry(version / name)) is not None:
                write_file(version / name, data)
        for path in sorted(version.glob("cases/*.yaml")):
            text = path.read_text(encoding="utf-8")
            if (moved := _follow(text, amended.moves)) != text:
                write_file(path, moved.encode())

    with locked(folders.root):
        return start_version(folders, amended.document, registry, day, carry=carry)


class _Carrying:
    """Carries the files that rest on a text along with it, and remembers what a person has to see."""

    def __init__(
        self,
        folders: Folders,
        old: Mapping[str, str],
        new: Mapping[str, str],
        moves: Mapping[str, str],
        gone: Sequence[str],
        *,
        reword: bool = True,
    ) -> None:
        self._folders = folders
        self._old, self._new, self._moves, self._gone = old, new, moves, gone
        self._reword = reword
        self._idle: set[str] = set()
        self.rewordings: list[Rewording] = []
        self.dropped: list[Place] = []

    def carry(self, path: Path) -> bytes | None:
        """The bytes of a file of the new version; ``None`` where there is none, or nothing changes."""
        if not path.exists():
            return None
        tree = parse_xml(path, path.name, comments=True)
        before = etree.tostring(tree)
        self._drop(tree.getroot(), path.name)
        for element in tree.getroot().iter(etree.Element):
            self._carry_words(element, path.name)
        for element in tree.getroot().iter(etree.Element):
            for key, value in element.attrib.items():
                if key not in ("words", "fingerprint"):
                    element.set(key, _follow(str(value), self._moves))
        return None if etree.tostring(tree) == before else write_canonical(tree)

    def _drop(self, root: etree._Element, file: str) -> None:
        """Take out what rests on a repealed provision."""
        for element in list(root.iter(etree.Element)):
            parent = element.getparent()
            if parent is None or not self._is_in(element, root):
                continue
            named = [element.get(key, "") for key in _HOLDERS]
            if any(self._is_gone(one) for one in named if one):
                self.dropped.append(Place(file, element.sourceline or 0, next(one for one in named if one)))
                parent.remove(element)
                continue
            for key in _LISTS:
                if (listed := element.get(key)) is not None:
                    kept = [one for one in listed.split() if not self._is_gone(one)]
                    if len(kept) < len(listed.split()):
                        self.dropped.append(Place(file, element.sourceline or 0, listed))
                        element.set(key, " ".join(kept))
        self._drop_readings(root, file)

    def _drop_readings(self, root: etree._Element, file: str) -> None:
        """Take out the readings of which every clause is repealed, and what names them."""
        for reading in root.findall(f"{READINGS}reading"):
            if reading.find(f"{READINGS}at") is None:
                self._idle.add(reading.get("id", ""))
                self.dropped.append(Place(file, reading.sourceline or 0, reading.get("id", "")))
                root.remove(reading)
        for element in list(root.iter(etree.Element)):
            listed = (element.get("readings") or "").split()
            kept = [one for one in listed if one not in self._idle]
            parent = element.getparent()
            if len(kept) == len(listed) or parent is None:
                continue
            if kept:
                element.set("readings", " ".join(kept))
            elif element.tag == f"{READINGS}answer":
                parent.remove(element)
            else:
                del element.attrib["readings"]

    @staticmethod
    def _is_in(element: etree._Element, root: etree._Element) -> bool:
        """Whether an element still hangs on the root: what it stood in may be gone already."""
        found: etree._Element | None = element
        while found is not None and found is not root:
            found = found.getparent()
        return found is root

    def _is_gone(self, eid: str) -> bool:
        return any(eid == one or eid.startswith(f"{one}__") for one in self._gone)

    def _carry_words(self, element: etree._Element, file: str) -> None:
        words = element.get("words")
        if not words:
            return
        eid = _provision_of(element)
        was, is_now = self._old.get(eid, ""), self._new.get(_follow(eid, self._moves), "")
        if words in is_now or words not in was:
            return
        carried = carry_words(words, was, is_now)
        self.rewordings.append(Rewording(file, element.sourceline or 0, eid, words, carried))
        if carried and self._reword:
            element.set("words", carried)


def carry_words(words: str, old: str, new: str) -> str:
    """Words quoted from a text as they read in its new wording; empty where too little of them is left.

    >>> carry_words("最高1000万元", "给予资助,最高1000万元。", "给予资助,最高1500万元。")
    '最高1500万元'
    """
    start = old.find(words)
    end, at = start + len(words), 0
    found, kept, is_replaced = "", 0, False
    for op, text in redline(old, new):
        if op == "new":
            # What comes at an edge belongs to the words only where it takes the place of some of them.
            found += text if start < at < end or is_replaced else ""
            is_replaced = False
            continue
        low, high = max(at, start), min(at + len(text), end)
        if low < high and op == "same":
            found += text[low - at : high - at]
            kept += high - low
        is_replaced = op == "gone" and low < high
        at += len(text)
    return found if found in new and 2 * kept >= len(words) else ""


def _provision_of(element: etree._Element) -> str:
    """The eId of the provision whose words an element quotes: its own, or that of the nearest around it."""
    found: etree._Element | None = element
    while found is not None:
        if eid := found.get("provision") or found.get("eId"):
            return eid
        found = found.getparent()
    return ""


def _follow(text: str, moves: Mapping[str, str]) -> str:
    """A text with every eId of ``moves``, and every id that begins with one, exchanged at once."""

    def follow(found: re.Match[str]) -> str:
        parts = found.group().split("__")
        for count in range(len(parts), 0, -1):
            if (head := "__".join(parts[:count])) in moves:
                return "__".join([moves[head], *parts[count:]])
        return found.group()

    return _TOKEN.sub(follow, text) if moves else text


def _moves(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.is_renumbered:
            yield row.old, row.new
        for line in row.lines:
            if line.is_renumbered:
                yield line.old, line.new


def _gone(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.kind == "repealed":
            yield row.old
        else:
            yield from (line.old for line in row.lines if line.kind == "repealed")


def _origins(old: Document, moves: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The new eIds of what was renumbered, now or before, with those first published."""
    before = dict(old.origins)
    for eid, origin in before.items():
        yield moves.get(eid, eid), origin
    for was, is_now in moves.items():
        yield is_now, before.get(was, was)


def _kept(document: Document, moves: Mapping[str, str]) -> Iterator[Extra]:
    """What is kept of a text beyond our reading, where the eIds went."""
    for extra in document.extras:
        yield replace(extra, place=_follow(extra.place, moves))


def _texts(document: Document) -> dict[str, str]:
    found: dict[str, str] = {part.eid: part.text for part in document.parts}
    found |= {closing.eid: closing.text for closing in document.responsibilities}
    return found | {provision.eid: provision.text for provision in document.provisions()}


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
