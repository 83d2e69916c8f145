"""The programs of a policy, lowered with open readings, and compiled on first use.

A program answers under every choice of readings. Policies share a program where everything that it was
lowered from is the same object, so that after a change of one rule only that rule is lowered again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from kb.core.carriers.python import compile_source, inputs_of, write_explained, write_subject
from kb.core.claim import Program, lower_claim
from kb.core.conditions import lower_subject
from kb.core.facts import Facts, Ledger
from kb.core.outcomes import Reason
from kb.core.rules import Rules
from kb.core.ruleset import Same
from kb.model.policy import Policy, Support

MOST_KEPT = 2048
"""The greatest number of programs that are cached."""


@dataclass(frozen=True)
class Answering:
    """One support as functions: ``subject`` recognises a claim with another subject at once, ``explain``
    answers completely.

    ``readings`` are those that the answer may depend on: in any case, and only where there are earlier
    grants.
    """

    subject: Callable[..., Any]
    lower: Callable[[], Program]

    @cached_property
    def program(self) -> Program:
        """The support, lowered."""
        return self.lower()

    @cached_property
    def explain(self) -> Callable[..., Any]:
        """The function that answers with every reason."""
        scope: dict[str, Any] = {"R": Reason}
        return compile_source(write_explained(self.program, "answer", scope), "answer", scope)

    @cached_property
    def readings(self) -> tuple[frozenset[str], frozenset[str]]:
        """The readings that it may depend on: in any case, and only where there are earlier grants."""
        return inputs_of(self.program)


class Programs:
    """The programs of one policy, by support."""

    def __init__(self, policy: Policy) -> None:
        self.rules = Rules(policy)
        self._found: dict[str, Answering] = {}

    def __getitem__(self, support: str) -> Answering:
        if support not in self._found:
            self._found[support] = self._share(self.rules.supports[support])
        return self._found[support]

    def _share(self, support: Support) -> Answering:
        made_of = (support, *self._common, *(self.rules.supports[where] for where in self._where(support)))
        key = (self._forms, *map(id, made_of))
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key][1]
        found = _lower(self.rules, support)
        _KEPT[key] = (made_of, found)
        if len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
        return found

    def _where(self, support: Support) -> list[str]:
        """The supports on which the choice of an overlap depends."""
        met = (one for one in self.rules.meetings if support.id in one.supports and one.where)
        return sorted({one.where for one in met} - {support.id})

    @cached_property
    def _common(self) -> tuple[object, ...]:
        """Everything that a program is lowered from besides its own support, as objects that are compared by
        identity.
        """
        policy = self.rules.policy
        found: list[object] = [policy.terms, policy.part_requirements, policy.facts, policy.together]
        for measure in policy.measures:
            found += [measure.overlaps, measure.domains, measure.duties]
        return tuple(found)

    @cached_property
    def _forms(self) -> tuple[tuple[str, ...], ...]:
        """The properties of every other support that matter: its measure, its kind of claim and its form."""
        return tuple(
            (one.id, one.measure, one.per, one.form, type(one.amount).__name__)
            for one in self.rules.policy.supports
        )


def programs_of(policy: Policy) -> Programs:
    """The programs of a policy, made once."""
    return _programs(Same(policy))


@lru_cache(maxsize=256)
def _programs(same: Same[Policy]) -> Programs:
    return Programs(same.thing)


_KEPT: OrderedDict[tuple[object, ...], tuple[tuple[object, ...], Answering]] = OrderedDict()
"""The cached programs, by the ids of the rules from which each was lowered. The rules are kept as well, so
that their ids stay unique.
"""


def _lower(rules: Rules, support: Support) -> Answering:
    scope: dict[str, Any] = {"R": Reason}
    node = lower_subject(support, rules, Facts(rules, support.per), Ledger(rules))
    subject = compile_source(write_subject(node, "subject", scope), "subject", scope)
    return Answering(subject, lambda: lower_claim(rules, support, Facts(rules, support.per), Ledger(rules)))
