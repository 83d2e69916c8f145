"""The effect of readings on an answer in words, option by option."""

from __future__ import annotations

from kb.assess.reading_impact import Change, Stake
from kb.explain.catalogue import sentence
from kb.explain.outcomes import say_status
from kb.explain.whole_answer import Answer
from kb.explain.words import Teller
from kb.model.figures import inline_text
from kb.model.values import Interval
from kb.model.wording import Reading
from kb.model.words.errors import Language

MOST_STAKES = 8
"""The greatest number of readings in a short answer."""


def list_stakes(
    answer: Answer, lang: Language, stakes: tuple[Stake, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    """The readings that affect an answer: each with its question and the result of each option."""
    return [_tell(answer, stake, lang) for stake in stakes]


def moves_money(stake: Stake) -> bool:
    """Whether the total depends on the reading."""
    return any(other.total != stake.total for other in stake.alternatives)


def _tell(answer: Answer, stake: Stake, lang: Language) -> tuple[str, tuple[str, ...]]:
    reading = answer.policy[stake.reading]
    assert isinstance(reading, Reading)
    teller = Teller(answer.policy, lang)
    head = f"{reading.id} {inline_text(answer.policy, reading.question[lang].parts, lang)}"
    if moves_money(stake):
        totals = {other.option: other.total for other in stake.alternatives}
        told = {option.id: _total(totals.get(option.id, stake.total), teller) for option in reading.options}
        parts = [_list(told, stake.chosen, teller), *_apart(stake, teller)]
        return head, (sentence("stake", "between", lang).join(parts) + _stop(lang),)
    claim, support = _most_telling(stake)
    told = _states(answer, stake, [o.id for o in reading.options], claim, support, teller)
    item, listed = teller.item(claim, support), _list(told, stake.chosen, teller)
    line = sentence("stake", "states", lang, item=item, told=listed)
    others = {(c.claim, c.support) for other in stake.alternatives for c in other.changes}
    if len(others) > 1:
        line = sentence("stake", "more", lang, told=line, count=str(len(others) - 1))
    return head, (line + _stop(lang),)


def _list(told: dict[str, str], chosen: str, teller: Teller) -> str:
    """The result of each option; options with the same result are grouped."""
    by_words: dict[str, list[str]] = {}
    for option, words in told.items():
        name = sentence("stake", "used", teller.lang, option=option) if option == chosen else option
        by_words.setdefault(words, []).append(name)
    listed = (
        sentence("stake", "option", teller.lang, options=teller.join(names), words=words)
        for words, names in by_words.items()
    )
    return sentence("stake", "between", teller.lang).join(listed)


def _total(total: Interval, teller: Teller) -> str:
    return sentence("stake", "total", teller.lang, range=teller.range(total))


def _apart(stake: Stake, teller: Teller) -> list[str]:
    if stake.most is None:
        return [sentence("stake", "unbounded", teller.lang)]
    return [sentence("stake", "apart", teller.lang, sum=teller.sum(stake.most))] if stake.most else []


def _stop(lang: Language) -> str:
    return sentence("stake", "stop", lang)


def _most_telling(stake: Stake) -> tuple[str, str]:
    """The claim and support whose outcome most options change."""
    counted: dict[tuple[str, str], int] = {}
    for other in stake.alternatives:
        for change in other.changes:
            counted[change.claim, change.support] = counted.get((change.claim, change.support), 0) + 1
    return max(counted, key=lambda key: counted[key])


def _states(
    answer: Answer, stake: Stake, options: list[str], claim: str, support: str, teller: Teller
) -> dict[str, str]:
    """The outcome of the claim under each option, described by what differs: the status, the sum, or whether
    it is an entitlement.
    """
    before = answer.assessment.outcome(claim, support)
    same = Change(claim, support, before.status, before.amount, before.ceiling)
    states = dict.fromkeys(options, same)
    for other in stake.alternatives:
        mine = (change for change in other.changes if (change.claim, change.support) == (claim, support))
        states[other.option] = next(mine, same)
    if len({(state.status, state.amount) for state in states.values()}) == 1:
        forms = {option: "ceiling" if state.ceiling else "due" for option, state in states.items()}
        return {option: sentence("stake", form, teller.lang) for option, form in forms.items()}
    sums = len({state.amount for state in states.values()}) > 1
    return {option: _state(state, sums, teller) for option, state in states.items()}


def _state(state: Change, sums: bool, teller: Teller) -> str:
    status = say_status(state.status, teller.lang)
    if not sums or state.amount is None or state.amount.high == 0:
        return status
    return sentence("stake", "state", teller.lang, status=status, range=teller.range(state.amount))
