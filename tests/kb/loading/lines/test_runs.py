"""Marks and escapes of the line form: text that looks like structure reads back as text."""

from __future__ import annotations

import pytest

from kb.loading.lines import write_part
from kb.model.document import Clause, Provision
from kb.model.words.errors import PolicyError
from tests.kb.loading.lines.spellings import sentence, spelled
from tests.strategies import TOY_REGISTRY


class TestEscapes:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("见[附件]|乙", r"见\[附件\]\|乙"),
            ("C:\\甲", r"C:\\甲"),
            ("甲\uff5c乙", "甲\\\uff5c乙"),
            ("(一)甲。", r"\(一)甲。"),
            ("\uff08二十四\uff09甲", "\\\uff08二十四\uff09甲"),
            ("(责任保险)甲", r"\(责任保险)甲"),
            ("【附则】", r"\【附则】"),
            (" 甲", r"\ 甲"),
            ("甲 ", "甲\\ "),
            (" ", "\\ "),
            ("  ", "\\ \\ "),
            ("\u3000甲\t", "\\\u3000甲\\\t"),
            ("甲\\ ", "甲\\\\\\ "),
            ("(1)甲(一)乙【丙】", "(1)甲(一)乙【丙】"),
            ("# 甲", "# 甲"),
            ("标题:甲", "标题:甲"),
        ],
    )
    def test_text_that_looks_like_structure_is_escaped_and_no_more(self, text: str, line: str) -> None:
        assert spelled(text) == line
        assert sentence(line).runs == (text,)

    def test_a_further_clause_escapes_only_a_blank_at_its_beginning(self) -> None:
        clauses = (
            Provision("para_1__s_1__c_1", ("甲;",)),
            Provision("para_1__s_1__c_2", ("(一)乙;",)),
            Provision("para_1__s_1__c_3", (" 丙。",)),
        )
        clause = Clause("para_1", "(一)", ("甲。",), (Provision("para_1__s_1", clauses=clauses),), None)
        assert write_part(clause, TOY_REGISTRY) == "(一)甲。\n甲;\n  (一)乙;\n  \\ 丙。\n"

    def test_an_editor_that_trims_an_escaped_blank_is_found_out(self) -> None:
        trimmed = spelled("甲 ").rstrip()
        with pytest.raises(PolicyError, match="反斜杠"):
            sentence(trimmed)
