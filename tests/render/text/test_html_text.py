"""A page taken apart into tags and words: what is Chinese, and what is left alone."""

from __future__ import annotations

import pytest

from render.text.html_text import ChineseWords, rewrite
from tests.render.walking import Site


def test_a_page_taken_apart_is_the_same_page(site: Site) -> None:
    for path in ("zh/graph.html", "en/measures/para_5.html", "zh/search.html", "zh/picture.svg"):
        text = (site.folder / path).read_text(encoding="utf-8")
        assert rewrite(text, lambda words, _before, _after: words) == text


def shout(words: str, before: str, after: str) -> str:
    """A conversion that shows what it was given."""
    return f"<{before}|{words}|{after}>"


def test_words_are_chinese_by_the_language_of_the_element_around_them() -> None:
    page = '<p lang="zh-Hans">甲<i lang="en">乙</i>丙</p><p>丁</p>'
    assert rewrite(page, lambda *_: "-") == '<p lang="zh-Hans">-<i lang="en">乙</i>-</p><p>丁</p>'


@pytest.mark.parametrize(
    "page",
    [
        '<div lang="en">乙<div lang="zh">甲<div>甲</div>甲</div>乙</div>乙',
        '<div><div lang="zh">甲<div/>甲<divan>甲</divan>甲</div>乙</div>',
        '<div lang="zh">甲<br lang="en">甲<img lang="en"/>甲</div>乙',
        '<div translate="no" lang="zh">乙<p lang="zh">乙</p></div>乙<p lang="zh">甲',
        '<html lang="zh">甲<p lang="en">乙</p><p lang="zh-Hant">甲</p></html>',
    ],
)
def test_a_language_ends_with_its_own_element(page: str) -> None:
    assert rewrite(page, lambda *_: "丙") == page.replace("甲", "丙")


def test_a_second_change_starts_from_the_first() -> None:
    words = ChineseWords('<p lang="zh" title="甲">甲 <b>乙</b></p>')
    assert (
        words.change(lambda words, *_: words.replace("甲", "乙"))
        == '<p lang="zh" title="乙">乙 <b>乙</b></p>'
    )
    assert (
        words.change(lambda words, *_: words.replace("乙", "丙"))
        == '<p lang="zh" title="丙">丙 <b>丙</b></p>'
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<code>甲</code>",
        "<script>甲</script>",
        "<style>甲</style>",
        '<b translate="no">甲</b>',
        "<!-- 甲 -->",
        "&#30002;",
    ],
)
def test_code_styles_comments_and_what_is_not_translated_are_left(inside: str) -> None:
    page = f'<p lang="zh">{inside}</p>'
    assert rewrite(page, lambda *_: "乙") == page


def test_a_change_is_told_the_characters_around_the_words() -> None:
    page = '<p lang="zh">甲乙<b>丙</b></p>'
    assert rewrite(page, shout) == '<p lang="zh"><|甲乙|丙><b><乙|丙|></b></p>'


def test_attributes_that_people_see_are_converted_and_references_are_not_taken_for_words() -> None:
    page = '<p lang="zh"><a title="甲&amp;乙" class="甲" href="甲">-</a></p>'
    found = rewrite(page, lambda words, _before, _after: words.replace("甲", "A").replace("乙", "B"))
    assert found == '<p lang="zh"><a title="A&amp;B" class="甲" href="甲">-</a></p>'


def test_only_the_attributes_with_words_for_its_script_are_converted_in_a_form() -> None:
    page = '<form lang="zh" data-words="甲" title="甲"></form>'
    assert rewrite(page, lambda *_: "乙") == '<form lang="zh" data-words="乙" title="甲"></form>'
