"""Following references: from an id or quoted words in one file to their target in another.

Every reference without a target becomes a finding. Reading continues, so that a person sees all of them at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from kb.loading.akn.keeping import ISSUED
from kb.model.amounts import Quantity
from kb.model.document import SECTIONS, Clause, Document, Provision, is_deleted, name_place, part_of
from kb.model.guards import Guard
from kb.model.policy import Quoted, Support
from kb.model.registry import Agency, Concept, ConceptKind, Domain, Registry
from kb.model.wording import Basis
from kb.model.words.errors import Finding, Place, error
from kb.model.writing import write_value

Options = Mapping[str, tuple[str, ...]]
"""The ids of the options of each reading, by its id."""

Levels = Mapping[tuple[str, str], tuple[str, ...]]
"""The levels for which a provision states quantities of a concept, by provision and concept, in the order of
the quantities.
"""

MISSING_CONCEPT = Concept("", "term", "", "")
MISSING_QUANTITY = Quantity("", "", "money", "")
MISSING_AGENCY = Agency("", "", "", ("",), "department")


def quantities_in(provision: Provision, registry: Registry) -> tuple[Quantity, ...]:
    """The marked quantities of a provision without clauses, in order."""
    marked = [
        (mark, concept.unit)
        for mark in provision.marks
        if (concept := registry.concept_by_id.get(mark.concept)) is not None
    ]
    measured = [(mark, unit) for mark, unit in marked if unit is not None]
    return tuple(
        Quantity(mark.text, mark.concept, unit, provision.eid, index, mark.line or provision.line)
        for index, (mark, unit) in enumerate(measured)
    )


@dataclass(frozen=True)
class Published:
    """The targets of references: the words and quantities of a document, computed once for all files."""

    document: Document
    registry: Registry

    @cached_property
    def texts(self) -> dict[str, str]:
        """The published words of every part and provision, by eId."""
        parts: dict[str, str] = {part.eid: part.text for part in self.document.parts}
        closings = {closing.eid: closing.text for closing in self.document.responsibilities}
        return parts | closings | {p.eid: p.text for p in self.document.provisions()}

    @cached_property
    def quantities(self) -> dict[str, tuple[Quantity, ...]]:
        """The quantities of every sentence and clause, by eId."""
        return {p.eid: self._quantities_of(p) for p in self.document.provisions()}

    @cached_property
    def issued(self) -> Quantity:
        """The day of issue as the text states it first; otherwise that of the metadata, in no provision."""
        stated = (q for found in self.quantities.values() for q in found if q.concept == ISSUED)
        day = write_value(self.document.issued, "zh")
        return next(stated, Quantity(day, ISSUED, "date", ""))

    def _quantities_of(self, provision: Provision) -> tuple[Quantity, ...]:
        return tuple(
            quantity
            for smallest in provision.smallest()
            for quantity in quantities_in(smallest, self.registry)
        )


class Links:
    """The references of one file: their possible targets, and the findings."""

    def __init__(self, published: Published, file: str) -> None:
        self.published = published
        self.texts = published.texts
        """The published words of every part and provision, by eId."""
        self.quantities = published.quantities
        """The quantities of every sentence and clause, by eId."""
        self.registry = published.registry
        self.file = file
        self.options: Options = {}
        self.levels: Levels = {}
        self.find_standard: Callable[[str], Support | None] = lambda _: None
        """The support with an id; ``None`` where there is none, or where it is read now."""
        self.findings: list[Finding] = []
        self._taken: dict[tuple[str, str], list[Quantity]] | None = None

    def place(self, element: etree._Element, eid: str = "") -> Place:
        """The place of an element in the file."""
        return Place(self.file, element.sourceline or 0, eid or self._owner(element))

    def incomplete(self, element: etree._Element, *expected: str) -> None:
        """Report that an element lacks a required part."""
        place, name = self.place(element), etree.QName(element).localname
        self.findings.append(error("schema-incomplete", place, element=name, expected=", ".join(expected)))

    def unfit(self, element: etree._Element, attribute: str) -> None:
        """Report that an attribute has an invalid value."""
        place, value = self.place(element), element.get(attribute, "")
        self.findings.append(error("schema-value", place, where=attribute, value=value))

    def provision(self, element: etree._Element, attribute: str = "provision") -> str:
        """The eId that an attribute names; it is a finding where the text has no such part."""
        eid = element.get(attribute, "")
        self.cite(element, eid)
        return eid

    def cite(self, element: etree._Element, eid: str) -> None:
        """Report that an element cites a provision that the text does not have, or no longer has."""
        if eid in self.texts:
            return
        finding = error("eid-dangling", self.place(element), eid=eid)
        if is_deleted(eid):
            part = self.published.document.part(part_of(eid))
            label = (
                "" if part is None else part.num if isinstance(part, Clause) else SECTIONS.get(part.eid, "")
            )
            finding = error("eid-deleted", self.place(element), was=label + name_place(eid))
        if finding not in self.findings:
            self.findings.append(finding)

    def words(self, element: etree._Element, provision: str, attribute: str = "words") -> str:
        """The words that an attribute quotes; it is a finding where the provision does not contain them
        exactly.
        """
        words = element.get(attribute, "")
        if provision in self.texts and words not in self.texts[provision]:
            place = self.place(element, provision)
            self.findings.append(error("words-not-in-text", place, words=words, text=self.texts[provision]))
        return words

    def basis(self, element: etree._Element) -> Basis:
        """The provision and words that an element cites."""
        provision = self.provision(element)
        return Basis(provision, self.words(element, provision))

    def concept(self, element: etree._Element, attribute: str, *kinds: ConceptKind) -> Concept:
        """The concept that an attribute names; it is a finding where it is not registered as one of
        ``kinds``.
        """
        key = element.get(attribute, "")
        concept = self.registry.concept_by_id.get(key)
        if concept is None or concept.kind not in kinds:
            fit = [one for one in self.registry.concepts if one.kind in kinds]
            expected = "、".join(f"{one.name}（{one.id}）" for one in fit)
            self.findings.append(error("concept-unknown", self.place(element), id=key, known=expected))
            return MISSING_CONCEPT
        return concept

    def standard(self, element: etree._Element, attribute: str = "of") -> Support | None:
        """The other support whose amount is the standard; it is a finding where there is none.

        The findings of that support are reported where it stands.
        """
        key = element.get(attribute, "")
        found = None if key == self._owner(element) else self.find_standard(key)
        if found is None:
            self.findings.append(error("standard-unknown", self.place(element), id=key))
        return found

    def quoted(self, element: etree._Element, *kinds: ConceptKind) -> Quoted:
        """A registered concept (``ref``) with the words and provision that state it."""
        concept = self.concept(element, "ref", *kinds)
        provision = self.provision(element)
        return Quoted(concept, provision, self.words(element, provision), self.guard(element))

    def guard(self, element: etree._Element, attribute: str = "under") -> Guard:
        """The readings and options that an attribute names; each that does not exist is a finding."""
        guard = []
        for pair in element.get(attribute, "").split():
            reading, _, option = pair.partition(":")
            if reading not in self.options:
                self.findings.append(error("reading-unknown", self.place(element), id=reading))
            elif option not in self.options[reading]:
                known = "、".join(self.options[reading])
                self.findings.append(
                    error("option-unknown", self.place(element), reading=reading, id=option, known=known)
                )
            else:
                guard.append((reading, option))
        return tuple(guard)

    def agency(self, element: etree._Element, attribute: str = "agency") -> Agency:
        """The agency that an attribute names by id."""
        found = self.registry.agency_by_id.get(element.get(attribute, ""))
        if found is None:
            near = "、".join(agency.id for agency in self.registry.agencies)
            self.findings.append(
                error("agency-unknown-id", self.place(element), id=element.get(attribute, ""), known=near)
            )
        return found or MISSING_AGENCY

    def domain(self, element: etree._Element) -> Domain:
        """The domain that ``ref`` names."""
        found = self.registry.domain_by_id.get(element.get("ref", ""))
        if found is None:
            known = "、".join(domain.id for domain in self.registry.domains)
            self.findings.append(
                error("domain-unknown", self.place(element), id=element.get("ref", ""), known=known)
            )
            return Domain("", "", "", "", ())
        return found

    def select(self, element: etree._Element, provision: str, attribute: str = "at") -> tuple[Quantity, ...]:
        """The quantities of a provision under the concept that an attribute names; it is a finding where
        there is none.
        """
        concept = self.concept(element, attribute, "quantity")
        found = tuple(q for q in self.quantities.get(provision, ()) if q.concept == concept.id)
        if not found and concept.id and provision in self.texts:
            place = self.place(element, provision)
            self.findings.append(error("quantity-missing", place, concept=concept.id))
        return found

    def select_one(self, element: etree._Element, provision: str, attribute: str = "at") -> Quantity:
        """The only quantity of a provision under a concept; it is a finding where there
        are none or several.
        """
        found = self.select(element, provision, attribute)
        if len(found) > 1:
            texts = "、".join(quantity.text for quantity in found)
            place = self.place(element, provision)
            self.findings.append(
                error("quantity-ambiguous", place, concept=found[0].concept, count=len(found), texts=texts)
            )
        return found[0] if found else MISSING_QUANTITY

    @contextmanager
    def in_order(self, element: etree._Element, is_ordered: bool) -> Iterator[None]:
        """The context of a support whose elements take the quantities of a concept in turn.

        Where a provision states several quantities under one concept, each element that names the concept
        takes the next of them, in the order of the sentence. It is a finding where the numbers do not match.
        """
        self._taken = {} if is_ordered else None
        yield
        for (provision, concept), taken in (self._taken or {}).items():
            found = [q for q in self.quantities.get(provision, ()) if q.concept == concept]
            if len(found) > 1 and len(taken) != len(found):
                place, texts = self.place(element, provision), "、".join(q.text for q in found)
                self.findings.append(
                    error(
                        "quantities-uneven",
                        place,
                        concept=concept,
                        named=len(taken),
                        count=len(found),
                        texts=texts,
                    )
                )
        self._taken = None

    def take(self, element: etree._Element, provision: str, attribute: str = "at") -> Quantity:
        """The next quantity of a provision under a concept, as :meth:`in_order` describes."""
        if self._taken is None:
            return self.select_one(element, provision, attribute)
        found = self.select(element, provision, attribute)
        if len(found) < 2:
            return found[0] if found else MISSING_QUANTITY
        taken = self._taken.setdefault((provision, found[0].concept), [])
        next_ = found[min(len(taken), len(found) - 1)]
        taken.append(next_)
        return next_

    def _owner(self, element: etree._Element) -> str:
        """The nearest eId or id around an element."""
        found: etree._Element | None = element
        while found is not None:
            if eid := found.get("eId") or found.get("id") or found.get("provision"):
                return eid
            found = found.getparent()
        return ""
