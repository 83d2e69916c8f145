"""The toy policy with a fact that it does not have: the whole of which a project is a part."""

from __future__ import annotations

from dataclasses import replace

from kb import Policy
from kb.model.facts import PART_OF, Fact


def ask_for_the_whole(toy: Policy) -> Policy:
    """The policy, which also asks of what whole a project is a part."""
    question = {"zh": "是哪一个整体的一部分？", "en": "Of what whole is it a part?"}
    fact = Fact(PART_OF, ("project",), "name", "所属整体", "whole", question, presumed="none")
    return replace(toy, facts=(*toy.facts, fact))
