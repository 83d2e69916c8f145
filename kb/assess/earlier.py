"""What one earlier grant does to a claim: bars it, is taken off it, or changes nothing.

What is not known of the grant is tried both ways: an effect is certain only where every way leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.amounts import Tier
from kb.assess.known import Entry, Known, Ledger
from kb.assess.likeness import Likeness, counts_as_had, is_alike, is_one, open_fact, same_units
from kb.assess.outcomes import tests
from kb.assess.requirements import both, either, test_requirements
from kb.assess.ruleset import Meeting, Ruleset
from kb.facts import CITY, DISTRICT, OBJECT, PROVINCE
from kb.model import Support

LEVELS = (CITY, PROVINCE, DISTRICT)
"""The levels of government that make a difference; the nation’s is that of the province."""


class Effect(NamedTuple):
    """What follows under which words: one of those below, or nothing.

    A grant ``bars`` the claim, ``refers`` it to rules of the state or province, or leaves it to the
    ``district``; it is ``topped-up``, or ``ranked``: topped up if an agency finds its level the lower one.
    """

    then: str = ""
    provision: str = ""
    words: str = ""


NOTHING = Effect()
_GRAVITY = ("bars", "refers", "district", "ranked", "topped-up", "")


RISING: dict[str, dict[str, tuple[str, ...]]] = {
    "topped-up": {
        "lower": ("topped-up",),
        "same": ("bars",),
        "higher": ("bars",),
        "unranked": ("ranked",),
        "": ("topped-up", "ranked", "bars"),
    },
    "stacks": {"lower": ("",), "same": ("bars",), "higher": ("",), "unranked": ("",), "": ("", "bars")},
}
"""By what an overlap says and how the earlier level stands to the claim's: what may follow."""


class Effects(NamedTuple):
    """The effects that an earlier grant may have, and the facts of it that would tell which."""

    ways: tuple[Effect, ...]
    unknown: tuple[str, ...]

    @property
    def gravest(self) -> Effect:
        """The one that takes most."""
        return min(self.ways, key=lambda effect: _GRAVITY.index(effect.then))

    @property
    def is_certain(self) -> bool:
        """Whether every way leads to the same."""
        return len({effect.then for effect in self.ways}) == 1


def bearing_on(rules: Ruleset, support: Support, known: Known, ledger: Ledger) -> Iterable[Entry]:
    """The earlier grants that may do something to a claim under a support, in the order of the ledger.

    Where the rules compare grants by their object, a grant for another thing does nothing, unless an overlap
    compares the two by something else.
    """
    bar = rules.non_cumulation
    if OBJECT not in (bar.similar, bar.unit):
        return ledger.entries or ()
    others: set[str] = set()
    for meeting in rules.meetings:
        if support.id in meeting.supports and meeting.same != OBJECT and meeting.then != "stacks":
            others |= meeting.supports
    return ledger.about([known.get(OBJECT)], others)


def effects_of(rules: Ruleset, support: Support, known: Known, entry: Entry, ledger: Ledger) -> Effects:
    """What an entry of the ledger does to a claim under a support that money is given for."""
    unknown: list[str] = []
    if entry.support:
        ways = _of_own(rules, support, known, entry, ledger, unknown)
    elif isinstance(level := entry.facts.get("level"), str):
        ways = _of_other(rules, support, known, entry, level, unknown)
    else:
        unknown.append("level")
        ways = [way for level in LEVELS for way in _of_other(rules, support, known, entry, level, unknown)]
    return Effects(tuple(ways), tuple(unknown))


def meeting_of(rules: Ruleset, one: str, other: str, is_open: Iterable[str]) -> Iterator[Meeting]:
    """The overlaps that two supports fall under, where ``is_open`` are the supports open to the thing."""
    for meeting in rules.meetings:
        if meets(meeting, one, other) and (not meeting.where or meeting.where in is_open):
            yield meeting


def meets(meeting: Meeting, one: str, other: str) -> bool:
    """Whether an overlap is one of these two supports, wherever it may be open.

    A support overlaps with itself only where it is named alone; of levels, a lower one with a higher.
    """
    if not {one, other} <= meeting.supports or (one == other and len(meeting.supports) > 1):
        return False
    return not meeting.lower or (one in meeting.lower) != (other in meeting.lower)


def ladder_of(support: Support) -> Tier | None:
    """The levels of a support that is given once for each level of a thing, from the highest down."""
    return support.amount if isinstance(support.amount, Tier) else None


def compare_levels(ladder: Tier, level: object, earlier: object) -> str:
    """How an earlier level stands to a level: ``lower``, ``same``, ``higher``; ``unranked`` where the text
    does not list one of them, and empty where one is not known.
    """
    if level is None or earlier is None:
        return ""
    if level == earlier:
        return "same"
    order = [one.id for one in ladder.levels]
    if level not in order or earlier not in order:
        return "unranked"
    return "lower" if order.index(str(earlier)) > order.index(str(level)) else "higher"


def _of_own(
    rules: Ruleset, support: Support, known: Known, entry: Entry, ledger: Ledger, unknown: list[str]
) -> list[Effect]:
    """Of a grant under this policy."""
    other = rules.by_id.get(entry.support)
    if other is None or not counts_as_had(rules, support, other):
        return [NOTHING]
    certain, possible = {support.id, other.id}, set()
    for where in {m.where for m in meeting_of(rules, support.id, other.id, rules.by_id)} - certain - {""}:
        is_open, waits_for = _is_open(rules, where, support, known, ledger)
        if is_open:
            certain.add(where)
        elif is_open is None:
            possible.add(where)
            unknown += waits_for
    ways = _of_meetings(rules, support, other, known, entry, certain, unknown)
    if possible:
        ways += _of_meetings(rules, support, other, known, entry, certain | possible, unknown)
    return ways


def _is_open(
    rules: Ruleset, where: str, support: Support, known: Known, ledger: Ledger
) -> tuple[bool | None, list[str]]:
    """Whether a claim meets what another support asks, and the facts that this waits for."""
    other = rules.by_id[where]
    if other.per != support.per:
        return False, []
    reasons = test_requirements(other, rules.requirements, known, ledger)
    return both(reason.holds for reason in reasons), [reason.fact for reason in tests(reasons)]


def _of_meetings(
    rules: Ruleset,
    support: Support,
    other: Support,
    known: Known,
    entry: Entry,
    is_open: set[str],
    unknown: list[str],
) -> list[Effect]:
    """By the first overlap that applies, and by the general bar where none does."""
    ways = []
    for meeting in meeting_of(rules, support.id, other.id, is_open):
        same = is_one(known.get(meeting.same), entry.facts.get(meeting.same))
        if same is False:
            continue
        found = _of_meeting(meeting, support, other, known, entry, unknown)
        ways += [Effect(then, meeting.provision, meeting.words) if then else NOTHING for then in found]
        if same:
            return ways
        unknown.append(meeting.same)
    if rules.non_cumulation.within != "once":
        return [*ways, NOTHING]
    by_itself = _goes_by_its_own_limit(support, other, known, entry, unknown)
    if by_itself is not False:
        ways.append(NOTHING)
    if not by_itself:
        ways += _of_bar(rules, support, known, entry, unknown)
    return ways


def _of_meeting(
    meeting: Meeting, support: Support, other: Support, known: Known, entry: Entry, unknown: list[str]
) -> tuple[str, ...]:
    """What an overlap makes of an earlier grant for the same thing, by the levels of the two."""
    then = {"once": "bars", "prefers": "bars"}.get(meeting.then, meeting.then)
    if then not in RISING:
        return (then,)
    rank = "higher" if meeting.lower and other.id not in meeting.lower else "lower"
    ladder = ladder_of(support) if support.id == other.id else None
    if ladder is not None:
        level, earlier = known.get(ladder.by), entry.facts.get(ladder.by)
        rank = compare_levels(ladder, level, earlier)
        if not rank:
            unknown.append(ladder.by)
    return RISING[then][rank]


def _goes_by_its_own_limit(
    support: Support, other: Support, known: Known, entry: Entry, unknown: list[str]
) -> bool | None:
    """Whether the support itself says how often it is given: other units of a number, other phases."""
    same = same_units(support, other, known.facts, entry.facts)
    apart = either(None if one is None else not one for one in same.values())
    if apart is None:
        unknown += (fact for fact, one in same.items() if one is None)
    return apart


def _of_other(
    rules: Ruleset, support: Support, known: Known, entry: Entry, level: str, unknown: list[str]
) -> list[Effect]:
    """Of a grant under another policy, of one level of government."""
    if level == "city":
        return _of_bar(rules, support, known, entry, unknown, rules.non_cumulation.judged)
    then, provision, words = rules.district if level == "district" else rules.higher
    name = {"bars": "bars", "replaces": "refers", "as-they-say": "district"}.get(then)
    same = is_one(known.get(OBJECT), entry.facts.get(OBJECT))
    if name is None or same is False:
        return [NOTHING]
    effect = Effect(name, provision, words)
    if same:
        return [effect]
    unknown.append(OBJECT)
    return [effect, NOTHING]


def _of_bar(
    rules: Ruleset, support: Support, known: Known, entry: Entry, unknown: list[str], judged: str = ""
) -> list[Effect]:
    """By the bar on receiving support again; ``judged`` is what an agency must find of the grant as well."""
    bar = rules.non_cumulation
    if not bar.provision:
        return [NOTHING]
    had = Likeness.of_entry(rules, entry)
    alike = is_alike(rules, Likeness.of_claim(rules, support, known), had)
    found = entry.facts.get(judged) if judged else True
    same = both((alike, found if isinstance(found, bool) else None))
    if same is False:
        return [NOTHING]
    effect = Effect("topped-up" if bar.conflict == "top-up" else "bars", bar.provision, bar.words)
    if same:
        return [effect]
    unknown.append(judged if alike else open_fact(rules, had))
    return [effect, NOTHING]
