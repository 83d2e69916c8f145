"""A complete answer: its parts in both languages, and the data that the schema describes."""

from __future__ import annotations

import json
import re
from functools import cache
from string import Formatter

import pytest
from jsonschema import Draft202012Validator

from kb import Policy
from kb.assess.reading_impact import Alternative, Stake
from kb.cases.examples import find_examples, load_example
from kb.cases.reading import read_case
from kb.core.outcomes import Status
from kb.explain.answer import MOST_QUESTIONS, MOST_STAKES, say_answer, say_receipt
from kb.explain.catalogue import sentences
from kb.explain.items.parts import data_of
from kb.explain.readings import list_stakes
from kb.explain.whole_answer import Answer, Group, answer, group_of
from kb.loading import find_folders
from kb.model.values import Interval
from kb.model.words.errors import LANGUAGES
from tests.conftest import REAL, ROOT
from tests.corpus.runner import HERE, read_corpus

SCHEMA = ROOT / "docs" / "reference" / "result.schema.json"
VERSION = find_folders(REAL).version
EXAMPLES = find_examples(VERSION)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _example(policy: Policy, name: str, **readings: str) -> Answer:
    case = load_example(policy, EXAMPLES[name]).case
    return answer(policy, case, "0.0.0", readings=readings)


@pytest.mark.parametrize("file", sorted(path.stem for path in HERE.glob("*.json")))
def test_every_answer_over_the_corpus_is_as_the_schema_says(policy: Policy, file: str) -> None:
    # Every fourth, since neighbouring cases are similar and validation is slow.
    for one in [one for one in read_corpus() if one.file == file][::4]:
        case = read_case(policy, json.dumps(one.data["case"], ensure_ascii=False), one.name)
        data = data_of(answer(policy, case, "0.0.0", readings=one.readings).as_item())
        faults = [f"{e.json_path}: {e.message}" for e in _validator().iter_errors(data)]
        assert faults == [], one.name


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_to_an_example_is_as_the_schema_says(policy: Policy, name: str) -> None:
    data = data_of(_example(policy, name).as_item())
    assert json.loads(json.dumps(data)) == data
    assert [e.message for e in _validator().iter_errors(data)] == []


@pytest.mark.parametrize("change", ["drop", "add", "float", "status"])
def test_the_schema_refuses_what_is_not_so(policy: Policy, change: str) -> None:
    data = data_of(_example(policy, "data-centre").as_item())
    match change:
        case "drop":
            del data["on"]
        case "add":
            data["outcomes"][0]["extra"] = 1
        case "float":
            data["combination"]["total"]["high"] = 0.5
        case "status":
            data["outcomes"][0]["status"] = "refused"
    assert not _validator().is_valid(data)


def test_the_schema_names_everything_in_both_languages() -> None:
    def walk(schema: object, path: str) -> list[str]:
        if isinstance(schema, list):
            return [fault for n, part in enumerate(schema) for fault in walk(part, f"{path}[{n}]")]
        if not isinstance(schema, dict):
            return []
        faults = [fault for key, part in schema.items() for fault in walk(part, f"{path}.{key}")]
        if "title" in schema and "x-en" in schema:
            both = schema["x-en"]
            told = CHINESE.search(schema["title"]) or schema["title"].startswith("SHA")
            if not told or not both["title"] or ("description" in schema) != ("description" in both):
                faults.append(path)
        for key, part in schema.get("properties", {}).items() if "title" in schema else ():
            if "title" not in part:
                faults.append(f"{path}.{key}")
        return faults

    assert walk(json.loads(SCHEMA.read_text(encoding="utf-8")), "") == []


def test_the_catalogue_is_whole_in_both_languages() -> None:
    for key, forms in sentences().items():
        for form, both in forms.items():
            assert set(both) == set(LANGUAGES), f"{key}.{form}"
            places = [{name for _, name, _, _ in Formatter().parse(both[lang]) if name} for lang in LANGUAGES]
            assert places[0] == places[1], f"{key}.{form}"
            assert not re.search(r"\d", both["zh"] + both["en"]), f"{key}.{form}"
            assert not HALF_WIDTH.search(both["zh"]), f"{key}.{form}"
            assert not CHINESE.search(both["en"]), f"{key}.{form}"


def test_every_sentence_of_the_catalogue_is_used() -> None:
    sources = [*(ROOT / "kb").rglob("*.py"), *(ROOT / "render").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    text += (ROOT / "render" / "templates" / "assessment.html").read_text(encoding="utf-8")
    quoted = set(re.findall(r"[\"']([a-z-]+)[\"']", text)) | {group.value for group in Group}
    quoted |= {"hash-text", "hash-rules", "hash-case", "hash-result", "claims", "ledger"}
    # Steps, papers and duties are worded by the kinds that the schema lists.
    schema = (ROOT / "policy" / "schema" / "rules.xsd").read_text(encoding="utf-8")
    quoted |= set(re.findall(r'enumeration value="([a-z-]+)"', schema))
    unused = {f"{key}.{form}" for key, forms in sentences().items() for form in forms if form not in quoted}
    assert unused == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_told_in_sentences(policy: Policy, name: str, lang: str) -> None:
    found = _example(policy, name)
    for explain in (False, True):
        for part in say_answer(found, lang, explain=explain):  # type: ignore[arg-type]
            for entry in part.entries:
                for told in (entry.head, *entry.lines):
                    assert "{" not in told
                    assert not re.search(r"\bNone\b(?! of)|Interval|Money", told)
                    if lang == "zh":
                        outside = re.sub(r"“[^”]*”|[a-z_]+\d*__\S+", "", told)
                        assert not HALF_WIDTH.search(outside), told


def test_the_parts_stand_in_the_order_in_which_a_person_asks(policy: Policy) -> None:
    parts = say_answer(_example(policy, "near-the-end", G16="b"), "zh")
    assert [part.key for part in parts] == [
        "version",
        "chosen",
        "open",
        "refused",
        "apart",
        "best",
        "notes",
        "stakes",
    ]
    assert [part.title for part in parts if part.key == "apart"] == [""]
    parts = say_answer(_example(policy, "unfinished"), "en", explain=True)
    keys = ["waiting", "apart", "best", "presumed", "stakes", "questions"]
    assert [part.key for part in parts] == keys
    assert all(part.title for part in parts)


def test_only_what_is_asked_for_is_told_at_length(policy: Policy) -> None:
    found = _example(policy, "unfinished")
    short = {part.key: part.entries for part in say_answer(found, "zh")}
    long = {part.key: part.entries for part in say_answer(found, "zh", explain=True)}
    assert len(short["questions"]) == MOST_QUESTIONS < len(long["questions"]) == len(found.questions)
    assert len(short["stakes"]) <= MOST_STAKES + 1
    assert len(long["stakes"]) == len(found.stakes)
    assert not any(entry.tree for entry in short["waiting"])
    assert all(entry.tree for entry in long["waiting"])
    assert len(long["apart"]) == len(found.of(Group.APART))
    assert short["apart"][0].head == "另有39项支持与这份情况不相干：对象不同，或者没有提出那一类申请。"


def test_outcomes_are_told_with_the_highest_sums_before_the_others(policy: Policy) -> None:
    found = _example(policy, "unfinished")
    highs = [o.amount.high for o in found.of(Group.WAITING) if o.amount]
    assert highs == sorted(highs, reverse=True)  # type: ignore[type-var]
    assert len(highs) < len(found.of(Group.WAITING))
    every = [outcome for group in Group for outcome in found.of(group)]
    assert len(every) == len(found.assessment.outcomes)


def test_a_near_miss_is_told_with_what_would_have_to_change(policy: Policy) -> None:
    found = _example(policy, "near-the-end")
    (entry,) = next(part for part in say_answer(found, "zh") if part.key == "refused").entries
    assert entry.lines[-1] == (
        "假如“申请日期”是“2029年5月22日”（现在是“2029年5月23日”），就可申报，最高600万元。"
    )
    found = _example(policy, "transformers")
    (entry,) = next(part for part in say_answer(found, "en") if part.key == "refused").entries
    assert entry.lines[-1] == (
        "If “in poor condition” were “yes” and not “no”, it would be eligible, up to 6 million yuan."
    )


def test_readings_are_told_option_by_option(policy: Policy) -> None:
    found = _example(policy, "several-measures")
    told = next(part for part in say_answer(found, "zh", explain=True) if part.key == "stakes").entries
    by_head = {entry.head.partition(" ")[0]: entry.lines[0] for entry in told}
    assert by_head["G1"] == (
        "a（采用）：合计 1000万元；b：合计 1000万元至3000万元；c：合计 2000万元至3000万元；相差2000万元。"
    )
    assert by_head["G17"].endswith("a（采用）：算出的只是上限；b：算出多少就该给多少；另有2项也不同。")
    # The day of selection and the day of payment are not stated.
    assert "a（采用）、c：可申报；b、d：缺信息" in by_head["G8"]
    found = _example(policy, "standards")
    told = next(part for part in say_answer(found, "en", explain=True) if part.key == "stakes").entries
    line = next(entry.lines[0] for entry in told if entry.head.startswith("M20e"))
    assert line.endswith("; a: not eligible; b (used): to be judged.")


def test_totals_that_nothing_bounds_are_not_told_to_be_so_far_apart(policy: Policy) -> None:
    found = _example(policy, "standards")
    endless = Stake("M20e", "b", Interval(0, None), (Alternative("a", Interval(0, 0), ()),))
    [(_, (line,))] = list_stakes(found, "en", (endless,))
    assert line.endswith("; how far apart cannot be worked out.")


def test_readings_chosen_are_named_first(policy: Policy) -> None:
    found = _example(policy, "several-measures", G1="c")
    first = say_answer(found, "zh")[0]
    assert first.key == "chosen"
    assert first.entries[0].head.startswith("G1，选 c：这些措施之间没有限制")


def test_the_receipt_line_names_version_day_and_fingerprints(policy: Policy) -> None:
    found = _example(policy, "data-centre")
    told = say_receipt(found, "en")
    version = "Policy 2024-05-11 (in force from 2024-05-23 to 2029-05-22)"
    assert told.startswith(f"{version}, assessed as of 2026-03-01; fingerprints: text ")
    assert re.findall(r"\b[0-9a-f]{12}\b", told) == [
        getattr(found.receipt, key)[:12] for key in ("text", "rules", "case", "result")
    ]
    assert data_of(found.receipt_item())["result"] == found.receipt.result


def test_claims_that_nobody_has_told_of_wait(policy: Policy) -> None:
    found = answer(policy, read_case(policy, "date: 2026-03-01", "case"), "0.0.0")
    assert {group_of(outcome) for outcome in found.assessment.outcomes} == {Group.WAITING}
    questions = next(part for part in say_answer(found, "zh") if part.key == "questions").entries
    assert questions[0].head.startswith("申请的是什么？")
    parts = {part.key: part.entries for part in say_answer(found, "zh")}
    assert [entry.head for entry in parts["waiting"]] == ["没有说明申请什么，49项支持都还不能确定。"]
    assert len(say_answer(found, "zh", explain=True)[0].entries) == len(policy.supports) == 49
    found = answer(policy, read_case(policy, "date: 2026-03-01\nclaims: []", "case"), "0.0.0")
    assert {outcome.status for outcome in found.assessment.outcomes} == {Status.INELIGIBLE}
    assert [part.key for part in say_answer(found, "zh")] == ["apart"]
