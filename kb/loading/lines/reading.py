"""Reading the line form. After a finding the reader goes on, so that it finds the others as well."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kb.loading.lines.blocks import Block, Faults, Line, parts_of, split_blocks
from kb.loading.lines.extras import cut_extras, read_extras
from kb.loading.lines.front_matter import read_front
from kb.loading.lines.levels import LevelsReader, check_label, read_levels
from kb.loading.lines.runs import LIKENESS_OF_WORDS, nearest_agencies, read_plain, read_runs
from kb.loading.lines.shapes import BLANKS, HEAD, INDENT, LEVELS, RESPONSIBILITY, RESPONSIBLE, SECTION
from kb.model.document import (
    GONE,
    SECTIONS,
    Clause,
    Division,
    Document,
    Mark,
    Paragraph,
    Provision,
    Responsibility,
    Run,
    Section,
    renamed,
)
from kb.model.numbers import numeral, write_numeral
from kb.model.registry import Registry
from kb.model.words.errors import Place
from kb.model.words.names import say_nearest

Part = Section | Clause
"""The part that a header begins: a section or a measure."""

_SECTION_EIDS = {name: eid for eid, name in SECTIONS.items()}
_NAME = re.compile(r"(?:[^、\\]|\\.?)+")
_NAMES = re.compile(rf"{_NAME.pattern}(?:、{_NAME.pattern})*")


@dataclass(slots=True)
class _Draft:
    """A part while it is being read; its eId is empty where its header is not understood."""

    head: Line
    eid: str
    num: str = ""  # only a measure has one
    heading: tuple[Run, ...] = ()
    paragraphs: list[Paragraph] = field(default_factory=list)
    sentences: int = 0
    responsibility: Responsibility | None = None
    is_closed: bool = False
    is_overfull: bool = False

    @property
    def is_measure(self) -> bool:
        return bool(self.num)

    @property
    def is_removed(self) -> bool:
        """Whether it is a measure that was repealed and keeps its number."""
        return self.is_measure and self.heading == (GONE,) and not self.paragraphs

    @property
    def rank(self) -> tuple[int, int, int]:
        """The position of the part in the order of the text."""
        if self.is_measure:
            number, _, inserted = self.eid.removeprefix("para_").partition("-")
            return (len(SECTIONS) - 1, int(number), int(inserted or 0))
        place = list(SECTIONS).index(self.eid)
        return (place + (self.eid == "final"), 0, 0)

    def eid_of(self, suffix: str) -> str:
        """The eId of something inside the part."""
        return f"{self.eid}__{suffix}" if self.eid else ""

    def build(self) -> Part:
        if not self.is_measure:
            return Section(self.eid, tuple(self.paragraphs), self.head.number)
        if self.is_removed:
            return Clause(self.eid, self.num, (), (), None, self.head.number)
        sentences = self.paragraphs[0]
        return Clause(self.eid, self.num, self.heading, sentences, self.responsibility, self.head.number)


class Reader:
    """Reads one text against a registry. It collects every finding instead of stopping at the first.

    With ``by_place`` measures may stand in any order and have any number; their positions count.
    """

    def __init__(
        self, text: str, registry: Registry, file: str = "", first_line: int = 1, *, by_place: bool = False
    ) -> None:
        self._by_place = by_place
        self._registry = registry
        self._first_line = first_line
        self._faults = Faults(file)
        self._blocks = split_blocks(text, first_line, self._faults)
        self._drafts: list[_Draft] = []
        self._has_levels = False

    def read_document(self) -> Document:
        """The document. Raises :class:`PolicyError` with every finding."""
        told = read_extras(cut_extras(self._blocks), self._faults)
        front = read_front(self._blocks, self._first_line, self._faults)
        names = read_levels(front.get(LEVELS, "")) or ()
        body = LevelsReader(names, self._registry, self._faults, self._responsibility) if names else None
        if body is not None:
            self._read_levels(body)
        else:
            self._read_parts()
        self._faults.stop()
        parts = [draft.build() for draft in self._drafts]
        sections = {part.eid: part for part in parts if isinstance(part, Section)}
        return Document(
            title=front["标题"],
            work=front["编号"],
            language=front["语言"],
            version=front["版本"],
            preface=sections.get("preface"),
            preamble=sections.get("preamble"),
            scope=sections.get("scope"),
            clauses=body.clauses() if body else tuple(part for part in parts if isinstance(part, Clause)),
            final=sections.get("final"),
            levels=names,
            divisions=body.divisions() if body else (),
            removed=body.removed() if body else tuple(one.eid for one in self._drafts if one.is_removed),
            amendment=told.amendment and replace(told.amendment, changes=tuple(told.changes)),
            repeal=told.repeal,
            origins=tuple(told.origins),
            extras=tuple(told.extras),
            kept=tuple(told.kept),
            metadata=tuple(told.metadata),
        )

    def read_part(self, expected: str | None) -> Part:
        """The single part in the text; ``expected`` is its eId. Raises :class:`PolicyError` with every
        finding.
        """
        self._read_parts()
        if not self._drafts and not self._faults.findings:
            self._faults.add("markup-part-missing", self._first_line, expected or "")
        for draft in self._drafts[1:]:
            self._faults.add("markup-part-many", draft.head.number, draft.eid)
        found = self._drafts[0].eid if self._drafts else ""
        if found and expected is not None and found != expected:
            words = {"expected": header_of(expected), "found": header_of(found)}
            self._faults.add("markup-part-other", self._drafts[0].head.number, expected, **words)
        self._faults.stop()
        return self._drafts[0].build()

    def read_parts(self) -> tuple[Part, ...]:
        """The parts in the text, at least one. Raises :class:`PolicyError` with every finding."""
        self._read_parts()
        if not self._drafts and not self._faults.findings:
            self._faults.add("markup-part-missing", self._first_line)
        self._faults.stop()
        return tuple(draft.build() for draft in self._drafts)

    def read_level(self, names: tuple[str, ...], expected: str) -> Part:
        """The single division or provision in a text of levels. Raises :class:`PolicyError` with every
        finding.
        """
        body = LevelsReader(names, self._registry, self._faults, self._responsibility)
        self._read_levels(body)
        parts: list[Part] = [*body.divisions(), *body.clauses(), *(draft.build() for draft in self._drafts)]
        if not parts and not self._faults.findings:
            self._faults.add("markup-part-missing", self._first_line, expected)
        for part in parts[1:]:
            self._faults.add("markup-part-many", part.line, part.eid)
        own, wanted = (eid.rpartition("__")[2] for eid in (parts[0].eid if parts else "", expected))
        if own and wanted and not f"{wanted}_".startswith(f"{own}_"):
            found = parts[0].num if isinstance(parts[0], Clause | Division) else header_of(own)
            words = {"expected": header_of(wanted) if wanted in SECTIONS else wanted, "found": found}
            self._faults.add("markup-part-other", parts[0].line, expected, **words)
        self._faults.stop()
        return renamed(parts[0], expected) if expected else parts[0]

    def _read_levels(self, body: LevelsReader) -> None:
        """Read the blocks of a text of levels: sections begin with headers, all other parts with labels."""
        self._has_levels = True
        in_section = False
        for block in self._blocks:
            lines = list(block)
            while lines:
                line = lines[0]
                if SECTION.fullmatch(line.text):
                    self._begin_part(lines.pop(0))
                    in_section = True
                elif body.begins(line):
                    in_section = False
                if not lines:
                    break
                end = next(
                    (n for n, one in enumerate(lines) if n and self._ends(one, body, in_section=in_section)),
                    len(lines),
                )
                taken, lines = lines[:end], lines[end:]
                if in_section:
                    self._read_paragraph(taken)
                    continue
                body.read_block(taken)
        for draft in self._drafts:
            if not draft.paragraphs:
                self._faults.add("markup-part-empty", draft.head.number, draft.eid, part=draft.head.text)

    @staticmethod
    def _ends(line: Line, body: LevelsReader, *, in_section: bool) -> bool:
        return bool(SECTION.fullmatch(line.text)) or (in_section and body.begins(line))

    def _read_parts(self) -> None:
        for header, begins_block, lines in parts_of(self._blocks):
            if header is not None:
                if not begins_block:
                    self._faults.add("markup-blank-missing", header.number)
                self._begin_part(header)
            if lines:
                self._read_paragraph(lines)
        for draft in self._drafts:
            if not draft.paragraphs and not draft.is_removed:
                part = draft.num or draft.head.text
                self._faults.add("markup-part-empty", draft.head.number, draft.eid, part=part)

    def _begin_part(self, line: Line) -> None:
        match = HEAD.fullmatch(line.text)
        draft = self._begin_measure(line, match) if match else self._begin_section(line)
        before = self._drafts[-1] if self._drafts else None
        is_by_place = self._by_place and draft.is_measure and before is not None and before.is_measure
        if before is not None and before.eid and draft.eid and draft.rank <= before.rank and not is_by_place:
            words = {"part": header_of(draft.eid), "before": header_of(before.eid)}
            self._faults.add("markup-part-order", line.number, draft.eid, **words)
        self._drafts.append(draft)

    def _begin_section(self, line: Line) -> _Draft:
        name = line.text[1:-1]
        if name not in _SECTION_EIDS:
            words = say_nearest(name, _SECTION_EIDS, likeness=LIKENESS_OF_WORDS, or_all=True)
            self._faults.add("markup-section-unknown", line.number, name=name, nearest=words)
        return _Draft(line, _SECTION_EIDS.get(name, ""))

    def _begin_measure(self, line: Line, match: re.Match[str]) -> _Draft:
        num = f"({match['numeral']})"
        number = _number(match["numeral"])
        eid = f"para_{number}" if number else ""
        if match["inserted"]:
            num += f"之{match['inserted']}"
            inserted = _number(match["inserted"])
            eid = f"{eid}-{inserted}" if eid and inserted else ""
            number = inserted and number
        if (match["open"], match["close"]) != ("(", ")"):
            self._faults.add("markup-full-width", line.number, eid)
        if number is None:
            self._faults.add("markup-measure-number", line.number, num=num)
        if match["heading"][:1] in tuple(BLANKS):
            self._faults.add("markup-indent", line.number, eid)
        place = Place(self._faults.file, line.number, eid)
        heading = read_runs(match["heading"], place, self._registry, self._faults.findings)
        if not heading:
            self._faults.add("markup-heading-missing", line.number, eid, num=num)
        return _Draft(line, eid, num, heading)

    def _read_paragraph(self, lines: Block) -> None:
        """Read a paragraph into the open part."""
        if not self._drafts:
            shape = "markup-section-shape" if lines[0].text.startswith("【") else "markup-outside"
            self._faults.add(shape, lines[0].number)
            return
        draft = self._drafts[-1]
        if draft.is_measure and draft.paragraphs:
            self._faults.add("markup-measure-paragraph", lines[0].number, draft.eid)
        sentences: list[Block] = []
        for line in lines:
            if draft.is_closed and not draft.is_overfull:
                draft.is_overfull = True  # reported once, and not for every following line
                self._faults.add("markup-after-responsibility", line.number, draft.eid)
            if RESPONSIBLE.match(line.text):
                self._read_responsibility(draft, line)
            elif line.text.startswith(INDENT) and line.text[len(INDENT)] not in BLANKS:
                clause = Line(line.number, line.text.removeprefix(INDENT))
                if not sentences:
                    self._faults.add("markup-clause-first", line.number, draft.eid)
                    sentences.append([])
                sentences[-1].append(clause)
            else:
                sentences.append([self._check_beginning(line, draft.eid)])
        if sentences:
            draft.paragraphs.append(tuple(self._read_sentence(draft, sentence) for sentence in sentences))

    def _check_beginning(self, line: Line, eid: str) -> Line:
        """The line as a sentence. It is a finding where the line begins almost like structure."""
        if line.text[0] in BLANKS:
            self._faults.add("markup-indent", line.number, eid)
            return Line(line.number, line.text.lstrip(BLANKS))
        if self._has_levels:
            return check_label(line, eid, self._faults)
        if line.text.startswith("【"):
            self._faults.add("markup-section-shape", line.number, eid)
        return line

    def _read_sentence(self, draft: _Draft, lines: Block) -> Provision:
        draft.sentences += 1
        eid = draft.eid_of(f"s_{draft.sentences}")
        first = lines[0]
        if len(lines) == 1:
            return self._read_provision(eid, first)
        clauses = tuple(self._read_provision(f"{eid}__c_{n}", line) for n, line in enumerate(lines, 1))
        return Provision(eid, clauses=clauses, line=first.number)

    def _read_provision(self, eid: str, line: Line) -> Provision:
        place = Place(self._faults.file, line.number, eid)
        runs = read_runs(line.text, place, self._registry, self._faults.findings)
        return Provision(eid, runs, line=line.number)

    def _read_responsibility(self, draft: _Draft, line: Line) -> None:
        if not draft.is_measure:
            self._faults.add("markup-responsibility-place", line.number, draft.eid)
            return
        draft.is_closed = True
        draft.responsibility = self._responsibility(line, draft.eid_of("resp"))

    def _responsibility(self, line: Line, eid: str = "") -> Responsibility | None:
        match = RESPONSIBILITY.fullmatch(line.text)
        if match is None or not _NAMES.fullmatch(match["names"]):
            self._faults.add("markup-responsibility-shape", line.number, eid)
            return None
        if (match["open"], match["colon"], match["close"]) != ("(", ":", ")"):
            self._faults.add("markup-full-width", line.number, eid)
        names = [self._read_name(name, line.number, eid) for name in _NAME.findall(match["names"])]
        agencies = tuple(name for name in names if name is not None)
        return Responsibility(eid, match["label"], agencies, line.number)

    def _read_name(self, spelled: str, line: int, eid: str) -> Mark | None:
        name = read_plain(spelled, Place(self._faults.file, line, eid), self._faults.findings)
        agency = self._registry.find_agency(name)
        if agency is None:
            words = nearest_agencies(name, self._registry)
            self._faults.add("markup-agency-unknown", line, eid, name=name, nearest=words)
            return None
        return Mark(name, "organization", agency.id, line)


def header_of(eid: str) -> str:
    """The header of the part with this eId: ``【附则】`` or ``(五)``."""
    if eid in SECTIONS:
        return f"【{SECTIONS[eid]}】"
    number, _, inserted = eid.removeprefix("para_").partition("-")
    return f"({write_numeral(int(number))})" + (f"之{write_numeral(int(inserted))}" if inserted else "")


def _number(text: str) -> int | None:
    """The number that a canonical numeral states; ``None`` for any other text."""
    try:
        number = numeral(text)
        return number if 0 < number < 10_000 and write_numeral(number) == text else None
    except ValueError:
        return None
