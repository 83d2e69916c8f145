"""The classifiers and the symbols of units of measurement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.numbers import find_numbers
from kb.model.values import Count


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "个",
            "家",
            "人次",
            "平方公里",
            "平方米",
            "亩",
            "公里",
            "海里",
            "克",
            "毫克",
            "厘米",
            "公分",
            "平米",
        ),
        *("千瓦时", "千伏", "帕", "棵", "宗", "幅", "瓶", "斤", "芯", "用户", "机架"),
        *(
            "mm",
            "cm",
            "km",
            "m2",
            "cm²",
            "m³",
            "g",
            "kg",
            "mg",
            "mL",
            "L",
            "kW",
            "kWh",
            "MWh",
            "GW",
            "kVA",
            "V",
        ),
        *("Hz", "MHz", "Pa", "kPa", "MPa", "kN", "kJ", "GB", "Mbps", "dB", "ppm", "lx"),
    ],
)
@given(number=st.integers(2, 10**6))
def test_a_number_with_a_unit_counts_it(unit: str, number: int) -> None:
    """Both with and without a blank, and at the end as well as within a sentence."""
    for text in (f"不低于{number}{unit}", f"不低于{number} {unit}的，", f"共{number}{unit}，其余"):
        assert [(one.kind, one.values) for one in find_numbers(text)] == [("count", (Count(number, unit),))]


@pytest.mark.parametrize("text", ["5G网络", "3D打印", "4K超高清", "5A级景区", "6S店", "8K"])
def test_a_letter_that_goes_on_is_no_unit(text: str) -> None:
    assert all(one.kind in ("word", "label") or not one.values for one in find_numbers(text))


@pytest.mark.parametrize(
    "text", ["2 省财政厅负责", "3 市发展改革委", "三省级单位", "两市场", "三区域", "五国家级"]
)
def test_an_area_is_not_counted_where_its_name_goes_on(text: str) -> None:
    assert all(one.kind != "count" for one in find_numbers(text))
