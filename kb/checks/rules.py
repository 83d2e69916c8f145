"""The rules compared with the text: every sentence is accounted for, and nothing is claimed that the text
does not say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kb.checks.bounds import check_bound
from kb.loading.links import quantities_in
from kb.model.amounts import Cases, Quantity, SharedCap
from kb.model.document import Clause, Provision, find_transition
from kb.model.policy import Measure, Policy, Support, Term
from kb.model.requirements import BOUNDS, Compare, leaves
from kb.model.values import Rate, Unit
from kb.model.words.errors import Finding, Place, error, note, warning
from kb.model.words.names import clip

BY_REFERENCE_WORDS = ("按相关政策", "按有关政策", "按照有关政策", "按相关规定", "依法依规")
"""Words that leave a matter to another instrument. The sentence that contains them must cite one."""

_PAYING = frozenset({"money", "rate", "points", "money-range", "rate-range"})
"""The units of quantities from which a grant may come."""

_ENDING = "有效期(?![为:：]?长期)|有效至|施行至|实施至|执行至|试行期(?!间)"
_ENDS = re.compile(_ENDING)
"""Words with which a text states until when it is valid."""

_VALID = re.compile(f"{_ENDING}|有效期|长期有效")
"""Words with which a text states how long it is valid, without an end too."""

_TERM_UNITS: dict[str, tuple[tuple[Unit, ...], ...]] = {
    "issue": (("date",),),
    "validity": (("date",), ("years", "date", "last-day")),
}
"""The units that the quantities of a term may have, in their order."""


def check_rules(policy: Policy) -> Iterator[Finding]:
    """Findings about the rules, measure by measure, then about the other parts."""
    file = f"{policy.folder}/rules.xml"
    for measure in policy.measures:
        yield from _check_measure(measure, policy, file)
    yield from _check_supports_twice(policy, file)
    for support in policy.supports:
        yield from _check_support(support, policy, file)
    for term in policy.terms:
        yield from _check_term(term, policy, file)
    yield from _check_accounts(policy)
    yield from _check_validity(policy)
    yield from _check_transition(policy)
    yield from _check_references(policy)
    yield from _check_reviews(policy, file)
    yield from _check_groups(policy, file)
    yield from _check_unused(policy)
    yield from _check_quotations(policy, file)


def _check_measure(measure: Measure, policy: Policy, file: str) -> Iterator[Finding]:
    review = policy.reviews[measure.eid]
    place = Place(file, review.line, measure.eid)
    is_measure = bool(measure.supports) or any(act.kind != "context" for act in measure.acts)
    if is_measure and not measure.domains:  # an article of definitions belongs to no domain
        yield error("measure-without-domain", place)
    if is_measure and not measure.supports:
        yield warning("measure-without-support", place)
    lead_of = measure.clause.lead_of
    granting = {lead_of(act.provision) for act in measure.acts if act.kind == "grants"}
    giving = {lead_of(s.provision) for s in measure.supports if s.form in ("grant", "case-by-case")}
    for provision in sorted(granting - giving):
        yield error("grant-without-support", place, provision=provision)
    for provision in sorted(giving - granting):
        yield error("support-without-grant", place, provision=provision)
    seen: set[str] = set()
    for link in measure.domains:
        if link.domain.id in seen:
            yield error("domain-twice", Place(file, link.line, measure.eid), id=link.domain.id)
        seen.add(link.domain.id)


def _check_supports_twice(policy: Policy, file: str) -> Iterator[Finding]:
    expected = {
        support.id: f"{measure.eid}__sup_{n}"
        for measure in policy.measures
        for n, support in enumerate(measure.supports, 1)
    }
    for support in policy.supports:
        if support.id != expected[support.id]:
            place = Place(file, support.line, support.id)
            yield error("support-id", place, id=support.id, expected=expected[support.id])


def _check_support(support: Support, policy: Policy, file: str) -> Iterator[Finding]:
    place = Place(file, support.line, support.id)
    if support.form == "grant" and not any(q.unit in _PAYING for q in support.amount.quantities()):
        yield error("support-without-quantity", place, provision=support.provision)
    for one in _compared(support):
        yield from check_bound(one.limit, one.bound, policy, place, others=one.bounds)
    for quantity, unit, role, _ in support.amount.stated():
        if quantity.unit != unit:
            yield _mismatch(quantity, unit, place)
        elif role != "exact" and isinstance(quantity.value, Rate) and quantity.value.of_one > 1:
            yield error("rate-above-whole", place, text=quantity.text)
    for phases in support.amount.walk():
        if not isinstance(phases, SharedCap):
            continue
        if phases.count.unit == "count" and phases.count.count.number != len(phases.phases):
            yield error("phases-uneven", place, text=phases.count.text, count=len(phases.phases))
    for quantity, _, role, _ in support.amount.stated():
        if role not in BOUNDS:
            yield from check_bound(quantity, role, policy, place)
    if not support.subjects:
        yield warning("support-without-subject", place)


def _compared(support: Support) -> Iterator[Compare]:
    """The numbers of the text with which a support and the cases of its amount compare facts."""
    ways = (way.test for part in support.amount.walk() if isinstance(part, Cases) for way in part.ways)
    for test in (*support.requirements, *ways):
        yield from (leaf for leaf in leaves(test) if isinstance(leaf, Compare))


def _check_term(term: Term, policy: Policy, file: str) -> Iterator[Finding]:
    units = _TERM_UNITS.get(term.kind, ())
    place = Place(file, term.line, term.provision)
    for quantity, fitting in zip(term.quantities, units, strict=False):
        if quantity.unit not in fitting:
            yield _mismatch(quantity, fitting[0], place)
        else:
            yield from check_bound(quantity, "exact", policy, place)


def _check_accounts(policy: Policy) -> Iterator[Finding]:
    """Every sentence is classified, and a rule claims every quantity."""
    file = f"{policy.folder}/text.xml"
    classified = {act.provision for act in policy.acts}
    statements = {(duty.provision, duty.statement) for duty in policy.duties}
    claimed = {(q.provision, q.index) for support in policy.supports for q in support.quantities}
    claimed |= {(q.provision, q.index) for term in policy.terms for q in term.quantities}
    claimed |= {(q.provision, q.index) for q in policy.together.quantities}
    for part in policy.document.parts:
        for sentence in part.sentences:
            lead = part.lead_of(sentence.eid) if isinstance(part, Clause) else sentence.eid
            names_agencies = (sentence.eid, sentence.text) in statements  # and says nothing else
            if sentence.eid not in classified and lead not in classified and not names_agencies:
                for provision in sentence.smallest():
                    if provision.eid not in classified:
                        place = Place(file, provision.line, provision.eid)
                        yield error("provision-unclassified", place, text=clip(provision.text, 24))
            for provision in sentence.smallest():
                for quantity in quantities_in(provision, policy.registry):
                    if (quantity.provision, quantity.index) not in claimed:
                        place = Place(file, quantity.line, provision.eid)
                        yield error("quantity-unclaimed", place, text=quantity.text, concept=quantity.concept)


def _check_validity(policy: Policy) -> Iterator[Finding]:
    """A text that states how long it is valid has a rule for it, and one that states an end a rule with an
    end; otherwise it pays for ever.
    """
    terms = [term for term in policy.terms if term.kind == "validity"]
    if any(len(term.quantities) > 1 for term in terms):
        return
    for provision in policy.document.provisions():
        found = None if provision.clauses else (_ENDS if terms else _VALID).search(provision.text)
        if found is None:
            continue
        place = Place(f"{policy.folder}/text.xml", provision.line, provision.eid)
        if terms:
            yield warning("validity-without-end", place, words=found[0])
        else:
            yield warning("validity-without-rule", place, words=found[0])


def _check_transition(policy: Policy) -> Iterator[Finding]:
    """A text that leaves what came before to earlier rules has a rule for it, and that names the day."""
    terms = [term for term in policy.terms if term.kind == "transition"]
    is_valid = any(term.kind == "validity" for term in policy.terms)
    for term in terms:
        if not is_valid or not term.day.rulings:
            yield error("transition-day", Place(f"{policy.folder}/rules.xml", term.line, term.provision))
    for provision in policy.document.provisions():
        words = "" if terms or provision.clauses else find_transition(provision.text)
        if words:
            place = Place(f"{policy.folder}/text.xml", provision.line, provision.eid)
            yield warning("transition-without-rule", place, words=clip(words, 24))


def _check_references(policy: Policy) -> Iterator[Finding]:
    """A citation answers each reference of the text to another instrument."""
    file = f"{policy.folder}/text.xml"
    cited = {citation.provision for citation in policy.citations}
    pairs = {(citation.instrument.id, citation.provision) for citation in policy.citations}
    for provision in policy.document.provisions():
        if provision.clauses:
            continue
        for words in BY_REFERENCE_WORDS:
            if words in provision.text and provision.eid not in cited:
                yield error("reference-uncited", Place(file, provision.line, provision.eid), words=words)
    for support in policy.supports:
        for instrument in (one.instrument for one in support.amount.references):
            if (instrument, support.provision) not in pairs:
                place = Place(f"{policy.folder}/rules.xml", support.line, support.id)
                yield error("instrument-uncited", place, id=instrument)


def _check_reviews(policy: Policy, file: str) -> Iterator[Finding]:
    for part in policy.document.parts:
        if part.eid in policy.document.removed or not part.sentences:
            continue
        review = policy.reviews.get(part.eid)
        if review is None or not review.line:
            yield error("rules-missing", Place(file, 0, part.eid), eid=part.eid)
        elif policy.is_overtaken(part):
            yield error("fingerprint-stale", Place(file, review.line, part.eid), eid=part.eid)


def _check_groups(policy: Policy, file: str) -> Iterator[Finding]:
    counts = Counter(eid for group in policy.groups for eid in group.measures)
    if not counts:
        return
    for measure in policy.measures:
        if counts[measure.eid] != 1:
            yield warning("measure-ungrouped", Place(file, 0, measure.eid), count=counts[measure.eid])


def _check_unused(policy: Policy) -> Iterator[Finding]:
    """Domains without a measure, instruments that nothing cites, and own subjects that receive nothing."""
    linked = {link.domain.id for measure in policy.measures for link in measure.domains}
    for domain in policy.domains:
        if domain.id not in linked:
            yield warning("domain-unused", Place(domain.file, domain.line, domain.id), id=domain.id)
    used = {citation.instrument.id for citation in policy.citations}
    for concept in policy.registry.of_kind("instrument"):
        if concept.id not in used:
            place = Place(concept.file, concept.line, concept.id)
            yield note("concept-unused", place, id=concept.id, name=concept.name)
    receiving = {subject.concept.id for support in policy.supports for subject in support.subjects}
    for concept in policy.registry.of_kind("subject"):
        # A subject of the registry may receive something from another work.
        if concept.id not in receiving and concept.file.startswith(f"{policy.folder}/"):
            place = Place(concept.file, concept.line, concept.id)
            yield note("subject-unused", place, id=concept.id, name=concept.name)


def _check_quotations(policy: Policy, file: str) -> Iterator[Finding]:
    """The rules contain no number, not even in quoted words."""
    for line, eid, words in _quotations(policy):
        texts = (q.text for q in _quantities_of(policy, eid))
        if any(character.isdecimal() for character in words) or any(text in words for text in texts):
            yield error("words-hold-quantity", Place(file, line, eid), words=words)


def _quotations(policy: Policy) -> Iterator[tuple[int, str, str]]:
    """Every quotation of the rules: line, provision and words."""
    for act in policy.acts:
        yield act.line, act.provision, act.words
    for citation in policy.citations:
        yield citation.line, citation.provision, citation.words
    for term in policy.terms:
        yield term.line, term.provision, term.words
    yield from policy.together.quotations
    for measure in policy.measures:
        for link in measure.domains:
            yield link.line, link.basis.provision, link.basis.words
    for support in policy.supports:
        for subject in support.subjects:
            yield support.line, subject.provision, subject.words
        for condition in support.conditions:
            yield support.line, condition.provision, condition.words
        for words in (support.selection_words, *support.amount.quoted):
            yield support.line, support.provision, words


def _quantities_of(policy: Policy, eid: str) -> tuple[Quantity, ...]:
    item = policy[eid] if eid else None
    if not isinstance(item, Provision):
        return ()
    return tuple(q for smallest in item.smallest() for q in quantities_in(smallest, policy.registry))


def _mismatch(quantity: Quantity, expected: Unit, place: Place) -> Finding:
    words = {"text": quantity.text, "concept": quantity.concept, "unit": quantity.unit}
    return error("unit-mismatch", place, **words, expected_unit=expected)
