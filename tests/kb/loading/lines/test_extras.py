"""The history of a text and its uninterpreted content come back from the lines of the last part."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.loading.lines import read_lines, write_lines
from kb.model.document import Amendment, Change, Document, Extra, Kept, Metadata, Repeal
from kb.model.registry import Registry
from tests.kb.loading.akn.test_keeping import WORDS, document, registry

__all__ = ["document", "registry"]


def test_a_history_comes_back_from_lines(document: Document, registry: Registry) -> None:
    lines = write_lines(document, registry)
    assert "第十三条（删去）" in lines
    assert "第九条之一 创业补贴" in lines
    assert read_lines(lines, registry) == document


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(WORDS, WORDS, st.sampled_from(["insertion", "substitution", "repeal", "renumbering"]), st.booleans())
def test_any_history_and_any_value_kept_comes_back_from_lines(
    document: Document, registry: Registry, words: str, value: str, kind: str, is_repealed: bool
) -> None:
    told = replace(
        document,
        amendment=Amendment(words, (Change(kind, "art_1", value, words),), value, words),  # type: ignore[arg-type]
        repeal=Repeal("2029-01-01", value, words) if is_repealed else None,
        origins=(("art_2", value),),
        extras=(Extra("art_2", "class", value), Extra("art_1/heading", "title", words)),
        kept=(Kept("art_1", "<remark/>", 0), Kept("art_2/heading", "<heading>甲<eol/>乙</heading>")),
        metadata=(Metadata("meta", '<notes source="#a"/>'),),
    )
    assert read_lines(write_lines(told, registry), registry) == told
