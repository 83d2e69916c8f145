"""A page taken apart into tags and words: what is Chinese, and what is left alone."""

from __future__ import annotations

import pytest

from render.text.html_text import read_pieces, rewrite
from tests.render.walking import Site


def test_a_page_taken_apart_is_the_same_page(site: Site) -> None:
    for path in ("zh/graph.html", "en/measures/para_5.html", "zh/search.html", "zh/picture.svg"):
        text = (site.folder / path).read_text(encoding="utf-8")
        assert "".join(piece for piece, _, _ in read_pieces(text)) == text
        assert rewrite(text, lambda words, _before, _after: words) == text


def shout(words: str, before: str, after: str) -> str:
    """A conversion that shows what it was given."""
    return f"<{before}|{words}|{after}>"


def test_words_are_chinese_by_the_language_of_the_element_around_them() -> None:
    page = '<p lang="zh-Hans">甲<i lang="en">乙</i>丙</p><p>丁</p>'
    assert [text for text, name, is_chinese in read_pieces(page) if is_chinese and not name] == ["甲", "丙"]


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
