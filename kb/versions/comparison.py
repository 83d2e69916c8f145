"""Two versions of a text, part by part: changes, insertions, repeals and renumbering, as a redline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.model.document import Change, Clause, Division, Document, join_label, text_of
from kb.versions.alignment import Part, pair_parts, pair_provisions
from kb.versions.impact import FigureChange, changed_figures
from kb.versions.redline import Run, redline

Kind = Literal["same", "changed", "inserted", "repealed"]
"""What happened to a part or a sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in both versions: its eId in each (empty where it is not there), and the redline."""

    kind: Kind
    old: str
    new: str
    runs: tuple[Run, ...]

    @property
    def is_renumbered(self) -> bool:
        """Whether its eId changed."""
        return bool(self.old and self.new) and self.old != self.new


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the text in both versions: its eId in each, its heading, and its sentences.

    ``heading`` is the redline of its number and heading, or the name of a section. ``closing`` is the redline
    of the words that name the responsible agencies. ``figures`` are the numbers that were added, removed or
    changed. ``is_retitled`` is true where the heading changed, regardless of the number before it.
    """

    kind: Kind
    old: str
    new: str
    heading: tuple[Run, ...]
    lines: tuple[Line, ...]
    closing: tuple[Run, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    is_retitled: bool = False

    @property
    def is_renumbered(self) -> bool:
        """Whether its eId changed."""
        return bool(self.old and self.new) and self.old != self.new


def compare_documents(old: Document, new: Document) -> tuple[Row, ...]:
    """Every part of two versions, in the order of the new one; a repealed part is at its old place."""
    pairs = pair_parts(old, new)
    olds = {part.eid: part for part in old.parts if part.eid not in old.removed}
    rows: list[Row] = []
    told: set[str] = set()
    order = list(olds)
    for part in new.parts:
        if part.eid in new.removed:
            continue
        before = pairs.get(part.eid, "")
        if before:
            at = order.index(before)
            gone = [eid for eid in order[:at] if eid not in told and eid not in pairs.values()]
            rows += [_gone(olds[eid]) for eid in gone]
            told.update((*gone, before))
        rows.append(_row(olds[before], part) if before else _come(part))
    rows += [_gone(olds[eid]) for eid in order if eid not in told and eid not in pairs.values()]
    return tuple(rows)


def list_changes(old: Document, new: Document) -> tuple[Change, ...]:
    """The changes of an amendment, provision by provision, as the metadata of the new version record them."""
    return tuple(_changes(compare_documents(old, new), new))


def _changes(rows: Sequence[Row], new: Document) -> Iterator[Change]:
    before = ""
    for row in rows:
        if row.kind == "inserted":
            yield Change("insertion", row.new, after=before)
        elif row.kind == "repealed":
            yield Change("repeal", row.old if row.old in new.removed else before, row.old)
        else:
            if row.is_renumbered:
                yield Change("renumbering", row.new, row.old)
            if row.is_retitled or any(op != "same" for op, _ in row.closing):
                yield Change("substitution", row.new, row.old)
            last = ""
            for line in row.lines:
                if line.kind == "inserted":
                    yield Change("insertion", line.new, after=last)
                elif line.kind == "repealed":
                    yield Change("repeal", row.new, line.old)
                else:
                    inherited = line.old.replace(row.old, row.new, 1) == line.new
                    if line.is_renumbered and not inherited:
                        yield Change("renumbering", line.new, line.old)
                    if line.kind == "changed":
                        yield Change("substitution", line.new, line.old)
                last = line.new or last
        before = row.new or before


def _row(old: Part, new: Part) -> Row:
    pairs = pair_provisions(old.sentences, new.sentences)
    was_labelled, is_labelled = _labels(old), _labels(new)
    olds = {one.eid: one for one in old.sentences}
    came = {is_now: was for was, is_now in pairs.items()}
    lines: list[Line] = []
    told: set[str] = set()
    order = [one.eid for one in old.sentences]
    for sentence in new.sentences:
        was = came.get(sentence.eid, "")
        if was:
            gone = [eid for eid in order[: order.index(was)] if eid not in told and eid not in pairs]
            lines += [Line("repealed", eid, "", (("gone", olds[eid].text),)) for eid in gone]
            told.update((*gone, was))
            before = was_labelled.get(was, "") + olds[was].text
            after = is_labelled.get(sentence.eid, "") + sentence.text
            kind: Kind = "same" if before == after else "changed"
            lines.append(Line(kind, was, sentence.eid, redline(before, after)))
        else:
            words = is_labelled.get(sentence.eid, "") + sentence.text
            lines.append(Line("inserted", "", sentence.eid, (("new", words),)))
    lines += [
        Line("repealed", eid, "", (("gone", was_labelled.get(eid, "") + olds[eid].text),))
        for eid in order
        if eid not in told and eid not in pairs
    ]
    heading, closing = redline(_heading(old), _heading(new)), redline(_closing(old), _closing(new))
    changed = any(line.kind != "same" for line in lines)
    titles = _title(old) != _title(new)
    # A number that follows the place of the part is no change of its words.
    is_relabelled = old.eid == new.eid and _heading(old) != _heading(new)
    changed = changed or titles or is_relabelled or any(op != "same" for op, _ in closing)
    figures = changed_figures(old, new)
    kind = "changed" if changed else "same"
    return Row(kind, old.eid, new.eid, heading, tuple(lines), closing, figures, titles)


def _come(part: Part) -> Row:
    lines = tuple(Line("inserted", "", one.eid, (("new", one.text),)) for one in part.sentences)
    closing: tuple[Run, ...] = (("new", _closing(part)),) if _closing(part) else ()
    return Row("inserted", "", part.eid, (("new", _heading(part)),), lines, closing)


def _gone(part: Part) -> Row:
    lines = tuple(Line("repealed", one.eid, "", (("gone", one.text),)) for one in part.sentences)
    closing: tuple[Run, ...] = (("gone", _closing(part)),) if _closing(part) else ()
    return Row("repealed", part.eid, "", (("gone", _heading(part)),), lines, closing)


def _labels(part: Part) -> dict[str, str]:
    """The label of each item of a measure, by the first sentence of the item."""
    breaks = part.breaks if isinstance(part, Clause) else ()
    sentences = part.sentences
    return {sentences[each.at].eid: each.num for each in breaks if each.num and each.at < len(sentences)}


def _heading(part: Part) -> str:
    num = part.num if isinstance(part, Clause | Division) else ""
    return join_label(num, _title(part))


def _title(part: Part) -> str:
    return text_of(part.heading_runs) if isinstance(part, Clause | Division) else ""


def _closing(part: Part) -> str:
    return part.responsibility.text if isinstance(part, Clause) and part.responsibility else ""
