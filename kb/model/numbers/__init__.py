"""The numbers of a text, read from their own words: one grammar for what policies and people write.

A number is a numeral (``1,000``, ``3亿5000万``, ``壹仟``), what it counts (元, %, 个月, 张), and the
words that bound it (不超过, 以上). :func:`find_numbers` finds every number of a text where it stands;
:func:`read_value` reads the words of a mark as a value of the unit that its concept declares, or refuses
them.
"""

from kb.model.numbers.grammar import NUMERIC, WORDS, Bound, Kind, Number, find_numbers
from kb.model.numbers.numerals import numeral, write_numeral
from kb.model.numbers.values import elides_yuan, is_readable, read_value

__all__ = [
    "NUMERIC",
    "WORDS",
    "Bound",
    "Kind",
    "Number",
    "elides_yuan",
    "find_numbers",
    "is_readable",
    "numeral",
    "read_value",
    "write_numeral",
]
