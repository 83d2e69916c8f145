"""The canonical form of our files: one layout for each content, words and comments unchanged."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from kb.loading import load_text
from kb.loading.canonical import canonical_bytes, is_canonical, write_canonical
from tests.conftest import TOY

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def written(text: str) -> str:
    """The canonical form of some XML."""
    return write_canonical(etree.ElementTree(etree.fromstring(text))).decode()


def test_each_element_stands_on_a_line_of_its_own() -> None:
    assert written("<a><b x='1'><c/></b>  <d>甲</d></a>") == (
        f'{DECLARATION}<a>\n  <b x="1">\n    <c/>\n  </b>\n  <d>甲</d>\n</a>\n'
    )


def test_white_space_within_a_sentence_is_kept() -> None:
    sentence = "<p>甲 <quantity/>  乙</p>"
    assert written(f"<a>{sentence}</a>") == f"{DECLARATION}<a>\n  {sentence}\n</a>\n"
    assert "<p> <quantity/> </p>" in written("<a><p> <quantity/> </p></a>")


def test_comments_before_and_within_the_root_are_kept() -> None:
    assert written("<!--前--><a><!--内--><b/></a>") == (
        f"{DECLARATION}<!--前-->\n<a>\n  <!--内-->\n  <b/>\n</a>\n"
    )


def test_the_tree_itself_is_not_changed() -> None:
    tree = etree.ElementTree(etree.fromstring("<a><b/></a>"))
    write_canonical(tree)
    assert etree.tostring(tree) == b"<a><b/></a>"


def test_a_file_laid_out_otherwise_is_not_canonical_until_it_is_written(toy_copy: Path) -> None:
    folders, document, registry = load_text(toy_copy)
    path = folders.version / "facts.xml"
    assert is_canonical(path, folders, document, registry)
    before = path.read_bytes()
    path.write_bytes(before.replace(b"\n  <", b"\n\t<"))
    assert not is_canonical(path, folders, document, registry)
    assert canonical_bytes(path, folders, document, registry) == before


def test_the_text_has_the_form_in_which_akoma_ntoso_is_written() -> None:
    folders, document, registry = load_text(TOY)
    path = folders.version / "text.xml"
    assert canonical_bytes(path, folders, document, registry) == path.read_bytes()
