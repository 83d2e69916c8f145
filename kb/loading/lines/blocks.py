"""A text split into numbered lines and into blocks separated by blank lines, with its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.loading.lines.runs import read_plain
from kb.loading.lines.shapes import BLANKS, ESCAPE, FORBIDDEN, HEAD, SECTION
from kb.model.words.errors import Finding, Place, PolicyError, error


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number, and its text without blanks at the end."""

    number: int
    text: str

    @property
    def is_header(self) -> bool:
        """Whether a section or measure begins with this line."""
        return bool(SECTION.fullmatch(self.text) or HEAD.match(self.text))


Block = list[Line]
"""Consecutive lines without a blank line among them."""


@dataclass(slots=True)
class Faults:
    """The findings of one text so far."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, line: int, eid: str = "", **words: object) -> None:
        """Add a finding."""
        self.findings.append(error(code, Place(self.file, line, eid), **words))

    def stop(self) -> None:
        """Raise :class:`PolicyError` with all findings, in the order of the lines, if there are any."""
        if self.findings:
            raise PolicyError(sorted(self.findings, key=lambda finding: finding.place.line))


def split_blocks(text: str, first_line: int, faults: Faults) -> list[Block]:
    """The blocks of a text whose first line has the number ``first_line``."""
    blocks: list[Block] = [[]]
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, first_line):
        for char in sorted(set(FORBIDDEN.findall(line))):
            faults.add("markup-character", number, character=f"U+{ord(char):04X}")
        stripped = without_trailing_blanks(line)
        if stripped:
            blocks[-1].append(Line(number, stripped))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def read_words(spelled: str, line: int, eid: str, faults: Faults) -> str:
    """The words at the end of a line, where no marks are allowed."""
    if spelled[:1] and spelled[0] in BLANKS:
        faults.add("markup-indent", line, eid)
    return read_plain(spelled, Place(faults.file, line, eid), faults.findings)


def parts_of(blocks: list[Block]) -> Iterator[tuple[Line | None, bool, Block]]:
    """Each paragraph, with the header directly above it if there is one, and whether that header begins a
    block.
    """
    for block in blocks:
        header: Line | None = None
        begins = True
        lines: Block = []
        for place, line in enumerate(block):
            if not line.is_header:
                lines.append(line)
                continue
            if place:
                yield header, begins, lines
            header, begins, lines = line, not place, []
        yield header, begins, lines


def without_trailing_blanks(line: str) -> str:
    """A line or cell without the blanks at its end; one after a backslash is kept."""
    stripped = line.rstrip(BLANKS)
    escapes = len(stripped) - len(stripped.rstrip(ESCAPE))
    # After an odd number of backslashes, the last one escapes the blank.
    return line[: len(stripped) + 1] if escapes % 2 and len(stripped) < len(line) else stripped
