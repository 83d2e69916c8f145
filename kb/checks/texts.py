"""The text: numbering, sentences, and every numeral either marked or known to be no quantity."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kb.model.definitions import find_definitions
from kb.model.document import Clause, Document, Provision, Run, Section
from kb.model.duties import agency_of, find_duties, stated_for_all, stated_in
from kb.model.numbers import NUMERIC, elides_yuan, find_numbers, write_numeral
from kb.model.numbers.labels import begins_part
from kb.model.registry import Registry
from kb.model.words.errors import Finding, Place, error, warning

_SENTENCE_END = "。"
_CLAUSE_END = ";"


def check_text(document: Document, registry: Registry, file: str) -> Iterator[Finding]:
    """Findings about the text itself; ``file`` is its name in findings."""
    duties = find_duties(document, registry)
    statements = {duty.statement for told in duties.values() for duty in told}
    if not document.clauses:
        yield error("text-without-provision", Place(file, 1))
    if not document.levels:
        yield from _check_numbers(document, file)
    for part in document.parts:
        yield from _check_eids(part, file)
        for sentence in part.sentences:
            is_measure = isinstance(part, Clause) and not document.levels and sentence.text not in statements
            yield from _check_sentence(sentence, file, is_measure=is_measure)
            if begins_part(sentence.text):
                place = Place(file, sentence.line, sentence.eid)
                yield warning("numbering-as-prose", place, text=sentence.text[:16])
            for provision in sentence.smallest():
                yield from _check_numerals(provision, registry, file)
    for clause in document.standing:
        yield from _check_plain_runs(clause.heading_runs, registry, Place(file, clause.line, clause.eid))
        is_stated = any(duty.is_stated for duty in duties[clause.eid])
        if not is_stated and not document.levels:  # in other texts there may be provisions without an agency
            yield error("measure-without-agency", Place(file, clause.line, clause.eid))
        yield from _check_agencies(clause, registry, file)
    for division in document.divisions:
        place = Place(file, division.line, division.eid)
        yield from _check_plain_runs(division.heading_runs, registry, place)
    yield from _check_title(document, file)
    yield from _check_responsible(document, registry, file)
    yield from _check_definitions(document, file)


def _check_responsible(document: Document, registry: Registry, file: str) -> Iterator[Finding]:
    """Names that the text makes responsible and that nobody registered, so that they have no duty."""
    closings = {closing.eid for closing in document.responsibilities}  # whose names loading looks up
    told = [one for part in document.parts for one in stated_in(part)] + [*stated_for_all(document)]
    for one in dict.fromkeys(told):
        if one.provision not in closings and agency_of(one.name, registry) is None:
            nearest = "、".join(registry.nearest_agency_names(one.name)) or "—"
            place = Place(file, one.line, one.provision)
            if one.is_sentence:
                yield warning("agency-in-sentence", place, name=one.name, nearest=nearest)
            else:
                yield error("agency-unregistered", place, name=one.name, nearest=nearest)


def _check_definitions(document: Document, file: str) -> Iterator[Finding]:
    """Terms that the text defines twice, so that a reader finds two meanings."""
    first: dict[str, str] = {}
    for one in find_definitions(document):
        if (before := first.setdefault(one.term, one.provision)) != one.provision:
            place = Place(file, one.line, one.provision)
            yield warning("definition-twice", place, term=one.term, first=before)


def _check_numbers(document: Document, file: str) -> Iterator[Finding]:
    number, inserted = 0, 0
    for clause in document.clauses:
        place = Place(file, clause.line, clause.eid)
        # A measure inserted by an amendment has the number before it plus its own: (五)之一, para_5-1.
        if number and clause.eid == f"para_{number}-{inserted + 1}":
            inserted += 1
            num = f"({write_numeral(number)})之{write_numeral(inserted)}"
        else:
            number, inserted = number + 1, 0
            num = f"({write_numeral(number)})"
            if clause.eid != f"para_{number}":
                yield error("measure-number", place, eid=clause.eid, expected=f"para_{number}")
                continue
        if clause.num != num:
            yield error("measure-num", place, num=clause.num, expected=num)
        if clause.eid in document.removed:
            continue
        if not clause.heading:
            yield error("measure-without-heading", place)
        if not clause.sentences:
            yield error("measure-without-sentence", place)


def _check_eids(part: Section | Clause, file: str) -> Iterator[Finding]:
    n, inserted = 0, 0
    for sentence in part.sentences:
        if sentence.eid == f"{part.eid}__s_{n}-{inserted + 1}":  # inserted by an amendment
            inserted += 1
            expected = sentence.eid
        else:
            n, inserted = n + 1, 0
            expected = f"{part.eid}__s_{n}"
        if sentence.eid != expected:
            yield error("eid-irregular", Place(file, sentence.line, sentence.eid), expected=expected)
        for m, clause in enumerate(sentence.clauses, 1):
            if clause.eid != f"{expected}__c_{m}":
                place = Place(file, clause.line, clause.eid)
                yield error("eid-irregular", place, expected=f"{expected}__c_{m}")


def _check_sentence(sentence: Provision, file: str, *, is_measure: bool) -> Iterator[Finding]:
    place = Place(file, sentence.line, sentence.eid)
    text = sentence.text
    if not text.strip():
        yield error("sentence-empty", place)
    elif is_measure and not text.endswith(_SENTENCE_END):
        yield warning("sentence-unended", place, text=text[-12:])
    if _SENTENCE_END in text[:-1]:
        yield warning("sentence-several", place, text=text[: text.index(_SENTENCE_END) + 1])
    if not sentence.clauses and _CLAUSE_END in text[:-1]:
        yield warning("clauses-unsplit", place)
    for clause in sentence.clauses[:-1]:
        if not clause.text.endswith(_CLAUSE_END):
            yield warning("clause-unended", Place(file, clause.line, clause.eid))


def _check_numerals(provision: Provision, registry: Registry, file: str) -> Iterator[Finding]:
    place = Place(file, provision.line, provision.eid)
    yield from _check_plain_runs(provision.runs, registry, place)
    yield from _check_cuts(provision, registry, place)
    marks = provision.marks
    for mark, following in pairwise((*marks, None)):
        concept = registry.concept_by_id.get(mark.concept) if mark else None
        if mark is None or concept is None or concept.unit != "money" or not elides_yuan(mark.text):
            continue
        # 元 may be elided only within a list whose next member, in the end, carries it.
        if following is None or following.concept != mark.concept:
            yield error("yuan-elided", place, text=mark.text)


def _check_cuts(provision: Provision, registry: Registry, place: Place) -> Iterator[Finding]:
    """A mark covers the whole number: [100万]美元 is no sum of yuan, and [3]分之一 is not three."""
    numbers = list(find_numbers(provision.text))
    end = 0
    for run in provision.runs:
        start, end = end, end + len(run if isinstance(run, str) else run.text)
        concept = None if isinstance(run, str) else registry.concept_by_id.get(run.concept)
        if isinstance(run, str) or concept is None or concept.unit is None:
            continue
        for number in numbers:
            is_end = len(number.values) == 2 and (number.start == start or number.end == end)
            overlaps = number.start < end and start < number.end
            if (
                overlaps
                and not is_end
                and (number.start < start or end < number.end or number.kind in ("label", "word"))
            ):
                around = provision.text[max(0, number.start - 2) : number.end + 2]
                yield error("quantity-cut", place, text=run.text, around=around)


def _check_plain_runs(runs: tuple[Run, ...], registry: Registry, place: Place) -> Iterator[Finding]:
    for run in runs:
        if isinstance(run, str):
            yield from _unmarked(run, registry.no_numbers, place)


def _unmarked(text: str, no_numbers: tuple[str, ...], place: Place) -> Iterator[Finding]:
    for words in no_numbers:
        text = text.replace(words, "\0")
    wholes = {at: number for number in find_numbers(text) for at in range(number.start, number.end)}
    # A word that only contains a numeral states no number that a rule could use.
    told = 0
    for found in NUMERIC.finditer(text):
        if found.start() < told:
            continue
        whole = wholes.get(found.start())
        if whole is not None and whole.kind == "word":
            told = whole.end
            continue
        start, told = (whole.start, whole.end) if whole is not None else found.span()
        around = text[max(0, start - 6) : told + 6].replace("\0", "…")
        numeral = text[start:told]
        if whole is not None and whole.kind == "money":  # no name or mere word
            yield error("quantity-unmarked", place, numeral=numeral, around=around)
        else:
            yield error("numeral-unmarked", place, numeral=numeral, around=around)


def _check_agencies(clause: Clause, registry: Registry, file: str) -> Iterator[Finding]:
    if clause.responsibility is None:
        return
    for mark in clause.responsibility.agencies:
        agency = registry.agency_by_id.get(mark.concept)
        if agency is not None and agency.kind == "department":
            prefix = registry.prefix_of(agency)
            if mark.text in agency.short_names and not mark.text.startswith(prefix):
                place = Place(file, mark.line, clause.eid)
                yield warning("agency-prefix", place, name=mark.text, prefix=prefix)
            break
    seen: set[str] = set()
    for mark in clause.responsibility.agencies:
        if mark.concept in seen:
            yield error("agency-twice", Place(file, mark.line, clause.eid), name=mark.text)
        seen.add(mark.concept)


def _check_title(document: Document, file: str) -> Iterator[Finding]:
    preface = document.preface
    if preface is not None and document.title not in preface.text:
        yield warning("title-differs", Place(file, preface.line, preface.eid), title=document.title)
