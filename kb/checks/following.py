"""Plain wording that did not follow the text: it stays as it was while what it cites was reworded or deleted.

Quoted words and figures are linked to the text, and the check reports them. The words of a plain sentence
are not, so a person must read them again; the review of the part confirms that somebody did.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Set

from kb.loading import Folders, load_policy
from kb.model.document import SECTIONS, Document, Provision, part_of
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.wording import Figure, Inline, Plain, PlainPart
from kb.model.words.errors import LANGUAGES, Finding, Place, PolicyError, warning
from kb.model.words.names import clip

_MOST_SHOWN = {"zh": 24, "en": 60}
"""The greatest number of characters of a sentence in a finding."""

Words = Mapping[str, str]
"""The words of each provision by its eId, without quantities and dates, which plain figures follow."""


def check_following(folders: Folders, policy: Policy) -> Iterator[Finding]:
    """Plain sentences of a draft that did not change, although the text that they cite did.

    A finding disappears with the review of the part, since the reviewer reads its plain wording. Wording of
    other parts that cites a deleted part has no such review, so it is reported until the version is
    published.
    """
    older = [one for one in folders.versions if one.first < folders.chosen.first]
    if folders.chosen.is_published or not older:
        return
    try:
        before = load_policy(folders.folder_of(older[-1]))
    except PolicyError:
        return  # its own check reports the problem
    old, new = _words(before.document), _words(policy.document)
    stale = {part.eid for part in policy.document.parts if policy.is_overtaken(part)}
    present_parts = _find_present_parts(before.document, policy.document)
    for lang in LANGUAGES:
        known: dict[Hashable, list[tuple[str, Plain]]] = {}
        for part, sentence in _sentences(before.plain[lang]):
            known.setdefault(_form(sentence.parts), []).append((part.eid, sentence))
        for part, sentence in _sentences(policy.plain[lang]):
            present = {new[eid] for eid in sentence.cites if eid in new}
            lost = _find_lost(known.get(_form(sentence.parts), ()), part.eid, old, present)
            is_due = not stale.isdisjoint({part.eid, *map(part_of, sentence.cites)})
            if lost and (is_due or not present_parts.issuperset(map(part_of, lost))):
                yield warning(
                    "plain-behind",
                    Place(f"{policy.folder}/plain.{lang}.xml", sentence.line, part.eid),
                    sentence=clip(inline_text(policy, sentence.parts, lang), _MOST_SHOWN[lang]),
                    words="；".join(
                        dict.fromkeys(clip(before.provision(eid).text, _MOST_SHOWN["zh"]) for eid in lost)
                    ),
                )


def _find_lost(same: Iterable[tuple[str, Plain]], part: str, old: Words, present: Set[str]) -> list[str]:
    """The provisions that a sentence cited in the version before and that the text no longer has.

    ``same`` are the sentences of that version in the same words, each with its part: several parts may
    say the same, so one of which nothing is lost comes first, and then one of the same part.
    """
    found = [
        (eid, [each for each in one.cites if old.get(each, "") not in {"", *present}]) for eid, one in same
    ]
    return min(found, key=lambda one: (bool(one[1]), one[0] != part), default=(part, []))[1]


def _find_present_parts(before: Document, after: Document) -> set[str]:
    """The parts of a text that a later text still has: their number may differ, and their words in part."""
    kept = {*_words(after).values(), *(clause.heading for clause in after.standing)}
    found = {part_of(eid) for eid, words in _words(before).items() if words in kept}
    found |= {clause.eid for clause in before.standing if clause.heading in kept}
    return found | ({one.eid for one in before.parts} & SECTIONS.keys())


def _words(document: Document) -> Words:
    return {
        one.eid: _without_figures(one) for one in document.provisions() if one.eid not in document.removed
    }


def _without_figures(provision: Provision) -> str:
    return "".join(
        run if isinstance(run, str) else "" if run.tag in ("quantity", "date") else run.text
        for run in provision.all_runs()
    )


def _sentences(parts: Mapping[str, PlainPart]) -> Iterator[tuple[PlainPart, Plain]]:
    for part in parts.values():
        for sentence in part.sentences:
            yield part, sentence


def _form(parts: Iterable[Inline]) -> Hashable:
    """The words of a plain sentence. Figures and links follow what they name, so only their places count."""
    return tuple(one if isinstance(one, str) else isinstance(one, Figure) for one in parts)
