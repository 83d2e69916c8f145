"""The responsible agencies of a provision: in brackets, （责任单位：…） or （…负责）, or on a line of their
own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.importing.rows import Row
from kb.importing.tables import below

_ROLE = (
    "(?:责任|牵头|配合|实施|负责|落实|主管|主责|组织|参加|支持|协作|共同|协办|协同|承办|参与|主办|执行|受理|组织实施|责任落实|责任分工|办理)"
    "(?:单位|部门|主体|机构|机关|处室|科室|地区|责任单位)"
)
_LABELLED = re.compile(rf"(?:第?[一二三]?{_ROLE}|责任分工|主办|协办|牵头|配合) ?[:：]")
_NESTED = re.compile(
    r"[(（\[【〔［]((?:[^()（）\[\]【】〔〕［］]|[(（〔\[][^()（）〔〕\[\]]{1,20}[)）〕\]]){2,400})[)）\]】〕］]"
)
_NAMED = re.compile(
    rf"(?:(?<=[。；;！!. \u3000])|(?<=[，,] ))(?:第?[一二三]?{_ROLE}) ?[:：](?P<names>[^。；;\n]{{2,200}})"
)
"""Responsible agencies after a sentence, without brackets."""
_STARTS = re.compile(r"^ *(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|第[^ 条]{1,6}条)[ \u3000]*$")
"""A label after which square brackets hold a heading."""
_CLOSING = re.compile("[。；;.!！] ?$")
_NO_AGENCY = re.compile("以下(?:简称|统称|合称)|原|包括|含|不含|例如|如|指|即|见|详见")
_CHARGE = re.compile(
    "(?:按照?)?(?:职责|职能|任务)?(?:分工)?(?:分别)?(?:共同|具体|会同|组织|牵头|配合|协同)?(?:负责|牵头|配合|实施|落实|办理|承办|参与|组织实施)$"
)
_LINE = re.compile(rf"^(?:第?[一二三]?{_ROLE}) ?[:：\u3000](?P<names>.{{2,400}})$")
_COLUMN = re.compile(rf"(?:第?[一二三]?{_ROLE})(?:[及和、](?:{_ROLE}))?")
"""The head of the column of a table that names responsible agencies."""
_PART = re.compile(r"[;；。\n]|[,，、](?=[^:：、，,]{2,8}[:：])")
_SEPARATOR = re.compile(
    "[、,，;；/／]|等和(?=各)|(?<=[局委办厅部院会府处署行司店社团中心公司])(?:和|及|与|会同|以及)(?=[^、，]{2,})"
)
_TAIL = re.compile(
    "(?:等(?:国务院|市级|省级|区级)?(?:有关|相关|各)?(?:部门|单位|成员单位)?(?:[和及]单位)?(?:[和及、]各(?:地区|地))?)?(?:按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?)?(?:分别|共同|具体|联合)?"
    "(?:牵头负责|负责落实|组织实施|会同有关部门负责|牵头|负责|配合|实施|落实|参与|办理|承办|等)*$"
)
_HEAD = re.compile("^(?:由|会同|以及|及|和|与|各?有关(?![省市县区镇乡])|配合|牵头|并由|其中)(?=.{2})")
_AGENCY = re.compile(
    "(?:局|委|办|办公室|厅|部|院|会|委员会|政府|中心|处|署|司|行|公司|集团|支队|大队|总队|分局|园区|镇|街道|街道办|办事处|联|"
    "人社|财政|管委会|联合会|协会|法院|检察院|事务|机构|学校|中队|组|县区|各区|各县|各街镇|馆|站|所|社|台|总工会|团市委|团区委|"
    "妇联|残联|工商联|投促局|科协|银保监|证监|海关|税务|部门|单位)$"
)
_NO_NAME = re.compile("^(?:到|在|向|经|凭|持|可|应|须|需|已|未|不|按|本人|申请|上述)")
"""The beginning of words that say what one does at an agency: 到街道公共服务机构办理."""
_WITHIN = re.compile("^[^、]{0,12}[内中时]由")
"""The scope in which an agency is responsible: 技工院校内由人力资源部门负责."""
_ANYBODY = re.compile("(?:各|其他)?(?:有关|相关)?(?:职能)?(?:部门|单位)(?:和单位)?")
_DEADLINE = re.compile(
    "[ 　，,；;、]*(?:完成|办理|落实)?(?:时限|时间|期限|进度)(?:要求)? ?[:：][^；;]*"
    "|[，,；;、](?=[^，,；;、]{0,14}(?:[0-9]年|月底|日前|年底前|持续|长期))[^，,；;、0-9]{0,6}[0-9]{0,4}[^，,；;、]{0,14}"
    "(?:完成|推进|实施|落实|见效)$"
)
"""Until when something is done, which the same brackets may say after the agencies."""
_REMARK = re.compile("第一位|为牵头|排名|排在|排首|下同|分工$")
"""A remark in the brackets on the order of agencies."""
_OTHER = re.compile("[^:：、]{2,8}[:：]")
"""Other information in the same brackets, such as 适用范围：."""
_LONGEST = 40


def find_agencies(text: str) -> tuple[str, ...]:
    """The agencies that a provision names as responsible, in the order of the text, each once.

    ``text`` is the whole provision, one paragraph per line. A name is as printed, without 等 and 负责.
    """
    found: list[str] = []
    for line in text.split("\n"):
        if _LINE.match(line.strip(" 　。")):
            found += _names(line)
            continue
        for group in _NESTED.finditer(line):
            words = _DEADLINE.sub("", group[1].strip(" 　。"))
            is_square = group[0][0] in "[【〔［" and (group.start() > 0 or not line[group.end() :].strip())
            if _NO_AGENCY.match(words):
                continue
            is_alone = (is_square and not _STARTS.search(line, 0, group.start())) or _ends_line(line, group)
            is_labelled = any(_LABELLED.match(part.strip(" 　")) for part in _PART.split(words))
            if is_labelled or (is_alone and _all_agencies(words)):
                found += _names(words)
            else:
                charged = [part.strip(" 　") for part in _PART.split(words)]
                names = [name for part in charged if _CHARGE.search(part) for name in _names(part)]
                if names and all(_AGENCY.search(_bare(name)) for name in names):
                    found += names
        if "：" in line or ":" in line:
            for charged_with in _NAMED.finditer(_NESTED.sub("", line)):
                found += _names(charged_with["names"])
    return tuple(dict.fromkeys(found))


def agencies_of_table(table: tuple[Row, ...]) -> tuple[str, ...]:
    """The agencies in the columns of a table whose heads name responsible agencies."""
    names = (name for words in below(table, _COLUMN) for name in _names(words))
    return tuple(name for name in names if _AGENCY.search(_bare(name)))


def _ends_line(line: str, group: re.Match[str]) -> bool:
    """Whether brackets stand at the end of a line, after a sentence."""
    is_last = not line[group.end() :].strip(" 　。.")
    return is_last and _CLOSING.search(line, max(0, group.start() - 2), group.start()) is not None


def _all_agencies(words: str) -> bool:
    return all(_AGENCY.search(_bare(name)) for name in _names(words)) and bool(_names(words))


def _names(words: str) -> list[str]:
    names = []
    for part in _PART.split(_DEADLINE.sub("", words)):
        part = _LABELLED.sub("", part.strip(" 　"), count=1)
        if _OTHER.match(part):
            continue
        for name in _spaced(_separated(part)):
            name = _TAIL.sub("", _HEAD.sub("", _WITHIN.sub("", name.strip(" 　。."))))
            if _NO_NAME.match(name):
                continue
            if 2 <= len(name) <= _LONGEST and not _ANYBODY.fullmatch(name) and not _REMARK.search(name):
                names.append(name)
    return names


def _spaced(names: Iterable[str]) -> Iterator[str]:
    """Names; a list separated by blanks alone is split."""
    for name in names:
        parts = name.split()
        yield from parts if len(parts) > 1 and all(_AGENCY.search(_bare(part)) for part in parts) else [name]


def _separated(part: str) -> list[str]:
    """The members of a list. A list in brackets belongs to its member."""
    members, depth, start = [], 0, 0
    for found in re.finditer(f"[(（〔\\[]|[)）〕\\]]|{_SEPARATOR.pattern}", part):
        if found[0] in "(（〔[":
            depth += 1
        elif found[0] in ")）〕]":
            depth = max(0, depth - 1)
        elif not depth:
            members.append(part[start : found.start()])
            start = found.end()
    return [*members, part[start:]]


def _bare(name: str) -> str:
    return re.sub(r"[(（][^()（）]*[)）]$", "", name)
