"""Values of facts in a case file → typed values; for an unreadable value, how it should have been written.

The readers return ``None`` for an unreadable value, with the finding added at the spot.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from kb.cases.nodes import Faults, Items, Keyed, Node, Scalar, join
from kb.model.fact_types import MOST_COUNT, MOST_FEN, MOST_STEPS
from kb.model.facts import Choice, Fact
from kb.model.numbers import read_value
from kb.model.numbers.numerals import MOST_DIGITS, plain_words
from kb.model.values import FIRST_YEAR, LAST_YEAR, MEASURES, Measured, Money, Rate, Span, Unit
from kb.model.words.errors import LANGUAGES
from kb.model.words.names import HIDDEN, UNSEEN, clip, find_nearest

MEASURE = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
"""A measured number in decimals, of the unit of its fact."""

MOST_NAME = 200
"""The length of the longest name, in characters."""

MONEY = (
    r"(?:0|[1-9][0-9]*)(?:(?:\.[0-9]{1,2})?元?|(?:\.[0-9]+)?(?:[十百千]?[万亿]|万亿|[千百])元?)"
    r"|[1-9][0-9]*(?:[十百千]?[万亿]|万亿|千)(?:零?[1-9][0-9]*[十百千]?[万千百]?)+元?"
    r"|[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+[万亿]?)?元?"
)
"""A sum in yuan with at most two decimals, in 万元 or 亿元, in both (1亿2000万), or in Chinese numerals."""

DAY = r"(?:20[0-9]{2}|2100)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
"""A day in ISO 8601."""

NAME = rf"[^\s{UNSEEN}](?:[^{UNSEEN}]*[^\s{UNSEEN}])?"
"""A name without blanks at its ends, line breaks and invisible characters."""

YES_NO = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
"""The words for yes and no."""

_DECIMALS = re.compile(MEASURE)
_QUANTITIES: dict[str, Unit] = {"percent": "rate", "months": "years"}
"""The names of quantities of the text that a fact with another name measures."""

_MONEY, _DAY, _NAME = re.compile(MONEY), re.compile(DAY), re.compile(NAME)
_ANY_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE_DAY = re.compile(
    r"([0-9]{4})[-年./ ]([0-9]{1,2})[-月./ ]([0-9]{1,2})日?(?:[ T].*)?|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_FINE = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]{3,}元?")
_GROUPS = re.compile(r"(?<=[0-9])[,_' ](?=[0-9]{3}(?![0-9]))")
_SPACES = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:人民币|RMB|CNY|(?<=元)整)$", re.IGNORECASE)

_WAN = re.compile("(?<=[0-9])[wW](?=元?$)")

MOST_LISTED = 20
"""The greatest number of choices that a message lists."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a fact: where findings are reported, and for which fact or choice."""

    faults: Faults
    path: str
    fact: Fact
    choice: Choice | None = None

    def add(self, code: str, node: Node, **words: object) -> None:
        """Report a finding about the value at this place."""
        of = self.choice or self.fact
        named = {"fact": of.id, "name_zh": of.name, "name_en": of.name_en}
        value = clip(node.text) if isinstance(node, Scalar) else ""
        self.faults.add(code, node.line, self.path, **(named | {"value": value} | words))

    def within(self, path: str, choice: Choice | None = None) -> Spot:
        """A place inside this one, at ``path``; ``choice`` is the choice that it is about, if any."""
        return Spot(self.faults, path, self.fact, choice)


def nearest(word: str, known: Sequence[Fact | Choice], most: int = 3) -> list[Fact | Choice]:
    """The facts or choices whose id or name is most similar to ``word`` or contains it, the best first."""
    names = {one.id: (one.id, one.name, one.name_en.lower()) for one in known}
    every = list(dict.fromkeys(name for several in names.values() for name in several))
    word = word.lower()
    found = find_nearest(word, every, 2 * most)
    if len(word) >= (4 if word.isascii() else 2):
        found += [name for name in every if word in name]
    like = {one.id: one for name in found for one in known if name in names[one.id]}
    return list(like.values())[:most]


def spell(known: Sequence[Fact | Choice], lang: str) -> str:
    """Ids with their names for a sentence; of very many only the first."""
    listed, more = known[:MOST_LISTED], len(known) > MOST_LISTED
    if lang == "zh":
        return ("、".join(f"{one.id}（{one.name}）" for one in listed) or "—") + ("……" if more else "")
    return (", ".join(f"{one.id} ({one.name_en})" for one in listed) or "—") + (" …" if more else "")


def read_yes_no(node: Scalar, spot: Spot) -> bool | None:
    """Yes or no."""
    if node.text not in YES_NO:
        spot.add("case-yes-no", node)
    return YES_NO.get(node.text)


def read_choice(node: Scalar, spot: Spot) -> str | None:
    """The id of one of the choices of the fact."""
    if spot.fact.choice(node.text):
        return node.text
    known = spot.fact.choices
    if spot.faults.is_full:
        spot.faults.more += 1
        return None
    near = nearest(node.text, known)
    if len(known) > MOST_LISTED:
        words = {f"near_{lang}": spell(near or known[:3], lang) for lang in LANGUAGES}
        spot.add("case-choice-many", node, count=len(known), **words)
        return None
    words = {f"near_{lang}": spell(near, lang) for lang in LANGUAGES}
    words |= {f"known_{lang}": spell(known, lang) for lang in LANGUAGES}
    spot.add("case-choice-near" if near else "case-choice-unknown", node, **words)
    return None


def read_choices(node: Node, spot: Spot) -> dict[str, bool] | None:
    """Which choices hold; a list states all of them, a mapping those that it names."""
    if isinstance(node, Items):
        return _listed(node, spot)
    if isinstance(node, Keyed):
        return _stated(node, spot)
    if node.is_empty:
        spot.add("case-value-empty", node)
    elif not node.bad:
        first = spot.fact.choices[0].id if spot.fact.choices else "…"
        spot.add("case-choices-form", node, example=node.text if spot.fact.choice(node.text) else first)
    return None


def _listed(node: Items, spot: Spot) -> dict[str, bool] | None:
    """A list states every choice: choices that it does not name are denied."""
    chosen: list[str | None] = []
    for n, item in enumerate(node.nodes):
        here = spot.within(f"{spot.path}[{n}]")
        choice = None
        if not isinstance(item, Scalar):
            here.add("case-scalar-wanted", item)
        elif not item.bad:
            choice = read_choice(item, here)
        if choice is not None and choice in chosen:
            here.add("case-choice-twice", item)
            choice = None
        chosen.append(choice)
    return None if None in chosen else {choice.id: choice.id in chosen for choice in spot.fact.choices}


def _stated(node: Keyed, spot: Spot) -> dict[str, bool] | None:
    """A mapping states the choices that it names."""
    stated: dict[str, bool] = {}
    for entry in node.entries:
        choice = spot.fact.choice(entry.key)
        here, value = spot.within(join(spot.path, entry.key), choice), entry.value
        if choice is None:
            read_choice(Scalar(entry.key, entry.line), here)
            continue
        if not isinstance(value, Scalar):
            here.add("case-scalar-wanted", value)
        elif value.is_empty:
            here.add("case-value-empty", value)
        elif not value.bad and (said := read_yes_no(value, here)) is not None:
            stated[entry.key] = said
    return stated if len(stated) == len(node.entries) else None


def read_money(node: Scalar, spot: Spot) -> Money | None:
    """A sum."""
    value, fault = read_sum(node.text)
    if value is not None:
        return value
    plain = _plain_sum(node.text)
    likely, other = read_sum(plain)
    if node.text.startswith("-") and (read_sum(node.text[1:])[1] in ("", "case-money-fine")):
        spot.add("case-money-negative", node)
    elif fault == "case-money-form" and likely is not None:
        spot.add("case-money-likely", node, likely=plain if plain[0].isdecimal() else write_money(likely))
    else:
        spot.add(other if fault == "case-money-form" else fault, node)
    return None


def is_name(text: str) -> bool:
    """Whether a text is a valid name in a case."""
    return len(text) <= MOST_NAME and HIDDEN.search(text) is None and bool(_NAME.fullmatch(text))


def read_sum(text: str) -> tuple[Money | None, str]:
    """A sum as a case writes it, or ``None`` and the code of the finding."""
    if not _MONEY.fullmatch(text):
        return None, "case-money-fine" if _FINE.fullmatch(text) else "case-money-form"
    try:
        value = read_value(text if text[-1] in "元万亿" else f"{text}元", "money")
    except ValueError:
        is_long = len(text) > MOST_DIGITS
        fine = re.search("[.点]", text)
        return None, f"case-money-{'fine' if fine else 'large' if is_long else 'form'}"
    if not isinstance(value, Money) or value.fen > MOST_FEN:
        return None, "case-money-large"
    return value, ""


def _plain_sum(text: str) -> str:
    """The probable correct spelling of a sum that only people can read."""
    plain = _CURRENCY.sub("", plain_words(unicodedata.normalize("NFKC", text).strip()))
    plain = _SPACES.sub("", _GROUPS.sub("", plain))
    return _WAN.sub("万", plain)


def write_money(value: Money) -> str:
    """A sum in yuan: ``50000000``, or ``33333333.34`` where it has fen."""
    yuan, fen = divmod(value.fen, 100)
    return f"{yuan}.{fen:02d}" if fen else str(yuan)


def read_day(node: Scalar, spot: Spot) -> date | None:
    """A day."""
    # A day in full width is accepted too, as in the browser and in options of commands.
    parts = _ANY_DAY.fullmatch(unicodedata.normalize("NFKC", node.text))
    if parts is None or not 1 <= int(parts[2]) <= 12:
        likely = _likely_day(node.text)
        spot.add("case-date-likely" if likely else "case-date-form", node, likely=likely)
        return None
    year, month, day = (int(part) for part in parts.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        spot.add("case-date-range", node, first=f"{FIRST_YEAR}-01-01", last=f"{LAST_YEAR}-12-31")
        return None
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        spot.add("case-date-calendar", node, last=f"{year}-{month:02d}-{days}")
        return None
    return date(year, month, day)


def _likely_day(text: str) -> str:
    parts = _LOOSE_DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if parts is None:
        return ""
    year, month, day = (int(part) for part in parts.groups() if part)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def read_count(node: Scalar, spot: Spot) -> int | None:
    """A whole number."""
    number = node.data
    if isinstance(number, bool) or not isinstance(number, int) or str(number) != node.text:
        spot.add("case-count-form", node)
        return None
    if not 0 <= number <= MOST_COUNT:
        spot.add("case-count-range", node, most=MOST_COUNT)
        return None
    return number


def read_measured(node: Scalar, spot: Spot) -> Measured | None:
    """A measured number, of the unit of the fact."""
    value = read_measure(node.text, spot.fact.unit)
    if value is None or value.steps > MOST_STEPS:
        _, _, steps = MEASURES[spot.fact.unit]
        code = "case-measure-form" if not _DECIMALS.fullmatch(node.text) else "case-measure-fine"
        code = code if value is None else "case-measure-range"
        most = f"{MOST_STEPS // steps:,}"
        units = {"unit_zh": MEASURES[spot.fact.unit][0], "unit_en": MEASURES[spot.fact.unit][1]}
        spot.add(code, node, most=most, places=len(str(steps)) - 1, **units)
        return None
    return value


def read_measure(text: str, unit: str) -> Measured | None:
    """A measured number as a case writes it: a decimal, or one with a unit (``1.5兆瓦``, ``20%``).

    ``None`` where it is no such number, or finer than the steps of the unit.
    """
    size = MEASURES[unit][2]
    if _DECIMALS.fullmatch(text):
        steps = Fraction(text) * size
        return Measured(steps.numerator, unit) if steps.denominator == 1 else None
    try:
        value = read_value(text, _QUANTITIES.get(unit) or cast(Unit, unit))
    except ValueError:
        return None
    match value:
        case Rate(of_one) if (of_one * 100 * size).denominator == 1:
            return Measured(int(of_one * 100 * size), unit)
        case Span(months):
            return Measured(months, unit)
        case Measured():
            return value
        case _:
            return None


def read_name(node: Scalar, spot: Spot) -> str | None:
    """A name."""
    if not isinstance(node.data, str | int) or isinstance(node.data, bool):
        spot.add("case-name-quotes", node)
        return None
    if (unseen := HIDDEN.search(node.text)) and unseen[0] not in "\t\n\r":
        spot.add("case-character", node, character=f"U+{ord(unseen[0]):04X}")
        return None
    if len(node.text) > MOST_NAME or not _NAME.fullmatch(node.text):
        spot.add("case-name-form", node, most=MOST_NAME)
        return None
    return node.text
