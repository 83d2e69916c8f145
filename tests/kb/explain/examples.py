"""The published examples of the real policy, and their answers."""

from __future__ import annotations

from kb import Policy
from kb.cases.examples import find_examples, load_example
from kb.explain.whole_answer import Answer, answer
from kb.loading import find_folders
from tests.conftest import REAL

VERSION = find_folders(REAL).version


EXAMPLES = find_examples(VERSION)


def answer_to(policy: Policy, name: str, **readings: str) -> Answer:
    """The answer to an example, with some readings chosen."""
    case = load_example(policy, EXAMPLES[name]).case
    return answer(policy, case, "0.0.0", readings=readings)
