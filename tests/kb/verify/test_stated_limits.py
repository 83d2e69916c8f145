"""The limits over several supports, read from the words of the clause and not from the rule."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.verify.stated_limits import quote_limit, stated_limit


def test_the_number_directly_behind_the_words_is_the_limit(together: Policy) -> None:
    stated = [stated_limit(together, one) for one in together.together.limits]
    # 最多享受其中两项，合计不超过120万元; 总额不超过改造投资的50%; 只能享受本条一项
    assert [one and one.text for one in stated] == ["两项", "120万元", "50%", "一项"]


def test_a_rule_with_another_number_does_not_change_what_the_clause_states(together: Policy) -> None:
    number, sum_, *_ = together.together.limits
    wrong = replace(sum_, limit=number.limit)
    found = stated_limit(together, wrong)
    assert found is not None
    assert found.text == "120万元"


def test_where_no_number_follows_the_words_that_of_the_rule_counts(together: Policy) -> None:
    number, *_ = together.together.limits
    elsewhere = replace(number, words="同一项目")
    assert stated_limit(together, elsewhere) == number.limit
    assert stated_limit(together, replace(elsewhere, limit=None)) is None


def test_a_limit_is_quoted_with_its_number(together: Policy) -> None:
    number, _, share, _ = together.together.limits
    assert quote_limit(together, number) == "最多享受其中两项"
    assert quote_limit(together, share) == "各级财政资助总额不超过改造投资的50%"
    assert quote_limit(together, replace(number, words="同一项目", limit=None)) == "同一项目"
