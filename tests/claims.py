"""Claims under the real policy that qualify: tests change what they are about."""

from __future__ import annotations

from datetime import date

from kb.cases.case import Claim
from kb.model.values import Money

DATA_CENTRE = Claim(
    "机房",
    "project",
    {
        "is": {"data-centre": True},
        "object": "机房",
        "verified-total-investment": Money.yuan(50_000_000),
        "achieved-on": date(2025, 12, 1),
        "demonstration-value": True,
        "selected": True,
    },
)
"""A project of measure 5, whose 30 % exceed the ceiling of 10,000,000 yuan."""

STANDARD = Claim(
    "标准",
    "standard-document",
    {
        "is": {"standard": True},
        "product": "水泵",
        "standard-level": "national",
        "drafting-role": "sole-lead",
        "practical-and-guiding": True,
        "achieved-on": date(2025, 11, 1),
    },
)
"""A national standard of measure 20, up to 500,000 yuan."""
