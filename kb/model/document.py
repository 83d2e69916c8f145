"""The text of a policy as typed data: sections, measures, sentences and marked words.

Both written forms of a text, Akoma Ntoso and the line form, hold exactly this. It contains no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Literal, TypeVar

from kb.model.numbers.numerals import write_numeral

Tag = Literal["quantity", "date", "term", "organization"]
"""The Akoma Ntoso element that a mark becomes."""

_NUMBER = re.compile("_([0-9]+)(-[0-9]+)?(?:_[0-9]+)?$")
_WITHIN = re.compile("__(?:s|c|sup|al|point|table|resp|note|intro|wrapup)(?:_|$)")

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

SECTIONS = {"preface": "通知", "preamble": "序言", "scope": "支持重点", "final": "附则"}
"""The name of each section, by eId, in the order of the text; measures come before the last."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the text with a meaning: a quantity, a date, a term or an agency.

    ``concept`` is the id of the registered concept or agency that they refer to.
    """

    text: str
    tag: Tag
    concept: str
    line: int = field(default=0, compare=False)


Run = str | Mark
"""A piece of text: plain or marked words."""


def text_of(runs: Iterable[Run]) -> str:
    """The words of some runs, without their marks."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Provision:
    """A sentence, or a clause of a sentence (分句), with its own eId.

    A sentence holds either runs or at least two clauses, never both.
    """

    eid: str
    runs: tuple[Run, ...] = ()
    clauses: tuple[Provision, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """The words as published, clauses joined."""
        return text_of(self.all_runs())

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marked words in order, including those of the clauses."""
        return tuple(run for run in self.all_runs() if isinstance(run, Mark))

    def all_runs(self) -> Iterator[Run]:
        """The runs in order, including those of the clauses."""
        yield from self.runs
        for clause in self.clauses:
            yield from clause.all_runs()

    def smallest(self) -> tuple[Provision, ...]:
        """The provisions that contain no others: the clauses, or the sentence itself."""
        return self.clauses or (self,)


Paragraph = tuple[Provision, ...]
"""Sentences published as one paragraph."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: the columns and rows that it spans, whether it holds words, whether it is a head."""

    columns: int = 1
    rows: int = 1
    is_filled: bool = True
    is_head: bool = False


Grid = tuple[tuple[Cell, ...], ...]
"""The cells of a table, row by row. Each filled cell holds one sentence, in this order."""


@dataclass(frozen=True, slots=True)
class Break:
    """The place where a further paragraph (款), an item (项, 目) or a table begins inside a provision.

    ``at`` is the number of sentences of the provision before it. An item has its printed label ``num``, a
    table has its ``grid``, and a paragraph has neither.
    """

    eid: str
    at: int
    num: str = ""
    grid: Grid = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document other than a measure: notice, preamble, scope or final provisions."""

    eid: str
    paragraphs: tuple[Paragraph, ...]
    line: int = field(default=0, compare=False)

    @property
    def sentences(self) -> tuple[Provision, ...]:
        """The sentences of all paragraphs in order."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)

    @property
    def text(self) -> str:
        """The words as published, one paragraph per line."""
        return "\n".join("".join(s.text for s in paragraph) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Division(Section):
    """A labelled part that holds provisions: 编, 章, 节 or 一、, or an annex (附件).

    It begins before the provision with the index ``before`` and ends at the next division of the same or a
    smaller ``depth``; an annex has depth 0. ``paragraphs`` are its own words. ``tables`` gives the index and
    grid of each paragraph that is a table.
    """

    num: str = ""
    heading_runs: tuple[Run, ...] = ()
    depth: int = 1
    before: int = 0
    tables: tuple[tuple[int, Grid], ...] = ()

    @property
    def text(self) -> str:
        """The words as published, one paragraph per line, beginning with the label and heading."""
        body = ("".join(s.text for s in paragraph) for paragraph in self.paragraphs)
        return "\n".join((self.num + text_of(self.heading_runs), *body))


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The closing words of a measure: the published label, and the agencies in the published order."""

    eid: str
    label: str
    agencies: tuple[Mark, ...]
    line: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """The words as published: ``(责任单位:市发展改革委、工业和信息化局)``."""
        return f"({self.label}:{'、'.join(agency.text for agency in self.agencies)})"


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered measure as written: number, heading, sentences and responsible agencies.

    ``sentences`` are all of its sentences. ``breaks`` are the places where further paragraphs, items and
    tables begin.
    """

    eid: str
    num: str
    heading_runs: tuple[Run, ...]
    sentences: Paragraph
    responsibility: Responsibility | None
    line: int = field(default=0, compare=False)
    breaks: tuple[Break, ...] = ()

    @property
    def heading(self) -> str:
        """The words of the heading as published, including the full stop."""
        return text_of(self.heading_runs)

    @property
    def number(self) -> int:
        """The Arabic number in the eId: 5 for ``para_5`` and ``art_5``, for ``para_5-1``, which was inserted
        after it, and for ``art_5_2``, which has the same label as ``art_5``.
        """
        found = _NUMBER.search(self.eid)
        return int(found[1]) if found else 0

    @property
    def place(self) -> str:
        """The number with the number of an insertion: ``5`` for ``art_5``, ``5-1`` for ``art_5-1``."""
        found = _NUMBER.search(self.eid)
        return found[1] + (found[2] or "") if found else ""

    def written(self, lang: str) -> tuple[str, str]:
        """The number and the end of the label: ``9`` and ``之一`` of 第九条之一, or ``9-1``."""
        number, _, behind = self.place.partition("-")
        if lang != "zh" or not behind:
            return self.place, ""
        return number, f"之{write_numeral(int(behind))}"

    def lead_of(self, eid: str) -> str:
        """The eId of the sentence that introduces the table in which a sentence stands; ``eid`` itself
        outside tables.
        """
        starts = [*(each.at for each in self.breaks), len(self.sentences)]
        for each, end in zip(self.breaks, starts[1:], strict=True):
            if each.grid and any(cell.eid == eid for cell in self.sentences[each.at : end]):
                return self.sentences[max(each.at - 1, 0)].eid
        return eid

    @property
    def text(self) -> str:
        """The words as published, one paragraph per line."""
        closing = self.responsibility.text if self.responsibility else ""
        starts = [0, *(each.at for each in self.breaks), len(self.sentences)]
        nums = ["", *(each.num for each in self.breaks)]
        bodies = [
            num + "".join(s.text for s in self.sentences[start:end])
            for num, (start, end) in zip(nums, pairwise(starts), strict=True)
        ]
        return "\n".join([self.num + self.heading + bodies[0], *bodies[1:]]) + closing


PartT = TypeVar("PartT", bound=Section | Clause)
"""A section or a measure."""

ChangeKind = Literal["substitution", "insertion", "repeal", "renumbering"]
"""The kind of change to a provision by an amendment, in the terms of Akoma Ntoso."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change that an amendment made to one provision.

    ``eid`` is its place in the amended version. ``old`` is its place before, empty for an insertion.
    ``after`` is the provision after which an insertion stands. ``source`` is the provision of the amending
    decision that states the change, or empty.
    """

    kind: ChangeKind
    eid: str
    old: str = ""
    after: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """The amendment that made this version out of the version ``base`` (the name of its folder).

    ``decision`` is the FRBR URI of the amending decision, ``title`` its title and ``decided`` its day
    (``YYYY-MM-DD``). Each is empty where it is unknown.
    """

    base: str
    changes: tuple[Change, ...] = ()
    decision: str = ""
    title: str = ""
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Repeal:
    """The repeal of the work from ``day`` on (``YYYY-MM-DD``), and the work that repeals it, if known."""

    day: str
    by: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """An attribute of the text that this program does not interpret: the place of its element, its name and
    value.

    ``place`` is the nearest eId and the path from there: ``art_5/heading``.
    """

    place: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """An element of the metadata that this program does not interpret: the part
    that holds it, and its XML.
    """

    part: str
    xml: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An element of the text that this program does not interpret: the path of the element that holds it, its
    XML, and its position there.

    Without a position, ``xml`` is the whole sentence, label or heading at ``place``, whose words hold the
    element.
    """

    place: str
    xml: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The whole text of one version of a policy.

    ``work`` is the FRBR URI of the work, ``language`` an ISO 639-2 code, ``version`` the day of the
    expression (``YYYY-MM-DD``). A section that the document lacks is ``None``. ``amendment`` is the amendment
    that made this version, ``repeal`` the repeal of the work. ``origins`` pairs the eIds of renumbered
    provisions with the eIds under which they were first published. ``removed`` are the eIds of provisions
    that were repealed and keep their numbers.

    ``levels`` names the ways of numbering of a text of several levels, the outermost first; that of its
    provisions has a star (``第一章``, ``*第一条``, ``（一）``). A flat list of measures has none.
    ``divisions`` are its chapters and annexes. ``extras``, ``kept`` and ``metadata`` hold what its Akoma
    Ntoso contains and this program does not interpret.
    """

    title: str
    work: str
    language: str
    version: str
    preface: Section | None
    preamble: Section | None
    scope: Section | None
    clauses: tuple[Clause, ...]
    final: Section | None
    amendment: Amendment | None = None
    repeal: Repeal | None = None
    origins: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    divisions: tuple[Division, ...] = ()
    extras: tuple[Extra, ...] = ()
    kept: tuple[Kept, ...] = ()
    metadata: tuple[Metadata, ...] = ()

    @property
    def issued(self) -> date:
        """The day of issue in the metadata: the day in the URI of the work, otherwise the version."""
        for part in self.work.split("/"):
            if _DAY.fullmatch(part):
                return date.fromisoformat(part)
        return date.fromisoformat(self.version)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the document has, in the order of the text, without the measures."""
        parts = (self.preface, self.preamble, self.scope, self.final)
        return tuple(part for part in parts if part is not None)

    @property
    def standing(self) -> tuple[Clause, ...]:
        """The measures that are not repealed."""
        return tuple(clause for clause in self.clauses if clause.eid not in self.removed)

    @property
    def parts(self) -> tuple[Section | Clause, ...]:
        """All parts that contain text, in the order of the text."""
        before = tuple(part for part in (self.preface, self.preamble, self.scope) if part is not None)
        after = (self.final,) if self.final is not None else ()
        return before + self.body + after + self.annexes

    @property
    def body(self) -> tuple[Section | Clause, ...]:
        """The chapters and measures in the order of the text, without those of annexes."""
        return self._between(self.divisions[: self._annex], 0, self._end)

    @property
    def annexes(self) -> tuple[Section | Clause, ...]:
        """The annexes, which come after the final provisions, and the provisions in them."""
        return self._between(self.divisions[self._annex :], self._end, len(self.clauses))

    @property
    def _annex(self) -> int:
        return next((n for n, one in enumerate(self.divisions) if not one.depth), len(self.divisions))

    @property
    def _end(self) -> int:
        """The number of measures before the annexes."""
        annex = self._annex
        return self.divisions[annex].before if annex < len(self.divisions) else len(self.clauses)

    def _between(self, divisions: tuple[Division, ...], start: int, end: int) -> tuple[Section | Clause, ...]:
        """The divisions and provisions from one index to another, in order."""
        found: list[Section | Clause] = []
        for division in divisions:
            found += self.clauses[start : division.before]
            found.append(division)
            start = division.before
        return (*found, *self.clauses[start:end])

    def part(self, eid: str) -> Section | Clause | None:
        """The section or measure with this eId, or ``None``."""
        found = (part for group in (self.clauses, self.sections, self.divisions) for part in group)
        return next((part for part in found if part.eid == eid), None)

    @property
    def text(self) -> str:
        """The published text, one paragraph per line, without a newline at the end."""
        return "\n".join(part.text for part in self.parts)

    @property
    def responsibilities(self) -> tuple[Responsibility, ...]:
        """The closing words of the measures, in the order of the text; a measure may have none."""
        return tuple(c.responsibility for c in self.clauses if c.responsibility is not None)

    def provisions(self) -> Iterator[Provision]:
        """Every sentence and clause in the order of the text."""
        for part in self.parts:
            for sentence in part.sentences:
                yield sentence
                yield from sentence.clauses


def renamed(part: PartT, eid: str) -> PartT:
    """A part with the new eId ``eid``; the eIds of everything inside change with it."""
    old = part.eid

    def of(inner: str) -> str:
        return eid + inner.removeprefix(old)

    def provision(one: Provision) -> Provision:
        return replace(one, eid=of(one.eid), clauses=tuple(map(provision, one.clauses)))

    if isinstance(part, Clause):
        closing = part.responsibility
        return replace(
            part,
            eid=eid,
            sentences=tuple(map(provision, part.sentences)),
            breaks=tuple(replace(each, eid=of(each.eid)) for each in part.breaks),
            responsibility=closing and replace(closing, eid=of(closing.eid)),
        )
    return replace(part, eid=eid, paragraphs=tuple(tuple(map(provision, one)) for one in part.paragraphs))


def join_label(num: str, words: str) -> str:
    """A label and the words after it, with the blank that follows a label such as 第五条 or 3.1."""
    return f"{num} {words}" if words and (num.startswith("第") or num[-1:].isdecimal()) else num + words


def part_of(eid: str) -> str:
    """The eId of the part that contains a provision or support.

    >>> part_of("para_5__s_4"), part_of("chp_2__para_3__sup_1")
    ('para_5', 'chp_2__para_3')
    """
    found = _WITHIN.search(eid)
    return eid[: found.start()] if found else eid


DELETED = "删去的"
"""The word before the name that a deleted provision had."""

_DELETED = 1000
_STEPS = {"s": "句", "c": "分句"}
_STEP = re.compile("__(s|c)_([0-9]+)")
_NUMBERED = re.compile(r"(?P<head>(?:.*_)?)(?P<number>[0-9]+)(?:-[0-9]+)?")


def eid_of_deleted(eid: str) -> str:
    """The eId for references to a deleted provision, which no provision has: its number plus a thousand.

    >>> eid_of_deleted("para_5__s_4")
    'para_5__s_1004'
    """
    found = _NUMBERED.fullmatch(eid)
    return f"{found['head']}{int(found['number']) + _DELETED}" if found else f"{eid}_{_DELETED}"


def eid_before_deletion(eid: str) -> str:
    """The eId that a deleted provision had, by the eId that replaces it.

    >>> eid_before_deletion("para_5__s_1004")
    'para_5__s_4'
    """
    head, _, number = eid.rpartition("_")
    return f"{head}_{int(number) % _DELETED}"


def is_deleted(eid: str) -> bool:
    """Whether an eId stands for a deleted provision, or for one inside a deleted provision.

    >>> is_deleted("para_5__s_1004__c_1"), is_deleted("para_5__s_4")
    (True, False)
    """
    return any(int(number) >= _DELETED for number in re.findall("_([0-9]+)", eid))


def name_place(eid: str) -> str:
    """The Chinese name of a sentence or clause within its part; empty for a part that is not deleted.

    A deleted provision is named by the number that it had, and a deleted part with its own number.

    >>> name_place("para_5__s_4"), name_place("para_5__s_3__c_1002"), name_place("para_1005__s_1")
    ('第四句', '第三句删去的第二分句', '删去的（五）第一句')
    """
    part = part_of(eid)
    named = [_numbered(int(n), f"第{{}}{_STEPS[kind]}") for kind, n in _STEP.findall(eid.removeprefix(part))]
    if is_deleted(part):
        named.insert(0, _numbered(int(part.rpartition("_")[2]), "（{}）"))
    return "".join(named)


def _numbered(number: int, form: str) -> str:
    """A name with its number, after the word for deleted provisions where it is one."""
    return (DELETED if number >= _DELETED else "") + form.format(write_numeral(number % _DELETED))


_ISSUED_TITLE = re.compile("(?:印发|发布|公布)《(.+)》的?(?:通知|公告|决定)")
_TRIAL = re.compile("试行|暂行")


def is_trial(title: str) -> bool:
    """Whether a text calls itself a trial (试行, 暂行); the titles of other texts that it names do not count.

    >>> is_trial("关于印发《风车办法（试行）》的通知"), is_trial("《风车暂行办法》实施细则")
    (True, False)
    """
    issued = _ISSUED_TITLE.search(title)
    own = re.sub("《[^》]*》|〈[^〉]*〉", "", issued[1] if issued is not None else title)
    return _TRIAL.search(own) is not None


_EARLIER = re.compile(
    "(?:施行|实施|生效|印发|发布)(?:之日)?[之以]?前[^。；;]{0,40}?(?:按照?|依照|适用|执行)[^。；;]{0,6}(?:原|旧|当时)"
    "[^。；;]{0,12}(?:规定|政策|办法|措施|标准|执行)"
)


_TITLE = "《[^《》]+》(?:[(（][^()（）]{1,40}[)）])?"
_TITLES = f"{_TITLE}(?:(?:[、和及与]|以及){_TITLE})*"
_REPEALS = re.compile(f"(?P<before>{_TITLES})[^,，。;；《》]{{0,12}}废止|废止(?P<after>{_TITLES})")
"""Words that repeal other texts: 《……》《……》同时废止, 废止《……》."""


def find_repealed(text: str) -> tuple[str, ...]:
    """The titles of the texts that a text repeals.

    A notice that issued a text (关于印发〈……〉的通知) is repealed with it.

    >>> find_repealed("依照《风车法》，《旧办法》、《关于印发〈水车办法〉的通知》同时废止。")
    ('旧办法', '水车办法')
    """
    stated = (found["before"] or found["after"] for found in _REPEALS.finditer(text))
    every = (one for words in stated for one in re.findall("(?:《|印发〈)([^《》〈〉]+)[》〉]", words))
    return tuple(dict.fromkeys(every))


def find_transition(text: str) -> str:
    """The words that leave what came before to earlier rules; empty where there are none.

    >>> find_transition("本办法施行前已受理的，按原规定执行。")
    '施行前已受理的，按原规定执行'
    """
    found = _EARLIER.search(text)
    return "" if found is None else found[0]


GONE = "（删去）"
"""The text that replaces the words of a provision that was repealed and keeps its number."""


def fingerprint(part: Section | Clause) -> str:
    """The first sixteen hexadecimal digits of the SHA-256 of a part's words, marks and agencies.

    It changes with every word and mark. It does not depend on line numbers or on the form of the file.
    """
    runs = [run for sentence in part.sentences for run in sentence.all_runs()]
    if isinstance(part, Clause):
        closing = part.responsibility.text if part.responsibility else ""
        runs = [part.num, *part.heading_runs, *runs, closing]
    written = [f"{run}\0" if isinstance(run, str) else f"{run.text}\0{run.concept}\0" for run in runs]
    return sha256("\1".join(written).encode()).hexdigest()[:16]
