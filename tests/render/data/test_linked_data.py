"""Linked data on the pages: its links and counts are correct, and none of it can run."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from kb import Policy
from kb.model.policy import Support
from tests.published import published_agencies
from tests.render.test_site import LINKED
from tests.render.walking import Page, Site, Truth, read


def _node(page: Page) -> dict[str, Any]:
    blocks = [script for script in page.root.iter("script") if script.get("type") == LINKED]
    assert len(blocks) == 1, page.path
    data = json.loads(blocks[0].text)
    assert isinstance(data, dict)
    assert data.pop("@context") == "https://schema.org"
    return data


def _ceilings(policy: Policy, support: Support) -> list[Fraction]:
    """The ceilings of a support in yuan, read from the text again."""
    marks = Truth(policy).quantities
    sums = [q for q in support.quantities if marks[q.provision][q.index].concept == "最高限额"]
    values = [read(marks[q.provision][q.index].text)[1] for q in sums]
    assert all(isinstance(value, Fraction) for value in values)
    return [value for value in values if isinstance(value, Fraction)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_measure_is_a_service_of_the_agencies_it_names(site: Site, policy: Policy, lang: str) -> None:
    named = published_agencies()
    for measure in policy.measures:
        service = _node(site[f"{lang}/measures/{measure.eid}.html"])
        assert service["@type"] == "GovernmentService"
        assert service["identifier"] == measure.eid
        found = [policy.registry.find_agency(name) for name in named[measure.number][1]]
        assert [a["identifier"] for a in service["provider"]] == [agency.id for agency in found if agency]
        for agency in service["provider"]:
            assert f"{lang}/agencies/{agency['identifier']}.html" in site.pages
        assert service["areaServed"]["identifier"] == "cn-440300"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_ceilings_are_those_of_the_text(site: Site, policy: Policy, lang: str) -> None:
    for measure in policy.measures:
        service = _node(site[f"{lang}/measures/{measure.eid}.html"])
        grants = [support for support in measure.supports if support.form == "grant"]
        told = service.get("serviceOutput", [])
        assert [grant["identifier"] for grant in told] == [support.id for support in grants]
        for support, grant in zip(grants, told, strict=True):
            sums = [Fraction(amount["maxValue"]) for amount in grant["amount"]]
            assert sums == _ceilings(policy, support), support.id
            assert {amount["currency"] for amount in grant["amount"]} == {"CNY"}


def test_a_ceiling_for_each_level_names_its_level(site: Site) -> None:
    service = _node(site["zh/measures/para_20.html"])
    names = [amount["name"] for amount in service["serviceOutput"][0]["amount"]]
    assert names == ["国际标准", "国家标准", "行业标准", "团体标准"]


def test_the_text_says_by_whom_it_is_and_when_it_holds(site: Site, policy: Policy) -> None:
    text = _node(site["zh/text.html"])
    assert text["@type"] == "Legislation"
    assert text["legislationIdentifier"] == policy.document.work
    assert text["legislationDate"] == "2024-05-11"
    assert text["legislationDateOfApplicability"] == "2024-05-23"
    assert text["temporalCoverage"] == "2024-05-23/2029-05-22"
    assert text["legislationPassedBy"]["name"] == "深圳市发展和改革委员会"
    assert text["legislationResponsible"]["identifier"] == "fgw"
    anchors = {part["url"].removeprefix("#") for part in text["hasPart"]}
    assert anchors == {f"para_{n}" for n in range(1, 25)}
    assert anchors <= set(site["zh/text.html"].ids)


def test_a_service_rests_on_the_same_part_that_the_text_has(site: Site, policy: Policy) -> None:
    parts = {p["url"][1:]: p["legislationIdentifier"] for p in _node(site["zh/text.html"])["hasPart"]}
    for measure in policy.measures:
        basis = _node(site[f"zh/measures/{measure.eid}.html"])["isBasedOn"]
        assert basis["legislationIdentifier"] == parts[measure.eid]
        assert basis["legislationIdentifier"].endswith(f"/zho@2024-05-11/!main~{measure.eid}")


def test_nothing_is_told_that_the_text_does_not_know(site: Site) -> None:
    for page in site.pages.values():
        for script in page.root.iter("script"):
            if script.get("type") == LINKED:
                text = script.text
                for word in ("telephone", "email", "streetAddress", "openingHours", "http://", "sameAs"):
                    assert word not in text, page.path
                assert text.count("https://") == text.count("https://schema.org") == 1, page.path


def test_a_policy_without_names_of_places_still_has_linked_data(toy_site: Site) -> None:
    service = _node(toy_site["zh/measures/para_1.html"])
    assert service["areaServed"] == {"@type": "AdministrativeArea", "identifier": "cn-999999"}
