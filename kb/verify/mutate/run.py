"""Mutation testing: the changes of a policy that nothing would detect, by clause, and the case to add for
each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kb.checks import check_policy
from kb.loading import join_sources, read_sources
from kb.loading.published_text import departs, read_published
from kb.model.document import Clause, join_label, part_of
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify.casebook.corpus import find_corpus, read_corpus
from kb.verify.casebook.folder import FOLDER, read_casebook
from kb.verify.casebook.kept_case import State, state_of
from kb.verify.casebook.replay import is_outdated
from kb.verify.mutate.detect import Fate, Killer, Watch
from kb.verify.mutate.distinguish import Apart, is_proved_same, tell_apart
from kb.verify.mutate.facts import fact_mutants, figure_mutants, reading_mutants
from kb.verify.mutate.mutant import Mutant, Words
from kb.verify.mutate.rules import rules_mutants
from kb.verify.mutate.second_record import read_record
from kb.verify.mutate.text import text_mutants
from kb.verify.results import Result, Verdict
from kb.verify.sentences import fill_in, sentences

COMMAND = "mutate"

Told = Callable[[int, int], None]
"""A function that is called with the number of finished mutants and the total."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The final fate of a mutant: detected, proved equivalent (``why``), or neither.

    ``apart`` is a case that would detect it.
    """

    fate: Fate
    why: str = ""
    apart: Apart | None = None


def keep_watch(folder: str | Path, corpus: Path | None = None) -> Watch:
    """The safeguards of the policy in a folder: its publication, checks, cases and record.

    Cases and record lie in ``corpus``, or beside the policy where none is named. Raises :class:`PolicyError`
    for a policy, a corpus or a case that cannot be read.
    """
    sources = read_sources(folder)
    policy = join_sources(sources)
    corpus = corpus or find_corpus(sources.folders.root)
    book = read_corpus(policy, corpus, sources.folders.version)
    own = read_casebook(policy, sources.folders.version / FOLDER)
    if book.findings or own.findings:
        raise PolicyError([*book.findings, *own.findings])
    # A case that was confirmed for other words detects nothing.
    confirmed = [one for one in (*book.cases, *own.cases) if state_of(policy, one) is State.CONFIRMED]
    return Watch(
        policy,
        sources,
        tuple(one for one in confirmed if not is_outdated(policy, one)),
        read_published(sources.folders),
        read_record(corpus),
        frozenset(finding.code for finding in check_policy(policy)),
    )


def find_mutants(watch: Watch, measures: Sequence[str] = (), most: int = 0, seed: int = 0) -> list[Mutant]:
    """Every mutant of a policy, or of some measures (eIds), in the order of its text.

    Where there are more than ``most`` (0 for no limit), a sample that is the same for the same ``seed``.
    """
    makers = (text_mutants, rules_mutants, reading_mutants, fact_mutants, figure_mutants)
    found = [mutant for make in makers for mutant in make(watch.policy, watch.sources)]
    if measures:
        found = [mutant for mutant in found if mutant.part in measures]
    if most and len(found) > most:
        found = Random(seed).sample(found, most)
    order = {part.eid: n for n, part in enumerate(watch.policy.document.parts)}
    return sorted(found, key=lambda mutant: order.get(mutant.part, len(order)))


def mutate(
    watch: Watch, mutants: Sequence[Mutant], *, seed: int = 0, told: Told | None = None
) -> Iterator[Result]:
    """For each part of the policy, the undetected mutants, the equivalent ones, and the number tried.

    Without any case only that is reported, because most changes would stay undetected.
    """
    yield from _publication(watch)
    if not watch.cases:
        first = watch.policy.document.parts[0].sentences[0].eid
        yield Result(COMMAND, "published", Verdict.UNDECIDED, "no-cases", (first,))
    done: list[Judged] = []
    for number, mutant in enumerate(mutants, 1):
        done.append(judge(watch, mutant, seed))
        if told is not None:
            told(number, len(mutants))
        if number == len(mutants) or mutants[number].part != mutant.part:
            yield from _of_part(watch, mutant.part, done)
            done = []


def judge(watch: Watch, mutant: Mutant, seed: int = 0) -> Judged:
    """The fate of a mutant.

    For a mutant that nothing detects, it has a case that would detect it, or the proof that no case can.
    """
    fate = watch.judge(mutant)
    if fate.is_noticed:
        return Judged(fate)
    if fate.same:
        return Judged(fate, "same-rules")
    if is_proved_same(watch, fate):
        return Judged(fate, "solver")
    return Judged(fate, "", tell_apart(watch, fate, seed))


def say_change(mutant: Mutant) -> dict[str, str]:
    """A mutant in words, as the middle of a sentence, in both languages."""
    return fill_in(sentences(COMMAND)["changes"][mutant.kind], mutant.words)


def _publication(watch: Watch) -> Iterator[Result]:
    """Whether there is a publication to compare with and the text agrees with it."""
    first = watch.policy.document.parts[0].sentences[0].eid
    if watch.published is None:
        yield Result(COMMAND, "published", Verdict.UNDECIDED, "missing", (first,))
    elif (found := departs(watch.policy.document, watch.published)) is not None:
        words = {"published": found.published, "here": found.here}
        at = _provision(watch, found.eid)
        yield Result(COMMAND, "published", Verdict.REFUTED, "departs", (at,), words)


def _of_part(watch: Watch, part: str, done: Sequence[Judged]) -> Iterator[Result]:
    for judged in done:
        if not judged.fate.is_noticed and not judged.why:
            yield _survivor(watch, judged)
    clause = _name(watch, part)
    proved = [judged for judged in done if judged.why]
    for why in dict.fromkeys(judged.why for judged in proved):
        changes = [say_change(judged.fate.mutant) for judged in proved if judged.why == why]
        words: Words = {
            "clause": clause,
            "count": str(len(changes)),
            "why": dict(sentences(COMMAND)["why"][why]),
            "changes": {"zh": "；".join(c["zh"] for c in changes), "en": "; ".join(c["en"] for c in changes)},
        }
        at = (_provision(watch, part),)
        yield Result(COMMAND, "noticed", Verdict.PROVED, "equivalent", at, words)
    noticed = [judged.fate for judged in done if judged.fate.is_noticed]
    if noticed:
        told: Words = {"clause": clause, "count": str(len(noticed)), "killers": _killers(noticed)}
        at = (_provision(watch, part),)
        yield Result(COMMAND, "noticed", Verdict.SAMPLED, "clause", at, told, samples=len(noticed))


def _survivor(watch: Watch, judged: Judged) -> Result:
    mutant, apart = judged.fate.mutant, judged.apart
    return Result(
        COMMAND,
        "survivor",
        Verdict.UNDECIDED if apart is None else Verdict.REFUTED,
        "open" if apart is None else "found",
        (_provision(watch, mutant.at),),
        {"change": say_change(mutant)},
        support=mutant.support,
        case=None if apart is None else apart.case,
        readings={} if apart is None else apart.readings,
    )


def _killers(fates: Sequence[Fate]) -> dict[str, str]:
    """How many mutants each safeguard detected; one change may be detected by several."""
    count = Counter(killer for fate in fates for killer in fate.killers)
    words = sentences(COMMAND)["killers"]
    told = {
        lang: [
            words["one"][lang].format(killer=words[killer][lang], count=count[killer])
            for killer in Killer
            if count[killer]
        ]
        for lang in LANGUAGES
    }
    return {"zh": "，".join(told["zh"]), "en": ", ".join(told["en"])}


def _name(watch: Watch, part: str) -> dict[str, str]:
    """A part by its number and title as published, or by its name."""
    for one in watch.policy.document.parts:
        if one.eid == part and isinstance(one, Clause):
            return dict.fromkeys(LANGUAGES, join_label(one.num, one.heading.rstrip("。")))
    return dict(sentences(COMMAND)["names"][part])


def _provision(watch: Watch, eid: str) -> str:
    """The eId itself where it is a sentence or clause, else the first sentence of its part."""
    if any(provision.eid == eid for provision in watch.policy.document.provisions()):
        return eid
    part = part_of(eid)
    return next(one.sentences[0].eid for one in watch.policy.document.parts if one.eid == part)
