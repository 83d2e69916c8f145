"""Hypothesis strategies: cases of the toy policy with all facts, case files as data, and
ways to break them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import strategies as st

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.form import Form, Part
from kb.model.facts import Fact
from kb.model.values import Money
from kb.model.words.names import HIDDEN

NASTY_NAMES = (
    "yes", "no", "null", "~", "true", "1e5", ".inf", "0x1F", "012", "2026-03-01", "12:30:00", "- a", "a: b",
    "#a", "&a", "*a", "!a", "%a", "@a", "`a`", "{a}", "[a]", "'", '"', "\\", "\\n", "a #b", "：", "，",
    "“甲”", "甲 乙", "é", "e\u0301", "😀", "👩💻", "𠮷", "<<", "=", "?", "|", ">", "-", "--- a", "...",
    "33.50", "-5", "0",
)  # fmt: skip
"""Names that YAML could read as something else."""

_SEEN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Cn"))
_WORDS = st.text(_SEEN.filter(lambda character: not HIDDEN.match(character)), min_size=1, max_size=60)
names = st.sampled_from(NASTY_NAMES) | _WORDS
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
sums = st.one_of(st.integers(0, 10**14), st.integers(0, 10**12).map(lambda yuan: yuan * 100)).map(Money)


def values(fact: Fact) -> st.SearchStrategy[FactValue]:
    """Values that a fact can have."""
    ids = [choice.id for choice in fact.choices]
    match fact.type:
        case "yes-no":
            return st.booleans()
        case "choice":
            return st.sampled_from(ids)
        case "choices":
            return st.dictionaries(st.sampled_from(ids), st.booleans())
        case "money":
            return sums
        case "date":
            return days
        case "count":
            return st.integers(0, 1_000_000)
        case "name":
            return names


def facts(part: Part) -> st.SearchStrategy[dict[str, FactValue]]:
    """Some facts of a part, without the id and kind of a claim."""
    optional = {fact.id: values(fact) for fact in part.facts if fact.id not in part.required}
    return st.fixed_dictionaries({}, optional=optional)


def cases(form: Form) -> st.SearchStrategy[Case]:
    """Cases of a form, of up to three claims and three grants."""

    def claims(keys: list[str]) -> st.SearchStrategy[tuple[Claim, ...]]:
        return st.tuples(*(claim(key) for key in keys))

    def claim(key: str) -> st.SearchStrategy[Claim]:
        return st.sampled_from(form.kinds).flatmap(
            lambda part: facts(part).map(lambda found: Claim(key, part.id, found))
        )

    grants = st.lists(facts(form.grant).map(Grant), max_size=3).map(tuple)
    return st.builds(
        Case,
        days,
        facts(form.applicant),
        st.none() | st.lists(names, max_size=3, unique=True).flatmap(claims),
        st.none() | grants,
    )


_LIKELY = ("project", "enterprise", "data-centre", "5000万元", "50,000", "2025-02-30", "")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from((*NASTY_NAMES, *_LIKELY)),
    st.text(max_size=8),
)
KEYS = (
    "date",
    "applicant",
    "claims",
    "ledger",
    "id",
    "kind",
    "is",
    "object",
    "amount",
    "selected",
    "经核定总投资",
)
junk_data = st.recursive(
    scalars,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | names, inside, max_size=4)
    ),
    max_leaves=12,
)
"""Any JSON data, with keys and values that occur in cases."""


@st.composite
def spoilt(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """A valid case file with one to three of its keys or values changed."""
    data: dict[str, Any] = json.loads(json.dumps(good))
    for _ in range(draw(st.integers(1, 3))):
        spots = list(_spots(data))
        around, key = draw(st.sampled_from(spots))
        if isinstance(around, dict) and draw(st.booleans()):
            around[draw(names | st.sampled_from(KEYS))] = around.pop(key)
        else:
            around[key] = draw(junk_data)
    return data


def _spots(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or mapping, with each of its keys."""
    inside = list(data.items()) if isinstance(data, dict) else list(enumerate(data))
    for key, value in inside:
        yield data, key
        if isinstance(value, dict | list):
            yield from _spots(value)
