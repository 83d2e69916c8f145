"""What a text says of itself: its title, its number (文号), who issued it and on what day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kb.importing.outline import Outline
from kb.importing.rows import Row
from kb.model.numbers import find_numbers

_KIND = (
    "(?:办法|规定|条例|细则|措施|意见|政策|规程|方案|指南|通知|计划|决定|规则|标准|制度|通告|公告|指引|导则|规范|纲要|若干条|条款|目录|要点|清单|"
    "十条|二十条|三十条|[0-9]{1,2}条|工作|券|法)"
)
_TITLE = re.compile(
    rf"^(?![第（(0-9一二三四五六七八九十]+[条、.)）]).{{4,120}}{_KIND}(?:[（(].{{1,16}}[)）]|（?[0-9]{{4}}年(?:修订)?版）?)*$"
)
_YEAR = r"[〔\[（(【﹝［]\s*(?:19|20)[0-9]{2}\s*[〕\])）】﹞］]"
_NUMBER = re.compile(rf"[\u4e00-\u9fff（）()]{{1,16}}\s*{_YEAR}\s*第?\s*[0-9]{{1,5}}\s*号")
_DECREE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,30})?令\s*[（(]?\s*第?\s*[0-9]{1,4}\s*号|[\u4e00-\u9fff]{2,30}公告\s*[（(]?\s*第\s*[0-9〇一二三四五六七八九十]{1,6}\s*号"
)
_PRINTED = re.compile(
    r"印发(?:《(?P<quoted>[^《》]{4,80}(?:《[^《》]{2,60}》[^《》]{0,40})?)》|〈(?P<angled>[^〈〉]{4,80})〉|<(?P<plain>[^<>]{4,80})>|(?P<bare>[^《》<>]{4,80}?))的通知$"
)
_ABOUT = re.compile("^(?P<issuer>.{2,80}?)(?:关于|公布|发布)")
_DATE_LINE = re.compile(
    r"^(?:(?:19|20)[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})\s*年\s*[0-9一二三四五六七八九十]{1,3}\s*月\s*[0-9一二三四五六七八九十]{1,3}\s*日$"
)
_ACT = re.compile(
    "(?P<issuer>[\u4e00-\u9fff]{4,40}?(?:人民代表大会常务委员会|人民代表大会|委员会|国务院|人民政府))(?:第[\u4e00-\u9fff0-9]{1,10}(?:次会议|号))?(?:令)?.{0,12}?(?:通过|公布|发布|修订|修正|批准)"
)
_SENTENCE = re.compile("[。；;！？，,：:]")
_ORGANISATION = re.compile(
    "(?:局|委|办|办公室|厅|部|院|会|委员会|政府|中心|处|署|司|总局|分局|管委会|统战部|组织部|宣传部|联合会|协会|法院|检察院|国务院|集团|公司|组|社|行|税务|海关)$"
)
_FIELDS = {
    "issuer": ("发文机构", "发文机关", "发布机构", "发布机关", "制定机关", "印发机关", "发布单位"),
    "number": ("发文字号", "文号", "文件编号", "发文号"),
    "issued": ("发布日期", "印发日期", "签发日期", "成文日期", "公布日期", "发文日期", "生成日期"),
    "from": ("实施日期", "生效日期", "施行日期"),
    "title": ("名称", "标题", "政策名称", "文件名称"),
}
_NAME_OF = {name: key for key, names in _FIELDS.items() for name in names}
_MOST = 400
"""The most of a line that is looked at, in characters: a title, a number or a name is shorter."""
_SPLIT = re.compile(r"[ \u3000\t]{2,}|、|[；;]")


@dataclass(frozen=True, slots=True)
class Front:
    """What a text says of itself; a day that it does not state is ``None``, words that it lacks are empty.

    ``begins`` is the day of commencement where a table at the head of the page states it.
    """

    title: str
    number: str
    issuers: tuple[str, ...]
    issued: date | None
    begins: date | None


def read_front(outline: Outline) -> Front:
    """The front of a text, read from what stands before, between and behind its units."""
    rows = [row for row in outline.front if not row.cells]
    fields = dict(_fields(outline.front))
    texts = [row.text.strip()[:_MOST] for row in rows]
    tail = [row.text.strip()[:_MOST] for row in _tail(outline)]
    notice = _notice(texts)
    signed, issued = _signature(texts)
    if not signed:
        signed, later = _signature(tail)
        issued = issued or later
    issued = issued or _day(fields.get("issued", "")) or _act_day(texts)
    issuers = signed or _split(fields.get("issuer", "")) or _issuers_of(notice, texts)
    return Front(
        title=fields.get("title") or _title(texts, notice),
        number=fields.get("number", "") if _is_number(fields.get("number", "")) else _number(texts),
        issuers=tuple(issuers),
        issued=issued,
        begins=_day(fields.get("from", "")),
    )


def _tail(outline: Outline) -> list[Row]:
    """The rows that close the text: behind its last unit, or in it."""
    last = [row for unit in outline.units[-1:] for row in unit.all_rows()][-6:]
    return [row for row in (*last, *outline.closing) if not row.cells]


def _fields(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What a table or card at the head of a page states, by the names of its fields."""
    texts: list[str] = []
    for row in rows:
        texts += [cell.text for cell in row.cells] or re.split(
            "(?<=[构关号期]) *[:：] *", row.text, maxsplit=1
        )
    for name, value in pairwise(texts):
        key = _NAME_OF.get(re.sub(r"[\s\u3000:：]", "", name))
        if key is not None and value.strip() not in ("", "/"):
            yield key, value.strip()


def _is_number(text: str) -> bool:
    return bool(_NUMBER.search(text) or _DECREE.search(text))


def _number(texts: Sequence[str]) -> str:
    for text in texts:
        bare = re.sub("^.{0,4}(?:文号|字号)[:：]", "", text)
        if found := _NUMBER.fullmatch(bare) or _DECREE.fullmatch(bare):
            return found[0]
    for text in reversed(texts[:12]):
        if (
            not _SENTENCE.search(text)
            and "《" not in text
            and (found := _DECREE.search(text.split("日")[-1].strip()))
        ):
            return found[0]
    return ""


def _notice(texts: Sequence[str]) -> str:
    """The title of the notice in front, which may run over several lines."""
    for start in range(min(len(texts), 8)):
        if _SENTENCE.search(texts[start]) or (_is_number(texts[start]) and "令" not in texts[start]):
            continue
        for end in range(start + 1, min(start + 5, len(texts)) + 1):
            joined = "".join(texts[start:end])
            if any(
                _DATE_LINE.match(text)
                or _SENTENCE.search(text)
                or _NUMBER.search(re.sub("《.*?》", "", text))
                for text in texts[start:end]
            ):
                break
            if "关于" in joined and _TITLE.match(joined):
                return joined
    return ""


def _title(texts: Sequence[str], notice: str) -> str:
    """The title of what is issued: of its own, or else as the notice names it."""
    printed = _PRINTED.search(notice)
    named = next((name for name in printed.groups() if name), "") if printed else ""
    if printed:
        squeezed = _squeezed(named)
        own = next((text for text in reversed(texts) if _squeezed(text) == squeezed), "")
        return own or named
    if notice:
        return notice
    lines = texts[:10]
    if len(lines) > 2 and _squeezed("".join(lines[:2])).endswith(_squeezed(lines[2])):
        return lines[2]  # a card whose title, broken over two lines, is repeated whole
    for text in lines:
        bare = re.sub(r"^[0-9]{1,2}[.．、] ?", "", text)
        if not _SENTENCE.search(bare) and _TITLE.match(bare):
            return bare
    return ""


def _signature(texts: Sequence[str]) -> tuple[list[str], date | None]:
    """The names above a day that stands alone, and that day."""
    for at, text in enumerate(texts):
        if not _DATE_LINE.match(text):
            continue
        names: list[str] = []
        for above in reversed(texts[max(0, at - 8) : at]):
            parts = [part.strip() for part in re.split(r"[ \u3000\t]+", above) if part.strip()]
            if _SENTENCE.search(above) or not all(_ORGANISATION.search(part) for part in parts) or not parts:
                break
            names = parts + names
        if names:
            return names, _day(text)
    return [], next((_day(text) for text in texts if _DATE_LINE.match(text)), None)


def _act_day(texts: Sequence[str]) -> date | None:
    """The day of the last of the acts that a law lists below its title."""
    days = [day for text in texts if _ACT.search(text) or "修订" in text if (day := _day(text)) is not None]
    return max(days, default=None)


def _issuers_of(notice: str, texts: Sequence[str]) -> list[str]:
    if found := _ABOUT.match(notice):
        names = [name for name in re.split(r"[ \u3000]+", found["issuer"]) if name]
        if all(_ORGANISATION.search(name) for name in names):
            return names
    for text in reversed(texts):
        bare = re.sub("^.*?日", "", text).strip(" 　")
        if found := _ACT.search(bare):
            return [found["issuer"].removeprefix("中华人民共和国")]
    return []


def _split(text: str) -> list[str]:
    return [name.strip() for name in _SPLIT.split(text) if name.strip()]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _day(text: str) -> date | None:
    for number in find_numbers(text):
        for value in number.values:
            if isinstance(value, date):
                return value
    return None
