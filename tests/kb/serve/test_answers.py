"""The answers of the service on the toy policy: every sum with its status and clauses, and the inputs."""

from __future__ import annotations

from datetime import date

import pytest

from kb import Policy
from kb.cases.case import Case, Claim
from kb.explain.items.parts import data_of
from kb.model.values import Money
from kb.model.words.errors import PolicyError
from kb.serve.answers import (
    DETAILS,
    answer_explained,
    answer_outcomes,
    answer_questions,
    answer_readings,
    source_item,
)
from kb.serve.requests import Asked
from kb.serve.versions import Versions
from tests.kb.serve.asking import sums_without_source

DAY = date(2030, 6, 1)


@pytest.fixture
def versions(toy: Policy) -> Versions:
    """The toy policy as the only work of a service."""
    return Versions("0.0.0", {"cn-999999/wanju": (toy,)})


def asked(toy: Policy, **facts: object) -> Asked:
    """A request about one project; 40 % of its investment of 1000万元 is 400万元."""
    stated = {"is": {"windmill-project": True}, "achieved-on": date(2030, 5, 1), **facts}
    return Asked(toy, Case(DAY, {}, (Claim("甲", "project", stated),), ()), {})  # type: ignore[arg-type]


def test_the_inputs_of_an_answer_name_version_day_and_every_reading(toy: Policy) -> None:
    source = source_item(toy, {"G1": "b"}, DAY, "0.0.0")
    assert (source.policy.date, source.policy.in_force, source.on) == ("2030-01-01", True, "2030-06-01")
    assert (source.policy.first_day, source.policy.last_day) == ("2030-03-01", "2033-02-28")
    assert source.readings == {"G1": "b", "M1a": "a"}
    with pytest.raises(PolicyError):
        source_item(toy, {"G9": "b"}, DAY, "0.0.0")


def test_outcomes_have_sums_with_status_and_clauses(toy: Policy, versions: Versions) -> None:
    found = data_of(answer_outcomes(versions, asked(toy, investment=Money.yuan(10_000_000))))
    one = next(one for one in found["outcomes"] if one["support"] == "para_1__sup_1")
    assert (one["amount"]["low"], one["amount"]["high"]) == (400_000_000, 400_000_000)
    assert (one["status"], one["amount"]["clauses"][0]) == ("eligible", "para_1__s_1")
    assert sums_without_source(found) == []


def test_each_level_of_detail_gives_the_same_sum(toy: Policy, versions: Versions) -> None:
    request = asked(toy, investment=Money.yuan(10_000_000))
    told = {name: str(data_of(make(versions, request))) for name, make in DETAILS.items()}
    assert all("400000000" in text for text in told.values())
    assert set(told) == {"amounts", "outcomes", "full"}


def test_questions_ask_for_what_still_matters_and_no_more_than_wanted(
    toy: Policy, versions: Versions
) -> None:
    open_ = data_of(answer_questions(versions, asked(toy)))["questions"]
    assert "investment" in [one["fact"] for one in open_]
    assert len(data_of(answer_questions(versions, asked(toy), 1))["questions"]) == 1
    known = answer_questions(versions, asked(toy, investment=Money.yuan(10_000_000)))
    assert "investment" not in [one["fact"] for one in data_of(known)["questions"]]


def test_an_explanation_is_in_the_language_that_is_asked_for(toy: Policy, versions: Versions) -> None:
    request = asked(toy, investment=Money.yuan(10_000_000))
    zh, en = (data_of(answer_explained(versions, request, lang)) for lang in ("zh", "en"))  # type: ignore[arg-type]
    assert any("400万元" in str(section) for section in zh["sections"])
    assert any("4 million yuan" in str(section) for section in en["sections"])
    assert "para_1__s_1" in str(en["sections"])


def test_readings_are_told_with_the_result_of_each_option(toy: Policy, versions: Versions) -> None:
    for one in data_of(answer_readings(versions, asked(toy)))["readings"]:
        assert [option["option"] for option in one["options"]].count(one["chosen"]) == 1
