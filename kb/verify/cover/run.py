"""Coverage: the fewest cases that reach every status of every support and show each condition independently.

The solver finds the cases and the engine judges them. Nobody has confirmed them, so they enter the casebook
as cases to be confirmed. A target that cannot be reached is reported with its proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.cases.case import Case
from kb.core.outcomes import SETTLED, Outcome, Status
from kb.core.ruleset import read_policy
from kb.explain.outcomes import say_status
from kb.explain.words import Teller, begin
from kb.model.facts import LEDGER
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES
from kb.verify.casebook.kept_case import KeptCase, clip_sentence, make_kept
from kb.verify.casebook.replay import say_expected
from kb.verify.cover.packing import Cover, assign, choose, pack
from kb.verify.cover.targets import (
    CONDITION,
    STATUS,
    SUM,
    Place,
    Plan,
    Target,
    cover_of,
    fact_of,
    holds,
)
from kb.verify.cover.witnesses import Search
from kb.verify.results import Result, Verdict
from kb.verify.sentences import sentences

COMMAND = "cover"
_FAILS = {
    "is": "is",
    "validity": "day",
    "deadline": "day",
    "since": "day",
    "not-selected": "selected",
    "tier": "tier",
}
"""The words for a failing condition in the sentence of a case, by its kind."""

MOST_TOLD = 3
"""The greatest number of supports that the sentence of a case mentions for each claim."""


@dataclass(frozen=True, slots=True)
class Covering:
    """The covered targets, and the cases to add to the existing ones.

    ``covered`` are the targets that some case shows; ``before`` is the number that the existing cases show.
    ``never`` are statuses that no rule of a support can produce, ``impossible`` are targets with a proof that
    no case exists, ``unknown`` are those at which the solver gave up. ``fewest`` says that the number of
    claims is proved minimal.
    """

    covered: tuple[Target, ...]
    before: int
    added: tuple[KeptCase, ...]
    never: tuple[Target, ...]
    impossible: tuple[Target, ...]
    unknown: tuple[Target, ...]
    fewest: bool


def cover(policy: Policy, cases: Sequence[KeptCase] = ()) -> Iterator[Result]:
    """The covered and the impossible targets as results, given the existing cases."""
    yield from tell_covering(policy, make_covering(policy, cases))


def make_covering(policy: Policy, cases: Sequence[KeptCase] = ()) -> Covering:
    """The fewest cases to add to ``cases``; only cases under the default readings count."""
    plan = Plan(read_policy(policy))
    there = [kept.case for kept in cases if not kept.readings]
    before = set(cover_of(plan, plan.views(there)))
    found: list[Case] = []
    impossible: list[Target] = []
    unknown: list[Target] = []
    for support in plan.encodings:
        targets = tuple(one for one in plan.targets(support) if one not in before)
        for one in Search(plan, support).find(targets) if targets else ():
            found += (case for case in one.cases if case not in found)
            if not one.cases:
                (impossible if one.known else unknown).append(one.target)
    cover = {key: ways for key, ways in cover_of(plan, plan.views(found)).items() if key not in before}
    chosen, fewest = choose(cover, found)
    packed = pack(plan, [found[n] for n in chosen])
    shown = {key: ways for key, ways in cover_of(plan, plan.views(packed)).items() if key in cover}
    never = [one for one in impossible if one.kind == STATUS and plan.is_never(one.support, Status(one.key))]
    # A target counts as covered only if the engine shows it, alone or in a joined case.
    settled = {*before, *shown, *impossible, *unknown}
    unknown += (one for key in plan.encodings for one in plan.targets(key) if one not in settled)
    return Covering(
        covered=tuple(sorted(before | set(shown))),
        before=len(before),
        added=tuple(_kept(policy, plan, packed, shown)),
        never=tuple(never),
        impossible=tuple(one for one in impossible if one not in never),
        unknown=tuple(unknown),
        fewest=fewest,
    )


def tell_covering(policy: Policy, covering: Covering) -> Iterator[Result]:
    """A covering as results: covered targets, impossible ones with the reason, and those unknown to the
    solver.
    """
    words = {
        "count": str(len(covering.covered)),
        "before": str(covering.before),
        "cases": str(len(covering.added)),
    }
    form = "complete" if not covering.added else "fewest" if covering.fewest else "few"
    yield Result(COMMAND, "covered", Verdict.PROVED, form, (), words)
    kinds = Counter(one.key for one in covering.never)
    told: dict[str, str] = {}
    for lang in LANGUAGES:
        each = (f"{say_status(Status(key), lang)} {kinds[key]}" for key in sorted(kinds))
        told[lang] = Teller(policy, lang).join(each)
    if covering.never:
        count: dict[str, str | dict[str, str]] = {"count": str(len(covering.never)), "kinds": told}
        yield Result(COMMAND, "never", Verdict.PROVED, "status", (), count, "policy")
    for target in covering.impossible:
        yield _result(policy, target, Verdict.PROVED)
    for target in covering.unknown:
        yield _result(policy, target, Verdict.UNDECIDED)


def refresh(policy: Policy, kept: KeptCase) -> KeptCase:
    """An unconfirmed covering case with the answers of today as its expectations."""
    if kept.source != COMMAND or any(one.is_confirmed for one in kept.expected):
        return kept
    about = [one.key for one in kept.expected]
    found = make_kept(policy, kept.case, kept.readings, sentence=kept.sentence, source=COMMAND, about=about)
    if found.expected != kept.expected:  # the sentence may mention a sum that has changed
        told = "；".join(say_expected(policy, one, "zh") for one in found.expected)
        found = replace(found, sentence=clip_sentence(f"{told}。"))
    return replace(found, id=kept.id, file=kept.file)


def _result(policy: Policy, target: Target, verdict: Verdict) -> Result:
    support = policy.support(target.support)
    law = "impossible" if verdict is Verdict.PROVED else "unknown"
    words: dict[str, dict[str, str]] = {"support": {}, "told": {}}
    provision = support.provision
    leaf = None
    if target.kind == CONDITION and target.key != LEDGER:
        leaf = Plan(read_policy(policy)).leaves(target.support)[target.key]
        provision = str(leaf.provision) or provision
    for lang in LANGUAGES:
        words["support"][lang] = begin(Teller(policy, lang).support(target.support))
        match target.kind:
            case "status":
                words["told"][lang] = say_status(Status(target.key), lang)
            case "sum":
                words["told"][lang] = target.key.rpartition(" ")[2]
            case _:
                words["told"][lang] = str(leaf.words) if leaf else sentences(COMMAND)["word"]["ledger"][lang]
    form = "below" if target.kind == SUM and " " not in target.key else target.kind
    return Result(COMMAND, law, verdict, form, (provision,), words, "policy", support=target.support)


def _kept(policy: Policy, plan: Plan, cases: Sequence[Case], cover: Cover) -> Iterator[KeptCase]:
    """The cases as the casebook keeps them, each with a sentence and with the answers of today as its
    expectations.
    """
    order = {support: n for n, support in enumerate(plan.encodings)}
    by_place = assign(cover)
    for n, case in enumerate(cases):
        told: list[str] = []
        about: list[tuple[str, str]] = []
        for m, claim in enumerate(case.claims or ()):
            targets = by_place.get(Place(n, m), [])
            supports = sorted({target.support for target in targets}, key=lambda one: order[one])
            about += ((claim.id, support) for support in supports)
            told.append(_tell(policy, plan, case, m, supports, targets))
        sentence = "。".join(one for one in told if one) + "。"
        yield make_kept(policy, case, {}, sentence=sentence, source=COMMAND, about=about)


def _tell(
    policy: Policy, plan: Plan, case: Case, place: int, supports: Sequence[str], targets: Sequence[Target]
) -> str:
    """The targets that a claim shows, in Chinese, for the people who confirm cases."""
    words, teller = sentences(COMMAND)["sentence"], Teller(policy, "zh")
    views = {view.outcome.support: view for view in plan.views([case]) if view.place.claim == place}
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for support in supports[:MOST_TOLD]:
        outcome = views[support].outcome
        mine = (target for target in targets if target.support == support)
        failed = dict.fromkeys(why for target in mine if (why := _failed(plan, case, target, outcome)))
        if case.ledger and not failed:
            failed = {sentences(COMMAND)["fails"]["ledger"]["zh"]: None}
        status = say_status(outcome.status, "zh")
        if outcome.status in SETTLED and outcome.amount is not None:
            status = words["sum"]["zh"].format(status=status, sum=teller.range(outcome.amount))
        grouped["，".join(failed), status].append(teller.support(support))
    told = [
        words["failed" if why else "plain"]["zh"].format(words=why, support="、".join(names), status=status)
        for (why, status), names in grouped.items()
    ]
    if not told:
        return ""
    more = words["more"]["zh"].format(count=len(supports) - MOST_TOLD) if len(supports) > MOST_TOLD else ""
    claim = (case.claims or ())[place].id
    return words["claim"]["zh"].format(claim=claim, told="；".join(told) + more)


def _failed(plan: Plan, case: Case, target: Target, outcome: Outcome) -> str:
    """The words of the condition that a claim fails on purpose; empty for any other claim."""
    if target.kind != CONDITION:
        return ""
    if target.key == LEDGER:
        key = {Status.BARRED: "ledger", Status.UNDETERMINED: "silent"}.get(outcome.status, "")
        return sentences(COMMAND)["fails"][key]["zh"] if key and case.ledger != () else ""
    leaf = plan.leaves(target.support)[target.key]
    if holds(leaf, outcome) is not False:
        return ""
    kind = _FAILS.get(str(leaf.kind), "any")
    teller = Teller(plan.rules.policy, "zh", plan.encodings[target.support].support.per)
    fact = teller.fact(fact_of(leaf)) if kind in ("day", "tier") or not leaf.words else ""
    return sentences(COMMAND)["fails"][kind]["zh"].format(words=leaf.words or fact, fact=fact)
