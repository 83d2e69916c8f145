"""The headings of parts: in brackets, on a line of their own, or as the first words before a punctuation
mark.
"""

from __future__ import annotations

import re
from collections import Counter

from kb.importing.outline import Outline, Unit
from kb.importing.rows import full_signs
from kb.model.numbers.labels import Shape

HEADS: tuple[Shape, ...] = ("附件", "编", "章", "节")
"""The ways of numbering of parts that contain provisions. A part that contains some is no
provision itself.
"""

Headed = frozenset[Shape]
"""The ways of numbering whose parts mostly have a heading in this text."""

_END = re.compile("[。；;！？]")
CHARGE = re.compile("(?:责任|牵头|配合|实施|负责)(?:单位|部门)|负责[)）]")
_HEADING = re.compile(r"^(?P<heading>[^。；;：:]{2,60}?)(?P<sign>[。：:])")
_GIVES = re.compile(
    "给予|不超过|最高|应当|应予|不得|予以|按规定|是指|所称|有权|规定的|(?:^|，)对[^，。]{2,}的(?:，|$)|^[按由]|负责|可以|可按|可申请|可享受|的(?:$|，)"
    "|本(?:实施|暂行)?(?:办法|细则|措施|意见|政策|规定|条例|规程|通知|方案)|施行(?![时日])|有效期"
    "|[0-9][0-9.,]* ?(?:万|亿|元|%|％|‰)"
)
"""Words that occur in sentences and never in headings."""
_BREAKS_OFF = re.compile("[:：][^:：]*[0-9] ?(?:[万亿]?元|[%％‰])|(?:最高|不超过|不低于|给予)$")
"""What a line has that a page broke off inside a sentence, and that is no heading."""
_ANNOUNCES = re.compile(
    "如下|下列|以下|之一|包括|分为|应(?![用急届])|须|可(?![行再持视])|是指|[按由](?!来)|(?:有|为|即|指|用于)$|[前上]款|前条|分.{1,2}[期次年批]"
)
"""Words that announce a list."""
_SAID = re.compile("[，,；;]|给予|奖励|补助|补贴|资助|不超过|最高|应当|不得|[0-9]")
_BRACKETED = re.compile(r"^[(（【〔\[〖](?P<heading>[^()（）【】〔〕\[\]〖〗]{2,30})[)）】〕\]〗][ \u3000]*")
_SPACED = re.compile(r"^(?P<heading>[^ \u3000。，；：、,;:]{2,24})[ \u3000]{1,4}(?=\S{6,})")
_LONGEST_HEADING = 60
"""The greatest length of a heading on a line of its own, in characters; before a sentence it is half."""
_BEHIND_LABEL = "：:.．、， "
"""Punctuation that some texts put between 第一条 and its words."""
_LISTS = ("其中", "例如", "包括", "注", "说明", "备注")


def heading_of(unit: Unit, headed: Headed = frozenset()) -> tuple[str, str]:
    """The heading of a part, and the words of its first row after it.

    A first sentence without a comma may be a heading or a rule. It is a heading where the part is of a kind
    in ``headed``, most of whose parts have one.
    """
    words = unit.text.strip(" \t\u3000\u00a0")
    heading, rest = _parted(unit, full_signs(words).lstrip(_BEHIND_LABEL), headed)
    return heading, words[len(words) - len(rest) :]


def _parted(unit: Unit, text: str, headed: Headed) -> tuple[str, str]:
    if (found := _BRACKETED.match(text)) and not CHARGE.search(found["heading"]):
        return found["heading"], text[found.end() :]
    if not text or unit.label.shape in HEADS:
        is_sentence = "。" in text[:-1] or len(text) > _LONGEST_HEADING
        return ("", text) if is_sentence else (joined(text).rstrip("。：:"), "")
    has_more = len(unit.rows) > 1 or bool(unit.units)
    if has_more and _stands_alone(text):
        return joined(text), ""
    found = _HEADING.match(text)
    if found is None or _is_open(found["heading"]):
        return _spaced(unit, text)
    heading, rest = found["heading"], text[found.end() :]
    if found["sign"] in "：:":
        is_short = len(heading) <= 20 and "，" not in heading and heading not in _LISTS
        is_heading = is_short and not _GIVES.search(heading) and not _ANNOUNCES.search(heading)
        return (heading, rest) if is_heading and (len(rest) >= 8 or has_more) else _spaced(unit, text)
    if unit.label.shape in headed and _may_head(heading) and (_says_more(rest) or has_more):
        return heading, rest
    return _spaced(unit, text)


def _is_open(words: str) -> bool:
    """Whether a bracket opens in words and does not close in them."""
    return sum(map(words.count, "(（[［【〔")) > sum(map(words.count, ")）]］】〕"))


def _stands_alone(text: str) -> bool:
    """Whether the words of a line are a heading: they are short and end without punctuation."""
    short = len(text) <= _LONGEST_HEADING and text.count("，") <= 1 and not _BREAKS_OFF.search(text)
    return short and not _END.search(text) and text[-1] not in "，,、：:"


def _spaced(unit: Unit, text: str) -> tuple[str, str]:
    found = _SPACED.match(text) if unit.label.shape == "条" else None
    if found and not _SAID.search(found["heading"]) and not re.search("[《（(“]", found["heading"]):
        return found["heading"], text[found.end() :]
    return "", text


def _may_head(words: str) -> bool:
    """Whether words before a full stop may be a heading: they are short and grant nothing."""
    return len(words) <= _LONGEST_HEADING // 2 and words.count("，") <= 1 and not _GIVES.search(words)


def _says_more(rest: str) -> bool:
    """Whether there is more after a heading than the responsible agencies."""
    return bool(rest.strip()) and not (CHARGE.search(rest) and rest[0] in "(（[【〔")


def headed_kinds(outline: Outline) -> Headed:
    """The kinds of parts that have headings.

    A kind has headings if they begin more than half of its parts of several sentences and at least a third of
    all its parts. A heading is followed by a full stop, or is on a line of its own.
    """
    headed: Counter[Shape] = Counter()
    long: Counter[Shape] = Counter()
    every: Counter[Shape] = Counter()
    for unit in outline.walk():
        text, shape = full_signs(unit.text.strip()).lstrip(_BEHIND_LABEL), unit.label.shape
        if not text or text.endswith(("；", ";")):
            continue
        has_more = len(unit.rows) > 1 or bool(unit.units)
        found = _HEADING.match(text)
        is_first = found is not None and found["sign"] == "。" and "，" not in found["heading"]
        if found is not None and is_first:
            is_first = _may_head(found["heading"]) and (_says_more(text[found.end() :]) or has_more)
        headed[shape] += is_first or (has_more and _stands_alone(text))
        long[shape] += has_more or _END.search(text[:-1]) is not None
        every[shape] += 1
    return frozenset(
        shape for shape, count in headed.items() if 2 * count > long[shape] and 3 * count >= every[shape] > 0
    )


def split_heading(unit: Unit, headed: Headed) -> tuple[str, str]:
    """The heading of a part with its punctuation as printed, and the words of its first row after it."""
    text = unit.text.strip(" \t\u3000\u00a0")
    heading, rest = heading_of(unit, headed)
    return (text[: len(text) - len(rest)].strip(" \t\u3000\u00a0"), rest) if heading else ("", text)


def joined(text: str) -> str:
    """A heading without the blanks that space out its characters, as in 总 则."""
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000\u00a0]+(?=[\u4e00-\u9fff](?:$|[ \u3000]))", "", text)
