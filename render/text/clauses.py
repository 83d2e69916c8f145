"""The published text as HTML, exactly as published: each sentence with its anchor, each mark with its
meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from kb.model.amounts import Quantity
from kb.model.definitions import Definition
from kb.model.document import Clause, Division, Grid, Mark, Paragraph, Provision, Run, Section
from kb.model.registry import Registry
from render.links import Links
from render.text.figures import draw_quantity

UseOf = Callable[[Quantity], str]
"""A function that gives the address of the rule that uses a quantity; empty where none does."""


@dataclass(frozen=True, slots=True)
class ClausePrinter:
    """Writes text for one page; ``use_of`` gives the target of a quantity. A term of ``definitions`` links to
    its definition.
    """

    registry: Registry
    links: Links
    use_of: UseOf
    definitions: tuple[Definition, ...] = ()

    def measure(self, clause: Clause) -> Markup:
        """A measure as published: one paragraph, or its paragraphs, items and tables one below the other."""
        starts = [*(each.at for each in clause.breaks), len(clause.sentences)]
        sentences = clause.sentences[: starts[0]]
        parts = [*self._label(clause.num, clause.heading_runs, clause.eid), *map(self.sentence, sentences)]
        closing = clause.responsibility
        if closing is not None:
            names = Markup("、").join(self._agency(mark) for mark in closing.agencies)
            label = escape(closing.label)
            ending = Markup(f'<span class="sentence" id="{closing.eid}">({label}:{names})</span>')
            if clause.breaks:
                return self._broken(clause, parts, Markup("<p>{}</p>").format(ending))
            parts.append(ending)
        elif clause.breaks:
            return self._broken(clause, parts, Markup(""))
        body = Markup("").join(parts)
        return Markup(
            f'<p class="clause" id="{clause.eid}" lang="zh-Hans" data-eid="{clause.eid}">{body}</p>'
        )

    def _broken(self, clause: Clause, first: list[Markup], ending: Markup) -> Markup:
        """A measure of several blocks: its first words, then each paragraph, item or table."""
        blocks = [Markup("<p>{}</p>").format(Markup("").join(first))]
        starts = [*(each.at for each in clause.breaks), len(clause.sentences)]
        for each, end in zip(clause.breaks, starts[1:], strict=True):
            sentences = clause.sentences[each.at : end]
            if each.grid:
                blocks.append(self._table(each.grid, sentences, each.eid))
                continue
            num = Markup('<span class="item-num">{}</span>').format(each.num) if each.num else Markup("")
            words = num + Markup("").join(map(self.sentence, sentences))
            kind = "item" if each.num else "paragraph"
            blocks.append(Markup('<p class="{}" id="{}">{}</p>').format(kind, each.eid, words))
        body = Markup("").join((*blocks, ending))
        return Markup('<div class="clause" id="{0}" lang="zh-Hans" data-eid="{0}">{1}</div>').format(
            clause.eid, body
        )

    def _table(self, grid: Grid, sentences: Paragraph, eid: str) -> Markup:
        """A table as published, with its merged cells; each filled cell is a sentence."""
        words = iter(sentences)
        rows = []
        for row in grid:
            cells = []
            for cell in row:
                spans = [("colspan", cell.columns), ("rowspan", cell.rows)]
                span = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
                inner = self.sentence(next(words)) if cell.is_filled else Markup("")
                cells.append(Markup(f"<td{span}>{inner}</td>"))
            rows.append(Markup("<tr>{}</tr>").format(Markup("").join(cells)))
        return Markup('<table id="{}">{}</table>').format(eid, Markup("").join(rows))

    def _label(self, num: str, heading: tuple[Run, ...], eid: str) -> Iterator[Markup]:
        """A label and the heading after it."""
        yield Markup(f'<span class="clause-num">{escape(num)}</span>')
        blank = " " if heading and num.startswith("第") else ""
        yield Markup(f'{blank}<span class="clause-heading">{self._runs(heading, eid)}</span>')

    def division(self, division: Division) -> Markup:
        """A chapter or annex: its label and heading, and its own words where it has some."""
        label = Markup("").join(self._label(division.num, division.heading_runs, division.eid))
        head = Markup('<h3 id="{}" lang="zh-Hans">{}</h3>').format(division.eid, label)
        return head + self.section(division) if division.paragraphs else head

    def section(self, section: Section) -> Markup:
        """A part other than a measure, paragraph by paragraph; an annex with its tables too."""
        grids = dict(section.tables) if isinstance(section, Division) else {}
        paragraphs = Markup("").join(
            self._table(grids[n], paragraph, f"{section.eid}__table_{n + 1}")
            if n in grids
            else Markup("<p>") + Markup("").join(self.sentence(s) for s in paragraph) + Markup("</p>")
            for n, paragraph in enumerate(section.paragraphs)
        )
        return Markup(f'<div class="clause" lang="zh-Hans" data-eid="{section.eid}">{paragraphs}</div>')

    def sentence(self, provision: Provision, *, anchored: bool = True) -> Markup:
        """A sentence, or a clause of one; without an anchor where it also stands elsewhere on the page."""
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
                yield self._with_definitions(run, eid)
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

    def _with_definitions(self, words: str, eid: str) -> Markup:
        """Words with links to the definitions of the terms in them, except where the term is defined."""
        terms = {one.term: one for one in self.definitions if not f"{eid}__".startswith(f"{one.provision}__")}
        if not any(term in words for term in terms):
            return escape(words)
        longest_first = sorted(terms, key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", words)
        return Markup("").join(
            Markup('<a class="mark-definition" href="{}">{}</a>').format(
                self.links.definition(terms[piece].provision), piece
            )
            if piece in terms
            else escape(piece)
            for piece in pieces
        )

    def _agency(self, mark: Mark) -> Markup:
        if mark.concept not in self.registry.agency_by_id:
            return escape(mark.text)
        href = escape(self.links.agency(mark.concept))
        return Markup(f'<a class="mark-agency" href="{href}">{escape(mark.text)}</a>')
