"""Commands over a whole library: a case under all works, and the status of each work on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from msgspec import UNSET

from kb import __version__
from kb.assess.works import (
    Answered,
    Given,
    LibraryAssessment,
    assess_library,
    keep_for,
    tell_work,
)
from kb.cases.case import Case
from kb.cases.form import form_of_works
from kb.cases.reading import read_case_form, read_day_of, read_file
from kb.cli.answer_output import print_answer
from kb.cli.choices import read_choices
from kb.cli.console import err, out, report
from kb.cli.interview import WorksInterview
from kb.cli.opening import open_policy
from kb.cli.options import Source
from kb.cli.wrapping import print_wrapped
from kb.explain.answer import say_silent, say_version
from kb.explain.catalogue import sentence
from kb.explain.items import works as items
from kb.explain.items.findings import finding_item
from kb.explain.items.parts import write_json
from kb.explain.results import interval_item
from kb.explain.whole_answer import complete
from kb.explain.words import Teller
from kb.loading import find_folders, load, load_each
from kb.model.figures import inline_text
from kb.model.library import Library, Silence
from kb.model.policy import Policy, Version
from kb.model.today import today
from kb.model.words.errors import Finding, Language, Place, PolicyError, error, note


@dataclass(frozen=True, slots=True)
class Refused:
    """A work that does not answer because of its errors; its title is empty where it cannot be read."""

    work: str
    title: str
    findings: tuple[Finding, ...]


def read_for(own: Sequence[Policy], folder: Path, text: str, name: str) -> tuple[Case, tuple[Finding, ...]]:
    """A case for versions of one work. What only other works of its library ask for is left out, and the
    findings say so.

    Raises :class:`PolicyError` where the case fits the whole library no better.
    """
    try:
        return read_case_form(form_of_works(own), text, name), ()
    except PolicyError as problem:
        root = find_folders(folder).root
        library, _ = load_each(root, on=read_day_of(text, name))
        others = [work.policy(work.present) for work in library.works if work.id != own[-1].work]
        if not others:
            raise
        try:
            whole = read_case_form(form_of_works([*own, *others]), text, name)
        except PolicyError:
            raise problem from None
    case, left = keep_for(own, others, whole)
    if len(own) == 1:  # of several versions, each gets its own part of the case later
        case = tell_work(own[0], case)
    place = Place(name)
    told = [
        note("claim-of-other-works", place, claim=claim, works="、".join(works) or "—")
        for claim, works in left.claims
    ]
    if left.facts:
        told.append(note("facts-of-other-works", place, facts="、".join(left.facts)))
    return case, tuple(told)


def assess_works(
    source: Source,
    folder: Path,
    text: str,
    name: str,
    lang: str,
    format: str,
    *,
    on: date | None,
    readings: Iterable[str],
    explain: bool,
) -> int:
    """Assess a case under every work of a library, print the answer of each, and the total of all."""
    language = cast(Language, lang)
    opened = _open_each(source, folder, language, on or read_day_of(text, name))
    case = opened.read(text, name)
    chosen = _read_readings(opened.checked, readings)
    found = assess_library(opened.sound, case, on=on, readings=chosen)
    print_works(found, language, format, explain=explain, refused=opened.refused)
    report(opened.findings, lang)
    return 1 if opened.refused else 0


def assess_versions(
    source: Source, folder: Path, text: str, name: str, lang: str, readings: Iterable[str]
) -> LibraryAssessment | None:
    """The answers of the versions of the only work, where a reading decides which day of a claim counts.

    ``None`` where the version on the day of the case has no such reading. That version then answers alone.
    """
    folders = find_folders(folder, on=read_day_of(text, name))
    if folders.is_named or len(folders.versions) < 2:
        return None
    library = load(folder, on=read_day_of(text, name))
    (work,) = library.works

    def opened(version: Version) -> Policy:
        return open_policy(replace(source, folder=folders.folder_of(version)), lang)[1]

    present = opened(work.present)
    if present.reading_about("version-day") is None and not present.transition_fact:
        return None
    checked = [
        present
        if one == work.present
        else open_policy(replace(source, folder=folders.folder_of(one)), lang)[1]
        for one in work.versions
    ]
    for policy in checked:
        work.keep(policy)
    case, left = read_for(checked, folder, text, name)
    chosen = read_choices(present, readings)
    report(left, lang)
    return assess_library(library, case, readings={work.id: chosen})


def open_works_interview(
    source: Source,
    folder: Path,
    named: str | None,
    lang: str,
    *,
    on: date | None,
    readings: Iterable[str],
) -> tuple[WorksInterview, Case, tuple[Refused, ...]]:
    """The interview on works of a library, the case that it begins with, and the works left out for errors.

    Raises :class:`PolicyError` where no work is without errors, and for a case that cannot be read.
    """
    text, name = ("", "") if named is None else (read_file(named), named)
    day = on or (today() if named is None else read_day_of(text, name))
    language = cast(Language, lang)
    opened = _open_each(source, folder, language, day)
    if named is None:
        case = Case(day or opened.sound.today, {}, None, None)
    else:
        case = opened.read(text, name)
        case = case if on is None else replace(case, date=on)
    chosen = _read_readings(opened.checked, readings)
    works = WorksInterview(opened.checked[0], {}, language, opened.sound, opened.checked, chosen)
    return works, case, opened.refused


def print_works(
    found: LibraryAssessment,
    lang: Language,
    format: str,
    *,
    explain: bool,
    refused: Sequence[Refused] = (),
) -> None:
    """Print what several works, or several versions of one, answer; ``refused`` are those left out.

    Raises :class:`PolicyError` for a format that only one answer has.
    """
    if format == "json":
        print(write_json(works_item(found, refused, lang)), end="")
    elif format == "text":
        _print(found, lang, explain=explain)
        for one in refused:
            title = sentence("works", "head", lang, title=one.title, work=one.work) if one.title else one.work
            told = sentence("works", "refused", lang, title=title)
            print_wrapped(out(), told, style="bold red")
    else:
        raise PolicyError([error("works-format", Place(), format=format)])


def works_item(
    found: LibraryAssessment, refused: Sequence[Refused] = (), lang: Language = "zh"
) -> items.WorksResult:
    """The result under several works as an item."""
    left = [
        items.Refused(one.work, one.title, [finding_item(each, lang) for each in one.findings])
        for one in refused
    ]
    answered = [
        items.Answered(
            one.work.id, one.work.title, complete(one.policy, one.case, one.assessment, __version__).as_item()
        )
        for one in found.answers
    ]
    silent = [
        items.Silent(one.work, one.title, one.on.isoformat(), one.kind, one.day.isoformat(), one.by or UNSET)
        for one in found.silent
    ]
    clashes = [
        items.Clash(_given_item(found, one.first), _given_item(found, one.second), one.kind, one.provision)
        for one in found.clashes
    ]
    others = [
        items.OtherDay(one.work.id, one.reading.id, one.option.id, interval_item(one.total))
        for one in found.other_days
    ]
    total = interval_item(found.total)
    day = found.on.isoformat()
    return items.WorksResult("1", day, answered, silent, clashes, total, found.proved, others, left)


def say_silence(silence: Silence, lang: Language) -> str:
    """The sentence that a work has no version in force on a day, and since or until when."""
    return sentence("version", silence.kind, lang, **say_silent(silence))


def _given_item(found: LibraryAssessment, given: Given) -> items.Given:
    answer = found.answers[given.answer]
    amount = interval_item(given.amount)
    return items.Given(answer.work.id, answer.policy.version.name, given.claim, given.support, amount)


@dataclass(frozen=True)
class _Opened:
    """The works of a library: ``sound`` are those that answer, ``checked`` their versions, and ``known`` the
    versions of all that can be loaded.
    """

    sound: Library
    checked: tuple[Policy, ...]
    known: tuple[Policy, ...]
    refused: tuple[Refused, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why works do not answer."""
        return tuple(dict.fromkeys(one for work in self.refused for one in work.findings))

    def read(self, text: str, name: str) -> Case:
        """A case, which may state facts that only a refused work asks for. Raises :class:`PolicyError`."""
        try:
            return read_case_form(form_of_works(self.known), text, name)
        except PolicyError as problem:
            raise PolicyError(dict.fromkeys([*problem.findings, *self.findings])) from None


def _open_each(source: Source, folder: Path, lang: Language, day: date | None) -> _Opened:
    """The works of a library on a day. Raises :class:`PolicyError` where none of them is without errors."""
    library, refused = load_each(folder, on=day)
    with err().status(sentence("works", "checking", lang)):
        checked, unsound = _check_each(source, library, lang)
    refused |= unsound
    titles = {work.id: work.title for work in library.works}
    left = tuple(Refused(work, titles.get(work, ""), told) for work, told in sorted(refused.items()))
    known = tuple(work.policy(work.present) for work in library.works)
    sound = replace(library, works=tuple(work for work in library.works if work.id not in refused))
    opened = _Opened(sound, checked, known, left)
    if not checked:
        raise PolicyError(opened.findings)
    return opened


def _check_each(
    source: Source, library: Library, lang: str
) -> tuple[tuple[Policy, ...], dict[str, tuple[Finding, ...]]]:
    """The version of each work that answers and has passed the check, and for each other work why not."""
    found, unsound = [], {}
    for work in library.works:
        version = Path(library.folder) / work.id / work.present.name
        folder = version if version.is_dir() else Path(library.folder)
        try:
            found.append(open_policy(replace(source, folder=folder), lang)[1])
        except PolicyError as problem:
            unsound[work.id] = problem.findings
    return tuple(found), unsound


def _read_readings(policies: Sequence[Policy], typed: Iterable[str]) -> dict[str, dict[str, str]]:
    """The chosen readings by work: each goes to the work that is named before it (``shuiche/G1=b``)."""
    chosen: dict[str, list[str]] = {}
    for words in typed:
        work, _, reading = words.rpartition("/")
        name = reading.partition("=")[0].strip()
        if work:
            owners = [one for one in policies if work in (one.work, one.work.rpartition("/")[2])]
        else:
            owners = [one for one in policies if any(reading.id == name for reading in one.readings)]
        if len(owners) != 1:
            known = "、".join(f"{one.work}/{name}=…" for one in owners or policies)
            raise PolicyError([error("works-reading", Place("--reading"), value=words, known=known)])
        chosen.setdefault(owners[0].work, []).append(reading)
    by_work = {policy.work: policy for policy in policies}
    return {work: read_choices(by_work[work], several) for work, several in chosen.items()}


def _print(found: LibraryAssessment, lang: Language, *, explain: bool) -> None:
    versions = len({one.policy.version.name for one in found.answers}) > 1
    for one in found.answers:
        days = say_version(one.policy.version, lang)
        form = "version" if versions and len({each.work.id for each in found.answers}) == 1 else "head"
        head = sentence("works", form, lang, title=one.work.title, work=one.work.id, version=days)
        print_wrapped(out(), head, style="bold")
        answer = complete(one.policy, one.case, one.assessment, __version__)
        print_answer(answer, lang, out(), explain=explain)
    for silence in found.silent:
        print_wrapped(out(), say_silence(silence, lang))
    if len(found.answers) > 1:
        _print_together(found, lang)
    print_other_days(found, lang)


def print_other_days(found: LibraryAssessment, lang: Language) -> None:
    """Print the total for each other day that may decide the version, where other versions then answer."""
    for other in found.other_days:
        words = {
            "title": other.work.title,
            "reading": other.reading.id,
            "question": inline_text(other.policy, other.reading.question[lang].parts, lang),
            "option": other.option.id,
            "text": inline_text(other.policy, other.option.text[lang].parts, lang),
            "range": Teller(other.policy, lang).range(other.total),
        }
        print_wrapped(out(), sentence("works", "other-day", lang, **words), 1)


def _print_together(found: LibraryAssessment, lang: Language) -> None:
    """Print which sums of the works exclude one another, and the total."""
    print_wrapped(out(), sentence("works", "together", lang), style="bold cyan")
    for clash in found.clashes:
        words = {
            "first": _say_given(found.answers[clash.first.answer], clash.first, lang),
            "second": _say_given(found.answers[clash.second.answer], clash.second, lang),
        }
        told = sentence("works", clash.kind, lang, **words)
        title = found.answers[clash.second.answer].work.title
        cited = {"clash": told, "title": title, "provision": clash.provision}
        print_wrapped(out(), sentence("works", "clash", lang, **cited), 1)
    range_ = Teller(found.answers[0].policy, lang).range(found.total)
    form = "total" if found.proved else "bound"
    print_wrapped(out(), sentence("works", form, lang, range=range_), 1)


def _say_given(answer: Answered, given: Given, lang: Language) -> str:
    """A sum with its policy, support, level of government and claim."""
    policy = answer.policy
    place = policy.jurisdiction
    level = sentence("works", place.level if place is not None else "city", lang)
    name = policy.support_name(policy.support(given.support), lang)
    return sentence(
        "works", "given", lang, title=answer.work.title, level=level, support=name, claim=given.claim
    )
