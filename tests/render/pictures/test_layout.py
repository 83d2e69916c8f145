"""The layout of the pictures, on made-up rows and words."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from render.pictures.layout import order_rows, spread, width_of, wrap

ROWS = st.lists(st.lists(st.integers(0, 12), unique=True, max_size=6).map(sorted), max_size=6)


def crossings(rows: list[list[int]], order: list[int]) -> int:
    """The pairs of lines that cross, counted one by one."""
    lines = [(at, place) for at, row in enumerate(order) for place in rows[row]]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(lines, 2))


def test_rows_go_where_their_lines_lead() -> None:
    assert order_rows([[5, 6], [0, 1], [3]]) == [1, 2, 0]


def test_neighbours_change_places_where_that_crosses_fewer_lines() -> None:
    # The first row has the smaller mean, but causes two crossings above the second and one below.
    rows = [[0, 5, 6], [4]]
    assert (crossings(rows, [0, 1]), crossings(rows, [1, 0])) == (2, 1)
    assert order_rows(rows) == [1, 0]


def test_rows_without_lines_come_last() -> None:
    assert order_rows([[], [3], [], [1]]) == [3, 1, 0, 2]


@given(ROWS)
def test_the_order_holds_every_row_once_and_crosses_no_more_than_their_means_do(
    rows: list[list[int]],
) -> None:
    order = order_rows(rows)
    assert sorted(order) == list(range(len(rows)))
    means = sorted(range(len(rows)), key=lambda r: (sum(rows[r]) / len(rows[r]) if rows[r] else 99, r))
    assert crossings(rows, order) <= crossings(rows, means)


@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(1, 40)), min_size=1, max_size=12),
    st.floats(0, 10),
)
def test_what_is_spread_keeps_its_order_overlaps_nowhere_and_stays_inside(
    items: list[tuple[float, float]], gap: float
) -> None:
    wanted, heights = [want for want, _ in items], [height for _, height in items]
    bottom = sum(heights) + gap * len(heights) + 50
    middles = spread(wanted, heights, gap, 0, bottom)
    for (above, high), (below, low) in pairwise(zip(middles, heights, strict=True)):
        assert below - above >= (high + low) / 2 + gap - 1e-6
    assert middles[0] - heights[0] / 2 >= -1e-6
    assert middles[-1] + heights[-1] / 2 <= bottom + 1e-6


def test_what_has_room_stands_where_it_is_wanted_and_what_is_crowded_shares_the_middle() -> None:
    assert spread([20, 80], [10, 10], 2, 0, 100) == [20, 80]
    assert spread([50, 50, 50], [10, 10, 10], 2, 0, 100) == [38, 50, 62]


def test_long_titles_break_into_even_lines_and_lose_nothing() -> None:
    assert wrap("Demonstrating and industrialising new products and technology", 260, 14) == (
        "Demonstrating and industrialising",
        "new products and technology",
    )
    assert wrap("推动基础设施节能降碳", 200, 14) == ("推动基础设施节能降碳",)
    assert wrap("推动基础设施节能降碳", 80, 14) == ("推动基础设", "施节能降碳")


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    for width in range(20, 200, 3):
        for line in wrap("支持“四新”、应用(示范)和《产业化》,好。", width, 14):
            assert line[0] not in "”、)》,。"
            assert line[-1] not in "“(《"


def test_a_word_is_never_cut() -> None:
    assert wrap("Industrialising the telecommunications", 20, 14) == (
        "Industrialising",
        "the",
        "telecommunications",
    )


@given(st.text("深圳市工业和信息化局、，“”() abcWi-", min_size=1).filter(str.strip), st.integers(30, 300))
def test_wrapping_keeps_every_character_in_order(text: str, width: int) -> None:
    lines = wrap(text, width, 14)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text("深圳市工业和信息化局", min_size=1), st.integers(30, 300))
def test_lines_of_chinese_fit_the_width(text: str, width: int) -> None:
    assert all(width_of(line, 14) <= width for line in wrap(text, width, 14))
