"""Choosing the fewest claims that cover all targets, and packing claims of several kinds into one case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.assess.facts import read_ledger
from kb.cases.case import Case, Claim, Facts, Grant
from kb.model.facts import IS, Fact
from kb.verify.cover.targets import Place, Plan, Target, View
from kb.verify.libraries import z3
from kb.verify.proof.terms import CLAIM_ID

Cover = Mapping[Target, Sequence[tuple[Place, ...]]]
"""For each target the claims, or pairs of claims, that show it."""

MOST_WORK = 20_000_000
"""The limit of the solver's work, in its own count, which is the same on every machine."""


def choose(cover: Cover, cases: Sequence[Case]) -> tuple[list[int], bool]:
    """The fewest single-claim cases that cover all targets, and whether their number is proved minimal.

    Claims of the most needed kind and claims with earlier grants have double weight, because they determine
    the number of cases.
    """
    solver = z3()
    context = solver.Context()  # a new one, so that earlier work makes no difference
    optimum = solver.Optimize(ctx=context)
    optimum.set(rlimit=MOST_WORK)
    taken = [solver.Bool(f"take{n}", context) for n in range(len(cases))]
    for alternatives in cover.values():
        optimum.add(solver.Or(*(solver.And(*(taken[p.case] for p in one)) for one in alternatives)))
    kinds = Counter(case.claims[0].kind for case in cases if case.claims)
    most = max(kinds, key=lambda kind: kinds[kind], default="")
    for n, case in enumerate(cases):
        weighs = not case.claims or case.claims[0].kind == most or case.ledger != ()
        optimum.add_soft(solver.Not(taken[n]), 2 if weighs else 1)
    if str(optimum.check()) == "sat":
        model = optimum.model()
        return [n for n, one in enumerate(taken) if solver.is_true(model.eval(one))], True
    return _choose_greedily(cover, len(cases)), False


def _choose_greedily(cover: Cover, count: int) -> list[int]:
    """Cases that together cover all targets, none of them superfluous; the cases that cover least are tried
    first.
    """
    alive = {target: set(alternatives) for target, alternatives in cover.items()}
    shown: dict[int, list[tuple[Target, tuple[Place, ...]]]] = defaultdict(list)
    for target, alternatives in cover.items():
        for one in alternatives:
            for place in one:
                shown[place.case].append((target, one))
    kept = set(range(count))
    for n in sorted(kept, key=lambda n: (len(shown[n]), n)):
        lost: dict[Target, set[tuple[Place, ...]]] = defaultdict(set)
        for target, one in shown[n]:
            if one in alive[target]:
                lost[target].add(one)
        if all(len(alive[target]) > len(gone) for target, gone in lost.items()):
            kept.discard(n)
            for target, gone in lost.items():
                alive[target] -= gone
    return sorted(kept)


def assign(cover: Cover) -> dict[Place, list[Target]]:
    """For each claim the targets that it is responsible for; each target goes to as few
    claims as possible.
    """
    found: dict[Place, list[Target]] = defaultdict(list)
    looked_at: set[tuple[Place, str]] = set()
    for target in sorted(cover, key=lambda one: len(cover[one])):

        def cost(one: tuple[Place, ...], support: str = target.support) -> tuple[int, tuple[Place, ...]]:
            # Targets that a chosen case already shows cost nothing.
            return sum((place, support) not in looked_at for place in one), one

        best = min(cover[target], key=cost)
        for place in best:
            looked_at.add((place, target.support))
            found[place].append(target)
    return dict(found)


def pack(plan: Plan, cases: Sequence[Case]) -> list[Case]:
    """The claims of some cases in as few cases as possible, one claim of each kind in a case, with the same
    outcomes.

    The most frequent kind is placed first. Every other claim goes to the case with the fewest claims.
    """
    packs: list[Case] = []
    kinds = Counter(_claim(case).kind for case in cases)
    for case in sorted(cases, key=lambda one: -kinds[_claim(one).kind]):
        kind = _claim(case).kind
        for n in sorted(range(len(packs)), key=lambda n: len(packs[n].claims or ())):
            if all(claim.kind != kind for claim in packs[n].claims or ()) and (
                joined := _join(plan, packs[n], case)
            ):
                packs[n] = joined
                break
        else:
            packs.append(_named(plan, case))
    return packs


def _join(plan: Plan, case: Case, other: Case) -> Case | None:
    """A case with the claims of both cases, where both have the same day and ledger and no support answers
    differently.
    """
    if case.date != other.date or case.ledger != other.ledger or case.ledger:
        return None
    applicant = {**case.applicant, **other.applicant}
    if any(applicant[key] != value for key, value in case.applicant.items()):
        return None
    named = _named(plan, other)
    joined = replace(case, applicant=applicant, claims=(*(case.claims or ()), *(named.claims or ())))
    if applicant == case.applicant == other.applicant:
        return joined
    for part in (case, named):
        for claim in part.claims or ():
            if _views(plan, part, claim) != _views(plan, joined, claim):
                return None
    return joined


def _views(plan: Plan, case: Case, claim: Claim) -> list[tuple[object, ...]]:
    ledger = read_ledger(case, plan.rules)
    views: list[View] = [
        plan.view(support, case, claim, ledger) for support in plan.rules.supports.get(claim.kind, ())
    ]
    return [(view.facts, view.outcome.status, view.outcome.amount) for view in views]


def _named(plan: Plan, case: Case) -> Case:
    """The case with its claim named after its kind: a project, a certificate."""
    claim = _claim(case)
    found = plan.rules.policy.registry.concept_by_id.get(claim.kind)
    name = found.name if found else claim.kind
    names = {fact.id for fact in plan.rules.policy.facts if _is_name(fact)}

    def renamed(facts: Facts) -> Facts:
        return {key: name if key in names and one == CLAIM_ID else one for key, one in facts.items()}

    ledger = case.ledger and tuple(Grant(renamed(grant.facts)) for grant in case.ledger)
    facts = renamed({key: claim.facts[key] for key in sorted(claim.facts, key=lambda key: key != IS)})
    return replace(case, claims=(Claim(name, claim.kind, facts),), ledger=ledger)


def _is_name(fact: Fact) -> bool:
    return fact.type == "name" and not fact.choices


def _claim(case: Case) -> Claim:
    (claim,) = case.claims or ()
    return claim
