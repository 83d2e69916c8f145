"""Acceptance: a person states the expected results of a kept case, and the clause.

The program never confirms an expectation itself. The typed text may have several forms: ``可申报：1000万元``,
``para_5__sup_1=eligible:1000万``, ``合计=1亿元``, ``机房/5=可参评 1000万元``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from kb.core.outcomes import REFUSED, Assessment, Status
from kb.explain.outcomes import say_status
from kb.model.numbers import numeral
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES, Finding, Place, PolicyError, error
from kb.model.words.names import clip, fold_name
from kb.verify.casebook.amounts import read_amount
from kb.verify.casebook.kept_case import Expected, KeptCase, changed_clauses, hashes_of, words_hash
from kb.verify.casebook.replay import compare, replay_case, say_difference, say_expected

EXPECTED, BY, CLAUSE = "--expected", "--by", "--clause"
TOTAL = frozenset({"total", "合计", "总计", "总额"})
MOST_NAME = 100
"""The greatest length of the name of a person who confirms, in characters."""

_STATUSES = {
    name.lower(): status
    for status in Status
    for name in (status, status.replace("-", " "), *(say_status(status, lang) for lang in LANGUAGES))
}
_MEASURE = re.compile(r"(?:para_|measure|措施|第)?\s*\(?([0-9]+|[一二三四五六七八九十百]+)\)?(?:条)?")


@dataclass(frozen=True, slots=True)
class Signature:
    """The person who confirms an expectation, the day, and the clause."""

    by: str
    on: date
    clause: str


def accept(
    policy: Policy, kept: KeptCase, typed: Sequence[str], signature: Signature, *, disagree: bool = False
) -> KeptCase:
    """The case with the expectations of a person, signed. Expectations that the person did not name stay as
    they were.

    Where the words of a clause have changed since, every other confirmed expectation has to be confirmed
    again. Raises :class:`PolicyError` for text that cannot be read and, unless ``disagree`` is set, where the
    program gives another result: then either the person is mistaken or the program has a fault.
    """
    assessment = replay_case(policy, kept).assessment
    findings = list(_check(policy, kept, typed, signature))
    accepted: dict[tuple[str, str], Expected] = {}
    for words in typed:
        try:
            one = read_expected(policy, kept, assessment, words)
        except PolicyError as problem:
            findings += problem.findings
            continue
        if one.key in accepted and accepted[one.key] != one:
            findings.append(error("accept-twice", Place(EXPECTED), value=clip(words)))
        accepted[one.key] = one
    if not findings and not disagree:
        findings += _disagreements(policy, assessment, accepted.values(), signature.clause)
    if findings:
        raise PolicyError(findings)
    signed = {
        key: replace(one, by=signature.by.strip(), on=signature.on, clause=signature.clause)
        for key, one in accepted.items()
    }
    before = [one.unsigned if changed_clauses(policy, kept) else one for one in kept.expected]
    expected = {one.key: one for one in before} | signed
    return replace(
        kept,
        expected=tuple(expected.values()),
        clauses=_clauses(policy, kept, assessment, expected.values()),
        file="",
    )


def read_expected(policy: Policy, kept: KeptCase, assessment: Assessment, typed: str) -> Expected:
    """The expectations in the typed words. Raises :class:`PolicyError` where words cannot be read or are
    ambiguous.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    # A name may contain the sign; a status or sum does not.
    about, _, rest = text.rpartition("=")
    if about.strip().lower() in TOTAL:
        return Expected("", "", None, _amount(rest, typed, needed=True))
    status, words = _status(rest, typed)
    claim, support = _about(policy, kept, assessment, about.strip(), typed)
    is_money = policy.support(support).is_money
    if status in REFUSED and not words.strip():
        amount: Interval | None = Interval(0, 0) if is_money else None
    else:
        amount = _amount(words, typed, needed=is_money)
    return Expected(claim, support, status, amount)


def _status(text: str, typed: str) -> tuple[Status, str]:
    """The status at the beginning of a text, and the rest of the text."""
    lowered = text.strip().lower()
    for name in sorted(_STATUSES, key=len, reverse=True):
        rest = lowered.removeprefix(name)
        if rest != lowered and (not rest or rest[0] in " :,;、"):
            return _STATUSES[name], rest.lstrip(" :,;、")
    known = "、".join(f"{say_status(one, 'zh')}（{one}）" for one in Status)
    raise PolicyError([error("accept-status", Place(EXPECTED), value=clip(typed), known=known)])


def _amount(text: str, typed: str, *, needed: bool) -> Interval | None:
    with suppress(ValueError):
        found = read_amount(text)
        if found is not None or not needed:
            return found
        raise PolicyError([error("accept-amount-missing", Place(EXPECTED), value=clip(typed))])
    raise PolicyError([error("kept-amount-form", Place(EXPECTED), value=clip(text.strip() or typed))])


def _about(policy: Policy, kept: KeptCase, assessment: Assessment, about: str, typed: str) -> tuple[str, str]:
    """The claim and support of an expectation: the text before the result names them."""
    claim, sign, support = about.rpartition("/")
    claim, support = claim.strip(), support.strip()
    own = [one.key for one in kept.expected if one.status is not None]
    every = [(one.claim, one.support) for one in assessment.outcomes]
    for keys in (own, every):
        fitting = [
            key
            for key in keys
            if _fits(policy, key[1], support) and (not sign or fold_name(key[0]) == fold_name(claim))
        ]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            known = "、".join(_key(key) for key in fitting[:8])
            raise PolicyError([error("accept-several", Place(EXPECTED), value=clip(typed), known=known)])
    known = "、".join(_key(key) for key in (own or every)[:8])
    raise PolicyError([error("accept-about", Place(EXPECTED), value=clip(about), known=known)])


def _fits(policy: Policy, key: str, typed: str) -> bool:
    """Whether a text means a support: by its id, its name or the number of its measure. An empty text means
    every support.
    """
    support = policy.support(key)
    names = (key, *(policy.support_name(support, lang) for lang in LANGUAGES), support.measure)
    if not typed or fold_name(typed) in map(fold_name, names):
        return True
    found = _MEASURE.fullmatch(typed)
    if found is None:
        return False
    with suppress(ValueError):
        number = int(found[1]) if found[1].isdecimal() else numeral(found[1])
        return policy.measure(support.measure).number == number
    return False


def _key(key: tuple[str, str]) -> str:
    return "/".join(part for part in key if part)


def _check(policy: Policy, kept: KeptCase, typed: Sequence[str], signature: Signature) -> Iterable[Finding]:
    if not typed:
        known = "、".join(_key(one.key) or "合计" for one in kept.expected) or "—"
        yield error("accept-nothing", Place(EXPECTED), known=known)
    name = signature.by.strip()
    if not name or len(name) > MOST_NAME or not name.isprintable():
        yield error("accept-by", Place(BY), most=MOST_NAME)
    if not signature.clause:
        yield error("accept-clause-missing", Place(CLAUSE), known="、".join(kept.clauses) or "—")
    elif not words_hash(policy, signature.clause):
        near = "、".join(kept.clauses) or "—"
        yield error("accept-clause", Place(CLAUSE), id=clip(signature.clause), known=near)


def _disagreements(
    policy: Policy, assessment: Assessment, accepted: Iterable[Expected], clause: str
) -> Iterable[Finding]:
    for one in accepted:
        if found := compare(assessment, one):
            words = {f"expected_{lang}": say_expected(policy, one, lang) for lang in LANGUAGES}
            words |= {f"program_{lang}": say_difference(policy, found, lang) for lang in LANGUAGES}
            yield error("accept-disagrees", Place(EXPECTED), clause=clause, **words)


def _clauses(
    policy: Policy, kept: KeptCase, assessment: Assessment, expected: Iterable[Expected]
) -> dict[str, str]:
    """The clauses that the case depends on now, with the hashes of their words today; clauses that no longer
    exist are dropped.
    """
    keys = {one.key for one in expected}
    rests = [eid for one in assessment.outcomes if (one.claim, one.support) in keys for eid in one.clauses]
    return hashes_of(policy, (*kept.clauses, *rests, *(one.clause for one in expected)))
