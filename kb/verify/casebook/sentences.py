"""A kept case in sentences: its facts, its clauses, its expectations, and the answer of the program with
reasons.

The sentences are in ``words/replay.toml``. The answer is worded like any other answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.explain.answer import Entry, Section
from kb.explain.outcomes import say_combination, say_outcome, say_tree
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.wording import Reading
from kb.model.words.errors import Language
from kb.model.writing import write_value
from kb.verify.casebook.corpus import SOURCE
from kb.verify.casebook.kept_case import Expected, State, state_of, words_hash
from kb.verify.casebook.replay import Replayed, say_difference, say_expected
from kb.verify.report.case import say_case
from kb.verify.sentences import sentences


def say_replayed(policy: Policy, replayed: Replayed, lang: Language) -> tuple[Section, ...]:
    """A replayed case in parts without empty ones: the description first, the verdict last."""
    told = _Telling(policy, replayed, lang)
    parts: dict[str, Iterable[Entry]] = {
        "case": say_case(policy, replayed.kept.case, lang, replayed.kept.readings),
        "readings": told.readings(),
        "clauses": told.clauses(),
        "expected": told.expected(),
        "program": told.program(),
    }
    titles = sentences("replay")["title"]
    sections = (Section(key, titles[key][lang], tuple(entries)) for key, entries in parts.items())
    kept = tuple(section for section in sections if section.entries)
    return (told.head(), *kept, Section("verdict", "", tuple(told.verdict())))


def accept_command(policy: Policy, replayed: Replayed) -> str:
    """The command that confirms the open expectations, with blanks where a person has to
    work out the result.
    """
    kept = replayed.kept
    open_ = [one for one in kept.expected if not one.is_confirmed] or list(kept.expected)
    keys = [_typed(one) for one in open_] or ["申请事项/支持=结果:金额"]
    told = " ".join(f'--expected "{key}"' for key in keys)
    support = next((one.support for one in open_ if one.support), "")
    clause = policy.support(support).provision if support else "条款"
    return f"tiaowen accept {kept.id} {told} --by 姓名 --clause {clause}"


def _typed(expected: Expected) -> str:
    if expected.status is None:
        return "合计=金额"
    claim = f"{expected.claim}/" if expected.claim else ""
    return f"{claim}{expected.support}=结果" + (":金额" if expected.amount is not None else "")


class _Telling:
    """Words one replayed case in one language."""

    def __init__(self, policy: Policy, replayed: Replayed, lang: Language) -> None:
        self._policy, self._replayed, self._lang = policy, replayed, lang
        self._kept = replayed.kept

    def _say(self, key: str, table: str = "show", /, **words: str) -> str:
        return sentences("replay")[table][key][self._lang].format_map(words)

    def head(self) -> Section:
        kept, state = self._kept, state_of(self._policy, self._kept)
        words = {"id": kept.id, "sentence": kept.sentence, "state": self._say(state, "state")}
        known = kept.source in sentences("replay")["source"]
        source = self._say(kept.source, "source") if known else kept.source
        entry = Entry(self._say("source", source=source, file=kept.file or "—"))
        return Section("head", self._say("head", "title", **words), (entry,))

    def readings(self) -> Iterator[Entry]:
        for key, option in self._kept.readings.items():
            reading = self._policy[key]
            assert isinstance(reading, Reading)
            found = next(one for one in reading.options if one.id == option)
            question = inline_text(self._policy, reading.question[self._lang].parts, self._lang)
            text = inline_text(self._policy, found.text[self._lang].parts, self._lang)
            yield Entry(
                f"{key} {question}", (f"{option}：{text}" if self._lang == "zh" else f"{option}: {text}",)
            )

    def clauses(self) -> Iterator[Entry]:
        for eid in self._kept.clauses:
            if not words_hash(self._policy, eid):
                yield Entry(self._say("clause-gone", eid=eid))
                continue
            form = "clause-changed" if eid in self._replayed.changed else "clause"
            words = getattr(self._policy[eid], "text", "")
            yield Entry(self._say(form, eid=eid, words=words))

    def expected(self) -> Iterator[Entry]:
        for one in self._kept.expected:
            told = say_expected(self._policy, one, self._lang)
            if one.by == SOURCE:
                yield Entry(self._say("corpus", expected=told))
            elif one.on is None:
                yield Entry(self._say("unsigned", expected=told))
            else:
                clause = self._say("signed-clause", clause=one.clause) if one.clause else ""
                on = write_value(one.on, self._lang)
                yield Entry(self._say("signed", expected=told, by=one.by, on=on, clause=clause))
        if not self._kept.expected:
            yield Entry(self._say("expects-nothing"))

    def program(self) -> Iterator[Entry]:
        assessment = self._replayed.assessment
        keys = {one.key for one in self._kept.expected if one.status is not None}
        for outcome in assessment.outcomes:
            if (outcome.claim, outcome.support) in keys:
                head, *lines = say_outcome(self._policy, outcome, self._lang)
                kind = self._policy.support(outcome.support).per
                tree = say_tree(self._policy, outcome.reasons, self._lang, kind)
                yield Entry(head, tuple(dict.fromkeys(lines)), tree, outcome)
        if self._kept.best is not None or any(one.status is None for one in self._kept.expected):
            head, *lines = say_combination(self._policy, assessment.combination, self._lang)
            yield Entry(head, tuple(lines))

    def verdict(self) -> Iterator[Entry]:
        found = self._replayed
        if found.agrees and self._kept.expected:
            yield Entry(self._say("agrees"))
        elif not found.agrees:
            says = (say_difference(self._policy, one, self._lang) for one in found.differences)
            wanted = (say_expected(self._policy, one.expected, self._lang) for one in found.differences)
            yield Entry(self._say("differs", program=self._joined(says), expected=self._joined(wanted)))
        if state_of(self._policy, self._kept) is State.TO_BE_CONFIRMED:
            yield Entry(self._say("accept", command=accept_command(self._policy, found)))

    def _joined(self, parts: Iterable[str]) -> str:
        return {"zh": "；", "en": "; "}[self._lang].join(parts) or "—"
