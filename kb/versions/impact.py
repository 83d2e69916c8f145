"""The impact of an edit: figures, and the supports, agencies, domains and readings bound to the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from kb.model.document import Clause, Division, Document, Mark, part_of
from kb.model.duties import agency_of, stated_in
from kb.model.policy import Policy, Support
from kb.model.registry import Agency, Domain, Registry
from kb.model.requirements import leaves
from kb.model.wording import Reading
from kb.versions.alignment import Fate, Part
from kb.versions.carrying import Note

_PROCEDURAL = frozenset({"issue", "interpretation"})
"""The kinds of final provisions on issue and interpretation, which affect no support."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and after, empty where it was added or removed, and its provision."""

    concept: str
    old: str
    new: str
    provision: str


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact of changing a part.

    ``provisions`` are the eIds whose words or marks differ. ``moves`` pairs the old and new eIds of
    provisions that were renumbered; references follow them. ``lost`` are the eIds of deleted provisions whose
    numbers other words have taken. ``notes`` report what a person must see of the references that follow.
    ``agencies`` are those responsible for the part or named in a changed provision, before and after;
    ``joined`` are only there after, ``left`` only before. ``support_names`` are the short names of the
    supports by language, and ``touches_all`` is true where these are all supports of the policy. Where the
    policy could not be linked (``is_linked`` false), everything that only its other files contain is missing.
    """

    eid: str
    provisions: tuple[str, ...]
    figures: tuple[FigureChange, ...]
    agencies: tuple[Agency, ...]
    joined: tuple[Agency, ...]
    left: tuple[Agency, ...]
    moves: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()
    supports: tuple[Support, ...] = ()
    support_names: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    domains: tuple[Domain, ...] = ()
    readings: tuple[Reading, ...] = ()
    touches_all: bool = False
    is_linked: bool = True
    notes: tuple[Note, ...] = ()


def find_impact(
    eid: str,
    old: Document,
    new: Document,
    fates: Sequence[Fate],
    registry: Registry,
    policy: Policy | None,
    notes: tuple[Note, ...] = (),
) -> Impact:
    """The impact of changing ``old`` into ``new``, by the fates of the provisions of ``old``.

    ``eid`` is the part that a person edits, or empty. ``policy`` is the policy before, if it is usable.
    """
    pairs = [pair for pair in _pair(old, new, fates) if changed_provisions(*pair)]
    changed = tuple(eid for pair in pairs for eid in changed_provisions(*pair))
    before, after = ([key for pair in pairs for key in _agencies(pair[n], changed, registry)] for n in (0, 1))
    ids = tuple(dict.fromkeys(before + after))
    by_id = registry.agency_by_id
    here = {one.eid for one in new.provisions()}
    impact = Impact(
        eid=eid,
        provisions=tuple(dict.fromkeys(changed)),
        figures=tuple(change for pair in pairs for change in changed_figures(*pair)),
        agencies=tuple(by_id[key] for key in ids),
        joined=tuple(by_id[key] for key in ids if key not in before),
        left=tuple(by_id[key] for key in ids if key not in after),
        moves=tuple(_moved(fates)),
        lost=tuple(one.old for one in fates if not one.new and one.old in here),
        is_linked=policy is not None,
        notes=notes,
    )
    if policy is None:
        return impact
    return _linked(impact, policy, {eid, *_touched(old, new, fates), *_unnumbered(impact, old)})


def _touched(old: Document, new: Document, fates: Iterable[Fate]) -> Iterator[str]:
    """The eIds in ``old`` of the sentences and clauses whose words or marks differ, wherever they stand
    now.
    """
    before = {one.eid: [*one.all_runs()] for one in old.provisions()}
    after = {one.eid: [*one.all_runs()] for one in new.provisions()}
    for one in fates:
        if one.old in before and (len(one.new) != 1 or before[one.old] != after[one.new[0]]):
            yield one.old


def _unnumbered(impact: Impact, old: Document) -> Iterator[str]:
    """The changed parts and closing words, which have no number among sentences."""
    numbered = {one.eid for one in old.provisions()}
    return (eid for eid in impact.provisions if eid not in numbered)


def _pair(old: Document, new: Document, fates: Iterable[Fate]) -> Iterator[tuple[Part | None, Part | None]]:
    """Each old part with the same part in the new text, or ``None``; then the new parts."""
    homes = {one.old: one.new for one in fates}
    # A deleted measure that keeps its number is the same in both.
    gone = set(old.removed) & set(new.removed)
    for part in (one for one in old.parts if one.eid not in gone):
        home = homes.get(part.eid, ())
        yield part, new.part(home[0]) if home else None
    known = {eid for part in old.parts for eid in homes.get(part.eid, ())} | gone
    yield from ((None, part) for part in new.parts if part.eid not in known)


def _moved(fates: Iterable[Fate]) -> Iterator[tuple[str, str]]:
    """The old and new eIds of renumbered provisions, without those that only move along with their part."""
    known = {one.old: one.new[0] for one in fates if one.new and part_of(one.old) == one.old}
    for one in fates:
        part = part_of(one.old)
        goes_along = part != one.old and f"{known.get(part)}{one.old.removeprefix(part)}" in one.new
        if one.new and one.new[0] != one.old and not goes_along:
            yield one.old, one.new[0]


def changed_provisions(old: Part | None, new: Part | None) -> tuple[str, ...]:
    """The eIds under which the parts differ, including clauses, the closing words, and the part for its
    heading.

    A part that was only renumbered differs nowhere.
    """
    before, after = _pieces(old), _pieces(new)
    if old is not None and new is not None:
        before = {new.eid + eid.removeprefix(old.eid): one for eid, one in before.items()}
    eids = dict.fromkeys([*before, *after])
    return tuple(eid for eid in eids if before.get(eid) != after.get(eid))


def changed_figures(old: Part | None, new: Part | None) -> tuple[FigureChange, ...]:
    """The quantities and dates that were added, removed or changed, by concept, in the order of the text."""
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


def _linked(impact: Impact, policy: Policy, changed: set[str]) -> Impact:
    """The impact, completed with the rules about the changed provisions of the text before."""
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
    """The supports that depend on changed provisions; all of them where a rule for all supports
    is changed.
    """
    terms = (term.provision for term in policy.terms if term.kind not in _PROCEDURAL)
    common = {*terms, *(when.provision for when in policy.part_requirements)}
    if changed & common:
        return policy.supports
    overlaps = (overlap for measure in policy.measures for overlap in measure.overlaps)
    # A rule on several supports that cites a whole sentence is not affected by a change in its clauses.
    whole = changed - {eid.rpartition("__c_")[0] for eid in changed}
    overlapping = {key for overlap in overlaps if overlap.provision in whole for key in overlap.supports}
    overlapping |= {key for one in policy.together.every if one.provision in whole for key in one.supports}
    return tuple(s for s in policy.supports if s.id in overlapping or changed & _sources(s))


def _sources(support: Support) -> set[str]:
    """The provisions that a support depends on."""
    asked = (leaf for requirement in support.requirements for leaf in leaves(requirement))
    quoted = {one.provision for one in (*support.subjects, *support.conditions, *asked)}
    return {support.provision, *quoted, *(quantity.provision for quantity in support.quantities)}


def _pieces(part: Part | None) -> dict[str, object]:
    """The words of a part, by eId."""
    if part is None:
        return {}
    pieces: dict[str, object] = {}
    if isinstance(part, Clause | Division):
        pieces[part.eid] = part.heading_runs
    for sentence in part.sentences:
        pieces |= {one.eid: [*one.all_runs()] for one in (sentence, *sentence.clauses)}
    closing = part.responsibility if isinstance(part, Clause) else None
    return pieces | {closing.eid: (closing.label, closing.agencies)} if closing else pieces


def _figures(part: Part | None) -> dict[str, list[tuple[str, str]]]:
    figures: dict[str, list[tuple[str, str]]] = {}
    for eid, mark in _marks(part):
        if mark.tag in ("quantity", "date"):
            figures.setdefault(mark.concept, []).append((mark.text, eid))
    return figures


def _agencies(part: Part | None, changed: tuple[str, ...], registry: Registry) -> tuple[str, ...]:
    """The ids of the agencies that are responsible for a part or named in one of its changed provisions."""
    told = [agency_of(one.name, registry) for one in stated_in(part)] if part is not None else []
    answering = [agency.id for agency in told if agency is not None]
    named = [mark.concept for eid, mark in _marks(part) if eid in changed and mark.tag == "organization"]
    return tuple(answering + named)


def _marks(part: Part | None) -> Iterator[tuple[str, Mark]]:
    """The marks of a part with their eIds, those of the heading first."""
    if part is None:
        return
    for run in part.heading_runs if isinstance(part, Clause) else ():
        if isinstance(run, Mark):
            yield part.eid, run
    for sentence in part.sentences:
        for provision in sentence.smallest():
            for mark in provision.marks:
                yield provision.eid, mark
