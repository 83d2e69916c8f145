"""Hypothesis strategies for cases of the real policy, derived from the policy itself.

Facts are drawn by their types and choices, claims by the kinds and subjects of the supports, and sums and
days around the boundaries of the rules: a cap and the base at which it binds, the first and last day, the
ends of years. Values that meet the requirements are drawn more often than not, so that most claims reach the
arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from kb import Policy, load_policy
from kb.cases.case import Case, Claim, FactValue, Grant
from kb.core.ruleset import Validity, read_policy
from kb.model.amounts import Share
from kb.model.fact_types import MOST_FEN
from kb.model.facts import APPLICANT, GRANT, Fact
from kb.model.values import Money
from kb.verify.case_parts import Spot, leave_out
from kb.verify.case_parts import spots_of as spots_in
from kb.verify.fuzz.boundaries import BREAK_FLOATS, find_asked, find_days, find_options, find_sums
from tests.conftest import REAL

POLICY: Policy = load_policy(REAL)

NAMES = ("甲", "乙", "丙")
"""Shared names for claims, objects, wholes and products, so that they can coincide."""

KINDS = tuple(dict.fromkeys(support.per for support in POLICY.supports))
PAID_KINDS = tuple(dict.fromkeys(support.per for support in POLICY.supports if support.is_money))
OPTIONS = find_options(POLICY)
"""Every option except the defaults, of every reading that affects a rule."""


def validity_of(policy: Policy = POLICY) -> Validity:
    """The first and last day of the policy, under the default readings."""
    validity = read_policy(policy).validity
    assert validity is not None
    return validity


ASKED = find_asked(POLICY)
VALIDITY = validity_of()
EDGES = find_sums(POLICY)
DAYS = find_days(POLICY)

money = st.one_of(
    st.sampled_from((*EDGES, *(fen for fen in BREAK_FLOATS if fen <= MOST_FEN), MOST_FEN)),
    st.integers(0, 6_000_000_000),
    st.integers(0, MOST_FEN),
).map(Money)
"""Any sum that a case may state, often a boundary value."""

days_inside = st.one_of(
    st.sampled_from([day for day in DAYS if VALIDITY.first <= day <= VALIDITY.last]),
    st.dates(VALIDITY.first, VALIDITY.last),
)
days = st.one_of(
    days_inside,
    days_inside,
    days_inside,
    st.sampled_from(DAYS),
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
)
"""Mostly days within the validity, often boundary values."""

names = st.sampled_from(NAMES)

readings = st.lists(st.sampled_from(OPTIONS), max_size=5).map(dict)
"""Some readings with an option other than their default."""


def reading_of(*ids: str) -> st.SearchStrategy[dict[str, str]]:
    """Any option of each of these readings."""
    by_id = {reading.id: [option.id for option in reading.options] for reading in POLICY.readings}
    return st.fixed_dictionaries({reading: st.sampled_from(by_id[reading]) for reading in ids})


def some_readings(*ids: str) -> st.SearchStrategy[dict[str, str]]:
    """An option other than the default for some of these readings."""
    return st.lists(st.sampled_from([pair for pair in OPTIONS if pair[0] in ids]), max_size=4).map(dict)


@cache
def subjects_of(kind: str) -> tuple[str, ...]:
    """The subjects of the supports for one kind of claim, those of grants first."""
    supports = sorted((s for s in POLICY.supports if s.per == kind), key=lambda s: not s.is_money)
    return tuple(dict.fromkeys(subject.concept.id for s in supports for subject in s.subjects))


@cache
def values_of(fact: Fact, kind: str) -> st.SearchStrategy[Any]:
    """The values of a fact of a claim of one kind, or of ``applicant`` or ``grant``."""
    match fact.type:
        case "yes-no":
            return st.sampled_from((True,) * 9 + (False,))
        case "choice":
            ids = [choice.id for choice in fact.choices]
            return st.sampled_from([*ASKED.get(fact.id, ids) * (2 * len(ids)), *ids])
        case "choices":
            return _statements(kind)
        case "money":
            return money
        case "date":
            return days
        case "count":
            return st.integers(0, 7)
        case "name":
            return names
    raise AssertionError(fact.type)


def _statements(kind: str) -> st.SearchStrategy[dict[str, bool]]:
    """A complete statement of a claim's subjects, mostly subjects that grants require."""
    ids = subjects_of(kind)
    paid = {q.concept.id for s in POLICY.supports if s.per == kind and s.is_money for q in s.subjects}
    some = st.sets(st.sampled_from(ids), min_size=1)
    if paid:
        some = st.one_of(st.sets(st.sampled_from(sorted(paid)), min_size=1, max_size=4), some)
    return some.map(lambda chosen: {key: key in chosen for key in ids})


_GRANTED = tuple(s.id for s in POLICY.supports if s.is_money or s.form == "by-reference")
_OWN = {
    "support": st.sampled_from([s.id for s in POLICY.supports if s.is_money] * 2 + list(_GRANTED)),
    "agency": st.sampled_from([agency.id for agency in POLICY.agencies]),
}


@cache
def facts_of(kind: str) -> st.SearchStrategy[dict[str, FactValue]]:
    """All facts of a kind. Facts with a presumption may be left out."""
    stated, maybe = {}, {}
    for fact in POLICY.facts_of(kind):
        values = _OWN.get(fact.id, values_of(fact, kind)) if kind == GRANT else values_of(fact, kind)
        if fact.presumed or fact.id == "support":
            maybe[fact.id] = values
        else:
            stated[fact.id] = values
    return st.fixed_dictionaries(stated, optional=maybe)


grants = facts_of(GRANT).map(lambda facts: Grant(_with_level(facts)))
"""A grant of the ledger. A grant under another policy always states its level here."""


def _with_level(facts: dict[str, FactValue]) -> dict[str, FactValue]:
    return facts if "support" in facts or "level" in facts else {**facts, "level": "city"}


@cache
def grants_to(kind: str) -> st.SearchStrategy[Grant]:
    """A grant of this policy to a thing of some kind, as it may affect a claim of the kind."""
    paid = [s.id for s in POLICY.supports if s.per == kind and s.id in _GRANTED]
    if not paid:
        return grants
    own = st.fixed_dictionaries({"support": st.sampled_from(paid)}, optional={"holder": st.just("self")})
    return st.tuples(grants, own).map(
        lambda pair: Grant({k: v for k, v in pair[0].facts.items() if k not in ("level", "holder")} | pair[1])
    )


def claims_of(kind: str, name: str) -> st.SearchStrategy[Claim]:
    """A claim of one kind with this name, complete."""
    return facts_of(kind).map(lambda facts: Claim(name, kind, facts))


_kinds = st.sampled_from((*PAID_KINDS, "project", "project", "certificate", *KINDS))


@st.composite
def cases(
    draw: st.DrawFn,
    kinds: st.SearchStrategy[str] = _kinds,
    most_claims: int = 3,
    most_grants: int = 2,
) -> Case:
    """A complete case: every fact without a presumption is stated, and so are the earlier grants."""
    chosen = draw(st.lists(kinds, min_size=1, max_size=most_claims))
    granted = st.one_of(grants, st.sampled_from(chosen).flatmap(grants_to))
    ledger = draw(st.lists(granted, max_size=most_grants))
    claims = tuple(
        draw(claims_of(kind, NAMES[n] if n < len(NAMES) else str(n))) for n, kind in enumerate(chosen)
    )
    return Case(draw(days_inside), draw(facts_of(APPLICANT)), claims, tuple(ledger))


def favourable(kind: str) -> dict[str, FactValue]:
    """For each fact of a kind without a presumption, the value that prevents nothing."""
    found: dict[str, FactValue] = {}
    for fact in POLICY.facts_of(kind):
        if fact.presumed:
            continue
        match fact.type:
            case "yes-no":
                found[fact.id] = True
            case "choice":
                found[fact.id] = ASKED.get(fact.id, [choice.id for choice in fact.choices])[0]
            case "money":
                found[fact.id] = Money(0) if fact.id == "other-support" else Money.yuan(50_000_000)
            case "date":
                found[fact.id] = date(2025, 1, 1)
            case "count":
                found[fact.id] = 1
    return found


_fitting_days = st.sampled_from([date(2025, 3, 1), date(2025, 12, 31), date(2026, 1, 1)])
_fitting = {
    "applied-on": _fitting_days,
    "achieved-on": st.one_of(_fitting_days, days_inside),
    "paid-on": _fitting_days,
    "verified-total-investment": st.integers(0, 10).map(lambda n: Money.yuan(n * 4_000_000)),
    "certificate-cost": st.integers(0, 12).map(lambda n: Money.yuan(n * 10_000)),
    "standard-level": st.sampled_from(("international", "national", "local")),
    "phase": st.sampled_from(("formation", "improvement")),
}
_fitting_names = {"object": names, "part-of": names, "expenditure": names, "product": names}


@cache
def _fitting_claims(kind: str) -> st.SearchStrategy[dict[str, FactValue]]:
    own = {fact.id for fact in POLICY.facts_of(kind)}
    drawn = {"is": _statements(kind)} | {key: _fitting[key] for key in _fitting if key in own}
    maybe = {key: _fitting_names[key] for key in _fitting_names if key in own}
    if "renewal" in own:
        maybe["renewal"] = st.booleans()
    elif "object" in maybe:
        drawn["object"] = maybe.pop("object")
    if "product" in maybe:
        # An unstated product may equal any other, so the best total would be a range.
        drawn["product"] = maybe.pop("product")
    best = favourable(kind)
    return st.fixed_dictionaries(drawn, optional=maybe).map(lambda facts: {**best, **facts})


@cache
def _fitting_grants(kind: str) -> st.SearchStrategy[Grant]:
    own = [s.id for s in POLICY.supports if s.per == kind and s.is_money]
    drawn = {
        "support": st.sampled_from(own),
        "object": names,
        "amount": st.integers(0, 6).map(lambda n: Money.yuan(n * 2_000_000)),
        "date": st.sampled_from([date(2025, 6, 1), date(2024, 12, 31)]),
        "phase": _fitting["phase"],
        "standard-level": _fitting["standard-level"],
    }
    maybe = {"holder": st.sampled_from(("self", "group")), "renewal": st.booleans()}
    return st.fixed_dictionaries(drawn, optional=maybe).map(Grant)


@st.composite
def crowded_cases(draw: st.DrawFn, kind: str = "", most_claims: int = 5) -> Case:
    """A case of claims that affect one another: few objects, few days, all requirements met.

    All are of one kind if one is named, and often otherwise.
    """
    kind = kind or draw(st.sampled_from((*PAID_KINDS, "")))
    kinds = [kind] * draw(st.integers(1, most_claims)) if kind else []
    kinds = kinds or draw(st.lists(st.sampled_from(PAID_KINDS), min_size=1, max_size=most_claims))
    claims = tuple(Claim(str(n), each, draw(_fitting_claims(each))) for n, each in enumerate(kinds))
    granted = st.one_of([_fitting_grants(each) for each in dict.fromkeys(kinds)])
    ledger = draw(st.one_of(st.just([]), st.lists(granted, min_size=1, max_size=4)))
    applicant = {"applicant-kind": "enterprise", "leading-enterprise": True}
    return Case(date(2026, 3, 1), applicant, claims, tuple(ledger))


@st.composite
def long_ledgers(draw: st.DrawFn) -> Case:
    """A case of few claims that meet all requirements, with many earlier grants.

    They are of this policy and of others, of all levels, for the claimed things and for others, on all days,
    and any fact of them may be missing.
    """
    case = draw(crowded_cases(most_claims=3))
    kinds = [claim.kind for claim in case.claims or ()]
    near = st.one_of([_fitting_grants(kind) for kind in kinds])
    # Grants for other things bar no claim, but they count towards a number.
    elsewhere = st.fixed_dictionaries({"object": st.sampled_from(("丁", "戊"))}, optional={"product": names})
    far = st.tuples(near, elsewhere).map(lambda pair: Grant({**pair[0].facts, **pair[1]}))
    every = st.one_of(far, far, far, near, st.sampled_from(kinds).flatmap(grants_to), grants)
    ledger = []
    for grant in draw(st.lists(every, min_size=3, max_size=12)):
        gone = draw(st.sampled_from(("", "", "", "object", "object", "support", "level", "amount", "date")))
        ledger.append(Grant({key: value for key, value in grant.facts.items() if key != gone}))
    return Case(case.date, case.applicant, case.claims, tuple(ledger))


def spots_of(case: Case) -> Iterator[Spot]:
    """Every stated fact without a presumption, which can therefore be left out."""
    return spots_in(POLICY, case)


@st.composite
def poorer_and_richer(draw: st.DrawFn) -> tuple[Case, Case]:
    """A complete case, and the same case with some of its facts left out."""
    richer = draw(cases(most_claims=2))
    everything = list(spots_of(richer))
    parts = sorted({(spot.part, spot.number) for spot in everything})
    part = draw(st.sampled_from(parts))
    near = st.sampled_from([spot for spot in everything if (spot.part, spot.number) == part])
    gone = draw(st.one_of(st.sets(near, max_size=3), st.sets(st.sampled_from(everything), max_size=12)))
    return leave_out(richer, gone), richer


@st.composite
def partial_cases(draw: st.DrawFn) -> Case:
    """A case in which any fact may be missing."""
    return draw(poorer_and_richer())[0]


def has_share(amount: object) -> bool:
    """Whether an amount is a stated share of a base."""
    parts = getattr(amount, "parts", (amount,))
    return any(isinstance(part, Share) for part in parts)
