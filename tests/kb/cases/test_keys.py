"""Missing and unknown keys of a case: which key was meant, and where it belongs."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.cases.form import form_of
from kb.cases.keys import tell_missing, tell_unknown
from kb.cases.nodes import Faults, Keyed, Pair, Scalar


def mapping(*keys: str) -> Keyed:
    """A mapping with some keys, one on each line from the third."""
    return Keyed(tuple(Pair(key, n, Scalar("1", n)) for n, key in enumerate(keys, 3)), 2)


def test_every_required_key_that_is_not_written_is_told_with_an_example(toy: Policy) -> None:
    faults = Faults("case.yaml")
    tell_missing(mapping("kind"), form_of(toy).claim, "claims[0]", faults)
    (finding,) = faults.findings
    words = dict(finding.words)
    assert (finding.code, finding.place.line, finding.place.eid) == ("case-key-missing", 2, "claims[0]")
    assert (words["key"], words["example"]) == ("id", "id: 机房改造")
    tell_missing(mapping("id"), form_of(toy).claim, "claims[0]", faults)
    assert dict(faults.findings[1].words)["example"] == "kind: project"


@pytest.mark.parametrize(
    ("key", "code", "word", "said"),
    [
        ("核定投资", "case-fact-named", "id", "investment"),
        ("amount", "case-fact-elsewhere", "there_en", "an entry of the ledger"),
        ("investmnt", "case-fact-near", "near_en", "investment (verified investment)"),
        ("standard-levl", "case-fact-near-elsewhere", "near_en", "standard-level (level of the standard)"),
        ("zzzz", "case-fact-unknown", "key", "zzzz"),
    ],
)
def test_an_unknown_key_is_told_with_what_was_meant(
    toy: Policy, key: str, code: str, word: str, said: str
) -> None:
    form = form_of(toy)
    project = form.kind("project")
    assert project is not None
    faults = Faults("case.yaml")
    tell_unknown(mapping("id", key), project, form, "claims[0]", faults)
    (finding,) = faults.findings
    assert (finding.code, finding.place.line, finding.place.eid) == (code, 4, f"claims[0].{key}")
    assert dict(finding.words)[word] == said
