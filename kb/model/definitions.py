"""The definitions of a text: 本办法所称风车企业，是指…. Importing reads them with the same grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.model.document import Document

_DEFINES = re.compile(
    "(?:本(?:办法|规定|条例|细则|措施|意见|政策|规程|方案)?(?:中)?)?所(?:称|指|述)(?:的)?(?P<term>[^，,。；：]{2,40}?)[，,]?(?:是指|，指|,指|系指|包括|为)"
)
_MEANS = re.compile("^(?P<term>[^，,。；：（）()]{2,30}?)[，,]?是指(?![导定示令派挥标])")
_MOST = 200
"""The length of the beginning of a sentence in which the defined term stands, in characters."""
_SEVERAL = re.compile('[“”‘’"]')
"""Quotation marks within: 本办法所称“以上”“以下”均包括本数 says how numbers are read, and defines no term."""
_AROUND = '“”"‘’ 　的'


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that the text defines, and the sentence that defines it."""

    term: str
    words: str
    provision: str
    line: int = field(default=0, compare=False)


def defined_term(sentence: str) -> str:
    """The term that a sentence defines; empty where it defines none."""
    found = _DEFINES.search(sentence[:_MOST]) or _MEANS.match(sentence[:_MOST])
    return found["term"].strip(_AROUND) if found else ""


def find_definitions(document: Document) -> tuple[Definition, ...]:
    """The definitions of a text in its order."""
    return tuple(_definitions(document))


def _definitions(document: Document) -> Iterator[Definition]:
    for part in document.parts:
        for sentence in part.sentences:
            term = defined_term(sentence.text)
            if len(term) > 1 and not _SEVERAL.search(term):
                yield Definition(term, sentence.text, sentence.eid, sentence.line)
