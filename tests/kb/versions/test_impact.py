"""The impact of an edit: figures, agencies, supports, domains and readings that it touches."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.loading import load_policy
from kb.versions.impact import FigureChange, Impact
from tests.kb.versions.scripted import (
    CAP,
    Revision,
    ScriptedDesk,
    edit,
    swap,
)


class TestImpact:
    @pytest.fixture(autouse=True)
    def _copy(self, folder: Path) -> None:
        self.folder = folder

    def impact(self, eid: str, *revisions: Revision) -> Impact:
        """The impact that the desk shows after the revisions."""

        def revise(text: str) -> str:
            for revision in revisions:
                text = revision(text)
            return text

        desk = ScriptedDesk([revise], ["drop"])
        edit(self.folder, eid, desk)
        impact = desk.shown[0][1]
        assert impact is not None
        return impact

    def test_a_new_sum_touches_its_support_its_agencies_its_domain_and_its_readings(self) -> None:
        impact = self.impact("para_5", CAP)
        assert impact.provisions == ("para_5__s_4",)
        assert impact.figures == (FigureChange("最高限额", "1000万元", "2000万元", "para_5__s_4"),)
        assert [support.id for support in impact.supports] == ["para_5__sup_1"]
        assert [agency.id for agency in impact.agencies] == ["fgw", "gxj"]
        assert (impact.joined, impact.left) == ((), ())
        assert [domain.id for domain in impact.domains] == ["energy-saving"]
        assert {"G17", "G19", "M5b"} <= {reading.id for reading in impact.readings}
        for lang, parts in load_policy(self.folder).plain.items():
            assert impact.support_names[lang] == tuple(parts["para_5"].supports.values())

    def test_agencies_that_come_and_go_are_told_apart(self) -> None:
        impact = self.impact("para_5", swap("工业和信息化局)", "财政局)"))
        assert [agency.id for agency in impact.joined] == ["czj"]
        assert [agency.id for agency in impact.left] == ["gxj"]
        assert impact.provisions == ("para_5__resp",)

    def test_figures_pair_within_their_concept(self) -> None:
        impact = self.impact("para_20", swap("[50万|最高限额]、", ""), swap("[30万|", "[35万|"))
        assert impact.figures == (
            FigureChange("最高限额", "50万", "35万", "para_20__s_1"),
            FigureChange("最高限额", "30万", "", "para_20__s_1"),
        )

    def test_a_figure_that_comes_has_no_old_words(self) -> None:
        impact = self.impact("para_6", swap("予以支持", "予以最高[5万元|最高限额]支持"))
        assert impact.figures == (FigureChange("最高限额", "", "5万元", "para_6__s_1"),)

    def test_a_heading_is_touched_under_the_eid_of_its_measure(self) -> None:
        impact = self.impact("para_16", swap("支持[“四新”|名称]应用示范", "支持[3年|有效期]应用示范"))
        assert impact.provisions == ("para_16",)
        assert impact.figures == (FigureChange("有效期", "", "3年", "para_16"),)

    def test_a_clause_of_a_sentence_is_touched_with_its_sentence(self) -> None:
        impact = self.impact("para_14", swap("[1500万元|", "[1600万元|"))
        assert impact.provisions == ("para_14__s_2", "para_14__s_2__c_2")
        assert [support.id for support in impact.supports] == ["para_14__sup_3"]

    def test_a_clause_of_the_scope_touches_the_domain_it_names(self) -> None:
        impact = self.impact("scope", swap("半导体照明", "半导体灯具"))
        assert [domain.id for domain in impact.domains] == ["energy-saving"]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("[2024年5月23日|", "[2026年1月1日|"),
            ("不得重复享受", "不重复享受"),
            ("另有明确执行期限", "另有执行期限"),
        ],
        ids=["validity", "non-cumulation", "deadline of its own"],
    )
    def test_a_term_that_holds_for_all_touches_every_support(self, old: str, new: str) -> None:
        impact = self.impact("final", swap(old, new))
        assert len(impact.supports) == 49
        assert impact.touches_all

    def test_what_only_moves_down_touches_no_support(self) -> None:
        impact = self.impact("final", swap("重复享受。\n", "重复享受。\n鼓励创新。\n"))
        assert (impact.supports, impact.readings) == ((), ())
        impact = self.impact("para_20", swap("。\n支持在碳达峰", "。\n鼓励创新。\n支持在碳达峰"))
        assert impact.supports == ()

    def test_a_term_of_procedure_touches_no_support(self) -> None:
        impact = self.impact("final", swap("负责解释", "解释"))
        assert (impact.supports, impact.touches_all) == ((), False)

    def test_sentences_that_change_places_are_both_told_to_have_moved(self) -> None:
        def swap_first_two(text: str) -> str:
            lines = text.split("\n")
            first = next(n for n, line in enumerate(lines) if line.startswith("支持数据中心节能"))
            lines[first : first + 2] = lines[first + 1], lines[first]
            return "\n".join(lines)

        assert self.impact("para_5", swap_first_two).moves == (
            ("para_5__s_1", "para_5__s_2"),
            ("para_5__s_2", "para_5__s_1"),
        )

    def test_a_clause_moves_with_its_sentence(self) -> None:
        moves = self.impact(
            "para_14", swap("\n支持落地深圳建设国家工程", "\n鼓励创新。\n支持落地深圳建设国家工程")
        ).moves
        assert ("para_14__s_2__c_2", "para_14__s_3__c_2") in moves

    def test_an_agency_named_in_a_changed_sentence_is_touched(self) -> None:
        impact = self.impact("final", swap("负责解释", "解释"))
        assert [agency.id for agency in impact.agencies] == ["fgw"]
