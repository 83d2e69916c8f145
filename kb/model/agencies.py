"""The agencies that words make responsible: in brackets, （责任单位：…） or （…负责）, on a line of their
own, or in a sentence that says who is in charge.

Importing and the duties of a stored text both read words with this grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
COLUMN = re.compile(rf"(?:第?[一二三]?{_ROLE})(?:[及和、](?:{_ROLE}))?")
"""The head of the column of a table that names responsible agencies."""
_PART = re.compile(rf"[;；。\n]|[,，、](?=[^:：、，,]{{2,8}}[:：])|[ \u3000]+(?=(?:{_ROLE}) ?[:：])")
"""Where the agencies after one label end: 责任单位：甲局 配合单位：乙局."""
_SEPARATOR = re.compile(
    "[、,，;；/／]|等和(?=各)|等(?:国务院|[省市县区州旗]?[级直]?|各)?(?:有关|相关)(?:职能)?(?:部门|单位)(?:和|及|与|以及)(?=各(?!地区|地[按负和，,、]))|(?<=[局委办厅部院会府处署行司店社团中心公司])(?:和|及|与|会同|以及|会?商(?![务会业贸场品标]))(?=[^、，]{2,})"
)
_TAIL = re.compile(
    "(?:等(?:国务院|[省市县区州旗][级直]?)?(?:有关|相关|各)?(?:部门|单位|成员单位)?(?:[和及]单位)?(?:[和及、]各(?:地区|地))?)?(?:按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?)?(?:分别|共同|具体|联合)?"
    "(?:牵头负责|负责落实|组织实施|会同有关部门负责|牵头|负责|配合|实施|落实|参与|办理|承办|等)*$"
)
_HEAD = re.compile("^(?:由|会同|以及|及|和|与|各?有关(?![省市县区镇乡])|配合|牵头|并由|其中)(?=.{2})")
_VERB = re.compile("牵头负责|牵头|负责落实|负责|配合|组织实施|实施|落实|参与|办理|承办")
"""What an agency does, beside its name: （某局牵头，某局配合）."""
_AGENCY = re.compile(
    "(?:局|委|办|办公室|厅|部|院|会|委员会|政府|中心|处|署|司|行|公司|集团|支队|大队|总队|分局|园区|镇|街道|街道办|办事处|联|"
    "人社|财政|管委会|联合会|协会|法院|检察院|事务|机构|学校|中队|组|县区|各区|各县|各街镇|馆|站|所|社|台|总工会|团市委|团区委|"
    "妇联|残联|工商联|投促局|科协|银保监|证监|海关|税务|部门|单位)$"
)
_NO_NAME = re.compile("^(?:到|在|向|经|凭|持|可|应|须|需|已|未|不|按|本人|申请|上述)")
"""The beginning of words that say what one does at an agency: 到街道公共服务机构办理."""
_WITHIN = re.compile("^[^、]{0,12}[内中时]由")
"""The scope in which an agency is responsible: 技工院校内由人力资源部门负责."""
_ANYBODY = re.compile(
    "(?:各|其他|[省市县区州旗][直级]?)?(?:各)?(?:有关|相关)?(?:职能)?(?:部门|单位)(?:和单位)?"
)
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
_HAN = re.compile("[\u4e00-\u9fff]{3,20}")
_LONGEST = 40

_SENTENCE, _CLAUSE = re.compile("[^。；;！？\n]+"), re.compile("[^，,：:]+")
_TOGETHER = re.compile("并?(?:会同|商)")
_ITEM_LABEL = re.compile("^[(（]?[0-9一二三四五六七八九十]{1,3}[)）.．、] ?")
_LEVELS_INSIDE = re.compile("(?:[省市县区州旗乡镇、]|街道|园区){1,9}")
_BY = re.compile("(?<![理缘事自])由(?!于|此|来)")
_CHARGED = re.compile(
    "(?:(?P<firm>负责(?!人(?![才口民事力])|同志|解释|制)|牵头(?!人|单位|部门)|组织实施|会同"
    "|(?:是|为|作为)(?=[^，、]{0,20}(?:主管|牵头|责任|管理|实施)(?:部门|单位)))|(?P<helps>配合|协助|参与)"
    "|制定|编制|审核|审定|评审|研究|提出|确定|认定|核定|拨付|发布|公布|批准|审批|受理|办理|拟定|商定|承担|监督|协调(?!发展)|另行|处理|解释|(?:共同|统一|归口)管理(?![办制])"
    "|应当|应(?=[在于加及对将向建按依定])|要(?!求|件|素|点)|可以|负责(?!人(?![才口民事力])|同志))(?!的)"
)
"""What is said of an agency. Words in ``firm`` put it in charge, and those in ``helps`` beside one that is
in charge.
"""
_HOW = re.compile(
    "(?:按照?|根据|依照)(?:各自)?(?:法定)?(?:职责|职能|规定|权限|分工|属地(?:管理)?原则)+(?:分工|范围)?$|依法$|具体$|主要$|分别$|共同$|联合$"
    "|在?[0-9]{1,3} ?个?(?:工作日|日|天)(?:之?内)?$|统一$|统筹$|在各自[^，]{2,8}内$|会同$|各自$|直接$|全面$"
)
_BODY = re.compile(
    "(?:局|委员会|(?<![村居])委|厅|部门|机关|政府|管委会|办公室|办事处|海关|法院|检察院|总工会|妇联|残联|工商联|科协|领导小组|.{2}部)$"
    "|^(?:国家|国务院|中国|全国|省|市|区|县|州|旗|各|镇|乡).*(?:委|办|署|院|所|中心|机构|公司|集团|支队|大队|街道|镇|乡|银行|联合会|协会)$"
)
"""A name that must be an agency's. Companies, institutions and the like are so only with a place."""
_NO_BODY = re.compile(
    "(?:业主|居民|村民|评标|评审|物业管理|职工|董事|监事|股东|学生|家长|专家|仲裁|组织)[^、]{0,3}委员会$|干部$|全部$|内部$|(?:其他|有关|相关)部门$"
    "|^[-•—]|^(?:但|并|且|也|还|均|都|须|通过|该|其|两个|多个|几个|申[请报]|项目|用人|受理|业务|适时|用于|是指|指导|根据|[对将以从报被给为与和把按并请如或经凭要])"
    "|应当|可以|必须|需要|坚持|鼓励|实行|委托|属于|《|.向|.[送报](?=经?(?:[省市县区州镇乡同上]|国务院|主管|有关|[财商科人民]))|.经(?:[省市县区州]|国务院|有关)|(?<!设区)的"
)
_LEVELS = re.compile("(?:^|(?<=[由和及]))(?:[省市区县州旗乡镇地]级?、)+(?=[省市区县州旗乡镇])")
"""Levels of administration in one name, which are no list: 市、区民政部门."""
_TOO = re.compile("(?<=部门|机关|机构)(?:和|及|与|以及|会?商)(?=[^、，]{2,})")
_ONWARD = re.compile("(?<=[局委厅门府构会办院])(?:报[经送请]?|送|委托)(?=[^、，]{2,}$)[^、，]*$")
"""What an agency does before something else is done: 甲局报市政府, which then approves it."""
_TOGETHER_NAMED = re.compile("[^、和及]{2,8}(?:[、和及][^、和及]{2,8}){1,8}等?[^、和及]{0,6}部门")
_TIE, _LONGEST_CLAUSE = "\ue000", 120
_JOINTLY = re.compile("管理|组织|建立|开展|下达|印发|出台|做好|加强|推动|推进|指导|每年|定期")
"""What two agencies do together, which alone makes none responsible: 由甲局会同乙局做好管理."""
_OF_ALL = re.compile(
    "^(?:本(?:实施)?(?:办法|措施|若干措施|意见|规定|细则|政策|方案|条例|规程|计划|通知)"
    "|(?:以上|上述|各项|各条|所有|全部)(?:各项|各条)?(?:扶持|支持|奖励)?(?:政策|措施|条款|事项))"
    "(?:的|规定|各项|各条|扶持|支持|政策|措施|条款|事项|具体|组织|实施|落实|执行|工作)*[，,]?由"
)
"""The beginning of a sentence that says who carries out the whole document: 本办法由."""
_CARRIES_OUT = re.compile("组织实施|实施|落实|牵头|负责(?!人(?![才口民事力])|同志|解释|制)")


@dataclass(frozen=True, slots=True)
class Named:
    """An agency that words make responsible: its name as printed, and the label or verb printed with it.

    ``label`` is empty where nothing is printed but the name. ``statement`` are the words that make it
    responsible: brackets, a line or a sentence. ``start`` is the position of the name in the text.
    """

    name: str
    label: str
    statement: str
    start: int


@dataclass(frozen=True, slots=True)
class Charged:
    """The agencies that sentences name: those put in charge (``firm``), and those that only act."""

    firm: tuple[str, ...]
    possible: tuple[str, ...]


_Labelled = tuple[str, str]
"""A name and the label or verb printed with it."""


def find_agencies(text: str) -> tuple[str, ...]:
    """The agencies that a provision names as responsible, in the order of the text, each once.

    ``text`` is the whole provision, one paragraph per line. A name is as printed, without 等 and 负责.
    """
    return tuple(dict.fromkeys(one.name for one in labelled_agencies(text)))


def labelled_agencies(text: str) -> tuple[Named, ...]:
    """The agencies in brackets or after a label, in the order of the text; ``text`` is as in
    :func:`find_agencies`.
    """
    found: list[Named] = []
    start = 0
    for line in text.split("\n"):
        found += _labelled_in(line, start)
        start += len(line) + 1
    return tuple(found)


def _labelled_in(line: str, start: int) -> Iterator[Named]:
    """The agencies in brackets or after a label of one line, which begins at ``start``."""
    bare = line.strip(" 　。")
    if _LINE.match(bare):
        yield from _located(_names(line), bare, line, 0, start)
        return
    for group in _NESTED.finditer(line):
        words = _DEADLINE.sub("", group[1].strip(" 　。"))
        is_square = group[0][0] in "[【〔［" and (group.start() > 0 or not line[group.end() :].strip())
        if _NO_AGENCY.match(words):
            continue
        is_alone = (is_square and not _STARTS.search(line, 0, group.start())) or _ends_line(line, group)
        is_labelled = any(_LABELLED.match(part.strip(" 　")) for part in _PART.split(words))
        if is_labelled or (is_alone and _all_agencies(words)):
            yield from _located(_names(words), group[0], line, group.start(), start)
        else:
            charged = [part.strip(" 　") for part in _PART.split(words)]
            names = [name for part in charged if _CHARGE.search(part) for name in _names(part)]
            if names and all(_AGENCY.search(bare_name(name)) for name, _ in names):
                yield from _located(names, group[0], line, group.start(), start)
    if "：" in line or ":" in line:
        for said in _NAMED.finditer(_NESTED.sub("", line)):
            label = re.split(" ?[:：]", said[0], maxsplit=1)[0]
            at = max(line.find(label), 0)
            yield from _located(_names(said["names"], label), said[0], line, at, start)


def _located(names: Iterable[_Labelled], statement: str, line: str, at: int, start: int) -> Iterator[Named]:
    """The names with their positions in the text; ``at`` is where the statement begins in its line."""
    for name, label in names:
        place = line.find(name, at)
        at = at if place < 0 else place + len(name)
        yield Named(name, label, statement, start + (at if place < 0 else place))


def agencies_in_prose(text: str) -> Charged:
    """The agencies that the sentences of a provision name as the subject of what is done, each once.

    An agency that is in charge (由某局负责, 某局会同某委) is firm. One that only acts (某局应当, 由某局审核)
    or interprets the text is possible, and so is a list that cannot be taken apart (市科技、财政等部门).
    """
    told = [(one.name, is_firm) for one, is_firm in _told(text)]
    firm = tuple(dict.fromkeys(name for name, is_firm in told if is_firm))
    return Charged(firm, tuple(dict.fromkeys(name for name, _ in told if name not in firm)))


def agencies_in_charge(text: str) -> tuple[Named, ...]:
    """The agencies that the sentences of a provision put in charge, in the order of the text."""
    return tuple(one for one, is_firm in _told(text) if is_firm)


def agencies_of_document(text: str) -> tuple[Named, ...]:
    """The agencies that a sentence puts in charge of the whole document: 本办法由某局负责组织实施.

    An agency that only interprets the document is not among them.
    """
    found: list[Named] = []
    for said in _SENTENCE.finditer(text):
        words = _ITEM_LABEL.sub("", said[0].strip(" \u3000"))
        of_all = _OF_ALL.match(words)
        if of_all is None or (verb := _CARRIES_OUT.search(words, of_all.end())) is None:
            continue
        clause = words[of_all.end() :][:_LONGEST_CLAUSE]
        names, _, _ = _in_charge(_CLAUSE.findall(clause)[0])
        found += _located([(name, verb[0]) for name, _ in names], words, text, said.start(), 0)
    return tuple(found)


def _told(text: str) -> Iterator[tuple[Named, bool]]:
    """The agencies that sentences name, each with whether a sentence puts it in charge."""
    bare = _NESTED.sub(lambda group: group[0] if _LEVELS_INSIDE.fullmatch(group[1]) else "", text)
    at = 0
    for sentence in _SENTENCE.findall(bare):
        is_led = False  # whether a clause before put an agency in charge
        for clause in _CLAUSE.findall(sentence):
            words = _ITEM_LABEL.sub("", clause.strip(" \u3000")[:_LONGEST_CLAUSE])
            by = _BY.search(words)
            joined = _TOGETHER.match(words)
            start = by.end() if by is not None else joined.end() if joined is not None and is_led else 0
            names, is_firm, helps = _in_charge(words[start:])
            if joined is not None and is_led and not is_firm:
                names = [(name, joined[0].removeprefix("并")) for name, _ in names]
            is_firm = is_firm or (is_led and (helps or joined is not None))
            for one in _located(names, sentence.strip(" \u3000"), text, at, 0):
                at = max(at, one.start)
                yield one, is_firm
            is_led = is_led or (is_firm and bool(names))


def _in_charge(words: str) -> tuple[list[_Labelled], bool, bool]:
    """The agencies at the beginning of a clause, and whether it puts them in charge, or lets them help."""
    for verb in _CHARGED.finditer(words):
        before = _LEVELS.sub(lambda found: found[0].replace("、", _TIE), words[: verb.start()])
        while (manner := _HOW.search(before)) is not None:
            before = before[: manner.start()]
        apart = _TOO.sub("、", _ONWARD.sub("", before))
        names = [name.replace(_TIE, "、") for name, _ in _names(apart)]
        if not names or not all(
            _BODY.search(bare_name(name)) and not _NO_BODY.search(name) for name in names
        ):
            if _TOGETHER_NAMED.fullmatch(before) and not _NO_BODY.search(before):
                return [(before, verb[0])], False, False
            continue
        is_firm, label = verb["firm"] is not None, verb[0]
        others: list[_Labelled] = []
        if verb[0] == "会同":
            others, is_next_firm, _ = _in_charge(words[verb.end() :])
            others = others or _before(_JOINTLY.split(words[verb.end() :], maxsplit=1), verb[0])
            label = others[0][1] if others and is_next_firm else label
            is_firm = "解释" not in words[verb.end() :]
        return [*((name, label) for name in names), *others], is_firm, verb["helps"] is not None
    return [], False, False


def _before(parts: list[str], label: str) -> list[_Labelled]:
    """The names in the first of two parts if all of them are agencies; ``label`` is theirs."""
    names = [name for name, _ in _names(parts[0])] if len(parts) > 1 else []
    is_body = all(_BODY.search(bare_name(name)) and not _NO_BODY.search(name) for name in names)
    return [(name, label) for name in names] if is_body else []


def names_in(words: str) -> tuple[str, ...]:
    """The names of agencies in the cell of a table below a head that matches :data:`COLUMN`."""
    return tuple(name for name, _ in _names(words) if _AGENCY.search(bare_name(name)))


def _ends_line(line: str, group: re.Match[str]) -> bool:
    """Whether brackets stand at the end of a line, after a sentence."""
    is_last = not line[group.end() :].strip(" 　。.")
    return is_last and _CLOSING.search(line, max(0, group.start() - 2), group.start()) is not None


def _all_agencies(words: str) -> bool:
    return all(_AGENCY.search(bare_name(name)) for name, _ in _names(words)) and bool(_names(words))


def _names(words: str, label: str = "") -> list[_Labelled]:
    """The names in a list, each with the label before it, or else the verb after it; ``label`` is the one
    before the list.
    """
    names: list[_Labelled] = []
    for part in _PART.split(_DEADLINE.sub("", words)):
        part = part.strip(" 　")
        if found := _LABELLED.search(part):
            label = found[0].rstrip(" :：")
            part = part[: found.start()] + part[found.end() :]
        if _OTHER.match(part):
            continue
        own: list[_Labelled] = []
        for name in _spaced(_separated(part)):
            name = _WITHIN.sub("", name.strip(" 　。."))
            head = _HEAD.match(name)
            name = name[head.end() :] if head else name
            tail = _TAIL.search(name)
            behind = name[tail.start() :] if tail else ""
            name = name[: tail.start()] if tail else name
            verb = _VERB.search(head[0] if head else "") or _VERB.search(behind)
            if _NO_NAME.match(name):
                continue
            if 2 <= len(name) <= _LONGEST and not _ANYBODY.fullmatch(name) and not _REMARK.search(name):
                own.append((name, label or (verb[0] if verb else "")))
        names += _with_next_verb(own)
    return names


def _with_next_verb(names: list[_Labelled]) -> list[_Labelled]:
    """The names, where one without a verb has that of the next one: 甲局、乙局负责."""
    found: list[_Labelled] = []
    verb = ""
    for name, own in reversed(names):
        verb = own or verb
        found.insert(0, (name, verb))
    return found


def _spaced(names: Iterable[str]) -> Iterator[str]:
    """Names; a list separated by blanks alone is split."""
    for name in names:
        parts = name.split()
        is_list = len(parts) > 1 and all(_AGENCY.search(bare_name(part)) and len(part) > 2 for part in parts)
        is_broken = len(parts) == 2 and min(map(len, parts)) <= 2 and _HAN.fullmatch("".join(parts))
        yield from parts if is_list else ["".join(parts)] if is_broken else [name]


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


def bare_name(name: str) -> str:
    """A name without the brackets after it: 市科技局 for 市科技局（牵头）."""
    return re.sub(r"[(（][^()（）]*[)）]$", "", name)
