"""The limit over several supports that a clause states, read from its words and not from the rule."""

from __future__ import annotations

from kb.loading.links import quantities_in
from kb.model.amounts import Quantity
from kb.model.document import Mark
from kb.model.policy import Policy
from kb.model.together import JointLimit

_LINKS = ("", "的")
"""The text that is allowed between the words of a limit and its number."""


def stated_limit(policy: Policy, limit: JointLimit) -> Quantity | None:
    """The number directly after the words of a limit: a sum, a rate or a count.

    It is the number of the rule where none follows those words, and ``None`` where the rule has none either,
    so that the fact itself is the limit (不超过总投资).
    """
    for part in policy.provision(limit.provision).smallest():
        start = part.text.find(limit.words)
        if start < 0:
            continue
        end, quantities = start + len(limit.words), iter(quantities_in(part, policy.registry))
        read = 0
        for run in part.runs:
            concept = policy.registry.concept_by_id.get(run.concept) if isinstance(run, Mark) else None
            if concept is not None and concept.unit is not None:
                found = next(quantities)
                if read >= end and part.text[end:read] in _LINKS:
                    return found
            read += len(run.text if isinstance(run, Mark) else run)
    return limit.limit


def quote_limit(policy: Policy, limit: JointLimit) -> str:
    """The words of a limit with the number that follows them, as published."""
    text, stated = policy.provision(limit.provision).text, stated_limit(policy, limit)
    whole = [f"{limit.words}{link}{stated.text}" for link in _LINKS] if stated is not None else []
    return next((words for words in whole if words in text), limit.words)
