"""The interview without a terminal: nothing is asked twice, and an example comes to its result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.case import Case, Facts
from kb.cases.examples import find_examples
from kb.cases.reading import load_case
from kb.cli.interview import Interview, Prompt, State, Step
from kb.core.outcomes import Assessment
from kb.loading import find_folders
from kb.model.facts import APPLICANT, IS, OBJECT
from kb.verify.fuzz.generator import Maker
from tests.conftest import REAL

EXAMPLES = find_examples(find_folders(REAL).version)


DAY = date(2026, 3, 1)


def _pieces(case: Case) -> dict[tuple[object, ...], object]:
    """Everything that a case states, one by one; several choices are listed separately."""
    given = [("", case.applicant), *((one.id, one.facts) for one in case.claims or ())]
    given += [(n, one.facts) for n, one in enumerate(case.ledger or ())]
    return {
        (of, fact, part): one
        for of, facts in given
        for fact, value in facts.items()
        for part, one in (value.items() if isinstance(value, Mapping) else [("", value)])
    }


def _gappy(maker: Maker, rng: Random) -> Case:
    """A generated case with some facts left out."""

    def some(facts: Facts) -> Facts:
        return {fact: value for fact, value in facts.items() if rng.random() < 0.7}

    case = maker.case(rng)
    claims = case.claims and tuple(replace(one, facts=some(one.facts)) for one in case.claims)
    ledger = case.ledger and tuple(replace(one, facts=some(one.facts)) for one in case.ledger)
    return replace(case, claims=claims, ledger=ledger)


def _any_answer(maker: Maker, prompt: Prompt, rng: Random) -> object:
    fact = prompt.fact
    match fact.type:
        case "yes-no":
            return rng.random() < 0.5
        case "choice":
            return rng.choice(fact.choices).id
        case "choices":
            return {choice.id: rng.random() < 0.4 for choice in fact.choices}
    return rng.choice(next(pool[fact.id] for pool in maker.pools.values() if pool.get(fact.id)))


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_an_interview_asks_nothing_twice_keeps_what_is_told_and_ends(policy: Policy, share: float) -> None:
    """This holds for all answers and initial cases; ``share`` is the share of answers "not known".

    If everything is answered, the result waits for nothing.
    """
    maker = Maker(policy)
    for seed in range(60):
        rng = Random(seed)
        interview = Interview(policy, maker.readings(rng) if seed % 2 else {}, "zh")
        state, asked = State(_gappy(maker, rng)), set()
        while (prompt := interview.prompt(state)) is not None:
            if prompt.question is not None:
                key = (prompt.step, prompt.of, prompt.fact.id, prompt.question.grant)
                assert key not in asked, (seed, key)
                asked.add(key)
            unknown = prompt.step in (Step.MORE, Step.HAD_MORE) or rng.random() < share
            value = None if unknown else _any_answer(maker, prompt, rng)
            after = interview.put(state, prompt, value)
            assert _pieces(state.case).items() <= _pieces(after.case).items(), (seed, prompt.fact.id)
            state = after
        if not share:
            assert not any(one.missing for one in interview.assess(state).outcomes if one.claim), seed


@pytest.mark.parametrize(
    "name",
    ["municipal-carriers", "metrology", "innovation-centres", "technology-centres", "standards",
     "one-product", "carrier-doubts", "certificates"],
)  # fmt: skip
def test_whoever_answers_with_the_facts_of_an_example_arrives_at_its_result(
    policy: Policy, name: str
) -> None:
    case = load_case(policy, EXAMPLES[name])
    interview = Interview(policy, {}, "zh")
    state, seen = State(Case(case.date, {}, None, None)), 0
    while (prompt := interview.prompt(state)) is not None:
        state = interview.put(state, prompt, _from_case(case, state, prompt))
        seen += 1
        assert seen < 100
    assert _gist(interview.assess(state)) == _gist(assess(policy, case))


def _from_case(case: Case, state: State, prompt: Prompt) -> object:
    """The answer of the case to a prompt; claims are asked for in its order."""
    claims, told = case.claims or (), len(state.case.claims or ())
    names = {claim.id: claims[n] for n, claim in enumerate(state.case.claims or ())}
    match prompt.step:
        case Step.KIND | Step.WHAT:
            return claims[told].kind if prompt.step is Step.KIND else claims[told].facts[IS]
        case Step.SAME:
            mine = names[state.new].facts.get(OBJECT, names[state.new].id)
            same = [one for one, other in names.items() if other.facts.get(OBJECT, other.id) == mine]
            return same[0] if same[0] != state.new else "other"
        case Step.MORE:
            return told < len(claims)
        case Step.HAD:
            return bool(case.ledger)
        case Step.HAD_MORE:
            return len(state.case.ledger or ()) < len(case.ledger or ())
        case Step.GRANT:
            value = (case.ledger or ())[len(state.case.ledger or ())].facts.get(prompt.fact.id)
            if prompt.fact.id == OBJECT:
                return next(n for n, c in names.items() if c.facts.get(OBJECT) == value)
            return value
        case Step.FACT:
            facts = case.applicant if prompt.of == APPLICANT else names[prompt.of].facts
            return facts.get(prompt.fact.id)


def _gist(assessment: Assessment) -> object:
    outcomes = Counter((o.support, o.status, o.amount) for o in assessment.outcomes)
    return outcomes, assessment.combination.total
