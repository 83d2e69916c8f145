"""Elements that this program does not interpret are kept byte for byte, through XML and through lines."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from kb.loading import find_folders, read_akn, write_akn
from kb.loading.akn.elements import describe_kept
from kb.loading.lines import read_lines, write_lines
from kb.loading.registry import read_registry
from kb.loading.schemas import read_akn_schema
from kb.model.document import Document, Kept
from kb.model.registry import Registry
from kb.model.words.errors import PolicyError
from tests.conftest import DISTRICT, TOY

CHANGED = DISTRICT / "cn-999998" / "jimuqu" / "2028-07-01"
FLAT = TOY / "cn-999999" / "wanju" / "2030-01-01"


def read(xml: str) -> Document:
    return read_akn(etree.ElementTree(etree.fromstring(xml.encode())), "text.xml")


def plain_sentence(xml: str) -> tuple[str, str, str]:
    """The words of the first sentence of the body without marks, and what comes before and after them."""
    found = re.compile('<inline name="句"[^>]*>([^<]{8,})</inline>').search(xml, xml.index("<body>"))
    assert found is not None
    return xml[: found.start(1)], found[1], xml[found.end(1) :]


@pytest.fixture(scope="module", params=[CHANGED, FLAT], ids=["levels", "flat"])
def policy(request: pytest.FixtureRequest) -> tuple[Document, Registry, str]:
    folder = request.param
    document = read_akn(etree.parse(folder / "text.xml"), "text.xml")
    registry = read_registry(find_folders(folder))
    return document, registry, write_akn(document, registry).decode()


BEYOND = [
    # where it is put, what is put there, the name of the element, and its words that are not read
    ('<content>', '<content><!>', '<block name="说明"><b>甲</b> <i>乙</i></block>', "block", "甲乙"),
    ('<heading>', '<!><heading>', '<subheading>副题</subheading>', "subheading", "副题"),
    ('</body>', '</body><!>', '<conclusions eId="end"><p>云泽市</p></conclusions>', "conclusions", "云泽市"),
    ('</p>', '<!></p>', '<eol/>', "eol", ""),
    ('<heading>', '<heading><!>', '<noteRef href="#note_1" marker="1"/>', "noteRef", ""),
]  # fmt: skip
"""Elements of the standard that no rule reads."""


@pytest.mark.parametrize(("old", "new", "element", "name", "words"), BEYOND, ids=[one[3] for one in BEYOND])
def test_an_element_that_no_rule_reads_is_written_again_as_it_stood(
    policy: tuple[Document, Registry, str], old: str, new: str, element: str, name: str, words: str
) -> None:
    document, registry, xml = policy
    head, middle, tail = xml.rpartition(old)
    assert middle
    kept = read(head + new.replace("<!>", element) + tail)
    assert [describe_kept(one) for one in kept.kept] == [(name, words)]
    assert replace(kept, kept=()) == document
    lines = write_lines(kept, registry)
    assert read_lines(lines, registry) == kept
    written = write_akn(kept, registry).decode()
    assert element in written
    assert read(written) == kept
    assert write_akn(read(written), registry).decode() == written


def test_elements_around_words_keep_the_words_of_the_sentence(
    policy: tuple[Document, Registry, str],
) -> None:
    document, registry, xml = policy
    head, words, tail = plain_sentence(xml)
    marked = f'<b>{words[:2]}</b> <ref href="/akn/cn/act/2030/1"><i>{words[2:4]}</i>{words[4:]}</ref>'
    plain = read(f"{head}{words[:2]} {words[2:]}{tail}")
    kept = read(f"{head}{marked}{tail}")
    assert [one.at for one in kept.kept] == [None]
    assert replace(kept, kept=()) == plain
    assert describe_kept(kept.kept[0]) == ("b", "")
    assert marked in write_akn(kept, registry).decode()
    assert read_lines(write_lines(kept, registry), registry) == kept
    # The words change: the sentence is written as it now is, and nothing of the old one comes back.
    changed = write_akn(replace(document, kept=kept.kept), registry).decode()
    assert changed == xml


def test_several_elements_keep_their_order_and_their_places_and_are_valid(
    policy: tuple[Document, Registry, str],
) -> None:
    _, registry, xml = policy
    notes = '<remark status="editorial">甲</remark><remark status="editorial">乙</remark>'
    at = xml.index("</p>", xml.index("<body>"))
    sentence = xml.index("</inline>", xml.index('<inline name="句"', xml.index("<body>")))
    changed = xml[:sentence] + "<eol/>" + xml[sentence:at] + notes + xml[at:]
    kept = read(changed)
    assert [describe_kept(one)[0] for one in kept.kept] == ["eol", "remark", "remark"]
    written = write_akn(kept, registry)
    assert notes in written.decode()
    assert "<eol/></inline>" in written.decode()
    tree = etree.ElementTree(etree.fromstring(written))
    assert read_akn_schema().validate(tree), read_akn_schema().error_log


def test_ids_of_a_kept_sentence_follow_the_text(policy: tuple[Document, Registry, str]) -> None:
    _, registry, xml = policy
    head, words, tail = plain_sentence(xml)
    kept = read(f"{head}<eol/>{words}{tail}")
    (one,) = kept.kept
    assert f'eId="{one.place}"' in one.xml
    other = replace(one, xml=one.xml.replace(f'"{one.place}"', '"para_99__s_9"'))
    assert write_akn(replace(kept, kept=(other,)), registry) == write_akn(kept, registry)


def test_an_element_whose_holder_is_gone_is_left_out(policy: tuple[Document, Registry, str]) -> None:
    document, registry, xml = policy
    lost = (Kept("para_99", "<eol/>", 0), Kept("art_99__s_1", '<inline name="句">甲</inline>'))
    assert write_akn(replace(document, kept=lost), registry).decode() == xml


def test_words_outside_every_sentence_stay_an_error(policy: tuple[Document, Registry, str]) -> None:
    xml = policy[2]
    with pytest.raises(PolicyError) as told:
        read(xml.replace("</inline></p>", "</inline><eol/>另外</p>", 1))
    assert [one.code for one in told.value.findings] == ["text-outside-sentence"]
