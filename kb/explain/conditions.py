"""Tests in words: the requirements of a support, the days that must fit, and earlier grants."""

from __future__ import annotations

from kb.core.outcomes import Reason
from kb.core.reasons import (
    VALUES_OF,
    Asked,
    Budgeted,
    Compared,
    Days,
    Earlier,
    Grant,
    JointlyUsedUp,
    JointNumber,
    Levels,
    Quota,
    Since,
    Subjects,
    Unclaimed,
    UsedUp,
)
from kb.explain.catalogue import say_value
from kb.explain.words import FORMS, Teller
from kb.model.facts import AMOUNT

GRANTS = frozenset(kind for kind, of in VALUES_OF.items() if of is Grant)
"""The kinds of reasons about an earlier grant."""


def tell_test(teller: Teller, reason: Reason) -> str:
    """A reason of a test, in words."""
    # After a grant for the same thing the difference is open if the sum of the grant is.
    form = "no-sum" if reason.kind == "top-up" and reason.fact == AMOUNT else FORMS[reason.holds]
    if isinstance(reason.values, Budgeted) and reason.values.left is not None:
        form = "left"
    return teller.say(reason.kind, form, **_words(teller, reason))


def _words(teller: Teller, reason: Reason) -> dict[str, str]:
    """The words for the slots of the sentence of a test."""
    match reason.values:
        case Subjects(subjects):
            names = [teller.concept(key) for key in subjects]
            return {"subjects": teller.join(names, "or" if reason.kind == "subject" else "")}
        case Asked(value, values):
            told = "" if value is None else teller.value(reason.fact, value)
            wanted = teller.join((teller.value(reason.fact, one) for one in values), "or")
            return {"fact": teller.fact(reason.fact), "value": told, "values": wanted}
        case Compared(value, bound, limit):
            told = "" if value is None else say_value(teller, reason.fact, value)
            words = {"fact": teller.fact(reason.fact), "value": told, "limit": teller.tell(limit)}
            return {**words, "asked": teller.say("bound", bound, limit=words["limit"])}
        case Earlier(phase):
            return {"phase": teller.concept(phase)}
        case Levels(level, levels):
            told = "" if level is None else teller.choice(reason.fact, level)
            named = teller.join((teller.choice(reason.fact, one) for one in levels), "and")
            return {"fact": teller.fact(reason.fact), "level": told, "levels": named}
        case Unclaimed(unit):
            return {"unit": teller.concept(unit)}
        case Days() | Since() as days:
            told_days = {name: teller.day(day) for name, day in days._asdict().items()}
            return {"fact": teller.fact(reason.fact), **told_days}
        case Quota() as quota:
            return _quota(teller, quota)
        case UsedUp() as used_up:
            return {"sharer": teller.say("sharer", used_up.sharer), "cap": teller.sum(used_up.cap)}
        case JointlyUsedUp(supports, sharer, limit):
            together = {"supports": teller.supports(supports), "sharer": teller.say("sharer", sharer)}
            return {**together, "limit": teller.range(limit)}
        case JointNumber(supports, sharer, number, noun):
            together = {"supports": teller.supports(supports), "sharer": teller.say("sharer", sharer)}
            return {**together, "number": str(number), "noun": noun}
        case Budgeted() as budget:
            period = teller.say("budget", budget.period or "whole")
            left = "" if budget.left is None else teller.tell(budget.left)
            return {"limit": teller.tell(budget.limit), "period": period, "left": left}
        case Grant() as grant:
            return _grant(teller, grant)
        case None:
            return {"fact": teller.fact(reason.fact)} if reason.kind == "judged" else {}
        case values:
            # By default the values are passed to the sentence as they are.
            return {name: teller.tell(value) for name, value in values._asdict().items()}


def _grant(teller: Teller, given: Grant) -> dict[str, str]:
    """An earlier grant: its support, its object and its day."""
    sum_ = teller.say("grant", "no-sum") if given.amount is None else teller.sum(given.amount)
    if given.support:
        grant = teller.say("grant", "own", support=teller.support(given.support), sum=sum_)
    elif given.level:
        grant = teller.say("grant", "other", level=teller.level(given.level), sum=sum_)
    else:
        grant = teller.say("grant", "unknown", sum=sum_)
    return {
        "grant": grant,
        "about": teller.say("grant", "about", object=given.object) if given.object else "",
        "dated": teller.say("grant", "dated", day=teller.day(given.date)) if given.date else "",
    }


def _quota(teller: Teller, quota: Quota) -> dict[str, str]:
    """The number of units supported earlier in a period."""
    year = "" if quota.day is None else str(quota.day.year)
    return {
        "period": teller.say("period", quota.period, year=year),
        "used": str(quota.used),
        "number": str(quota.number),
        "noun": quota.noun,
    }
