"""Findings at the desk name no element of a file, no id and no command, whatever the check finds."""

from __future__ import annotations

import re
from pathlib import Path

from kb.checks import check
from kb.desk.telling import OF_FILES, OF_IDS, Told, tell
from kb.loading import load_text
from kb.loading.rulelines.vocabulary import read_vocabulary
from kb.model.words.errors import Place, PolicyError, error, sentences
from kb.versions.showing import Shown
from tests.conftest import REAL, ROOT
from tests.golden import GoldenCase, change_copy, golden_cases

TOLD_ELSEWHERE = {
    *("amend-insert-label", "editing-merged", "rules-written"),
    *("folder-empty", "folder-is-file", "folder-missing", "folder-several"),
}
"""The findings that only commands show."""

SCHEMAS = REAL / "schema"


def bad_policies() -> list[GoldenCase]:
    """A bad policy for each kind of finding of the check."""
    found: dict[str, GoldenCase] = {}
    for path in sorted((ROOT / "tests" / "kb" / "checks").glob("*.toml")):
        for case in golden_cases(str(path.with_name(f"test_{path.stem}.py"))):
            for finding in case["finding"]:
                found.setdefault(finding["code"], case)
    return list({id(case): case for case in found.values()}.values())


def elements() -> set[str]:
    """The names of all elements and attributes that rule lines write, but for English words in sentences."""
    words = [word for each in read_vocabulary(SCHEMAS).values() for word in each.by_tag.values()]
    return {word.tag for word in words} | {field.name for word in words for field in word.fields}


def faults_of(told: Told, known: str = "") -> list[str]:
    """What a person at the desk cannot read in a sentence; ``known`` are values that may be written."""
    whole = f"{told.message} {told.remedy}"
    # Quoted words are what somebody has written.
    said = re.sub("“[^”]*”", "", whole).replace(known, "")
    names = re.findall(r"(?<![A-Za-z0-9_./-])[a-z][a-z-]*(?![A-Za-z0-9_./-])", said)
    return [
        *(name for name in names if name in elements()),
        *re.findall(r"[\w./-]+\.(?:xml|md|toml|txt)|wId", whole),
        *re.findall(
            r"<[a-zA-Z][^>]*>|tiaowen \w+|--\w+|(?:para|final|preface|preamble|scope)_+[a-z0-9_]+", said
        ),
    ]


def test_whatever_the_check_finds_is_told_in_the_words_of_the_desk(tmp_path: Path) -> None:
    faults: dict[str, list[str]] = {}
    for n, case in enumerate(bad_policies()):
        folder = change_copy(case, tmp_path / str(n))
        try:
            folders, document, registry = load_text(folder)
        except PolicyError:
            shown = schemas = None
        else:
            shown, schemas = Shown(folders.version, document, registry), folders.schema
        for finding in check(folder):
            told = tell(finding, shown, schemas)
            found = faults_of(told, dict(finding.words).get("known", ""))
            if shown is not None and finding.code not in OF_IDS:
                words = re.findall("(?<![/a-z])[a-z][a-z0-9-]+(?!/)", f"{told.message} {told.remedy}")
                found += [word for word in words if word in shown.names]
            if found:
                faults[finding.code] = [*found, told.message, told.remedy]
    assert faults == {}


def test_no_remedy_at_the_desk_is_a_command() -> None:
    """Every finding of the packages whose findings the desk shows, in the words of its catalogue."""
    sources = [
        path.read_text(encoding="utf-8")
        for package in ("checks", "desk", "importing", "loading", "versions")
        for path in (ROOT / "kb" / package).rglob("*.py")
    ]
    said = {
        code
        for source in sources
        for code in re.findall(r'(?:error|warning|note)\(\s*"([a-z0-9-]+)"', source)
    }
    faults = {}
    for code in said - TOLD_ELSEWHERE:
        entry = sentences()[code]
        words = f"{entry['message']['zh']} {entry.get('desk', entry['remedy'])['zh']}"
        if not code.startswith(OF_FILES) and (found := re.findall(r"tiaowen \w+|(?<![a-z-])--[a-z]+", words)):
            faults[code] = found
    assert faults == {}


def test_a_place_of_a_file_that_no_page_can_mend_is_told_without_its_elements() -> None:
    finding = error("schema-attribute", Place("policy/x/rules.xml", 7), element="cap", attribute="x")
    told = tell(finding, None, SCHEMAS)
    assert told.message == "规则里有一处不合规定。"
    assert told.where == "规则"
    assert faults_of(told) == []


def test_a_missing_line_and_a_place_are_named_as_on_the_page() -> None:
    finding = error("schema-element", Place("plain.en.xml", 9), element="offers", expected="summary")
    told = tell(finding, None, SCHEMAS)
    assert (told.message, told.where) == ("这里少了一行：概要。", "英文通俗说明")
    folders, document, registry = load_text(REAL)
    shown = Shown(folders.version, document, registry)
    told = tell(error("grant-without-support", Place(), provision="para_8__s_1"), shown, SCHEMAS)
    assert told.message == "（八）第一句被归为给予资助，却没有一项资助引用它。"
    assert told.remedy == "为它写一段“支持”，或者改正“行文”一行。"


def test_ids_are_told_by_the_names_that_lines_write() -> None:
    folders, document, registry = load_text(REAL)
    shown = Shown(folders.version, document, registry)
    finding = error("together-fact-type", Place(), id="applied-on", type="date", expected="money")
    told = tell(finding, shown, SCHEMAS)
    assert told.message == "事实“申请日期”的类型是 日期，这里要的是 金额。"
    told = tell(error("plain-agency-typed", Place(), around="甲", name="乙", id="fgw"), shown, SCHEMAS)
    assert "（深圳市发展和改革委员会）" in told.remedy


def test_a_short_name_that_stands_twice_is_told_without_the_name_of_a_file() -> None:
    finding = error("schema-id-twice", Place("plain.zh.xml", 167, "para_6"), id="para_6__sup_1")
    told = tell(finding, None, SCHEMAS)
    assert told.message == "“para_6__sup_1”在这里写了两次。"
    assert ".xml" not in told.message + told.remedy
