"""The functions that a template uses to write words, figures, quotations and links of one page in one
language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import groupby

from markupsafe import Markup, escape

from kb.model.amounts import Amount, Quantity
from kb.model.definitions import Definition
from kb.model.document import Division, Section, part_of
from kb.model.policy import Measure, Policy, Support, Version
from kb.model.registry import Agency, Concept, Domain
from kb.model.wording import Figure, Inline, Link, Plain, PlainPart, Reading
from kb.model.words.errors import Language
from kb.model.writing import write_value
from render.index import Lookups
from render.links import TERMS, TEXT_FILE, Links, concept_anchor, definition_anchor, is_measure
from render.text.amounts import binding_point, say_amount
from render.text.clauses import ClausePrinter
from render.text.figures import draw_code, draw_count, draw_figure, draw_number
from render.text.html_text import mark_chinese
from render.wording import say

_NOTHING = PlainPart("", "", Plain((), ()), (), (), (), (), {})


class Pen:
    """Writes one page. Every digit on the page comes from its methods."""

    def __init__(self, lookups: Lookups, links: Links) -> None:
        self.lookups = lookups
        self.links = links
        self.policy: Policy = lookups.policy
        self.lang: Language = links.lang

    # Fixed words and numbers

    def t(self, key: str, **parts: Markup | str) -> Markup:
        """A fixed sentence of the site."""
        return say(key, self.lang, **parts)

    def count(self, number: int, of: str) -> Markup:
        """A count; ``of`` names what was counted."""
        return draw_count(number, of)

    def counted(self, key: str, number: int, of: str, **parts: Markup | str) -> Markup:
        """A count with the name of the counted thing, in the singular or plural."""
        form = "one" if number == 1 else "many"
        return self.t(f"counted.{key}_{form}", n=draw_count(number, of), **parts)

    def number(self, eid: str) -> Markup:
        """The number of a measure as the language writes it, or of a sentence or clause in its part."""
        measure = self.lookups.measure.get(eid)
        if measure is None:
            return draw_number(eid.rpartition("_")[2], eid)
        return draw_number(measure.num if self.lang == "zh" else measure.clause.place, eid)

    def agency_kind(self, agency: Agency) -> Markup:
        """The kind of an agency, with the level of its government: 市级部门, 区级部门."""
        level = self.lookups.policy.registry.level_of(agency)
        is_of_a_level = agency.kind in ("department", "party")
        return self.t(f"agency.kind_{agency.kind}{f'_{level}' if is_of_a_level else ''}")

    def named(self, eid: str) -> Markup:
        """The name of a measure by its number: 措施(五), or 第五条 where the text has articles."""
        is_article = self.lookups.measure[eid].is_article
        return self.t("cite.article" if is_article else "cite.measure", n=self.number(eid))

    def figure(self, figure: Figure | Quantity, *, linked: bool = True) -> Markup:
        """A figure, linked to the sentence that states it or from which it is derived."""
        whole = Figure((figure,)) if isinstance(figure, Quantity) else figure
        # A day of the metadata stands in no provision.
        place = next(filter(None, whole.provisions), "") if linked else ""
        href = self.links.provision(place) if place else ""
        return draw_figure(whole, self.lang, href)

    def day(self, day: date) -> Markup:
        """A day on which a version begins or ends."""
        return Markup('<span class="version">{}</span>').format(write_value(day, self.lang))

    def days(self, version: Version) -> Markup:
        """The days on which a version is in force, in a few words, which say so where it is a draft."""
        if version.last is None:
            days = self.t("history.days_open", first=self.day(version.first))
        else:
            days = self.t("history.days", first=self.day(version.first), last=self.day(version.last))
        if version.is_trial:
            days = self.t("history.trial", days=days)
        return self.t("history.draft", days=days) if version.is_draft else days

    def about_text(self, key: str) -> Markup:
        """The words about the text of the policy; those about a draft do not say that it is published."""
        return self.t(f"{key}_draft" if self.lookups.policy.version.is_draft else key)

    def redline(self, runs: Iterable[tuple[str, str]]) -> Markup:
        """A redline of the text: deleted words are struck out, added words are underlined."""
        tags = {"same": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
        return Markup("").join(Markup(tags[op]).format(words) for op, words in runs)

    def code(self, kind: str, words: str) -> Markup:
        """An identifier, unchanged."""
        return draw_code(kind, words)

    # Sentences

    def line(self, parts: tuple[Inline, ...]) -> Markup:
        """Words, figures and links in one line."""
        return Markup("").join(self._inline(part) for part in parts)

    def sentence(self, plain: Plain, *, cited: bool = True) -> Markup:
        """A plain sentence, followed by the provisions and readings that it depends on."""
        line = self.line(plain.parts)
        if not cited or not (plain.cites or plain.readings):
            return line
        sources = [self.cite(eid) for eid in plain.cites] + [self.reading(key) for key in plain.readings]
        between = Markup(" ")
        return line + between + Markup('<span class="cites">') + between.join(sources) + Markup("</span>")

    def amount(self, amount: Amount) -> Markup:
        """The amount of a support, as a sentence without its full stop."""
        return self.line(say_amount(amount, self.policy.registry, self.lang))

    def base(self, amount: Amount) -> Markup:
        """The base of which an amount is a share."""
        return self.concept(amount.base)

    def binding_point(self, amount: Amount) -> Markup | None:
        """The least base at which the ceiling binds, if there is one."""
        figure = binding_point(amount)
        return None if figure is None else self.figure(figure)

    def quote(self, words: str, eid: str) -> Markup:
        """Words of the text, in quotation marks and linked to their sentence."""
        href = escape(self.links.provision(eid))
        return Markup(
            f'<a class="quote-link" href="{href}">'
            f'<q class="quote" lang="zh-Hans" data-eid="{eid}">{escape(words)}</q></a>'
        )

    def cite(self, eid: str) -> Markup:
        """A link to a provision by its sentence, and by its part where that is another."""
        return _link(self.links.provision(eid), self.cite_words(eid), "cite")

    def cite_words(self, eid: str) -> Markup:
        """The text of a link to a provision on this page."""
        part = part_of(eid)
        rest = eid[len(part) + len("__") :]
        here = self.links.provision(eid).startswith("#")
        words = [] if here and rest else [self._part_name(part)]
        if rest == "resp":
            words.append(self.t("cite.responsibility"))
        elif rest:
            sentence = f"{part}__{rest.partition('__')[0]}"
            words.append(self.t("cite.sentence", n=self.number(sentence)))
            if sentence != eid:
                words.append(self.t("cite.clause", n=self.number(eid)))
        return Markup("" if self.lang == "zh" else ", ").join(words)

    def reading(self, key: str) -> Markup:
        """A link to a reading, by its id."""
        return _link(self.links.reading(key), self.t("cite.reading", id=draw_code("reading-id", key)), "cite")

    def mark(self, keys: Iterable[str]) -> Markup:
        """One mark for all open readings of a line. It links to the first of them."""
        for key in keys:
            words = Markup('<span aria-hidden="true">※</span><span class="hidden">{}</span>')
            return Markup(" ") + _link(self.links.reading(key), words.format(self.t("measure.mark")), "cite")
        return Markup()

    def first_note(self) -> Markup:
        """A note that the agency named first need not lead, with the reading that asks this.

        Empty where every measure with several agencies says who leads.
        """
        several = [measure for measure in self.policy.measures if len(measure.duties) > 1]
        if several and all(measure.names_leader for measure in several):
            return Markup("")
        if (leading := self.policy.reading_about("first-agency")) is not None:
            return self.t("measure.first_note", reading=self.reading(leading.id))
        return self.t("measure.first_note_plain")

    def duties(self, measure: Measure, here: str = "") -> Markup:
        """The responsible agencies under each printed label, and where they are stated if not in the measure.

        The agency ``here`` is not linked, since the page is its own.
        """
        said = []
        for (label, eid), group in groupby(measure.duties, key=lambda duty: (duty.label, duty.provision)):
            head = self.quote(label, eid) + self.t("site.colon") if label else Markup("")
            names = (
                Markup("<strong>{}</strong>").format(one.agency.label(self.lang))
                if one.agency.id == here
                else self.agency(one.agency)
                for one in group
            )
            said.append(head + self.t("site.and").join(names))
        return self.t("site.semicolon").join(said) + self.source(measure)

    def source(self, measure: Measure) -> Markup:
        """Where the agencies of a measure are stated, with a link; empty where the measure itself states
        them.
        """
        if measure.source in ("", "provision"):
            return Markup("")
        cite = self.cite(measure.duties[0].provision)
        said = self.t(f"measure.by_{measure.source}")
        return Markup(' <span class="quiet">{} {}</span>').format(said, cite)

    def stated(self, measure: Measure) -> Iterator[Markup]:
        """The words that make agencies responsible for a measure, each once."""
        told = dict.fromkeys((duty.label, duty.statement, duty.provision) for duty in measure.duties)
        if measure.source == "provision":
            labels = dict.fromkeys((label, eid) for label, _, eid in told if label)
            if labels:
                quotes = self.t("site.and").join(self.quote(label, eid) for label, eid in labels)
                yield self.t("measure.published_label", label=quotes)
            unlabelled = dict.fromkeys((words, eid) for label, words, eid in told if not label)
            yield from (
                self.t("measure.published_name", words=self.quote(words, eid)) for words, eid in unlabelled
            )
            return
        for words, eid in dict.fromkeys((words, eid) for _, words, eid in told):
            yield self.t(f"measure.from_{measure.source}", words=self.quote(words, eid))

    def bases(self, reading: Reading, part: str = "") -> list[tuple[str, list[str]]]:
        """The words that a reading is about, with their provisions; of one part where it is given."""
        found: dict[str, list[str]] = {}
        for basis in self.lookups.bases_of.get((reading.id, part), ()) if part else reading.bases:
            found.setdefault(basis.words, []).append(basis.provision)
        return list(found.items())

    # The published text

    @cached_property
    def _clauses(self) -> ClausePrinter:
        return ClausePrinter(self.policy.registry, self.links, self._use_of, self.policy.definitions)

    def definition_anchor(self, definition: Definition) -> str:
        """The anchor of a definition on the page of terms."""
        return definition_anchor(definition.provision)

    def clause(self, measure: Measure) -> Markup:
        """A measure as published."""
        return self._clauses.measure(measure.clause)

    def division(self, division: Division) -> Markup:
        """A chapter or an annex as published, without the measures in it."""
        return self._clauses.division(division)

    def section(self, section: Section) -> Markup:
        """A part other than a measure, as published."""
        return self._clauses.section(section)

    def published(self, eid: str) -> Markup:
        """One sentence or clause as published, without an anchor."""
        words = self._clauses.sentence(self.policy.provision(eid), anchored=False)
        return Markup(f'<p class="clause" lang="zh-Hans" data-eid="{eid}">{words}</p>')

    # Names

    def work_title(self) -> Markup:
        """The title of the policy: as published in Chinese; in English where there is a translation."""
        known = self.policy.titles.get(self.lang)
        return escape(known) if known else self.chinese(self.policy.title)

    def chinese(self, words: str) -> Markup:
        """Words that are Chinese on a page of either language."""
        return escape(words) if self.lang == "zh" else Markup(f'<span lang="zh-Hans">{escape(words)}</span>')

    def page(self, page: str, key: str, anchor: str = "") -> Markup:
        """A link to a page under its fixed name."""
        return _link(self.links.to(page, anchor), self.t(key))

    def version(self, folder: str, key: str) -> Markup:
        """A link to this page in another language or script, under a fixed name."""
        return _link(self.links.in_folder(folder), self.t(key))

    def text_file(self) -> Markup:
        """A link to the file of the published text."""
        return _link(self.links.root + TEXT_FILE, self.t("text.exact_file"))

    def anchor(self, concept: Concept) -> str:
        """The id of a concept on the page of terms."""
        return concept_anchor(concept.id)

    def plain(self, eid: str) -> PlainPart:
        """The plain wording of a part; empty where there is none."""
        return self.policy.plain.get(self.lang, {}).get(eid, _NOTHING)

    def title(self, measure: Measure) -> Markup:
        """The title of a measure: as published in Chinese, in plain words in English."""
        english = self.plain(measure.eid).title if self.lang == "en" else ""
        return escape(english) if english else self.chinese(measure.title)

    def measure(self, measure: Measure) -> Markup:
        """A link to a measure: its number and title."""
        href = escape(self.links.measure(measure.eid))
        return Markup(
            f'<a class="measure-link" href="{href}">{self.number(measure.eid)} '
            f'<span class="measure-title">{self.title(measure)}</span></a>'
        )

    def support_name(self, support: Support) -> str:
        """The short name of a support; its form where it has none."""
        form = self.policy.registry.concept_by_id[support.form].label(self.lang)
        return self.plain(support.measure).supports.get(support.id, form)

    def agency(self, agency: Agency) -> Markup:
        """A link to an agency by its full name."""
        return _link(self.links.agency(agency.id), agency.label(self.lang))

    def domain(self, domain: Domain) -> Markup:
        """A link to a domain."""
        return _link(self.links.domain(domain.id), domain.label(self.lang))

    def concept(self, concept: Concept | str) -> Markup:
        """A link to the explanation of a concept."""
        found = self.policy.registry.concept_by_id[concept] if isinstance(concept, str) else concept
        return _link(self.links.concept(found.id), found.label(self.lang), "term")

    def _inline(self, part: Inline) -> Markup:
        match part:
            case Figure():
                return self.figure(part)
            case Link():
                return self._link(part)
            case _:
                return escape(part) if self.lang == "zh" else mark_chinese(part)

    def _link(self, link: Link) -> Markup:
        """A link to the target of a plain sentence: an agency, measure or concept, or else a provision of the
        text.
        """
        if agency := self.policy.registry.agency_by_id.get(link.ref):
            return _link(self.links.agency(agency.id), link.text or agency.label(self.lang))
        if link.ref in self.lookups.measure:
            words = escape(link.text) if link.text else self.number(link.ref)
            return _link(self.links.measure(link.ref), words)
        if concept := self.policy.registry.concept_by_id.get(link.ref):
            return _link(self.links.concept(concept.id), link.text or concept.label(self.lang), "term")
        return _link(self.links.provision(link.ref), link.text) if link.text else self.cite(link.ref)

    def _part_name(self, part: str) -> Markup:
        if is_measure(part):
            return self.named(part)
        return self.t(f"part.{part}")

    def _use_of(self, quantity: Quantity) -> str:
        user = self.lookups.user_of.get((quantity.provision, quantity.index))
        if user is None:
            return ""
        if user in self.lookups.support_ids:
            return self.links.measure(part_of(user), user)
        return self.links.to(TERMS, user)


def _link(href: str, words: str | Markup, kind: str = "") -> Markup:
    attribute = f' class="{kind}"' if kind else ""
    return Markup(f'<a{attribute} href="{escape(href)}">{escape(words)}</a>')
