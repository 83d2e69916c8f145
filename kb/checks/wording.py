"""Plain wording and readings: complete in both languages, with sources, and without figures of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.model.facts import APPLICANT, GRANT
from kb.model.policy import Measure, Policy
from kb.model.wording import Figure, Link, Plain, PlainPart, Reading
from kb.model.words.errors import LANGUAGES, Finding, Language, Place, error, warning

_TYPED = {
    "zh": re.compile(r"[0-9０-９二三四五六七八九十百千万亿两]+"),
    "en": re.compile(
        r"[0-9]+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
        r"hundred|thousand|million|billion|half|double|twice|triple|per ?cent)\b",
        re.IGNORECASE,
    ),
}
"""The pattern of a figure. 一, 零 and ``one`` are often words and not numbers, so they are allowed."""

_MOST_TITLE = {"zh": 24, "en": 80}
"""The greatest length of a plain title, in characters."""


def check_wording(policy: Policy) -> Iterator[Finding]:
    """Findings about the plain wording of each language, then about the readings."""
    for lang in LANGUAGES:
        file = f"{policy.folder}/plain.{lang}.xml"
        for measure in policy.measures:
            if measure.eid not in policy.plain[lang]:
                yield error("plain-missing", Place(file, 0, measure.eid), language=lang, paragraph=lang)
        for part in policy.plain[lang].values():
            yield from _check_part(part, lang, policy, file)
    yield from _check_parallel(policy)
    for reading in policy.readings:
        yield from _check_reading(reading, f"{policy.folder}/readings.xml")
        yield from _check_days(reading, policy)


def _check_days(reading: Reading, policy: Policy) -> Iterator[Finding]:
    """Each day that may decide which version answers is a day that a case can state."""
    days = [fact.id for fact in policy.facts if fact.type == "date" and not {*fact.of} <= {APPLICANT, GRANT}]
    for option in reading.options:
        if option.day and option.day not in days:
            place = Place(f"{policy.folder}/readings.xml", reading.line, reading.id)
            words = {"option": option.id, "day": option.day, "known": "、".join(dict.fromkeys(days))}
            yield error("reading-day-unknown", place, **words)


def _check_part(part: PlainPart, lang: Language, policy: Policy, file: str) -> Iterator[Finding]:
    place = Place(file, part.line, part.eid)
    for text in (part.title, *part.supports.values()):
        yield from _typed(text, lang, place)
    if len(part.title) > _MOST_TITLE[lang]:
        yield warning("plain-title-long", place, title=part.title, most=_MOST_TITLE[lang])
    for sentence in part.sentences:
        yield from _check_sentence(sentence, lang, place)
        if not sentence.cites:
            yield error("plain-uncited", Place(file, sentence.line, part.eid))
        yield from _typed_agencies(sentence, lang, policy, Place(file, sentence.line, part.eid))
    item = policy[part.eid]
    if isinstance(item, Measure):
        yield from _check_measure(part, item, lang, policy, place)
    supports = {support.id for support in item.supports} if isinstance(item, Measure) else set()
    for key in sorted(supports - part.supports.keys()):
        yield error("support-unnamed", place, id=key, paragraph=lang)
    for key in sorted(part.supports.keys() - supports):
        yield error("support-unknown", place, id=key)


def _check_measure(
    part: PlainPart, measure: Measure, lang: str, policy: Policy, place: Place
) -> Iterator[Finding]:
    """The plain wording mentions every quantity that the rules of a measure use, and its agencies."""
    mentioned = {quantity for figure in _figures(part) for quantity in figure.quantities}
    used = dict.fromkeys(quantity for support in measure.supports for quantity in support.quantities)
    own = {provision.eid for provision in measure.provisions}
    for quantity in used:
        if quantity.provision in own and quantity not in mentioned:
            yield error(
                "plain-figure-missing",
                place,
                eid=quantity.provision,
                text=quantity.text,
                concept=quantity.concept,
                language=lang,
                paragraph=lang,
            )
    closing = measure.clause.responsibility
    if closing is None:
        return
    stated = [duty.agency.id for duty in measure.duties if duty.provision == closing.eid]
    sentences = [sentence for sentence in part.sentences if closing.eid in sentence.cites]
    named = list(dict.fromkeys(key for sentence in sentences for key in _agencies(sentence, policy)))
    if sorted(named) != sorted(set(stated)):
        line = sentences[0].line if sentences else part.line
        yield error(
            "plain-agencies-differ",
            Place(place.file, line, part.eid),
            stated=_names(stated, policy),
            named=_names(named, policy),
        )


def _agencies(sentence: Plain, policy: Policy) -> Iterator[str]:
    for run in sentence.parts:
        if isinstance(run, Link) and run.ref in policy.registry.agency_by_id:
            yield run.ref


def _names(keys: Iterable[str], policy: Policy) -> str:
    return "、".join(policy.registry.agency_by_id[key].name for key in keys) or "—"


def _typed_agencies(sentence: Plain, lang: Language, policy: Policy, place: Place) -> Iterator[Finding]:
    """Each name of an agency that is typed out where a reference belongs."""
    for run in sentence.parts:
        if not isinstance(run, str):
            continue
        for agency in policy.registry.agencies:
            if agency.kind == "group":
                continue  # a group has an everyday name, such as 各区
            names = (agency.name, *agency.short_names) if lang == "zh" else (agency.name_en,)
            name = next((name for name in names if name in run), "")
            if name:
                at = run.index(name)
                around = run[max(0, at - 8) : at + len(name) + 8].strip()
                yield error("plain-agency-typed", place, id=agency.id, name=name, around=around)


def _check_sentence(sentence: Plain, lang: str, place: Place) -> Iterator[Finding]:
    here = Place(place.file, sentence.line, place.eid)
    for run in sentence.parts:
        if not isinstance(run, Figure):
            yield from _typed(run if isinstance(run, str) else run.text, lang, here)


def typed_figures(text: str, lang: str) -> Iterator[tuple[str, str]]:
    """Each figure that is typed out in ``text``, with the words around it."""
    for found in _TYPED[lang].finditer(text):
        yield found.group(), text[max(0, found.start() - 8) : found.end() + 8].strip()


def _typed(text: str, lang: str, place: Place) -> Iterator[Finding]:
    for figure, around in typed_figures(text, lang):
        yield error("figure-typed", place, figure=figure, around=around)


def _check_parallel(policy: Policy) -> Iterator[Finding]:
    """Both languages have the same parts with the same figures."""
    zh, en = (policy.plain[lang] for lang in LANGUAGES)
    for eid in zh.keys() & en.keys():
        here, there = _figures(zh[eid]), _figures(en[eid])
        if here != there:
            only = "、".join(
                sorted({f"{q.text} ({q.provision})" for f in here ^ there for q in f.quantities})
            )
            place = Place(f"{policy.folder}/plain.en.xml", en[eid].line, eid)
            yield error("plain-figures-differ", place, figures=only)
        yield from _check_even(zh[eid], en[eid], f"{policy.folder}/plain.en.xml")
    for eid in sorted(zh.keys() ^ en.keys()):
        lang = "en" if eid in zh else "zh"
        yield error(
            "plain-missing", Place(f"{policy.folder}/plain.{lang}.xml", 0, eid), language=lang, paragraph=lang
        )


def _check_even(zh: PlainPart, en: PlainPart, file: str) -> Iterator[Finding]:
    """Each section of a part has as many sentences in both languages."""
    for section in ("offers", "to_whom", "decided", "open"):
        here, there = len(getattr(zh, section)), len(getattr(en, section))
        if here != there:
            words = {"section": section, "zh": here, "en": there}
            yield warning("plain-uneven", Place(file, en.line, en.eid), **words)


def _figures(part: PlainPart) -> set[Figure]:
    return {run for sentence in part.sentences for run in sentence.parts if isinstance(run, Figure)}


def _check_reading(reading: Reading, file: str) -> Iterator[Finding]:
    place = Place(file, reading.line, reading.id)
    for wording in (reading.question, *(option.text for option in reading.options)):
        for lang in LANGUAGES:
            if lang not in wording:
                yield error("reading-language-missing", place, id=reading.id, language=lang)
            else:
                yield from _check_sentence(wording[lang], lang, place)
