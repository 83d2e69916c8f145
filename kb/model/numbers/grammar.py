"""Numbers at their places in a text: a numeral, its unit, and the words that bound it.

Words that are not exact (``10余张``), that state two values (``5%—20%``) or that count something else are
never read as one value. Nothing is rounded. The time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from kb.model.numbers.numerals import BLANK, WRITTEN, plain, read_numeral
from kb.model.numbers.units import COUNTED, FOREIGN
from kb.model.numbers.words import find_bare_word, find_word, is_in_title, is_quoted, is_scale, is_scale_alone
from kb.model.values import YUAN, Count, Money, Rate, Span, Value

Kind = Literal[
    "money", "currency", "rate", "points", "factor", "ratio", "count", "span", "time", "day", "rank", "label",
    "word", "number",
]  # fmt: skip
"""The kind of a number.

``currency`` is money other than yuan, ``points`` a difference of rates (百分点, BP), ``factor`` a multiple
(1倍, 翻番), ``ratio`` a proportion such as 1:2, ``span`` years and months, ``time`` a shorter time, ``day`` a
day, month, quarter or year of the calendar, ``rank`` a rank (前三名), ``label`` a number that is a name
(第三条, 三级, 〔2024〕4号) or stands in the title of a document, ``word`` a word that only contains a numeral
(统一, “两票制”), and ``number`` a number without a unit of its own, such as the first in ``50万、30万元``.
"""

Bound = Literal["", "at-most", "less-than", "at-least", "more-than", "about"]
"""The bound that the words around a number state. 以上, 以下 and 以内 include the number; 超过 and 不满 do
not.
"""


@dataclass(frozen=True, slots=True)
class Number:
    """A number at its place: ``text[start:end]`` are its published words.

    ``values`` holds one value, the two bounds of a range, or nothing where the words are not exact or not
    regular. A value is one of :data:`kb.model.values.Value`, or a plain number of ``noun`` (美元, 工作日,
    百分点).
    """

    start: int
    end: int
    kind: Kind
    values: tuple[Value | Fraction, ...] = ()
    noun: str = ""
    bound: Bound = ""


WORDS: dict[str, tuple[Kind, Fraction]] = {
    "一半": ("rate", Fraction(1, 2)),
    "半数": ("rate", Fraction(1, 2)),
    "减半": ("rate", Fraction(1, 2)),
    "折半": ("rate", Fraction(1, 2)),
    "全额": ("rate", Fraction(1)),
    "翻一番": ("factor", Fraction(2)),
    "翻两番": ("factor", Fraction(4)),
    "翻番": ("factor", Fraction(2)),
    "加倍": ("factor", Fraction(2)),
    "双倍": ("factor", Fraction(2)),
    "倍增": ("factor", Fraction(2)),
}
"""Words that state a number without a numeral."""

_FORMAL = "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
NUMERIC = re.compile(
    rf"[零〇一二三四五六七八九十百千万亿两○萬億廿卅\d]+"
    rf"|[{_FORMAL}零]{{2,}}(?:[万萬亿億][{_FORMAL}零]*)*"
    rf"|[{_FORMAL}](?=[万亿元萬億圓圆])"
    rf"|{'|'.join(WORDS)}|对半|半价|成倍|半(?=[年天日]|个[月小])"
    r"|[¼-¾⅐-↉①-⓿❶-➓㈠-㈩㉈-㉟㊀-㊉㊱-㊿]"
)
"""Everything that states a number in the published text: numerals of every kind, and words such as 减半."""

_FRACTION = rf"(?P<bottom>百|千|万|(?>{WRITTEN})){BLANK}分之{BLANK}(?P<top>(?>{WRITTEN}))"
_START = re.compile(
    rf"(?P<some>[百千万]分之{BLANK}(?:[几数]十?(?!分))|几[%％‰])|(?P<blurred>(?<![0-9A-Za-z])[0-9lIOo]{{0,8}}[lIOo][0-9lIOo]{{0,8}}(?:\.[0-9lIOo]{{1,4}})?(?={BLANK}(?:[十百千]?[万亿]?元|[%％])))|(?P<fraction>{_FRACTION})|(?P<word>{'|'.join(WORDS)})|(?P<half>半年(?!度))|(?P<literal>(?>{WRITTEN}))"
)
_SEASON = re.compile(rf"第?[一二三四1-4]{BLANK}季度")
_PARTS = {"百": 100, "千": 1000, "万": 10000}
_DIVISORS = {"%": 100, "‰": 1000, "‱": 10000, "成": 10, "折": 10}

_MONTH, _DAYS = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})", "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = "(?:一九|二[〇零])[〇零一二三四五六七八九]{2}"
_CALENDAR = re.compile(
    rf"(?P<iso>(?:19|20)[0-9]{{2}}(?:-[0-9]{{1,2}}-[0-9]{{1,2}}|(?P<sign>[./])[0-9]{{1,2}}(?P=sign)[0-9]{{1,2}}))(?![0-9])"
    rf"|(?P<year>[0-9]{{4}}|{_YEAR}){BLANK}年{BLANK}(?P<month>{_MONTH}){BLANK}月{BLANK}(?P<day>{_DAYS}){BLANK}日"
    rf"|(?:(?:19|20)[0-9]{{2}}|{_YEAR}){BLANK}学?年(?:{BLANK}{_MONTH}{BLANK}月)?"
    rf"|{_MONTH}{BLANK}月(?:{BLANK}{_DAYS}{BLANK}日)?|(?:20|二[〇零])[ \u3000_＿]{{2,8}}年"
)
_LOOSE = re.compile("[0-9]{4}-(?:[0-9]-[0-9]{1,2}|[0-9]{2}-[0-9])")
"""A day such as 2024-5-23, which is recognised and is none of ISO 8601."""
_NAMED = re.compile(
    rf"(?:[第〔\[﹝]|附[件表图]|[见详]附"
    rf"|(?:^|[见如下上、，。；(（ \u3000])[图表]|方向|专栏|[A-Za-z]-?){BLANK}$"
    rf"|第{BLANK}[0-9一二三四五六七八九十百]{{1,5}}{BLANK}[条款项章节]?{BLANK}[、~至和及或-]$"
    rf"|(?:代码|编码|编号|号码|电话|热线|传真|邮编|标识码|备案号|[账帐]号)[为是:]?{BLANK}"
    rf"(?:[0-9]{{1,6}}{BLANK}(?:[、,/至和-]|(?<=[0-9] )){BLANK})*$"
    rf"|(?:上午|下午|中午|(?<![每0-9一二两三四五六七八九十])晚上?|早[上晨]?|清晨|凌晨)[：:]?{BLANK}$"
    rf"|(?:志愿|目录|案例|方法|步骤|科目|附录|附[件表图]|[见详]附){BLANK}(?:[0-9一二三四五六七八九十]{{1,2}}{BLANK}[、和及至或]{BLANK})*$"
    r"|[A-Za-z] ?[0-9.]{2,8}[-:]$|[图表件] ?[0-9]{1,4}[-.]$|条之$"
    r"|[铀钚钍铯钴碘锶氚镭碳][-—]$|号之$|[….·]{6,} ?$"
)
_LISTED_NAMES = 24
_PRICED = re.compile(f"{BLANK}(?:[十百千]?[万亿]?(?:元(?!素|年)|美元|欧元|港元)|[%‰])")
"""What makes a number after letters or an hour of the day a sum or a rate, and no name."""
_DASH_BEFORE = re.compile(f"[A-Za-z][0-9]{{0,3}}{BLANK}-{BLANK}$")
_OF_LOAN = re.compile(f"LPR{BLANK}-{BLANK}$", re.IGNORECASE)
_POINTS = "个?百分点|个?基点|个点|B[Pp]s?|bps?"
_DIFFERENCE = re.compile(rf"{BLANK}(?:(?:--?|~|至|到){BLANK}[0-9.]{{1,8}}{BLANK})?(?:[%‰]|{_POINTS})")
"""What makes a number after letters and a dash one that is subtracted, and no name: LPR-30BP, LPR-0.5%."""
_CODE = re.compile(
    r"0[0-9]{2,3}-[0-9]{5,8}|0[0-9]{3,}|[2-8][0-9]{7}(?=[（(、,，。；;）)转]|$)"
    r"|[0-9]{5}(?=(?:政务|便民|政府|服务|市民|举报|受理|咨询|投诉|监督){0,4}(?:热线|电话|平台|小程序))"
    r"|(?:110|119|120|122|12[0-9]{3})(?=(?:[、和及](?:110|119|120|122|12[0-9]{3})){0,8}(?:[等类城市社会]{0,6}(?:紧急|应急|公共|非警)|报警|报送|急救|接警|接处警|指挥|平台|电话|热线|警情|联动))"
    r"|[0-9]{1,4}-[0-9]{1,3}(?=表)|[0-9]{2,3}(?=[国省县]道)|(?<=条件|指标|内容|模式|方案|情形|类型|标段)[0-9一二三四五六七八九十]{1,2}(?=[：:的、，,。（(）)和或及])|(?<=[^0-9]-)[0-9]{1,3}(?=-[^0-9])|[0-9]{1,2}(?=(?:[、和][0-9]{1,2}){0,4}[两三四][项条])|[0-9]{1,3}(?:\.[0-9]{1,6})?°[0-9]{1,2}(?:\.[0-9]{1,4})?[′'’](?:[0-9.]{1,6}[″\"”])?"
    r"|(?<=[至到~—-])[0-2]?[0-9]点(?=[、,，。；;）)]|$)|[1-9]0年代|(?:[0-9]{1,2}|[一二]?十[一二三四五六七八九]?)世纪|(?<=工业|系统|平台|版本|计划|方案)[1-9]\.0(?![0-9])|[1-9]\.0(?=系统|版本?|平台|时代|模式)|(?<=[局委厅心][：:])12[0-9]{3}(?![0-9万元])|[0-2]?[0-9]时[0-5]?[0-9]分(?!钟)"
    r"|1[3-9][0-9]{9}(?![万亿元])|400-[0-9]{3}-?[0-9]{4}|[0-9]{9,17}[A-Z](?![A-Za-z])|[0-9]{18,20}"
    r"|(?<=[(（])(?:19|20)[0-9]{2}(?:--?|~~?|至|到)(?:19|20)[0-9]{2}(?=[)）])|(?:19|20)[0-9]{2}(?=[、和及](?:19|20)[0-9]{2}[两二三]个?年)|(?<=[、和及])(?:19|20)[0-9]{2}(?=[两二三]个?年)|(?<=专项)[一二三四五六七八九十]{1,2}(?=[至、：:的和，。企])"
    rf"|[0-2]?[0-9]:[0-5][0-9]:[0-5][0-9]|(?:(?:[01][0-9]|2[0-4]):[0-5][0-9]|[0-9]:[03]0)(?=[、,，。；;（(）)至止前后时~-]|\s?时|以[前后]|$)|[0-9]{{1,5}}{BLANK}(?:号?[楼幢栋座](?=[0-9A-Za-z])|室|楼(?![宇市盘面]))"
    r"|(?:[0-2]?[0-9]|二?十[一二三四五六七八九]?|[一二三四五六七八九])时(?=[、,，。；;）)至止前后之以进向起内禁为]|$)"
)
"""A telephone number, an hour, a room, or a number that begins with zero: not a quantity."""
_MULTIPLIER = re.compile(f"[\u4e00-\u9fff)）][×÷/]{BLANK}$")
_TIMES = re.compile(f"{BLANK}×{BLANK}[0-9.]+{BLANK}(?:万?千瓦|兆瓦|[kMG]W|[kM]VA|万?千伏安|公里|千米|km)")
"""What makes a number without a unit a factor of a formula: 收入÷2, 2×660兆瓦."""
_ITEMS = re.compile(
    "(?:[.．](?=[\u4e00-\u9fff])|[一二三四五六七八九十]{1,3}、(?![0-9一二两三四五六七八九十百千万]))"
)
"""What makes a number without a unit one that counts the parts of a text: 条件三、项目, 13.提升."""
_ROOM = re.compile("[、，,。；;）)之房]|$")
_NAMED_NUMBER = re.compile(
    "(?:(?P<ratio>容积率|郁闭度|系数|PUE|PUE值|电能利用效率|使用效率|指数|视力表?|视力|智商)"
    "|(?P<each>[人户家件台套辆次个项张名位篇亩笔例])数|用户数量?|企业数量?|总数|数量|总量|人口)"
    "(?:[(（][^()（）]{1,12}[)）])?(?:应|均|已|累计|合计|控制在|分别)?"
    "(?:达到?|为|是|至|[降升]?[至到]|在|约|超过?|突破|不(?:得|应)?(?:低于|高于|超过|少于|大于|小于)|不足|低于|高于|大于|小于|少于|≥|≤|>|<|＞|＜)?"
    f"{BLANK}$"
)
"""The words that say what a number without a unit is: 容积率不低于1.5, 参加人数超过一千."""
_NO_UNIT = re.compile(rf"{BLANK}(?:[、，,。；;（()）以的]|之间|左右|及以|至[0-9]|--?[0-9]|~[0-9]|$)")
_NAME_WINDOW = 24
_INSIDE = re.compile(r"(?<=[0-9])\.?[0-9]")
"""The digits of a number that go on. Neither a code nor a word ends inside one, as 211 would in 211.50."""
_FROM_NOUGHT = re.compile("(?:开始|起步|基础|距离|门槛|成本|跑动|接触)")
_ENUMERATOR = re.compile(r"[)）．.、](?![0-9])|[〕\]]")
_COINS = {"角": YUAN // 10, "角钱": YUAN // 10, "毛钱": YUAN // 10, "分钱": YUAN // 100}
"""What money that is no yuan is worth, in fen."""
_WITH_COINS = re.compile(
    f"{BLANK}元(?P<jiao>[0-9一二两三四五六七八九])角(?:(?P<fen>[0-9一二两三四五六七八九])分)?"
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]{1,200}"
    r"|[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){0,4}\.(?:gov|com|org|net|edu|cn)(?![A-Za-z])[!-~]{0,200}"
    r"|[A-Za-z0-9._-]{1,60}@[A-Za-z0-9.-]{3,60}|/[A-Za-z][A-Za-z0-9_-]{0,60}(?:/[A-Za-z0-9_-]{1,60}){2,20}"
)
"""The address of a page or of mail, whose digits are no numbers."""
_ITEM, _ITEM_BEFORE = re.compile("[.．、](?![0-9])"), re.compile("[。；;：:] ?$")
"""A number of a list within a line: （……；2.专家评审；3.公示）."""
_APPROXIMATE = re.compile(
    rf"{BLANK}(?:余|多(?!元[化素文投主格]|样|项)|几|来(?=[万亿元个人家项天年名台套件户亩吨]))[十百千]?[万亿]?"
)
_VAGUE = re.compile(
    "(?:好?几|若干|(?<![人总次件户基分倍系岁指多少天张台套辆份个])数"
    "|(?P<round>成[百千]上|成[百千]|(?<!以)上|近|(?<![不得])超过?|逾|(?<![通经超])过|约))$"
)
"""The words that make 十万元 or 百万元 no sum: 数十万元, 几十万元, 上百万元, 近千万元.

Those in ``round`` do so only before a scale without a digit, as 近500万元 still states a number.
"""
_HELD = re.compile(
    rf"{BLANK}[(（](?P<out>不)?含(?:本数)?[)）]{BLANK}(?=[十百千]?[万亿]?(?:元|人民币|[%％]|美元|欧元|港元|日元|个百分点)|[个家人户项件名台套亩吨辆](?!含))"
    rf"(?P<scale>[十百千]?[万亿])?"
)
"""Brackets between a numeral and its unit: 2000万（含）元, 2000（含）万元."""
_NO_QUANTITY = ("label", "word", "day")
_BLURRED_UNIT = re.compile(f"{BLANK}(?:[十百千]?[万亿]?元|[%％])")
"""What follows digits with letters that look like digits: 1O万元, l00万元. They are never read."""
_APART = re.compile("[ \u00a0]{1,2}|[.．]{2,3}|[.．·•‧∙。'’+＋^\ue000-\uf8ff\ufffd]")
"""What stands within a broken number, or between two numbers of a table whose cells were lost."""
_THOUSANDS = re.compile("(?<=[0-9]，)[0-9]{3}(?![0-9])")
"""Digits after a wide comma, which may be three more of the same number: 1，500元."""
_NUMERALS = ("0123456789", "〇零一二三四五六七八九十百千万亿两")
_LAST = re.compile("[次期届轮批场学]")
"""What 近 counts back from today, as in 近3次."""
_AND_MONTHS = re.compile(rf"{BLANK}[零又]?(?P<months>{WRITTEN}){BLANK}个月")
"""The months after years, as in 七年零六个月."""
_RATIO = re.compile(rf"{BLANK}(?::|比(?![12][0-9]{{3}})){BLANK}(?P<other>[0-9]+(?:\.[0-9]+)?)(?![0-9:])")
_SLASHED = re.compile("[1-9]/(?P<bottom>[2-9])(?=以[上下]|[的、,，。；;）)贴补给资奖计执]|$)")
"""A fraction in digits, such as 2/3以上."""
_OF_MONTH = re.compile("[当次每本下上]月的?$")
"""The words that make 15日 a day of the month and not fifteen days."""
_PROPORTION = re.compile(rf"(?:{BLANK}:{BLANK}[0-9]+(?:\.[0-9]+)?){{2,8}}+(?![0-9:])")
"""The proportion of more than two parts, as in 4:3:3, which is not one value. The number of parts is limited,
so that a long row of them is not read once from each of its numbers.
"""
_SIGNS = {
    "US$": "美元", "USD": "美元", "$": "美元", "HK$": "港元", "HKD": "港元", "EUR": "欧元", "€": "欧元",
    "GBP": "英镑", "£": "英镑", "JPY": "日元",
}  # fmt: skip
_SIGN = re.compile(
    rf"(?:(?P<yuan>人民币|RMB|CNY|[¥￥])|(?P<other>{'|'.join(map(re.escape, (*_SIGNS, *FOREIGN)))})){BLANK}$"
)
"""The sign or name of a currency before a number."""
_TENTHS = re.compile(
    rf"{BLANK}成(?P<half>半)?(?=以[上下内]|左右|的|给予|予以|计算|返还|[补资奖]助?|[、,，。；;）)至]|$)"
)
_FOLDED = re.compile(f"{BLANK}折(?![叠页线扇桥子纸算合旧抵股减现射成转])")
_FOLDS = re.compile("[1-9一二三四五六七八九](?:[.点]?[1-9一二三四五六七八九])?")
"""Numerals before 折 that state what is left of a price: 九折 is 90 %; 八五折, 8.5折 and 85折 are 85 %."""
_TWO_NUMERALS = "[0-9〇零一二三四五六七八九十]" * 2
_NOUNS: tuple[tuple[Kind, str], ...] = (
    ("rate", "[%‰‱]"),
    ("points", _POINTS),
    ("currency", "|".join(FOREIGN)),
    ("money", "元|块钱|[角毛分]钱|角(?=[/／的、，。；;）)以补奖给计]|$)|人民币(?!元)"),
    ("span", rf"年半|周年|年(?![级度代])|(?<!{_TWO_NUMERALS})年度|个季度|个月"),
    ("time", "个?工作日|个?自然日|个?交易日|个半月|整?天|日|个?小时|个?学时|课时|分钟|周(?![年岁边期])|秒"),
    ("factor", "倍"),
    ("label", "号|[级等类](?=[奖功及以别、,，。；）)/]|药|医疗|$)|星级|级|折(?=[叠页线扇桥])"),
    ("rank", "强(?=企|榜|名|的|是|排|[、,，。；）)》”]|$)"),
    ("count", COUNTED),
)
_REST_OF_DAY = re.compile(rf"(?:(?P<month>{_MONTH}){BLANK}月{BLANK})?(?P<day>{_DAYS}){BLANK}日(?!均|常|内)")
_FOREMOST = re.compile("(?<![目之以当提年此日午月天])前$")
"""The word that makes a count a rank, as in 前三名; 目前30家 is a count."""
_UNITS = tuple((kind, re.compile(rf"{BLANK}(?P<noun>{noun})")) for kind, noun in _NOUNS)
_GRADES, _DIVIDING = ("级", "等", "类"), re.compile("(?:[分划归]为|[下共述有分])$")
"""分为三类 counts the classes, so 三 is a number there. 三类 alone is the name of a class, and so is 一等 in
分为一等奖、二等奖.
"""
_OUTPUT = re.compile(f"{BLANK}(?:GDP|工?业?(?:总?产值|增加值)|国内|地区生产|营业?收入?(?:能|电|水)|的?能耗)")
"""The words that make 万元 a unit of measure, as in 万元GDP能耗."""
_TO_FILL = re.compile(r"\S\s{2,30}$")
"""The blank of a form before the unit of what is filled in."""
_AND_MORE = re.compile(f"{BLANK}(?:及|或)?以[上下内]")
"""The words that make 亿元 a sum: 亿元以上 begins at 100,000,000 yuan."""
_PER = re.compile(f"{BLANK}[/／]{BLANK}[^0-9]")
_ELISION = re.compile(f"{BLANK}(?:[、,，/]|和|或|及|与|以及|或者){BLANK}")
_ELIDABLE = ("money", "currency", "rate", "points", "count", "time", "span", "factor")
_HOUSES = re.compile("[0-9]{1,4}(?:[、和及][0-9]{1,4}){1,12}号")
_YEARS = re.compile(
    f"(?:19|20)[0-9]{{2}}(?:{BLANK}(?:[、,，]|和|或|及){BLANK}(?:19|20)[0-9]{{2}}){{1,8}}{BLANK}年"
)
"""Years of the calendar of which the last one alone says so: 2031、2032年."""
_GRADE_LIST = re.compile("[一二三四五六七八九](?:[、和及或][一二三四五六七八九]){1,8}(?:星|[级等类])")
_SINGLE = re.compile("[一二三四五六七八九][、和及至][一二三四五六七八九]")
_MONTHS_A_YEAR, _MOST_MONTHS, _MOST_YEARS = 12, 1200, 1000
"""The longest span is a hundred years, unless words around it bound it (树龄三百年以上). In 2 031年 a blank
stands in a year of the calendar.
"""
_AGED = re.compile(f"(?:树龄(?:在|为|达到?)?|满|超过|不足){BLANK}$")
_CLOSE = 100
"""Two numbers of a list have the same scale if neither is this many times the other."""
_MYRIADS = {"万": 10**4, "亿": 10**8}
"""The scales that the first number of a range shares with the second."""
_JOINT = re.compile(rf"{BLANK}(?:[(（]不?含[)）])?{BLANK}(?:--?|~~?|至|到){BLANK}")
# At the beginning of a line, 1.80 may be a decimal, or the label 1. before the number 80.
_LISTED, _BEGINNING = re.compile(r"[1-9][0-9]?\.[0-9]"), re.compile(r"(?:.*\n)?[ \u3000]*")
_WINDOW = 24

_BEFORE = re.compile(
    r"(?P<most>最高(?!人民|标准|水平|等级|级|档)(?:可?达到?|可)?|≤|小于(?:或)?等于|不(?:得|应|再|能)?(?:超过|高于|多于|大于|超)|至多|最多|上限|封顶)"
    r"|(?P<least>不(?:得|应|能)?(?:低于|少于|小于)|≥|大于(?:或)?等于|至少|最低(?!工资|生活)|最少|达到?|满(?![意足]))"
    r"|(?P<more>[>＞]|超过|超出|高于|大于|多于|突破|逾|超)"
    r"|(?P<less>[<＜]|低于|少于|小于|不足|未满|不满|未达到?)"
    r"|(?P<about>约为?|大约|接近|将近|(?P<near>(?<![附邻最贴靠新])近))"
)
_DISTANT = re.compile(r"[^、,，。；;:：0-9一二三四五六七八九十%]{0,16}$")
_AFTER = re.compile(
    r"(?:[/／][^、,，。；;(（]{0,8}?)?"
    r"(?P<bare>[(（][^()（）]{0,6}?(?P<out>不)?含[^()（）]{0,12}[)）])?" + BLANK + r"(?:及|或)?"
    r"(?:(?P<least>以上|≤)|(?P<most>以下|以内|之内|内(?=[的,，、。；]|$)|封顶|为限)|(?P<about>左右|上下))"
    r"(?P<excluded>[(（][^()（）]{0,6}?不含)?"
)
_STRICT: dict[Bound, Bound] = {"at-least": "more-than", "at-most": "less-than"}


def find_numbers(text: str, *, begins_line: bool = True) -> Iterator[Number]:
    """Every number of ``text``, in order, with its place.

    ``begins_line`` is false for words after a label or in a cell. Such words may begin with a decimal; a line
    may begin with a label.
    """
    written = plain(text)
    found: list[Number] = []
    at = 0
    ends = {place: one.end() for one in _ADDRESS.finditer(written) for place in range(*one.span())}
    while (begin := _START.search(written, at)) is not None:
        if begin.start() in ends:
            at = ends[begin.start()]
            found.append(Number(begin.start(), at, "label"))
            continue
        number = _read(written, begin)
        if (
            (begins_line or number.start > 3)
            and _LISTED.match(written, number.start)
            and _BEGINNING.fullmatch(written, max(0, number.start - 4), number.start)
        ):
            number = replace(number, values=())
        if (
            found
            and found[-1].kind not in _NO_QUANTITY
            and number.kind not in _NO_QUANTITY
            and _is_broken(written, found[-1].end, number.start)
        ):
            number = replace(number, start=found.pop().start, values=())
        found.append(_as_name(written, number))
        at = number.end
    found.reverse()
    scale = Fraction(0)
    for n, number in enumerate(found):
        elided = _elided(written, number, found[n - 1], scale) if n else None
        found[n], scale = elided or (number, _scale(written, number))
    found.reverse()
    for number in found:
        yield replace(number, bound=_bound(written, number))


def _is_broken(text: str, end: int, start: int) -> bool:
    """Whether numerals that end and begin there may be one number that something stands in."""
    is_same = any({text[end - 1], text[start]} <= {*signs} for signs in _NUMERALS)
    is_thousand = start == end + 1 and _THOUSANDS.match(text, start) is not None
    return is_same and (is_thousand or _APART.fullmatch(text, end, start) is not None)


def _as_name(text: str, number: Number) -> Number:
    """The number itself; or a label or word, where it stands inside a title or quotation."""
    if number.kind in ("label", "word"):
        return number
    if is_in_title(text, number.start, number.end):
        return Number(number.start, number.end, "label")
    is_class = number.kind == "money" and is_scale(text[number.start : number.end].removesuffix("元"))
    is_vague = number.kind in ("number", "count", "rank") or (is_class and not number.values)
    if is_vague and is_quoted(text, number.start, number.end):
        return Number(number.start, number.end, "word")  # “两票制”, “亿元楼宇”
    return number


def _elided(text: str, number: Number, following: Number, scale: Fraction) -> tuple[Number, Fraction] | None:
    """A number that takes its unit from the next number of a list, as the first in ``3、2、1个百分点`` does.

    The second item is its scale (万). ``scale`` is the scale of the next number.
    """
    if number.kind != "number" or _ELISION.fullmatch(text, number.end, following.start) is None:
        return None
    if following.kind in ("day", "label") and _YEARS.match(text, number.start):
        return replace(number, kind="label", values=()), Fraction(0)
    if following.kind == "label" and _HOUSES.match(text, number.start):
        return replace(number, kind="label", values=()), Fraction(0)
    if following.kind == "word" and _SINGLE.fullmatch(text, number.start, following.start + 1):
        return replace(number, kind="word", values=()), Fraction(0)  # 一、二审
    if following.kind in ("label", "word") and _GRADE_LIST.match(text, number.start):
        return replace(number, kind=following.kind, values=()), Fraction(0)  # 三、四、五星级: grades
    if following.kind not in _ELIDABLE or len(following.values) != 1 or not scale:
        return None
    bare, own = read_numeral(text[number.start : number.end]), _scale(text, number)
    if not bare or not own:
        return None
    if own == 1 and scale > 1:
        count = read_numeral(_digits(text, following))
        if not count or not 1 / Fraction(_CLOSE) < bare / count < _CLOSE:
            return None  # In 5000、1万元 the unit of 5000 is unclear.
        bare, own = bare * scale, scale
    value = _value(following.kind, bare, following.noun)
    if value is None:
        return None
    return replace(number, kind=following.kind, values=(value,), noun=following.noun), own


def _digits(text: str, number: Number) -> str:
    """The numeral of a number without its final scale: 20 for 20万."""
    found = _START.match(text, number.start)
    return re.sub("[十百千万亿 ]+$", "", found["literal"] or "") if found is not None else ""


def _scale(text: str, number: Number) -> Fraction:
    """The final scale of a numeral: 10,000 for 20万, 1 for 20, and 0 where there is no numeral."""
    found = _START.match(text, number.start)
    whole, count = read_numeral((found and found["literal"]) or ""), read_numeral(_digits(text, number))
    return whole / count if whole and count else Fraction(0)


def read_number(written: str) -> Number | None:
    """The number at the beginning of a text in plain characters; ``None`` where it begins with something
    else.
    """
    found = _START.match(written)
    return _read(written, found) if found is not None else None


def _read(text: str, found: re.Match[str]) -> Number:
    """The number that begins at ``found``; for a range, both of its values."""
    first = _read_one(text, found)
    joint = _JOINT.match(text, first.end)
    following = _START.match(text, joint.end()) if joint is not None else None
    if joint is None or following is None or first.kind in ("label", "word"):
        return first
    if first.kind == "day" and len(first.values) == 1:
        return _days(text, first, joint.end())
    second = _read_one(text, following)
    if first.kind == "number" and second.kind == "label":
        return Number(first.start, second.end, "label")
    if first.kind == "rate" and found["fraction"] and second.kind == "number":
        return _of_parts(found, first, second)
    if first.kind in ("ratio", "count") and first.end == found.end() and second.kind == "number":
        values = tuple(
            _value(first.kind, value, first.noun) for value in second.values if isinstance(value, Fraction)
        )
        return replace(
            first, end=second.end, values=(*first.values, *(one for one in values if one is not None))
        )
    is_scaled = second.kind != "number" or text[second.end - 1] in "万亿"  # 5-10万, which may be a sum
    if first.kind not in (second.kind, "number") or second.kind == "label" or not is_scaled:
        return first
    values = _ends(found["literal"] or "", first, following, second)
    return replace(second, start=first.start, values=values)


def _of_parts(found: re.Match[str], first: Number, second: Number) -> Number:
    """A range whose second bound leaves 百分之 out: 百分之三十至四十."""
    whole = _PARTS.get(found["bottom"])
    if not whole or not first.values or not second.values or not isinstance(second.values[0], Fraction):
        return first
    return replace(first, end=second.end, values=(*first.values, Rate(second.values[0] / whole)))


def _days(text: str, first: Number, at: int) -> Number:
    """A day, or the two days of a range whose second takes its year, or year and month, from the first."""
    begin, rest = first.values[0], _REST_OF_DAY.match(text, at)
    whole = _CALENDAR.match(text, at)
    if whole is not None and (days := _calendar_day(whole)):
        return replace(first, end=whole.end(), values=(begin, *days))
    if rest is None or not isinstance(begin, date):
        return first
    month = read_numeral(rest["month"].removeprefix("0")) if rest["month"] else begin.month
    day = read_numeral(rest["day"].removeprefix("0"))
    try:
        last = begin.replace(month=int(month or 0), day=int(day or 0))
    except ValueError:
        return replace(first, end=rest.end(), values=())
    return replace(first, end=rest.end(), values=(begin, last))


def _ends(
    literal: str, first: Number, following: re.Match[str], second: Number
) -> tuple[Value | Fraction, ...]:
    """The two values of a range. The first may take its unit from the second, as in ``2000-3000万元``."""
    if not second.values:
        return ()
    if first.kind != "number":
        return (*first.values, *second.values) if first.values else ()
    written = following["literal"] or ""
    bare, last = read_numeral(literal), read_numeral(written)
    if bare is None or not last:
        return ()
    count, myriad = read_numeral(re.sub("[十百千万亿 ]+$", "", written)), _MYRIADS.get(written[-1], 1)
    if literal[-1] in _MYRIADS:
        scale = Fraction(1)  # 50万—200万元
    elif count and bare < count and literal[-1] not in "百千" and (last / count).denominator == 1:
        scale = last / count  # 5—10万元, 三至五百万元
    elif bare < last / myriad:
        scale = Fraction(myriad)  # 一百至二百万元, 五至十人, 十八至六十周岁
    elif literal[-1] in "百千":
        scale = Fraction(1)  # 五千至一万元
    else:
        return ()  # In 500—1亿元 the unit of 500 is unclear.
    value = _value(second.kind, bare * scale, second.noun) if bare * scale < last else None
    return () if value is None else (value, *second.values)


def _read_one(text: str, found: re.Match[str]) -> Number:
    """One number; without a value where the words before it make it inexact (数十万元)."""
    number = _read_exact(text, found)
    literal = found["literal"] or ""
    vague = _VAGUE.search(text, max(0, number.start - 3), number.start)
    if vague is None or literal[:1] not in tuple("十百千万亿") or number.kind in ("label", "word"):
        return number
    if vague["round"] and not is_scale(literal):
        return number
    return replace(number, start=vague.start(), values=())


def _read_exact(text: str, found: re.Match[str]) -> Number:
    start, end = found.span()
    if found["some"]:
        return Number(start, end, "rate")
    if found["blurred"]:
        unit = _BLURRED_UNIT.match(text, end)
        return Number(
            start, unit.end() if unit is not None else end, "money" if text[end] not in "%％" else "rate"
        )
    if found["fraction"] and (inexact := _APPROXIMATE.match(text, end)):
        return Number(start, inexact.end(), "rate")
    if found["fraction"]:
        bottom = found["bottom"]
        top = Fraction(100) if found["top"] == "百" else read_numeral(found["top"])
        whole = Fraction(_PARTS[bottom]) if bottom in _PARTS else read_numeral(bottom)
        return _of("rate", start, end, top / whole if top is not None and whole else None)
    if found["word"]:
        kind, value = WORDS[found["word"]]
        return _of(kind, start, end, value)
    if found["half"]:
        if text[start - 1 : start] in ("上", "下"):
            return Number(start, end, "day")
        return _of("span", start, end, Fraction(1, 2), "年")
    if day := _CALENDAR.match(text, start):
        return Number(start, day.end(), "day", _calendar_day(day))
    if season := _SEASON.match(text, start):
        return Number(start, season.end(), "day")
    if (code := _CODE.match(text, start)) and not _INSIDE.match(text, code.end()):
        return Number(start, code.end(), "label")
    literal = found["literal"]
    is_named = _NAMED.search(text, max(0, start - _LISTED_NAMES), start) is not None
    is_named = is_named and not _is_subtracted(text, start, end) and not _is_price(text, start, end)
    if is_named and (signed := _of_sign(text, start, end, read_numeral(literal))) is not None:
        unit = re.compile(f"{BLANK}(?:{signed.noun}|元)?").match(text, end)
        return replace(signed, end=unit.end() if unit is not None else end)
    if is_named or _is_enumerator(text, start, end):
        return Number(start, end, "label")
    if literal == "0" and _FROM_NOUGHT.match(text, end):
        return Number(start, end, "word")
    if (word := find_word(text, start, literal)) is not None and not _INSIDE.match(text, word):
        return Number(start, word, "word")
    number = read_numeral(literal)
    if number is None and text[start - 1 : start] == "每" and re.fullmatch("[百千万亿]+", literal):
        number = read_numeral(f"一{literal}")  # 每百张 is 100
    if (slashed := _SLASHED.match(text, start)) and number and text[start - 1 : start] != "/":
        share = number / int(slashed["bottom"])
        return _of("rate", start, slashed.end(), share if share < 1 else None)
    if inexact := _APPROXIMATE.match(text, end):
        number, end = None, inexact.end()
    if (held := _HELD.match(text, end)) and number is not None:
        end = held.end()
        number = read_numeral(f"{literal}{held['scale'] or ''}")
    if parts := _PROPORTION.match(text, end):
        return Number(start, parts.end(), "ratio")
    if (ratio := _RATIO.match(text, end)) and number is not None and Fraction(ratio["other"]):
        return _of("ratio", start, ratio.end(), number / Fraction(ratio["other"]), ratio[0].strip())
    if (tenths := _TENTHS.match(text, end)) and number is not None and number <= 10:
        return _of("rate", start, tenths.end(), number + Fraction(bool(tenths["half"]), 2), "成")
    if (folded := _FOLDED.match(text, end)) and not is_scale(literal):
        rate = None if inexact else _left_of_price(literal)
        return _of("rate" if rate else "number", start, folded.end(), rate, "折")
    if (coins := _WITH_COINS.match(text, end)) and number is not None:
        jiao, fen = (read_numeral(coins[part] or "0") or Fraction(0) for part in ("jiao", "fen"))
        return _of("money", start, coins.end(), number + jiao / 10 + fen / 100, "元")
    for kind, pattern in _UNITS:
        if unit := pattern.match(text, end):
            if kind == "money" and not inexact and is_scale_alone(text, start, literal):
                if _is_unit(text, start, unit.end()) or _OUTPUT.match(text, unit.end()):
                    return Number(start, unit.end(), "word")
                if _AND_MORE.match(text, unit.end()):
                    number = read_numeral(f"一{literal}")
            if kind == "count" and number is None and not inexact and _AND_MORE.match(text, unit.end()):
                number = read_numeral(f"一{literal}") if is_scale_alone(text, start, literal) else None
            is_divided = (
                _DIVIDING.search(text, max(0, start - 2), start) and text[unit.end() : unit.end() + 1] != "奖"
            )
            if kind == "label" and unit["noun"] in _GRADES and is_divided:
                return _of("count", start, unit.end(), number, unit["noun"])
            if (
                kind in ("count", "span", "label")
                and number is None
                and not inexact
                and is_scale_alone(text, start, literal)
            ):
                return Number(start, end, "word")
            if unit["noun"] == "日" and _OF_MONTH.search(text, max(0, start - 3), start):
                return Number(start, unit.end(), "day")
            if kind == "span" and unit["noun"] == "年" and number is not None:
                months = _AND_MONTHS.match(text, unit.end())
                count = read_numeral(months["months"]) if months is not None else None
                if months is not None and count is not None and count < _MONTHS_A_YEAR:
                    return _of("span", start, months.end(), number * _MONTHS_A_YEAR + count, "个月")
            if kind == "span" and unit["noun"] == "年" and number is not None and number < _MOST_YEARS:
                is_bounded = _AND_MORE.match(text, unit.end()) or _AGED.search(text, max(0, start - 5), start)
                if number * _MONTHS_A_YEAR > _MOST_MONTHS and is_bounded and number.denominator == 1:
                    return Number(start, unit.end(), kind, (Span(number.numerator * _MONTHS_A_YEAR),), "年")
            is_rank = kind == "count" and _FOREMOST.search(text, max(0, start - 2), start) is not None
            return _of("rank" if is_rank else kind, start, unit.end(), number, unit["noun"])
    if not inexact and is_scale_alone(text, start, literal):
        return Number(start, end, "word")
    is_multiplier = _MULTIPLIER.search(text, max(0, start - 3), start) and _NO_UNIT.match(text, end)
    if is_multiplier or _TIMES.match(text, end):
        return _of("factor", start, end, number)
    if (word := find_bare_word(text, start, literal)) is not None:
        return Number(start, word, "word")
    if text[start - 1 : start] == "号" and literal.isdecimal() and _ROOM.match(text, end):
        return Number(start, end, "label")
    if _ITEMS.match(text, end if literal.isdecimal() and len(literal) < 3 else start):
        return Number(start, end, "label")
    if (named := _NAMED_NUMBER.search(text, max(0, start - _NAME_WINDOW), start)) and _NO_UNIT.match(
        text, end
    ):
        return _of("ratio" if named["ratio"] else "count", start, end, number, named["each"] or "")
    if literal[-1] in "万亿" and _PER.match(text, end):
        return _of("money", start, end, number, "元")
    if _FOREMOST.search(text, max(0, start - 2), start) and literal[-1] not in "万亿":
        return Number(start, end, "rank")
    return _of_sign(text, start, end, number) or _of("number", start, end, number)


def _is_subtracted(text: str, start: int, end: int) -> bool:
    """Whether a number after a dash is subtracted from a rate, as in LPR-30BP, and is no part of a name."""
    if _OF_LOAN.search(text, max(0, start - 8), start):
        return True
    is_dashed = _DASH_BEFORE.search(text, max(0, start - 8), start) is not None
    return is_dashed and _DIFFERENCE.match(text, end) is not None


def _is_price(text: str, start: int, end: int) -> bool:
    """Whether a number is a sum or rate although it stands after letters or an hour: FDA100万元."""
    is_numbered = text[max(0, start - 1) : start] in ("第", "〔", "[")
    return not is_numbered and _PRICED.match(text, end) is not None


def _left_of_price(literal: str) -> Fraction | None:
    """The tenths of a price that a numeral before 折 states: 9 for 九, 8.5 for 八五, 8.5 and 85."""
    if not _FOLDS.fullmatch(literal):
        return None
    first, *others = (read_numeral(digit) or Fraction(0) for digit in re.sub("[.点]", "", literal))
    return first + sum(others, Fraction(0)) / 10


def _of_sign(text: str, start: int, end: int, number: Fraction | None) -> Number | None:
    """The money that a sign or name before its number says: ¥500, RMB 500万, 美元500万."""
    if (sign := _SIGN.search(text, max(0, start - 6), start)) is None:
        return None
    if sign["yuan"]:
        return _of("money", start, end, number, "元")
    return _of("currency", start, end, number, _SIGNS.get(sign["other"], sign["other"]))


def _is_unit(text: str, start: int, end: int) -> bool:
    """Whether 万元 stands alone as the unit of a table or form, as in （万元） and 单位：万元."""
    is_alone = (start, end) == (0, len(text)) or _TO_FILL.search(text, max(0, start - 32), start)
    return (
        bool(is_alone)
        or text[max(0, start - 1) : start] in ("(", "（", ":", "/")
        or text[end : end + 1] in (")", "）")
    )


def _of(kind: Kind, start: int, end: int, number: Fraction | None, noun: str = "") -> Number:
    value = None if number is None else _value(kind, number, noun)
    return Number(start, end, kind, () if value is None else (value,), noun)


def _counts_back(number: Number) -> bool:
    """Whether 近 before a number counts back from today: 近3年, 近3次."""
    return number.kind in ("span", "time") or _LAST.match(number.noun) is not None


def _value(kind: Kind, number: Fraction, noun: str) -> Value | Fraction | None:
    """The value of a number of a kind; ``None`` where it is finer than the kind allows."""
    match kind:
        case "money":
            fen = number * _COINS.get(noun, YUAN)
            return Money(fen.numerator) if fen.denominator == 1 else None
        case "rate" if noun == "折" and number >= _DIVISORS[noun]:
            return None  # the first bound of 75-85折, which is 7.5 tenths
        case "rate":
            return Rate(number / _DIVISORS.get(noun, 1))
        case "span":
            months = number * {"个月": 1, "个季度": 3}.get(noun, 12) + (6 if noun == "年半" else 0)
            return Span(months.numerator) if months.denominator == 1 and months <= _MOST_MONTHS else None
        case "count":
            return Count(number.numerator, noun) if number.denominator == 1 else number
        case "label" | "rank" | "day":
            return None
        case _:
            return number


def _calendar_day(found: re.Match[str]) -> tuple[date, ...]:
    """The day, where year, month and day are all stated and form a date of the calendar."""
    try:
        if found["iso"] and _LOOSE.fullmatch(found["iso"]):
            return ()
        if found["iso"]:
            return (date(*map(int, re.split("[-./]", found["iso"]))),)
        if not found["day"]:
            return ()
        year = found["year"]
        if not year.isdecimal():
            year = "".join("0" if digit in "〇零" else str(read_numeral(digit)) for digit in year)
        month, day = (read_numeral(found[part].removeprefix("0")) for part in ("month", "day"))
        return (date(int(year), int(month or 0), int(day or 0)),)
    except ValueError:
        return ()


def _is_enumerator(text: str, start: int, end: int) -> bool:
    """Whether a number enumerates parts of a text: ``（三）``, or ``1.`` or ``一、`` at the beginning."""
    is_item = end - start < 3 and text[start:end].isdecimal() and _ITEM.match(text, end) is not None
    if is_item and _ITEM_BEFORE.search(text, max(0, start - 2), start):
        return True
    before = text[start - 1] if start else "\n"
    if before in "(（":
        return text[end : end + 1] in (")", "）")
    return before in "\n \u3000" and _ENUMERATOR.match(text, end) is not None


def _bound(text: str, number: Number) -> Bound:
    """The bound that the words after a number state, or else the words before it."""
    if number.kind in ("label", "word", "day"):
        return ""
    if found := _AFTER.match(text, number.end):
        bound: Bound = "at-least" if found["least"] else "at-most" if found["most"] else "about"
        is_strict = found["out"] or found["excluded"] or "不含" in text[number.start : number.end]
        return _STRICT.get(bound, bound) if is_strict else bound
    start = max(0, number.start - _WINDOW)
    window = text[start : number.start]
    for found in reversed(list(_BEFORE.finditer(window))):
        between = window[found.end() :].strip(" \u3000")
        if found["most"] or found["least"]:
            if _DISTANT.match(between):
                return "at-most" if found["most"] else "at-least"
        elif not between and not (found["near"] and _counts_back(number)):
            return "more-than" if found["more"] else "less-than" if found["less"] else "about"
    return ""
