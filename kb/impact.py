"""What an edit touches: figures, and the supports, agencies, domains and readings bound to the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from kb.document import Clause, Mark, Section
from kb.model import Policy, Support
from kb.registry import Agency, Domain, Registry
from kb.wording import Reading

Part = Section | Clause


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
    that kept their words and changed their number, which whatever cites them has to follow.
    ``agencies`` are those that answer for the part or stand in a changed provision, before and after;
    ``joined`` stand only after, ``left`` only before. ``support_names`` are the short names of the supports
    by language. Where the policy could not be linked (``is_linked`` false), what only its other files know
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
        moves=moved_sentences(old, new),
        is_linked=policy is not None,
    )
    return impact if policy is None else _linked(impact, policy)


def changed_provisions(old: Part, new: Part) -> tuple[str, ...]:
    """The eIds under which the parts differ: clauses too, the closing words, and the part for its heading."""
    before, after = _pieces(old), _pieces(new)
    eids = dict.fromkeys([*before, *after])
    return tuple(eid for eid in eids if before.get(eid) != after.get(eid))


def moved_sentences(old: Part, new: Part) -> tuple[tuple[str, str], ...]:
    """The old and new eIds of the sentences whose words stand under another number."""
    before, after = (tuple(sentence.text for sentence in part.sentences) for part in (old, new))
    moves: list[tuple[str, str]] = []
    for match in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for n in range(match.size):
            was, is_now = old.sentences[match.a + n].eid, new.sentences[match.b + n].eid
            if was != is_now:
                moves.append((was, is_now))
    return tuple(moves)


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
    supports = tuple(support for support in policy.supports if changed & _sources(support))
    return replace(
        impact,
        supports=supports,
        support_names={
            lang: tuple(policy.support_name(support, lang) for support in supports) for lang in policy.plain
        },
        domains=domains,
        readings=tuple(r for r in policy.readings if any(basis.provision in changed for basis in r.bases)),
    )


def _sources(support: Support) -> set[str]:
    """The provisions that a support rests on."""
    subjects = {subject.provision for subject in support.subjects}
    conditions = {condition.provision for condition in support.conditions}
    quoted = subjects | conditions
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
