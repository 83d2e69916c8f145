"""Uninterpreted content of Akoma Ntoso is kept byte for byte, through XML and through lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from lxml import etree

from kb.loading import find_folders, read_akn, write_akn
from kb.loading.akn.history import AKN
from kb.loading.lines import read_lines, write_lines
from kb.loading.registry import read_registry
from kb.loading.schemas import read_akn_schema
from kb.model.document import Document
from kb.model.registry import Registry
from tests.conftest import DISTRICT

CHANGED = DISTRICT / "cn-999998" / "jimuqu" / "2028-07-01"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(find_folders(CHANGED))


@pytest.fixture(scope="module")
def document() -> Document:
    return read_akn(etree.parse(CHANGED / "text.xml"), "text.xml")


def reread(document: Document, registry: Registry, change: Callable[[str], str] = str) -> Document:
    """A document from its XML, with a change made there."""
    data = change(write_akn(document, registry).decode()).encode()
    return read_akn(etree.ElementTree(etree.fromstring(data)), "text.xml")


BEYOND = [
    ('<article eId="art_2">', '<article eId="art_2" class="late" period="#tmpg_1">'),
    ('<article eId="art_3">', '<article eId="art_3" status="ignored">'),
    ("<heading>示范企业</heading>", '<heading title="标题">示范企业</heading>'),
    ('<inline name="句" eId="art_1__s_1"', '<inline name="句" eId="art_1__s_1" class="a&quot;b&lt;"'),
    ('<body>', '<body class="main">'),
    ("<lifecycle ", '<classification source="#tiaowen"><keyword value="积木" showAs="积木" dictionary="甲"/>'
     "</classification><lifecycle "),
    ("</lifecycle>", '<eventRef eId="eref_9" date="2029-01-01" type="generation" source="#tiaowen"/>'
     "</lifecycle>"),
    ("</analysis>", '<otherAnalysis source="#tiaowen"/></analysis>'),
    ("</temporalData>", '<temporalGroup eId="tmpg_9"><timeInterval refersTo="#有效期" start="#eref_1"/>'
     "</temporalGroup></temporalData>"),
    ("</references>", '<TLCEvent eId="发布会" href="/akn/ontology/event/发布会" showAs="发布会"/>'
     "</references>"),
    ("</FRBRWork>", '<FRBRprescriptive value="true"/></FRBRWork>'),
]  # fmt: skip
"""Content that a text may have and no rule reads."""


@pytest.mark.parametrize(("old", "new"), BEYOND, ids=[new[:24] for _, new in BEYOND])
def test_what_no_rule_reads_is_written_again_as_it_stood(
    document: Document, registry: Registry, old: str, new: str
) -> None:
    def change(xml: str) -> str:
        assert old in xml
        return xml.replace(old, new, 1)

    kept = reread(document, registry, change)
    assert kept.extras or kept.metadata
    lines = write_lines(kept, registry)
    assert read_lines(lines, registry) == kept
    written = write_akn(kept, registry)
    again = read_akn(etree.ElementTree(etree.fromstring(written)), "text.xml")
    assert again == kept
    assert (write_akn(again, registry), write_lines(again, registry)) == (written, lines)
    # Without the kept content the document equals the original.
    assert replace(kept, extras=(), metadata=()) == document


def test_all_of_it_at_once_is_kept_and_valid(document: Document, registry: Registry) -> None:
    xml = write_akn(document, registry).decode()
    for old, new in BEYOND:
        xml = xml.replace(old, new, 1)
    kept = reread(document, registry, lambda _: xml)
    assert len(kept.extras) == 6
    assert [one.part for one in kept.metadata] == [
        "identification/FRBRWork", "meta", "lifecycle", "analysis", "temporalData", "references",
    ]  # fmt: skip
    tree = etree.ElementTree(
        etree.fromstring(write_akn(read_lines(write_lines(kept, registry), registry), registry))
    )
    assert read_akn_schema().validate(tree), read_akn_schema().error_log
    assert tree.find(f".//{{{AKN}}}article[@eId='art_2']").get("class") == "late"  # type: ignore[union-attr]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
