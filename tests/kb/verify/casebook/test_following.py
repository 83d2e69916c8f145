"""Kept cases under other rules: the ids that they name follow, and what is gone is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import Policy
from kb.cases.case import Claim, Grant
from kb.model.words.errors import PolicyError
from kb.verify.casebook.corpus import find_corpus, read_corpus
from kb.verify.casebook.folder import read_casebook
from kb.verify.casebook.following import follow_case, stated_facts
from kb.verify.casebook.kept_case import KeptCase
from tests.conftest import REAL
from tests.kb.verify.casebook.kept import codes


def cases(policy: Policy) -> tuple[KeptCase, ...]:
    own = read_casebook(policy, REAL / policy.work / policy.version.name / "cases").cases
    return (*own, *read_corpus(policy, find_corpus(REAL)).cases)


def granted(policy: Policy) -> KeptCase:
    """A case of the corpus with an earlier grant under （九）."""
    return next(
        one
        for one in cases(policy)
        if one.words and any(grant.facts.get("support") == "para_9__sup_1" for grant in one.case.ledger or ())
    )


def test_every_stored_case_is_the_same_under_the_same_rules(policy: Policy) -> None:
    known = cases(policy)
    assert len(known) > 800
    for one in known:
        assert follow_case(one, {}, policy) == one


def test_what_a_case_names_follows(policy: Policy) -> None:
    """The measures （九） and （十） change places, and their supports numbers as well."""
    kept = granted(policy)
    swap = {"para_9": "para_10", "para_10": "para_9", "para_9__sup_1": "para_10__sup_2"}
    swap["para_10__sup_2"] = "para_9__sup_1"
    found = follow_case(kept, swap, policy)
    assert follow_case(found, swap, policy) == kept
    assert any(grant.facts.get("support") == "para_10__sup_2" for grant in found.case.ledger or ())
    both = zip(kept.expected, found.expected, strict=True)
    assert all(now.support == swap.get(was.support, was.support) for was, now in both)
    assert found.words["para_10__s_1"] == kept.words["para_9__s_1"]


def test_an_earlier_grant_that_is_gone_cannot_be_stated(policy: Policy) -> None:
    with pytest.raises(PolicyError) as problem:
        follow_case(granted(policy), {"para_9__sup_1": "para_9__sup_1001"}, policy)
    assert set(codes(problem)) == {"kept-support-gone"}


def test_nothing_is_expected_of_a_support_that_is_gone(policy: Policy) -> None:
    kept = next(
        one
        for one in cases(policy)
        if one.best
        and ("para_5__sup_1" in {key for _, key in one.best} & {each.support for each in one.expected})
    )
    found = follow_case(kept, {"para_5__sup_1": "para_5__sup_1001"}, policy)
    assert all("para_5__sup_1" not in one.support for one in found.expected)
    assert len(found.expected) < len(kept.expected)
    assert found.best is None


def test_facts_that_nobody_asks_for_are_left_away(policy: Policy) -> None:
    kept = granted(policy)
    claims = [replace(one, facts={**one.facts, "colour": "red"}) for one in kept.case.claims or ()]
    strange = replace(kept, case=replace(kept.case, claims=(*claims, Claim("车", "car", {"wheels": 4}))))
    found = follow_case(strange, {}, policy)
    assert stated_facts(strange.case) - stated_facts(found.case) == {"colour", "wheels"}
    assert (found.case.claims or ())[-1] == Claim("车", "car", {})


def test_an_answer_or_a_reading_that_is_gone_cannot_be_stated(policy: Policy) -> None:
    kept = granted(policy)
    strange = replace(kept, case=replace(kept.case, ledger=(Grant({"level": "moon"}),)))
    with pytest.raises(PolicyError) as problem:
        follow_case(strange, {}, policy)
    assert codes(problem) == ["kept-answer-gone"]
    with pytest.raises(PolicyError) as problem:
        follow_case(replace(kept, readings={"Z9": "b"}), {}, policy)
    assert codes(problem) == ["reading-not-known"]
