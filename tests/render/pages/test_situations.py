"""The guides for situations: their content follows from subjects, and every subject exists."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from render.index import Lookups
from render.pages.situations import Guide, find_guides, list_situation_pages
from tests.render.walking import Site, words


def guides_of(policy: Policy) -> dict[str, Guide]:
    return {guide.situation.id: guide for guide in find_guides(Lookups(policy))}


def test_no_situation_names_a_subject_twice(policy: Policy) -> None:
    for situation in policy.situations:
        named = [subject.id for subject in (*situation.subjects, *situation.also)]
        assert len(named) == len(set(named)), situation.id


def test_every_situation_has_a_guide_with_its_supports_grants_first(policy: Policy) -> None:
    guides = guides_of(policy)
    assert list(guides) == [situation.id for situation in policy.situations]
    found = {key: [support.id for support in guide.supports] for key, guide in guides.items()}
    assert found == {
        "battery": ["para_10__sup_2", "para_10__sup_1"],
        "data-centre": ["para_5__sup_1"],
        "footprint": ["para_12__sup_2", "para_12__sup_1"],
        "standards": ["para_20__sup_1", "para_20__sup_2"],
        "research": [f"para_14__sup_{n}" for n in (4, 3, 2, 1, 5)],
        "exhibition": ["para_19__sup_1", "para_19__sup_2"],
        "park": ["para_3__sup_1", "para_17__sup_1", "para_18__sup_1", "para_18__sup_2"],
    }


def test_what_may_fit_too_never_says_again_what_applies(policy: Policy) -> None:
    for guide in guides_of(policy).values():
        own = {support.id for support in guide.supports}
        also = [support.id for _, support in guide.also]
        assert not own & set(also)
        assert len(also) == len(set(also))


def test_a_guide_tells_what_excludes_what(site: Site) -> None:
    battery = words(site["zh/situations/battery.html"].root.get_element_by_id("excludes"))
    assert "只按废旧电池综合利用示范项目资助（措施（十））拿。 ※有不同读法" in battery
    assert "和本市市级其他同类优惠“" not in battery  # the style adds the quotation marks
    assert "不得重复享受" in battery
    assert "都按同一个项目的经核定总投资算" in battery
    research = words(site["en/situations/research.html"].root.get_element_by_id("excludes"))
    assert "only the difference is paid" in research


def test_conditions_for_another_subject_alone_are_left_out(site: Site) -> None:
    text = words(site["zh/situations/data-centre.html"].root.get_element_by_id("gets"))
    assert "具有较强示范推广性" in text
    assert "运行年限长" not in text


def test_a_guide_names_agencies_open_questions_and_times(site: Site, policy: Policy) -> None:
    for lang in ("zh", "en"):
        for key, guide in guides_of(policy).items():
            root = site[f"{lang}/situations/{key}.html"].root
            named = [words(a) for a in root.get_element_by_id("agencies").iter("a")]
            for support in guide.supports:
                for agency in policy.measure(support.measure).agencies:
                    assert agency.label(lang) in named
            asked = {words(code) for code in root.get_element_by_id("open").find_class("reading-id")}
            assert asked == {r for support in guide.supports for r in support.readings}
            assert root.get_element_by_id("next").findall(".//time")


def test_another_reading_brings_another_support(policy: Policy) -> None:
    wider = replace(
        policy, readings=tuple(replace(r, default="b") if r.id == "M14i" else r for r in policy.readings)
    )
    assert "para_14__sup_4" in [s.id for s in guides_of(wider)["research"].supports]


def test_a_policy_without_such_subjects_has_the_list_and_no_guide(toy: Policy) -> None:
    assert list(guides_of(toy)) == ["exhibition"]
    bare = replace(
        toy, measures=tuple(m for m in toy.measures if not any(s.per == "event" for s in m.supports))
    )
    guides = guides_of(bare)
    pages = list(list_situation_pages(Lookups(bare), "zh"))
    assert len(pages) == 1 + len(guides)


def test_there_is_no_link_to_a_calculator_while_there_is_none(site: Site) -> None:
    for path, page in site.pages.items():
        if "/situations/" in path:
            assert [a for a in page.root.iter("a") if a.get("href") in ("", "../")] == []
