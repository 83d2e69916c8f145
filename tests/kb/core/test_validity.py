"""Every way in which a text states how long it is valid: the same days for every carrier of the rules."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kb import Policy, load, load_policy
from kb.assess.assessment import assess
from kb.assess.facts import read_stated
from kb.assess.works import assess_library
from kb.cases.case import Case, Claim
from kb.checks import check
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.explain.answer import say_version
from kb.explain.receipts import period_of
from kb.verify.fuzz.boundaries import find_days
from kb.verify.invariants.oracle import find_validity, in_time
from kb.verify.proof.run import prove
from render.calculator.node import find_node, running
from render.calculator.rules import compile_rules
from tests.kb.loading.rulelines.test_pages import Book, bytes_of
from tests.validities import FORMS, TRANSITION, Form, write_form, write_transition

DAY = timedelta(days=1)
LATE = date(2099, 12, 31)
"""A day long after every stated end."""

SUPPORT = "para_9__sup_1"
"""It is given for a site, without a sum."""


@pytest.fixture(scope="module", params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


@pytest.fixture(scope="module")
def version(form: Form, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(tmp_path_factory.mktemp("form") / "policy", form)


@pytest.fixture(scope="module")
def policy(version: Path) -> Policy:
    return load_policy(version)


def on(day: date) -> Case:
    return Case(day, {}, (Claim("甲", "site", {"is": {"windmill": True}}),), ())


def days_around(form: Form) -> dict[date, bool]:
    """The days at the ends of the validity, and whether each of them lies in it."""
    found = {form.first - DAY: False, form.first: True, LATE: form.last is None}
    return found if form.last is None else found | {form.last: True, form.last + DAY: False}


def test_the_check_finds_nothing(version: Path) -> None:
    assert [finding.message("zh") for finding in check(version)] == []


def test_the_rules_the_oracle_and_the_browser_have_the_days_worked_out_by_hand(
    form: Form, policy: Policy
) -> None:
    validity = read_policy(policy).validity
    assert validity is not None
    assert (validity.first, validity.last) == (form.first, form.last)
    assert find_validity(policy, {}) == (form.first, form.last or date.max)
    term = compile_rules(policy)["terms"]["validity"]
    assert (term["first"], term.get("last")) == (str(form.first), form.last and str(form.last))


def test_the_library_and_the_receipt_have_them_too(form: Form, version: Path, policy: Policy) -> None:
    work = load(version.parents[2]).works[0]
    for day, is_in_force in days_around(form).items():
        assert (work.version_on(day) is not None) == is_in_force
    period = period_of(policy, {})
    assert (period.first, period.last) == (form.first, form.last)


def test_an_application_outside_the_validity_is_refused(form: Form, policy: Policy) -> None:
    for day, is_in_time in days_around(form).items():
        found = assess(policy, on(day)).outcome("甲", SUPPORT)
        assert (found.status is not Status.BARRED) == is_in_time, day


def test_the_browser_gives_the_same_answers(form: Form, policy: Policy) -> None:
    node = find_node()
    if node is None:
        pytest.skip("node is missing")
    with running(policy, node) as evaluator:
        assert set(evaluator.departures([(on(day), {}) for day in days_around(form)])) == {""}


def test_the_days_that_are_tried_lie_on_both_sides_of_its_ends(form: Form, policy: Policy) -> None:
    assert {day for day in days_around(form) if day != LATE} <= set(find_days(policy))


def test_its_rule_lines_give_back_the_files(version: Path) -> None:
    book = Book(version)
    assert bytes_of(book.read("final", book.pages["final"])) == bytes_of(book.trees)


def test_its_ends_are_proved(form: Form, policy: Policy) -> None:
    pytest.importorskip("z3")
    (law,) = [one for one in prove(policy, ["para_9"]) if one.law in ("validity", "beginning")]
    assert law.form == "holds"


def test_a_trial_without_a_span_stays_open_and_every_answer_says_that_it_is_one(tmp_path: Path) -> None:
    version = write_form(tmp_path / "policy", FORMS["only a beginning"])
    path, title = version / "text.xml", 'value="玩具城促进风车产业的若干措施'
    path.write_text(path.read_text(encoding="utf-8").replace(title, f"{title}（试行）"), encoding="utf-8")
    trial = load_policy(version)
    assert (trial.version.last, trial.version.is_trial) == (None, True)
    assert say_version(trial.version, "zh") == "2030-01-01（2030-03-01 起施行）（试行）"
    assert say_version(trial.version, "en") == "2030-01-01 (in force from 2030-03-01) (on trial)"
    assert compile_rules(trial)["policy"]["trial"] is True


@pytest.mark.parametrize(
    ("accepted", "answering", "status"),
    [
        (date(2031, 5, 31), "2030-01-01", Status.ELIGIBLE),
        (date(2031, 6, 1), "2031-06-01", Status.ELIGIBLE),
        (None, "2031-06-01", Status.UNDETERMINED),
    ],
)
def test_what_was_accepted_before_is_left_to_the_version_before(
    accepted: date | None, answering: str, status: Status, tmp_path: Path
) -> None:
    library = load(write_transition(tmp_path / "policy"))
    told = {} if accepted is None else {"accepted-on": accepted}
    claim = Claim("甲", "site", {"is": {"windmill": True}, **told})
    (answer,) = assess_library(library, Case(date(2031, 7, 1), {}, (claim,), ())).answers
    assert answer.policy.version.name == answering
    found = answer.assessment.outcome("甲", SUPPORT)
    assert found.status is status
    assert ("accepted-on" in found.missing) == (accepted is None)


def test_a_transition_is_checked_proved_and_answered_alike_by_the_browser(tmp_path: Path) -> None:
    later = write_transition(tmp_path / "policy") / "cn-999999/wanju" / TRANSITION
    assert [finding.message("zh") for finding in check(later)] == []
    policy = load_policy(later)
    book = Book(later)
    assert bytes_of(book.read("final", book.pages["final"])) == bytes_of(book.trees)
    days = (date(2031, 5, 31), date(2031, 6, 1), None)
    facts = [{"is": {"windmill": True}} | ({"accepted-on": day} if day else {}) for day in days]
    cases = [Case(date(2031, 7, 1), {}, (Claim("甲", "site", one),), ()) for one in facts]
    statuses = [assess(policy, case).outcome("甲", SUPPORT).status for case in cases]
    assert statuses == [Status.BARRED, Status.ELIGIBLE, Status.UNDETERMINED]
    known = [read_stated(case, read_policy(policy)).known["甲"] for case in cases]
    assert [in_time(policy, {}, one, False) for one in known] == [False, True, None]
    if (node := find_node()) is not None:
        with running(policy, node) as evaluator:
            assert set(evaluator.departures([(case, {}) for case in cases])) == {""}
