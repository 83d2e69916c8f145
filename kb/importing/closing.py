"""The end of a text: the names and the day below it, the recipients of copies, and
additions of a web page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.importing.rows import Row
from kb.model.numbers.numerals import plain

MOST_NAMES = 10
"""The greatest number of rows of names above the day of issue."""

_DAY = (
    "(?:(?:(?:19|20)[0-9]{2}|(?:二[〇零]|一九)[〇零一二三四五六七八九]{2}) ?年 ?"
    "[0-9一二三四五六七八九十]{1,3} ?月 ?[0-9一二三四五六七八九十]{1,3} ?日"
    "|(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9]))"
)
_SIGNED = re.compile(f"(?P<names>[^。；，,;：:《》]{{4,80}}?)?[ \u3000\u00a0]*(?P<day>{_DAY})")
_IN_BRACKETS = re.compile("[（(](?P<inside>[^()（）]+)[)）]")
_APART = re.compile("(?<=[0-9０-９]) (?=[0-9０-９])")
_SENTENCE = re.compile("[。；;！？!，,：:]")
_ORGANISATION = re.compile(
    "(?:局|委|办|办公室|厅|部|院|会|委员会|政府|中心|处|署|司|总局|分局|管委会|统战部|组织部|宣传部|联合会|协会|法院|检察院"
    "|国务院|集团|公司|组|社|行|税务|海关|联|银行|所|站|队|学校|大学)$"
)
_CLOSES = re.compile(
    r"(?:抄送|主送|分送|印送|抄报)(?:单位)? ?[:：]|[（(](?:此件|本件|此文|此页)[^()（）]{2,12}[)）]$"
    rf"|(?:公开方式|公开属性|信息公开(?:选项|属性|类别|方式)?|主题词) ?[:：]|.{{2,40}}{_DAY} ?印发。?$"
)
_FOOTER = re.compile(
    r"[【\[]? ?(?:返回顶部|打印(?:本页)?|关闭(?:窗口|本页|页面)?)[】\]]?(?:[ |【\[]|$)|扫一扫|责任编辑 ?[:：]"
    r"|版权所有|网站标识码"
    r"|(?:相关|更多)(?:链接|稿件|文档|阅读|新闻|解读|推荐) ?(?:[:：]|$)|[上下]一[篇条] ?[:：]"
    r"|分享[到至](?:[:：]|$|微)|[^ 。]{0,12}ICP备"
    r"|(?:《[^《》]{4,80}》|.{0,60}(?:办法|措施|意见|规定|细则|政策|规程|方案|通知))?》?的?"
    r"(?:政策|图文|文字|一图)解读(?: ?[:：]|$)"
)
_LONGEST = 120
"""The length of the longest row that closes a text, in characters."""


def is_signature_day(row: Row) -> bool:
    """Whether a row is a day, alone or after the names of agencies."""
    found = _SIGNED.fullmatch(plain(_whole_digits(row.text[: _LONGEST + 1].strip())))
    return found is not None and (found["names"] is None or are_agencies(found["names"]))


def split_signature(text: str) -> tuple[str, str]:
    """The names and the day of a signature; both are empty where the row is no signature."""
    text = _whole_digits(text[: _LONGEST + 1].strip())
    text = found["inside"] if (found := _IN_BRACKETS.fullmatch(text)) else text
    found = _SIGNED.fullmatch(plain(text))
    if found is None or not (found["names"] is None or are_agencies(found["names"])):
        return "", ""
    start = found.start("day")
    return text[:start].strip(), text[start:]


def _whole_digits(text: str) -> str:
    """A row without blanks between digits: a page sets the day as ２ ０ ３ １年."""
    return _APART.sub("", text)


def signing_rows(rows: Sequence[Row]) -> int:
    """The number of rows at the end that contain only names of agencies."""
    count = 0
    for row in reversed(rows[-MOST_NAMES:]):
        if row.cells or not are_agencies(row.text):
            break
        count += 1
    return count


def are_agencies(text: str) -> bool:
    """Whether a row contains only names of agencies."""
    return bool(names := split_agencies(text)) and all(_ORGANISATION.search(name) for name in names)


def split_agencies(text: str) -> list[str]:
    """The names in a row of names. Blanks between the characters of a name are removed."""
    if len(text) > _LONGEST or _SENTENCE.search(text):
        return []
    parts = [part for part in re.split(r"[ \u3000\u00a0\t、]+", text.strip()) if part]
    is_spaced = len(parts) > 3 and all(len(part) == 1 for part in parts)
    if is_spaced or (len(parts) == 2 and _is_one(*parts)):
        parts = ["".join(parts)]
    return [name for part in parts for name in _apart(part)]


def _is_one(first: str, last: str) -> bool:
    """Whether a blank stands within one name: 云泽市 科技局, 云泽市人民政府办公 室."""
    is_broken = len(last) <= 2 and _ORGANISATION.search(first) is None
    is_of_place = first.endswith(("省", "市", "县", "区")) and not last.startswith(first[:2])
    return (is_broken or is_of_place) and _ORGANISATION.search(first + last) is not None


def _apart(names: str) -> list[str]:
    """Names of agencies of one place that are written without a blank between them."""
    place = re.match("[\u4e00-\u9fff]{2,6}?[省市县区旗]", names)
    return re.split(f"(?<=[局委厅办会院部府室])(?={place[0]})", names) if place is not None else [names]


def closes(row: Row) -> bool:
    """Whether a row belongs after a text: recipients of copies, way of publication, or printer."""
    return len(row.text) <= 4 * _LONGEST and _CLOSES.match(row.text) is not None


def begins_footer(row: Row) -> bool:
    """Whether a row begins the footer of a web page, or another text that explains this one."""
    return not row.cells and len(row.text) <= _LONGEST and _FOOTER.match(row.text) is not None
