"""The effects of an edit on one case, outcome by outcome and in total, each with its sentence.

Only changes that matter are effects. A support that one version lacks and that gives nothing under the other
changes nothing for the case. A support whose measure has another number is the same support. Sums are ranges
of what is possible: where something is unknown, unjudged or undecided, the sum begins with zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kb.core.outcomes import REFUSED, Assessment, Outcome
from kb.explain.outcomes import say_status
from kb.explain.words import Teller
from kb.loading.rulelines.names import Names
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.invariants.trial import say_sum
from kb.versions.carrying import follow

_WORDS = {
    "sum": "{item}：{status}，{before} → {after}",
    "both": "{item}：{was}，{before} → {status}，{after}",
    "gained": "{item}：原来没有这一项 → {status}，{after}",
    "lost": "{item}：{was}，{before} → 没有这一项了",
    "total": "合计：{before} → {after}",
    "claimed": "{support}（{claim}）",
    "source": "，依据{places}",
    "renumbered": "{support}（原{measure}）",
}

Way = Literal["less", "more", "other"]
"""Whether sums fall, rise, or change in no single direction."""

Bounds = tuple[int, int | None]
"""The least and the greatest sum, in fen; ``None`` where the text sets no limit."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One outcome before and after, or the total where ``support`` is empty.

    ``case`` is the id of the case and ``about`` its sentence. ``provisions`` are the eIds that the outcome
    depends on afterwards. ``sentence`` says the change in Chinese.
    """

    case: str
    about: str
    claim: str
    support: str
    before: Bounds | None
    after: Bounds | None
    sentence: str
    provisions: tuple[str, ...] = ()

    @property
    def direction(self) -> Way:
        """Whether the greatest sum rises or falls or, where it does not change, the certain sum."""
        for end in (1, 0):
            was, is_now = _end(self.before, end), _end(self.after, end)
            if was != is_now:
                return "more" if is_now > was else "less"
        return "other"


@dataclass(frozen=True, slots=True)
class Affected:
    """A case with the changes of its outcomes and, where it changed, of its total."""

    about: str
    outcomes: tuple[Effect, ...]
    total: Effect | None

    @property
    def way(self) -> Way:
        """Whether the case loses or gains: by its total or, where that stays, by what one outcome loses."""
        if self.total is not None and self.total.direction != "other":
            return self.total.direction
        ways = {one.direction for one in self.outcomes}
        return "less" if "less" in ways else "more" if "more" in ways else "other"


def group_effects(effects: Iterable[Effect]) -> dict[Way, tuple[Affected, ...]]:
    """The cases with effects, in the order in which they were found: the losers, the winners and the rest."""
    by_case: dict[tuple[str, str], list[Effect]] = {}
    for one in effects:
        by_case.setdefault((one.case, one.about), []).append(one)
    found: dict[Way, list[Affected]] = {"less": [], "more": [], "other": []}
    for (_, about), mine in by_case.items():
        total = next((one for one in mine if not one.support), None)
        affected = Affected(about, tuple(one for one in mine if one.support), total)
        found[affected.way].append(affected)
    return {way: tuple(cases) for way, cases in found.items()}


@dataclass(frozen=True)
class Versions:
    """The version before and the version after an edit, with the names of their supports and provisions.

    ``moves`` are the ids of the version before that are others afterwards, each with its id then.
    """

    before: Policy
    after: Policy
    moves: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def kept(self) -> Mapping[str, str]:
        """The supports of the version before that are in the version after, with their ids there, by id."""
        known = {one.id for one in self.after.supports}
        pairs = {one.id: follow(one.id, self.moves) for one in self.before.supports}
        return {key: now for key, now in pairs.items() if now in known}

    def item(self, claim: str, was: str, is_now: str) -> str:
        """A support with the number of its measure and the claim: as it is named afterwards, with the number
        that it had where that was another; a support that is gone as it was named before.

        ``was`` and ``is_now`` are its ids before and afterwards, empty where it is missing.
        """
        name = Teller(self.after if is_now else self.before, "zh").support(is_now or was)
        if was and is_now and (number := _number(self.before, was)) != _number(self.after, is_now):
            name = _say("renumbered", support=name, measure=number)
        return _say("claimed", support=name, claim=claim) if claim else name

    def places(self, eids: tuple[str, ...]) -> str:
        """Provisions of the version after the edit, as rule lines name them: ``（五）第四句、附则第二句``."""
        return "、".join(self._names.write_provision(eid).removeprefix("#") for eid in eids)

    @cached_property
    def _names(self) -> Names:
        return Names(self.after.document, self.after.registry, "", [])


def find_effects(
    kept: KeptCase, was: Assessment, would_be: Assessment, versions: Versions
) -> Iterator[Effect]:
    """The changes of a case between two assessments, outcome by outcome and in total."""
    back = {is_now: before for before, is_now in versions.kept.items()}
    olds = {(one.claim, one.support, versions.kept.get(one.support, "")): one for one in was.outcomes}
    news = {(one.claim, back.get(one.support, ""), one.support): one for one in would_be.outcomes}
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key), news.get(key)
        if _is_same(old, new):
            continue
        named = (reason.provision for reason in new.reasons if reason.provision) if new else ()
        provisions = tuple(dict.fromkeys(named))
        told = _say_outcome(versions.item(*key), old, new)
        told += _say("source", places=versions.places(provisions)) if provisions else ""
        claim, gone, support = key
        yield Effect(kept.id, kept.sentence, claim, support or gone, _sum(old), _sum(new), told, provisions)
    before, later = was.combination.total, would_be.combination.total
    if before != later:
        told = _say("total", before=say_sum(before)["zh"], after=say_sum(later)["zh"])
        yield Effect(kept.id, kept.sentence, "", "", _bounds(before), _bounds(later), told)


def _number(policy: Policy, support: str) -> str:
    """The number of the measure of a support: 措施5, 第五条."""
    measure = policy.measure(policy.support(support).measure)
    number, behind = measure.clause.written("zh")
    return f"第{number}条{behind}" if measure.is_article else f"措施{number}{behind}"


def _is_same(old: Outcome | None, new: Outcome | None) -> bool:
    if old is None or new is None:
        return all(one is None or _gives_nothing(one) for one in (old, new))
    return (old.status, old.range) == (new.status, new.range)


def _gives_nothing(outcome: Outcome) -> bool:
    return outcome.status in REFUSED or (outcome.range is not None and outcome.range.high == 0)


def _say_outcome(item: str, old: Outcome | None, new: Outcome | None) -> str:
    """The change of an outcome; the status is written once where it stays."""
    before, after = (None if one is None else say_sum(one.range)["zh"] for one in (old, new))
    was, is_now = ("" if one is None else say_status(one.status, "zh") for one in (old, new))
    if before is None:
        return _say("gained", item=item, status=is_now, after=after or "")
    if after is None:
        return _say("lost", item=item, was=was, before=before)
    form = "sum" if was == is_now else "both"
    return _say(form, item=item, was=was, status=is_now, before=before, after=after)


def _say(form: str, **words: str) -> str:
    return _WORDS[form].format_map(words)


def _sum(outcome: Outcome | None) -> Bounds | None:
    return None if outcome is None or outcome.range is None else _bounds(outcome.range)


def _bounds(amount: Interval) -> Bounds:
    return (amount.low, amount.high)


def _end(bounds: Bounds | None, end: int) -> tuple[bool, int]:
    """A bound of a sum as a comparable value: no sum is zero, and no upper bound is greater than any."""
    value = (0, 0)[end] if bounds is None else bounds[end]
    return (value is None, value or 0)
