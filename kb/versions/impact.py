"""What an edit touches: figures, and the supports, agencies, domains and readings bound to the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import zip_longest

from kb.model.document import Clause, Mark, Provision, Section
from kb.model.policy import Policy, Support
from kb.model.registry import Agency, Domain, Registry
from kb.model.requirements import leaves
from kb.model.wording import Reading

Part = Section | Clause

_ALIKE = Fraction(3, 5)
"""How much of two sentences must be common to both for the one to be the other, edited."""

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
    and clauses that are still there under another number, which whatever cites them has to follow; ``lost``
    are the eIds of those that are gone where other words have taken over the number.
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
    lost: tuple[str, ...] = ()
    supports: tuple[Support, ...] = ()
    support_names: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    domains: tuple[Domain, ...] = ()
    readings: tuple[Reading, ...] = ()
    touches_all: bool = False
    is_linked: bool = True

    @property
    def references(self) -> dict[str, str]:
        """What every reference to the part has to become: the new eId, or one that nothing will ever have.

        A reference to words that are gone must not come to name the words that have their number now; under
        an eId that does not exist, the check finds it.
        """
        return dict(self.moves) | {eid: gone(eid) for eid in self.lost}


def gone(eid: str) -> str:
    """An eId that no provision has, for the references to one that is gone: its number and a thousand."""
    head, _, number = eid.rpartition("_")
    return f"{head}_{int(number.partition('-')[0]) + 1000}"


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
        lost=lost_provisions(old, new),
        is_linked=policy is not None,
    )
    return impact if policy is None else _linked(impact, policy)


def changed_provisions(old: Part, new: Part) -> tuple[str, ...]:
    """The eIds under which the parts differ: clauses too, the closing words, and the part for its heading."""
    before, after = _pieces(old), _pieces(new)
    eids = dict.fromkeys([*before, *after])
    return tuple(eid for eid in eids if before.get(eid) != after.get(eid))


def moved_provisions(old: Part, new: Part) -> tuple[tuple[str, str], ...]:
    """The old and new eIds of the sentences and clauses that stand under another number.

    They are told by their words. Of those that were edited as well, the most alike belong together. Where the
    same words stand several times, the first of them before is the first of them after.
    """
    sentences = pair_provisions(old.sentences, new.sentences)
    clauses = pair_provisions(_clauses(old), _clauses(new))
    order = [p.eid for sentence in old.sentences for p in (sentence, *sentence.clauses)]
    pairs = sentences | clauses
    return tuple((eid, pairs[eid]) for eid in order if pairs.get(eid, eid) != eid)


def lost_provisions(old: Part, new: Part) -> tuple[str, ...]:
    """The eIds of sentences and clauses that are gone, and that other words have taken over."""
    pairs = pair_provisions(old.sentences, new.sentences) | pair_provisions(_clauses(old), _clauses(new))
    known = {p.eid for sentence in new.sentences for p in (sentence, *sentence.clauses)}
    olds = [p.eid for sentence in old.sentences for p in (sentence, *sentence.clauses)]
    return tuple(eid for eid in olds if eid not in pairs and eid in known)


def pair_provisions(old: Sequence[Provision], new: Sequence[Provision]) -> dict[str, str]:
    """Each old provision that is still there, with where it stands now, by eId."""
    pairs: dict[str, str] = {}
    left = {one.eid: one.text for one in new}
    for one in old:
        if same := next((eid for eid, words in left.items() if words == one.text), None):
            pairs[one.eid] = same
            del left[same]
    rest = [one for one in old if one.eid not in pairs]
    likeness = sorted(
        (
            (measure_likeness(one.text, words), one.eid == eid, one.eid, eid)
            for one in rest
            for eid, words in left.items()
        ),
        key=lambda found: (-found[0], not found[1]),
    )
    for alike, is_same_place, was, is_now in likeness:
        if was not in pairs and is_now in left and (alike >= _ALIKE or is_same_place):
            pairs[was] = is_now
            del left[is_now]
    return pairs


def measure_likeness(one: str, other: str) -> Fraction:
    """How much of two texts is common to both, from 0 to 1."""
    common = sum(block.size for block in SequenceMatcher(None, one, other, False).get_matching_blocks())
    return Fraction(2 * common, len(one) + len(other) or 1)


def _clauses(part: Part) -> list[Provision]:
    return [clause for sentence in part.sentences for clause in sentence.clauses]


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
    overlapping |= {key for one in policy.together.every if one.provision in whole for key in one.supports}
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
