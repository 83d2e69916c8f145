"""The parts of an answer beyond its outcomes: readings at stake, the cautious sum, questions, near misses.

They are computed only for some of the generated cases, since a complete answer assesses a case many times.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.explain.answer import Section, say_answer
from kb.explain.items.parts import data_of
from kb.explain.whole_answer import answer
from kb.model.words.errors import LANGUAGES
from tests.frozen.answers import Data
from tests.frozen.cases import FrozenCase, find_case
from tests.frozen.record import digest

NAMES = (*map(str, range(0, 20_000, 100)), *(f"toy/{number}" for number in range(0, 2_000, 20)))
"""The cases with complete answers."""


def wholes() -> Iterator[str]:
    """For each such case a digest of every field of the complete answer, in the order of the fields."""
    for name in NAMES:
        yield f"{name} {' '.join(digest(value, 3) for value in whole_answer(find_case(name)).values())}"


def whole_answer(frozen: FrozenCase) -> Data:
    """The complete answer as JSON data, as a page and as the command line prints it, without its receipt."""
    found = answer(frozen.policy, frozen.case, "", readings=frozen.readings)
    data = data_of(found.as_item())
    told = {key: data[key] for key in ("readings", "cautious", "stakes", "questions", "near")}
    says = {
        f"says-{lang}": [_section(one) for one in say_answer(found, lang, explain=True)] for lang in LANGUAGES
    }
    return {**told, **says}


def _section(section: Section) -> list[object]:
    entries = [[one.head, *one.lines, *(list(line) for line in one.tree)] for one in section.entries]
    return [section.title, *entries]
