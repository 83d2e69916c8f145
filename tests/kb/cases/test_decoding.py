"""The fast decoder of JSON cases accepts exactly what the explaining reader accepts."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from kb import Policy
from kb.cases import reading
from kb.cases.case import Case
from kb.cases.decoding import decode_case_json, decode_day
from kb.cases.form import form_of
from kb.cases.json_nodes import read_nodes
from kb.cases.nodes import Faults
from kb.cases.reading import read_case, read_case_nodes, read_day_of
from kb.cases.writing import case_json
from kb.model.words.errors import PolicyError
from tests.corpus.runner import read_corpus
from tests.random_cases import Maker

WHOLE = {
    "date": "2026-03-01",
    "applicant": {"leading-enterprise": True},
    "claims": [
        {"id": "甲", "kind": "project", "is": {"data-centre": "是"}, "verified-total-investment": "5000万元"},
        {"id": "乙", "kind": "standard-document", "leads": 2, "is": []},
    ],
    "ledger": [{"amount": 33333333.34, "date": "2025-01-31"}],
}


def explained(policy: Policy, text: str) -> Case | None:
    """The case according to the explaining reader; ``None`` where it refuses."""
    faults = Faults("case.json")
    root = read_nodes(text, faults)
    case = None if root is None else read_case_nodes(form_of(policy), root, faults)
    return None if faults.findings else case


def decoded(policy: Policy, text: str) -> Case | None:
    return decode_case_json(form_of(policy), text)


def test_every_case_of_the_corpus_is_decoded_as_it_is_read(policy: Policy) -> None:
    # Every eighth, since the explaining reader is slow.
    for one in read_corpus()[::8]:
        text = json.dumps(one.data["case"], ensure_ascii=False)
        case = decoded(policy, text)
        assert case is not None, one.name
        assert case == explained(policy, text), one.name


def test_random_cases_are_decoded_as_they_are_read(policy: Policy) -> None:
    maker = Maker(policy)
    for seed in range(100):
        text = json.dumps(case_json(policy, maker.make(seed)[0]))
        assert decoded(policy, text) == explained(policy, text) is not None, seed


@pytest.mark.parametrize(
    "text",
    [
        '{"date": "2026-03-01", "date": "2027-03-01"}',
        '{"date": "2026-03-01", "applicant": {}, "applicant": {}}',
        '{"date": "2026-03-01", "claims": [{"id": "甲", "id": "乙", "kind": "project"}]}',
        '{"date": "2026-03-01", "claims": [{"kind": "carrier", "id": "甲", "kind": "project"}]}',
        '{"date": "2026-03-01", "claims": [{"id": "甲", "kind": "project", "is": {"data-centre": true, '
        '"data-centre": false}}]}',
        '{"date": "2026-03-01", "claims": [{"id": "甲", "kind": "project"}, {"id": "甲", "kind": "loan"}]}',
        '{"date": "2026-03-01", "claims": [{"id": "ａ", "kind": "project"}, {"id": "A", "kind": "carrier"}]}',
        '{"date": "2026-03-01", "claims": [{"id": "applicant", "kind": "project"}]}',
        '{"date": "2026-03-01", "claims": [{"kind": "project"}]}',
        '{"date": "2026-03-01", "claims": [{"id": "甲"}]}',
        '{"date": "2026-03-01", "claims": null}',
        '{"date": "2026-03-01", "ledger": [{"amount": 1e3}]}',
        '{"date": "2026-03-01", "ledger": [{"amount": -0}]}',
        '{"date": "2026-03-01", "ledger": [{"amount": 0.001}]}',
        '{"date": "2026-03-01", "ledger": [{"amount": NaN}]}',
        '{"date": "2026-03-01", "ledger": [{"amount": 1000000000001}]}',
        '{"date": "2026-03-01", "claims": [{"id": "甲", "kind": "standard-document", "leads": -0}]}',
        '{"date": "2026-03-01", "claims": [{"id": "甲", "kind": "standard-document", "leads": 1.0}]}',
        '{"date": "2026-03-01", "claims": [{"id": "甲\\u200b", "kind": "project"}]}',
        '{"date": "1999-12-31"}',
        '{"date": "2026-02-29"}',
        '{"date": "2026-03-01T00:00:00"}',
        '{"applicant": {}}',
        '{"date": "2026-03-01", "colour": 1}',
        '{"date": "2026-03-01"} {}',
        "[]",
        "{",
        '{"date": "\ud800"}',
        "[" * 100_000,
    ],
)
def test_what_is_wrong_is_left_to_the_reader_that_explains(asks: Policy, text: str) -> None:
    assert decoded(asks, text) is None
    with pytest.raises(PolicyError):
        read_case(asks, text, "case.json")


def test_whatever_is_changed_in_a_case_both_readers_agree_where_one_is_sure(asks: Policy) -> None:
    rng = Random(1)
    taken = 0
    for _ in range(1500):
        text = json.dumps(changed(rng, WHOLE), ensure_ascii=rng.random() < 0.5)
        case = decoded(asks, text)
        if case is not None:
            taken += 1
            assert case == explained(asks, text), text
    assert taken > 300


def changed(rng: Random, data: Any) -> Any:
    """The data with one value, key or item changed."""
    data = deepcopy(data)
    at: Any = data
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            break
        key = rng.choice(keys)
        if isinstance(at[key], dict | list) and at[key] and rng.random() < 0.8:
            at = at[key]
            continue
        match rng.randrange(4):
            case 0:
                del at[key]
            case 1 if isinstance(at, dict):
                at[rng.choice(("id", "kind", "is", "selected", "amount", "x"))] = at.pop(key)
            case _:
                at[key] = rng.choice(VALUES)
        break
    return data


VALUES = (
    None,
    True,
    "是",
    "yes",
    0,
    7,
    -1,
    0.5,
    12.345,
    10**12,
    10**12 + 1,
    "",
    " 甲",
    "乙",
    "1.2亿元",
    "5,000",
    "五千万元",
    "2025-12-31",
    "２０２５-12-31",
    "2025-1-1",
    "project",
    "carrier",
    [],
    ["data-centre"],
    ["data-centre", "data-centre"],
    {},
    {"data-centre": False},
    "长" * 201,
    "a\tb",
)


def test_the_reader_of_cases_uses_the_structures(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_nodes", lambda *_: pytest.fail("the slow reader was asked"))
    text = ' {"date": "2026-03-01", "claims": [], "ledger": []}'
    assert read_case(policy, text, "case.yaml").claims == ()
    assert str(read_day_of(text, "case.yaml")) == "2026-03-01"


def test_a_day_that_is_not_sure_is_left_to_the_reader_that_explains() -> None:
    for text in ('{"date": "2026-13-01"}', '{"date": 20260301}', "{}", '{"date": "1800-01-01"}'):
        assert decode_day(text) is None
        assert read_day_of(text, "case.json") is None
