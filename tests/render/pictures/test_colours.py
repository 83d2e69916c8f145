"""The colours of the pictures: legible on light and dark, and distinguishable with every colour vision."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from tests.conftest import ROOT

CSS = (ROOT / "render" / "templates" / "graph.css").read_text(encoding="utf-8")

VISIONS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "without green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "without blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""The transformation of linear light for each kind of colour vision (Machado, Oliveira and
Fernandes, 2009).
"""


def schemes() -> list[tuple[str, dict[str, str]]]:
    """The colours by name for light, dark and print."""
    blocks = re.findall(r"\.tiaowen-graph \{(.*?)\}", CSS, re.DOTALL)
    colours = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    return list(zip(("light", "dark", "print"), colours, strict=True))


def light_of(colour: str) -> list[float]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    bright, dim = sorted(
        (
            sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), light_of(x), strict=True))
            for x in (one, other)
        ),
        reverse=True,
    )
    return (bright + 0.05) / (dim + 0.05)


def lab(light: list[float]) -> tuple[float, float, float]:
    r, g, b = (min(1.0, max(0.0, part)) for part in light)
    white = (0.9505, 1.0, 1.089)
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in ((p * r + q * g + s * b) / w for (p, q, s), w in zip(rows, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, vision: str) -> float:
    """The perceived difference of two colours: about 2 is just noticeable side by side."""
    seen = (
        lab([sum(m * c for m, c in zip(row, light_of(colour), strict=True)) for row in VISIONS[vision]])
        for colour in (one, other)
    )
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize(("scheme", "colours"), schemes())
def test_words_and_lines_stand_out_from_the_paper(scheme: str, colours: dict[str, str]) -> None:
    for name in ("ink", "muted", "name"):
        for ground in ("paper", "card"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    assert contrast(colours["on-strong"], colours["strong"]) >= 4.5
    for name in ("strong", "weak", "t0", "t1", "t2", "t3", "t4"):
        assert contrast(colours[name], colours["paper"]) >= 3, name


@pytest.mark.parametrize(("scheme", "colours"), schemes())
@pytest.mark.parametrize("vision", VISIONS)
def test_the_colours_of_domains_are_told_apart_by_every_kind_of_eye(
    scheme: str, colours: dict[str, str], vision: str
) -> None:
    for one, other in combinations([colours[f"t{tone}"] for tone in range(5)], 2):
        assert distance(one, other, vision) >= 18, (one, other)
