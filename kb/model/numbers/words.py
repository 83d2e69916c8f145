"""Words that contain a numeral and state no number (统一, 第三方, “千人计划”): a lexicon and patterns.

The characters next to the numeral identify such a word. A numeral that the lexicon does not know stays a
number, so that a check asks a person. A quantity therefore never becomes a word because its unit is unknown.
"""

from __future__ import annotations

import re

from kb.model.numbers.units import MEASURES

_BEFORE_ONE = "统同单唯逐之其不专划归合整进非择均第每任这"
"""Characters that form a word with a following 一: 统一, 同一, 之一, 合一, 进一步."""

_AFTER_ONE = (
    "年度|过性|览(?=[表无])|刀切|招|程(?=[、，。])|公开|鼓作气|段时|下(?![个届次])|工序|道工序|刻钟|水多用|表申请|补三|代|遇|抓|定|般|致|旦|律|切|流|系列|体|并|经|贯|直|带|线|口|把手|盘棋|样|起|方|侧|些|共|批|"
    "大批|茬|寸|周期|签|查到底|膜|产业|次过|揽|部分|步|站|条龙|次性|揽子|门式|手|址|味|再|同|行|心|端|路|面|角|边|向|时|生|应|概|脉|网|码|卡|键|"
    "窗|句话|回事|张网|张蓝图|证|照|把|番|旁|对一|年一|以贯之|视同仁|国两制|主两副"
)
"""Characters that form a word with a preceding 一: 一定, 一般, 一次性, 一体化."""

_AFTER_FEW = (
    "侧|旁|荒(?!地)|刻钟|是(?![否])|农(?![户民])|方(?!面|米|案)|首|品一标|角(?=洲|地|形|区|牌|架)|板|化(?=融合|协同)|岸|"
    "院(?!校)|头在外|票制|用(?=[台设锅车机])|副|港(?=大道|一)|型(?=企|社)|新(?=[经企产])|保(?=[工、])|"
    "稳(?=工)|险(?!种)|环(?=[以内外路行至到])|转|大(?![于小额型])|佳|委|局|沼|地(?=的|政|居|产业)|资企业|"
    "翼|至(?=范围|界)|代身份证|便(?![民利宜于])|包|废|元化|维|次元|同时|公经费|栖|手[车商房市]|性|者(?![0-9])|位一体|免|减半|合一|规合一|证合一|"
    "码合一|选一|统筹|通一平|重一大|周|肢|金(?![额])|镇(?=[招财的）)])|"
    "个(?:文明|坚持|意识|自信|维护|一百年|清单|全面)|条(?:红线|底线|主线)|个中心(?=[”和建])"
)
"""Nouns that form a name with the numerals from two to ten: 三农, 三方, 两岸, 十大."""

_HAN = r"[^\W\d_零〇一二两三四五六七八九十百千万亿]"
_IDIOMS = (
    rf"一{_HAN}一(?![次年元项个家名人件套张种类]){_HAN}",  # 一事一议, 一企一策
    r"[二三四五多]选[一二]",
    "[一两三]免[一两三五]减半",
    "[五三]险一金",
    "百千万人才",
    "千家万户",
    "千方百计",
    "万众创新",
    "万无一失",
    "两个一百年",
    "补三(?=的)|三防(?=指挥)|四合院",
    "一式(?:[一两二三四五六七八九十]{1,2}[份套]|(?= ?[0-9]{1,3} ?[份套]))",
    "一票否决",
    "(?<=[做伐采占拆砍])一[休补还建][一二三]|一正[一二三四五]副|一[岗肩]双[责挑]|[一二三四五六七八九]{2}分成",
    "(?<=举)一反三|一一(?=[列对说])|一丝不苟|一如既往|一心一意|一举两得|万众一心|(?<=独)一无二|(?<=数)一数二|两全其美|三令五申|四通八达|四面八方"
    "|五湖四海|五花八门|七上八下|十全十美|百花齐放|百家争鸣|千差万别|千锤百炼|(?<=少)两(?=[等、，。]|行为)|百日(?=咳|攻坚|会战|行动)|二十国集团|[三五七九]通一平",
    "一次(?:办[好成结]|告知)",
    "一件事(?![故])",
    "四上(?=企业|单位)|三次(?=产业)|(?<=缺)一(?=不可)",
    "三线一单",
    "百上千|千上万(?!元)",
    "六[稳保]",
    "五保(?=户|供|对象|老)",
    "三七开|四六开|五五开|五五分成",
    "(?:五一|五四|五卅|六一|七一|七七|八一|九三|九一八|十一|三八|二七|一二九)"
    "(?=勋章|表彰|讲话|劳动|国际|青年|妇女|红旗|建军|抗战|抗日|纪念|运动|事变|节|奖章|假期|黄金周)",
    "十[一二三四五六七八九]?运(?=会|保|火炬)",
    "[二三][甲乙](?=[医等及以、，。）]|$)",
    "[一二三四五](?=氧化|噁英)",
    "[一二两三四五六][房室](?:[一二两]厅)?",
    "一二三产",
    "十分(?=[重必需便困严紧明显突关薄不珍丰复危艰罕脆])",
    "[一二三四五六七八九](?=年级)",
    "(?<=[高初大])[一二三四](?=年级|学生|毕业|及|和|、)",
    "(?<=星期)[一二三四五六]",
    "(?<=[长珠])三(?=角)",
    "(?<=月初)[一二三四五六七八九十]|(?<=正月)(?:初[一二三四五六七八九十]|十五)",
    "四川|二道江|七里河|九龙坡|四子王|四方台|五通桥|七星关|三峡|三江源|三门峡|七台河|六盘水|二连浩特|五大连池|五指山|五家渠|九寨沟|千岛湖|(?<=在)三明|三明(?=市|行政|区域|地区|公司|[、，。])|三秦(?=大地|百姓)|两江(?=新区|地区)",
)
"""Words with several numerals, and words that the noun after the numeral does not identify."""

_PLANS = "[十百千万亿]+(?:[人企店村镇园厂龙名家])?(?:才)?(?:工程|计划|行动|上云|大道)|万(?:众|祥镇)"
"""Names of plans: 千人计划, 百龙工程, 万企上云."""

_PLACE = (
    rf"[一二三四五六七八九十百千万](?![个家类级项种批期年月日次名位座处所条片亿元户亩县市区大强线省镇乡村手农方地]){_HAN}"
    "(?=湖|潭|河|水库|[省旗](?!级)|市(?![场级直属容民值区])|县(?![级域区])|自治|镇(?!级)|乡(?!级|村|镇)|区(?![域间分级内县]))"
)
"""Names of places: 三亚市, 六合区."""

_STATE = (
    "十[一二三四五六七八九]五(?=[”’]|时期|期间|规划|发展|末|以来)|[一二]五(?=规划|时期|期间)"
    "|(?:二十|十[一二三四五六七八九])(?:大(?=[精报和以二党代召，。、]|$)|届)"
    "|(?<=党的)(?:二十|十[一二三四五六七八九])大"
    "|[一二三四五六七](?:中)?(?=(?:、[一二三四五六七]中)?全会)|[一二三四五六七]中(?=、)"
)
"""Five-year plans, congresses and plenary sessions: 十四五, 十九大, 三中全会."""

_WORD = re.compile(
    rf"{'|'.join(_IDIOMS)}|{_PLANS}|{_STATE}|{_PLACE}"
    rf"|一(?={_AFTER_ONE})"
    rf"|[二两三四五六七八九十](?={_AFTER_FEW})"
    r"|[零〇](?![零〇一二三四五六七八九十百千万亿点个])"
    r"|一(?=[类是])|(?<=[；;、，,/及和或])[二三四](?=类)|[二三四](?=类(?:医疗|新药|堤|山塘|水库))"
    r"|(?<=(?<!以)[上下])一(?=[年季月级轮批届次阶纳会财学]|保险|自然)|(?<=某)一"
)
_BARE = re.compile(
    rf"一(?=(?!的){_HAN}(?:多{_HAN}|到底))"
    r"|(?<=[另后])一|[一二](?=审(?![批查核计议]))|[二三](?=线)|两(?=[用端手责不相性业系网难清定]|地(?!或?以))|三(?=[新产不])"
    r"|[一二三四五六七八九十](?=角星|线谱|棱|里头)|(?<=南)四(?=湖)"
    r"|[一二三四五六七八九十](?=[氯氟溴碘硫磷硝氮铵唑噻酰烯酯醇]|甲[氧基醚胺苯酚酯]|乙[基醚胺苯酸酯]|环[唑己烷]|化螟)"
    r"|[一二三四五六七八九十]{1,3}(?=[街巷弄]|路(?![径段口线程由]))|(?<=负)[一二三四]|(?<=([\u4e00-\u9fff]))一(?=\1)"
    r"|(?<=周)[一二三四五六]|(?<=(?<![全我中各外两本他])国)[一二三四五六]"
)
"""Words by a numeral that no unit follows: 另一品种, 一审, 三氯甲烷, 周五, 国六排放."""
_JOINED = re.compile(f"[{_BEFORE_ONE}]$")
_TWOFOLD = re.compile("(?<=收支)两(?=条线)")
_SCALES = re.compile("[百千万亿]+")
_SO_MANY = re.compile("(?:[数几近超逾约过每干]|(?<![形建完达养])成|(?<!以)上)$")
_NAME = re.compile(
    r"[0-9]+-?[A-Za-z]|[0-9]{3}(?=计划|工程|院校|高校)"
    r"|(?:985|211)(?=[、和](?:985|211)(?:计划|工程|院校|高校))|[0-9]0后|[0-9]+\+[A-Z](?![A-Za-z0-9])"
    r"|7 ?[×*xX] ?(?=24 ?小时)|[0-9]{1,3}#"
)
_MEASURE = re.compile(
    r"[0-9]+ ?(?:(?:[kKMGTmgtcdnPE]?(?:Wh?|w|VA?|Ah|g|m[23]?|t|L|l|B|bps|P)|TEU|BP|bp)(?![A-Za-z])"
    rf"|{MEASURES})"
)

_QUOTE, _TITLE = 18, 90
"""The greatest distance between the sign of a quotation, or of a title, and a numeral inside it."""


def find_word(text: str, start: int, literal: str) -> int | None:
    """The end of the word whose numeral begins at ``start``; ``None`` where it is no such word.

    ``literal`` is the numeral itself. The text is in plain characters.
    """
    if literal[0] in "0123456789":
        found = _NAME.match(text, start)
        return found.end() if found is not None and not _MEASURE.match(text, start) else None
    if (found := _WORD.match(text, start)) is not None:
        return found.end()
    is_joined = literal == "一" and _JOINED.search(text, max(0, start - 1), start)
    return start + 1 if is_joined or _TWOFOLD.match(text, start) else None


def find_bare_word(text: str, start: int, literal: str) -> int | None:
    """The end of a word as in :func:`find_word`, where it is known that no unit follows the numeral.

    ``literal`` is the numeral.
    """
    found = _BARE.match(text, start)
    return found.end() if found is not None and len(found[0]) == len(literal) else None


def is_scale(literal: str) -> bool:
    """Whether a numeral consists of scales only, such as 百 and 千万."""
    return _SCALES.fullmatch(literal) is not None


def is_scale_alone(text: str, start: int, literal: str) -> bool:
    """Whether a numeral is only 百, 千, 万 or 亿, as in 百年老店. 数百 and 近千 are not such numerals."""
    return is_scale(literal) and not _SO_MANY.search(text, max(0, start - 2), start)


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a numeral stands inside a short quotation: “两票制”, “985”."""
    return _is_inside(text, start, end, "“‘「『", '”’」』"', _QUOTE)


def is_in_title(text: str, start: int, end: int) -> bool:
    """Whether a numeral stands inside the title of a document: 《关于…40条意见》."""
    return _is_inside(text, start, end, "《〈", "》〉", _TITLE)


def _is_inside(text: str, start: int, end: int, opening: str, closing: str, most: int) -> bool:
    before, after = text[max(0, start - most) : start], text[end : end + most]
    opened = max(before.rfind(sign) for sign in opening)
    if opened < 0 or opened < max(before.rfind(sign) for sign in closing):
        return False
    closed = min((at for at in map(after.find, closing) if at >= 0), default=-1)
    return closed >= 0 and all(not 0 <= after.find(sign) < closed for sign in opening)
