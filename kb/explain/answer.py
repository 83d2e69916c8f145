"""A complete answer in sentences: sections with titles, for the command line and for the printed page.

The sentences are in ``answer.toml`` and, for outcomes and combinations, in ``explain.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.assess.questions import NearMiss, Question
from kb.cases.case import Case
from kb.core.outcomes import REFUSED, Outcome
from kb.explain.catalogue import say_formalities, say_value, sentence
from kb.explain.outcomes import Line, say_combination, say_note, say_outcome, say_status, say_tree
from kb.explain.readings import MOST_STAKES, list_stakes, moves_money
from kb.explain.whole_answer import Answer, Group
from kb.explain.words import Teller, begin
from kb.model.facts import APPLICANT, GRANT, OBJECT, Fact
from kb.model.figures import inline_text
from kb.model.library import Silence, find_silence
from kb.model.policy import Policy, Version
from kb.model.values import Money
from kb.model.wording import Reading
from kb.model.words.errors import Language

MOST_QUESTIONS = 3
"""The greatest number of questions in a short answer."""

DIGITS = 12
"""The number of digits of a fingerprint that are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a section: its heading, the lines below it, and the lines of its explanation, if there is
    one.

    ``outcome`` is the outcome that it describes, where it describes one.
    """

    head: str
    lines: tuple[str, ...] = ()
    tree: tuple[Line, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an answer: its key (``open``, ``best``, ``stakes``, …), its title and its entries.

    The title is empty where the section is a single line.
    """

    key: str
    title: str
    entries: tuple[Entry, ...]


def say_answer(answer: Answer, lang: Language, *, explain: bool = False) -> tuple[Section, ...]:
    """An answer in sections, without empty ones.

    Unless ``explained`` is set, supports for other subjects are only counted, and only the first readings and
    questions are named.
    """
    teller = Teller(answer.policy, lang)
    told = {
        "version": _version(answer, lang),
        "chosen": _chosen(answer, lang),
        **{group.value: _outcomes(answer, group, teller, explain) for group in Group},
        "best": _best(answer, lang),
        "next": _next(answer, lang),
        "notes": (Entry(say_note(answer.policy, note, lang)) for note in answer.assessment.notes),
        "presumed": _presumed(answer, lang),
        "stakes": _stakes(answer, lang, explain),
        "questions": _questions(answer, teller, explain),
    }
    untitled = () if explain else (Group.APART,)
    titles = {key: "" if key in untitled else sentence("title", key, lang) for key in told}
    parts = (Section(key, titles[key], tuple(entries)) for key, entries in told.items())
    return tuple(part for part in parts if part.entries)


def say_question(policy: Policy, question: Question, kind: str, lang: Language) -> str:
    """The text of a question; ``kind`` is the kind of the claim that it concerns."""
    of_grants = (one for one in policy.facts_of(GRANT) if one.id == question.fact)
    fact = fact_of(policy, question, kind) or next(of_grants, None)
    return fact.question[lang] if fact else sentence("question", question.fact, lang)


def say_grant(teller: Teller, case: Case, number: int) -> str:
    """The earlier grant that a question concerns: its number, and its support, object and sum as stated."""
    told = (case.ledger or ())[number].facts
    parts = [teller.support(support)] if isinstance(support := told.get("support"), str) else []
    parts += [teller.quote(name) for name in (told.get(OBJECT),) if isinstance(name, str)]
    parts += [teller.sum(sum_.fen) for sum_ in (told.get("amount"),) if isinstance(sum_, Money)]
    form = "grant" if parts else "grant-bare"
    return sentence("question", form, teller.lang, number=str(number + 1), told=teller.join(parts))


def say_why(policy: Policy, question: Question, lang: Language) -> str:
    """The results that depend on a question, and the most that it may bring, without a full stop."""
    count, form = len(question.supports), "supports"
    if question.stake:
        form = "supports-one" if count == 1 else "supports-sum"
    told = sentence(
        "question", form, lang, count=str(count), sum=Teller(policy, lang).sum(question.stake or 0)
    )
    return sentence("question", "judged", lang, told=told) if question.judged else told


def fact_of(policy: Policy, question: Question, kind: str) -> Fact | None:
    """The declaration of the requested fact; ``None`` for the claims and the ledger, which are no facts."""
    owner = GRANT if question.grant is not None else APPLICANT if question.of == APPLICANT else kind
    asked = policy.facts_of(owner)
    return next((fact for fact in asked if fact.id == question.fact), None)


def say_receipt(answer: Answer, lang: Language) -> str:
    """The version, the day and the fingerprints behind an answer, in one line."""
    receipt = answer.receipt
    hashes = {"text": receipt.text, "rules": receipt.rules, "case": receipt.case, "result": receipt.result}
    short = {name: value[:DIGITS] for name, value in hashes.items()}
    on = receipt.on.isoformat()
    version = say_version(receipt.period, lang)
    return sentence("receipt", "line", lang, version=version, on=on, **short)


def say_version(version: Version, lang: Language) -> str:
    """A version with the days on which it is in force, without a full stop."""
    form = "open" if version.last is None else "closed"
    last = "" if version.last is None else version.last.isoformat()
    told = sentence("version", form, lang, version=version.name, first=version.first.isoformat(), last=last)
    for form, is_so in (("trial", version.is_trial), ("draft", version.is_draft)):
        told = sentence("version", form, lang, told=told) if is_so else told
    return told


def say_silent(silence: Silence) -> dict[str, str]:
    """The words for the slots of the sentence that a work has no version in force."""
    return {"title": silence.title, "day": silence.day.isoformat(), "by": silence.by}


def _version(answer: Answer, lang: Language) -> Iterator[Entry]:
    """The sentence that the version is not in force on the day of the case, or is a draft;
    empty otherwise.
    """
    policy, on = answer.policy, answer.assessment.on
    used = answer.receipt.period
    words = {"on": on.isoformat(), "version": say_version(used, lang)}
    if not used.is_in_force(on):
        other = next((one for one in policy.versions if one.name != used.name and one.is_in_force(on)), None)
        if other is None:
            versions = tuple(used if one.name == used.name else one for one in policy.versions)
            silence = find_silence(policy.work, policy.title, versions, on)
            why = sentence("version", silence.kind, lang, **say_silent(silence))
            yield Entry(sentence("version", "none", lang, **words) + ("" if lang == "zh" else " ") + why)
        else:
            yield Entry(sentence("version", "other", lang, other=say_version(other, lang), **words))
    if used.is_draft:
        yield Entry(sentence("version", "is-draft", lang, **words))


def _chosen(answer: Answer, lang: Language) -> Iterator[Entry]:
    """The readings with an option other than the default."""
    policy = answer.policy
    for reading in policy.readings:
        option = answer.assessment.readings[reading.id]
        if option != reading.default:
            text = _option(policy, reading, option, lang)
            yield Entry(sentence("chosen", "one", lang, reading=reading.id, option=option, text=text))


def _option(policy: Policy, reading: Reading, option: str, lang: Language) -> str:
    found = next(one for one in reading.options if one.id == option)
    return inline_text(policy, found.text[lang].parts, lang)


def _outcomes(answer: Answer, group: Group, teller: Teller, explain: bool) -> Iterator[Entry]:
    outcomes = answer.of(group)
    if answer.case.claims is None and not explain:
        if group is Group.WAITING:
            yield Entry(sentence("apart", "unclaimed", teller.lang, count=str(len(outcomes))))
        return
    if group is Group.APART and not explain:
        told = {o.support for other in Group if other is not group for o in answer.of(other)}
        if count := len({outcome.support for outcome in outcomes} - told):
            yield Entry(sentence("apart", "count", teller.lang, count=str(count)))
        return
    for outcome in outcomes:
        # Presumptions are listed once for all outcomes, in a part of their own.
        head, *lines = say_outcome(answer.policy, outcome._replace(presumed=()), teller.lang)
        if near := answer.near_of(outcome):
            lines.append(say_miss(answer.policy, near, teller.lang, _kind(answer, outcome.claim)))
        kind = answer.policy.support(outcome.support).per
        tree = say_tree(answer.policy, outcome.reasons, teller.lang, kind) if explain else ()
        yield Entry(head, tuple(dict.fromkeys(lines)), tree, outcome)


def say_miss(policy: Policy, near: NearMiss, lang: Language, kind: str) -> str:
    """The changes that would be needed, and what would then be available; ``kind`` is the kind
    of the claim.
    """
    teller = Teller(policy, lang, kind)
    changes = []
    for fact, before, after in near.changes:
        words = {"needed": say_value(teller, fact, after), "now": say_value(teller, fact, before)}
        form = "presumed" if fact in near.presumed else "change"
        changes.append(sentence("near", form, teller.lang, fact=teller.fact(fact), **words))
    told = sentence("near", "and", teller.lang).join(changes)
    status = say_status(near.then.status, teller.lang)
    amount = near.then.amount
    if amount is None:
        return sentence("near", "would-no-sum", teller.lang, changes=told, status=status)
    high = None if amount.high is None else teller.sum(amount.high)
    form = "any" if high is None else "most"
    sum_ = sentence("near", form, teller.lang, high=high or "")
    return sentence("near", "would", teller.lang, changes=told, status=status, sum=sum_)


def _best(answer: Answer, lang: Language) -> Iterator[Entry]:
    combination = answer.assessment.combination
    if combination.best or combination.barred:
        head, *lines = say_combination(answer.policy, combination, lang)
        range_ = Teller(answer.policy, lang).range(answer.cautious.total)
        yield Entry(head, (sentence("best", "cautious", lang, range=range_), *lines))


def _next(answer: Answer, lang: Language) -> Iterator[Entry]:
    """The steps before and after a grant, for every support that is not refused."""
    outcomes = (one for one in answer.assessment.outcomes if one.claim and one.status not in REFUSED)
    for key in dict.fromkeys(outcome.support for outcome in outcomes):
        if lines := tuple(say_formalities(answer.policy, key, lang)):
            yield Entry(Teller(answer.policy, lang).support(key), lines)


def _presumed(answer: Answer, lang: Language) -> Iterator[Entry]:
    for fact, kind in answer.presumed.items():
        teller = Teller(answer.policy, lang, kind)
        if why := teller.why(fact):
            why = why if lang == "zh" else why[:1].lower() + why[1:]
            yield Entry(sentence("presumed", "one", lang, fact=begin(teller.fact(fact)), why=why))


def _stakes(answer: Answer, lang: Language, explain: bool) -> Iterator[Entry]:
    stakes = answer.stakes if explain else tuple(filter(moves_money, answer.stakes))[:MOST_STAKES]
    yield from (Entry(head, lines) for head, lines in list_stakes(answer, lang, stakes))
    if more := len(answer.stakes) - len(stakes):
        yield Entry(sentence("stake", "count", lang, count=str(more)))


def _questions(answer: Answer, teller: Teller, explain: bool) -> Iterator[Entry]:
    policy, lang = answer.policy, teller.lang
    for question in answer.questions if explain else answer.questions[:MOST_QUESTIONS]:
        asked = say_question(policy, question, _kind(answer, question.of), lang)
        named = question.of if question.of != APPLICANT else ""
        if question.grant is not None:
            named = say_grant(teller, answer.case, question.grant)
        form = "one" if named else "plain"
        head = sentence("question", form, lang, of=begin(named), question=asked)
        yield Entry(head + sentence("question", "told", lang, told=say_why(policy, question, lang)))


def _kind(answer: Answer, claim: str) -> str:
    """The kind of a claim; empty where there is no such claim."""
    return next((one.kind for one in answer.case.claims or () if one.id == claim), "")
