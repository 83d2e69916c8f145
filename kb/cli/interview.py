"""An interview as a state and its next question, without a terminal.

The state is the only memory, so that going back means taking an earlier state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kb.assess.assessment import assess
from kb.assess.questions import Question, find_askable
from kb.assess.works import LibraryAssessment, Readings, assess_library, list_told
from kb.cases.case import Case, Claim, Facts, FactValue, Grant
from kb.cases.form import Form, form_of, form_of_works
from kb.core.outcomes import WAITING, Assessment
from kb.explain.answer import fact_of
from kb.explain.catalogue import sentence
from kb.explain.outcomes import say_combination
from kb.explain.whole_answer import Answer, complete
from kb.explain.words import Teller
from kb.model.facts import (
    AMOUNT,
    APPLICANT,
    CLAIMS,
    DATE,
    GRANT,
    IS,
    LEDGER,
    LEVEL,
    OBJECT,
    SUPPORT,
    Choice,
    Fact,
)
from kb.model.library import Library
from kb.model.policy import Policy, Support
from kb.model.words.errors import LANGUAGES, Language


class Step(StrEnum):
    """The purpose of a prompt."""

    KIND = "kind"
    WHAT = "what"
    SAME = "same"
    MORE = "more"
    FACT = "fact"
    HAD = "had"
    GRANT = "grant"
    HAD_MORE = "had-more"


OTHER = "other"
"""The choice for a support of another policy, and for a thing that was not named before."""

_QUESTIONS = {
    Step.KIND: ("为哪一类事物申请支持？", "What sort of thing is support asked for?"),
    Step.SAME: ("和前面的哪一件是同一件东西？", "Is it one of the things named before?"),
    Step.MORE: ("还要为别的申请吗？", "Is anything else claimed?"),
    Step.HAD: ("以前拿过资助吗？", "Was anything granted before?"),
    Step.HAD_MORE: ("以前还拿过别的吗？", "Was anything else granted before?"),
}
_UNDER_WHICH = ("这笔资助是按下面的哪一项给的？", "Under which of these was it paid?")
_NONE_OF_THEM = Choice(OTHER, "都不是", "none of them")
_OTHER_POLICY = Choice(OTHER, "按别的政策给的", "paid under another policy")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question: ``fact`` holds its words, type and choices; ``of`` is the part of the case that it
    concerns.

    ``question`` is the question of the assessment behind it, if there is one, and ``policy`` the policy that
    asks it.
    """

    step: Step
    fact: Fact
    of: str = ""
    question: Question | None = None
    policy: Policy | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class State:
    """The progress of an interview.

    ``skipped`` are the unknown facts as pairs of part and fact. ``kind`` is the kind of the claim being
    described, ``new`` the claim just described; ``grant`` holds the facts of the earlier grant being
    described, with ``asked`` the facts already asked; ``more`` is the step that asks whether there is
    another.
    """

    case: Case
    skipped: frozenset[tuple[str, str]] = frozenset()
    kind: str = ""
    new: str = ""
    more: Step | None = None
    grant: Facts | None = field(default=None, hash=False)
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Interview:
    """The interview on one policy, under chosen readings, in one language; names are given in
    this language.
    """

    policy: Policy
    readings: dict[str, str]
    lang: Language

    def assess(self, state: State) -> Assessment:
        """The assessment of the case so far."""
        return assess(self.policy, state.case, readings=self.readings)

    def answer(self, state: State, program: str) -> Answer:
        """The complete answer to the case so far."""
        return complete(self.policy, state.case, self.assess(state), program)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that are asked."""
        return (self.policy,)

    @property
    def form(self) -> Form:
        """What the case may state."""
        return form_of(self.policy)

    def find_askable(self, state: State) -> Iterator[tuple[Policy, Question]]:
        """The questions that can still change the result, the most important first, with who asks them."""
        for question in find_askable(self.policy, state.case, self.assess(state)):
            yield self.policy, question

    def progress(self, state: State) -> tuple[str, int]:
        """The total so far in words, and how many supports are not settled yet."""
        assessment = self.assess(state)
        return say_combination(self.policy, assessment.combination, self.lang)[0], count_open(assessment)

    def paid_supports(self) -> Iterator[Choice]:
        """The supports that state a sum, which an earlier grant may have been paid under."""
        for support in (one for one in self.policy.supports if one.is_paid):
            yield Choice(support.id, *(self.policy.support_name(support, lang) for lang in ("zh", "en")))

    def support_of(self, key: str) -> Support:
        """A support by the id that the choices of an earlier grant give it."""
        return self.policy.support(key)

    def prompt(self, state: State) -> Prompt | None:
        """The next question; ``None`` where nothing can change the result any more."""
        if state.kind:
            return Prompt(Step.WHAT, self._fact(state.kind, IS))
        if state.new and (earlier := self._objects(state)):
            choices = (*(Choice(name, name, name) for name in earlier), _NONE_OF_THEM)
            return Prompt(Step.SAME, _made(Step.SAME, "choice", choices), state.new)
        if state.grant is not None:
            return Prompt(Step.GRANT, self._grant_facts(state)[0])
        if state.more not in (None, Step.KIND):
            return Prompt(state.more, _made(state.more, "yes-no"))
        if state.case.claims is None and ("", CLAIMS) in state.skipped:
            return None
        if state.case.claims is None or state.more is Step.KIND:
            kinds = self.form.claim.fact("kind")
            return Prompt(Step.KIND, _made(Step.KIND, "choice", kinds.choices if kinds else ()))
        return self._first_question(state)

    def put(self, state: State, prompt: Prompt, value: FactValue | None) -> State:
        """The state after an answer; ``None`` means unknown."""
        match prompt.step:
            case Step.KIND:
                if value is None:
                    return replace(state, more=None, skipped=state.skipped | {("", CLAIMS)})
                return replace(state, more=None, kind=str(value))
            case Step.WHAT:
                return self._claim(state, value)
            case Step.SAME:
                same = {OBJECT: value} if isinstance(value, str) and value != OTHER else {}
                return replace(_with_facts(state, state.new, same), new="", more=Step.MORE)
            case Step.MORE:
                if value is not True:
                    return replace(state, more=None)
                # The next kind is asked for like the first, and added to the claims before it.
                return replace(state, more=Step.KIND)
            case Step.HAD:
                return self._had(state, value)
            case Step.HAD_MORE:
                if value is not True:
                    return replace(state, more=None)
                return replace(state, more=None, grant={}, asked=frozenset())
            case Step.GRANT:
                return self._grant(state, prompt.fact.id, value)
            case Step.FACT:
                assert prompt.question is not None
                if value is None:
                    return replace(state, skipped=state.skipped | {_key(prompt.question)})
                if prompt.question.grant is not None:
                    return _with_grant(state, prompt.question.grant, {prompt.fact.id: value})
                return _with_facts(state, prompt.of, {prompt.fact.id: value})

    def kind_of(self, state: State, claim: str) -> str:
        """The kind of a claim; empty where there is no such claim."""
        return next((one.kind for one in state.case.claims or () if one.id == claim), "")

    def _first_question(self, state: State) -> Prompt | None:
        for policy, question in self.find_askable(state):
            if _key(question) in state.skipped or question.fact == CLAIMS:
                continue
            if question.fact == LEDGER:
                return Prompt(Step.HAD, _made(Step.HAD, "yes-no"), "", question, policy)
            if question.grant is not None:
                declared = self.form.grant.fact(question.fact)
                if declared is not None:
                    return Prompt(Step.FACT, self._with_choices(declared, state), "", question, policy)
                continue
            fact = fact_of(policy, question, self.kind_of(state, question.of))
            if fact is not None:
                if fact.id == IS:
                    fact = self._fact(self.kind_of(state, question.of), IS)
                return Prompt(Step.FACT, fact, question.of, question, policy)
        return None

    def _fact(self, kind: str, key: str) -> Fact:
        part = self.form.kind(kind)
        fact = part.fact(key) if part else None
        assert fact is not None
        return fact

    def _claim(self, state: State, value: FactValue | None) -> State:
        """The claims with the new one, which is named after its subject."""
        fact = self._fact(state.kind, IS)
        chosen = [c for c in fact.choices if isinstance(value, dict) and value.get(c.id)]
        units = (policy.registry.concept_by_id for policy in self.policies)
        unit = next(known[state.kind] for known in units if state.kind in known)
        name = chosen[0].label(self.lang) if chosen else unit.label(self.lang)
        taken = {claim.id for claim in state.case.claims or ()}
        numbers = (f"{name}{n}" for n in range(2, len(taken) + 3))
        name = name if name not in taken else next(n for n in numbers if n not in taken)
        claim = Claim(name, state.kind, {} if value is None else {IS: value})
        case = replace(state.case, claims=(*(state.case.claims or ()), claim))
        skipped = state.skipped | {(name, IS)} if value is None else state.skipped
        new = replace(state, case=case, kind="", new=name, more=None, skipped=skipped)
        return new if self._objects(new) else replace(new, new="", more=Step.MORE)

    def _objects(self, state: State) -> list[str]:
        """The things of the earlier claims."""
        before = (claim for claim in state.case.claims or () if claim.id != state.new)
        return list(dict.fromkeys(str(claim.facts.get(OBJECT, claim.id)) for claim in before))

    def _had(self, state: State, value: FactValue | None) -> State:
        if value is None:
            return replace(state, skipped=state.skipped | {("", LEDGER)})
        if value is False:
            return replace(state, case=replace(state.case, ledger=()))
        return replace(state, case=replace(state.case, ledger=()), grant={}, asked=frozenset())

    def _grant_facts(self, state: State) -> list[Fact]:
        """The remaining questions about an earlier grant, in order."""
        declared = {fact.id: fact for policy in self.policies for fact in policy.facts_of(GRANT)}
        told = state.grant or {}
        wanted = [OBJECT, SUPPORT]
        if SUPPORT not in told:
            wanted.append(LEVEL)
        else:
            amount = self.support_of(str(told[SUPPORT])).amount
            wanted += [amount.by] if amount.by else []
        wanted += [AMOUNT, DATE]
        asked = [declared[key] for key in wanted if key in declared and key not in state.asked]
        return [self._with_choices(fact, state) for fact in asked]

    def _with_choices(self, fact: Fact, state: State) -> Fact:
        """The fact with choices: the things of the claims or a new one, and the supports that state a sum."""
        if fact.id == OBJECT:
            things = self._objects(replace(state, new=""))
            return replace(fact, choices=tuple(Choice(name, name, name) for name in things))
        if fact.id == SUPPORT:
            question: dict[str, str] = dict(zip(LANGUAGES, _UNDER_WHICH, strict=True))
            choices = (*self.paid_supports(), _OTHER_POLICY)
            return replace(fact, type="choice", question=question, choices=choices)
        return fact

    def _grant(self, state: State, key: str, value: FactValue | None) -> State:
        told = dict(state.grant or {})
        if value is not None and value != OTHER:
            told[key] = value
        state = replace(state, grant=told, asked=state.asked | {key})
        if self._grant_facts(state):
            return state
        ledger = (*(state.case.ledger or ()), Grant(told))
        return replace(state, case=replace(state.case, ledger=ledger), grant=None, more=Step.HAD_MORE)


@dataclass(frozen=True)
class WorksInterview(Interview):
    """The interview on all works of a library at once; ``policy`` is the first of ``asked``.

    Each work asks for what still matters to it; a fact that several ask for is asked once.
    """

    library: Library
    asked: tuple[Policy, ...]
    chosen: Readings

    def found(self, state: State) -> LibraryAssessment:
        """The answers of all works to the case so far."""
        return assess_library(self.library, state.case, readings=self.chosen)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The versions that represent the works."""
        return self.asked

    @property
    def form(self) -> Form:
        """The facts that any of the works asks for."""
        return form_of_works(self.asked)

    def find_askable(self, state: State) -> Iterator[tuple[Policy, Question]]:
        """The questions of all works, the most important first, with who asks them."""
        asked: list[tuple[Policy, Question]] = []
        for one in self.found(state).answers:
            kept = list(list_told(one.policy, state.case))
            for question in find_askable(one.policy, one.case, one.assessment):
                grant = question.grant if question.grant is None else kept[question.grant]
                asked.append((one.policy, replace(question, grant=grant)))
        yield from sorted(asked, key=lambda one: _urgency(one[1]))

    def progress(self, state: State) -> tuple[str, int]:
        """The total of all works so far in words, and how many supports are not settled yet."""
        found = self.found(state)
        form = "total" if found.proved else "bound"
        total = sentence("works", form, self.lang, range=Teller(self.policy, self.lang).range(found.total))
        return total, sum(count_open(one.assessment) for one in found.answers)

    def paid_supports(self) -> Iterator[Choice]:
        """The supports of all works that state a sum, each with the title of its work."""
        for policy in self.asked:
            for support in (one for one in policy.supports if one.is_paid):
                names = (
                    f"{policy.support_name(support, lang)} · {policy.title_in(lang)}" for lang in LANGUAGES
                )
                yield Choice(f"{policy.work}/{support.id}", *names)

    def support_of(self, key: str) -> Support:
        """A support by its work and its id, with a slash between them."""
        work, _, support = key.rpartition("/")
        return next(policy for policy in self.asked if policy.work == work).support(support)


def count_open(assessment: Assessment) -> int:
    """How many supports of an assessment are not settled yet."""
    return len({one.support for one in assessment.outcomes if one.claim and one.status in WAITING})


def _urgency(question: Question) -> tuple[bool, bool, int]:
    """The sorting key of questions: decisions of an agency come last, and most money comes first."""
    return question.judged, question.stake is not None, -(question.stake or 0)


def _made(step: Step, kind: str, choices: tuple[Choice, ...] = ()) -> Fact:
    zh, en = _QUESTIONS[step]
    return Fact(step.value, (), kind, zh, en, {"zh": zh, "en": en}, choices=choices)


def _key(question: Question) -> tuple[str, str]:
    """The part and fact of a question; earlier grants are distinguished by their numbers."""
    return (question.of, question.fact if question.grant is None else f"{question.grant} {question.fact}")


def _with_facts(state: State, of: str, facts: Facts) -> State:
    """The case with further facts of its applicant or of a claim; stated facts stay unchanged."""
    if of == APPLICANT:
        return replace(state, case=replace(state.case, applicant=_more(state.case.applicant, facts)))
    claims = tuple(
        replace(claim, facts=_more(claim.facts, facts)) if claim.id == of else claim
        for claim in state.case.claims or ()
    )
    return replace(state, case=replace(state.case, claims=claims))


def _with_grant(state: State, number: int, facts: Facts) -> State:
    """The case with further facts of an earlier grant."""
    ledger = tuple(
        replace(grant, facts=_more(grant.facts, facts)) if n == number else grant
        for n, grant in enumerate(state.case.ledger or ())
    )
    return replace(state, case=replace(state.case, ledger=ledger))


def _more(stated: Facts, facts: Facts) -> Facts:
    """Facts with additional ones; of several choices, each stated one stays."""
    parts = {
        key: {**value, **told}
        for key, value in facts.items()
        if isinstance(value, Mapping) and isinstance(told := stated.get(key), Mapping)
    }
    return {**facts, **stated, **parts}
