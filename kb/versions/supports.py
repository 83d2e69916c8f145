"""Which supports of two states of the rules are the same, whatever their ids.

The ids of supports count within a measure, so that another number is no other support, and the same number no
proof of the same one. Supports are paired by what their rules say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from kb.model.document import eid_of_deleted
from kb.versions.alignment import measure_likeness

SUPPORT = "{urn:tiaowen:rules:1}support"

_ALIKE = Fraction(3, 5)
"""The similarity that the rules of two supports of the same provision need so that they are the same one."""

_MOVED = Fraction(4, 5)
"""The similarity that the rules of supports of different provisions need."""


def find_support_moves(old: etree._Element, new: etree._Element) -> dict[str, str]:
    """The ids of the supports of ``old`` that are not in ``new`` under the same id, each with its id there.

    ``old`` and ``new`` are rules that name the provisions of the same text. A support that is in ``new`` no
    more gets an id that no support has, so that it never stands for another one.
    """
    pairs = pair_supports(old, new)
    found = {key: pairs.get(key) or eid_of_deleted(key) for key in _supports_of(old)}
    return {key: now for key, now in found.items() if now != key}


def pair_supports(old: etree._Element, new: etree._Element) -> dict[str, str]:
    """Each support of ``old`` that ``new`` has too, by its id there.

    Equal rules are paired first, and then the most similar ones. A support whose rules were rewritten keeps
    its id where the number of supports of its measure is the same as before.
    """
    olds, news = _supports_of(old), _supports_of(new)
    pairs: dict[str, str] = {}

    def take(key: str, now: str) -> None:
        pairs[key] = now
        del olds[key], news[now]

    sizes = [Counter(key.rpartition("__")[0] for key in each) for each in (olds, news)]
    for key, rules in list(olds.items()):
        equal = [now for now, others in news.items() if others == rules]
        if equal:
            take(key, key if key in equal else equal[0])
    scored = sorted(
        (-measure_likeness(one.words, other.words), key != now, key, now, one.provision == other.provision)
        for key, one in olds.items()
        for now, other in news.items()
    )
    for likeness, _, key, now, is_there in scored:
        if key in olds and now in news and -likeness >= (_ALIKE if is_there else _MOVED):
            take(key, now)
    for key, rules in list(olds.items()):
        part = key.rpartition("__")[0]
        if key in news and news[key].provision == rules.provision and sizes[0][part] == sizes[1][part]:
            take(key, key)
    return pairs


def number_supports(keys: Iterable[str], part: str) -> dict[str, str]:
    """The ids of the supports of a part, in their order, each with the id that counts from one."""
    return {key: f"{part}__sup_{n}" for n, key in enumerate(keys, 1)}


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a support says: its provision, everything in its rules, and the words and names in them alone."""

    provision: str
    everything: tuple[tuple[str, ...], ...]
    words: str


def _supports_of(root: etree._Element) -> dict[str, _Rules]:
    """What each support says, by its id."""
    found: dict[str, _Rules] = {}
    for support in root.iter(SUPPORT):
        own = sorted((key, value) for key, value in support.attrib.items() if key != "id")
        inner = list(support.iterdescendants(etree.Element))
        told = ((one.tag, *one.attrib.keys(), *one.attrib.values()) for one in inner)
        everything = (tuple(map(str, own)), *(tuple(map(str, one)) for one in told))
        words = "\n".join(str(value) for one in inner for value in one.attrib.values())
        found[support.get("id", "")] = _Rules(support.get("provision", ""), everything, words)
    return found
