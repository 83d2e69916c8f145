"""A finding as an item: its place, and its sentences in the language that is asked for."""

from __future__ import annotations

from kb.explain.items.findings import finding_item
from kb.explain.items.parts import data_of
from kb.model.words.errors import Place, warning


def test_a_finding_has_its_place_and_its_sentences_in_one_language() -> None:
    found = warning("file-too-large", Place("policy/rules.xml", 7, "para_1"), size=100, most=16)
    assert data_of(finding_item(found, "en")) == {
        "code": "file-too-large",
        "severity": "warning",
        "file": "policy/rules.xml",
        "line": 7,
        "eId": "para_1",
        "message": "The file has 100 MiB; at most 16 MiB are read.",
        "remedy": "No policy is that large: check whether this is the wrong file.",
    }
    assert finding_item(found, "zh").message == "文件有 100 MiB，超过了可读的上限 16 MiB。"
