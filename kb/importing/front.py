"""The front of a text: its title, its number (文号), its issuer and its day of issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kb.importing.closing import MOST_NAMES, are_agencies, split_agencies, split_signature
from kb.importing.outline import Outline
from kb.importing.rows import CARD_FIELDS, FACT_NAMES, Row
from kb.model.numbers import find_numbers
from kb.model.numbers.numerals import plain

_KIND = (
    "(?:办法|规定|条例|细则|措施|意见|政策|规程|方案|指南|通知|计划|决定|规则|标准|制度|通告|公告|指引|导则|规范|纲要|若干条|条款|目录|要点|清单|"
    "十条|二十条|三十条|[0-9]{1,2}条|工作|券|法|问答|解答|公示|安排|函|批复|规划|方法|决议|预案|机制|解读)"
)
_TITLE = re.compile(
    rf"^(?![第（(0-9一二三四五六七八九十]+[条章节编、.)）]).{{4,240}}{_KIND}(?:[（(].{{1,16}}[)）]|（?[0-9]{{4}}年(?:修订)?版）?)*$"
)
_YEAR = r"[〔\[（(【﹝［]\s*(?:19|20)[0-9]{2}\s*[〕\])）】﹞］]"
_NUMBER = re.compile(rf"[\u4e00-\u9fff（）()]{{1,16}}\s*{_YEAR}\s*第?\s*[0-9]{{1,5}}\s*号")
_OWN_NUMBER = rf"[\u4e00-\u9fff]{{1,16}}\s*{_YEAR}\s*第?\s*[0-9]{{1,5}}\s*号"
_BEHIND_TITLE = re.compile(
    rf"(?P<title>.{{6,240}}?)"
    rf"(?:[ \u3000]+(?P<apart>{_OWN_NUMBER})|[ \u3000]*[(（](?P<held>{_OWN_NUMBER})[)）])"
)
"""A title with the number of the document after it: 关于印发某办法的通知（云府规〔2031〕4号）."""
_OPEN = re.compile("[(（][^()（）]{1,20}$")
_DECREE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,30})?令\s*[（(]?\s*第?\s*[0-9]{1,4}\s*号|[\u4e00-\u9fff]{2,30}公告\s*[（(]?\s*第\s*[0-9〇一二三四五六七八九十]{1,6}\s*号"
)
_YEARLY = re.compile("(?:19|20)[0-9]{2} ?年 ?第 ?[0-9]{1,4} ?号")
"""The number of a public notice on a line of its own: 2031年第2号."""
_DECREE_NUMBER = re.compile(r"[（(]?\s*第?\s*[0-9〇一二三四五六七八九十]{1,6}\s*号\s*[)）]?")
_PRINTS = re.compile("(?P<issuer>.{2,80}?)(?:印发|发布|公布)《(?P<title>[^《》]{4,80})》")
_PRINTED = re.compile(
    r"印发(?:《(?P<quoted>[^《》]{4,80}(?:《[^《》]{2,60}》[^《》]{0,40})?)》|〈(?P<angled>[^〈〉]{4,80})〉|<(?P<plain>[^<>]{4,80})>|(?P<bare>[^《》<>]{4,80}?))的通知$"
)
_PRINTING = re.compile("关于(?:印发|转发|发布|公布|批转|下发)")
_ACT_KIND = re.compile("(?:通知|公告|决定|令|函|批复|通报)$")
"""A title that says 关于印发 goes on until it says what the document is: 通知."""
_TRIAL = re.compile("[（(](?:试行|暂行|试行稿|修订|修订版|修订稿|征求意见稿|送审稿|草案)[)）]")
_QUOTED = re.compile("《.*?》")
_ABOUT = re.compile("^(?P<issuer>.{2,80}?)(?:关于|印发|公布|发布|转发|批转|贯彻)")
_ACT = re.compile(
    "(?P<issuer>[\u4e00-\u9fff]{4,40}?(?:人民代表大会常务委员会|人民代表大会|委员会|国务院|人民政府))(?:第[\u4e00-\u9fff0-9]{1,10}(?:次会议|号))?(?:令)?.{0,12}?(?:通过|公布|发布|修订|修正|批准)"
)
_DECREED = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,30})(?P<number>令\s*[（(]?\s*第?\s*[0-9]{1,4}\s*号\s*[)）]?)\s*(?:公布|发布|颁布)"
)
"""Below the title, the decree by which a text was issued: （2030年5月6日某部令第2号公布）."""
_REVISED = re.compile("修[订正]")
_ACT_DAY = re.compile(
    "(?P<day>(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)[^日]{0,80}?(?:通过|公布|发布|修订|修正|批准)"
)
"""The day of each act that a law lists, several of which may stand in one line."""
_ISSUED_AS = re.compile(
    r"[(（]?[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
    r"(?P<names>[\u4e00-\u9fff、 ]{4,80}?(?:局|政府|委员会|厅|办公室|院))"
    rf"以?(?P<number>[\u4e00-\u9fff]{{1,10}}{_YEAR}[0-9]{{1,5}}号)文?(?:公布|印发|发布|颁布)"
)
"""Below the title, who issued a text under which number: （2030年5月6日某市财政局某财规〔2030〕5号公布）."""
_SENTENCE = re.compile("[。；;！？，,：:]")
_PATH = re.compile("[>＞»›]|^(?:您|你)?(?:现在|当前|所在)?的?位置 ?[:：]")
"""A line of a web page that says where the page is: 首页 > 政务公开 > 文件."""
_LOOSE_DAY = re.compile("(?<![0-9-])((?:19|20)[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9-])")
_ENDS_WITH_DAY = re.compile("[0-9] ?日$")
_ANGLED = re.compile("<[^<>]*>|＜[^＜＞]*＞")
_NUMBERED_TITLE = re.compile(
    rf"(?P<number>[\u4e00-\u9fff（）()]{{1,16}}{_YEAR}\s*[0-9]{{1,5}}\s*号)(?P<rest>.*)"
)
_PLACE = re.compile("关于|[\u4e00-\u9fff]{2,6}?[省市县区州旗]")
"""How the first line of a title begins, and not its second one."""
_OF_PLACE = re.compile("[\u4e00-\u9fff]{2,6}?[省市县区州旗](?![市县区内外级])")
_FIELD = re.compile(r"(?:^|[\s\u3000•·|]+)(?=[\u4e00-\u9fff/ ]{2,8}[:：])")
_NUMBER_FIELD = re.compile(r"^[\s\u3000•·*]*.{0,6}(?:文号|字号) ?[:：] ?")
_NAMED = re.compile("^【(?P<name>[\u4e00-\u9fff]{2,6})】[:：]?")
"""The name of a field in brackets: 【发布文号】云科规〔2031〕7号."""
_ONWARD = re.compile("[-=]+[>＞]|→")
"""The sign between an office and the one below it, in the field of a page."""
_PRINTED_ON = re.compile("印发。?$")
_FEW_FIELDS = 3
"""The fewest fields that make a text a card."""
_NO_TITLE = re.compile("[>＞|【】]|首页|位置|文件$|^[0-9—－-]|日$|[^0-9]号$")
_BROKEN = 10
"""The least length of the first line of a title that breaks off, in characters."""
_LONGEST_TITLE = 120
"""The length of the longest title, without the titles that it quotes, in characters."""
_BEHIND_COLON = re.compile(
    "(?!附|抄|主?送|依据|根据|来源)[^。；;，,：:]{2,30}[:：] ?(?P<title>关于[^。；;：:]{4,200})"
)
"""A title after the name of a place or page: 云泽县：关于……的意见."""
_WHOLE = re.compile("《(?P<title>[^《》]{4,120})》")
_SHORT = 60
"""The length of the longest title that names no kind of text, in characters."""
_MOST = 400
"""The length up to which a line is examined, in characters. Titles, numbers and names are shorter."""
_RUN_ON = 1200
"""The length up to which a paragraph is examined that holds the whole front, in characters."""
_SPLIT = re.compile(r"[ \u3000\t]{2,}|、|[；;]")


@dataclass(frozen=True, slots=True)
class Front:
    """The front of a text. A day that the text does not state is ``None``; words that it lacks are empty.

    ``begins`` is the day of commencement where a table at the top of the page states it.
    """

    title: str
    number: str
    issuers: tuple[str, ...]
    issued: date | None
    begins: date | None


def read_front(outline: Outline) -> Front:
    """The front of a text, read from the rows before, between and after its units."""
    rows = [row for row in outline.front if not row.cells]
    fields = dict(_fields(outline.front))
    written = _whole_brackets(row.text.strip()[:_RUN_ON] for row in rows)
    lines = (line[:_MOST] for text in written for line in _lines_of(text))
    texts = list(_with_trial(_whole_decrees(text for text in lines if not _is_path(text))))
    tail = [row.text.strip()[:_MOST] for row in _tail(outline)]
    notice = _notice(texts)
    signed, issued = _signature(texts)
    if not signed:
        signed, later = _signature(tail)
        issued = issued or later
    published = next((_day(text) for text in texts[:12] if _ISSUED_AS.match(text)), None)
    stated = _day(fields.get("issued", "")) or _day(fields.get("published", ""))
    issued = issued or stated or published or _act_day(texts) or _printed_day(tail)
    stated_title = fields.get("title", "")
    issuers = signed or _split(fields.get("issuer", "")) or _issuers_of(notice or stated_title, texts)
    return Front(
        title=_printed(stated_title)
        or _title(texts, notice)
        or _title(_annexed(outline), "")
        or _card_title(texts)
        or _title(texts[-2:], "")
        or _behind_colon(texts)
        or _first_line(texts),
        number=fields.get("number", "") if _is_number(fields.get("number", "")) else _number(texts),
        issuers=tuple(issuers),
        issued=issued,
        begins=_day(fields.get("from", "")),
    )


def is_title(text: str) -> bool:
    """Whether a line may be the title of a document: it names the kind of the text and is no sentence."""
    is_short = len(text) <= _MOST and len(_QUOTED.sub("", text)) <= _LONGEST_TITLE
    return is_short and not _SENTENCE.search(text) and _TITLE.match(text) is not None


def _lines_of(text: str) -> list[str]:
    """The titles, numbers and days in a paragraph without line ends, and the rest."""
    found = _BEHIND_TITLE.fullmatch(plain(text))
    if found is not None and is_title(title := text[: found.end("title")].rstrip()):
        part = "apart" if found["apart"] else "held"
        return [title, text[found.start(part) : found.end(part)]]
    pieces = re.split(r"[ \u3000]+", text)
    if len(text) <= _SHORT or len(pieces) == 1 or not is_title(pieces[0]):
        return [text]
    lines = [pieces[0], ""]
    for piece in pieces[1:]:
        if is_title(piece) or _is_number(piece) or split_signature(piece)[1]:
            lines += [piece, ""]
        else:
            lines[-1] = f"{lines[-1]} {piece}".lstrip()
    return [line for line in lines if line] if len(lines) > 2 or _ACT_KIND.search(pieces[0]) else [text]


def _whole_brackets(texts: Iterable[str]) -> Iterator[str]:
    """The texts, with a title joined to its next line where the number in brackets behind it is broken."""
    held = ""
    for text in texts:
        if held and _BEHIND_TITLE.fullmatch(plain(held + text)) is not None:
            text, held = held + text, ""
        if held:
            yield held
        held = text if _OPEN.search(text) is not None and len(text) <= _MOST else ""
        if not held:
            yield text
    if held:
        yield held


def _is_path(text: str) -> bool:
    """Whether a line says where a web page is among the others."""
    return _PATH.search(_ANGLED.sub("", text)) is not None


def _whole_decrees(texts: Iterable[str]) -> Iterator[str]:
    """The texts, with 某市人民政府令 and 第12号 joined where they stand on two lines."""
    held = ""
    for text in texts:
        if held and not _DECREE_NUMBER.fullmatch(plain(text)):
            yield held
            held = ""
        held += text
        if held.endswith(("令", "公告")) and not _SENTENCE.search(held):
            continue
        yield held
        held = ""
    if held:
        yield held


def _with_trial(texts: Iterable[str]) -> Iterator[str]:
    """The texts, with （试行） on a line of its own joined to the title above."""
    held = ""
    for text in texts:
        if held and _TRIAL.fullmatch(text):
            held += text
            continue
        if held:
            yield held
        held = text
    if held:
        yield held


def _tail(outline: Outline) -> list[Row]:
    """The rows that close the text: after its last unit, or in it."""
    last = [row for unit in outline.units[-1:] for row in unit.all_rows()][-6:]
    return [row for row in (*last, *outline.closing) if not row.cells]


def _fields(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The content of a table or card at the top of a page, by the names of its fields."""
    texts: list[str] = []
    for row in rows:
        texts += [cell.text for cell in row.cells] or [
            piece
            for part in _FIELD.split(_NAMED.sub(r"\g<name>：", row.text))
            for piece in re.split("(?<=[构关位号期题称]) *[:：] *", part, maxsplit=1)
        ]
    for name, value in pairwise(texts):
        key = FACT_NAMES.get(re.sub(r"[\s\u3000:：]", "", name))
        if key is not None and value.strip() not in ("", "/", *FACT_NAMES):
            yield key, value.strip()


def _is_number(text: str) -> bool:
    return bool(_NUMBER.search(plain(text)) or _DECREE.search(plain(text)))


def _number(texts: Sequence[str]) -> str:
    for text in texts:
        bare = _NUMBER_FIELD.sub("", text)
        if any(form.fullmatch(plain(bare).strip("()（）")) for form in (_NUMBER, _DECREE, _YEARLY)):
            return bare.strip("()（） ") if bare[0] in "(（" else bare
    for text in texts[:12]:
        if found := _ISSUED_AS.match(text):
            return found["number"]
        if (found := _NUMBERED_TITLE.fullmatch(plain(text))) and _goes_with_number(found["rest"].strip()):
            return text[: found.end("number")]
    for text in reversed(texts[:12]):
        if (
            not _SENTENCE.search(text)
            and "《" not in text
            and (found := _DECREE.search(text.split("日")[-1].strip()))
        ):
            return found[0]
    for part, found in _decrees(texts[:12]):
        return part[found.start() : found.end("number")]
    return ""


def _goes_with_number(rest: str) -> bool:
    """Whether the words after a number in its line are the title of the document or its day."""
    title = rest.removeprefix("《").removesuffix("》")
    return is_title(title) or (not split_signature(rest)[0] and split_signature(rest)[1] != "")


def _notice(texts: Sequence[str]) -> str:
    """The title of the notice before the text, which may take several lines."""
    for start in range(min(len(texts), 8)):
        found = ""
        is_number = _is_number(texts[start]) and "令" not in texts[start]
        if _SENTENCE.search(texts[start]) or is_number or _ENDS_WITH_DAY.search(plain(texts[start])):
            continue
        if len(texts[start]) < _BROKEN and not (
            _PLACE.match(texts[start]) or are_agencies(texts[start]) or is_title(texts[start])
        ):
            continue
        for end in range(start + 1, min(start + 5, len(texts)) + 1):
            joined = "".join(texts[start:end])
            if any(
                split_signature(text)[1]
                or _SENTENCE.search(text)
                or _NUMBER.search(plain(re.sub("《.*?》", "", text)))
                for text in texts[start:end]
            ):
                break
            if "关于" in _QUOTED.sub("", joined) and is_title(joined):
                if _stands_alone(texts[start:end]):
                    break  # the first line is none of the title
                found = joined
                if not _PRINTING.search(joined) or _ACT_KIND.search(joined):
                    return found
        if found:
            return found
    return ""


def _stands_alone(lines: Sequence[str]) -> bool:
    """Whether the lines after the first one are a title by themselves, which begins with its issuers."""
    rest = "".join(lines[1:])
    found = _ABOUT.match(rest)
    is_whole = found is not None and are_agencies(found["issuer"]) and is_title(rest)
    return is_whole and not are_agencies(lines[0]) and "关于" not in lines[0]


def _card_title(texts: Sequence[str]) -> str:
    """The title of a text that begins with a card of fields (发文机构 …): the lines before the first field.

    Where the last of these lines repeats the others, it is the title. Empty where there is no such card.
    """
    fields = [n for n, text in enumerate(texts[:16]) if text in CARD_FIELDS]
    if len(fields) < _FEW_FIELDS or not fields[0]:
        return ""
    lines = [re.sub(r"^[0-9]{1,2}[.．、] ?", "", text) for text in texts[: fields[0]]]
    return lines[-1] if _squeezed("".join(lines[:-1])) == _squeezed(lines[-1]) else "".join(lines)


def _behind_colon(texts: Sequence[str]) -> str:
    """The title after a colon in the first lines; empty where there is none."""
    found = (_BEHIND_COLON.fullmatch(text) for text in texts[:3])
    return next((one["title"] for one in found if one is not None and is_title(one["title"])), "")


def _first_line(texts: Sequence[str]) -> str:
    """The first line, as the title of a text whose title names no kind; empty where it is something else."""
    first = texts[0] if texts else ""
    is_words = 4 <= len(first) <= _SHORT and not _SENTENCE.search(first) and not _NO_TITLE.search(first)
    return first if is_words and not _is_number(first) and not are_agencies(first) else ""


def _title(texts: Sequence[str], notice: str) -> str:
    """The title of the issued text: its own, or else the one in the notice."""
    printed = _PRINTED.search(notice)
    named = next((name for name in printed.groups() if name), "") if printed else ""
    if printed:
        return _own(texts, _bare(named)) or named
    if notice:
        return notice
    lines = texts[:10]
    if len(lines) > 2 and _squeezed("".join(lines[:2])).endswith(_squeezed(lines[2])):
        return lines[2]  # a card that repeats its title, broken over two lines, in one
    for at, text in enumerate(lines):
        if found := _PRINTS.fullmatch(text):
            return found["title"]
        if at and _goes_on_to(lines[at - 1], text):
            return lines[at - 1] + text
        bare = re.sub(r"^[0-9]{1,2}[.．、] ?", "", text)
        whole = None if at else _WHOLE.fullmatch(bare)
        if is_title(whole["title"] if whole is not None else bare):
            title = whole["title"] if whole is not None else bare
            return lines[at + 1] if _is_other(title, *lines[at + 1 : at + 2]) else title
    return ""


def _is_other(title: str, following: str = "") -> bool:
    """Whether the line below a title is that of another place: the first one is a line of the page."""
    place, other = _OF_PLACE.match(title), _OF_PLACE.match(following)
    return place is not None and other is not None and place[0] != other[0] and is_title(following)


def _own(texts: Sequence[str], named: str) -> str:
    """The title as the text itself has it, on one line or several; the notice may leave the place out."""
    for text in reversed(texts):
        if _bare(text) == named:
            return text
    for start in reversed(range(len(texts))):
        for end in range(start + 2, min(start + 4, len(texts)) + 1):
            joined = "".join(texts[start:end])
            place = _bare(joined).removesuffix(named)
            if place != _bare(joined) and (not place or _PLACE.fullmatch(place)):
                return joined
    return ""


def _goes_on_to(line: str, following: str) -> bool:
    """Whether a title breaks off at the end of a line, and ends in the following one."""
    if _SENTENCE.search(line) or len(line) < _BROKEN or _is_number(line) or are_agencies(line):
        return False
    if _ENDS_WITH_DAY.search(plain(line)):
        return False
    return not is_title(line) and not _PLACE.match(following) and is_title(line + following)


def _annexed(outline: Outline) -> list[str]:
    """The first lines of the annex that a file without a front begins with."""
    first = outline.units[0] if outline.units else None
    is_annex = first is not None and first.label.shape == "附件" and not outline.front
    rows = first.rows[:4] if first is not None and is_annex else ()
    return list(_with_trial(text for row in rows if (text := row.text.strip()[:_MOST])))


def _printed(title: str) -> str:
    """The title that a page states, or that of what is issued where it states the title of the notice."""
    found = _PRINTED.search(title)
    return next((name for name in found.groups() if name), "") if found else title


def _signature(texts: Sequence[str]) -> tuple[list[str], date | None]:
    """The names above or before a day that stands alone, and that day."""
    first: date | None = None
    for at, text in enumerate(texts):
        before, written = split_signature(text)
        if not written:
            continue
        first = first or _day(written)
        names = split_agencies(before)
        for above in reversed(texts[max(0, at - MOST_NAMES) : at]):
            if not are_agencies(above):
                break
            names = split_agencies(above) + names
        if names:
            return names, _day(written)
    return [], first


def _act_day(texts: Sequence[str]) -> date | None:
    """The day of the last act that a law lists below its title."""
    acts = (_ACT, _DECREED, _REVISED)
    listed = [text for text in texts if any(act.search(plain(text)) for act in acts)]
    days = [_day(one["day"]) for text in listed for one in _ACT_DAY.finditer(text)] or [
        _day(text) for text in listed
    ]
    return max(filter(None, days), default=None)


def _printed_day(texts: Sequence[str]) -> date | None:
    """The day of printing in the footer of an official document, which is the day of issue or the next."""
    return next((day for text in texts if _PRINTED_ON.search(text) and (day := _day(text))), None)


def _decrees(texts: Sequence[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """The decrees below a title by which the text was issued, each with the words in which it stands."""
    for text in texts:
        for part in re.split("[日，,；;]", text):
            if found := _DECREED.search(plain(part)):
                yield part, found


def _issuers_of(notice: str, texts: Sequence[str]) -> list[str]:
    if (found := _ABOUT.match(notice)) and are_agencies(found["issuer"]):
        return split_agencies(found["issuer"])
    for text in texts:
        if (found := _PRINTS.fullmatch(text)) and are_agencies(found["issuer"]):
            return split_agencies(found["issuer"])
        if _DECREE.fullmatch(plain(text)) and are_agencies(issuer := text.split("令")[0]):
            return split_agencies(issuer)
    for text in texts:
        if found := _ISSUED_AS.match(text):
            return split_agencies(found["names"])
    for _, found in _decrees(texts):
        return [found["issuer"].removeprefix("中华人民共和国")]
    for bare in reversed([piece.strip(" 　") for text in texts for piece in text.split("日")]):
        if found := _ACT.search(bare):
            return [found["issuer"].removeprefix("中华人民共和国")]
    return []


def _split(text: str) -> list[str]:
    names = _ONWARD.split(text)[-1]
    if are_agencies(names):
        return split_agencies(names)
    return [name.strip() for name in _SPLIT.split(names) if name.strip()]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _bare(title: str) -> str:
    """A title without blanks, quotation marks and the width of its brackets, to compare it with another."""
    return re.sub("[《》〈〉<>]", "", _squeezed(title)).replace("（", "(").replace("）", ")")


def _day(text: str) -> date | None:
    """The first day in the words of a front, where 2031-3-5 is one as well."""
    for number in find_numbers(
        _LOOSE_DAY.sub(lambda day: "-".join(n.zfill(2) for n in day.groups()), plain(text))
    ):
        for value in number.values:
            if isinstance(value, date):
                return value
    return None
