"""The shapes of the line form: the words of its headers, and the meaning of the beginning of a line."""

from __future__ import annotations

import re

FRONT = ("标题", "编号", "语言", "版本")
"""The keys of the front matter, in order."""

LEVELS = "层次"
"""The key of the front matter that names the ways of numbering of a text of several levels."""

LABELS = ("责任单位", "责任部门")
"""The labels that the closing line of a measure may have."""

ORGANIZATION = "单位"
"""The word after the bar of a mark whose words name an agency. The name itself identifies the agency."""

INDENT = "  "
"""The beginning of a continuation line: a further clause of the sentence above."""

BLANKS = " \t\u3000"
"""Characters that are invisible at the end of a line: spaces, tabs and the ideographic space."""

ESCAPE = "\\"
"""The character that makes the next one plain text."""

COLON = "[:\uff1a]"
"""A half-width colon, or the full-width one, which input methods tend to write and reading refuses."""

_OPEN, _CLOSE = "[(\uff08]", "[)\uff09]"
_NUMBER = rf"(?P<open>{_OPEN})(?P<numeral>[零〇一二三四五六七八九十百千万两]+)(?P<close>{_CLOSE})"

SECTION = re.compile(r"【(?P<name>[^【】]*)】")
"""A section header."""

HEAD = re.compile(rf"{_NUMBER}(?:之(?P<inserted>[一二三四五六七八九十]{{1,3}}))?(?P<heading>.*)")
"""The first line of a measure. Full-width parentheses match as well, so that they can be refused."""

RESPONSIBILITY = re.compile(
    rf"(?P<open>{_OPEN})(?P<label>{'|'.join(LABELS)})(?P<colon>{COLON})(?P<names>.*)(?P<close>{_CLOSE})"
)
"""The closing line of a measure. Full-width punctuation matches as well, so that it can be refused."""

RESPONSIBLE = re.compile(rf"{_OPEN}责任")
"""The beginning of a line that is probably meant to name the responsible agencies."""

STRUCTURE = re.compile(rf"{_NUMBER}|{RESPONSIBLE.pattern}|【|[{BLANKS}]")
"""A beginning that is read as structure, or refused because it resembles structure. Text that begins so is
escaped.
"""

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Control characters, line separators and characters that XML cannot hold. No text may contain them; tabs are
allowed.
"""

WIDE_BAR = "\uff5c"
"""The bar that Chinese input methods write. It never is the bar of a mark, and is refused unless escaped."""

SIGNS = "[]|" + WIDE_BAR
"""Characters that belong to marks. In a text they are always escaped."""

ESCAPABLE = frozenset(SIGNS + ESCAPE + BLANKS + "(\uff08【、")
"""Characters that a backslash may stand before."""
