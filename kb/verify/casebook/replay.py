"""Replaying kept cases: the answers of today compared with the expected ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from kb.assess.assessment import assess
from kb.core.outcomes import Assessment, Status
from kb.explain.outcomes import say_status
from kb.explain.words import Teller
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, Language, Place, PolicyError, error
from kb.model.words.names import say_nearest
from kb.verify.casebook.kept_case import Expected, KeptCase, State, changed_clauses, words_hash
from kb.verify.results import Result, Verdict
from kb.verify.sentences import sentences

COMMAND = "replay"
_COUNTED = ("agrees", "unchanged", "open")
"""The results that are only counted, and not listed one by one."""

_VERDICTS = {"differs": Verdict.REFUTED, "gone": Verdict.SAMPLED}


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation and the answer of the program; both are ``None`` where the program
    gives no such answer.
    """

    expected: Expected
    status: Status | None
    amount: Interval | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A kept case assessed today: its differences, and the clauses whose words have changed since.

    ``best`` is the combination that the program chose, where another one was expected.
    """

    kept: KeptCase
    assessment: Assessment
    differences: tuple[Difference, ...]
    changed: tuple[str, ...]
    best: frozenset[tuple[str, str]] | None = None

    @property
    def agrees(self) -> bool:
        """Whether the program gives the expected results."""
        return not self.differences and self.best is None


def replay_case(policy: Policy, kept: KeptCase) -> Replayed:
    """Assess a kept case and compare the answer with the expectations."""
    assessment = assess(policy, kept.case, readings=kept.readings)
    found = [compare(assessment, one) for one in kept.expected]
    changed = changed_clauses(policy, kept)
    if kept.words:
        keys = {one.key for one in kept.expected}
        mine = [one for one in assessment.outcomes if ("", "") in keys or (one.claim, one.support) in keys]
        rests = dict.fromkeys(eid for one in mine for eid in one.clauses)
        others = (eid for eid in rests if words_hash(policy, eid) != kept.words.get(eid))
        changed = tuple(dict.fromkeys((*changed, *others)))
    chosen = frozenset((part.claim, part.support) for part in assessment.combination.best)
    return Replayed(
        kept,
        assessment,
        tuple(one for one in found if one is not None),
        changed,
        chosen if kept.best is not None and chosen != kept.best else None,
    )


def is_outdated(policy: Policy, kept: KeptCase) -> bool:
    """Whether the words of a clause have changed since the case was confirmed."""
    same = all(words_hash(policy, eid) == words for eid, words in kept.words.items())
    return bool(changed_clauses(policy, kept)) or (not same and bool(replay_case(policy, kept).changed))


def compare(assessment: Assessment, expected: Expected) -> Difference | None:
    """How the program departs from an expectation; ``None`` where it agrees."""
    status, amount = None, None
    if expected.status is None:
        amount = assessment.combination.total
    else:
        with suppress(KeyError):
            outcome = assessment.outcome(expected.claim, expected.support)
            status, amount = outcome.status, outcome.amount
    same = status == expected.status and (expected.amount is None or amount == expected.amount)
    return None if same else Difference(expected, status, amount)


def replay(policy: Policy, cases: Iterable[KeptCase], *, found: bool = False) -> Iterator[Result]:
    """One result for each case that needs attention, and then the number of cases that agree.

    ``found`` says that commands found these cases. A different answer to such a case is no fault: the program
    may have been mended since.
    """
    count: Counter[str] = Counter()
    for kept in cases:
        replayed = replay_case(policy, kept)
        form = _form(replayed, found)
        if form == "changed" and kept.words:
            form = "unchanged"  # the corpus has many cases, which are only counted
        count[form] += 1
        if form not in _COUNTED:
            yield _result(policy, replayed, form)
    for form in _COUNTED:
        if count[form]:
            law = "found" if found else "casebook"
            words = {"count": str(count[form])}
            yield Result(COMMAND, law, Verdict.SAMPLED, form, (), words, samples=count[form])


def count_others(count: int) -> list[Result]:
    """The number of cases that were skipped because they belong to other policies."""
    words = {"count": str(count)}
    return [Result(COMMAND, "casebook", Verdict.SAMPLED, "others", (), words)] if count else []


def no_cases(policy: Policy) -> list[Result]:
    """The result where there is nothing to replay."""
    first = policy.document.parts[0].sentences[0].eid
    return [Result(COMMAND, "casebook", Verdict.SAMPLED, "none", (first,))]


def find_kept(cases: Iterable[KeptCase], typed: str) -> KeptCase:
    """The case whose id is ``typed`` or begins with it; the first of several cases with the same id.

    Raises :class:`PolicyError` with the nearest ids where there is none, or where several ids begin so.
    """
    known: dict[str, KeptCase] = {}
    for kept in cases:
        known.setdefault(kept.id, kept)
    word = typed.strip().removesuffix(".yaml").lower()
    for key in (typed.strip(), word, f"c-{word}"):
        if key in known:
            return known[key]
    begun = [key for key in known if word and key.lower().startswith((word, f"c-{word}"))]
    if len(begun) == 1:
        return known[begun[0]]
    place = Place(typed)
    if begun:
        more = "……" if len(begun) > 6 else ""
        raise PolicyError([error("kept-several", place, id=typed, known="、".join(begun[:6]) + more)])
    near = say_nearest(word, known, 4)
    raise PolicyError([error("kept-unknown", place, id=typed, nearest=near)])


def say_expected(policy: Policy, expected: Expected, lang: Language) -> str:
    """An expectation in words, without a full stop."""
    return _say(policy, expected, expected.status, expected.amount, lang)


def say_difference(policy: Policy, difference: Difference, lang: Language) -> str:
    """The program's different answer in words, without a full stop."""
    if difference.expected.status is not None and difference.status is None:
        return sentences(COMMAND)["say"]["nothing"][lang].format(
            item=_item(policy, difference.expected, lang)
        )
    return _say(policy, difference.expected, difference.status, difference.amount, lang)


def _say(
    policy: Policy, expected: Expected, status: Status | None, amount: Interval | None, lang: Language
) -> str:
    table, teller = sentences(COMMAND)["say"], Teller(policy, lang)
    range_ = "" if amount is None else teller.range(amount)
    if status is None:
        return table["total"][lang].format(range=range_)
    words = {"item": _item(policy, expected, lang), "status": say_status(status, lang), "range": range_}
    return table["sum" if range_ else "plain"][lang].format(**words)


def _item(policy: Policy, expected: Expected, lang: Language) -> str:
    teller = Teller(policy, lang)
    if expected.claim:
        return teller.item(expected.claim, expected.support)
    return teller.support(expected.support)


def _form(replayed: Replayed, found: bool) -> str:
    if found:
        return "agrees" if replayed.agrees else "gone"
    confirmed = replayed.kept.state is State.CONFIRMED
    if confirmed and replayed.changed:
        return "changed" if replayed.agrees else "changed-differs"
    if replayed.agrees:
        return "agrees" if confirmed else "open"
    return "differs" if confirmed else "moved"


def _result(policy: Policy, replayed: Replayed, form: str) -> Result:
    kept = replayed.kept
    verdict = _VERDICTS.get(form, Verdict.UNDECIDED)
    program: dict[str, str] = {}
    text: dict[str, str] = {}
    for lang in LANGUAGES:
        between = {"zh": "；", "en": "; "}[lang]
        says = [say_difference(policy, one, lang) for one in replayed.differences]
        wanted = [say_expected(policy, one.expected, lang) for one in replayed.differences]
        if replayed.best is not None and kept.best is not None:
            says.append(_say_best(policy, replayed.best, lang))
            wanted.append(_say_best(policy, kept.best, lang))
        program[lang], text[lang] = between.join(says), between.join(wanted)
    signed = next((one.clause for one in kept.expected if one.clause), "")
    clauses = (*replayed.changed, signed, *kept.clauses)
    at = next((eid for eid in clauses if eid and eid in policy), "")
    told: dict[str, str | dict[str, str]] = {
        "id": kept.id,
        "sentence": kept.sentence.rstrip("。."),
        "changed": {"zh": "、".join(replayed.changed), "en": ", ".join(replayed.changed)},
        "before": text,
        "how": _how(kept),
    }
    return Result(
        COMMAND,
        "case",
        verdict,
        form,
        (at,) if at else (),
        told,
        readings=kept.readings,
        program=program if program["zh"] else {},
        # A case that is unconfirmed, or confirmed for other words, does not state what the text says.
        text=text if form == "differs" else {},
        samples=1 if verdict is Verdict.SAMPLED else 0,
        kept=kept.id,
    )


def _how(kept: KeptCase) -> dict[str, str]:
    """How to review and confirm a case whose clauses have changed."""
    words = sentences(COMMAND)["how"]["corpus" if kept.words else "case"]
    return {lang: words[lang].format(id=kept.id, file=kept.file) for lang in LANGUAGES}


def _say_best(policy: Policy, best: frozenset[tuple[str, str]], lang: Language) -> str:
    teller = Teller(policy, lang)
    told = teller.join(teller.item(claim, support) for claim, support in sorted(best))
    return sentences(COMMAND)["say"]["best"][lang].format(best=told or "—")
