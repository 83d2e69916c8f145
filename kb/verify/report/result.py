"""A result in full: the sentence, the clause, the readings in words, the smallest case, and the comments.

The case is described in the words of ``tiaowen replay``. Its file in the casebook has the form of a case
file, which a person can type.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.model.document import Provision, Section
from kb.model.figures import inline_text
from kb.model.policy import Measure, Policy
from kb.model.wording import Reading
from kb.model.words.errors import Language
from kb.verify.casebook.folder import replay_command
from kb.verify.report.case import case_lines
from kb.verify.results import Result
from kb.verify.sentences import say_law, sentences

_PARTS: dict[str, dict[Language, str]] = {
    "clause": {"zh": "条文：{eid}“{words}”", "en": "Clause: {eid} “{words}”"},
    "case": {"zh": "最小的情况：", "en": "The smallest case:"},
    "program": {"zh": "程序说：{says}", "en": "The program says: {says}"},
    "again": {"zh": "重现：{command}", "en": "Again: {command}"},
    "text": {"zh": "条文说：{says}", "en": "The text says: {says}"},
}


def say_result(policy: Policy, result: Result, lang: Language) -> Iterator[str]:
    """A result line by line: sentence, clause, readings, smallest case, answer of the program and words of
    the text.
    """
    yield say_law(result, lang)
    if result.at:
        yield say_clause(result.at[0], say_words_of(policy, result.at[0]), lang)
    taken = sorted(result.readings.items())
    for key, option in dict.fromkeys((*taken, *result.options)):
        told = say_option(policy, key, option, lang)
        is_taken = result.case is not None and (key, option) in taken
        yield sentences("case")["reading"]["taken"][lang].format(told=told) if is_taken else told
    if result.case is not None:
        yield _PARTS["case"][lang]
        yield from (f"  {line}" for line in case_lines(policy, result.case, lang, result.readings))
    for part, says in (("program", result.program), ("text", result.text)):
        if says:
            yield _PARTS[part][lang].format(says=says[lang])
    if result.kept:
        yield say_again(result.kept, lang)


def say_clause(eid: str, words: str, lang: Language) -> str:
    """A clause by its eId, with its words."""
    return _PARTS["clause"][lang].format(eid=eid, words=words)


def say_again(kept: str, lang: Language) -> str:
    """The command that replays a kept case, by the id of the case."""
    return _PARTS["again"][lang].format(command=replay_command(kept))


def say_words_of(policy: Policy, eid: str) -> str:
    """The words of a clause, or of a whole measure or section. Raises ``KeyError`` where there is none."""
    found = policy[eid]
    assert isinstance(found, Provision | Section | Measure)
    return found.text


def say_option(policy: Policy, key: str, option: str, lang: Language) -> str:
    """An option of a reading in words: the question, and the answer of the option.

    Raises ``KeyError`` where the policy has no such reading, ``StopIteration`` where that has no such option.
    """
    reading = policy[key]
    assert isinstance(reading, Reading)
    question = inline_text(policy, reading.question[lang].parts, lang)
    text = say_answer(policy, key, option, lang)
    return sentences("case")["reading"]["told"][lang].format(
        key=key, option=option, question=question, text=text
    )


def say_answer(policy: Policy, key: str, option: str, lang: Language) -> str:
    """The answer of an option of the reading ``key``, with its full stop.

    Raises ``KeyError`` where the policy has no such reading, ``StopIteration`` where that has no such option.
    """
    reading = policy[key]
    assert isinstance(reading, Reading)
    found = next(one for one in reading.options if one.id == option)
    return inline_text(policy, found.text[lang].parts, lang)
