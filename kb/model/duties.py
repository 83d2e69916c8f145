"""Who is responsible for each provision of a text: as the provision says, or its chapter, or the document.

A name in brackets or after a label (（责任单位：…）, （…负责）, 牵头单位：…) counts before a sentence
(由某局负责), as in an import. A provision that names nobody has what its chapter says, or else what the
document says of all its provisions, or else the bodies that issued it. A duty says which of these it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from kb.model.agencies import (
    COLUMN,
    Named,
    agencies_in_charge,
    agencies_of_document,
    bare_name,
    labelled_agencies,
    names_in,
)
from kb.model.document import Clause, Division, Document, Grid, Provision, Section, text_of
from kb.model.registry import Agency, Registry

DutySource = Literal["provision", "chapter", "document", "issuer"]
"""Where a duty is stated: in the provision, in its chapter, for all provisions of the document, or only by
the name of the body that issued the document.
"""

_BETWEEN = re.compile("[ \u3000\u00a0\t、]+")
"""What stands between the names of a signature."""


@dataclass(frozen=True, slots=True)
class Duty:
    """The link between an agency and a measure: the printed label, and the agency's rank (1 first).

    ``label`` is empty where nothing is printed but the name. ``statement`` are the words that make the agency
    responsible, ``provision`` is the eId of what contains them, and ``source`` says where that stands.
    """

    agency: Agency
    measure: str
    label: str
    rank: int
    words: str
    provision: str
    statement: str
    source: DutySource = "provision"
    line: int = field(default=0, compare=False)

    @property
    def leads(self) -> bool:
        """Whether the agency is named first. Whether the first one leads is a matter of reading."""
        return self.rank == 1

    @property
    def is_stated(self) -> bool:
        """Whether the text says that the agency is responsible; that it issued the text does not say so."""
        return self.source != "issuer"


@dataclass(frozen=True, slots=True)
class Stated:
    """A name that a part of the text makes responsible, before it is looked up in the registry.

    ``is_sentence`` is true where a sentence says so, and no brackets or label.
    """

    name: str
    label: str
    provision: str
    statement: str
    line: int
    is_sentence: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of a part with the eId that cites them; ``whole`` is the sentence around a clause."""

    text: str
    eid: str
    line: int
    whole: Provision | None = None


def find_duties(document: Document, registry: Registry) -> dict[str, tuple[Duty, ...]]:
    """The duties under each measure that is not repealed, by its eId."""
    of_all = stated_for_all(document)
    issuers = find_issuers(document, registry)
    chapters = _chapters(document)
    found: dict[str, tuple[Duty, ...]] = {}
    for clause in document.standing:
        around = next((told for one in chapters.get(clause.eid, ()) if (told := stated_in(one))), ())
        sources: tuple[tuple[DutySource, tuple[Stated, ...]], ...] = (
            ("provision", stated_in(clause)),
            ("chapter", around),
            ("document", of_all),
            ("issuer", issuers),
        )
        found[clause.eid] = next(
            (duties for source, told in sources if (duties := _duties(clause.eid, source, told, registry))),
            (),
        )
    return found


def stated_in(part: Section | Clause) -> tuple[Stated, ...]:
    """The names that a part makes responsible: those of its closing line, in brackets, after labels and in
    tables, or else those of its sentences. A section other than a chapter has no sentences of the kind.
    """
    pieces = list(_pieces(part))
    closing = part.responsibility if isinstance(part, Clause) else None
    told: list[Stated] = []
    if closing is not None:
        told += (
            Stated(mark.text, closing.label, closing.eid, closing.text, mark.line)
            for mark in closing.agencies
        )
    told += _placed(labelled_agencies, pieces)
    if isinstance(part, Clause):
        ends = [*(each.at for each in part.breaks), len(part.sentences)]
        for each, end in zip(part.breaks, ends[1:], strict=True):
            told += _in_table(each.grid, part.sentences[each.at : end])
    if told or not isinstance(part, Clause | Division):
        return tuple(told)
    return tuple(_placed(agencies_in_charge, pieces, is_sentence=True))


def stated_for_all(document: Document) -> tuple[Stated, ...]:
    """The names that the document makes responsible for all its provisions."""
    told: list[Stated] = []
    for part in document.parts:
        pieces = list(_pieces(part))
        if not isinstance(part, Clause | Division):
            told += _placed(labelled_agencies, pieces)
        told += _placed(agencies_of_document, pieces, is_sentence=True)
    return tuple(told)


def find_issuers(document: Document, registry: Registry) -> tuple[Stated, ...]:
    """The registered agencies that sign the notice or the end of the text, or else the first one that the
    notice marks.
    """
    sections = [section for section in (document.preface, document.final) if section is not None]
    for section in sections:
        signed = [
            Stated(name, "", sentence.eid, sentence.text, sentence.line)
            for sentence in section.sentences
            if all(map(registry.find_agency, _signature(sentence)))
            for name in _signature(sentence)
        ]
        if signed:
            return tuple(signed)
    for sentence in document.preface.sentences if document.preface else ():
        for mark in sentence.marks:
            if mark.tag == "organization":
                return (Stated(mark.text, "", sentence.eid, mark.text, mark.line),)
    return ()


def agency_of(name: str, registry: Registry) -> Agency | None:
    """The registered agency that a printed name means, with or without brackets after it."""
    return registry.find_agency(name) or registry.find_agency(bare_name(name))


def _signature(sentence: Provision) -> list[str]:
    return [name for name in _BETWEEN.split(sentence.text.strip()) if name]


def _duties(measure: str, source: DutySource, told: Iterable[Stated], registry: Registry) -> tuple[Duty, ...]:
    """The duties of the registered agencies among those named, each agency once."""
    duties: dict[str, Duty] = {}
    for one in told:
        agency = agency_of(one.name, registry)
        if agency is not None and agency.id not in duties:
            duties[agency.id] = Duty(
                agency,
                measure,
                one.label,
                len(duties) + 1,
                one.name,
                one.provision,
                one.statement,
                source,
                one.line,
            )
    return tuple(duties.values())


def _chapters(document: Document) -> dict[str, tuple[Division, ...]]:
    """The divisions around each measure, the innermost first."""
    found: dict[str, tuple[Division, ...]] = {}
    open_: list[Division] = []
    for part in document.parts:
        if isinstance(part, Division):
            open_ = [*(one for one in open_ if one.depth < part.depth), part]
        elif isinstance(part, Clause):
            found[part.eid] = tuple(reversed(open_))
    return found


def _pieces(part: Section | Clause) -> Iterator[tuple[_Piece, ...]]:
    """The paragraphs of a part in pieces; the heading is a paragraph, unless it ends like a sentence."""
    heading = (
        (_Piece(text_of(part.heading_runs), part.eid, part.line),)
        if isinstance(part, Clause | Division) and part.heading_runs
        else ()
    )
    paragraphs = [tuple(_pieces_of(paragraph)) for paragraph in _paragraphs(part)]
    if heading and not heading[0].text.endswith(("。", "；", ";")):
        yield heading
    elif heading:
        paragraphs = [(*heading, *(paragraphs[0] if paragraphs else ())), *paragraphs[1:]]
    yield from paragraphs


def _paragraphs(part: Section | Clause) -> Iterator[tuple[Provision, ...]]:
    """The paragraphs, items and rows of tables of a part."""
    if not isinstance(part, Clause):
        yield from part.paragraphs
        return
    starts = [0, *(each.at for each in part.breaks)]
    ends = [*starts[1:], len(part.sentences)]
    grids = [(), *(each.grid for each in part.breaks)]
    for start, end, grid in zip(starts, ends, grids, strict=True):
        if grid:
            yield from ((cell,) for cell in part.sentences[start:end])
        else:
            yield part.sentences[start:end]


def _pieces_of(paragraph: Iterable[Provision]) -> Iterator[_Piece]:
    for sentence in paragraph:
        for one in sentence.smallest():
            yield _Piece(one.text, one.eid, one.line, None if one is sentence else sentence)


def _placed(
    find: Callable[[str], tuple[Named, ...]],
    paragraphs: Iterable[tuple[_Piece, ...]],
    *,
    is_sentence: bool = False,
) -> Iterator[Stated]:
    """What a function of the grammar finds in each paragraph, with the provision that contains it."""
    for pieces in paragraphs:
        ends = list(accumulate(len(piece.text) for piece in pieces))
        for named in find("".join(piece.text for piece in pieces)):
            piece = next(one for one, end in zip(pieces, ends, strict=True) if named.start < end)
            eid, statement = piece.eid, named.statement
            if statement not in piece.text and piece.whole is not None and statement in piece.whole.text:
                eid = piece.whole.eid
            elif statement not in piece.text:
                statement = named.name
            yield Stated(named.name, named.label, eid, statement, piece.line, is_sentence)


def _in_table(grid: Grid, sentences: tuple[Provision, ...]) -> Iterator[Stated]:
    """The names in the columns of a table whose heads are labels of responsible agencies."""
    words = iter(sentences)
    taken: set[tuple[int, int]] = set()
    heads: list[tuple[int, int, str]] = []  # the row and column of each such head, and its words
    for n, row in enumerate(grid):
        column = 0
        for cell in row:
            while (n, column) in taken:
                column += 1
            taken |= {(n + d, column + a) for d in range(cell.rows) for a in range(cell.columns)}
            sentence = next(words) if cell.is_filled else None
            text = sentence.text if sentence is not None else ""
            label = next((label for at, over, label in heads if at < n and over == column), "")
            if COLUMN.fullmatch(re.sub(r"\s", "", text)):
                heads += [(n, column + a, text) for a in range(cell.columns)]
            elif label and sentence is not None:
                for name in names_in(text):
                    yield Stated(name, label, sentence.eid, text, sentence.line)
            column += cell.columns
