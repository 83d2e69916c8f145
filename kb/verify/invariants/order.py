"""Laws about what must not matter: the order, the names, refused claims, and redundant statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.core.outcomes import REFUSED, Assessment, Outcome
from kb.model.facts import APPLICANT, GRANT, IS, REFERENCES
from kb.verify.fuzz.generator import often
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation, say_outcome, say_total

Key = tuple[str, str]


def _gist(outcome: Outcome) -> tuple[object, ...]:
    return (outcome.status, outcome.amount, frozenset(outcome.missing), frozenset(outcome.judged))


def _by_key(found: Assessment) -> dict[Key, Outcome]:
    return {(outcome.claim, outcome.support): outcome for outcome in found.outcomes}


def _compare(trial: Trial, before: Mapping[Key, Outcome], after: Mapping[Key, Outcome]) -> Violation | None:
    for key, one in before.items():
        other = after.get(key)
        if other is None or _gist(one) != _gist(other):
            provision = trial.rules.by_id[one.support].provision
            return Violation(provision, one.support, say_outcome(other) if other else {}, say_outcome(one))
    return None


def _totals(trial: Trial, after: Assessment) -> Violation | None:
    one, other = trial.found.combination, after.combination
    if one.proved and other.proved and (one.total, one.settled) != (other.total, other.settled):
        provision = trial.rules.non_cumulation.provision
        return Violation(provision, "", say_total(after), say_total(trial.found))
    return None


def _same(trial: Trial, after: Assessment) -> Violation | None:
    return _compare(trial, _by_key(trial.found), _by_key(after)) or _totals(trial, after)


def _order_of_claims(trial: Trial) -> Violation | None:
    claims = list(trial.case.claims or ())
    if len(claims) < 2:
        return IDLE
    trial.rng().shuffle(claims)
    after = trial.other(replace(trial.case, claims=tuple(claims)))
    return _same(trial, after)


def _order_of_ledger(trial: Trial) -> Violation | None:
    ledger = list(trial.case.ledger or ())
    if len(ledger) < 2:
        return IDLE
    trial.rng().shuffle(ledger)
    return _same(trial, trial.other(replace(trial.case, ledger=tuple(ledger))))


def _names(trial: Trial) -> Violation | None:
    """Other names for claims and things, one for one; claims and objects share their names."""
    return _by_other_names(trial, _renamed)


def _spellings(trial: Trial) -> Violation | None:
    """Each name in several spellings, which differ in width, case, blanks and invisible characters."""
    rng = trial.rng()
    return _by_other_names(trial, lambda name: rng.choice(_SPELLINGS)(f"Dc-1({_renamed(name)})"))


_WIDE = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}
_SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    lambda name: name.translate(_WIDE),
    lambda name: "\u3000".join(name),
    lambda name: f" {name[:3]} \u00a0{name[3:]}\t",
    lambda name: "\u00ad\u200b".join(name),
    lambda name: f"\ufeff{name}\ufe0f\u2069",
)
"""Ways of spelling one name."""


def _by_other_names(trial: Trial, name_anew: Callable[[str], str]) -> Violation | None:
    """The answer is the same after consistent renaming; claims and things share their names."""
    case, policy = trial.case, trial.policy

    def rename(facts: Mapping[str, FactValue], kind: str) -> dict[str, FactValue]:
        named = {fact.id for fact in policy.facts_of(kind) if fact.type == "name"} - REFERENCES
        return {key: name_anew(str(value)) if key in named else value for key, value in facts.items()}

    ids = {claim.id: name_anew(claim.id) for claim in case.claims or ()}
    claims = tuple(Claim(ids[c.id], c.kind, rename(c.facts, c.kind)) for c in case.claims or ())
    ledger = tuple(Grant(rename(grant.facts, GRANT)) for grant in case.ledger or ())
    if not claims:
        return IDLE
    applicant = rename(case.applicant, APPLICANT)
    after = trial.other(Case(case.date, applicant, claims, None if case.ledger is None else ledger))
    before = {(ids.get(o.claim, ""), o.support): o for o in trial.found.outcomes}
    return _compare(trial, before, _by_key(after)) or _totals(trial, after)


def _renamed(name: str) -> str:
    """Another name that sorts in another order."""
    return f"{(0x10FFFF - ord(name[:1] or ' ')) % 997:03d}-{name}"


def _ineligible_claim(trial: Trial) -> Violation | None:
    """A claim about none of the supported subjects changes nothing."""
    case, rng = trial.case, trial.rng()
    if case.claims is None:
        return IDLE
    kind = rng.choice(sorted(trial.rules.supports))
    subjects = {q.concept.id for s in trial.rules.supports[kind] for q in s.subjects}
    if not subjects or not all(support.subjects for support in trial.rules.supports[kind]):
        return IDLE
    like = next((claim.facts for claim in case.claims if claim.kind == kind), {})
    other = Claim("另外一项", kind, {**like, IS: dict.fromkeys(sorted(subjects), False)})
    after = trial.other(replace(case, claims=(*case.claims, other)))
    before = {key: one for key, one in _by_key(trial.found).items() if key[0]}
    wrong = _compare(trial, before, _by_key(after))
    if wrong is None and after.combination != trial.found.combination:
        wrong = Violation("", "", say_total(after), say_total(trial.found))
    return wrong


def _refused_claims(trial: Trial) -> Violation | None:
    """A refused claim can be left out without effect."""
    open_to = {outcome.claim for outcome in trial.claimed if outcome.status not in REFUSED}
    claims = trial.case.claims or ()
    kept = tuple(claim for claim in claims if claim.id in open_to)
    if len(kept) == len(claims):
        return IDLE
    after = trial.other(replace(trial.case, claims=kept))
    # Notes on an omitted claim are omitted too.
    notes = tuple(note for note in trial.found.notes if set(note.claims) <= open_to)
    if after.combination == trial.found.combination and after.notes == notes:
        return None
    return Violation("", "", say_total(after), say_total(trial.found))


def _alone(trial: Trial) -> Violation | None:
    """The outcomes of a claim depend on no other claim."""
    claims = trial.case.claims or ()
    if len(claims) < 2:
        return IDLE
    claim = trial.rng().choice(claims)
    alone = _by_key(trial.other(replace(trial.case, claims=(claim,))))
    before = {key: one for key, one in _by_key(trial.found).items() if key[0] == claim.id}
    return _compare(trial, before, alone)


def _strange_facts(trial: Trial) -> Violation | None:
    """Facts that the policy asks of other kinds of claim change nothing."""
    claims, rng = list(trial.case.claims or ()), trial.rng()
    others = [claim for claim in claims if claim.kind != claims[0].kind]
    facts = [fact for fact in trial.policy.facts if fact.type in ("yes-no", "count")]
    strange: dict[str, FactValue] = {
        fact.id: often(rng, 50) if fact.type == "yes-no" else rng.randrange(9)
        for fact in rng.sample(facts, min(8, len(facts)))
    }
    for one in others:
        strange |= one.facts
    changed = []
    for claim in claims:
        own = {fact.id for fact in trial.policy.facts_of(claim.kind)}
        own |= {fact.id for fact in trial.policy.facts_of(APPLICANT)}
        added = {key: value for key, value in strange.items() if key not in own}
        changed.append(replace(claim, facts={**claim.facts, **added}))
    if not changed:
        return IDLE
    return _same(trial, trial.other(replace(trial.case, claims=tuple(changed))))


def _presumptions(trial: Trial) -> Violation | None:
    """Stating a presumed value changes nothing."""
    claims = trial.case.claims or ()
    stated = []
    for claim in claims:
        own = {fact.id for fact in trial.policy.facts_of(claim.kind)}
        told = {
            fact: value
            for fact, value in trial.known[claim.id].facts.items()
            if fact in own and fact in trial.known[claim.id].presumed
        }
        stated.append(replace(claim, facts={**told, **claim.facts}))
    ledger = trial.case.ledger and tuple(Grant(dict(entry.facts)) for entry in trial.ledger.entries or ())
    if not claims:
        return IDLE
    return _same(trial, trial.other(replace(trial.case, claims=tuple(stated), ledger=ledger)))


def _same_again(trial: Trial) -> Violation | None:
    """The same case with its facts in another order has the same answer."""
    claims = trial.case.claims and tuple(
        replace(claim, facts=dict(reversed(list(claim.facts.items())))) for claim in trial.case.claims
    )
    applicant = dict(reversed(list(trial.case.applicant.items())))
    after = trial.other(replace(trial.case, applicant=applicant, claims=claims))
    if after == trial.found:
        return None
    return _same(trial, after) or Violation("", "", say_total(after), say_total(trial.found))


LAWS = (
    Law("order-of-claims", _order_of_claims),
    Law("order-of-ledger", _order_of_ledger),
    Law("names", _names),
    Law("spellings", _spellings),
    Law("ineligible-claim", _ineligible_claim),
    Law("refused-claims", _refused_claims),
    Law("alone", _alone),
    Law("strange-facts", _strange_facts),
    Law("presumptions", _presumptions),
    Law("same-again", _same_again),
)
