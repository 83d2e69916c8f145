"""The responsible agencies of a provision: in brackets, （责任单位：…） or （…负责）, on a line of their
own, or in a sentence that says who is in charge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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

_SENTENCE, _CLAUSE = re.compile("[^。；;！？\n]+"), re.compile("[^，,：:]+")
_TOGETHER = re.compile("并?(?:会同|商)")
_ITEM_LABEL = re.compile("^[(（]?[0-9一二三四五六七八九十]{1,3}[)）.．、] ?")
_LEVELS_INSIDE = re.compile("[省市县区州旗乡镇、]{1,9}")
_BY = re.compile("(?<![理缘事自])由(?!于|此|来)")
_CHARGED = re.compile(
    "(?:(?P<firm>负责(?!人|同志|解释|制)|牵头(?!人|单位|部门)|组织实施|会同)|(?P<helps>配合|协助|参与)"
    "|制定|编制|审核|审定|评审|研究|提出|确定|认定|核定|拨付|发布|公布|批准|审批|受理|办理|拟定|商定|承担|监督|协调|另行|处理|解释"
    "|应当|应(?=[在于加及对将向建按依定])|要(?!求|件|素|点)|可以|负责)(?!的)"
)
"""What is said of an agency. Words in ``firm`` put it in charge, and those in ``helps`` beside one that is
in charge.
"""
_HOW = re.compile(
    "(?:按照?|根据|依照)(?:各自)?(?:法定)?(?:职责|职能|规定|权限|分工|属地(?:管理)?原则)+(?:分工|范围)?$|依法$|具体$|分别$|共同$|联合$"
    "|统一$|统筹$|在各自[^，]{2,8}内$|会同$|各自$|直接$|全面$"
)
_BODY = re.compile(
    "(?:局|委员会|(?<![村居])委|厅|部门|机关|政府|管委会|办公室|办事处|海关|法院|检察院|总工会|妇联|残联|工商联|科协|领导小组|.{2}部)$"
    "|^(?:国家|国务院|中国|全国|省|市|区|县|州|旗|各|镇|乡).*(?:委|办|署|院|所|中心|机构|公司|集团|支队|大队|街道|镇|乡|银行|联合会|协会)$"
)
"""A name that must be an agency's. Companies, institutions and the like are so only with a place."""
_NO_BODY = re.compile(
    "(?:业主|居民|村民|评标|评审|物业管理|职工|董事|监事|股东|学生|家长|专家|仲裁|组织)[^、]{0,3}委员会$|干部$|全部$|内部$|(?:其他|有关|相关)部门$"
    "|^(?:该|其|两个|多个|几个|申[请报]|项目|用人|受理|业务|适时|用于|是指|指导|根据|[对将以从报被给为与和把按并请如或经凭要])"
    "|应当|可以|必须|需要|.向|(?<!设区)的"
)
_LEVELS = re.compile("(?:^|(?<=[由和及]))(?:[省市区县州旗乡镇地]级?、)+(?=[省市区县州旗乡镇])")
"""Levels of administration in one name, which are no list: 市、区民政部门."""
_TOO = re.compile("(?<=部门|机关|机构)(?:和|及|与|以及)(?=[^、，]{2,})")
_TOGETHER_NAMED = re.compile("[^、和及]{2,8}(?:[、和及][^、和及]{2,8}){1,8}等?[^、和及]{0,6}部门")
_TIE, _LONGEST_CLAUSE = "\ue000", 120


@dataclass(frozen=True, slots=True)
class Charged:
    """The agencies that sentences name: those put in charge (``firm``), and those that only act."""

    firm: tuple[str, ...]
    possible: tuple[str, ...]


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


def agencies_in_prose(text: str) -> Charged:
    """The agencies that the sentences of a provision name as the subject of what is done, each once.

    An agency that is in charge (由某局负责, 某局会同某委) is firm. One that only acts (某局应当, 由某局审核)
    or interprets the text is possible, and so is a list that cannot be taken apart (市科技、财政等部门).
    """
    firm: list[str] = []
    possible: list[str] = []
    bare = _NESTED.sub(lambda group: group[0] if _LEVELS_INSIDE.fullmatch(group[1]) else "", text)
    for sentence in _SENTENCE.findall(bare):
        is_led = False  # whether a clause before put an agency in charge
        for clause in _CLAUSE.findall(sentence):
            words = _ITEM_LABEL.sub("", clause.strip(" \u3000")[:_LONGEST_CLAUSE])
            by = _BY.search(words)
            joined = _TOGETHER.match(words)
            start = by.end() if by is not None else joined.end() if joined is not None and is_led else 0
            names, is_firm, helps = _in_charge(words[start:])
            is_firm = is_firm or (is_led and (helps or joined is not None))
            (firm if is_firm else possible).extend(names)
            is_led = is_led or (is_firm and bool(names))
    return Charged(
        tuple(dict.fromkeys(firm)),
        tuple(name for name in dict.fromkeys(possible) if name not in firm),
    )


def _in_charge(words: str) -> tuple[list[str], bool, bool]:
    """The agencies at the beginning of a clause, and whether it puts them in charge, or lets them help."""
    for verb in _CHARGED.finditer(words):
        before = _LEVELS.sub(lambda found: found[0].replace("、", _TIE), words[: verb.start()])
        while (manner := _HOW.search(before)) is not None:
            before = before[: manner.start()]
        apart = _TOO.sub("、", before)
        names = [name.replace(_TIE, "、") for name in _names(apart)]
        if not names or not all(_BODY.search(name) and not _NO_BODY.search(name) for name in names):
            if _TOGETHER_NAMED.fullmatch(before) and not _NO_BODY.search(before):
                return [before], False, False
            continue
        is_firm = verb["firm"] is not None
        if verb[0] == "会同":
            names += _in_charge(words[verb.end() :])[0]
            is_firm = "解释" not in words[verb.end() :]
        return names, is_firm, verb["helps"] is not None
    return [], False, False


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
