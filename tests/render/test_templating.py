"""The templates: undefined names are errors, text is escaped, and styles of pictures have their hashes."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from kb import Policy
from render.pages.every import list_pages
from render.templating import (
    begin,
    choose_lines,
    only,
    read_style,
    render_page,
    render_versions,
    style_sources,
    templates,
)
from render.text.traditional import convert_page


def test_an_undefined_name_is_an_error_and_text_is_escaped() -> None:
    assert templates().from_string("{{ words }}").render(words="<b>") == "&lt;b&gt;"
    assert templates().from_string("{{ words }}").render(words=Markup("<b>")) == "<b>"
    with pytest.raises(UndefinedError):
        templates().from_string("{{ words }}").render()


def test_templates_are_compiled_once() -> None:
    assert templates() is templates()


def test_a_marked_line_is_only_in_the_version_of_its_folder() -> None:
    page = f"a\n{only('zh')}b\n{only('zh-hant')}c\n{only('en')}d\n<i>e</i>\n"
    assert choose_lines(page, "zh") == "a\nb\n<i>e</i>\n"
    assert choose_lines(page, "zh-hant") == "a\nc\n<i>e</i>\n"
    assert choose_lines(page, "en") == "a\nd\n<i>e</i>\n"


def test_a_page_in_chinese_is_written_in_both_scripts(toy: Policy) -> None:
    for page in list_pages(toy):
        found = render_versions(page)
        assert found[page.path] == render_page(page)
        assert not any("<!--" in markup for markup in found.values())
        if page.links.lang == "en" or page.links.at_root:
            assert list(found) == [page.path]
            continue
        assert list(found) == [f"zh/{page.links.here}", f"zh-hant/{page.links.here}"]
        simplified, traditional = (markup.partition('<main id="content"')[2] for markup in found.values())
        assert traditional == convert_page(f'<html lang="zh-Hans">{simplified}').removeprefix(
            '<html lang="zh-Hant">'
        )


def test_only_the_first_letter_becomes_a_capital() -> None:
    assert (begin("the IT bureau"), begin("金额"), begin("")) == ("The IT bureau", "金额", "")


def test_each_style_inside_a_picture_is_allowed_by_its_hash() -> None:
    # SHA-256 of nothing, in Base64.
    nothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    assert style_sources("<style></style><svg/>") == f" 'sha256-{nothing}'"
    assert style_sources("<p>") == ""
    assert len(style_sources("<style>a</style><style>b</style>").split()) == 2


def test_style_files_are_joined_in_their_order() -> None:
    one, other = read_style("static/site.css"), read_style("templates/paper.css")
    assert read_style("static/site.css", "templates/paper.css") == f"{one}\n{other}"
