"""The linked policy: what is found under an id, what a support is, and the days of a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from kb import Policy
from kb.model.policy import Unchecked, Version
from kb.model.requirements import AnyOf, Condition, When


def test_anything_is_found_by_its_eid_or_id(toy: Policy) -> None:
    assert toy["para_2"] is toy.measures[1]
    assert toy["para_9__s_2"] is toy.measures[8].provisions[1]
    assert toy["fengche"] is toy.agencies[0]
    assert toy["para_3__sup_1"] is toy.supports[2]
    assert toy["G1"] is toy.readings[0]
    assert "windmill" in toy
    assert "watermill" not in toy
    assert len(set(toy)) == len(list(toy))


@pytest.mark.parametrize("key", ["para_11", "G1", ""])
def test_what_is_no_measure_support_or_provision_is_a_key_error(toy: Policy, key: str) -> None:
    for find in (toy.measure, toy.support, toy.provision):
        with pytest.raises(KeyError, match=f"'{key}'"):
            find(key)


def test_facts_of_a_kind_of_claim_include_those_of_every_claim(toy: Policy) -> None:
    of_every = {"is", "object", "applied-on", "achieved-on", "selected"}
    assert of_every <= {fact.id for fact in toy.facts_of("project")}
    assert {fact.id for fact in toy.facts_of("project")} - of_every == {"investment"}
    assert {fact.id for fact in toy.facts_of("carrier")} - of_every == {"phase"}
    assert toy.facts_of("windmill") == ()
    assert toy.sums == {"investment", "amount"}


@pytest.mark.parametrize(
    ("measure", "money", "granted", "paid"),
    [
        (1, True, True, True),  # 40 %, at most 800万元
        (6, False, True, True),  # 一事一议
        (7, False, False, True),  # 按相关政策予以支持
        (8, False, False, False),  # 评选先进
    ],
)
def test_a_support_states_a_sum_grants_money_or_pays_under_another_policy(
    toy: Policy, measure: int, money: bool, granted: bool, paid: bool
) -> None:
    (support,) = toy.measures[measure - 1].supports
    assert (support.is_money, support.is_granted, support.is_paid) == (money, granted, paid)


def test_open_terms_are_listed_once_with_the_subject_that_they_apply_to(toy: Policy) -> None:
    term = next(one for one in toy.registry.concepts if one.id == "good-project")
    judged = Condition(term, "para_5__s_1", "示范项目", line=4)
    settled = When("is", ("windmill",), "para_5__s_1", "示范项目", term=term)
    other = next(one for one in toy.registry.concepts if one.id == "一定比例")
    within = AnyOf((Condition(other, "para_5__s_1", "一定比例"),), subject="windmill-project")
    support = replace(toy.supports[4], requirements=(judged, settled, within))
    assert [(one.concept.id, one.subject) for one in support.conditions] == [
        ("good-project", ""),
        ("一定比例", "windmill-project"),
    ]


def test_a_headline_is_the_number_and_the_heading_without_its_full_stop(toy: Policy) -> None:
    measure = toy.measures[1]
    assert (measure.headline, measure.title, measure.heading) == ("(二)资助标准", "资助标准", "资助标准。")
    assert not measure.is_article
    article = replace(measure, clause=replace(measure.clause, num="第二条"))
    assert (article.headline, article.is_article) == ("第二条 资助标准", True)
    assert [agency.id for agency in measure.agencies] == ["fengche", "shuimo"]
    assert [duty.leads for duty in measure.duties] == [True, False]


def test_a_version_is_in_force_on_both_its_first_and_its_last_day() -> None:
    version = Version("2030-01-01", date(2030, 3, 1), date(2033, 2, 28))
    days = (date(2030, 2, 28), date(2030, 3, 1), date(2033, 2, 28), date(2033, 3, 1))
    assert [version.is_in_force(day) for day in days] == [False, True, True, False]
    assert replace(version, last=None).is_in_force(date(9999, 12, 31))


def test_the_work_is_named_by_the_folders_above_the_version(toy: Policy) -> None:
    assert toy.work == "cn-999999/wanju"
    assert toy.jurisdiction is None
    assert replace(toy, folder="a/b/c/d").work == "b/c"


def test_a_title_and_a_support_without_a_name_of_their_own_have_that_of_the_text(toy: Policy) -> None:
    assert toy.title_in("en") == toy.title == "玩具城促进风车产业的若干措施"
    assert replace(toy, titles={"en": "Windmills"}).title_in("en") == "Windmills"
    unnamed = replace(toy, plain={"zh": {}, "en": {}})
    assert unnamed.support_name(toy.supports[0], "en") == "para_1__sup_1"


def test_the_hash_of_the_rules_covers_each_of_their_files_by_name(toy: Policy) -> None:
    one = replace(toy, hashes={"rules.xml": "aa", "text.xml": "bb", "plain.zh.xml": "cc"})
    names = ("facts.xml", "readings.xml", "concepts.xml", "registry/agencies.xml", "registry/concepts.xml",
             "registry/facts.xml")  # fmt: skip
    written = "aa  rules.xml\n" + "".join(f"  {name}\n" for name in names)
    assert one.rules_hash == sha256(written.encode()).hexdigest()
    assert one.text_hash == "bb"
    assert replace(one, hashes=one.hashes | {"plain.zh.xml": "dd"}).rules_hash == one.rules_hash
    assert replace(toy, hashes={}).text_hash == ""


def test_answers_from_an_unchecked_policy_say_how_many_errors_it_has() -> None:
    three = Unchecked(3, ("para_1", "final")).say("zh")
    assert "3" in three
    assert "para_1、final" in three
    draft = Unchecked(0).say("en")
    assert "0" not in draft
    assert draft != Unchecked(1).say("en")


def test_everything_with_an_id_is_found_by_it(policy: Policy) -> None:
    for key in policy:
        item = policy[key]
        assert getattr(item, "eid", None) == key or getattr(item, "id", None) == key
    for key in ("para_5", "para_5__s_4", "para_5__resp", "fgw", "energy-saving", "G1", "para_5__sup_1"):
        assert key in policy


def test_ids_of_different_things_never_collide(policy: Policy) -> None:
    ids = [s.eid for s in policy.document.sections]
    ids += [m.eid for m in policy.measures] + [p.eid for p in policy.document.provisions()]
    ids += [closing.eid for closing in policy.document.responsibilities]
    ids += [a.id for a in policy.agencies] + [d.id for d in policy.domains]
    ids += [s.id for s in policy.supports] + [r.id for r in policy.readings]
    ids += [c.id for c in policy.registry.concepts]
    assert len(ids) == len(set(ids)) == len(list(policy))
