"""What all abuse searches share: the options that matter, the sentences of the results, and short cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kb.cases.case import Case
from kb.core.ruleset import Ruleset, find_switches
from kb.explain.words import Teller, begin
from kb.model.facts import AGENCY, CLAIMS, DATE, FIELD, GRANT, LEDGER, LEVEL
from kb.model.policy import Policy, Support
from kb.model.words.errors import LANGUAGES, Language
from kb.model.writing import write_quantity
from kb.verify.case_parts import every_spot, leave_out
from kb.verify.invariants.trial import Said
from kb.verify.sentences import fill_in, sentences

COMMAND = "abuse"
LEAST_GAIN = 100
"""The least gain in fen that is reported. Smaller gains come from rounding."""

Option = tuple[str, str]
"""A reading and one of its options."""


def options_for(policy: Policy, supports: Iterable[Support]) -> list[Option]:
    """The options, other than the defaults, of the readings that affect some supports."""
    switches = find_switches(policy)
    turned = switches.common.union(*(switches.by_support[support.id] for support in supports))
    return [
        (reading.id, option.id)
        for reading in policy.readings
        if reading.id in turned
        for option in reading.options
        if option.id != reading.default
    ]


def group_options(gists: Mapping[Option, object]) -> list[list[Option]]:
    """Options grouped by their gist: options that lead to the same result are reported together.

    An option whose gist is ``None`` belongs to no group.
    """
    groups: dict[object, list[Option]] = {}
    for option, gist in gists.items():
        if gist is not None:
            groups.setdefault(gist, []).append(option)
    return list(groups.values())


def say_name(policy: Policy, support: Support) -> Said:
    """The short name of a support."""
    return {lang: policy.support_name(support, lang) for lang in LANGUAGES}


def say_support(policy: Policy, support: Support) -> Said:
    """A support with the number of its measure, worded as the beginning of a sentence."""
    return {lang: begin(Teller(policy, lang).support(support.id)) for lang in LANGUAGES}


def say_options(policy: Policy, options: Iterable[Option]) -> Said:
    """Options joined by "or", because any one of them is meant: ``G18=b或G19=c``."""
    told = [f"{one}={option}" for one, option in options]
    return {lang: Teller(policy, lang).join(told, "or") for lang in LANGUAGES}


def say_part(key: str, **words: Said) -> Said:
    """A part of a sentence from the table of sentences, with its slots filled."""
    return fill_in(sentences(COMMAND)["part"][key], words)


def say_text(policy: Policy, law: str, support: Support) -> Said:
    """What the text says about the rule that a scheme tests: the ceilings and numbers it states, and what it
    leaves open.

    Raises ``KeyError`` where the table has no such sentence.
    """
    amount = support.amount
    stated = list(dict.fromkeys(amount.ceilings))
    part, whole = sentences(COMMAND)["part"], sentences(COMMAND)[law]["text"]

    def in_language(lang: Language) -> str:
        limits = Teller(policy, lang).join([write_quantity(one, lang) for one in stated], "and")
        told = part["limit"][lang].format(limits=limits)
        if amount.quota:
            told += part["number"][lang].format(number=write_quantity(amount.quota.count, lang))
        return whole[lang].format(limit=told)

    return {lang: in_language(lang) for lang in LANGUAGES}


def trim(rules: Ruleset, case: Case, gist: Callable[[Case], object]) -> Case:
    """The case without the facts whose removal leaves its ``gist`` unchanged.

    Sums, names and subjects stay in the claims. Earlier grants lose only their days and what their support
    implies. So the remaining case shows what it is about under every reading.
    """
    aim = gist(case)
    told = {fact.id for fact in rules.policy.facts if fact.type in ("money", "name", "choices")}
    days = {fact.id for fact in rules.policy.facts_of(GRANT) if fact.type == "date" and fact.id != DATE}
    grant = {fact.id for fact in rules.policy.facts_of(GRANT)}
    stays = {CLAIMS: told, LEDGER: grant - days - {LEVEL, FIELD, AGENCY}}
    facts = dict.fromkeys(
        (s.part, s.fact, s.choice) for s in every_spot(case) if s.fact not in stays.get(s.part, {s.fact})
    )
    for fact in facts:
        fewer = leave_out(case, [s for s in every_spot(case) if (s.part, s.fact, s.choice) == fact])
        if gist(fewer) == aim:
            case = fewer
    return case
