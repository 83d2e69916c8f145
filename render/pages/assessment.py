"""An answer as one page to print and send: without scripts or fetched files, and with all its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from kb.cases.case import Facts, FactValue
from kb.cases.form import Part, form_of
from kb.core.outcomes import Outcome, Reason
from kb.explain.answer import Entry, say_answer, say_version
from kb.explain.catalogue import say_value, sentence
from kb.explain.outcomes import Line, say_status
from kb.explain.whole_answer import Answer, Group
from kb.explain.words import Teller, begin
from kb.model.facts import APPLICANT, GRANT, Fact
from kb.model.words.errors import Language
from kb.model.writing import write_value
from render.pages.every import HTML_LANGUAGE
from render.templating import read_style, templates
from render.text.typography import typeset_page

_CHINESE = re.compile(r"[\u3400-\u9fff](?:[^A-Za-z]*[\u3400-\u9fff\uff00-\uffef])?")
_EID = re.compile(r"((?:para_\d+|[a-z]+)__s_\d+(?:__c_\d+)?)")
_STYLES = ("static/site.css", "templates/assessment.css")
_MARKS = {True: ("holds", "✓"), False: ("fails", "✗"), None: ("unknown", "?")}


def render_answer(answer: Answer, lang: Language) -> str:
    """The page of an answer, as HTML that contains its style."""
    page = (
        templates()
        .get_template("assessment.html")
        .render(page=_Page(answer, lang), style=read_style(*_STYLES), html_lang=HTML_LANGUAGE[lang])
    )
    return typeset_page(page)


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of the case: its name and its value."""

    name: str
    value: str


@dataclass(frozen=True)
class _Page:
    """The data and functions of the template."""

    answer: Answer
    lang: Language

    def t(self, key: str, table: str = "page", **words: str) -> Markup:
        """A fixed word of the page, or of another table of the catalogue."""
        return escape(sentence(table, key, self.lang, **words))

    @cached_property
    def sections(self) -> dict[str, tuple[str, tuple[Entry, ...]]]:
        """The parts of the complete answer, by key: title and entries."""
        parts = say_answer(self.answer, self.lang, explain=True)
        return {part.key: (part.title, part.entries) for part in parts}

    @property
    def title(self) -> Markup:
        """The title of the policy: as published; in English where there is a translation."""
        return self.words(self.answer.policy.title_in(self.lang))

    @property
    def apart(self) -> str:
        """The number of supports that are for other things."""
        told = {outcome.support for outcome in self._told()}
        count = len({outcome.support for outcome in self.answer.of(Group.APART)} - told)
        return sentence("apart", "count", self.lang, count=str(count))

    @property
    def on(self) -> str:
        """The day of assessment."""
        return write_value(self.answer.assessment.on, self.lang)

    @property
    def version(self) -> Markup:
        """The version of the policy, with the days on which it is in force."""
        return self.words(say_version(self.answer.receipt.period, self.lang))

    @property
    def total(self) -> str:
        """The sum of the best combination."""
        return begin(self._teller().range(self.answer.assessment.combination.if_given))

    def words(self, text: str) -> Markup:
        """Words, with Chinese ones marked on an English page, and eIds linked to the clauses below."""
        cited = self.clauses
        told = []
        for part in _EID.split(text):
            linked = Markup('<a class="cite" href="#{0}">{0}</a>').format(part)
            told.append(linked if part in cited else self._marked(part))
        return Markup("").join(told)

    def mark(self, line: Line) -> Markup:
        """The mark that shows whether a line holds, with words for screen readers."""
        key, sign = _MARKS[line.holds]
        return Markup(
            '<span class="mark mark-{}" aria-hidden="true">{}</span><span class="hidden">{}</span>'
        ).format(key, sign, self.t(key))

    def source(self, line: Line) -> Markup:
        """The source of a line: the clause and its words."""
        if not line.provision:
            return Markup("")
        words = Markup('<q class="quote" lang="zh-Hans">{}</q>').format(line.words) if line.words else ""
        return Markup(" {} {}").format(self.words(line.provision), words)

    def status(self, outcome: Outcome) -> str:
        """The name of a status."""
        return begin(say_status(outcome.status, self.lang))

    def support(self, outcome: Outcome) -> Markup:
        """The support of an outcome, with its measure."""
        return self.words(begin(self._teller().support(outcome.support)))

    def range(self, amount: object) -> str:
        """A sum or its bounds."""
        return begin(self._teller().range(amount))

    def item(self, claim: str, support: str) -> Markup:
        """A claim with the support that it claims."""
        return self.words(self._teller().item(claim, support))

    @cached_property
    def clauses(self) -> dict[str, str]:
        """The clauses that the answer cites, with their texts, in the order of the document."""
        cited = {eid for outcome in self._told() for eid in _provisions(outcome.reasons)}
        cited |= {bar.provision for bar in self.answer.assessment.combination.barred}
        cited |= {note.provision for note in self.answer.assessment.notes}
        found = self.answer.policy.document.provisions()
        return {provision.eid: provision.text for provision in found if provision.eid in cited}

    @cached_property
    def case(self) -> list[tuple[str, list[Row], str]]:
        """The facts of the case, grouped by what they describe, and a note where there are none."""
        case, form = self.answer.case, form_of(self.answer.policy)
        nothing = sentence("page", "nothing", self.lang)
        applicant = self._rows(case.applicant, form.applicant, APPLICANT)
        told = [(sentence("page", "applicant", self.lang), applicant, nothing)]
        told += ((c.id, self._rows(c.facts, form.kind(c.kind), c.kind), nothing) for c in case.claims or ())
        if case.claims is None:
            told.append((sentence("page", "claims", self.lang), [], nothing))
        ledger = sentence("page", "ledger", self.lang)
        for n, grant in enumerate(case.ledger or (), 1):
            told.append((f"{ledger} {n}", self._rows(grant.facts, form.grant, GRANT), nothing))
        if not case.ledger:
            key = "nothing" if case.ledger is None else "ledger-none"
            told.append((ledger, [], sentence("page", key, self.lang)))
        return told

    def _rows(self, facts: Facts, part: Part | None, kind: str) -> list[Row]:
        teller = Teller(self.answer.policy, self.lang, kind)
        rows = []
        for key, value in facts.items():
            fact = part.fact(key) if part else None
            name = begin(fact.label(self.lang)) if fact else key
            rows.append(Row(name, self._value(teller, fact, key, value)))
        return rows

    def _value(self, teller: Teller, fact: Fact | None, key: str, value: FactValue) -> str:
        if fact and isinstance(value, str) and (choice := fact.choice(value)):
            return choice.label(self.lang)
        if fact and isinstance(value, dict) and len(value) < len(fact.choices):
            between = sentence("value", "of", self.lang)
            return teller.join(
                f"{teller.choice(key, one)}{between}{teller.value(key, holds)}"
                for one, holds in value.items()
            )
        return say_value(teller, key, value)

    def _told(self) -> Iterator[Outcome]:
        for key, (_, entries) in self.sections.items():
            if key != Group.APART:
                yield from (entry.outcome for entry in entries if entry.outcome is not None)

    def _teller(self) -> Teller:
        return Teller(self.answer.policy, self.lang)

    def _marked(self, text: str) -> Markup:
        if self.lang == "zh":
            return escape(text)
        told, end = [], 0
        for match in _CHINESE.finditer(text):
            told += [
                escape(text[end : match.start()]),
                Markup('<span lang="zh-Hans">{}</span>').format(match[0]),
            ]
            end = match.end()
        return Markup("").join((*told, escape(text[end:])))


def _provisions(reasons: tuple[Reason, ...]) -> Iterator[str]:
    for reason in reasons:
        if reason.provision:
            yield reason.provision
        yield from _provisions(reason.parts)
