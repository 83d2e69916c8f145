"""Writing the line form: what lines cannot hold is refused at its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kb.loading.lines import write_lines, write_part
from kb.model.document import Mark, Provision, Run, Section
from kb.model.words.errors import PolicyError
from tests.kb.loading.lines.spellings import DOCUMENT, LINES
from tests.strategies import TOY_REGISTRY


class TestWriting:
    def test_a_document_becomes_its_lines(self) -> None:
        assert write_lines(DOCUMENT, TOY_REGISTRY) == LINES

    @pytest.mark.parametrize(
        ("change", "code", "eid"),
        [
            ({"title": "甲\n乙"}, "markup-front-line", ""),
            ({"title": "甲\r"}, "markup-unwritable", ""),
            ({"version": "2024"}, "markup-front-form", ""),
            ({"final": Section("final", ())}, "markup-part-empty", "final"),
            (
                {"final": Section("scope", ((Provision("scope__s_1", ("甲",)),),))},
                "markup-part-order",
                "scope",
            ),
        ],
    )
    def test_what_lines_cannot_hold_is_refused_at_its_place(
        self, change: dict[str, Any], code: str, eid: str
    ) -> None:
        with pytest.raises(PolicyError) as caught:
            write_lines(replace(DOCUMENT, **change), TOY_REGISTRY, "text.xml")
        first = caught.value.findings[0]
        assert (first.code, first.place.eid, first.place.file) == (code, eid, "text.xml")

    @pytest.mark.parametrize(
        ("eid", "runs", "clauses", "code"),
        [
            ("final__s_2", ("甲",), (), "markup-unwritable"),
            ("final__s_1", ("甲", "乙"), (), "markup-unwritable"),
            ("final__s_1", ("甲\n乙",), (), "markup-unwritable"),
            ("final__s_1", (Mark("1", "quantity", "最高限额"),), (), "markup-quantity-unreadable"),
            ("final__s_1", (Mark("5年", "date", "有效期"),), (), "markup-unwritable"),
            ("final__s_1", (Mark("各区", "organization", "fgw"),), (), "markup-unwritable"),
            ("final__s_1", (Mark("各区", "term", "单位"),), (), "markup-unwritable"),
            ("final__s_1", (), (Provision("final__s_1__c_1", ("乙",)),), "markup-unwritable"),
        ],
        ids=["eId", "runs apart", "line break", "no sum", "tag", "agency", "reserved word", "one clause"],
    )
    def test_a_sentence_that_lines_cannot_hold_is_refused_by_its_eid(
        self, eid: str, runs: tuple[Run, ...], clauses: tuple[Provision, ...], code: str
    ) -> None:
        final = Section("final", ((Provision(eid, runs, clauses),),))
        with pytest.raises(PolicyError) as caught:
            write_lines(replace(DOCUMENT, final=final), TOY_REGISTRY)
        assert [(f.code, f.place.eid) for f in caught.value.findings] == [(code, eid)]

    def test_a_finding_names_the_line_of_the_document_it_was_read_from(self) -> None:
        final = Section("final", ((Provision("final__s_1", ("甲", "乙"), line=310),),), line=309)
        with pytest.raises(PolicyError) as caught:
            write_part(final, TOY_REGISTRY, "text.xml")
        assert caught.value.findings[0].place.line == 310

    def test_the_message_of_a_refusal_says_what_to_look_for(self) -> None:
        with pytest.raises(PolicyError) as caught:
            write_lines(replace(DOCUMENT, title="甲\r"), TOY_REGISTRY)
        finding = caught.value.findings[0]
        assert finding.message("zh") == "这里的内容无法用条文标记原样写出。"
        assert finding.message("en") == "This content cannot be written in lines without a change."
        assert finding.remedy("en") == (
            "Check that no sentence has a line break, that sentences and clauses are numbered from one, "
            "that marks fit their concept, and that there are at least two clauses. Restore a file that "
            "comes from elsewhere, or report it to the maintainers."
        )
