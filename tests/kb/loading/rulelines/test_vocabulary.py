"""The vocabulary of the rule lines covers the schemas, and no line can mean two things."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from kb.loading.rulelines.vocabulary import read_vocabulary
from kb.model.policy import Policy
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import PolicyError
from tests.conftest import REAL, ROOT

SCHEMAS = REAL / "schema"


def test_an_element_attribute_or_value_of_a_schema_without_a_word_is_told(tmp_path: Path) -> None:
    schemas = Path(shutil.copytree(SCHEMAS, tmp_path / "schema"))
    path = schemas / "rules.xsd"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('value="half-up"', 'value="half-even"'), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read_vocabulary(schemas)
    (finding,) = caught.value.findings
    assert finding.message("zh") == "rules.xsd 里有规则行还没有词来写的：rounding-kind=half-even。"
    assert (
        finding.message("en")
        == "rules.xsd contains names for which the rule lines have no word: rounding-kind=half-even."
    )


def test_every_element_attribute_and_value_of_the_schemas_has_a_word() -> None:
    assert sorted(read_vocabulary(SCHEMAS)) == ["agencies", "concepts", "facts", "plain", "readings", "rules"]


def test_what_may_stand_below_a_line_begins_with_words_of_its_own() -> None:
    for vocabulary in read_vocabulary(SCHEMAS).values():
        for word in vocabulary.by_tag.values():
            said = Counter(vocabulary.by_tag[tag].word for tag in word.children if tag in vocabulary.by_tag)
            assert [one for one, times in said.items() if times > 1] == [], word.tag


def test_the_labels_and_the_values_of_a_line_are_told_apart() -> None:
    for vocabulary in read_vocabulary(SCHEMAS).values():
        for word in vocabulary.by_tag.values():
            labels = [one.label for one in word.fields if one.label]
            assert len(set(labels)) == len(labels), word.tag
            for one in word.fields:
                assert len(set(one.terms.values())) == len(one.terms), (word.tag, one.name)


def test_kinds_have_one_name_in_rule_lines_registry_and_glossary(policy: Policy) -> None:
    """A lawyer takes the word from the glossary, where “政府承诺” was refused for “政府要做”."""
    terms = read_catalogue("kb.loading.rulelines", "words.toml")["terms"]
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for table, kind in (("act-kind", "act"), ("selection-kind", "selection")):
        named = {one.id: one.name for one in policy.registry.concepts if one.kind == kind}
        assert {key: word for key, word in terms[table].items() if key in named} == named
    for table in ("act-kind", "selection-kind", "effect"):
        assert [f"| `{key}` | {word} |" in glossary for key, word in terms[table].items()] == [True] * len(
            terms[table]
        )
