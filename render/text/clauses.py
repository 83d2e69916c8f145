"""The published text as HTML: to the letter, each sentence with its anchor, each mark with its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from kb.model.amounts import Quantity
from kb.model.document import Clause, Mark, Provision, Run, Section
from kb.model.registry import Registry
from render.links import Links
from render.text.figures import draw_quantity

UseOf = Callable[[Quantity], str]
"""The address of what uses a quantity; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class ClausePrinter:
    """Writes text for one page: ``use_of`` says where a quantity leads."""

    registry: Registry
    links: Links
    use_of: UseOf

    def measure(self, clause: Clause) -> Markup:
        """A measure as published, in one paragraph."""
        heading = self._runs(clause.heading_runs, clause.eid)
        parts = [
            Markup(f'<span class="clause-num">{escape(clause.num)}</span>'),
            Markup(f'<span class="clause-heading">{heading}</span>'),
            *(self.sentence(sentence) for sentence in clause.sentences),
        ]
        closing = clause.responsibility
        if closing is not None:
            names = Markup("、").join(self._agency(mark) for mark in closing.agencies)
            label = escape(closing.label)
            parts.append(Markup(f'<span class="sentence" id="{closing.eid}">({label}:{names})</span>'))
        body = Markup("").join(parts)
        return Markup(
            f'<p class="clause" id="{clause.eid}" lang="zh-Hans" data-eid="{clause.eid}">{body}</p>'
        )

    def section(self, section: Section) -> Markup:
        """A part that is no measure, paragraph by paragraph."""
        paragraphs = Markup("").join(
            Markup("<p>") + Markup("").join(self.sentence(s) for s in paragraph) + Markup("</p>")
            for paragraph in section.paragraphs
        )
        return Markup(f'<div class="clause" lang="zh-Hans" data-eid="{section.eid}">{paragraphs}</div>')

    def sentence(self, provision: Provision, *, anchored: bool = True) -> Markup:
        """A sentence or clause of one; without an anchor where the page has it elsewhere."""
        inner = (
            Markup("").join(self.sentence(clause, anchored=anchored) for clause in provision.clauses)
            if provision.clauses
            else self._runs(provision.runs, provision.eid)
        )
        anchor = f' id="{provision.eid}"' if anchored else ""
        return Markup(f'<span class="sentence"{anchor}>{inner}</span>')

    def _runs(self, runs: tuple[Run, ...], eid: str) -> Markup:
        return Markup("").join(self._marked(runs, eid))

    def _marked(self, runs: tuple[Run, ...], eid: str) -> Iterator[Markup]:
        index = 0
        for run in runs:
            if isinstance(run, str):
                yield escape(run)
                continue
            concept = self.registry.concept_by_id.get(run.concept)
            if concept is None or run.tag == "organization":
                yield self._agency(run)
            elif concept.unit is not None:
                quantity = Quantity(run.text, run.concept, concept.unit, eid, index)
                index += 1
                yield draw_quantity(quantity, run.text, self.use_of(quantity))
            elif concept.kind == "term":
                href = escape(self.links.concept(concept.id))
                yield Markup(f'<a class="mark-term" href="{href}">{escape(run.text)}</a>')
            else:
                yield Markup(f'<span class="mark-name">{escape(run.text)}</span>')

    def _agency(self, mark: Mark) -> Markup:
        if mark.concept not in self.registry.agency_by_id:
            return escape(mark.text)
        href = escape(self.links.agency(mark.concept))
        return Markup(f'<a class="mark-agency" href="{href}">{escape(mark.text)}</a>')
