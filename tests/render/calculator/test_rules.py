"""The rules as JSON: complete, with every guard, the same each time, and small enough for a page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from kb import Policy
from kb.core.ruleset import common_switches, switches
from kb.model.policy import Support
from render.calculator.rules import compile_rules, read_evaluator, write_rules

MOST_BYTES = 49 * 1024


@pytest.fixture(scope="module")
def rules(policy: Policy) -> dict[str, Any]:
    return compile_rules(policy)


def every(node: Any) -> Iterator[dict[str, Any]]:
    """Every object within a JSON value."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from every(value)
    elif isinstance(node, list):
        for value in node:
            yield from every(value)


def guards_of(node: Any) -> set[str]:
    """The readings that affect the rules within a JSON value."""
    found = {one["if"] for one in every(node) if "if" in one}
    for one in every(node):
        for values in one.get("r", {}).values():
            found |= {value[1] for value in values if len(value) > 1}
    return {pair.split(":")[0] for guard in found for pair in guard.split()}


def written(rules: dict[str, Any], support: Support) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in rules["supports"] if one["id"] == support.id)
    return found


def test_rules_and_evaluator_fit_into_what_a_page_may_load(policy: Policy, rules: dict[str, Any]) -> None:
    sent = [gzip.compress(text.encode(), mtime=0) for text in (write_rules(rules), read_evaluator(policy))]
    assert sum(map(len, sent)) < MOST_BYTES


def test_every_support_is_there_with_its_readings(policy: Policy, rules: dict[str, Any]) -> None:
    assert [one["id"] for one in rules["supports"]] == [support.id for support in policy.supports]
    for support in policy.supports:
        assert guards_of(written(rules, support)) == switches(support), support.id


def test_rules_for_every_support_turn_on_the_same_readings(policy: Policy, rules: dict[str, Any]) -> None:
    common = [rules["common"], rules["overlaps"], list(rules["terms"].values())]
    assert guards_of(common) == common_switches(policy)


def test_every_sum_and_rate_is_that_of_the_text(policy: Policy, rules: dict[str, Any]) -> None:
    for support in policy.supports:
        amount = written(rules, support)["amount"]
        fen = [int(one["fen"]) for one in every(amount) if "fen" in one]
        assert fen == [q.money.fen for q in support.quantities if q.unit == "money"], support.id
        rates = [one["rate"] for one in every(amount) if one.get("k") == "share"]
        assert rates == [
            f"{q.rate.of_one.numerator}/{q.rate.of_one.denominator}"
            for q in support.quantities
            if q.unit == "rate"
        ], support.id


def test_every_quoted_word_stands_in_the_clause_that_is_sent_along(
    policy: Policy, rules: dict[str, Any]
) -> None:
    quoted = [(one["at"], one["q"]) for one in every(rules) if one.get("at") and one.get("q")]
    with_words = {support.provision for support in policy.supports if support.is_money}
    assert with_words <= {at for at, _ in quoted}
    for at, words in quoted:
        assert words in rules["clauses"][at]


def test_every_clause_is_as_published(policy: Policy, rules: dict[str, Any]) -> None:
    assert rules["clauses"] == {eid: policy.provision(eid).text for eid in rules["clauses"]}


def test_whatever_is_named_has_a_name(policy: Policy, rules: dict[str, Any]) -> None:
    concepts = policy.registry.concept_by_id
    for support in policy.supports:
        for subject in support.subjects:
            assert rules["names"][subject.concept.id] == [subject.concept.name, subject.concept.name_en]
        assert support.form in rules["names"]
        assert support.per in rules["kinds"]
    for key, name in rules["names"].items():
        assert name == [concepts[key].name, concepts[key].name_en]
    assert set(rules["measures"]) == {measure.eid for measure in policy.measures}
    assert {a for one in rules["measures"].values() for a in one["agencies"]} <= set(rules["agencies"])


def test_every_fact_is_declared_as_the_policy_does(policy: Policy, rules: dict[str, Any]) -> None:
    for fact, data in zip(policy.facts, rules["facts"], strict=True):
        assert (data["id"], tuple(data["of"])) == (fact.id, fact.of)
        assert data["ask"] == [fact.question["zh"], fact.question["en"]]
        assert data.get("judged", False) == fact.judged
        assert data.get("presumed", "") == fact.presumed
        assert data["type"] == fact.type or data["from"] in ("supports", "agencies")


def test_every_reading_can_be_switched(policy: Policy, rules: dict[str, Any]) -> None:
    for reading, data in zip(policy.readings, rules["readings"], strict=True):
        assert (data["id"], data["default"]) == (reading.id, reading.default)
        assert [option for option, *_ in data["options"]] == [option.id for option in reading.options]
        assert data.get("money", False) == reading.changes_money
        assert all(data["ask"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_language_alone_is_the_same_rules_with_fewer_words(policy: Policy, lang: Any) -> None:
    one, both = compile_rules(policy, (lang,)), compile_rules(policy)
    assert one["langs"] == [lang]
    assert [s["amount"] for s in one["supports"]] == [s["amount"] for s in both["supports"]]
    at = both["langs"].index(lang)
    assert [s["name"] for s in one["supports"]] == [[s["name"][at]] for s in both["supports"]]
    assert {len(names) for names in one["names"].values()} == {1}
    assert {len(fact["ask"]) for fact in one["facts"]} == {1}


def test_the_same_policy_gives_the_same_bytes(policy: Policy, rules: dict[str, Any]) -> None:
    assert write_rules(compile_rules(policy)) == write_rules(rules)


def test_a_script_of_rules_holds_nothing_that_ends_a_script_element(rules: dict[str, Any]) -> None:
    text = write_rules({**rules, "names": {"x": ["</script><!--"]}})
    assert "<" not in text
    assert json.loads(text.partition("=")[2].partition("=")[2].removesuffix(";\n"))["names"] == {
        "x": ["</script><!--"]
    }


def test_a_policy_without_final_provisions_or_readings_is_written_too(toy: Policy) -> None:
    rules = compile_rules(toy)
    assert [one["id"] for one in rules["supports"]] == [support.id for support in toy.supports]


def test_comments_are_left_out_of_the_script_and_code_is_not(policy: Policy) -> None:
    code = read_evaluator(policy)
    assert "/*" not in code
    assert not [line for line in code.splitlines() if line.startswith(("//", " "))]
    assert code.count("\n})();\n") == 5
