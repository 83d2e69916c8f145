"""Chinese punctuation is in full width on every page and digits are in half width; the stored text is
unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from lxml import etree, html

from kb import Policy
from render.text.typography import typeset, typeset_data, typeset_page
from tests.render.walking import SEEN_ATTRIBUTES, WIDE, Page, Site

CHINESE = r"[\u3400-\u9fff\u3001-\u301f\uff00-\uffef“”‘’]"
HALF = re.compile(rf"(?<={CHINESE})\s?[,:;!?()]|[,:;!?()]\s?(?={CHINESE})")
WIDE_DIGIT = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
PARTED = re.compile(r"\d\s+(?:万|亿|元|%|％|年|月|日)|(?:万|亿)\s+元")
BLOCKS = (
    "p",
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "text",
    "title",
    "desc",
    "summary",
    "label",
)


def _chinese(page: Page) -> Iterator[str]:
    """The Chinese words of a page: block by block, and those of its attributes."""
    for element in page.root.iter(etree.Element):
        near = (element, *element.iterancestors())
        lang = next((e.get("lang") for e in near if e.get("lang")), "")
        if element.tag in BLOCKS and not any(e.tag == "style" for e in near):
            yield "".join(_words(element, lang))
        if lang.startswith("zh"):
            yield from (element.get(name, "") for name in SEEN_ATTRIBUTES if name != "content")


def _words(element: html.HtmlElement, lang: str) -> Iterator[str]:
    """The text of an element, with gaps for other languages and inner blocks."""
    if element.tag in ("style", "script", "code"):
        return
    yield (element.text or "") if lang.startswith("zh") else "\n\n"
    for child in element.iterchildren(etree.Element):
        yield "\n\n" if child.tag in (*BLOCKS, "ul", "ol", "dl", "table") else ""
        yield from _words(child, child.get("lang") or lang)
        yield (child.tail or "") if lang.startswith("zh") else "\n\n"


@pytest.fixture(scope="module")
def everything(site: Site) -> list[tuple[str, str]]:
    """The Chinese words of every page in any of the three versions, with its path."""
    pages = [*site.pages.values(), *site.traditional.values()]
    return [(page.path, words) for page in pages for words in _chinese(page)]


@pytest.mark.parametrize("rule", [HALF, WIDE_DIGIT, PARTED], ids=["punctuation", "digits", "figures"])
def test_chinese_is_set_as_the_standards_have_it(
    everything: list[tuple[str, str]], rule: re.Pattern[str]
) -> None:
    found = {(path, words[max(0, m.start() - 9) : m.end() + 9]) for path, words in everything
             for m in rule.finditer(words)}  # fmt: skip
    assert found == set()


def test_the_checks_can_fail() -> None:
    for rule, wrong in ((HALF, "条文,规则"), (HALF, "(五)"), (WIDE_DIGIT, "１０"), (PARTED, "1000 万元")):
        assert rule.search(wrong)
        assert not rule.search(wrong.translate(WIDE)) or rule is not HALF
    assert not HALF.search("1,000万元，最高（GB/T 15834）：“好”？")


def test_english_keeps_its_own_punctuation(site: Site) -> None:
    for page in site.pages.values():
        if page.lang == "en":
            for element in page.root.iter("p", "li", "h1", "h2", "td"):
                own = element.text or ""
                lang = next(e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang"))
                assert lang != "en" or not re.search(r"[，：；（）！？。]", own), (page.path, own)


def test_the_text_as_published_is_there_to_the_mark_and_has_the_checksum_of_the_site(
    site: Site, policy: Policy
) -> None:
    kept = (site.folder / "text.txt").read_bytes()
    assert kept.decode() == policy.document.text
    assert ",加快制冷" in policy.document.text
    (told,) = site["zh/about.html"].of_class("hash")
    assert told.text_content() == sha256(kept).hexdigest()
    links = {a.get("href") for a in site["zh/text.html"].root.iter("a")}
    assert "../text.txt" in links


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("(五)推动,加快;鼓励", "（五）推动，加快；鼓励"),
        ("按1,000万元,最高30%,", "按1,000万元，最高30%，"),
        ("https://e.org", "https://e.org"),
        ("生态环境导向的开发(EOD)项目", "生态环境导向的开发（EOD）项目"),
        ("责任单位:", "责任单位："),
        ("真的?好!", "真的？好！"),
    ],
)
def test_marks_are_wide_except_inside_what_is_not_chinese(words: str, expected: str) -> None:
    assert typeset(words) == expected
    assert len(typeset(words)) == len(words)


def test_a_mark_beside_another_piece_is_known_by_the_character_there() -> None:
    assert typeset(",", "元", "最") == "，"
    assert typeset(",", "1", "0") == ","


def test_no_blank_stands_between_two_sentences(site: Site) -> None:
    for path, page in site.pages.items():
        for text in page.root.xpath("//main//text()"):
            assert not re.search(r"[，。；：！？]\s+[\u3400-\u9fff]", text), (path, text)
    assert typeset_page('<p lang="zh">一。\n二, <b>三</b></p>') == '<p lang="zh">一。二， <b>三</b></p>'


def test_references_to_characters_stay_what_they_are() -> None:
    page = '<p lang="zh" title="条&amp;文;">条文&lt;b&gt;,条&#39;文;</p>'
    assert typeset_page(page) == '<p lang="zh" title="条&amp;文；">条文&lt;b&gt;，条&#39;文；</p>'


def test_the_code_of_a_script_stays_code() -> None:
    script = 'Tiaowen.words = {"a":"(五)加快,推动","b":"a, b (c)","c":[1,2]};'
    assert typeset_data(script) == 'Tiaowen.words = {"a":"（五）加快，推动","b":"a, b (c)","c":[1,2]};'
