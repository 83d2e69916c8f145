"""Supports that sentences seem to give, found by pattern. A proposal is firm only if it uses every number.

Nothing here is a rule. A person confirms each proposal. A proposal that is not firm lists the unused numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.importing.provisions import Imported
from kb.importing.rows import full_signs
from kb.model.numbers import Number, find_numbers

Role = Literal[
    "grant", "per", "cap", "share", "interest", "match", "threshold", "period", "limit", "step", "scaled", ""
]
"""The role of a number in its sentence; empty where no pattern decides it."""

Form = Literal[
    "fixed", "per-unit", "cap", "share", "share-with-cap", "tier", "tier-with-cap", "cap-tier", "interest",
    "match", "range", "scaled",
]  # fmt: skip
"""The forms of proposed supports.

``cap-tier`` is several ceilings, one for each of several cases. ``scaled`` is a part or multiple of another
standard as a whole (减半执行, 按前款标准的50%). A person must say which standard, so it is never firm.
"""

MOST = 2000
"""The length of the longest sentence that is examined, in characters. Sentences of policies are shorter."""

_SENTENCE = re.compile("[^。；;！？\n]+")
_GIVES = re.compile("给予|予以|奖励|补助|补贴|资助|支持|扶持|配套|发放|奖补|贴息|减免|返还|补偿")
_NOT_GIVEN = re.compile(
    "退回|追回|追缴|收回|罚款|处以|不予(?:资助|奖励|补助|补贴|支持)|不再(?:给予|予以|享受|补助|奖励|补贴|资助|支持)"
    "|各(?:按|承担|负担|给予|补助|补贴)?[0-9.]+ ?[%％]"
    "|各自?(?:承担|负担|分担)|计息|加计扣除|税前扣除|加价|比例(?:各自?)?(?:分享|分担|分摊|共担|承担|负担)"
)
_GRANT = re.compile(
    "(?:给予|予以|奖励|补助|补贴|资助|支持|扶持|配套|发放|奖补|兑现|提供|增加|再)[^，,。；;、]{0,14}$"
)
_SUPPORT = "(?:奖励|补助|补贴|资助|扶持|支持|津贴|奖补|资金|经费|奖金|配套)"
_GRANT_AFTER = re.compile(
    r"(?:的|人民币|资金|经费|一次性|现金|专项|创业|购房|购车|安家|租房|住房|生活){0,4}"
    + _SUPPORT
    + "(?! ?[0-9])"
)
_BUDGET = re.compile(
    "(?:安排|设立|设置|组建|筹集|整合|统筹|归集|募集)(?![^，,。；;、]*(?:给予|一次性|每[家个人项]))[^，,。；;、]{0,14}$"
    "|(?:总规模|总盘子|资金规模|资金总量|预算)(?!达到)[^，,。；;、]{0,8}$"
)
"""Words before a sum that an agency sets aside for all applicants together."""
_VOUCHERS = re.compile("的?[^，,。；;、]{0,8}(?:消费|购物|文旅|惠民|优惠|代金)券")
"""Words after the sum of what the public is given together: 发放3000万元消费券."""
_LOAN = re.compile("的?[^，,。；;、]{0,8}(?:贷款|授信|融资|担保额度|股权投资|股权融资)")
_LENT = re.compile(
    "(?:贷款|授信|借款|融资|担保)(?:额度?|金额|总额|规模)?[^，,。；;、0-9]{0,4}(?:最高|不超过|上限)[^，,。；;、0-9]{0,6}$"
)
"""The words before the most that may be lent, which is no most of a support."""
_CAP = re.compile(
    "(?:最高|不超过|不得超过|至多|最多|上限|封顶|限额"
    "|(?:奖励|补助|补贴|资助|扶持|支持|奖补)(?:金额|额度|标准|资金|总额)?(?:原则上|一般|均)?不得?[高多]于)"
    "(?P<between>[^，,。；;、0-9]{0,12})$"
)
_WITHIN = re.compile(" ?(?:及|或)?(?:以内|以下|之内)(?P<of>的[^，,。；;、]{0,10}?" + _SUPPORT + ")?")
_UNITS = (
    "个|家|人次|人|名|件|项|台|套|辆|张|吨|亩|公顷|平方米|兆瓦时|千瓦时|兆瓦|千瓦|度|床|户|航次|架次|班次|次|月|年|季度|只|公里|场|篇|米|"
    "位|艘|头|株|座|间|处|块|批|款|种|类|届|期|轮|站|桩|根|栋|幢|层|门|对|组|队|支|份|例|车|天|日|周|分钟|小时|学时|课时|标箱|集|部|公斤|升"
)
_PER = re.compile(
    rf"(?:每(?:{_UNITS})|单(?:个|家|件|项(?!冠军|奖)|台|套|辆|笔|户|次|张|人))[^，,。；;、0-9]{{0,10}}$"
)
_EACH = re.compile(rf" ?(?:[/／]|每(?=(?:{_UNITS})))(?P<unit>[^，,。；;0-9的]{{1,8}})")
"""What a sum is given for, behind it: 2000元/人, 2000元每人."""
_A_YEAR = re.compile("[年家户]|企业|项目|年度")
_OF_EACH = re.compile("每(?!年|家|个企业|户|个项目)")
_EACH_BEFORE = re.compile(
    "每(?:平方米|千瓦时?|度|吨|公斤|人|件|台|亩|辆|[月日天])(?:[^，,。；;、0-9家户企项目]{0,6})$"
)
"""A ceiling for each unit, which is no ceiling on the whole: 每平方米每月不超过30元."""
_EVERY = re.compile(
    "每(?P<verb>新?增加?|满|实现|达到?|完成|超过?|新?设立?|新建|安置|招用|吸纳|引进)?[^，,。；;、0-9每人月年]{0,6}$"
)
"""The words before the size of a step: 每增加1人, 每满一万人. The sum after it is given for each step."""
_EACH_GIVEN = re.compile(
    "每[^，,。；;、0-9年家户]{1,6}(?:给予|奖励|补助|补贴|资助|发放)[^，,。；;、0-9]{0,6}$"
)
"""A sum for each of a unit that the list of units lacks."""
_IN_BRACKETS = re.compile("[(（][^()（）]{0,20}[)）]")
_EXCEEDING = re.compile("(?:超出|超过|新增|增加|增长|增量)的?部分|超出额|超额部分")
_OF_ALL = re.compile(
    "(?:总额|累计|合计|之和|总和)[^，,。；;0-9]{0,12}(?:不超过|不得超过|不高于)[^，,。；;0-9]{0,16}$"
)
"""Sentences about all supports of one thing together, which are no supports:
各级资助总额不超过总投资的50%.
"""
_EXCESS = re.compile(
    " ?(?:[(（][^()（）]{1,12}[)）])?(?:[及或]?以[上下内外])?的?(?:新增|增加|增长|超出|超过)?部分"
)
"""Words after a number that make it the bound of a bracket: only the excess counts."""
_SHARE = re.compile(
    "(?:按|按照|返还|给予|予以|补助|补贴|资助|奖励|配套|支持|额度|费用|金额|投资|总额|支出|部分|标准)[^，,。；;]{0,20}$"
)
_SHARE_AFTER = re.compile(
    "(?:的(?:比例|标准|额度|奖励|补助|补贴|资助|扶持|支持|资金|一次性)|给予|予以|进行|补助|补贴|资助|奖励|配套|"
    "[，,]?(?:给予|最高|单个|每|年度))"
)
_OF_STANDARD = re.compile(
    "(?:(?:上述|前款|前述|前项|以上|本[条款项]|该|第[^，,。；;、]{1,8}[款条项]|上年|上一年|首[次年]|原|相应|对应|同类|同等|[一二三四甲乙丙A-C]类"
    "|全日制|按照?|其)的?(?:奖励|补助|补贴|资助|扶持|支持|奖补)?(?:标准|额度|金额)"
    "|(?:奖励|补助|补贴|资助|扶持|支持|奖补)(?:标准|额度|总额|金额))"
    "(?:的?基础上|的)?再?(?:上浮|下浮|提高|增加|降低|减少|上调|下调)?$"
    "|(?:上浮|下浮|追加)$|此基础上再?(?:提高|增加|降低|减少)$"
)
"""The words before a rate that scales another standard, which is no share of a cost."""
_RAISES = re.compile(" ?的?(?:比例|幅度)?(?:提高|上浮|上调|下调|降低)[^，,。；;]{0,8}(?:标准|额度|金额)")
"""The words after a rate by which a standard is raised: 按不超过50%提高补贴标准."""
_AT_LEAST_PAID = re.compile("(?:不足|低于|少于)[^，,。；;]{0,12}的?[，,](?:统一)?按照? ?$")
"""The words between a sum and the same one that is paid at least: 不足200元的，按照200元."""
_OF_LEVEL = re.compile("(?:国家|[省市区县]级?|上级|部级)$")
"""The words before the standard of another level of government, a share of which is a grant of its own."""
_HALVED = re.compile(" ?(?:执行|奖励|补助|补贴|资助|发放|给予|享受|兑现|计发|拨付|支持|扶持)")
_INTEREST = re.compile("(?:贴息率|利率|贴息标准)[^，,。；;、0-9息]{0,8}$")
_OF_RATE = re.compile("(?:LPR|报价利率|基准利率)[^，,。；;0-9]{0,8}$")
_WITH_INTEREST = re.compile(" ?的?(?:比例|标准)?(?:给予|予以|进行)?[^，,。；;0-9]{0,4}贴息")
"""按LPR的50%给予贴息 is interest, and no share of a sum."""
_INTEREST_AFTER = re.compile(" ?的?(?:年化?)?(?:贴息率|利率)")
_OTHER_RATE = re.compile(
    "(?:税率|费率|预算|拨付|预拨|兑付|先行|占|持股)[^，,。；;、]{0,14}$|(?:缴费|征收|缴交|缴存|自付)[^，,。；;]{0,20}$"
)
_OTHER_RATE_AFTER = re.compile(
    " ?的?(?:比例)?(?:扣除|[年缴]?[税费]率|拨付|预拨|兑付|支付|到账|缴纳|征收|分别?承担)"
)
_THRESHOLD = re.compile(
    "(?:达到?|满|(?<![不得])(?:超过|大于|高于)|突破|不低于|不少于|(?<!不)(?:低于|小于)|不足|未满|近|增长|增幅|增速|占比|占)"
    "[^，,。；;、0-9]{0,8}$"
)
_OWN_FUNDS = re.compile("自筹|自有资金|配比")
"""The words before a ratio of the money of an applicant to the support, which is a condition."""
_ALREADY = re.compile("(?:获得|享受|取得|获)(?:过|了)?[^，,。；;]{0,24}$")
_ALREADY_AFTER = re.compile(
    " ?的?[^，,。；;、0-9]{0,4}(?:奖励|补助|补贴|资助|支持)的(?:$|[，,]|企业|项目|单位|个人)"
)
"""The words around a support of somebody else that is a condition: 获得国家保费80%补贴的企业."""
_HAD = re.compile("(?:获得|享受|取得|获)[^，,。；;]{0,20}(?:奖励|补助|补贴|资助|支持)[^，,。；;]{0,4}$")
_HAD_BY = re.compile(" ?(?:以[上下])?的(?:[，,]|企业|项目|单位|个人)")
_TOPPED_UP = re.compile("(?:补差|补足|补齐)[^，,。；;、0-9]{0,4}$")
_SURPASSES = re.compile(
    "(?:(?<!不)(?:大于|高于|超过)|不低于|不少于)(?:奖励|补助|补贴|资助|扶持)(?:标准|金额|额度|总额|资金)[(（]?$"
)
"""The words before a sum of the support that something else must exceed: 纳税应大于奖励标准（100万元）."""
_PERIOD = re.compile(
    "(?:连续|最长|期限|为期|补助期|奖励期|补贴期|不超过|分|前|后|满|近|有效期)[^，,。；;、0-9]{0,6}$"
)
_FLOOR = re.compile(
    "(?:(?:给予|予以|奖励|补助|补贴|资助|支持|按照?)[^，,。；;、]{0,8}(?:不(?:得)?(?:低于|少于)|至少|最低)"
    "|(?:最低|至少)(?:给予|奖励|补助|补贴|资助))[^，,。；;、0-9]{0,4}$"
)
"""The words before the least that is given, which is no condition of the claim."""
_ONLY = re.compile("(?:仅|只|限)(?:可以?|能|限)?[^，,。；;0-9]{0,6}$")
_BAND = re.compile(" ?(?:之?间)?(?:[(（][^()（）]{1,6}[)）])?(?:之间)?的[，,]")
"""A range of numbers that a claim must lie in: 2万平方米至5万平方米的，."""
_YEAR = re.compile(" ?年(?![级度])")
_LIST = re.compile(" ?(?:、|和|或|及|以及|，|,) ?")
_WINDOW = 26


@dataclass(frozen=True, slots=True)
class Proposal:
    """A support that a sentence seems to give, for a person to confirm.

    ``words`` is the sentence and ``line`` the line of its provision. ``left`` are the words of the numbers
    that the form does not use.
    """

    label: str
    line: int
    form: Form
    words: str
    used: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_firm(self) -> bool:
        """Whether the proposal uses every number of the sentence."""
        return not self.left


def propose_supports(provisions: tuple[Imported, ...]) -> tuple[Proposal, ...]:
    """The supports that the sentences of provisions seem to give, in the order of the text."""
    return tuple(
        proposal
        for provision in provisions
        for sentence in _SENTENCE.finditer(full_signs(provision.text))
        for proposal in _proposals(
            provision,
            provision.text[slice(*sentence.span())].strip(),
            begins_line=provision.text[sentence.start() - 1 : sentence.start()] == "\n",
        )
    )


def _proposals(provision: Imported, words: str, *, begins_line: bool) -> Iterator[Proposal]:
    sentence = full_signs(words)
    if len(sentence) > MOST or _NOT_GIVEN.search(sentence):
        return
    found = find_numbers(sentence, begins_line=begins_line)
    numbers = [
        number for number in found if number.kind not in ("label", "word") or _is_year(sentence, number)
    ]
    roles = _roles(sentence, numbers)
    if not _GIVES.search(sentence) and not ("scaled" in roles and "执行" in sentence):
        return
    form, used = _form(sentence, numbers, roles)
    if form is None:
        return
    left = [n for n, number in enumerate(numbers) if n not in used]
    yield Proposal(
        provision.label,
        provision.line,
        form,
        words,
        tuple(sentence[numbers[n].start : numbers[n].end] for n in sorted(used)),
        tuple(_said(sentence, numbers[n]) for n in left),
    )


def _is_year(sentence: str, number: Number) -> bool:
    """Whether a label is the number of a year of the support, as in 第一年. No form uses it."""
    return number.kind == "label" and _YEAR.match(sentence, number.end) is not None


def _said(sentence: str, number: Number) -> str:
    """The words of a number; of a year of the support with 第 and 年."""
    if not _is_year(sentence, number):
        return sentence[number.start : number.end]
    return f"第{sentence[number.start : number.end]}年"


def _form(sentence: str, numbers: list[Number], roles: list[Role]) -> tuple[Form | None, set[int]]:
    """The form that the numbers of a sentence suggest, with the numbers that it uses."""
    of: dict[Role, list[int]] = {}
    for n, role in enumerate(roles):
        of.setdefault(role, []).append(n)
    given, shares, caps = of.get("grant", []), of.get("share", []), of.get("cap", [])
    per, matches, interest = of.get("per", []), of.get("match", []), of.get("interest", [])
    exact = {n for n, number in enumerate(numbers) if number.values}
    conditions = {n for role in ("threshold", "period", "limit", "step") for n in of.get(role, [])}
    if _EXCEEDING.search(sentence):
        conditions = set()  # a bound of brackets is no condition
    is_listed = sentence.count("分别") == 1
    form: Form | None = None
    core: list[int] = []
    if len(matches) == 1 and not given and not shares:
        form, core = "match", [*matches, *caps[:1]]
    elif len(interest) == 1 and not given and not shares and not per and len(caps) <= 1:
        form, core = "interest", [*interest, *caps]
    elif len(shares) == 1 and len(caps) == 1 and not given and not per:
        form, core = "share-with-cap", [*shares, *caps]
    elif len(shares) == 1 and not caps and not given and not per:
        form, core = ("range" if len(numbers[shares[0]].values) == 2 else "share"), shares
    elif len(per) == 1 and not given and not shares and len(caps) <= 1:
        form, core = "per-unit", [*per, *caps]
    elif len(given) == 1 and not shares and not per and not caps:
        form, core = ("range" if len(numbers[given[0]].values) == 2 else "fixed"), given
    elif len(given) > 1 and is_listed and not shares and not per and len(caps) <= 1:
        form, core = ("tier-with-cap" if caps else "tier"), [*given, *caps]
    elif len(caps) > 1 and is_listed and not given and not shares and not per:
        form, core = "cap-tier", caps
    elif len(caps) == 1 and not given and not shares and not per:
        form, core = "cap", caps
    elif given or shares or per or caps:
        first = (given or shares or per or caps)[:1]
        form, core = ("fixed" if given else "share" if shares else "per-unit" if per else "cap"), first
        conditions = set()  # several supports in one sentence: a person must assign the conditions
    elif "scaled" in of:
        form, conditions = "scaled", set()
    return form, {n for n in (*core, *conditions) if n in exact}


def _roles(sentence: str, numbers: list[Number]) -> list[Role]:
    roles: list[Role] = []
    for n, number in enumerate(numbers):
        before = numbers[n - 1] if n else None
        role = _role(sentence, number, before.end if before is not None else 0)
        if before is not None and _LIST.fullmatch(sentence, before.end, number.start):
            is_alike = before.kind == number.kind and role in ("", "grant", "share", "cap")
            role = roles[-1] if is_alike else role  # the bound of the first member of a list applies to all
        roles.append(role)
    if roles.count("step") == 1 and roles.count("grant") == 1 and roles.index("step") < roles.index("grant"):
        roles[roles.index("grant")] = "per"
    return roles


def _role(sentence: str, number: Number, last: int) -> Role:
    """The role of a number; ``last`` is where the number before it ends."""
    before = sentence[max(0, number.start - _WINDOW) : number.start]
    after = sentence[number.end : number.end + _WINDOW]
    if _ALREADY.search(before) and (
        _ALREADY_AFTER.match(after) or (_HAD.search(before) and _HAD_BY.match(after))
    ):
        return ""
    match number.kind:
        case "money" | "currency":
            return _role_of_money(number, before, after, last)
        case "rate" | "factor" if _is_scaled(sentence, number, after):
            return "scaled"
        case "rate":
            return _role_of_rate(number, before, after)
        case "ratio":
            return "" if _OWN_FUNDS.search(sentence, 0, number.start) else "match"
        case "span" | "time":
            if _EVERY.search(before) and len(number.values) == 1:
                return "step"
            if _is_threshold(number):
                return "threshold"
            return "period" if _PERIOD.search(before) else ""
        case "count" | "rank":
            if _EVERY.search(before) and len(number.values) == 1:
                return "step"
            is_band = len(number.values) == 2 and _BAND.match(after) is not None
            if _is_threshold(number) or is_band or number.kind == "rank" or _THRESHOLD.search(before):
                return "threshold"
            return "limit" if number.bound == "at-most" or _ONLY.search(before) else ""
    return ""


def _role_of_money(number: Number, before: str, after: str, last: int) -> Role:
    is_threshold, each = _is_threshold(number), _EACH.match(after)
    if (
        _FLOOR.search(before)
        or _TOPPED_UP.search(before)
        or _AT_LEAST_PAID.search(before)
        or _LENT.search(before)
        or _BUDGET.search(before)
        or _LOAN.match(after)
        or _VOUCHERS.match(after)
        or _EXCESS.match(after)
    ):
        return ""
    if within := _WITHIN.match(after):
        return "cap" if within["of"] else "threshold"
    cap = _CAP.search(before)
    if cap is not None and not is_threshold and number.start - len(before) + cap.start() >= last:
        of_each = (
            _OF_EACH.search(cap["between"])
            or _EACH_BEFORE.search(before, 0, cap.start())
            or (each and not _A_YEAR.fullmatch(each["unit"]))
        )
        return "" if of_each else "cap"
    every = _EVERY.search(before)
    if every is not None and every["verb"] and not _GRANT.search(before):
        return "step"
    limit, gift = _THRESHOLD.search(before), _GRANT.search(before)
    is_gift = limit is not None and gift is not None and gift.start() > limit.start()
    if (
        is_threshold
        or _SURPASSES.search(before)
        or (limit is not None and not is_gift)
        or (len(number.values) == 2 and _BAND.match(after))
    ):
        return "threshold"
    before = _IN_BRACKETS.sub("", before)
    if _PER.search(before) or each:
        return "" if len(number.values) == 2 else "per"
    if _EACH_GIVEN.search(before):
        return "per"
    return "grant" if _GRANT.search(before) or _GRANT_AFTER.match(after) else ""


def _is_scaled(sentence: str, number: Number, after: str) -> bool:
    """Whether a rate or multiple scales another standard as a whole."""
    before = sentence[max(0, number.start - _WINDOW) : number.start]
    if sentence[number.start : number.end] in ("减半", "折半", "加倍", "双倍") and _HALVED.match(after):
        return True
    if _RAISES.match(after):
        return True
    standard = _OF_STANDARD.search(before)
    return standard is not None and not _OF_LEVEL.search(before, 0, standard.start())


def _role_of_rate(number: Number, before: str, after: str) -> Role:
    if _EXCESS.match(after) or _FLOOR.search(before) or _OF_ALL.search(before):
        return ""
    if number.noun == "折":
        return ""  # what is left to pay, and not what is given
    if _is_threshold(number):
        return "threshold"
    if _OTHER_RATE.search(before) or _OTHER_RATE_AFTER.match(after):
        return ""
    is_of_rate = _OF_RATE.search(before) is not None and _WITH_INTEREST.match(after) is not None
    if is_of_rate or _INTEREST.search(before) or _INTEREST_AFTER.match(after):
        return "interest"
    if number.bound == "at-most" and _SHARE_AFTER.match(after):
        return "share"
    if _THRESHOLD.search(before):
        return "threshold"
    return "share" if _SHARE.search(before) or _SHARE_AFTER.match(after) else ""


def _is_threshold(number: Number) -> bool:
    return number.bound in ("at-least", "more-than", "less-than")
