"""The unchanged published page, and the part of it that is the policy: the oracle of every
figure and name.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parent / "fixtures" / "published-page.txt"

_FURNITURE = (
    re.compile(r"服务热线"),
    re.compile(r"\d{11}(\(微信同号\))?"),
    re.compile(r"\[ 返回首页 \]\s*"),
    re.compile(r"\s*"),
)
"""Lines that belong to the page: its hotline, its telephone number, its back link, and blank ones."""


def published_text() -> str:
    """The policy as published, one paragraph per line, without the lines that belong to the page."""
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for line in lines if not any(rule.fullmatch(line) for rule in _FURNITURE))


def published_measures() -> dict[int, str]:
    """Each measure's paragraph by its Arabic number."""
    found = [line for line in published_text().split("\n") if re.match(r"\([一二三四五六七八九十]+\)", line)]
    return dict(enumerate(found, 1))


def published_agencies() -> dict[int, tuple[str, tuple[str, ...]]]:
    """Each measure's label, and the names after it as written."""
    found = {}
    for number, text in published_measures().items():
        match = re.search(r"\((责任单位|责任部门):([^)]*)\)$", text)
        assert match, number
        found[number] = (match[1], tuple(match[2].split("、")))
    return found
