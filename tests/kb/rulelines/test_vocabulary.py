"""The vocabulary of the rule lines covers the schemas, and no line can mean two things."""

from __future__ import annotations

from collections import Counter

from kb.rulelines.vocabulary import missing_words, read_vocabulary
from tests.conftest import REAL

SCHEMAS = REAL / "schema"


def test_every_element_attribute_and_enumerated_value_of_the_schemas_has_a_word() -> None:
    assert missing_words(SCHEMAS) == []


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
