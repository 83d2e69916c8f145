"""Orders: the same things in each order, on the same days, and what links them."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.core.ruleset import read_policy
from kb.verify.abuse.orders import Ordering, find_link, find_own, find_pairs, goes_by_steps
from kb.verify.fuzz.generator import Maker
from tests.kb.verify.abuse.parts import ask_for_the_whole


def test_both_orders_take_the_same_things_on_the_same_days(policy: Policy) -> None:
    maker = Maker(policy)
    owned = [one for support in policy.supports if support.is_money for one in find_own(maker, support)]
    for ordering in (*find_pairs(maker), *owned):
        in_turn = [order.script for order in ordering.orders if len(order.script) > 1]
        assert len(in_turn) > 1
        things = [sorted(repr(claim) for case in script for claim in case.claims or ()) for script in in_turn]
        assert things == things[:1] * len(things)
        days = [[case.date for case in script] for script in in_turn]
        assert days == days[:1] * len(days)
        assert len({case.date.year for script in in_turn for case in script}) == 1
        assert len({repr(case.applicant) for script in in_turn for case in script}) == 1


def test_what_links_things_is_told_apart(policy: Policy) -> None:
    plain, shared = read_policy(policy), read_policy(policy, {"G19": "c"})
    assert find_link(plain, policy.support("para_12__sup_2")) == "number"
    assert find_link(plain, policy.support("para_5__sup_1")) == ""
    assert find_link(shared, policy.support("para_5__sup_1")) == "ceiling"
    by_form = read_policy(policy, {"G2": "b", "G3": "b"})
    assert find_link(by_form, policy.support("para_14__sup_2")) == "bar"
    assert find_link(read_policy(policy, {"M14c": "b"}), policy.support("para_14__sup_4")) == "phase"


@pytest.fixture(scope="module")
def maker(toy: Policy) -> Maker:
    return Maker(toy)


def own(maker: Maker, key: str) -> list[Ordering]:
    return list(find_own(maker, maker.policy.support(key)))


def turns(ordering: Ordering) -> list[list[list[str]]]:
    """The names of the claims of each case, for each order."""
    return [[[claim.id for claim in case.claims or ()] for case in one.script] for one in ordering.orders]


def test_two_things_have_both_orders_and_are_applied_for_at_once_in_both_sequences(toy: Policy) -> None:
    apart, together = own(Maker(ask_for_the_whole(toy)), "para_1__sup_1")
    big, small = "大项目", "小项目"
    assert turns(apart) == [[[big], [small]], [[small], [big]], [[big, small]], [[small, big]]]
    assert [one.last for one in apart.orders] == ["para_1__sup_1"] * 4
    wholes = [
        {
            claim.facts.get("part-of")
            for one in ordering.orders
            for case in one.script
            for claim in case.claims or ()
        }
        for ordering in (apart, together)
    ]
    assert wholes == [{None}, {"整个项目"}]


def test_things_are_parts_of_one_whole_only_where_the_policy_asks_for_it(maker: Maker) -> None:
    (apart,) = own(maker, "para_1__sup_1")
    claims = [c for one in apart.orders for case in one.script for c in case.claims or ()]
    assert all("part-of" not in claim.facts for claim in claims)


def test_as_many_units_as_the_number_allows_come_of_each_size(maker: Maker) -> None:
    """每年不超过4张"""
    (ordering,) = own(maker, "para_3__sup_1")
    first, second = ordering.orders[0].script
    assert (len(first.claims or ()), len(second.claims or ())) == (4, 4)
    assert first.date.year == second.date.year


def test_phases_are_paid_up_to_the_ceiling_and_in_equal_shares(maker: Maker) -> None:
    whole, shares = own(maker, "para_4__sup_1")
    # 合计最高300万元 in two phases.
    assert (whole.most, shares.most) == (0, 150_000_000)
    # Claims at once divide the ceiling among themselves, so that only orders in turn have equal shares.
    assert [len(one.script) for one in shares.orders] == [2, 2]


def test_a_pair_of_supports_for_one_kind_of_thing_is_about_one_thing(maker: Maker) -> None:
    pairs = list(find_pairs(maker))
    assert {one.supports for one in pairs} == {
        ("para_1__sup_1", "para_5__sup_1"),
        ("para_1__sup_1", "para_10__sup_1"),
        ("para_5__sup_1", "para_10__sup_1"),
    }
    first = pairs[0]
    objects = {
        claim.facts["object"] for one in first.orders for case in one.script for claim in case.claims or ()
    }
    assert objects == {"同一个项目"}
    assert first.beside("para_1__sup_1") == "para_5__sup_1"
    assert own(maker, "para_1__sup_1")[0].beside("para_1__sup_1") == ""


def test_one_thing_is_applied_for_again_only_in_steps(toy: Policy) -> None:
    steps = [one.id for one in toy.supports if goes_by_steps(one)]
    assert steps == ["para_2__sup_1", "para_4__sup_1"]
