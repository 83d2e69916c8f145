"""Tests in words: what a support asks, the days that must fit, and what was granted before."""

from __future__ import annotations

from datetime import date

from kb.assess.outcomes import Reason
from kb.assess.say_words import FORMS, Teller
from kb.facts import AMOUNT
from kb.terms import Money

GRANTS = frozenset({"had", "alike", "top-up", "higher", "district", "ranked", "level-unknown"})
"""The kinds of reason that tell of an earlier grant."""


def tell_test(teller: Teller, reason: Reason) -> str:
    """A reason that tells whether something holds, in words."""
    # A grant for the same thing leaves a difference that is open where its sum is.
    form = "no-sum" if reason.kind == "top-up" and reason.fact == AMOUNT else FORMS[reason.holds]
    return teller.say(reason.kind, form, **_words(teller, reason))


def _words(teller: Teller, reason: Reason) -> dict[str, str]:
    """What fills the sentence of a test."""
    args = reason.args
    if reason.kind in GRANTS:
        return _grant(teller, reason)
    match reason.kind:
        case "subject" | "is" | "one-subject":
            names = [teller.concept(str(key)) for key in args]
            return {"subjects": teller.join(names, "or" if reason.kind == "subject" else "")}
        case "when":
            values = [teller.value(reason.fact, value) for value in args[1:]]
            value = "" if args[0] is None else teller.value(reason.fact, args[0])
            return {"fact": teller.fact(reason.fact), "value": value, "values": teller.join(values, "or")}
        case "judged":
            return {"fact": teller.fact(reason.fact)}
        case "earlier":
            return {"phase": teller.concept(str(args[0]))}
        case "level" | "no-level":
            levels = [teller.choice(reason.fact, level) for level in args[1:]]
            level = "" if args[0] is None else teller.choice(reason.fact, args[0])
            return {"fact": teller.fact(reason.fact), "level": level, "levels": teller.join(levels, "and")}
        case "unclaimed":
            return {"unit": teller.concept(str(args[0]))}
        case "validity" | "deadline" | "since":
            days = zip(("day", "first", "last"), args, strict=False)
            return {"fact": teller.fact(reason.fact), **{name: teller.day(day) for name, day in days}}
        case "quota":
            return _quota(teller, reason)
        case "used-up":
            key, cap = args
            assert isinstance(cap, Money)
            return {"sharer": teller.say("sharer", str(key)), "cap": teller.sum(cap)}
        case _:
            return {}


def _grant(teller: Teller, reason: Reason) -> dict[str, str]:
    """An earlier grant: what it was, what for, and when."""
    about, support, amount, level, day = reason.args
    sum_ = teller.sum(amount) if isinstance(amount, Money) else teller.say("grant", "no-sum")
    if support:
        grant = teller.say("grant", "own", support=teller.support(str(support)), sum=sum_)
    elif level:
        grant = teller.say("grant", "other", level=teller.level(level), sum=sum_)
    else:
        grant = teller.say("grant", "unknown", sum=sum_)
    return {
        "grant": grant,
        "about": teller.say("grant", "about", object=str(about)) if about else "",
        "dated": teller.say("grant", "dated", day=teller.day(day)) if day else "",
    }


def _quota(teller: Teller, reason: Reason) -> dict[str, str]:
    """How many units of a period were supported before."""
    day, used, number, period, noun = reason.args
    year = str(day.year) if isinstance(day, date) else ""
    return {
        "period": teller.say("period", str(period), year=year),
        "used": str(used),
        "number": str(number),
        "noun": str(noun),
    }
