"""The readability of plain wording: long sentences, unexplained jargon, stiff words and chains of passives.

``python -m render.text.readability`` prints the figures and every sentence beyond a limit. Only form is
measured: no count can show whether a sentence is right, or understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kb.model.document import part_of
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.wording import Inline, Link
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import LANGUAGES, Language
from render.pages.questions import read_questions
from render.wording import wording

MOST: dict[Language, int] = {"zh": 60, "en": 30}
"""The greatest length of a sentence: in Chinese in characters without punctuation and blanks, in English in
words.
"""

NAME: dict[Language, int] = {"zh": 4, "en": 1}
"""The length that counts for the linked name of an agency, since a reader takes it in as one thing."""

MOST_PASSIVES: dict[Language, int] = {"zh": 1, "en": 2}
"""The greatest number of passives in a sentence that is not yet a chain."""

_MARK = "\ue000"
"""The placeholder for the name of an agency."""

_ENDS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"(?<=[\u3002\uff01\uff1f])[\u201d\uff09]?"),
    "en": re.compile(r"(?<=[.!?])[\u2019\u201d)]?\s+"),
}
_SILENT = re.compile(r"\b(?:is|are) not (?:stated|made clear|said)\b")
"""A fixed phrase for what the text does not state. It does not count as a passive."""

_PASSIVE: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"被|由[^\uff0c\u3002\uff1b\u3001]{1,20}?(?:予以|给予|进行)"),
    "en": re.compile(
        r"\b(?:am|is|are|was|were|be|been|being)\s+(?:(?:not|also|only|\w+ly)\s+)?"
        r"(?:\w+ed|built|chosen|done|drawn|found|given|held|kept|known|laid|left|made|met|paid|put|read|said|seen|sent|"
        r"set|shown|sold|spent|split|taken|told|won|written)\b",
        re.IGNORECASE,
    ),
}
_QUOTED = re.compile(r"\u201c[^\u201d]*\u201d|\u2018[^\u2019]*\u2019")
_EXPLAINS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"^[^\u3002\uff1b]{0,14}(?:\uff08|\uff0c?(?:也就是|即|是指|一般是|一般指))"),
    "en": re.compile(
        r"^[^.;]{0,30}(?:\(|, that is\b|, which\b| means\b| is the\b| such as\b|: as a rule)", re.IGNORECASE
    ),
}

Kind = Literal["long", "jargon", "stiff", "passive"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a page in one language; ``where`` is their place and ``part`` the part whose words explain
    their jargon.

    Names of agencies are replaced by one character. ``linked`` are the words that link to the glossary.
    """

    lang: Language
    where: str
    part: str
    words: str
    linked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence beyond a limit: the kind of limit, its place, and its length or the word."""

    kind: Kind
    lang: Language
    where: str
    sentence: str
    what: str


def find_faults(policy: Policy) -> tuple[Fault, ...]:
    """Every sentence beyond a limit: of the plain wording, readings, questions and fixed words."""
    texts = list(_texts(policy))
    explained = _explained(texts)
    return tuple(fault for text in texts for fault in _faults(text, explained))


def measure_sentence(sentence: str, lang: Language) -> int:
    """The length of a sentence, in characters or words."""
    names = sentence.count(_MARK) * NAME[lang]
    if lang == "en":
        return names + len(re.findall(r"[\w\u2019'%,.+-]*\w[\w\u2019'%,.+-]*", sentence))
    return names + len(re.findall(r"[\u3400-\u9fff]|[A-Za-z0-9.,%+]+", sentence))


def split_sentences(words: str, lang: Language) -> list[str]:
    """The sentences of a text."""
    return [sentence.strip() for sentence in _ENDS[lang].split(words) if sentence.strip()]


def summarise(policy: Policy) -> str:
    """The figures of each language, then every fault, as text."""
    lines = []
    for lang in LANGUAGES:
        texts = [text for text in _texts(policy) if text.lang == lang]
        sizes = sorted(measure_sentence(s, lang) for text in texts for s in split_sentences(text.words, lang))
        middle, tail = sizes[len(sizes) // 2], sizes[len(sizes) * 95 // 100]
        found = (
            f"{lang}: {len(sizes)} 句 sentences, 中位数 median {middle}, 95% {tail}, 最长 longest {sizes[-1]}"
        )
        lines.append(f"{found}, 上限 limit {MOST[lang]} {'字 characters' if lang == 'zh' else '词 words'}")
    lines += (f"{f.kind} {f.lang} {f.where} [{f.what}] {f.sentence}" for f in find_faults(policy))
    return "\n".join(lines).replace(_MARK, "◆")


def read_words() -> dict[str, dict[str, list[str]]]:
    """The words to explain (``jargon``) and to avoid (``stiff``) in each language."""
    return read_catalogue("render", "templates/readability.toml")


def _texts(policy: Policy) -> Iterator[Text]:
    for lang in LANGUAGES:
        for part in policy.plain[lang].values():
            for plain in part.sentences:
                yield _text(policy, lang, f"plain {part.eid}", part.eid, plain.parts)
        for reading in policy.readings:
            # The jargon of a reading is explained in the part that the reading is about.
            home = part_of(reading.bases[0].provision) if reading.bases else ""
            for said in (reading.question[lang], *(option.text[lang] for option in reading.options)):
                yield _text(policy, lang, f"reading {reading.id}", home, said.parts)
        for key, sentence in wording().items():
            yield Text(lang, f"wording {key}", "", _filled(sentence[lang]))
        for key, entry in read_questions().items():
            for sentence in (entry["ask"], *entry.get("say", ())):
                yield Text(lang, f"question {key}", "", _filled(sentence[lang]))


def _text(policy: Policy, lang: Language, where: str, part: str, parts: tuple[Inline, ...]) -> Text:
    words, linked = "", set()
    for piece in parts:
        if isinstance(piece, Link) and piece.ref in policy.registry.agency_by_id:
            words += _MARK
            continue
        said = inline_text(policy, (piece,), lang)
        words += said
        if isinstance(piece, Link):
            linked.add(said)
    return Text(lang, where, part, words, frozenset(linked))


def _filled(sentence: str) -> str:
    """A fixed sentence with a name in each placeholder."""
    return re.sub(r"\{[^}]*\}", _MARK, sentence)


def _explained(texts: list[Text]) -> set[tuple[Language, str, str]]:
    """The jargon that a part explains or links."""
    found = set()
    for text in texts:
        for word in read_words()["jargon"][text.lang]:
            said = any(_EXPLAINS[text.lang].match(after) for after in _after(text.words, word))
            if said or any(word in link for link in text.linked):
                found.add((text.lang, text.part, word))
    return found


def _after(words: str, word: str) -> Iterator[str]:
    """The text after each occurrence of the word."""
    for match in _pattern(word).finditer(words):
        yield words[match.end() :]


@cache
def _pattern(word: str, *, whole: bool = False) -> re.Pattern[str]:
    """The pattern of a word, regardless of capitals; with ``whole`` not within other words."""
    edge = r"\b" if whole else ""
    return re.compile(f"{edge}{re.escape(word)}{edge}", re.IGNORECASE)


def _faults(text: Text, explained: set[tuple[Language, str, str]]) -> Iterator[Fault]:
    lang = text.lang
    for sentence in split_sentences(text.words, lang):
        size = measure_sentence(sentence, lang)
        if size > MOST[lang]:
            yield Fault("long", lang, text.where, sentence, str(size))
        passives = len(_PASSIVE[lang].findall(_SILENT.sub("", sentence)))
        if passives > MOST_PASSIVES[lang]:
            yield Fault("passive", lang, text.where, sentence, str(passives))
        own = _QUOTED.sub("", sentence)
        for word in read_words()["stiff"][lang]:
            if _has(own, word, lang):
                yield Fault("stiff", lang, text.where, sentence, word)
        for word in read_words()["jargon"][lang]:
            if text.part and _has(own, word, lang) and (lang, text.part, word) not in explained:
                yield Fault("jargon", lang, text.where, sentence, word)


def _has(sentence: str, word: str, lang: Language) -> bool:
    if lang == "zh":
        return word in sentence
    return _pattern(word, whole=True).search(sentence) is not None


if __name__ == "__main__":
    import sys

    from kb import load_policy

    print(summarise(load_policy(sys.argv[1] if len(sys.argv) > 1 else "policy")))
