"""Numbers in a text, read from its words. Policies and people's input share one grammar.

A number consists of a numeral (``1,000``, ``3亿5000万``, ``壹仟``), a unit (元, %, 个月, 张) and words that
bound it (不超过, 以上). :func:`find_numbers` finds every number of a text with its place. :func:`read_value`
reads the words of a mark as one value of the unit that its concept declares, or refuses them.
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
