"""What people type for a thing: an eId, a number in either script, an agency's name."""

from __future__ import annotations

import re
from difflib import get_close_matches

from kb.errors import Place, PolicyError, error
from kb.model import Policy
from kb.terms import numeral

_CHINESE = re.compile(r"[((]?([一二三四五六七八九十百]+)[))]?")
_ARABIC = re.compile(r"[((]?(\d{1,4})[))]?")


def resolve(policy: Policy, typed: str) -> str:
    """The id of what a person means. Raises :class:`PolicyError` naming the nearest ids."""
    typed = typed.strip()
    if typed in policy:
        return typed
    if (match := _ARABIC.fullmatch(typed)) and f"para_{int(match[1])}" in policy:
        return f"para_{int(match[1])}"
    if (match := _CHINESE.fullmatch(typed)) and f"para_{numeral(match[1])}" in policy:
        return f"para_{numeral(match[1])}"
    if agency := policy.registry.find_agency(typed):
        return agency.id
    for domain in policy.domains:
        if typed in (domain.name, domain.name_en):
            return domain.id
    names = [*policy, *(n for agency in policy.agencies for n in (agency.name, *agency.short_names))]
    near = "、".join(get_close_matches(typed, names, n=4, cutoff=0.5)) or "—"
    raise PolicyError([error("id-unknown", Place(policy.folder, 0, typed), id=typed, nearest=near)])
