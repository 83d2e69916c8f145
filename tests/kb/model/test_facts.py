"""Facts: declared once, found by what they describe, and requested by words of the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.checks.facts import check_facts
from kb.model.fact_types import FACT_TYPES
from kb.model.facts import APPLICANT, CLAIM, GRANT, Fact
from kb.model.policy import Item


def _with(policy: Policy, *facts: Fact) -> list[str]:
    """The codes of findings on facts, for the policy with these facts in place of its own."""
    return [finding.code for finding in check_facts(replace(policy, facts=facts))]


def _fact(policy: Policy, key: str, of: str) -> Fact:
    return next(fact for fact in policy.facts if fact.id == key and of in fact.of)


def test_a_kind_of_claim_has_its_own_facts_and_those_of_every_claim(policy: Policy) -> None:
    of_every = {fact.id for fact in policy.facts if CLAIM in fact.of}
    certificate = {fact.id for fact in policy.facts_of("certificate")}
    assert of_every < certificate
    assert certificate - of_every == {"product", "certificate-cost", "renewal"}
    assert {fact.id for fact in policy.facts_of("area")} == of_every


def test_applicant_and_ledger_have_none_of_the_facts_of_claims(policy: Policy) -> None:
    for owner in (APPLICANT, GRANT):
        found = policy.facts_of(owner)
        assert found == tuple(fact for fact in policy.facts if owner in fact.of)
        assert found


def test_of_what_is_no_claim_there_are_no_facts(policy: Policy) -> None:
    assert policy.facts_of("windmill") == ()
    assert policy.facts_of("verified-total-investment") == ()


def test_facts_are_looked_up_once(policy: Policy) -> None:
    assert policy.facts_of("project") is policy.facts_of("project")


def test_nobody_has_two_facts_of_one_id(policy: Policy) -> None:
    for kind in (APPLICANT, GRANT, *(support.per for support in policy.supports)):
        ids = [fact.id for fact in policy.facts_of(kind)]
        assert len(ids) == len(set(ids)), kind


def test_one_id_may_be_declared_for_claims_and_for_the_ledger(policy: Policy) -> None:
    claim, grant = _fact(policy, "object", CLAIM), _fact(policy, "object", GRANT)
    assert (claim.presumed, grant.presumed) == ("@claim", "")
    assert _with(policy, claim, grant) == []
    assert _with(policy, claim, replace(grant, of=(GRANT, "project"))) == ["id-twice"]


def test_every_type_is_used(policy: Policy, district: Policy) -> None:
    assert {fact.type for fact in (*policy.facts, *district.facts)} == set(FACT_TYPES)


def test_what_is_presumed_is_told_with_a_reason_and_is_rare(policy: Policy) -> None:
    presumed = {(fact.id, of) for fact in policy.facts if fact.presumed for of in fact.of}
    assert presumed == {
        ("object", CLAIM),
        ("applied-on", CLAIM),
        ("sum-asked", CLAIM),
        ("own-deadline", CLAIM),
        ("expenditure", CLAIM),
        ("expenditure", GRANT),
        ("part-of", "project"),
        ("renewal", "certificate"),
        ("renewal", GRANT),
        ("applied-on", GRANT),
        ("achieved-on", GRANT),
        ("holder", GRANT),
        ("level", GRANT),
    }


def test_nothing_that_an_agency_judges_is_presumed(policy: Policy) -> None:
    judged = [fact for fact in policy.facts if fact.judged]
    assert judged
    assert all(fact.presumed == "" and fact.bases for fact in judged)


def test_only_what_is_asked_of_everyone_stands_without_a_clause(policy: Policy) -> None:
    assert [fact.id for fact in policy.facts if not fact.bases] == ["is"]


def test_the_words_that_ask_stand_in_the_text(policy: Policy) -> None:
    for fact in policy.facts:
        for basis in fact.bases:
            assert basis.words in policy.provision(basis.provision).text


def test_choices_that_name_something_registered_have_its_name(policy: Policy) -> None:
    named: dict[str, Item] = {key: policy[key] for key in policy}
    found = 0
    for fact_id in ("field", "phase", "standard-level"):
        for choice in _fact(policy, fact_id, GRANT).choices:
            if (item := named.get(choice.id)) is not None and choice.id != "enterprise":
                assert getattr(item, "name", "") == choice.name
                found += 1
    assert found == 11


def test_names_are_short_and_questions_ask(policy: Policy, toy: Policy) -> None:
    for fact in (*policy.facts, *toy.facts):
        assert 2 <= len(fact.name) <= 12, fact.id
        assert "\uff1f" in fact.question["zh"], fact.id
        assert "?" in fact.question["en"], fact.id


@pytest.mark.parametrize(
    ("key", "of", "change", "codes"),
    [
        ("applied-on", CLAIM, {"presumed": "none"}, []),
        ("applied-on", CLAIM, {"presumed": "yes"}, ["fact-presumed-unfit"]),
        ("applied-on", GRANT, {"presumed": "@case-date"}, ["fact-presumed-unfit"]),
        ("applied-on", GRANT, {"id": "date"}, ["fact-presumed-unfit"]),
        ("object", CLAIM, {"presumed": "@object"}, ["fact-presumed-unfit"]),
        ("expenditure", CLAIM, {"of": (APPLICANT,)}, ["fact-presumed-unfit"]),
        ("renewal", GRANT, {"presumed": "yes"}, []),
        ("renewal", GRANT, {"presumed": "none"}, ["fact-presumed-unfit"]),
        ("holder", GRANT, {"presumed": "group"}, []),
        ("holder", GRANT, {"why": {}}, ["fact-presumed-unexplained"]),
        ("holder", GRANT, {"why": {"zh": "推定"}}, ["fact-language-missing"]),
        ("field", GRANT, {"presumed": "none", "why": {"zh": "推定", "en": "presumed"}}, []),
        ("is", CLAIM, {"type": "choice"}, ["fact-choices-missing"]),
        ("leads", "standard-document", {"of": ("year",)}, ["fact-owner-unknown"]),
        ("leads", "standard-document", {"name_en": "one of ten"}, ["fact-number"]),
    ],
)
def test_a_declaration_fits_or_is_told_not_to(
    policy: Policy, key: str, of: str, change: dict[str, object], codes: list[str]
) -> None:
    declared = _fact(policy, key, of)
    assert _with(policy, declared) == []
    assert _with(policy, replace(declared, **change)) == codes  # type: ignore[arg-type]


def test_a_choice_is_found_by_its_id(policy: Policy) -> None:
    field = _fact(policy, "field", CLAIM)
    found = field.choice("environment")
    assert found is not None
    assert (found.label("zh"), found.label("en")) == ("环保", "environmental protection")
    assert field.choice("windmill") is None
    assert (field.label("zh"), field.label("en")) == ("所属领域", "field")
