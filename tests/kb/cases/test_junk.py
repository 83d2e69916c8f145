"""Any content of a case file is either read, or refused with findings that can be printed."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kb import load_policy
from kb.cases.case import Case
from kb.cases.form import form_of
from kb.cases.json_nodes import read_nodes
from kb.cases.nodes import Faults
from kb.cases.reading import load_case, read_case
from kb.cases.schema import case_schema
from kb.cases.writing import hash_case, write_case
from kb.explain.items.findings import finding_item
from kb.explain.items.parts import write_json
from kb.model.words.errors import LANGUAGES, PolicyError
from tests.conftest import TOY
from tests.kb.asking import asking
from tests.kb.cases.file_strategies import cases, junk_data, spoilt
from tests.kb.cases.test_reading import GOOD

patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASKS = asking(load_policy(TOY))
VALIDATOR = Draft202012Validator(case_schema(ASKS))
GOOD_DATA: Any = read_nodes(GOOD, Faults("case.yaml")).data  # type: ignore[union-attr]
PIECES = (
    "date: ", "2026-03-01", "claims:", "ledger:", "\n", "\n  ", "\n  - ", "- ", ": ", ":", "：", "{", "}",
    "[", "]", ", ", '"', "'", "\\", "&a ", "*a", "!!int ", "!", "|", ">", "#", "%", "---", "...", "? ", "\t",
    "\r", "\u2028", "\x00", "\x07", "\ufeff", "\ud800", "1e5", ".inf", "null", "~", "id", "kind", "project",
    "is", "yes", "\\u0000", "true", "5000万元", "-", "<<", "机房", "/", "//", "/*", "NaN", "-Infinity", "0",
    "9" * 99,
)  # fmt: skip


def told(text: str, name: str) -> Case | None:
    """The case, or ``None`` where it is refused with findings that can be printed."""
    try:
        return read_case(ASKS, text, name)
    except PolicyError as problem:
        findings = problem.findings
    lines = text.count("\n") + text.count("\r") + 1
    assert findings
    for finding in findings:
        assert 0 <= finding.place.line <= lines
        for lang in LANGUAGES:
            finding.message(lang).encode("utf-8")
            assert finding.remedy(lang)
            write_json(finding_item(finding, lang))
    return None


@patiently
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("? a\n")
@example("- - a\n -")
@example("!x!y z")
@example("'\n\n")
@example("{\n")
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in ("case.yaml", "case.json", "case"):
        told(text, name)


@patiently
@given(junk_data)
def test_any_data_is_read_or_refused_and_alike_as_yaml_and_as_json(data: Any) -> None:
    text = json.dumps(data)
    case = told(text, "case.json")
    assert told(text, "case") == case
    assert (case is None) or VALIDATOR.is_valid(data)


def test_the_case_to_spoil_is_good() -> None:
    assert told(json.dumps(GOOD_DATA), "case.json") == told(GOOD, "case.yaml") is not None


@patiently
@given(spoilt(GOOD_DATA))
def test_a_good_case_that_is_spoilt_is_read_or_refused(changed: dict[str, Any]) -> None:
    case = told(json.dumps(changed), "case.json")
    if case is not None:
        assert VALIDATOR.is_valid(changed)
        assert read_case(ASKS, write_case(case), "case.yaml") == case
        assert len(hash_case(ASKS, case)) == 64


@patiently
@given(cases(form_of(ASKS)), st.integers(0), st.sampled_from(PIECES), st.booleans())
def test_a_case_with_something_put_in_or_cut_off_is_read_or_refused(
    case: Case, at: int, piece: str, cut: bool
) -> None:
    text = write_case(case)
    at %= len(text) + 1
    told(text[:at] if cut else text[:at] + piece + text[at:], "case.yaml")


@patiently
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_bytes(data)
        with suppress(PolicyError):
            load_case(ASKS, path)
