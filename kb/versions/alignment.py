"""Alignment of two texts: each provision is unmoved, moved, reworded, split, joined or deleted.

Equal words are paired first, within the same part before other parts. Then come sentences that were split or
joined, and then the most similar ones. References to a text follow this alignment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Literal

from kb.model.document import Clause, Document, Provision, Section, part_of

Part = Section | Clause
Kind = Literal["same", "moved", "reworded", "split", "joined", "deleted"]

_ALIKE = Fraction(3, 5)
"""The similarity that two texts need so that one counts as an edit of the other."""

_WHOLE = Fraction(4, 5)
"""The part of a sentence that several others must contain so that it counts as split into them, or joined."""

_MOST_PIECES = 4
"""The greatest number of pieces of a split sentence that are looked for."""

_STOPS = str.maketrans("", "", "，,。.；;、：:")
"""The punctuation that changes where sentences are split and joined."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened to one provision, part or closing: its eId before, and its eIds now.

    ``new`` holds one eId, several where a sentence was split, or none where it was deleted. With ``same`` and
    ``moved`` the words are unchanged. A sentence that was moved and reworded is ``reworded``.
    """

    kind: Kind
    old: str
    new: tuple[str, ...]


def align(old: Document, new: Document) -> tuple[Fate, ...]:
    """The fate of every part, closing, sentence and clause of ``old``, in the order of the text."""
    parts = {was: is_now for is_now, was in pair_parts(old, new).items()}
    homes = _home_sentences(old, new, parts)
    return tuple(_fates(old, new, parts, homes))


def renumbered(fates: Iterable[Fate]) -> dict[str, str]:
    """Each provision with a new eId, and that eId; for a split one, the eId of its first piece."""
    return {one.old: one.new[0] for one in fates if one.new and one.new[0] != one.old}


def pair_parts(old: Document, new: Document) -> dict[str, str]:
    """Each part of the new version that was in the old one, with its eId there, by eId.

    The origins that the new version itself states come first, then equal headings, then equal numbers with
    enough common words, then the most similar parts.
    """
    removed_old, removed_new = set(old.removed), set(new.removed)
    olds = {part.eid: part for part in old.parts if part.eid not in removed_old}
    news = {part.eid: part for part in new.parts if part.eid not in removed_new}
    pairs: dict[str, str] = {}

    def take(eid: str, was: str) -> None:
        pairs[eid] = was
        del olds[was], news[eid]

    origins_before = {origin: eid for eid, origin in old.origins}
    for eid, origin in new.origins:
        was = origins_before.get(origin, origin)
        if eid in news and was in olds:
            take(eid, was)
    for eid, part in list(news.items()):
        if isinstance(part, Section) and eid in olds:
            take(eid, eid)
    headed: dict[str, list[str]] = {}
    for eid, part in olds.items():
        if isinstance(part, Clause):
            headed.setdefault(part.heading, []).append(eid)
    for eid, part in list(news.items()):
        if isinstance(part, Clause):
            same = [one for one in headed.get(part.heading, ()) if one in olds]
            if len(same) == 1 or eid in same:
                take(eid, eid if eid in same else same[0])
    alike = sorted(
        (
            (-measure_likeness(was.text, part.text), eid != was.eid, eid, was.eid)
            for eid, part in news.items()
            for was in olds.values()
            if isinstance(part, Clause) and isinstance(was, Clause)
        )
    )
    for likeness, _, eid, was in alike:
        if eid in news and was in olds and -likeness >= _ALIKE:
            take(eid, was)
    return pairs


def pair_provisions(old: Sequence[Provision], new: Sequence[Provision]) -> dict[str, str]:
    """Each old provision of a part that still exists, with its new eId, by eId.

    Provisions are paired by their words. Edited provisions are paired by similarity, and otherwise by their
    places. Where the same words occur several times, they are paired in order.
    """
    pairs: dict[str, str] = {}
    left = {one.eid: one.text for one in new}
    _pair_equal(old, left, pairs)
    _pair_alike(old, left, pairs)
    _pair_placed(old, left, pairs)
    return pairs


def measure_likeness(one: str, other: str) -> Fraction:
    """The common part of two texts, from 0 to 1."""
    return Fraction(2 * _common(one, other), len(one) + len(other) or 1)


def _common(one: str, other: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, False).get_matching_blocks())


def _pair_equal(old: Sequence[Provision], left: dict[str, str], pairs: dict[str, str]) -> None:
    for one in old:
        if one.eid not in pairs:
            same = next((eid for eid, words in left.items() if words == one.text), None)
            if same is not None:
                pairs[one.eid] = same
                del left[same]


def _pair_alike(old: Sequence[Provision], left: dict[str, str], pairs: dict[str, str]) -> None:
    rest = [one for one in old if one.eid not in pairs]
    likeness = sorted(
        (
            (measure_likeness(one.text, words), _place(one.eid) == _place(eid), one.eid, eid)
            for one in rest
            for eid, words in left.items()
        ),
        key=lambda found: (-found[0], not found[1]),
    )
    for alike, _, was, is_now in likeness:
        if was not in pairs and is_now in left and alike >= _ALIKE:
            pairs[was] = is_now
            del left[is_now]


def _pair_placed(old: Sequence[Provision], left: dict[str, str], pairs: dict[str, str]) -> None:
    for one in old:
        same = next((eid for eid in left if _place(eid) == _place(one.eid)), None)
        if one.eid not in pairs and same is not None:
            pairs[one.eid] = same
            del left[same]


def _place(eid: str) -> str:
    """The place of a provision in its part."""
    return eid.removeprefix(part_of(eid))


def _home_sentences(old: Document, new: Document, parts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The present place of each old sentence; sentences without one are deleted."""
    news = {part.eid: part for part in new.parts}
    left = {one.eid: one.text for part in new.parts for one in part.sentences}
    couples = [(part, news[parts[part.eid]]) for part in old.parts if part.eid in parts]
    pairs: dict[str, str] = {}
    for before, after in couples:
        _within(before.sentences, after.sentences, left, pairs, _pair_equal)
    everything = [one for part in old.parts for one in part.sentences]
    _pair_equal(everything, left, pairs)
    homes: dict[str, tuple[str, ...]] = {was: (is_now,) for was, is_now in pairs.items()}
    rest = [one for one in everything if one.eid not in pairs]
    unknown = [one for part in new.parts for one in part.sentences if one.eid in left]
    for one in rest:
        if run := _find_run(one, [each for each in unknown if each.eid in left]):
            homes[one.eid] = run
            for eid in run:
                del left[eid]
    for one in unknown:
        if one.eid in left and (run := _find_run(one, [each for each in rest if each.eid not in homes])):
            homes |= dict.fromkeys(run, (one.eid,))
            del left[one.eid]
    pairs = dict.fromkeys(homes, "")
    for before, after in couples:
        _within(before.sentences, after.sentences, left, pairs, _pair_alike)
    _pair_alike(everything, left, pairs)
    for before, after in couples:
        _within(before.sentences, after.sentences, left, pairs, _pair_placed)
    return homes | {was: (is_now,) for was, is_now in pairs.items() if is_now}


def _within(
    old: Sequence[Provision],
    new: Sequence[Provision],
    left: dict[str, str],
    pairs: dict[str, str],
    pair: Callable[[Sequence[Provision], dict[str, str], dict[str, str]], None],
) -> None:
    """Pair the sentences of one part; those that are paired are removed from ``left``."""
    here = {one.eid: one.text for one in new if one.eid in left}
    free = set(here)
    pair(old, here, pairs)
    for eid in free - set(here):
        del left[eid]


def _find_run(whole: Provision, pieces: Sequence[Provision]) -> tuple[str, ...]:
    """Neighbouring sentences of one part into which one sentence was split, or which were joined to one."""
    words = whole.text.translate(_STOPS)
    best: tuple[Fraction, tuple[str, ...]] = (_WHOLE, ())
    for start in range(len(pieces)):
        joined = ""
        for count, piece in enumerate(pieces[start : start + _MOST_PIECES], 1):
            if count > 1 and not _follows(pieces[start + count - 2].eid, piece.eid):
                break
            part = piece.text.translate(_STOPS)
            if len(joined) + len(part) > 2 * len(words) or _common(part, words) < _WHOLE * len(part):
                break
            joined += part
            if count > 1 and (alike := measure_likeness(words, joined)) > best[0]:
                best = alike, tuple(one.eid for one in pieces[start : start + count])
    return best[1]


def _follows(eid: str, other: str) -> bool:
    """Whether a sentence directly follows another in the same part."""
    (head, _, one), (tail, _, two) = eid.rpartition("_"), other.rpartition("_")
    return head == tail and one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1


def _fates(
    old: Document, new: Document, parts: Mapping[str, str], homes: Mapping[str, tuple[str, ...]]
) -> Iterator[Fate]:
    news = {part.eid: part for part in new.parts}
    texts = {one.eid: one for one in new.provisions()}
    taken: dict[str, int] = {}
    for run in homes.values():
        for eid in run:
            taken[eid] = taken.get(eid, 0) + 1
    for part in old.parts:
        if part.eid in old.removed:
            continue
        now = news.get(parts.get(part.eid, ""))
        same = now is not None and _words(now) == _words(part)
        yield _fate(part.eid, () if now is None else (now.eid,), same)
        if isinstance(part, Clause) and part.responsibility is not None:
            closing = now.responsibility if isinstance(now, Clause) else None
            same = closing is not None and closing.text == part.responsibility.text
            yield _fate(part.responsibility.eid, () if closing is None else (closing.eid,), same)
        clauses = pair_provisions(
            [one for sentence in part.sentences for one in sentence.clauses],
            [one for sentence in now.sentences for one in sentence.clauses] if now is not None else (),
        )
        for sentence in part.sentences:
            home = homes.get(sentence.eid, ())
            is_joined = any(taken[eid] > 1 for eid in home)
            same = len(home) == 1 and texts[home[0]].text == sentence.text
            yield Fate("joined", sentence.eid, home) if is_joined else _fate(sentence.eid, home, same)
            for clause in sentence.clauses:
                place = (clauses[clause.eid],) if clause.eid in clauses else _clause_home(clause, home, texts)
                same = bool(place) and texts[place[0]].text == clause.text
                yield _fate(clause.eid, place, same)


def _clause_home(clause: Provision, home: tuple[str, ...], texts: Mapping[str, Provision]) -> tuple[str, ...]:
    """The present place of a clause whose sentence lost its clauses, was split, or was moved to
    another part.
    """
    pieces = [one for eid in home for one in texts[eid].smallest()]
    words = clause.text.translate(_STOPS)
    found = next((one for one in pieces if words in one.text.translate(_STOPS)), None)
    if found is None:
        scored = [(measure_likeness(clause.text, one.text), n, one) for n, one in enumerate(pieces)]
        likest = max(scored, key=lambda one: (one[0], -one[1]), default=None)
        found = likest[2] if likest is not None and likest[0] >= _ALIKE else None
    return (found.eid,) if found is not None else ()


def _fate(old: str, new: tuple[str, ...], is_same: bool) -> Fate:
    if not new:
        return Fate("deleted", old, new)
    if len(new) > 1:
        return Fate("split", old, new)
    if not is_same:
        return Fate("reworded", old, new)
    return Fate("same" if new[0] == old else "moved", old, new)


def _words(part: Part) -> str:
    """The words of a part without its number."""
    return part.text.removeprefix(part.num) if isinstance(part, Clause) else part.text
