"""The tables of grants and of agencies: complete, in order, and without gaps where the text has content."""

from __future__ import annotations

import re

from kb import Policy
from render.index import Lookups
from render.links import Links
from render.page_writer import Pen
from render.pages.overview import list_contacts, list_grants
from tests.render.walking import Site, words


def rows(site: Site, path: str) -> list[list[str]]:
    (table,) = site[path].root.findall(".//table")
    return [[words(cell) for cell in row] for row in table.findall("tbody/tr")]


def test_every_grant_has_a_row_in_the_order_of_the_text(site: Site, policy: Policy) -> None:
    found = rows(site, "zh/grants.html")
    expected = [s for s in policy.supports if s.form == "grant"]
    assert [row[0].split()[0] for row in found] == [policy.support_name(s, "zh") for s in expected]
    assert found[0] == [
        "基础设施节能降碳项目资助 措施（五）",
        "按经核定总投资的30%，最高1000万元",
        "数据中心、通信基站、变压器",
        "项目",
        "竞争评选",
        "深圳市发展和改革委员会",
        "3项条件",
    ]
    assert rows(site, "en/grants.html")[0][1] == "30% of the verified total investment, up to 10 million yuan"


def test_every_ceiling_of_the_text_is_in_the_table(site: Site, policy: Policy) -> None:
    shown = {
        (f.get("data-eid"), f.get("data-index"))
        for table in site["zh/grants.html"].root.findall(".//table")
        for f in table.find_class("figure")
    }
    sums = {
        (q.provision, str(q.index))
        for s in policy.supports
        for q in s.amount.quantities()
        if q.unit == "money"
    }
    assert len(sums) == 14
    assert sums <= shown


def test_each_cell_tells_its_heading_where_a_narrow_screen_shows_cards(site: Site) -> None:
    for lang in ("zh", "en"):
        for page in ("grants", "contacts"):
            (table,) = site[f"{lang}/{page}.html"].root.findall(".//table")
            heads = [words(cell) for cell in table.findall("thead/tr/th")][1:]
            for row in table.findall("tbody/tr"):
                assert [cell.get("data-label") for cell in row.findall("td")] == heads


def test_conditions_are_those_of_the_reading_in_use(policy: Policy) -> None:
    grants = {g.support.id: g for g in list_grants(Pen(Lookups(policy), Links("zh", "grants.html")))}
    assert grants["para_5__sup_1"].conditions == 3
    assert grants["para_16__sup_1"].conditions == 0
    assert [c.id for c in grants["para_12__sup_2"].subjects] == ["footprint-certificate"]
    assert grants["para_12__sup_2"].first == policy.registry.agency_by_id["fgw"]


def test_every_agency_has_a_row_and_those_first_for_most_come_first(site: Site, policy: Policy) -> None:
    contacts = list_contacts(Lookups(policy))
    assert {contact.agency.id for contact in contacts} == {agency.id for agency in policy.agencies}
    firsts = [len(contact.first) for contact in contacts]
    assert firsts == sorted(firsts, reverse=True)
    assert sum(firsts) == len(policy.measures)
    assert sum(len(contact.first) + len(contact.later) for contact in contacts) == len(policy.duties)
    found = rows(site, "zh/contacts.html")
    assert found[0][0].startswith("深圳市发展和改革委员会 市级部门 整份文件由它负责解释")
    assert "（五）" in found[0][1]


def test_no_telephone_or_address_is_given_and_the_page_says_so(site: Site) -> None:
    for lang, said in (
        ("zh", "公布的文本没有写电话、地址和网址"),
        ("en", "gives no telephone, address or website"),
    ):
        page = site[f"{lang}/contacts.html"]
        text = words(page.root.get_element_by_id("content"))
        assert said in text
        assert not re.search(r"\d{5,}", text)
        assert not page.root.xpath("//a[starts-with(@href,'tel:') or starts-with(@href,'mailto:')]")
