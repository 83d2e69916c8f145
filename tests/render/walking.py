"""Walking the built pages: every digit must be in a component, and every component must be true.

The expected content of a component is computed here again from the text of the policy, by other means than
those of the pages: sums are read back from the printed words, and counts are counted again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml import etree, html

import kb
from kb import Policy
from kb.model.document import Mark

DIGIT = re.compile(r"\d")
COMPONENTS = (
    "figure",
    "count",
    "number",
    "clause",
    "quote",
    "reading-id",
    "hash",
    "version",
    "work",
    "standard",
)
"""The classes of elements that may contain digits."""

WIDE = str.maketrans(",:;()!?", "，：；（）！？")
"""The punctuation of pages for that of the text, whose marks all occur in Chinese sentences."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")

SEEN_ATTRIBUTES = (
    "title",
    "alt",
    "aria-label",
    "aria-description",
    "data-label",
    "content",
    "summary",
    "placeholder",
)
"""Attributes whose words people see or hear."""

_NARROW = str.maketrans("，：；（）！？", ",:;()!?")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A built page: its path in the site and its tree."""

    path: str
    root: html.HtmlElement

    @property
    def lang(self) -> str:
        """``zh`` or ``en``."""
        return "en" if self.path.startswith("en/") else "zh"

    @cached_property
    def ids(self) -> list[str]:
        """Every id on the page, in order."""
        return [element.get("id") for element in self.root.iter() if element.get("id")]

    def of_class(self, name: str) -> list[html.HtmlElement]:
        """The elements with a class."""
        return [e for e in self.root.iter(html.etree.Element) if name in _classes(e)]


@dataclass(frozen=True)
class Site:
    """A built site: its folder, and its pages by path; pages in traditional characters are separate."""

    folder: Path
    pages: dict[str, Page]
    traditional: dict[str, Page]

    def __getitem__(self, path: str) -> Page:
        return self.pages[path]

    def shared(self, name: str) -> str:
        """The path of a shared file in the site, by its name without the hash."""
        stem, _, suffix = name.rpartition(".")
        (found,) = (self.folder / "static").glob(f"{stem}.*.{suffix}")
        return found.relative_to(self.folder).as_posix()

    def read_shared(self, name: str) -> str:
        """The content of a shared file."""
        return (self.folder / self.shared(name)).read_text(encoding="utf-8")


def read_site(folder: Path) -> Site:
    """The site in a folder."""
    paths = sorted(folder.rglob("*.html"))
    pages = [read_page(p.relative_to(folder).as_posix(), p.read_text(encoding="utf-8")) for p in paths]
    made = {page.path: page for page in pages if page.path.startswith("zh-hant/")}
    return Site(folder, {page.path: page for page in pages if page.path not in made}, made)


def read_page(path: str, text: str) -> Page:
    """A page from its HTML."""
    parser = html.HTMLParser(encoding="utf-8")
    return Page(path, html.document_fromstring(text.encode(), parser=parser))


def words(element: html.HtmlElement) -> str:
    """The text of an element with blanks merged."""
    return re.sub(r"\s+", " ", element.text_content()).strip()


def bare(text: str) -> str:
    """Words without blanks, with punctuation in half width as published; pages write it in full width."""
    return re.sub(r"\s", "", text).translate(_NARROW)


def untrue(page: Page, truth: Truth) -> list[str]:
    """Every digit of a page outside components, and every component with wrong content."""
    found = [f"{page.path}: typed: {text!r}" for text in _typed(page)]
    for name in COMPONENTS:
        for element in page.of_class(name):
            problem = truth.doubt(name, element, page.lang)
            if problem:
                found.append(f"{page.path}: {name}: {problem}")
    return found + [f"{page.path}: attribute: {text!r}" for text in truth.strange_attributes(page)]


@dataclass(frozen=True)
class Truth:
    """The right contents of the components on a policy's pages."""

    policy: Policy

    def doubt(self, kind: str, element: html.HtmlElement, lang: str) -> str:
        """What is wrong with a component; empty where it is right."""
        text = element.text_content()
        match kind:
            case "figure":
                return self._doubt_figure(element, lang)
            case "count":
                expected = self.counts.get(element.get("data-of", ""))
                said = element.get("value", text)
                return (
                    "" if expected is not None and text == said == str(expected) else f"{text} of {expected}"
                )
            case "number":
                expected_number = self._number(element.get("data-eid", ""), lang, element)
                return "" if text in expected_number else f"{text} for {expected_number}"
            case "clause":
                return self._doubt_clause(element)
            case "quote":
                whole = self.texts.get(element.get("data-eid", ""), "").translate(WIDE)
                return "" if text and text in whole else f"{text!r} is not in {whole!r}"
            case "reading-id":
                return "" if text in {reading.id for reading in self.policy.readings} else text
            case "hash":
                return "" if text == sha256(self.policy.document.text.encode()).hexdigest() else text
            case "version":
                return "" if text in (self.policy.document.version, kb.__version__) else text
            case "work":
                return "" if text == self.policy.document.work else text
            case "standard":
                return "" if text == "WCAG 2.2" else text
            case _:
                raise AssertionError(kind)

    def strange_attributes(self, page: Page) -> Iterator[str]:
        """Words in attributes with a digit that is not the number of a measure."""
        numbers = {str(clause.number) for clause in self.policy.document.clauses}
        for element in page.root.iter(html.etree.Element):
            if element.tag == "meta" and (element.get("name") == "viewport" or element.get("http-equiv")):
                continue
            for name in SEEN_ATTRIBUTES:
                value = element.get(name, "")
                if any(run not in numbers for run in re.findall(r"\d+", value)):
                    yield value

    @cached_property
    def texts(self) -> dict[str, str]:
        """The published words of every part, sentence, clause and list of agencies."""
        document = self.policy.document
        found = {part.eid: part.text for part in document.parts}
        found |= {provision.eid: provision.text for provision in document.provisions()}
        return found | {r.eid: r.text for r in document.responsibilities}

    @cached_property
    def quantities(self) -> dict[str, list[Mark]]:
        """The marked quantities of every sentence and clause without inner clauses, and the day of issue in
        the address of the work, which is in none.
        """
        units = {c.id for c in self.policy.registry.concepts if c.unit}
        provisions = [p for p in self.policy.document.provisions() if not p.clauses]
        found = {
            p.eid: [m for m in p.marks if m.concept in units and m.tag != "organization"] for p in provisions
        }
        if day := re.search(r"/(\d{4})-(\d\d)-(\d\d)/", self.policy.document.work):
            year, month, of_month = map(int, day.groups())
            found[""] = [Mark(f"{year}年{month}月{of_month}日", "date", "印发日期")]
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of everything that pages count."""
        policy, measures = self.policy, self.policy.measures
        grants = [s for m in measures for s in m.supports if s.form == "grant"]
        found = {
            "measures": len(policy.document.clauses),
            "agencies": len({mark.concept for r in policy.document.responsibilities for mark in r.agencies}),
            "domains": len(policy.domains),
            "supports": sum(len(m.supports) for m in measures),
            "grants": len(grants),
            "readings": len(policy.readings),
            "instruments": len({c.instrument.id for c in policy.citations}),
        }
        named = {
            r.eid.removesuffix("__resp"): [m.concept for m in r.agencies]
            for r in policy.document.responsibilities
        }
        for agency in policy.agencies:
            mine = [eid for eid, ids in named.items() if agency.id in ids]
            found[f"agency:{agency.id}"] = len(mine)
            found[f"first:{agency.id}"] = sum(named[eid][0] == agency.id for eid in mine)
            for other in policy.agencies:
                found[f"shared:{agency.id}:{other.id}"] = sum(other.id in named[eid] for eid in mine)
        for eid, ids in named.items():
            found[f"agencies:{eid}"] = len(ids)
        used = {reading.id: reading.default for reading in policy.readings}
        for situation in policy.situations:
            key, about = situation.id, {subject.id for subject in situation.subjects}
            mine = [
                support
                for support in policy.supports
                if any(
                    q.concept.id in about and all(used[r] == o for r, o in q.under) for q in support.subjects
                )
            ]
            found[f"situation:{key}"] = len(mine)
            found[f"situation-grants:{key}"] = sum(support.form == "grant" for support in mine)
        for support in grants:
            found[f"conditions:{support.id}"] = sum(_tests(r, used) for r in support.requirements)
        for domain in policy.domains:
            inside = [m for m in measures if domain.id in {link.domain.id for link in m.domains}]
            found[f"domain:{domain.id}"] = len(inside)
            found[f"domain-grants:{domain.id}"] = sum(s in m.supports for m in inside for s in grants)
        for concept in policy.registry.concepts:
            found[f"form:{concept.id}"] = sum(s.form == concept.id for m in measures for s in m.supports)
            found[f"subject:{concept.id}"] = sum(
                any(q.concept.id == concept.id and all(used[r] == o for r, o in q.under) for q in s.subjects)
                for m in measures
                for s in m.supports
            )
        return found

    def _number(self, eid: str, lang: str, element: html.HtmlElement) -> tuple[str, ...]:
        if "__" in eid:
            assert eid in self.texts, eid
            return (re.findall(r"\d+", eid)[-1],)
        clause = next(c for c in self.policy.document.clauses if c.eid == eid)
        arabic = eid.removeprefix("para_")
        # A cell of the matrix has space for two digits in both languages.
        numeral = clause.num.translate(WIDE)
        return (
            (numeral, arabic) if element.tag.endswith("tspan") else ((numeral if lang == "zh" else arabic),)
        )

    def _doubt_clause(self, element: html.HtmlElement) -> str:
        paragraphs = element.findall("p")
        text = "\n".join(p.text_content() for p in paragraphs) if paragraphs else element.text_content()
        expected = self.texts.get(element.get("data-eid", ""), "").translate(WIDE)
        return "" if text == expected else f"{text!r} is not {expected!r}"

    def _doubt_figure(self, element: html.HtmlElement, lang: str) -> str:
        text, eids = element.text_content(), element.get("data-eid", "").split(",")
        indices = element.get("data-index", "").split(",")
        if len(eids) == 1:
            eids *= len(indices)
        marks = [self.quantities[eid][int(n)].text for eid, n in zip(eids, indices, strict=True)]
        said = element.get("datetime") or element.get("value") or element.get("data-value")
        derive = element.get("data-derive")
        value = _derived(derive, *marks) if derive else read(marks[0])
        if not derive and element.get("data-words") != marks[0]:
            return f"{element.get('data-words')} is not {marks[0]}"
        in_clause = any("clause" in _classes(a) for a in element.iterancestors())
        if in_clause:
            printed = text == marks[0]
        elif lang == "zh" and not derive:
            printed = text == marks[0] + ("元" if re.fullmatch(r"\d+[万亿]", marks[0]) else "")
        else:
            printed = read(text) == value
        problem = "" if printed else f"{text} for {marks}"
        return problem or ("" if _machine(said or "") == value else f"{said} is not {value}")


def _tests(requirement: Any, used: dict[str, str]) -> int:
    """The number of tests in a requirement under the readings in use."""
    if any(used[reading] != option for reading, option in requirement.under):
        return 0
    parts = getattr(requirement, "parts", None)
    return 1 if parts is None else sum(_tests(part, used) for part in parts)


Read = tuple[str, Fraction | date]
"""A kind and a value: yuan, a fraction of one, a number of things or years, or a day."""


def read(text: str) -> Read:
    """The content of a figure, in Chinese or English, read by separate rules and not by the program's."""
    if match := re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", text):
        return "day", date(*map(int, match.groups()))
    if match := re.fullmatch(r"(\d+) ([A-Z][a-z]+) (\d{4})", text):
        return "day", date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    if match := re.fullmatch(r"(\d{4})年(\d+)月", text):
        return "day", date(int(match[1]), int(match[2]) + 1, 1) - timedelta(days=1)
    if match := re.fullmatch(r"([\d.]+)%", text):
        return "number", Fraction(match[1]) / 100
    if match := re.fullmatch(r"(\d+)(年| years?)", text):
        return "years", Fraction(match[1])
    if match := re.fullmatch(r"([\d,.]+)(万|亿)?元?", text):
        if not text.endswith(("元", "万", "亿")):
            return "number", Fraction(text)
        scale = {None: 1, "万": 10**4, "亿": 10**8}[match[2]]
        return "number", Fraction(match[1].replace(",", "")) * scale
    if match := re.fullmatch(r"([\d,.]+)( million)? yuan", text):
        return "number", Fraction(match[1].replace(",", "")) * (10**6 if match[2] else 1)
    if match := re.fullmatch(r"(\d+|[两])(张|个阶段)?", text):
        return "number", Fraction(2 if match[1] == "两" else int(match[1]))
    raise AssertionError(f"unread: {text!r}")


def _machine(text: str) -> Read:
    if match := re.fullmatch(r"P(\d+)Y", text):
        return "years", Fraction(match[1])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return "day", date.fromisoformat(text)
    return "number", Fraction(text)


def _derived(derive: str, first: str, second: str) -> Read:
    one, two = read(first)[1], read(second)[1]
    if derive == "binds-from":
        assert isinstance(one, Fraction)
        assert isinstance(two, Fraction)
        # The least number of fen whose share is the ceiling; with one fen less the share is below it.
        fen = int(two * 100 / one)
        least = next(n for n in range(fen - 1, fen + 3) if n * one >= two * 100)
        assert (least - 1) * one < two * 100
        return "number", Fraction(least, 100)
    assert isinstance(one, date)
    if isinstance(two, date):
        return "day", two
    assert isinstance(two, Fraction)
    anniversary = one.replace(year=one.year + int(two))
    return "day", anniversary - timedelta(days=1) if derive == "last-day" else anniversary


def _typed(page: Page) -> Iterator[str]:
    """Texts with a digit outside components."""
    for element in page.root.iter(html.etree.Element):
        if element.tag in ("style", "script") or _local(element) == "style":
            continue
        if element.text and DIGIT.search(element.text) and not _in_component(element):
            yield element.text.strip()
        parent = element.getparent()
        if element.tail and DIGIT.search(element.tail) and parent is not None and not _in_component(parent):
            yield element.tail.strip()


def _in_component(element: html.HtmlElement) -> bool:
    return any(_classes(e) & set(COMPONENTS) for e in (element, *element.iterancestors()))


def _classes(element: html.HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _local(element: html.HtmlElement) -> str:
    return str(element.tag).rpartition("}")[2]


def unmarked_chinese(root: etree._Element) -> list[str]:
    """The Chinese words of a page in English that no element marks as Chinese."""
    found = []
    for element in root.iter(etree.Element):
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if not text or owner is None or element.tag in ("style", "script"):
                continue
            if _CHINESE.search(text):
                near = (owner, *owner.iterancestors())
                lang = next(one.get("lang") for one in near if one.get("lang"))
                if lang != ("zh-Hant" if text == "繁體" else "zh-Hans"):
                    found.append(text)
    return found
