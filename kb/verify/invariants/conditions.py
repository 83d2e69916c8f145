"""Laws of conditions, unknown facts and sources."""

from __future__ import annotations

from kb.cases.case import Case
from kb.core.outcomes import REFUSED, SETTLED, WAITING, Outcome, Status
from kb.model.facts import GRANT, LEDGER, SELECTED
from kb.verify.case_parts import leave_out, spots_of
from kb.verify.invariants import oracle
from kb.verify.invariants.trial import IDLE, Law, Trial, Violation, say, say_outcome, say_sum, say_total


def _asked_is_needed(trial: Trial) -> Violation | None:
    """A claim that fails a condition is not eligible, one that meets all is, and an unknown
    one is neither.
    """
    for outcome in trial.claimed:
        support, known = trial.support(outcome), trial.known[outcome.claim]
        meets = oracle.meets(trial.rules, support, known, trial.ledger)
        if support.amount.levels and meets is not False:
            level = known.facts.get(support.amount.by)
            if level not in {one.id for one in support.amount.levels}:
                continue
        if support.needed and SELECTED not in known.facts and outcome.status is Status.ELIGIBLE:
            return Violation(support.provision, support.id, say_outcome(outcome), say("open"))
        expected = {False: "fails", True: "meets", None: "open"}[meets]
        if (outcome.status is Status.INELIGIBLE) != (meets is False) or (
            meets is None and outcome.status in SETTLED
        ):
            return Violation(support.provision, support.id, say_outcome(outcome), say(expected))
    return None


def _only_in_time(trial: Trial) -> Violation | None:
    """Outside the validity nothing is granted, and inside it no day bars."""
    clause = next((term.provision for term in trial.policy.terms if term.kind == "validity"), "")
    told: dict[tuple[str, bool], bool | None] = {}
    for outcome in trial.claimed:
        support = trial.support(outcome)
        key = (outcome.claim, support.is_granted)
        if key not in told:
            known = trial.known[outcome.claim]
            told[key] = oracle.in_time(trial.policy, trial.rules.readings, known, support.is_granted)
        timely = told[key]
        if timely is False and outcome.status not in REFUSED:
            return Violation(clause, support.id, say_outcome(outcome), say("too-late"))
        if timely and outcome.status is Status.BARRED and trial.case.ledger == ():
            return Violation(clause, support.id, say_outcome(outcome), say("in-time"))
        if timely is None and outcome.status in SETTLED:
            return Violation(clause, support.id, say_outcome(outcome), say("open"))
    return None


def _learning_narrows(trial: Trial) -> Violation | None:
    """Stating one more fact gives an answer within the previous one."""
    poor_case = _with_gaps(trial)
    if poor_case is None:
        return IDLE
    poorer = {(o.claim, o.support): o for o in trial.other(poor_case).outcomes}
    for after in trial.found.outcomes:
        before = poorer["" if poor_case.claims is None else after.claim, after.support]
        if _narrows(before, after):
            continue
        provision = trial.rules.by_id[after.support].provision
        return Violation(provision, after.support, say_outcome(after), say_outcome(before))
    return None


def _total_narrows(trial: Trial) -> Violation | None:
    """Stating one more fact gives a total within the previous one: the upper bound never rises, the lower
    never falls.
    """
    poor_case = _with_gaps(trial)
    if poor_case is None:
        return IDLE
    before, after = trial.other(poor_case), trial.found
    if not (before.combination.proved and after.combination.proved):
        return IDLE
    if before.combination.total.holds(after.combination.total):
        return None
    return Violation(trial.rules.non_cumulation.provision, "", say_total(after), say_total(before))


def _with_gaps(trial: Trial) -> Case | None:
    """The case with some of its facts left out; ``None`` where it states none."""
    rng = trial.rng()
    spots = sorted(spots_of(trial.policy, trial.case))
    if not spots:
        return None
    return leave_out(trial.case, rng.sample(spots, min(len(spots), rng.choice((1, 1, 2, 3, 6)))))


def _narrows(before: Outcome, after: Outcome) -> bool:
    if after.status not in before.status.may_become:
        return False
    if before.range is None or after.range is None:
        return before.range is after.range
    return before.range.holds(after.range)


def _missing_is_named(trial: Trial) -> Violation | None:
    """An unknown fact that would change the answer is named as missing."""
    rng = trial.rng()
    spots = sorted(spot for spot in spots_of(trial.policy, trial.case) if spot.fact)
    if not spots:
        return IDLE
    spot = rng.choice(spots)
    poorer = trial.other(leave_out(trial.case, [spot]))
    richer = {(o.claim, o.support): o for o in trial.found.outcomes}
    for before in poorer.outcomes:
        after = richer[before.claim, before.support]
        if before.status in REFUSED or after.status in WAITING:
            continue
        if (before.status, before.amount) == (after.status, after.amount):
            continue
        if spot.fact == SELECTED and before.status is Status.UNDETERMINED:
            continue  # selection is only asked for when nothing else is missing
        named = {*before.missing, *(judged.term for judged in before.judged)}
        named |= {reason.fact for reason in before.reasons if reason.kind == "choosing"}
        # Only one fact of a grant is asked for at a time.
        asked = {"ledger", *(f.id for f in trial.policy.facts_of(GRANT))} if spot.part == LEDGER else set()
        if not named & {spot.fact, *asked}:
            provision = trial.rules.by_id[before.support].provision
            return Violation(provision, before.support, say_outcome(before), say_outcome(after))
    return None


def _agencies_are_those_named(trial: Trial) -> Violation | None:
    """The judging agencies are those responsible for the measure, in the order of the text."""
    for outcome in trial.claimed:
        if not outcome.judged:
            continue
        duties = [duty for duty in trial.policy.measure(outcome.measure).duties if duty.is_stated]
        named = tuple(duty.agency.id for duty in sorted(duties, key=lambda duty: duty.rank))
        for judged in outcome.judged:
            if judged.agencies != named:
                told, text = (say("names", names="、".join(ids)) for ids in (judged.agencies, named))
                return Violation(outcome.measure, outcome.support, told, text)
    return None


def _sources_are_cited(trial: Trial) -> Violation | None:
    """Every answer cites its clause, and every quoted word occurs in that clause."""
    for outcome in trial.claimed:
        support = trial.support(outcome)
        wrong = support.provision not in outcome.clauses
        wrong = wrong or any(clause not in trial.policy for clause in outcome.clauses)
        for reason in outcome.reasons:
            if reason.words and not wrong:
                wrong = reason.words not in trial.policy.provision(reason.provision).text
        if wrong:
            return Violation(support.provision, support.id, say_outcome(outcome), {})
    return None


def _every_support_is_answered(trial: Trial) -> Violation | None:
    """Each claim has exactly one answer for each support of its kind, and nothing else has an answer."""
    claims = trial.case.claims or ()
    told = [(outcome.claim, outcome.support) for outcome in trial.found.outcomes]
    kinds = {claim.kind for claim in claims}
    expected = {(c.id, s.id) for c in claims for s in trial.policy.supports if s.per == c.kind}
    expected |= {("", s.id) for s in trial.policy.supports if s.per not in kinds}
    if len(told) == len(expected) and set(told) == expected:
        return None
    return Violation("", "", say("answers", number=str(len(told))), say("answers", number=str(len(expected))))


def _money_form(trial: Trial) -> Violation | None:
    """A sum is given where the text states one, and a refused claim has none."""
    for outcome in trial.claimed:
        support = trial.policy.support(outcome.support)
        refused = outcome.status in REFUSED
        unstated = oracle.is_unstated(trial.support(outcome).amount, trial.known[outcome.claim])
        wrong = (outcome.amount is not None) != (support.is_money and (refused or not unstated))
        wrong = wrong or (refused and outcome.amount is not None and outcome.amount.high != 0)
        if wrong:
            return Violation(support.provision, support.id, say_outcome(outcome), say_sum(None))
    return None


LAWS = (
    Law("asked-is-needed", _asked_is_needed, alone=True, every=2),
    Law("only-in-time", _only_in_time, alone=True, every=2),
    Law("agencies", _agencies_are_those_named, alone=True),
    Law("sources", _sources_are_cited, alone=True, every=4),
    Law("every-support", _every_support_is_answered, alone=True, every=4),
    Law("money-form", _money_form, alone=True, every=2),
    Law("learning-narrows", _learning_narrows),
    Law("total-narrows", _total_narrows),
    Law("missing-is-named", _missing_is_named),
)
