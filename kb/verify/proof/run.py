"""Proving the laws of a policy with the solver: of each support, then of several
together and of the policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from kb.core.ruleset import choose_readings, read_policy
from kb.model.policy import Policy
from kb.verify.findings.policy import find_policy_findings
from kb.verify.proof.conditions import prove_conditions
from kb.verify.proof.ledger import Joined, prove_ledger
from kb.verify.proof.session import Bench
from kb.verify.proof.sums import prove_sums
from kb.verify.proof.together import prove_together
from kb.verify.results import Result, Verdict


def prove(
    policy: Policy, measures: Collection[str] = (), readings: Mapping[str, str] | None = None
) -> Iterator[Result]:
    """Every law of the supports of some measures (eIds; all where none is named), as it is decided.

    ``readings`` are the chosen options; other readings have their defaults. What the policy itself allows is
    reported for the defaults only.

    Raises :class:`kb.model.words.errors.PolicyError` (``library-missing``) without the solver.
    """
    plain = choose_readings(policy)
    chosen = {key: option for key, option in (readings or {}).items() if plain.get(key) != option}
    rules = read_policy(policy, chosen)
    joined: Joined = {}
    for support in policy.supports:
        if measures and support.measure not in measures:
            continue
        bench = Bench(rules, rules.by_id[support.id], chosen)
        yield from prove_sums(bench)
        yield from prove_conditions(bench)
        yield from prove_ledger(bench, joined)
    if not chosen:
        yield from prove_together(policy, measures)
        yield from find_policy_findings(policy, measures)


def sum_up(results: Iterable[Result]) -> Iterator[Result]:
    """The same results in the order of the laws, with one result for a law that is proved of several
    supports.
    """
    proved: dict[str, list[Result]] = defaultdict(list)
    others = []
    for result in results:
        if result.verdict is Verdict.PROVED and result.support:
            proved[result.law].append(result)
        else:
            others.append(result)
    for group in proved.values():
        words = {**group[0].words, "count": str(len({one.support for one in group}))}
        yield replace(group[0], form="all", words=words, at=(), support="", readings={})
    yield from others
