"""The things that supports are for, in everyday words: the starting points of the calculator.

The things follow from the rules. Their everyday names come from ``everyday.toml``, matched by shared words.
No thing is named in this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from kb.model.policy import Measure
from kb.model.words.errors import Language
from render.data.search import read_activities, read_everyday
from render.index import Lookups
from render.links import CALCULATOR, Links

_SHORT = 24
"""The length of the longest English name that a button shows whole; a Chinese character counts as three."""

_SHARE = 0.3
"""The part of a name that a word must make up, so that its everyday names also serve for the thing."""

_MOST = 10
"""The number of everyday names that the calculator keeps for a thing; the site search has all of them."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A subject of supports: its id, its kind of claim, its name, and its everyday names.

    ``is_money`` is true where a support with a stated sum is for it.
    """

    id: str
    kind: str
    name: str
    everyday: tuple[str, ...]
    is_money: bool

    @property
    def title(self) -> str:
        """The text of its button: its name where that is short, or else its first everyday name."""
        short = len(self.name) <= (_SHORT if self.name.isascii() else _SHORT // 3)
        return self.name if short or not self.everyday else self.everyday[0]

    @property
    def hint(self) -> tuple[str, ...]:
        """The text below its title: the name, or the everyday names where the title is the name."""
        words = self.everyday if self.title == self.name else (self.name,)
        # Digits on a page come from the text alone.
        return tuple(word for word in words if not any(map(str.isdigit, word)))[:3]

    @property
    def joined(self) -> str:
        """Its everyday names, in one line for the browser."""
        return "、".join(self.everyday)

    def start(self, links: Links) -> str:
        """The address of the calculator with this thing filled in."""
        return start_with(links, self.id)


def start_with(links: Links, *things: str) -> str:
    """The address of the calculator with things filled in; it contains nothing but their ids."""
    return f"{links.to(CALCULATOR)}#t={','.join(things)}"


def list_things(lookups: Lookups, lang: Language) -> tuple[Thing, ...]:
    """Every thing that some support is for under the readings in use, in the order of the kinds."""
    found = []
    for unit, subjects in lookups.subjects_of_unit:
        for subject in subjects:
            name = subject.concept.label(lang)
            is_money = any(support.is_money for support in subject.supports)
            found.append(Thing(subject.concept.id, unit.id, name, _list_everyday(name, lang), is_money))
    return tuple(found)


def list_starts(lookups: Lookups, lang: Language) -> tuple[Thing, ...]:
    """The starting points: the things with stated sums, then the first of each situation."""
    things = {thing.id: thing for thing in list_things(lookups, lang)}
    starts = [thing.id for thing in things.values() if thing.is_money]
    for situation in lookups.policy.situations:
        starts += [subject.id for subject in situation.subjects if subject.id in things][:1]
    return _apart(things[key] for key in dict.fromkeys(starts))


def list_starts_of(lookups: Lookups, lang: Language, measure: Measure) -> tuple[Thing, ...]:
    """The things for which a measure has support."""
    subjects = {key for support in measure.supports for key in lookups.subjects_of[support.id]}
    return _apart(thing for thing in list_things(lookups, lang) if thing.id in subjects)


def _apart(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Things shown side by side, without the everyday names that several of them share, since these
    distinguish nothing.
    """
    shown = tuple(things)
    often = Counter(word for thing in shown for word in thing.everyday)
    return tuple(
        replace(thing, everyday=tuple(word for word in thing.everyday if often[word] == 1)) for thing in shown
    )


@cache
def _list_everyday(name: str, lang: Language) -> tuple[str, ...]:
    """The everyday names of a thing. Every measure and page asks for them, so they are kept."""
    said = [
        word
        for say, means in read_everyday(lang) + read_activities(lang)
        if _meets(name, means)
        for word in say
    ]
    return tuple(dict.fromkeys(said))[:_MOST]


def _meets(name: str, means: tuple[str, ...]) -> bool:
    """Whether one of some words makes up enough of a name."""
    return any(word.lower() in name.lower() and len(word) >= _SHARE * len(name) for word in means)
