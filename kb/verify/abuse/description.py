"""What is common to all that is tried for more: the options that bear on it, its words, and a short case."""

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
"""What is less, in fen, comes of rounding and is not told."""

Option = tuple[str, str]
"""A reading and one of its options."""


def options_for(policy: Policy, supports: Iterable[Support]) -> list[Option]:
    """The options but the defaults of the readings that bear on some supports."""
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
    """Options in groups that come to the same, which is told once; one whose gist is ``None`` is in none."""
    groups: dict[object, list[Option]] = {}
    for option, gist in gists.items():
        if gist is not None:
            groups.setdefault(gist, []).append(option)
    return list(groups.values())


def say_name(policy: Policy, support: Support) -> Said:
    """The short name of a support."""
    return {lang: policy.support_name(support, lang) for lang in LANGUAGES}


def say_support(policy: Policy, support: Support) -> Said:
    """A support with the number of its measure, as a sentence begins with it."""
    return {lang: begin(Teller(policy, lang).support(support.id)) for lang in LANGUAGES}


def say_options(policy: Policy, options: Iterable[Option]) -> Said:
    """Some options, any one of which is meant: ``G18=b或G19=c``."""
    told = [f"{one}={option}" for one, option in options]
    return {lang: Teller(policy, lang).join(told, "or") for lang in LANGUAGES}


def say_part(key: str, **words: Said) -> Said:
    """A part of a sentence of the table, filled in."""
    return fill_in(sentences(COMMAND)["part"][key], words)


def say_text(policy: Policy, law: str, support: Support) -> Said:
    """What the text says of what a law tries: the ceilings and the number it states, and what it leaves open.

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
    """The case without the facts that change nothing of its ``gist``.

    Sums, names and what a thing is stay in the claims; of earlier grants only days are left out, and what
    their support implies. What stays tells what it is about, whatever the reading.
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
