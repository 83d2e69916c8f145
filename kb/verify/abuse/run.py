"""Abuse: for each support, how much more a clever application brings than a plain one.

A finding concerns the policy and not the program, which only computes what the words allow. Each scheme is
tried under the default readings and under every other option that affects it, so that the result can name the
reading that decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.core.ruleset import Ruleset, read_policy
from kb.model.policy import Policy, Support
from kb.model.words.errors import LANGUAGES
from kb.verify.abuse.description import (
    COMMAND,
    LEAST_GAIN,
    Option,
    group_options,
    options_for,
    say_name,
    say_options,
    say_part,
    say_support,
    say_text,
    trim,
)
from kb.verify.abuse.reordering import Reordering
from kb.verify.abuse.schemes import Scheme, bring, find_schemes, paid_parts
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants.trial import Said
from kb.verify.results import Result, Verdict
from kb.verify.sentences import name_sum


@dataclass(frozen=True, slots=True)
class Gain:
    """How much more a scheme brings than the plain application, in fen, and the case that shows it."""

    scheme: Scheme
    plain: int
    trick: int
    case: Case

    @property
    def more(self) -> int:
        """How much more the scheme brings, in fen; 0 where the difference is at most a rounding error."""
        return self.trick - self.plain if self.trick - self.plain >= LEAST_GAIN else 0

    @property
    def gist(self) -> tuple[object, ...]:
        """The properties that two gains share if they are reported as one."""
        told = repr(sorted(self.scheme.words.items()))
        return (self.trick, self.plain, self.scheme.other, told)


def abuse(policy: Policy, measure: str = "") -> Iterator[Result]:
    """For each support that states a sum, one result for each kind of scheme: a finding, or that nothing more
    is gained.

    ``measure`` is the eId of the only measure to try; the empty string means all measures.
    """
    maker = Maker(policy)
    orders = Reordering(maker)
    for support in policy.supports:
        if support.is_money and measure in ("", support.measure):
            schemes = list(find_schemes(maker, support))
            for law in dict.fromkeys(scheme.law for scheme in schemes):
                yield from _try(policy, support, [scheme for scheme in schemes if scheme.law == law])
            yield from orders.try_support(support)


def find_gain(rules: Ruleset, schemes: list[Scheme]) -> Gain:
    """The scheme that gains most over the plain application; the first of equals."""
    return max((_weigh(rules, scheme) for scheme in schemes), key=lambda gain: gain.more)


def _weigh(rules: Ruleset, scheme: Scheme) -> Gain:
    trick, case = bring(rules, scheme.trick)
    plain = scheme.expected
    if plain is None:
        plain = max(bring(rules, script)[0] for script in scheme.plain)
    return Gain(scheme, plain, trick, case)


def _try(policy: Policy, support: Support, schemes: list[Scheme]) -> Iterator[Result]:
    pairs = [scheme for scheme in schemes if scheme.parts != 3]
    others = [policy.support(one.other) for one in schemes if one.other in policy]
    options = options_for(policy, (support, *others))
    gain = find_gain(read_policy(policy), pairs)
    under = {option: find_gain(read_policy(policy, dict([option])), pairs) for option in options}
    if gain.more:
        deciding = [option for option, other in under.items() if not other.more]
        yield _tell(policy, gain, [], deciding, schemes)
        return
    alike = group_options({option: one.gist if one.more else None for option, one in under.items()})
    for same in alike:
        yield _tell(policy, under[same[0]], same, [], schemes)
    if not alike:
        words, tried = _words(policy, gain, gain.case), len(schemes) * (1 + len(options))
        clause = (support.provision,)
        law = gain.scheme.law
        yield Result(
            COMMAND, law, Verdict.SAMPLED, "nothing", clause, words, "policy", support.id, samples=tried
        )


def _tell(
    policy: Policy, gain: Gain, under: list[Option], deciding: list[Option], schemes: list[Scheme]
) -> Result:
    """A gain as a finding, by default or under any one of some options."""
    readings = dict(under[:1])
    rules = read_policy(policy, readings)
    triple = [scheme for scheme in schemes if scheme.parts == 3]
    grows = bool(triple) and find_gain(rules, triple).more > gain.more
    case = _trim(rules, gain)
    words = _words(policy, gain, case)
    words["reading"] = say_options(policy, under)
    words["deciding"] = say_part("deciding", options=say_options(policy, deciding)) if deciding else ""
    words["growth"] = say_part("growth") if grows else ""
    return Result(
        COMMAND,
        gain.scheme.law,
        Verdict.REFUTED,
        "under" if under else "more",
        (gain.scheme.support.provision,),
        words,
        "policy",
        gain.scheme.support.id,
        case,
        readings,
        _say_program(rules, gain, case),
        say_text(policy, gain.scheme.law, gain.scheme.support),
        options=(*under, *deciding),
    )


def _say_program(rules: Ruleset, gain: Gain, case: Case) -> Said:
    """The program's answer to the case that shows the gain, with the earlier grants if there are any."""
    now = _worth(rules, case)
    sums = {"now": now, "had": gain.trick - now, "all": gain.trick, "plain": gain.plain}
    count = len(case.claims or ())
    form = "later" if gain.trick > now else "once" if count == 1 else "several"
    said: dict[str, Said] = {key: name_sum(fen) for key, fen in sums.items()}
    return say_part(form, count=dict.fromkeys(LANGUAGES, str(count)), **said)


def _words(policy: Policy, gain: Gain, case: Case) -> dict[str, str | Said]:
    scheme = gain.scheme
    other = scheme.other
    sums = {"plain": gain.plain, "trick": gain.trick, "gain": gain.trick - gain.plain}
    found: dict[str, str | Said] = {key: name_sum(max(0, fen)) for key, fen in sums.items()}
    found["support"] = say_support(policy, scheme.support)
    found["other"] = say_name(policy, policy.support(other)) if other in policy else other
    found["parts"] = str(scheme.parts)
    found["reached"] = str(len(case.claims or ()))
    return found | dict(scheme.words)


def _trim(rules: Ruleset, gain: Gain) -> Case:
    """The case without the claims that bring nothing and without needless facts.

    Sums, names and subjects are kept, because they show what is applied for under every reading.
    """
    last = gain.case
    had = {part.claim for part in paid_parts(assess_under(rules, last))}
    claims = tuple(claim for claim in last.claims or () if claim.id in had) or last.claims
    case = Case(last.date, last.applicant, claims, last.ledger)
    aim = _worth(rules, case)
    if not aim:
        return last
    return trim(rules, case, lambda one: _worth(rules, one))


def _worth(rules: Ruleset, case: Case) -> int:
    return sum(part.amount.high or 0 for part in paid_parts(assess_under(rules, case)))
