"""The guide in traditional characters: the same pages, with every ambiguous word converted correctly."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import etree

from render.text.traditional import convert, convert_page, read_variants
from tests.render.data.test_search import unpack_index
from tests.render.walking import SEEN_ATTRIBUTES, Page, Site

_USUAL = (
    "发發 后後 里裏 面面 系系 制制 准準 复複 只只 表表 台台 布佈 占佔 周週 干干 升升 合合 余餘 "
    "种種 向向 采採 范範 云雲 才才 于於 志誌 托託 几幾 出出 冲衝 当當 挂掛 据據 回回 划劃 群群 "
    "了了 并並 注註 汇匯 说説 核核 签簽 征徵 获獲 尽盡 卷卷 致致 千千 松鬆 与與 历歷 须須 针針 "
    "舍捨 蚀蝕 杆杆 板板 峰峰 税税 为為 么麼 咨諮"
)
_WORDS = (
    "制造:製造 研制:研製 编制:編製 制冷:製冷 物制成:物製成 制作:製作 制成:製成 复制:複製 批准:批准 关系:關係 "
    "联系:聯繫 一并:一併 关注:關注 汇集:彙集 了解:瞭解 备注:備註 专注:專注 恢复:恢復 日历:日曆 "
    "标签:標籤 答复:答覆 核准:核准 回复:回覆 公历:公曆 注意:注意 骨干:骨幹"
)
USUAL = {pair[0]: pair[1] for pair in _USUAL.split()}
"""Characters with several traditional forms, each with the form that is right unless a word below says
otherwise.
"""

WORDS = dict(pair.split(":") for pair in _WORDS.split())
"""Words in which such a character has another form."""

NAMES = {
    "深圳市发展和改革委员会": "深圳市發展和改革委員會",
    "发展改革委": "發展改革委",
    "工业和信息化局": "工業和信息化局",
    "科技创新局": "科技創新局",
    "财政局": "財政局",
    "规划和自然资源局": "規劃和自然資源局",
    "生态环境局": "生態環境局",
    "住房建设局": "住房建設局",
    "市场监管局": "市場監管局",
    "市委金融办": "市委金融辦",
    "税务局": "税務局",
    "应急管理局": "應急管理局",
    "首台": "首台",
    "产业集群": "產業集群",
    "数据中心": "數據中心",
    "以申报指南为准": "以申報指南為準",
    "换发": "換發",
    "表现突出": "表現突出",
    "重复享受": "重複享受",
    "碳汇": "碳匯",
    "示范": "示範",
    "采购": "採購",
    "标准": "標準",
    "规划布局": "規劃佈局",
    "若干措施": "若干措施",
    "责任单位": "責任單位",
    "回收": "回收",
    "高质量发展": "高質量發展",
}
"""The right forms of names and official words of the policy."""


@pytest.fixture(scope="module")
def pairs(site: Site) -> dict[str, list[tuple[str, str]]]:
    """The words of every page in simplified and in traditional characters, side by side."""
    return {
        path: list(zip(_texts(site[path]), _texts(site.traditional[f"zh-hant/{path[3:]}"]), strict=True))
        for path in site.pages
        if path.startswith("zh/")
    }


def _texts(page: Page) -> list[str]:
    """The texts of a page and the words of its attributes, without what only one of the versions has."""
    return [words for words in _read(page.root) if words.strip()]


def _read(element: etree._Element) -> Iterator[str]:
    names = (element.get("class") or "").split()
    if element.tag not in ("script", "style") and "machine" not in names and "versions" not in names:
        yield from (element.get(name, "") for name in SEEN_ATTRIBUTES)
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                yield from _read(child)
                yield child.tail or ""


def test_every_page_stands_in_traditional_characters_too(site: Site) -> None:
    simplified = {path for path in site.pages if path.startswith("zh/")}
    assert {f"zh/{path.removeprefix('zh-hant/')}" for path in site.traditional} == simplified
    assert all(page.root.get("lang") == "zh-Hant" for page in site.traditional.values())


def test_only_words_change(site: Site) -> None:
    for path, page in site.traditional.items():
        simplified = site[f"zh/{path.removeprefix('zh-hant/')}"]
        kept = [_marks(one) for one in (simplified, page)]
        assert kept[0] == kept[1], path
        chinese = {e.get("lang") for e in page.root.iter(etree.Element) if e.get("translate") != "no"}
        assert chinese - {None} <= {"zh-Hant", "en"}, path


def _marks(page: Page) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The elements of a page with the attributes that nobody sees."""
    told = {*SEEN_ATTRIBUTES, "lang", "src"}
    found = []
    for element in page.root.iter(etree.Element):
        near = [element, *element.iterancestors()]
        names = {name for e in near for name in (e.get("class") or "").split()}
        if names & {"machine", "versions"} or element.tag in ("link", "form"):
            continue
        rest = tuple(sorted((name, value) for name, value in element.attrib.items() if name not in told))
        found.append((str(element.tag), rest))
    return found


def test_each_word_is_as_long_as_before(pairs: dict[str, list[tuple[str, str]]]) -> None:
    for path, found in pairs.items():
        for simplified, traditional in found:
            assert len(simplified) == len(traditional), (path, simplified, traditional)


def test_no_character_stays_simplified(pairs: dict[str, list[tuple[str, str]]]) -> None:
    known = read_variants()
    only_simplified = set(known.values()) - set(known) - set(USUAL.values()) - set("并系制准只表台布占周干")
    left = set()
    for path, found in pairs.items():
        for simplified, traditional in found:
            left |= {(c, path) for c, was in zip(traditional, simplified, strict=True)
                     if c == was and c in only_simplified and convert(c) != c}  # fmt: skip
    assert left == set()


def test_every_character_with_several_writings_has_the_one_its_word_asks_for(
    pairs: dict[str, list[tuple[str, str]]],
) -> None:
    wrong = set()
    for found in pairs.values():
        for simplified, traditional in found:
            wrong |= set(_wrong(simplified, traditional))
    assert wrong == set()


def _wrong(simplified: str, traditional: str) -> Iterator[str]:
    expected = [USUAL.get(character, "") for character in simplified]
    for word, written in WORDS.items():
        for match in re.finditer(word, simplified):
            expected[match.start() : match.end()] = list(written)
    for at, (want, have) in enumerate(zip(expected, traditional, strict=True)):
        if want and want != have:
            yield f"{simplified[max(0, at - 4) : at + 5]}: {have} for {want}"


def test_the_check_of_writings_can_fail() -> None:
    assert list(_wrong("换发证书", "換髮證書"))
    assert list(_wrong("先进制造业", "先進制造業"))
    assert not list(_wrong("先进制造业", "先進製造業"))


def test_names_and_official_words_are_written_right_wherever_they_stand(
    pairs: dict[str, list[tuple[str, str]]],
) -> None:
    seen = set()
    for simplified, traditional in (pair for found in pairs.values() for pair in found):
        for word, written in NAMES.items():
            for match in re.finditer(word, simplified):
                seen.add(word)
                assert traditional[match.start() : match.end()] == written
    assert seen == set(NAMES)


def test_each_page_says_that_it_was_converted_and_leads_to_the_original(site: Site) -> None:
    for path, page in site.traditional.items():
        (note,) = page.of_class("machine")
        assert "程序" in note.text_content()
        depth = path.count("/")
        assert note.find("a").get("href") == "../" * depth + "zh/" + path.removeprefix("zh-hant/")
    assert not any(page.of_class("machine") for page in site.pages.values())


def test_every_page_leads_to_the_same_page_in_the_other_versions(site: Site) -> None:
    for page in (*site.pages.values(), *site.traditional.values()):
        folder = page.root.xpath("string(//link[@rel='stylesheet']/@href)").removesuffix(
            site.shared("site.css")
        )
        names = {"zh": "简体", "zh-hant": "繁體", "en": "English"}
        own = {"zh-Hans": "zh", "zh-Hant": "zh-hant", "en": "en"}[page.root.get("lang")]
        here = page.path.partition("/")[2] or page.path
        found = {a.text_content(): a.get("href") for a in page.of_class("switch")}
        assert found == {names[f]: f"{folder}{f}/{here}" for f in names if f != own}, page.path


def test_the_index_of_the_search_is_converted_and_leads_to_the_same_places(site: Site) -> None:
    def read(name: str) -> list[list[object]]:
        found = unpack_index(site.read_shared(f"search-{name}.js"), "zh")
        assert isinstance(found["entries"], list)
        return found["entries"]

    simplified, traditional = read("zh"), read("zh-hant")
    assert [entry[:2] for entry in simplified] == [entry[:2] for entry in traditional]
    titles = [entry[2] for entry in traditional]
    assert "深圳市發展和改革委員會" in titles
    own = site.traditional["zh-hant/search.html"].root.xpath("//form/@data-own")
    assert own == [f"../{site.shared('search-zh-hant.js')}"]


@pytest.mark.parametrize("name", ["rules", "readings", "case-file", "notes", "result", "keeping"])
def test_the_words_of_the_calculator_are_converted_and_nothing_else_of_it(site: Site, name: str) -> None:
    simplified, traditional = (site.read_shared(f"{name}-{folder}.js") for folder in ("zh", "zh-hant"))
    traditional = traditional.replace('lang:"zh-Hant"', 'lang:"zh-Hans"')
    for other in ("readings", "case-file", "notes", "result", "keeping"):
        own, its = site.shared(f"{other}-zh.js"), site.shared(f"{other}-zh-hant.js")
        traditional = traditional.replace(its, own)
    assert list(_wrong(simplified, traditional)) == []
    changed = {c for c, was in zip(traditional, simplified, strict=True) if c != was}
    assert changed
    assert all(c > "\u3400" for c in changed)


def test_what_is_not_chinese_or_not_to_be_converted_is_left() -> None:
    page = (
        '<html lang="zh-Hans"><p id="条" class="x" title="条文" data-words="条">条文 <i lang="en">条文</i>'
        '<b translate="no">条文</b><br>条文</p><script type="application/ld+json">"条文"</script>'
        "<code>条文</code></html>"
    )
    assert convert_page(page) == (
        '<html lang="zh-Hant"><p id="条" class="x" title="條文" data-words="条">條文 <i lang="en">条文</i>'
        '<b translate="no">条文</b><br>條文</p><script type="application/ld+json">"条文"</script>'
        "<code>条文</code></html>"
    )
