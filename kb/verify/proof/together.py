"""Proofs about several supports: whether two may be granted for one thing, and whether some rule uses each
fact.

The outcome of two claims for one thing depends on finitely many things: the pair of supports, the other
supports open to the thing, and the readings. All combinations are enumerated and evaluated with the engine's
own rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from kb.core.ruleset import Ruleset, meeting_of, read_policy
from kb.explain.words import Teller
from kb.model.facts import KNOWN_FACTS, PAID_ON
from kb.model.guards import fact_rulings
from kb.model.policy import Policy, Support
from kb.model.requirements import Requirement, fact_of, leaves
from kb.model.together import JointLimit
from kb.model.words.errors import LANGUAGES
from kb.verify.proof.session import COMMAND
from kb.verify.results import Result, Verdict
from kb.verify.stated_limits import quote_limit

_FOR_ALL = KNOWN_FACTS - {PAID_ON}
"""The facts that the rules on earlier grants and shared ceilings use for every support."""


def prove_together(policy: Policy, measures: Collection[str]) -> Iterator[Result]:
    """The supports of one kind of thing that may be granted together, under each reading of
    non-cumulation.
    """
    rules = read_policy(policy)
    term = next((term for term in policy.terms if term.kind == "non-cumulation"), None)
    if term is None:
        return
    options = [dict(ruling.under) for ruling in term.within.rulings]
    for chosen in options:
        yield from _prove_pairs(read_policy(policy, chosen), chosen, measures)
    if not measures:
        yield _prove_facts(rules)


def _prove_pairs(rules: Ruleset, chosen: dict[str, str], measures: Collection[str]) -> Iterator[Result]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    pairs = 0
    for one, two in _pairs(rules, measures):
        pairs += 1
        for then in sorted(_consequences(rules, one.id, two.id)):
            found[then].append((one.id, two.id))
    if not pairs:
        return
    within = rules.non_cumulation.within
    at = (rules.non_cumulation.provision,)
    stacks = [pair for pair in found["stacks"] if pair not in found["once"]]
    options = "、".join(f"{key}={option}" for key, option in sorted(chosen.items()))
    words: dict[str, Any] = {
        "pairs": str(pairs),
        "reading": {"zh": f"按读法{options}", "en": f"Read as {options}"}
        if options
        else {"zh": "按条文", "en": "By the text"},
        "topped": _list(rules, found["topped-up"]),
        "stacks": _list(rules, stacks),
        "limits": _limits(rules, stacks),
    }
    form = within
    if within == "once":
        form += ("-topped" if found["topped-up"] else "") + ("-stacks" if stacks else "")
    yield Result(COMMAND, "together", Verdict.PROVED, form, at, words, readings=chosen)


def _consequences(rules: Ruleset, one: str, two: str) -> set[str]:
    """The outcomes of two claims for one thing, for all supports that may be open to it as well."""
    wheres = sorted({m.where for m in rules.meetings if m.where} - {one, two})
    found = set()
    for size in range(len(wheres) + 1):
        for is_open in combinations(wheres, size):
            meeting = next(meeting_of(rules, one, two, {one, two, *is_open}), None)
            then = meeting.then if meeting is not None else rules.non_cumulation.within
            found.add({"prefers": "once"}.get(then, then))
    # If the text allows only one of them in total, no rule on the pair allows both.
    numbers = (limit for limit in _shared(rules, one, two) if limit.is_number)
    if any(limit.limit is not None and limit.limit.count.number < 2 for limit in numbers):
        return {"once"}
    return found


def _shared(rules: Ruleset, one: str, two: str) -> Iterator[JointLimit]:
    """The limits that two supports share, for one thing or wider."""
    return (limit for limit in rules.together.limits if limit.holds_of(one) and limit.holds_of(two))


def _limits(rules: Ruleset, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The limits on pairs of supports, in the words of the text; empty where there are none."""
    policy = rules.policy
    quoted = dict.fromkeys(quote_limit(policy, limit) for pair in pairs for limit in _shared(rules, *pair))
    if not quoted:
        return dict.fromkeys(LANGUAGES, "")
    words = "".join(f"“{one}”" for one in quoted)
    return {"zh": f"（合计仍以{words}为限）", "en": f" (within {words})"}


def _pairs(rules: Ruleset, measures: Collection[str]) -> Iterator[tuple[Support, Support]]:
    paid = [support for support in rules.by_id.values() if support.is_money]
    for one, two in combinations(paid, 2):
        if one.per == two.per and (not measures or {one.measure, two.measure} & set(measures)):
            yield one, two


def _prove_facts(rules: Ruleset) -> Result:
    """Every fact that a case may state is used by some rule under some reading."""
    policy = rules.policy
    used = set(_FOR_ALL)
    for support in policy.supports:
        used |= {leaf for one in support.requirements for leaf in _asked(one)} | {*support.amount.facts}
    for one in policy.part_requirements:
        used.add(one.fact)
    for measure in policy.measures:
        used |= {overlap.same for overlap in measure.overlaps}
    used |= {limit.of for limit in policy.together.limits} | {one.left for one in policy.together.budgets}
    used |= {ruling.value for term in policy.terms for ruling in fact_rulings(term)}
    dead = [fact for fact in policy.facts if fact.id not in used and not fact.bounds]
    at = (dead[0].bases[0].provision,) if dead and dead[0].bases else ()
    words: dict[str, Any] = {
        "count": str(len(policy.facts)),
        "facts": {lang: Teller(policy, lang).join(fact.label(lang) for fact in dead) for lang in LANGUAGES},
    }
    verdict = Verdict.REFUTED if dead else Verdict.PROVED
    return Result(COMMAND, "facts-used", verdict, "fails" if dead else "holds", at, words)


def _asked(requirement: Requirement) -> Iterator[str]:
    yield from (fact for leaf in leaves(requirement) if (fact := fact_of(leaf)))


def _list(rules: Ruleset, pairs: list[tuple[str, str]]) -> dict[str, str]:
    names = dict.fromkeys(one for pair in pairs for one in pair)
    tellers = {lang: Teller(rules.policy, lang) for lang in LANGUAGES}
    return {
        lang: teller.join((teller.support(name) for name in names), "and") for lang, teller in tellers.items()
    }
