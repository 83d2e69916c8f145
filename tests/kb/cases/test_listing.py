"""The pages about case files: every example can be read, or is refused with exactly the words below it."""

from __future__ import annotations

import re

import pytest

from kb import Policy
from kb.cases.form import form_of
from kb.cases.listing import list_facts, main
from kb.cases.reading import read_case
from kb.model.words.errors import PolicyError
from tests.conftest import REAL, ROOT

PAGE = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
LISTING = ROOT / "docs" / "reference" / "facts.md"
BLOCKS = re.findall(r"^```(yaml|json)\n(.*?)^```(?:\n\n```text\n(.*?)^```)?", PAGE, re.M | re.S)


@pytest.mark.parametrize(("language", "text", "said"), BLOCKS)
def test_every_example_is_read_or_refused_as_the_page_says(
    policy: Policy, language: str, text: str, said: str
) -> None:
    if not said:
        assert read_case(policy, text, f"case.{language}")
        return
    with pytest.raises(PolicyError) as caught:
        read_case(policy, text, f"case.{language}")
    found = caught.value.findings
    assert said == "".join(
        f"第 {f.place.line} 行 {f.place.eid}\n  {f.message()}\n  怎么改：{f.remedy()}\n" for f in found
    )


def test_the_page_names_every_kind_and_no_other(policy: Policy) -> None:
    table = PAGE.partition("## 种类")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.M)) - {"kind"} == {
        part.id for part in form_of(policy).kinds
    }


def test_the_listing_is_the_one_of_the_policy(policy: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(REAL)])
    assert capsys.readouterr().out == list_facts(policy)
    assert LISTING.read_text(encoding="utf-8") == list_facts(policy), (
        "run: python -m kb.cases.listing > docs/reference/facts.md"
    )


def test_the_listing_has_every_fact_once_where_it_belongs(policy: Policy) -> None:
    page = list_facts(policy)
    rows = re.findall(r"^\| `([a-z-]+)` \|", page, re.M)
    shared = {fact.id for fact in policy.facts_of("claim")} - {"is"}
    expected = sum(len({f.id for f in policy.facts_of(p.id)} - shared) for p in form_of(policy).kinds)
    expected += len(shared) + 3 + len(policy.facts_of("applicant")) + len(policy.facts_of("grant"))
    assert len(rows) == expected
