"""The shapes of the line form: the words that head its parts, and what the beginning of a line means."""

from __future__ import annotations

import re

FRONT = ("标题", "编号", "语言", "版本")
"""The keys of the front matter, in order."""

SECTIONS = {"preface": "通知", "preamble": "序言", "scope": "支持重点", "final": "附则"}
"""The word in the header of each section by eId, in the order of the text; measures stand before the last."""

LABELS = ("责任单位", "责任部门")
"""What the closing line of a measure may be labelled."""

ORGANIZATION = "机构"
"""The word behind the bar of a mark whose words name an agency; the name itself says which."""

INDENT = "  "
"""What a continuation line begins with: a further clause of the sentence above."""

BLANKS = " \t\u3000"
"""Characters that nobody sees at the end of a line: spaces, tabs and the ideographic space."""

ESCAPE = "\\"
"""The character that makes the next one plain text."""

_NUMERALS = "零〇一二三四五六七八九十百千万两"

SECTION = re.compile(r"【(?P<name>[^【】]*)】")
"""A section header."""

HEAD = re.compile(rf"(?P<open>[((])(?P<numeral>[{_NUMERALS}]+)(?P<close>[))])(?P<heading>.*)")
"""The first line of a measure; input methods like to write its parentheses full-width, which is refused."""

RESPONSIBILITY = re.compile(
    rf"(?P<open>[((])(?P<label>{'|'.join(LABELS)})(?P<colon>[::])(?P<names>.*)(?P<close>[))])"
)
"""The closing line of a measure, its punctuation half-width or, to be refused, full-width."""

RESPONSIBLE = re.compile(r"[((]责任")
"""The beginning of a line that means to say who is responsible."""

STRUCTURE = re.compile(rf"[((][{_NUMERALS}]+[))]|{RESPONSIBLE.pattern}|【|[{BLANKS}]")
"""A beginning that is read as structure, or refused because it nearly is; text that begins so is escaped."""

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Control characters, line separators and what XML cannot hold: no part of any text, where tabs may stand."""

PLAIN_ONLY = "[]|\\"
"""Characters that are escaped wherever they stand in a text."""

ESCAPABLE = frozenset(PLAIN_ONLY + BLANKS + "((【、")
"""Characters that a backslash may stand before."""
