"""The days on which a text is in force, according to its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kb.importing.rows import full_signs
from kb.model.document import find_repealed, find_transition, is_trial
from kb.model.numbers import find_numbers, is_readable, read_value
from kb.model.numbers.numerals import plain, read_numeral
from kb.model.values import Span, plus_span

_N = "[0-9０-９〇○OＯ零一二两三四五六七八九十 ]"
_DAY = f"(?:{_N}{{1,8}}年{_N}{{1,4}}月{_N}{{1,4}}日|20[0-9]{{2}}[./][0-9]{{1,2}}[./][0-9]{{1,2}})"
_END_DAY = f"(?:{_DAY}|{_N}{{4,6}}年(?:{_N}{{1,4}}月)?(?:底|末|份)?)"
"""A last day, which may be the end of a month or a year."""
_TO = "(?:至|到|-|—|~|～|–|－|―)"
_START = "(?:起?正式)?起?(?:开始|正式)?(?:施行|实施|执行|生效|试行|适用|实行|计算|起算)"
_ISSUED = "(?:印发|发布|公布|发文|颁布|下发|签发|公告|签署)之?日"
_PERIOD = "(?:(?:有效|试行|执行|实施|施行|适用)(?:期限?|时间)|实行年限|暂行期|有效时间|政策期限|期限|年限)"
_FROM_DAY = re.compile(rf"(?:自|从|于)? ?(?P<day>{_DAY})(?:零时)? ?(?:之日)?起?[,，]?{_START}")
_FROM_ISSUE = re.compile(
    rf"(?:自|从) ?{_ISSUED}起?(?:满?(?P<days>{_N}{{1,4}})(?P<unit>日|天|个月|个工作日)后)?"
    rf"之?日?起?[,，]?{_START}"
)
_BETWEEN = re.compile(
    rf"(?:{_PERIOD}(?:暂定)?(?:为|是|自|从|:|：)? ?(?:{_N}{{1,3}}个?[年月][，,]?)?(?:即|[(（])? ?(?:自|从)? ?"
    rf"|{_PERIOD}[^。；;，,0-9]{{0,16}}[，,](?:自|从) ?|(?:自|从) ?(?=[^，。]{{6,40}}(?:止|有效)))"
    rf"(?P<first>{_DAY}) ?起?{_TO} ?(?P<last>{_END_DAY}|{_N}{{1,4}}月{_N}{{1,4}}日)"
)
_SPAN = re.compile(rf"(?P<first>{_DAY}) ?起?{_TO} ?(?P<last>{_DAY})(?:期间)?(?:有效|执行|施行|实施)$")
_MONTHS = re.compile(
    rf"{_PERIOD}(?:为|是|:|：)? ?(?:自|从)? ?(?P<first>{_N}{{4,6}}年{_N}{{1,4}}月) ?起?{_TO} ?"
    rf"(?P<last>{_N}{{4,6}}年{_N}{{1,4}}月)(?!{_N}{{1,4}}日)"
)
_YEARS = re.compile(
    rf"{_PERIOD}(?:为|是|:|：)? ?(?:自|从)? ?(?P<first>20[0-9]{{2}}) ?年?(?:度)? ?"
    rf"{_TO} ?(?P<last>20[0-9]{{2}}) ?年"
)
_UNTIL = re.compile(
    rf"(?:{_PERIOD}[^。；;0-9]{{0,24}}?|(?:施行|实施|执行)[^。；;]{{0,8}}?)(?:截至|截止到?|止于|至|到) ?"
    rf"(?P<day>{_END_DAY})"
)
_ENDS = re.compile(rf"(?P<day>{_DAY})(?P<from>起)?(?:自动|自行|即行)?(?:失效|废止|停止(?:施行|实施|执行))")
"""The day on which the text ends by its own words; with 起 the day before is the last one."""
_LASTING = re.compile(
    rf"(?:{_PERIOD}|暂定|试行|施行|实施|执行)(?:暂定)?(?:为|是|定为|:|：)? ?"
    rf"(?!(?:19|20)[0-9]{{2}})(?P<span>{_N}{{1,4}}(?:个?年|个月|个季度)半?(?:零?{_N}{{1,4}}个月)?)(?![内前后度])"
)
_EARLIER = re.compile("(?:施行|实施|执行|生效|印发|发布)[之以]?前")
"""A sentence about what was there before; it does not say how long the text itself is in force."""
_REPEALED = re.compile("(?:同时|予以|自行|即行|一并)废止|停止执行")
_OF_TEXT = re.compile(
    "(?:本|此|上述|以上|该)(?:项)?(?:若干|实施|操作|试行|暂行)?"
    "(?:政策|办法|措施|意见|规定|条例|细则|规程|方案|计划|通知|文件|规则|指南|指引|制度|决定|标准|公告|待遇|规划)(?!规定的|所[称指述]|印发当)|[现予]予以?[公发]布"
)

_QUOTED = ("长期有效", "有效期", "试行期", "起施行", "起实施", "起执行", "起生效", "施行", "实施", "执行")
"""The words that a rule of validity quotes, the best first; none of them states a quantity."""
_AS_BEFORE = re.compile("(?:按照?|依照|适用|执行)[^。；;，,]{0,6}(?:原|旧|当时)[^。；;，,]{0,12}")
"""The words that a transition rule quotes: 按原规定执行."""

_BARE = re.compile(
    rf"(?:第[^ \u3000，。]{{1,6}}条|[（(]?{_N}{{1,3}}[)）、.．])?[ \u3000]*(?:政策)?"
    rf"(?:(?:自|从)? ?{_DAY} ?起?{_TO} ?{_DAY}(?:期间)?(?:有效|执行|施行|实施)$"
    rf"|(?:自|从) ?(?:{_DAY}|{_ISSUED})起?{_START}(?:$|[，；)）]|至|到)"
    rf"|{_PERIOD}(?:为|是|至|到|自|：|{_N}{{1,4}}年))"
)
"""A sentence that begins with its day or its period and does not name the text (自……起施行)."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day in force; ``None`` where the text leaves it open or it is not known.

    ``words`` is the passage that states it. ``is_trial`` is true where the text calls itself a trial (试行,
    暂行), and ``repeals`` where it repeals an earlier text. ``repealed`` are the titles that it names, and
    ``transition`` the words that leave what came before to earlier rules.
    """

    first: date | None
    last: date | None
    words: str = ""
    is_trial: bool = False
    repeals: bool = False
    repealed: tuple[str, ...] = ()
    transition: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The rule lines that the words suggest, for a person to confirm; the person adds the sentence.

        There is none for words that no rule can express: a first day some days after issue, and a day from
        which the text is void.
        """
        return (*_suggest_validity(self.words), *_suggest_transition(self.transition))


def read_validity(text: str, title: str, issued: date | None, begins: date | None) -> Validity:
    """The validity that ``text`` states; ``issued`` is the day of issue, ``begins`` the day in a table before
    it.

    The last sentences about the text itself decide, not those of a provision about a project.
    """
    every = re.split("[。\n]|(?<=[发公]布)[，, \u3000]+(?=自)", full_signs(text))
    sentences = [one for one in every if _OF_TEXT.search(one)]
    if not any(_first(one, issued) or _FROM_ISSUE.search(one) or _last(one, date.min) for one in sentences):
        sentences += [one for one in every if _BARE.match(one)][-2:]
    first: date | None = None
    last: date | None = None
    words: list[str] = []
    for sentence in reversed(sentences):
        own = None if first else _first(sentence, issued)
        is_earlier = own is None and _EARLIER.search(sentence) is not None
        end = None if last or is_earlier else _last(sentence, first or own or begins)
        first, last = first or own, last or end
        if own or end or _FROM_ISSUE.search(sentence):
            words.insert(0, sentence)
    if last is None:
        last = next((end for one in words if (end := _last(one, first or begins))), None)
    repealed = find_repealed(full_signs(text))
    repeals = bool(repealed) or any(_REPEALED.search(one) for one in sentences)
    return Validity(
        first=first or begins,
        last=last,
        words="。".join(words),
        is_trial=is_trial(title),
        repeals=repeals,
        repealed=repealed,
        transition=find_transition(full_signs(text)),
    )


def _suggest_validity(words: str) -> Iterator[str]:
    """The rule line of a validity with the words that state it; none where a rule cannot say the same."""
    quoted = next((one for one in _QUOTED if one in words), "")
    between, day, issue = _BETWEEN.search(words), _FROM_DAY.search(words), _FROM_ISSUE.search(words)
    until, span = _UNTIL.search(words), _LASTING.search(words)
    first = between["first"] if between else day["day"] if day else ""
    last = between["last"] if between else until["day"] if until else ""
    is_said = first or last or span or issue
    is_part = last and "年" not in last and "月" in last  # a last day without its year
    is_delayed, is_void = issue and issue["days"] and not first, not last and _ENDS.search(words)
    if not quoted or not is_said or is_delayed or is_void or is_part:
        return
    parts = [f"有效期：第…句「{quoted}」"]
    parts += [f"自 [{first.strip()}|施行日期]"] if first else []
    if last:
        parts.append(f"到 [{last.strip()}|失效日期]")
    elif span:
        parts.append(f"为期 [{span['span'].strip()}|有效期]")
    yield "；".join(parts)


def _suggest_transition(words: str) -> Iterator[str]:
    found = _AS_BEFORE.search(words)
    if found is not None:
        yield f"过渡规定：第…句「{found[0]}」"
        yield "  看日期 …"


def _first(sentence: str, issued: date | None) -> date | None:
    if found := _BETWEEN.search(sentence) or (_BARE.match(sentence) and _SPAN.search(sentence)):
        return _day(found["first"])
    if (found := _MONTHS.search(sentence)) and (end := _end_day(found["first"])) is not None:
        return end.replace(day=1)
    if found := _YEARS.search(sentence):
        return date(int(found["first"]), 1, 1)
    if found := _FROM_DAY.search(sentence):
        return _day(found["day"])
    if (found := _FROM_ISSUE.search(sentence)) and issued is not None:
        return _after(issued, found["days"] or "", found["unit"] or "")
    return None


def _last(sentence: str, first: date | None) -> date | None:
    if found := _BETWEEN.search(sentence) or (_BARE.match(sentence) and _SPAN.search(sentence)):
        year = found["first"].partition("年")[0]
        is_whole = "年" in found["last"] or "月" not in found["last"]
        return _end_day(found["last"] if is_whole else f"{year}年{found['last'].strip()}")
    if found := _MONTHS.search(sentence):
        return _end_day(found["last"])
    if found := _UNTIL.search(sentence):
        return _end_day(found["day"])
    if found := _YEARS.search(sentence):
        return date(int(found["last"]), 12, 31)
    if (found := _ENDS.search(sentence)) and (day := _day(found["day"])) is not None:
        return day - timedelta(days=bool(found["from"]))
    if (found := _LASTING.search(sentence)) and first is not None:
        spans = [value for one in find_numbers(found["span"].strip()) for value in one.values]
        months = sum(span.months for span in spans if isinstance(span, Span))
        return _before(first, Span(months)) if months else None
    return None


def _after(issued: date, written: str, unit: str) -> date | None:
    """The day a number of days or months after the day of issue; ``None`` for working days, which are not
    computed.
    """
    number = _number(written.strip()) if written else 0
    if number is None or unit == "个工作日":
        return None
    try:
        return plus_span(issued, Span(number)) if unit == "个月" else issued + timedelta(days=number)
    except (ValueError, OverflowError):
        return None


def _before(first: date, span: Span) -> date | None:
    try:
        return plus_span(first, span) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _end_day(text: str) -> date | None:
    """A day, or the last day of the month or year if the words state no more."""
    words = text.strip()
    found = next((one for one in (words, f"{words}底") if is_readable(one, "last-day")), "")
    value = read_value(found, "last-day") if found else None
    return value if isinstance(value, date) else None


def _number(written: str) -> int | None:
    digits = plain(written).replace(" ", "")
    if not digits.isdecimal() and len(digits) == 4:
        digits = "".join("0" if sign in "〇零" else str(read_numeral(sign) or 0) for sign in digits)
    number = read_numeral(digits.removeprefix("0")) if digits else None
    return None if number is None or number.denominator != 1 or number > 9998 else number.numerator


def _day(text: str) -> date | None:
    values = [value for number in find_numbers(text.strip()) for value in number.values]
    return next((value for value in values if isinstance(value, date)), None)
