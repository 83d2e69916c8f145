"""The answers of the service: items that name the version, and for every sum its status and its clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from kb.assess.questions import Question, find_askable
from kb.assess.reading_impact import Change, find_cautious, weigh_readings
from kb.assess.tariff import make_tariff
from kb.cases.form import form_of
from kb.core.outcomes import Assessment, Combination, Outcome
from kb.core.ruleset import Same, read_policy
from kb.explain.answer import fact_of, say_answer, say_question, say_why
from kb.explain.items import results, service
from kb.explain.items.pages import Basis, Reading, Said
from kb.explain.items.parts import left_out
from kb.explain.outcomes import say_status, write_line
from kb.explain.receipts import period_of, unchecked_item
from kb.explain.results import amount_item
from kb.explain.whole_answer import Answer, answer
from kb.model.document import Provision
from kb.model.facts import Choice, Fact
from kb.model.policy import Policy, Support
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, Language, Place, PolicyError, error
from kb.model.words.names import fold_name, say_nearest
from kb.serve.requests import Asked
from kb.serve.versions import Versions
from render.data.parts import both, label, reading_data, support_data

MOST_FOUND = 20
"""The greatest number of provisions in the result of a search."""


def source_item(policy: Policy, readings: Mapping[str, str], on: date, program: str) -> service.Source:
    """The inputs of an answer. Raises :class:`PolicyError` for a reading or option that does not exist."""
    return _source(Same(policy), tuple(sorted(readings.items())), on, program)


@lru_cache(maxsize=512)
def _source(
    same: Same[Policy], chosen: tuple[tuple[str, str], ...], on: date, program: str
) -> service.Source:
    policy = same.thing
    readings = read_policy(policy, dict(chosen)).readings
    period = period_of(policy, readings)
    return service.Source(
        program=program,
        policy=results.Version(
            work=policy.document.work,
            date=policy.version.name,
            first_day=period.first.isoformat(),
            last_day=None if period.last is None else period.last.isoformat(),
            in_force=period.is_in_force(on),
            draft=period.is_draft,
            text=policy.hashes.get("text.xml", ""),
            trial=period.is_trial or UNSET,
        ),
        rules=policy.rules_hash,
        on=on.isoformat(),
        readings=readings,
        unchecked=unchecked_item(policy.unchecked),
    )


def answer_amounts(versions: Versions, asked: Asked) -> service.Amounts:
    """The amount of each claim under each support: bounds in fen, and the provision that gives it."""
    found = make_tariff(asked.policy, asked.readings).amounts(asked.case)
    return service.Amounts(
        _source_of(versions, asked),
        [
            service.ClaimAmount(claim, support, asked.policy.support(support).provision, low, high)
            for (claim, support), (low, high) in found.items()
        ],
    )


def answer_outcomes(versions: Versions, asked: Asked) -> service.Standings:
    """The outcome of every claim under each support of its kind, and the best combination."""
    assessment = asked.assess()
    return service.Standings(
        _source_of(versions, asked),
        [_standing(asked.policy, outcome) for outcome in assessment.outcomes if outcome.claim],
        _together(assessment),
    )


def answer_whole(versions: Versions, asked: Asked) -> results.Result:
    """The complete answer, as ``tiaowen assess --format json`` prints it."""
    return _answer(versions, asked).as_item()


DETAILS: dict[str, Callable[[Versions, Asked], object]] = {
    "amounts": answer_amounts,
    "outcomes": answer_outcomes,
    "full": answer_whole,
}
"""The levels of detail of an answer to a case, each with its function."""


def answer_explained(versions: Versions, asked: Asked, lang: Language) -> service.Explanation:
    """The complete answer in sentences, with the reasons and the words of the clauses."""
    found = _answer(versions, asked)
    clauses = _clauses(found.assessment.outcomes)
    sections = [
        service.Section(
            section.key,
            section.title,
            [
                service.Entry(
                    entry.head,
                    list(entry.lines),
                    ["  " * line.depth + write_line(line, lang) for line in entry.tree],
                    **_about(entry.outcome, section.key, clauses),
                )
                for entry in section.entries
            ],
        )
        for section in say_answer(found, lang, explain=True)
    ]
    return service.Explanation(_source_of(versions, asked), lang, sections, clauses)


def answer_questions(versions: Versions, asked: Asked, most: int | None = None) -> service.Questions:
    """The facts that can still change the result, the most important first, and the current total."""
    assessment = asked.assess()
    questions = find_askable(asked.policy, asked.case, assessment)[:most]
    return service.Questions(
        _source_of(versions, asked),
        [_asked(asked, question) for question in questions],
        _total(assessment.combination, assessment.combination.total, assessment.outcomes),
    )


def answer_readings(versions: Versions, asked: Asked) -> service.ReadingResults:
    """The readings that affect the case, with the result of each option, the most money first."""
    policy, assessment = asked.policy, asked.assess()
    clauses = {(outcome.claim, outcome.support): outcome.clauses for outcome in assessment.outcomes}
    found = []
    for stake in weigh_readings(policy, asked.case, assessment):
        reading = reading_item(policy, stake.reading)
        bases = list(dict.fromkeys(basis.provision for basis in reading.bases))
        options: list[tuple[str, Interval, tuple[Change, ...]]] = [(stake.chosen, stake.total, ())]
        options += [(other.option, other.total, other.changes) for other in stake.alternatives]
        found.append(
            service.ReadingResult(
                reading,
                stake.chosen,
                [
                    service.OptionResult(
                        option,
                        service.Sum(total.low, total.high, _settled(assessment.combination), bases),
                        [
                            service.Difference(
                                change.claim,
                                change.support,
                                change.status,
                                _sum(change.amount, change.status, clauses[change.claim, change.support]),
                            )
                            for change in changes
                            if change.claim
                        ],
                    )
                    for option, total, changes in options
                ],
            )
        )
    cautious = find_cautious(policy, asked.case, assessment).total
    return service.ReadingResults(
        _source_of(versions, asked), found, _total(assessment.combination, cautious, assessment.outcomes)
    )


def list_readings(versions: Versions, policy: Policy, on: date) -> service.ReadingList:
    """Every reading of a version."""
    readings = [reading_data(policy, reading) for reading in policy.readings]
    return service.ReadingList(source_item(policy, {}, on, versions.program), readings)


def list_works(versions: Versions, on: date) -> service.Works:
    """The policies and their versions."""
    return service.Works(
        versions.program,
        [
            service.Work(
                work,
                policies[-1].document.title,
                [source_item(policy, {}, on, versions.program).policy for policy in policies],
            )
            for work, policies in versions.works.items()
        ],
    )


def list_facts(versions: Versions, policy: Policy, on: date) -> service.Facts:
    """What a case may state, part by part."""
    form = form_of(policy)
    parts = [
        service.FactPart(
            part.id, both(part.label), [_fact(fact, fact.id in part.required) for fact in part.facts]
        )
        for part in form
    ]
    return service.Facts(source_item(policy, {}, on, versions.program), parts)


def list_supports(versions: Versions, policy: Policy, on: date, measure: str = "") -> service.Supports:
    """The supports of a version, or of one measure. Raises :class:`PolicyError` for an unknown measure."""
    if measure and measure not in {one.eid for one in policy.measures}:
        raise _unknown(measure, [one.eid for one in policy.measures])
    wanted = [one for one in policy.supports if measure in ("", one.measure)]
    return service.Supports(
        source_item(policy, {}, on, versions.program), [_offer(policy, support) for support in wanted]
    )


def show_support(versions: Versions, policy: Policy, on: date, key: str) -> service.OneSupport:
    """One support. Raises :class:`PolicyError` with the nearest ids where there is no such support."""
    found = next((support for support in policy.supports if support.id == key), None)
    if found is None:
        raise _unknown(key, [support.id for support in policy.supports])
    return service.OneSupport(source_item(policy, {}, on, versions.program), _offer(policy, found))


def show_provision(versions: Versions, policy: Policy, on: date, eid: str) -> service.OneProvision:
    """One provision by its eId: a part, a sentence or a clause. Raises :class:`PolicyError` where there is
    none.
    """
    known = {one.eid: one for one in _provisions(policy)}
    if eid not in known:
        raise _unknown(eid, list(known))
    return service.OneProvision(source_item(policy, {}, on, versions.program), known[eid])


def search_provisions(versions: Versions, policy: Policy, on: date, words: str) -> service.Found:
    """The sentences and clauses that contain the words, those with most of them first."""
    wanted = [fold_name(word) for word in words.split() if fold_name(word)]
    scored = []
    for n, one in enumerate(_provisions(policy)):
        if one.eid == one.measure:
            continue
        text, title = fold_name(one.text), fold_name(one.title)
        score = sum(2 * (word in text) + (word in title) for word in wanted)
        if score:
            scored.append((-score, n, one))
    found = [one for _, _, one in sorted(scored, key=lambda entry: entry[:2])[:MOST_FOUND]]
    return service.Found(source_item(policy, {}, on, versions.program), found)


def reading_item(policy: Policy, key: str) -> Reading:
    """One reading."""
    return reading_data(policy, next(reading for reading in policy.readings if reading.id == key))


def _answer(versions: Versions, asked: Asked) -> Answer:
    return answer(asked.policy, asked.case, versions.program, readings=asked.readings)


def _source_of(versions: Versions, asked: Asked) -> service.Source:
    return source_item(asked.policy, asked.readings, asked.case.date, versions.program)


def _sum(amount: Interval | None, status: object, clauses: Iterable[str]) -> service.Sum | None:
    item = amount_item(amount)
    return None if item is None else service.Sum(item.low, item.high, str(status), list(clauses))


def _standing(policy: Policy, outcome: Outcome) -> service.Standing:
    support = policy.support(outcome.support)
    return service.Standing(
        claim=outcome.claim,
        measure=outcome.measure,
        support=outcome.support,
        name=both(lambda lang: policy.support_name(support, lang)),
        status=outcome.status,
        says=both(lambda lang: say_status(outcome.status, lang)),
        amount=_sum(outcome.amount, outcome.status, outcome.clauses or (support.provision,)),
        ceiling=outcome.ceiling,
        missing=list(outcome.missing),
        judged=[results.Judged(judged.term, list(judged.agencies)) for judged in outcome.judged],
        presumed=list(outcome.presumed),
        clauses=list(outcome.clauses or (support.provision,)),
    )


def _together(assessment: Assessment) -> service.Together:
    combination, outcomes = assessment.combination, assessment.outcomes
    best = []
    for part in combination.best:
        outcome = assessment.outcome(part.claim, part.support)
        amount = service.Sum(part.amount.low, part.amount.high, str(outcome.status), list(outcome.clauses))
        best.append(service.Chosen(part.claim, part.support, amount))
    return service.Together(
        best,
        _total(combination, combination.total, outcomes),
        _total(combination, combination.if_given, outcomes),
        list(combination.waits),
    )


def _total(combination: Combination, total: Interval, outcomes: Iterable[Outcome]) -> service.Sum:
    """A total with the clauses of its parts and of the bars, or otherwise of everything considered."""
    taken = {(part.claim, part.support) for part in combination.best}
    clauses = _clauses(one for one in outcomes if (one.claim, one.support) in taken)
    clauses += [bar.provision for bar in combination.barred if bar.provision not in clauses]
    return service.Sum(total.low, total.high, _settled(combination), clauses or _clauses(outcomes))


def _settled(combination: Combination) -> str:
    if not combination.proved:
        return "unproved"
    return "settled" if combination.settled else "unsettled"


def _clauses(outcomes: Iterable[Outcome]) -> list[str]:
    """The clauses of everything claimed, or without claims of everything that could be claimed."""
    every = tuple(outcomes)
    claimed = [outcome for outcome in every if outcome.claim]
    return list(dict.fromkeys(clause for outcome in claimed or every for clause in outcome.clauses))


def _about(outcome: Outcome | None, section: str, clauses: list[str]) -> dict[str, Any]:
    """The subject of an entry: a claim and a support, or otherwise the whole case with all its clauses."""
    if outcome is None:
        return {"status": section, "clauses": clauses}
    return {
        "status": str(outcome.status),
        "clauses": list(outcome.clauses),
        "claim": left_out(outcome.claim),
        "support": outcome.support,
    }


def _asked(asked: Asked, question: Question) -> service.Asked:
    policy = asked.policy
    kind = next((one.kind for one in asked.case.claims or () if one.id == question.of), "")
    fact = _declared(policy, question, kind)
    clauses = list(dict.fromkeys(policy.support(key).provision for key in question.supports))
    return service.Asked(
        of=question.of or None,
        fact=question.fact,
        type=fact.type if fact else "list",
        question=both(lambda lang: say_question(policy, question, kind, lang)),
        why=both(lambda lang: say_why(policy, question, lang)),
        choices=_choices(fact.choices if fact else ()),
        supports=list(question.supports),
        stake=service.Sum(0, question.stake, "at-stake", clauses),
        judged=question.judged,
        bases=[Basis(basis.provision, basis.words) for basis in (fact.bases if fact else ())],
        grant=left_out(None if question.grant is None else question.grant + 1),
    )


def _declared(policy: Policy, question: Question, kind: str) -> Fact | None:
    """The fact that a question asks for, with the choices of the policy."""
    fact = fact_of(policy, question, kind)
    form = form_of(policy)
    part = form.grant if question.grant is not None else form.kind(kind)
    found = part.fact(question.fact) if part is not None else None
    return found or fact


def _fact(fact: Fact, required: bool) -> service.FactItem:
    return service.FactItem(
        id=fact.id,
        type=fact.type,
        name=both(fact.label),
        question=Said(**{lang: fact.question.get(lang, "") for lang in LANGUAGES}),
        choices=_choices(fact.choices),
        judged=fact.judged,
        required=required,
        bases=[Basis(basis.provision, basis.words) for basis in fact.bases],
    )


def _choices(choices: Iterable[Choice]) -> list[service.Choice]:
    return [service.Choice(choice.id, label(choice)) for choice in choices]


def _offer(policy: Policy, support: Support) -> service.SupportOffer:
    return service.SupportOffer(support_data(policy, support), "stated", [support.provision])


@lru_cache(maxsize=16)
def _told(same: Same[Policy]) -> tuple[service.ProvisionText, ...]:
    policy = same.thing
    found = []
    for part in policy.document.parts:
        measure = next((one for one in policy.measures if one.eid == part.eid), None)
        title = measure.headline if measure else ""
        named = [agency.id for agency in measure.named] if measure else []
        texts = [(part.eid, part.text)]
        for sentence in part.sentences:
            texts += [(one.eid, one.text) for one in _within(sentence)]
        for eid, text in texts:
            found.append(
                service.ProvisionText(
                    eid,
                    part.eid,
                    title,
                    text,
                    [one.id for one in policy.supports if _stands_in(one.provision, eid)],
                    [
                        one.id
                        for one in policy.readings
                        if any(_stands_in(b.provision, eid) for b in one.bases)
                    ],
                    named,
                )
            )
    return tuple(found)


def _provisions(policy: Policy) -> tuple[service.ProvisionText, ...]:
    """Every part, sentence and clause, in the order of the text."""
    return _told(Same(policy))


def _within(provision: Provision) -> list[Provision]:
    return [provision, *(one for clause in provision.clauses for one in _within(clause))]


def _stands_in(eid: str, outer: str) -> bool:
    return eid == outer or eid.startswith(f"{outer}__")


def _unknown(key: str, known: list[str]) -> PolicyError:
    short = key[:60]
    nearest = say_nearest(short, known, 4, likeness=50)
    return PolicyError([error("id-unknown", Place("", 0, short), id=short, nearest=nearest)])
