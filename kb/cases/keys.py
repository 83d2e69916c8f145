"""Missing and unknown keys of a case: which key was meant, and where it belongs."""

from __future__ import annotations

from collections.abc import Iterable

from kb.cases.form import Part
from kb.cases.nodes import Faults, Keyed, Pair, join
from kb.cases.values import nearest, spell
from kb.model.facts import Choice, Fact
from kb.model.words.errors import LANGUAGES
from kb.model.words.names import clip

_EXAMPLES = {"date": "2026-03-01", "id": "机房改造"}


def tell_missing(node: Keyed, part: Part, path: str, faults: Faults) -> None:
    """Report every required key of ``part`` that ``node`` does not have."""
    written = {entry.key for entry in node.entries}
    for key in part.required:
        fact = part.fact(key)
        if fact is not None and key not in written:
            chosen = fact.choices[0].id if fact.choices else "…"
            example = f"{key}: {_EXAMPLES.get(key, chosen)}"
            words = {"key": key, "example": example, **_named("name", fact), **_labelled("part", part)}
            faults.add("case-key-missing", node.line, path, **words)


def tell_unknown(node: Keyed, part: Part, form: Iterable[Part], path: str, faults: Faults) -> None:
    """Report every key of ``node`` that ``part`` does not know; ``form`` gives the parts where it could
    belong.
    """
    known = {one.id for one in part.keys}
    for entry in node.entries:
        if entry.key not in known:
            _tell_unknown(entry, part, form, join(path, entry.key), faults)


def _tell_unknown(entry: Pair, part: Part, form: Iterable[Part], path: str, faults: Faults) -> None:
    if faults.is_full:
        faults.more += 1
        return
    words = {"key": clip(entry.key), **_labelled("part", part)}
    if found := _named_so(entry.key, part):
        faults.add("case-fact-named", entry.line, path, id=found.id, **words)
        return
    others = [other for other in form if other is not part]
    homes = [other for other in others if _is_key(entry.key, other) or _named_so(entry.key, other)]
    if homes:
        faults.add("case-fact-elsewhere", entry.line, path, **words, **_listed("there", homes))
    elif near := nearest(entry.key, part.keys):
        faults.add("case-fact-near", entry.line, path, **words, **_spelled("near", near))
    elif near := nearest(entry.key, [one for other in others for one in other.keys], most=1):
        homes = [other for other in others if _is_key(near[0].id, other)]
        words |= _spelled("near", near)
        faults.add("case-fact-near-elsewhere", entry.line, path, **words, **_listed("there", homes))
    else:
        faults.add("case-fact-unknown", entry.line, path, **words, **_spelled("known", part.keys))


def _is_key(key: str, part: Part) -> bool:
    return any(one.id == key for one in part.keys)


def _named_so(key: str, part: Part) -> Fact | Choice | None:
    return next(
        (one for one in part.keys if key == one.name or key.lower() == one.name_en.lower() != one.id), None
    )


def _named(word: str, fact: Fact) -> dict[str, str]:
    return {f"{word}_{lang}": fact.label(lang) for lang in LANGUAGES}


def _labelled(word: str, part: Part) -> dict[str, str]:
    return {f"{word}_{lang}": part.label(lang) for lang in LANGUAGES}


def _listed(word: str, parts: list[Part]) -> dict[str, str]:
    between = {"zh": "、", "en": " or "}
    return {f"{word}_{lang}": between[lang].join(part.label(lang) for part in parts) for lang in LANGUAGES}


def _spelled(word: str, known: tuple[Fact | Choice, ...] | list[Fact | Choice]) -> dict[str, str]:
    return {f"{word}_{lang}": spell(known, lang) for lang in LANGUAGES}
