"""The pictures of the graph: their content against the published page, and their layout in a browser."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kb import Policy
from kb.model.policy import Measure
from kb.model.registry import Agency, Domain
from kb.model.words.errors import Language
from render.pictures.graph import LEAST_WIDTH, MATRIX_WIDTH, draw_matrix, draw_network
from tests.published import published_agencies, published_measures
from tests.render.chromium import open_chromium

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
PICTURES = {"network": draw_network, "matrix": draw_matrix}

Element = ElementTree.Element


def address(item: Measure | Agency | Domain) -> str:
    return f"measures/{item.eid}.html" if isinstance(item, Measure) else f"others/{item.id}.html"


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def network(policy: Policy, lang: Language) -> Element:
    return ElementTree.fromstring(draw_network(policy, lang, address))


@pytest.fixture
def matrix(policy: Policy, lang: Language) -> Element:
    return ElementTree.fromstring(draw_matrix(policy, lang, address))


@pytest.fixture(params=PICTURES)
def picture(request: pytest.FixtureRequest, policy: Policy, lang: Language) -> Element:
    return ElementTree.fromstring(PICTURES[request.param](policy, lang, address))


def lines(network: Element) -> list[tuple[str, ...]]:
    """The classes of every line between two columns."""
    group = next(g for g in network.iter(f"{SVG}g") if g.get("class") == "lines")
    return [tuple(path.get("class", "").split()) for path in group]


def ends(network: Element) -> list[tuple[str, float, float]]:
    """The starting column of each line, and the vertical positions of its ends."""
    group = next(g for g in network.iter(f"{SVG}g") if g.get("class") == "lines")
    found = []
    for path in group:
        numbers = [float(number) for number in re.findall(r"[\d.]+", path.get("d", ""))]
        found.append(("right" if "toned" in path.get("class", "") else "left", numbers[1], numbers[-1]))
    return found


def crossings(pairs: list[tuple[float, float]]) -> int:
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(pairs, 2))


def words_in(element: Element) -> str:
    """The words of an element, with one blank between its lines."""
    return " ".join(text.strip() for text in element.itertext() if text.strip())


# What is drawn


def test_every_duty_is_a_line_and_the_agency_named_first_has_a_strong_one(network: Element) -> None:
    published = published_agencies()
    left = [marks for marks in lines(network) if "toned" not in marks]
    assert len(left) == sum(len(names) for _, names in published.values()) == 71
    assert sum("strong" in marks for marks in left) == len(published) == 24


def test_every_domain_link_is_a_line_and_the_editorial_one_is_dashed(
    network: Element, policy: Policy
) -> None:
    right = [marks for marks in lines(network) if "toned" in marks]
    assert len(right) == sum(len(measure.domains) for measure in policy.measures)
    # (十八) does not name energy saving; the editors put it there.
    assert [marks for marks in right if "editorial" in marks] == [
        ("line", "toned", "t1", "d1", "m18", "editorial")
    ]


def test_the_line_of_each_duty_joins_its_measure(network: Element) -> None:
    drawn = Counter(
        mark for marks in lines(network) if "toned" not in marks for mark in marks if mark[0] == "m"
    )
    assert drawn == {f"m{number}": len(names) for number, (_, names) in published_agencies().items()}


def test_measures_stand_in_the_published_order(network: Element) -> None:
    boxes = {g.get("data-node"): g for g in network.iter(f"{SVG}g") if g.get("data-node", "").startswith("m")}
    heights = [float(next(box.iter(f"{SVG}rect")).get("y", "")) for box in boxes.values()]
    assert list(boxes) == [f"m{number}" for number in range(1, 25)]
    assert heights == sorted(heights)


def test_the_columns_cross_fewer_lines_than_in_the_order_of_the_registry(
    network: Element, policy: Policy
) -> None:
    places = {measure.eid: at for at, measure in enumerate(policy.measures)}
    left = {a.id: [places[d.measure] for d in policy.duties if d.agency is a] for a in policy.agencies}
    right = {
        d.id: [places[m.eid] for m in policy.measures for link in m.domains if link.domain is d]
        for d in policy.domains
    }

    def count(rows: list[list[int]]) -> int:
        return crossings([(at, place) for at, row in enumerate(rows) for place in row])

    drawn = {
        side: crossings([(y, to) for name, y, to in ends(network) if name == side])
        for side in ("left", "right")
    }
    assert drawn["left"] < count(list(left.values()))
    # Five domains have 120 orders; none has fewer crossings.
    assert drawn["right"] == min(count(list(rows)) for rows in permutations(right.values()))


def test_lines_that_meet_a_box_or_bar_keep_apart(network: Element) -> None:
    for side in ("left", "right"):
        found = [(y, to) for name, y, to in ends(network) if name == side]
        for heights in ([y for y, _ in found], [to for _, to in found]):
            assert len(set(heights)) == len(heights)


def test_the_matrix_shows_the_same_links_as_the_network(network: Element, matrix: Element) -> None:
    cells = Counter(
        marks[1]
        for g in matrix.iter(f"{SVG}g")
        if len(marks := g.get("class", "").split()) > 1
        and marks[0] == "cell"
        and g.find(f"{SVG}text") is not None
    )
    drawn = lines(network)
    assert cells["strong"] == sum("strong" in marks for marks in drawn)
    assert cells["weak"] == sum("strong" not in marks and "toned" not in marks for marks in drawn)
    assert cells["toned"] == sum("toned" in marks for marks in drawn)


def test_no_dashes_are_explained_where_nothing_is_editorial(policy: Policy, toy: Policy) -> None:
    assert any(link.basis.is_editorial for measure in toy.measures for link in measure.domains)
    for draw in PICTURES.values():
        assert "编者归类" in draw(toy, "zh", address)
    shown = draw_network(replace(policy, measures=policy.measures[:17]), "zh", address)
    assert "编者归类" not in shown


# Names and numbers


def test_every_name_is_written_whole(picture: Element, policy: Policy, lang: Language) -> None:
    shown = words_in(picture)
    assert "…" not in shown
    plain = policy.plain["en"]
    names = [item.label(lang) for item in (*policy.agencies, *policy.domains)]
    names += [m.title if lang == "zh" else plain[m.eid].title for m in policy.measures]
    squeezed = "".join(shown.split())
    assert [name for name in names if "".join(name.split()) not in squeezed] == []


def stray_digits(picture: Element, policy: Policy) -> list[str]:
    """Texts with a digit that is neither the number of a measure nor a verified count."""
    counts = {
        "agencies": len(policy.agencies),
        "measures": len(policy.measures),
        "domains": len(policy.domains),
        **{f"agency:{a.id}": sum(d.agency.id == a.id for d in policy.duties) for a in policy.agencies},
        **{
            f"domain:{d.id}": sum(link.domain.id == d.id for m in policy.measures for link in m.domains)
            for d in policy.domains
        },
    }
    stray = []
    for element in picture.iter():
        if element.tag == f"{SVG}style":
            continue
        if element.get("class") == "count":
            expected = {str(counts[element.get("data-of", "")])}
        elif element.get("class") == "number":
            measure = policy.measure(element.get("data-eid", ""))
            expected = {measure.num, str(measure.number)}
        else:
            expected = set()
        text = element.text or ""
        if (re.search(r"\d", text) or expected) and text not in expected:
            stray.append(text)
        if re.search(r"\d", element.tail or ""):
            stray.append(element.tail or "")
    return stray


def test_every_number_is_that_of_a_measure_or_a_count_that_comes_out_again(
    picture: Element, policy: Policy
) -> None:
    assert stray_digits(picture, policy) == []
    assert any(element.get("class") == "count" for element in picture.iter())


def test_a_number_typed_in_or_miscounted_would_be_found(policy: Policy) -> None:
    drawn = draw_network(policy, "zh", address)
    for changed in (
        drawn.replace("责任单位、措施与领域", "24条措施", 1),
        drawn.replace(">19</tspan>", ">20</tspan>", 1),
        drawn.replace(">(五)<", ">(四)<", 1),
    ):
        assert changed != drawn
        assert stray_digits(ElementTree.fromstring(changed), policy) != []


def test_the_numbers_and_titles_of_measures_are_those_of_the_page(policy: Policy) -> None:
    shown = "".join(words_in(ElementTree.fromstring(draw_network(policy, "zh", address))).split())
    for text in published_measures().values():
        heading = text.partition("。")[0]
        assert "".join(heading.split()) in shown


def test_the_largest_agency_has_the_longest_bar(network: Element, policy: Policy) -> None:
    bars = {
        int(next(t for t in g.iter(f"{SVG}tspan") if t.get("class") == "count").text or ""): float(
            next(g.iter(f"{SVG}rect")).get("height", "")
        )
        for g in network.iter(f"{SVG}g")
        if g.get("data-node", "").startswith("a")
    }
    assert max(bars) == 19
    assert [bars[count] for count in sorted(bars)] == sorted(bars.values())
    assert len(set(bars.values())) == len(bars)


# Links and words for those who do not see


def test_everything_named_is_a_link_to_its_page(network: Element, policy: Policy) -> None:
    found = {link.get("href") for link in network.iter(f"{SVG}a")}
    assert found == {address(item) for item in (*policy.measures, *policy.agencies, *policy.domains)}


def test_an_address_is_escaped_and_without_one_there_is_no_link(policy: Policy) -> None:
    for draw in PICTURES.values():
        odd = ElementTree.fromstring(draw(policy, "zh", lambda item: 'a.html?x=1&y="<'))
        assert {link.get("href") for link in odd.iter(f"{SVG}a")} == {'a.html?x=1&y="<'}
        bare = ElementTree.fromstring(draw(policy, "zh", lambda item: ""))
        assert list(bare.iter(f"{SVG}a")) == []
        assert "深圳市规划和自然资源局" in words_in(bare)


def test_a_picture_has_a_title_a_description_and_its_language(picture: Element, lang: Language) -> None:
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert picture.get("aria-labelledby") == title.get("id")
    assert picture.get("aria-describedby") == description.get("id")
    assert picture.get("lang") == ("zh-Hans" if lang == "zh" else "en")


def test_links_say_in_words_what_the_lines_show(policy: Policy) -> None:
    def said(lang: Language) -> list[str]:
        root = ElementTree.fromstring(draw_network(policy, lang, address))
        return [link.get("aria-label", "") for link in root.iter(f"{SVG}a")]

    zh, en = said("zh"), said("en")
    assert "深圳市规划和自然资源局。列在其后：(十七)、(十八)。" in zh
    assert (
        "深圳市生态环境局。列第一位：(六)、(七)、(十三)。列在其后：(八)、(九)、(十一)、(十五)、(十七)、(十八)、(二十一)、(二十二)、(二十四)。"
        in zh
    )
    assert "(四) 创新建筑节能服务模式。责任单位：深圳市住房和建设局。领域：节能。" in zh
    assert "Shenzhen Municipal Commerce Bureau. Named first: 8. Named further on: 19." in en
    assert any(
        text.startswith("Energy saving. Stated in the text: 3, 4, 5") and text.endswith("Editorial: 18.")
        for text in en
    )


def test_the_legend_does_not_say_that_the_first_agency_leads(picture: Element, lang: Language) -> None:
    words = {"zh": "是否就是牵头，条文未写明", "en": "the text does not say whether it leads"}
    assert "".join(words[lang].split()) in "".join(words_in(picture).split())


def test_equal_policies_give_equal_pictures(policy: Policy) -> None:
    for draw in PICTURES.values():
        assert draw(policy, "zh", address) == draw(policy, "zh", address)


# In a browser

MEASURING = """() => {
  const svg = document.querySelector('svg'), frame = svg.getBoundingClientRect();
  const scale = frame.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll('text')].map(e => ({
    words: e.textContent, box: e.getBoundingClientRect(),
    size: parseFloat(getComputedStyle(e).fontSize) * scale}));
  const bad = [];
  for (const a of texts) {
    if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.bottom > frame.bottom)
      bad.push('cut: ' + a.words);
    for (const b of texts)
      if (a !== b && a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1
          && a.box.top < b.box.bottom - 4 && b.box.top < a.box.bottom - 4)
        bad.push('overlap: ' + a.words + ' / ' + b.words);
  }
  for (const box of svg.querySelectorAll('.box'))
    for (const e of box.parentNode.querySelectorAll('text'))
      if (e.getBoundingClientRect().right > box.getBoundingClientRect().right - 2)
        bad.push('beyond its box: ' + e.textContent);
  const cells = [...svg.querySelectorAll('a .cell rect')].map(e => e.getBoundingClientRect());
  return {least: Math.min(...texts.map(t => t.size)), bad, page: document.documentElement.scrollWidth,
          steps: cells.slice(1).map((c, i) => c.top === cells[i].top ? c.left - cells[i].left : 24)};
}"""


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "width"),
    [("network", LEAST_WIDTH), ("network", 1280), ("matrix", MATRIX_WIDTH), ("matrix", 390)],
)
def test_no_words_overlap_or_are_cut_or_smaller_than_twelve_pixels(
    policy: Policy, lang: Language, name: str, width: int, tmp_path: Path
) -> None:
    page = tmp_path / "picture.html"
    drawn = PICTURES[name](policy, lang, address)
    page.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0">{drawn}', encoding="utf-8")
    with open_chromium() as browser:
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.goto(page.as_uri())
        found = tab.evaluate(MEASURING)
    assert found["bad"] == []
    assert found["least"] >= 12
    assert found["page"] <= width
    assert all(step >= 24 for step in found["steps"] if step > 0)
