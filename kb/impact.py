"""What an edit touches: figures, and the supports, agencies, domains and readings bound to the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from kb.document import Clause, Mark, Section
from kb.model import Policy, Support
from kb.registry import Agency, Domain, Registry
from kb.requirements import leaves
from kb.wording import Reading

Part = Section | Clause

_PROCEDURAL = frozenset({"issue", "interpretation"})
"""The kinds of final provisions that say who issues and interprets, and bear on no support."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and after, empty where it came or went, and the provision it stands in."""

    concept: str
    old: str
    new: str
    provision: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What changing a part touches.

    ``provisions`` are the eIds whose words or marks differ; ``moves`` pairs the old and new eIds of sentences
    and clauses that kept their words and changed their number, which whatever cites them has to follow.
    ``agencies`` are those that answer for the part or stand in a changed provision, before and after;
    ``joined`` stand only after, ``left`` only before. ``support_names`` are the short names of the supports
    by language, and ``touches_all`` tells that these are all that there are. Where the policy could not be
    linked (``is_linked`` false), what only its other files know
    is missing.
    """

    eid: str
    provisions: tuple[str, ...]
    figures: tuple[FigureChange, ...]
    agencies: tuple[Agency, ...]
    joined: tuple[Agency, ...]
    left: tuple[Agency, ...]
    moves: tuple[tuple[str, str], ...] = ()
    supports: tuple[Support, ...] = ()
    support_names: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    domains: tuple[Domain, ...] = ()
    readings: tuple[Reading, ...] = ()
    touches_all: bool = False
    is_linked: bool = True


def find_impact(old: Part, new: Part, registry: Registry, policy: Policy | None) -> Impact:
    """What changing ``old`` into ``new`` touches; ``policy`` is the one before it, if it can be used."""
    changed = changed_provisions(old, new)
    before, after = (_agencies(part, changed) for part in (old, new))
    ids = tuple(dict.fromkeys(before + after))
    by_id = registry.agency_by_id
    impact = Impact(
        eid=old.eid,
        provisions=changed,
        figures=changed_figures(old, new),
        agencies=tuple(by_id[key] for key in ids),
        joined=tuple(by_id[key] for key in ids if key not in before),
        left=tuple(by_id[key] for key in ids if key not in after),
        moves=moved_provisions(old, new),
        is_linked=policy is not None,
    )
    return impact if policy is None else _linked(impact, policy)


def changed_provisions(old: Part, new: Part) -> tuple[str, ...]:
    """The eIds under which the parts differ: clauses too, the closing words, and the part for its heading."""
    before, after = _pieces(old), _pieces(new)
    eids = dict.fromkeys([*before, *after])
    return tuple(eid for eid in eids if before.get(eid) != after.get(eid))


def moved_provisions(old: Part, new: Part) -> tuple[tuple[str, str], ...]:
    """The old and new eIds of the sentences and clauses whose words stand under another number.

    Where the same words stand several times, the first of them before is the first of them after.
    """
    before, after = _places(old), _places(new)
    moves: dict[str, str] = {}
    for words, eids in before.items():
        moves |= {
            was: is_now for was, is_now in zip(eids, after.get(words, ()), strict=False) if was != is_now
        }
    order = [p.eid for sentence in old.sentences for p in (sentence, *sentence.clauses)]
    return tuple((eid, moves[eid]) for eid in order if eid in moves)


def _places(part: Part) -> dict[tuple[bool, str], list[str]]:
    """Where the words of each sentence, and of each clause of one, stand in a part."""
    places: dict[tuple[bool, str], list[str]] = {}
    for sentence in part.sentences:
        places.setdefault((True, sentence.text), []).append(sentence.eid)
        for clause in sentence.clauses:
            places.setdefault((False, clause.text), []).append(clause.eid)
    return places


def changed_figures(old: Part, new: Part) -> tuple[FigureChange, ...]:
    """The quantities and dates that came, went or changed, concept by concept in the order of the text."""
    before, after = _figures(old), _figures(new)
    changes: list[FigureChange] = []
    for concept in dict.fromkeys([*before, *after]):
        olds, news = before.get(concept, []), after.get(concept, [])
        words, new_words = [text for text, _ in olds], [text for text, _ in news]
        matcher = SequenceMatcher(None, words, new_words, autojunk=False)
        for operation, i, j, k, m in matcher.get_opcodes():
            if operation == "equal":
                continue
            for was, is_now in zip_longest(olds[i:j], news[k:m], fillvalue=("", "")):
                changes.append(FigureChange(concept, was[0], is_now[0], is_now[1] or was[1]))
    return tuple(changes)


def _linked(impact: Impact, policy: Policy) -> Impact:
    """The impact with what the rules know of it."""
    changed = {impact.eid, *impact.provisions}
    measure = next((measure for measure in policy.measures if measure.eid == impact.eid), None)
    if measure is not None:
        domains = tuple(link.domain for link in measure.domains)
    else:
        domains = tuple(domain for domain in policy.domains if domain.provision in changed)
    supports = _supports(policy, changed)
    return replace(
        impact,
        supports=supports,
        support_names={
            lang: tuple(policy.support_name(support, lang) for support in supports) for lang in policy.plain
        },
        touches_all=bool(supports) and supports == policy.supports,
        domains=domains,
        readings=tuple(r for r in policy.readings if any(basis.provision in changed for basis in r.bases)),
    )


def _supports(policy: Policy, changed: set[str]) -> tuple[Support, ...]:
    """The supports that rest on changed provisions: every one, where a term that holds for all is changed."""
    terms = (term.provision for term in policy.terms if term.kind not in _PROCEDURAL)
    common = {*terms, *(when.provision for when in policy.part_requirements)}
    if changed & common:
        return policy.supports
    overlaps = (overlap for measure in policy.measures for overlap in measure.overlaps)
    # What supports share in a sentence is untouched where only clauses of it are changed.
    whole = changed - {eid.rpartition("__c_")[0] for eid in changed}
    overlapping = {key for overlap in overlaps if overlap.provision in whole for key in overlap.supports}
    return tuple(s for s in policy.supports if s.id in overlapping or changed & _sources(s))


def _sources(support: Support) -> set[str]:
    """The provisions that a support rests on."""
    asked = (leaf for requirement in support.requirements for leaf in leaves(requirement))
    quoted = {one.provision for one in (*support.subjects, *support.conditions, *asked)}
    return {support.provision, *quoted, *(quantity.provision for quantity in support.quantities)}


def _pieces(part: Part) -> dict[str, object]:
    pieces: dict[str, object] = {part.eid: part.heading_runs} if isinstance(part, Clause) else {}
    pieces |= {p.eid: p for sentence in part.sentences for p in (sentence, *sentence.clauses)}
    closing = part.responsibility if isinstance(part, Clause) else None
    return pieces | {closing.eid: closing} if closing else pieces


def _figures(part: Part) -> dict[str, list[tuple[str, str]]]:
    figures: dict[str, list[tuple[str, str]]] = {}
    for eid, mark in _marks(part):
        if mark.tag in ("quantity", "date"):
            figures.setdefault(mark.concept, []).append((mark.text, eid))
    return figures


def _agencies(part: Part, changed: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the agencies that answer for a part or stand in one of its changed provisions."""
    closing = part.responsibility if isinstance(part, Clause) else None
    answering = [mark.concept for mark in closing.agencies] if closing else []
    named = [mark.concept for eid, mark in _marks(part) if eid in changed and mark.tag == "organization"]
    return tuple(answering + named)


def _marks(part: Part) -> Iterator[tuple[str, Mark]]:
    """The marks of a part with the eIds that they stand under, those of the heading first."""
    for run in part.heading_runs if isinstance(part, Clause) else ():
        if isinstance(run, Mark):
            yield part.eid, run
    for sentence in part.sentences:
        for provision in sentence.smallest():
            for mark in provision.marks:
                yield provision.eid, mark
