"""The value of a source column as an expression of DuckDB; null where the cell is empty.

A value that cannot be read is null too, and :func:`faulty` distinguishes it from a missing one. The allowed
content of a column follows from its fact, and is the same as in the file of a case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.cases.values import MOST_NAME, YES_NO
from kb.model.fact_types import FACT_TYPES, MONEY
from kb.model.facts import Agreement
from kb.model.values import FIRST_YEAR, LAST_YEAR
from kb.model.words.names import HIDDEN
from kb.screen.mapping import Source
from kb.screen.tables import Column

_PLAIN_MIDDLE, _PLAIN_END = r"[ -~\x{4e00}-\x{9fff}]*", r"[!-~\x{4e00}-\x{9fff}]"

PLAIN_NAME = _PLAIN_MIDDLE
"""Names whose spellings differ at most in case and blanks, so that a query can fold them."""

_HIDDEN = re.sub(
    r"\\u([0-9a-f]{4})|[^ -~]",
    lambda found: rf"\x{{{int(found[1], 16) if found[1] else ord(found[0]):x}}}",
    HIDDEN.pattern,
)
"""The pattern of a character that cannot be seen, with code points as the engines write them."""

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER")


CANONICAL_NAME = r"[!-@\[-~\x{4e00}-\x{9fff}]+"
"""Names that are their own folded form."""


@dataclass(frozen=True)
class Cleaned:
    """A column as it is read: ``value`` is the readable value, and ``raw`` the text of the cell.

    ``source`` is the column of the source. A ``sound`` column is known to be readable in all rows. ``folded``
    is the form that the spellings of a name share.
    """

    name: str
    value: str
    raw: str
    source: str = ""
    sound: bool = False
    folded: str = ""

    def as_names(self, *, canonical: bool, folded: bool) -> Cleaned:
        """The column, with names that are known to be plain, short and without blanks at their ends.

        ``canonical`` is true where each name is its own folded form.
        """
        same = self.source if canonical else f"LOWER(REPLACE({self.source}, ' ', ''))"
        return Cleaned(
            self.name, same if folded else self.source, self.source, self.source, sound=True, folded=same
        )

    def as_number(self) -> Cleaned:
        """The key of a row as a whole number."""
        number = f"CAST({self.source} AS BIGINT)"
        return Cleaned(self.name, number, number, self.source, sound=self.sound)

    @property
    def faulty(self) -> str:
        """Whether the cell has content that cannot be read."""
        return self.is_faulty(self.value)

    def is_faulty(self, value: str) -> str:
        """Whether the cell has content that cannot be read, where ``value`` is the column that was read."""
        if self.sound:
            return "FALSE"
        is_unread = f"({value} IS NULL AND {self.source} IS NOT NULL)"
        if self.raw == self.source:
            return is_unread
        # Only a cell with content that was not read is examined again.
        return f"CASE WHEN {is_unread} THEN {self.raw} IS NOT NULL ELSE FALSE END"


def contradicts(one: Agreement, mine: str, other: str, on: date) -> str:
    """An SQL condition: whether two readable cells contradict each other on a day. Empty cells do not."""
    tests = {
        "at-most": f"{mine} > {other}",
        "not-before": f"{mine} < {other}",
        "past": f"{other} > DATE '{on.isoformat()}'",
        "one": f"{other} <> 1",
        "several": f"{other} <= 1",
    }
    words = {"yes": mine, "no": f"NOT {mine}", "": f"{mine} IS NOT NULL"}
    when = words.get(one.when, f"{mine} = {literal(one.when)}")
    return f"({when}) AND ({tests[one.relation]})"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def not_canonical(raw: str) -> str:
    """The number of cells in a column with names that are not their own folded form, or are too long."""
    return _unlike(raw, CANONICAL_NAME)


def not_plain(raw: str) -> str:
    """The number of cells in a column with names that are long, not printable, or begin or end
    with a blank.
    """
    return _unlike(raw, rf"{_PLAIN_END}({_PLAIN_MIDDLE}{_PLAIN_END})?")


def not_bare(raw: str) -> str:
    """The number of cells in a column with keys that have blanks at their ends, or are too long."""
    tests = f"{raw} = '' OR STARTS_WITH({raw}, ' ') OR ENDS_WITH({raw}, ' ') OR LENGTH({raw}) > {MOST_NAME}"
    return f"COUNT(*) FILTER ({tests})"


def _unlike(raw: str, pattern: str) -> str:
    return f"COUNT(*) FILTER (LENGTH({raw}) > {MOST_NAME} OR NOT regexp_full_match({raw}, '{pattern}'))"


def clean(column: Column, source: Source, type_: str, *, folded: bool = True) -> Cleaned:
    """The column as it is read from a source with the type ``type_``.

    Where it is ``folded``, the spellings of a name become equal.
    """
    raw = quoted(source.column)
    of = type_.upper().split("(")[0]
    text = f"NULLIF(TRIM({raw if of == 'VARCHAR' else f'CAST({raw} AS VARCHAR)'}), '')"
    match column.sort:
        case "word" if column.is_key:
            value = f"CASE WHEN LENGTH({text}) <= {MOST_NAME} THEN {text} END"
            return Cleaned(column.name, value, text, raw, folded=fold(text))
        case "word" if column.is_listed:
            words = {word: literal(one) for word, one in {**column.words, **source.words}.items()}
            enum = enum_of(column)
            value = f"CAST({_mapped(text, words)} AS {enum})"
            if of == "VARCHAR":
                # Most cells are empty or contain exactly the id of a choice.
                value = f"CASE WHEN {raw} <> '' THEN COALESCE(TRY_CAST({raw} AS {enum}), {value}) END"
        case "word":
            value = _name(text, folded)
        case "truth" if of == "BOOLEAN" and not source.words:
            return Cleaned(column.name, raw, raw, raw, sound=True)
        case "truth":
            words = {word: "TRUE" if said else "FALSE" for word, said in YES_NO.items()}
            words |= {word: "TRUE" if said == "yes" else "FALSE" for word, said in source.words.items()}
            value = _mapped(f"LOWER({text})", {word.lower(): said for word, said in words.items()})
        case "number" if FACT_TYPES[column.type].counted:
            is_number, fact = of in (*_INTEGERS, "DECIMAL"), FACT_TYPES[column.type]
            steps = source.fen if column.type == MONEY else fact.size(column.unit)
            value = _scaled(raw, text, type_, steps, fact.most)
            return Cleaned(column.name, value, raw if is_number else text, raw)
        case "number":
            most = FACT_TYPES[column.type].most
            number = raw if of in _INTEGERS else _digits(text, len(str(most)))
            value = f"CASE WHEN {number} BETWEEN 0 AND {most} THEN CAST({number} AS BIGINT) END"
            return Cleaned(column.name, value, raw if of in _INTEGERS else text, raw)
        case "day":
            first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
            day = raw if of == "DATE" else _day(raw, text, of)
            value = f"CASE WHEN {day} BETWEEN DATE '{first}' AND DATE '{last}' THEN {day} END"
            return Cleaned(column.name, value, raw if of == "DATE" else text, raw)
    return Cleaned(column.name, value, text, raw)


def enum_of(column: Column) -> str:
    """The ENUM type of a column that contains one of its words: a small number for each.

    It also has the empty text, which the queries use in place of a null.
    """
    return f"ENUM({', '.join(map(literal, ('', *dict.fromkeys(column.words.values()))))})"


def _mapped(text: str, words: Mapping[str, str]) -> str:
    """The value of a text that is one of some words; null for any other."""
    listed = ", ".join(f"{literal(word)}: {value}" for word, value in words.items())
    return f"MAP {{{listed}}}[{text}]" if words else "NULL"


def _digits(text: str, most: int) -> str:
    return f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,{most}}}') THEN CAST({text} AS BIGINT) END"


def _scaled(raw: str, text: str, type_: str, steps: int, most: int) -> str:
    """A number as steps of one unit: whole, not negative, and at most what a case may state."""
    of, _, digits = type_.upper().rstrip(")").partition("(")
    scale = int(digits.partition(",")[2] or 0) if of == "DECIMAL" else 0
    if of in _INTEGERS or (of == "DECIMAL" and steps % 10**scale == 0):
        # A number with so few decimals is never finer than a step.
        number = f"CAST({raw} AS BIGINT)" if of in _INTEGERS else raw
        return f"CASE WHEN {raw} BETWEEN 0 AND {most // steps} THEN CAST({number} * {steps} AS BIGINT) END"
    if of in ("DOUBLE", "FLOAT"):
        # A binary fraction represents the decimal as which it is printed.
        number = f"TRY_CAST(CAST({raw} AS VARCHAR) AS DECIMAL(28, 8))"
    elif of == "DECIMAL":
        number = f"TRY_CAST({raw} AS DECIMAL(28, 8))"
    else:
        pattern = r"[0-9]{1,15}(\.[0-9]{1,8})?"
        number = f"CASE WHEN regexp_full_match({text}, '{pattern}') THEN CAST({text} AS DECIMAL(28, 8)) END"
    whole = f"CAST(TRUNC({number} * {steps}) AS BIGINT)"
    is_whole = f"{number} BETWEEN 0 AND {most // steps} AND {number} * {steps} = TRUNC({number} * {steps})"
    return f"CASE WHEN {is_whole} THEN {whole} END"


def _day(raw: str, text: str, of: str) -> str:
    if of.startswith("TIMESTAMP"):
        return f"CASE WHEN CAST({raw} AS DATE) = {raw} THEN CAST({raw} AS DATE) END"
    pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    return f"CASE WHEN regexp_full_match({text}, '{pattern}') THEN TRY_CAST({text} AS DATE) END"


def is_whole_number(type_: str) -> bool:
    """Whether a type of DuckDB holds whole numbers."""
    return type_.upper() in _INTEGERS


def fold(text: str) -> str:
    """A name in the form that all its spellings share; names that a query cannot fold are in
    ``spellings``.
    """
    plain = f"LOWER(REPLACE({text}, ' ', ''))"
    other = f"(SELECT folded FROM spellings WHERE spelling = {text})"
    return f"CASE WHEN regexp_full_match({text}, '{PLAIN_NAME}') THEN {plain} ELSE {other} END"


def _name(text: str, folded: bool) -> str:
    """A name that a case may contain."""
    is_plain, value = f"regexp_full_match({text}, '{PLAIN_NAME}')", text
    other = f"NOT regexp_matches({text}, '{_HIDDEN}')"
    rest = text
    if folded:
        value = f"LOWER(REPLACE({text}, ' ', ''))"
        rest = f"(SELECT folded FROM spellings WHERE spelling = {text})"
    return (
        f"CASE WHEN LENGTH({text}) > {MOST_NAME} THEN NULL WHEN {is_plain} THEN {value} "
        f"WHEN {other} THEN {rest} END"
    )
