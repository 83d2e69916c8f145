"""A text that states its last day, and no length: the day is included, and nothing is paid after it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from kb import Policy, load, load_policy
from kb.assess.assessment import assess
from kb.cases.reading import read_case
from kb.checks import check
from kb.core.outcomes import Status
from kb.core.ruleset import read_policy
from kb.loading import find_folders, load_text, read_akn, write_akn
from kb.loading.registry import read_registry
from kb.model.document import fingerprint
from kb.verify.invariants.oracle import find_validity
from kb.versions.review import record_review
from render.calculator.rules import compile_rules
from tests.conftest import TOY

VERSION = "cn-999999/wanju/2030-01-01"
CHANGES = {
    "registry/concepts.xml": (
        '<concept id="有效期" kind="quantity" unit="years">',
        '<concept id="失效日期" kind="quantity" unit="date">\n    <name xml:lang="zh">失效日期</name>\n'
        '    <name xml:lang="en">last day</name>\n  </concept>\n'
        '  <concept id="有效期" kind="quantity" unit="years">',
    ),
    f"{VERSION}/text.xml": (
        '有效期<quantity refersTo="#有效期">3年</quantity>。',
        '有效期至<date refersTo="#失效日期" date="2032-12-31">2032年12月31日</date>。',
    ),
    f"{VERSION}/rules.xml": (
        'from="施行日期" for="有效期"/>',
        'from="施行日期" to="失效日期">\n      <day is="applied-on"/>\n    </validity>',
    ),
    f"{VERSION}/plain.zh.xml": ('derive="last-day"', 'at="失效日期"'),
    f"{VERSION}/plain.en.xml": ('derive="last-day"', 'at="失效日期"'),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy policy, valid from 1 March 2030 to 31 December 2032, in canonical form and reviewed."""
    copied = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("last") / "policy"))
    for name, (old, new) in CHANGES.items():
        path = copied / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    place = copied / VERSION / "text.xml"
    folders = find_folders(place.parent)
    place.write_bytes(write_akn(read_akn(etree.parse(place), place.name), read_registry(folders)))
    part = load_text(place.parent)[1].part("final")
    assert part is not None
    record_review(folders, "final", fingerprint(part))
    return copied


@pytest.fixture(scope="module")
def policy(folder: Path) -> Policy:
    return load_policy(folder / VERSION)


def test_the_check_finds_nothing(folder: Path) -> None:
    assert [finding.message("zh") for finding in check(folder / VERSION)] == []


def test_the_rules_the_oracle_and_the_browser_have_the_same_days(policy: Policy) -> None:
    expected = (date(2030, 3, 1), date(2032, 12, 31))
    validity = read_policy(policy).validity
    assert validity is not None
    assert (validity.first, validity.last) == expected
    assert find_validity(policy, {}) == expected
    term = compile_rules(policy)["terms"]["validity"]
    assert (term["first"], term["last"]) == ("2030-03-01", "2032-12-31")


@pytest.mark.parametrize(("day", "is_refused"), [("2032-12-31", False), ("2033-01-01", True)])
def test_nothing_is_paid_after_the_last_day(policy: Policy, day: str, is_refused: bool) -> None:
    support = next(one for one in policy.supports if one.is_money)
    claim = {"id": "甲", "kind": support.per, "is": [subject.concept.id for subject in support.subjects]}
    case = read_case(
        policy, json.dumps({"date": day, "applicant": {}, "claims": [claim], "ledger": []}), "甲"
    )
    found = assess(policy, case).outcome("甲", support.id)
    assert (found.status is Status.BARRED) == is_refused


def test_the_library_knows_when_the_text_has_ended(folder: Path) -> None:
    library = load(folder)
    assert [one.work for one in library.in_force(date(2032, 12, 31))]
    assert not library.in_force(date(2033, 1, 1))
