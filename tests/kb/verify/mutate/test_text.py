"""Mutants of the text: other numbers, days and agencies."""

from __future__ import annotations

import pytest

from kb.verify.mutate.text import other_numbers


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("3张", {"4张", "2张", "30张"}),
        ("30%", {"31%", "29%", "3%", "300%"}),
        ("1000万元", {"1001万元", "999万元", "100万元", "10000万元", "1000元", "1000亿元"}),
        ("100万", {"101万", "99万", "10万", "1000万", "100元", "100亿"}),
        ("两个阶段", {"三个阶段", "一个阶段"}),
        ("5年", {"6年", "4年", "50年"}),
    ],
)
def test_a_quantity_has_other_numbers(text: str, others: set[str]) -> None:
    assert set(other_numbers(text)) == others


def test_a_date_has_other_days_months_and_years() -> None:
    assert set(other_numbers("2024年5月23日")) == {
        "2024年5月24日",
        "2024年5月22日",
        "2024年6月23日",
        "2024年4月23日",
        "2025年5月23日",
        "2023年5月23日",
    }
