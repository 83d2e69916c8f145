"""The nodes of a case file: values, lists and mappings, each with its line, and the findings made while
reading.

YAML and JSON give the same nodes. A value keeps its characters, so that no number is ever rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from kb.model.words.errors import Finding, Place, PolicyError, error, note
from kb.model.words.names import clip

MOST_DEEP = 8
"""The greatest depth of nested lists and mappings; a case has four."""

MOST_ITEMS = 300
"""The greatest number of claims or of grants in a case. With that many of both, an answer takes a dozen
seconds.
"""

MOST_KEYS = 200
"""The greatest number of keys in a mapping."""

MOST_CHARACTERS = 1000
"""The greatest length of a value or key."""

MOST_FINDINGS = 100
"""The greatest number of reported findings; of the others only the count is reported."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,99})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")

Data = str | int | Decimal | bool | None | list["Data"] | dict[str, "Data"]
"""The data that a JSON schema validates."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value in its own characters. ``plain`` means without quotes; ``bad`` means already reported and not
    read.
    """

    text: str
    line: int
    plain: bool = True
    bad: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the value is empty or an explicit null."""
        return self.plain and self.text in ("", "~", "null")

    @property
    def data(self) -> Data:
        """The value by its form: without quotes a number, a Boolean or null; otherwise a text."""
        if self.bad or self.is_empty:
            return None
        if self.plain and _WHOLE.fullmatch(self.text):
            return int(self.text)
        if self.plain and _DECIMAL.fullmatch(self.text):
            return Decimal(self.text)
        return self.text == "true" if self.plain and self.text in ("true", "false") else self.text


@dataclass(frozen=True, slots=True)
class Pair:
    """A key of a mapping, its line and its value."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    line: int

    @property
    def data(self) -> Data:
        """The list as a schema sees it."""
        return [node.data for node in self.nodes]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping."""

    entries: tuple[Pair, ...]
    line: int

    @property
    def data(self) -> Data:
        """The mapping as a schema sees it."""
        return {entry.key: entry.value.data for entry in self.entries}

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Node = Scalar | Items | Keyed


@dataclass(slots=True)
class Faults:
    """The findings about a case file, collected so that all are reported at once."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    def add(self, code: str, line: int, path: str = "", **words: object) -> None:
        """Add a finding; beyond the first hundred they are only counted."""
        if self.is_full:
            self.more += 1
        else:
            self.findings.append(error(code, Place(self.file, line, path), **words))

    @property
    def is_full(self) -> bool:
        """Whether further findings are only counted, so that their words need not be made."""
        return len(self.findings) >= MOST_FINDINGS

    def raise_any(self) -> None:
        """Raise :class:`PolicyError` with all findings in the order of their lines, if there are any."""
        if not self.findings:
            return
        found = sorted(self.findings, key=lambda finding: finding.place.line)
        if self.more:
            found.append(note("case-more", Place(self.file), count=self.more))
        raise PolicyError(found)


class Malformed(Exception):
    """Reading cannot go on from here; the finding has been added."""


@dataclass(slots=True)
class _Open:
    keyed: bool
    line: int
    path: str
    nodes: list[Node] = field(default_factory=list)
    entries: list[Pair] = field(default_factory=list)
    key: Scalar | None = None
    first: dict[str, int] = field(default_factory=dict)


class Builder:
    """Builds nodes from the events of a reader, and refuses what no case needs.

    ``root`` is the whole once everything is closed. Every method raises :class:`Malformed` where reading
    cannot go on.
    """

    def __init__(self, faults: Faults) -> None:
        self.root: Node | None = None
        self._faults = faults
        self._open: list[_Open] = []

    def scalar(self, node: Scalar) -> None:
        """A value, or the next key."""
        if len(node.text) > MOST_CHARACTERS:
            self.fault("case-value-long", node.line, most=MOST_CHARACTERS)
            node = Scalar(node.text[:MOST_CHARACTERS], node.line, node.plain, bad=True)
        around = self._open[-1] if self._open else None
        if around is not None and around.keyed and around.key is None:
            if not node.text:
                self.fault("case-key-form", node.line)
            around.key = node
        else:
            self._put(node)

    def open(self, *, keyed: bool, line: int) -> None:
        """A mapping or a list begins."""
        if len(self._open) == MOST_DEEP:
            self.stop("case-deep", line, most=MOST_DEEP)
        if self._open and self._open[-1].keyed and self._open[-1].key is None:
            self.stop("case-key-form", line)
        self._open.append(_Open(keyed, line, self.path))

    def close(self) -> None:
        """End the mapping or list begun last."""
        done = self._open.pop()
        whole = Keyed(tuple(done.entries), done.line) if done.keyed else Items(tuple(done.nodes), done.line)
        self._put(whole)

    @property
    def path(self) -> str:
        """The path of the next value: ``claims[0].id``."""
        if not self._open:
            return ""
        around = self._open[-1]
        if not around.keyed:
            return f"{around.path}[{len(around.nodes)}]"
        return join(around.path, around.key.text) if around.key else around.path

    def fault(self, code: str, line: int, **words: object) -> None:
        """Report a finding at the current place."""
        self._faults.add(code, line, self.path, **words)

    def stop(self, code: str, line: int, **words: object) -> None:
        """Report a finding after which nothing can be read. Raises :class:`Malformed`."""
        self.fault(code, line, **words)
        raise Malformed

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        around = self._open[-1]
        if not around.keyed:
            if len(around.nodes) == MOST_ITEMS:
                self._open.pop()
                self.stop("case-many", around.line, most=MOST_ITEMS)
            around.nodes.append(node)
            return
        key, around.key = around.key, None
        if key is None or not key.text or key.bad:
            return
        if key.text in around.first:
            path = join(around.path, key.text)
            words = {"key": clip(key.text), "first": around.first[key.text]}
            self._faults.add("case-key-twice", key.line, path, **words)
            return
        if len(around.entries) == MOST_KEYS:
            self._open.pop()
            self.stop("case-many", around.line, most=MOST_KEYS)
        around.first[key.text] = key.line
        around.entries.append(Pair(key.text, key.line, node))


def join(path: str, key: str) -> str:
    """The path of a key within the mapping at ``path``; it holds no blanks."""
    word = clip(key).replace(" ", "_")
    return f"{path}.{word}" if path else word
