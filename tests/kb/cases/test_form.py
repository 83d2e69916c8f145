"""The form of a case: parts with their facts, the subjects of each kind, and the form of several works."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.cases.form import form_of, form_of_works


def test_the_kinds_of_claim_are_the_units_that_supports_are_given_for(toy: Policy) -> None:
    form = form_of(toy)
    kinds = ["project", "certificate", "carrier", "standard-document", "enterprise", "event", "site"]
    assert [part.id for part in form.kinds] == kinds
    assert [part.id for part in form] == ["case", "applicant", *kinds, "grant"]
    kind = form.claim.fact("kind")
    assert kind is not None
    assert [choice.id for choice in kind.choices] == kinds
    assert form.kind("year") is None


def test_a_claim_may_be_of_the_subjects_of_its_kind_only(toy: Policy) -> None:
    project, event = form_of(toy).kind("project"), form_of(toy).kind("event")
    assert project is not None
    assert event is not None
    assert [[c.id for c in part.fact("is").choices] for part in (project, event) if part.fact("is")] == [  # type: ignore[union-attr]
        ["windmill-project"],
        ["exhibitor"],
    ]


def test_a_grant_names_a_support_of_the_policy(toy: Policy) -> None:
    support = form_of(toy).grant.fact("support")
    assert support is not None
    assert [choice.id for choice in support.choices] == [f"para_{n}__sup_1" for n in range(1, 11)]


def test_only_the_day_and_the_id_and_kind_of_a_claim_are_required(toy: Policy) -> None:
    form = form_of(toy)
    assert (form.case.required, form.claim.required) == (("date",), ("id", "kind"))
    assert (form.applicant.required, form.grant.required) == ((), ())
    assert [key.id for key in form.case.keys] == ["date", "applicant", "claims", "ledger"]
    assert (form.grant.label("zh"), form.grant.label("en")) == (
        "以前拿过的（ledger）",
        "an entry of the ledger",
    )


def test_the_form_of_a_policy_is_made_once(toy: Policy) -> None:
    assert form_of(toy) is form_of(toy) is form_of_works([toy])


def test_several_works_ask_for_a_fact_once_and_a_grant_names_its_work(toy: Policy) -> None:
    extra = replace(toy.facts[0], id="height", of=("project",))
    other = replace(toy, folder="policy/cn-888888/gaota/2031-01-01", facts=(*toy.facts, extra))
    form = form_of_works([toy, other])
    project = form.kind("project")
    assert project is not None
    ids = [fact.id for fact in project.facts]
    assert ids.count("investment") == ids.count("height") == ids.count("kind") == 1
    policy, support = form.grant.fact("policy"), form.grant.fact("support")
    assert policy is not None
    assert [choice.id for choice in policy.choices] == ["cn-999999/wanju", "cn-888888/gaota"]
    assert support is not None
    assert [choice.id for choice in support.choices][:2] == [
        "cn-999999/wanju/para_1__sup_1",
        "para_1__sup_1",
    ]
    assert [choice.id for choice in form.shared["para_1__sup_1"]] == ["cn-999999/wanju", "cn-888888/gaota"]


def test_versions_of_one_work_share_ids_without_doubt_about_the_work(toy: Policy) -> None:
    later = replace(toy, folder="policy/cn-999999/wanju/2031-01-01")
    assert form_of_works([toy, later]).shared == form_of(toy).shared == {}
