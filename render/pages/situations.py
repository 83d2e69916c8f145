"""Guides for situations of readers. The content of a guide follows from the subjects of the situation.

The policy pairs each situation with subjects. Supports, sums, conditions, overlaps and agencies come from the
rules and the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.graph import find_grounds
from kb.graph.answers import Ground, OverlapKind
from kb.model.guards import holds
from kb.model.policy import Measure, Situation, Support
from kb.model.registry import Agency, Concept
from kb.model.wording import Reading
from kb.model.words.errors import Language
from render.index import Lookups
from render.links import CALCULATOR, SITUATIONS, Links, situation_page
from render.page_writer import Pen
from render.pages.page import Page, make_page
from render.text.conditions import say_requirements, say_selection
from render.text.measure_summary import say_own_limits, say_shared_limits, say_times


@dataclass(frozen=True, slots=True)
class Guide:
    """The content of a policy for a situation.

    ``supports`` are those for its subjects. ``also`` are those for subjects that it may concern, each with
    that subject. ``grounds`` are what several of them share, so that they may be for the same thing.
    """

    situation: Situation
    subjects: tuple[Concept, ...]
    supports: tuple[Support, ...]
    also: tuple[tuple[Concept, Support], ...]
    grounds: tuple[tuple[Ground, tuple[Support, ...]], ...]
    readings: tuple[Reading, ...]

    @property
    def grants(self) -> tuple[Support, ...]:
        """Its own supports with a stated sum."""
        return tuple(support for support in self.supports if support.is_money)


def find_guides(lookups: Lookups) -> tuple[Guide, ...]:
    """A guide for every situation for which the policy has a support."""
    known = [s for s in lookups.policy.situations if _supports_for(lookups, s.subjects)]
    if not known:
        return ()
    grounds = find_grounds(lookups.graph)
    return tuple(_guide(lookups, situation, grounds) for situation in known)


def list_situation_pages(lookups: Lookups, lang: Language) -> Iterator[Page]:
    """The list of situations, and a page for each, in one language."""
    guides = find_guides(lookups)
    yield make_page(lookups, Links(lang, SITUATIONS), "situations.html", guides=guides)
    for guide in guides:
        links = Links(lang, situation_page(guide.situation.id))
        pen = Pen(lookups, links)
        about = frozenset(subject.id for subject in guide.subjects)
        yield make_page(
            lookups,
            links,
            "situation.html",
            guide=guide,
            conditions={
                s.id: [*say_requirements(pen, s, about), say_selection(pen, s)] for s in guide.supports
            },
            limits={s.id: list(say_own_limits(pen, s)) for s in guide.supports},
            shared=list(say_shared_limits(pen, guide.supports)),
            times=list(say_times(pen, guide.supports)),
            contacts=_contacts(lookups, guide.supports),
            calculator=CALCULATOR,
        )


def _guide(lookups: Lookups, situation: Situation, grounds: Iterable[Ground]) -> Guide:
    policy = lookups.policy
    supports = _supports_for(lookups, situation.subjects)
    own = {support.id for support in supports}
    also = {s.id: (subject, s) for subject in situation.also for s in _supports_for(lookups, (subject,))}
    others = tuple(pair for key, pair in also.items() if key not in own)
    around = own | {support.id for _, support in others}
    found = []
    for ground in grounds:
        # Readings about a bar are shown with the readings; here only what supports share counts.
        sharing = tuple(policy.support(stake.support.id) for stake in ground.stakes if stake.is_money)
        sharing = tuple(support for support in sharing if support.id in around)
        if ground.kind is not OverlapKind.READING and len(sharing) > 1 and own & {s.id for s in sharing}:
            found.append((ground, sharing))
    keys = dict.fromkeys(key for support in supports for key in support.readings)
    return Guide(
        situation,
        tuple(subject for subject in situation.subjects if subject.id in lookups.supports_of_subject),
        supports,
        others,
        tuple(found),
        tuple(lookups.reading[key] for key in keys if key in lookups.reading),
    )


def _supports_for(lookups: Lookups, subjects: Iterable[Concept]) -> tuple[Support, ...]:
    """The supports for any of some subjects under the readings in use, those with a stated sum first."""
    found = {
        support.id: support
        for subject in subjects
        for support in lookups.supports_of_subject.get(subject.id, ())
        if any(s.concept.id == subject.id and holds(s.under, lookups.used) for s in support.subjects)
    }
    return tuple(sorted(found.values(), key=lambda support: not support.is_money))


def _contacts(
    lookups: Lookups, supports: Iterable[Support]
) -> tuple[tuple[Measure, tuple[Agency, ...]], ...]:
    measures = dict.fromkeys(support.measure for support in supports)
    return tuple((lookups.measure[eid], lookups.measure[eid].agencies) for eid in measures)
