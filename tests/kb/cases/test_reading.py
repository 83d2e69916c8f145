"""Case files: their contents, the exact messages for what is wrong, and what is never read."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from kb import Policy
from kb.cases import reading
from kb.cases.case import Case, Claim, Grant
from kb.cases.form import form_of_works
from kb.cases.nodes import MOST_DEEP, MOST_ITEMS, MOST_KEYS
from kb.cases.reading import MOST_BYTES, load_case, read_case, read_case_form
from kb.cli.choices import read_day
from kb.model.values import Money
from kb.model.words.errors import Finding, Place, PolicyError, sentences

EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "case_errors.toml").read_text(encoding="utf-8")
)["example"]
DAY = "date: 2026-03-01\n"
GOOD = """\
# 情况文件里可以写说明
date: 2026-03-01
applicant: {applicant-kind: enterprise, leading-enterprise: 否}
claims:
  - id: 机房改造
    kind: project
    is: [data-centre]
    verified-total-investment: 5000万元
    achieved-on: 2025-12-01
    demonstration-value: yes
  - id: 标准
    kind: standard-document
    object: "2025"
    standard-level: national
    leads: 3
    is: {windmill: 是}
  - {id: 7, kind: carrier, settled-in-shenzhen: no, selected: false}
ledger:
  - {support: para_1__sup_1, object: 机房改造, amount: "33333333.34", date: 2025-01-31, agency: shuimo}
  - {}
"""


def faults(policy: Policy, text: str, name: str = "case.yaml") -> tuple[Finding, ...]:
    """What is wrong with a case file."""
    with pytest.raises(PolicyError) as caught:
        read_case(policy, text, name)
    return caught.value.findings


def codes(policy: Policy, text: str, name: str = "case.yaml") -> list[str]:
    return [finding.code for finding in faults(policy, text, name)]


class TestReading:
    def test_a_case_states_what_its_file_says(self, asks: Policy) -> None:
        assert read_case(asks, GOOD, "case.yaml") == Case(
            date(2026, 3, 1),
            {"applicant-kind": "enterprise", "leading-enterprise": False},
            (
                Claim(
                    "机房改造",
                    "project",
                    {
                        "is": {"data-centre": True, "base-station": False, "transformer": False},
                        "verified-total-investment": Money.yuan(50_000_000),
                        "achieved-on": date(2025, 12, 1),
                        "demonstration-value": True,
                    },
                ),
                Claim(
                    "标准",
                    "standard-document",
                    {"object": "2025", "standard-level": "national", "leads": 3, "is": {"windmill": True}},
                ),
                Claim("7", "carrier", {"settled-in-shenzhen": "no", "selected": False}),
            ),
            (
                Grant(
                    {
                        "support": "para_1__sup_1",
                        "object": "机房改造",
                        "amount": Money(3_333_333_334),
                        "date": date(2025, 1, 31),
                        "agency": "shuimo",
                    }
                ),
                Grant({}),
            ),
        )

    def test_what_is_left_out_is_unknown_and_an_empty_list_is_nothing(self, asks: Policy) -> None:
        assert read_case(asks, DAY, "case.yaml") == Case(date(2026, 3, 1), {}, None, None)
        empty = read_case(asks, DAY + "claims: []\nledger: []\n", "case.yaml")
        assert (empty.claims, empty.ledger) == ((), ())

    @pytest.mark.parametrize(
        "text",
        [
            '{"date": "2026-03-01", "ledger": [{"amount": 50000000.5, "date": "2025-01-31"}]}',
            '\ufeff{\r\n\t"date": "2026\\u002d03-01",\r\n\t"ledger": '
            '[{"amount": "50000000.50", "date": "2025-01-31"}]}',
            DAY + "ledger:\n- amount: 50000000.5\n  date: '2025-01-31'\n",
            "%YAML 1.1\n---\n" + DAY + "ledger: [{amount: 5000.00005万, date: 2025-01-31}]\n...\n",
            "\ufeff"
            + DAY.replace("\n", "\r\n")
            + "ledger:\r\n- amount: 50000000.5元\r\n  date: 2025-01-31\r\n",
            "{date: 2026-03-01, ledger: [{amount: 0.5000000050亿元, date: 2025-01-31}]}",
        ],
    )
    def test_yaml_and_json_read_alike(self, asks: Policy, text: str) -> None:
        grant = Grant({"amount": Money(5_000_000_050), "date": date(2025, 1, 31)})
        assert read_case(asks, text, "case") == Case(date(2026, 3, 1), {}, None, (grant,))

    def test_json_joins_the_halves_of_a_character(self, asks: Policy) -> None:
        text = '{"date": "2026-03-01", "claims": [{"id": "\\ud83d\\ude00\\/", "kind": "event"}]}'
        case = read_case(asks, text, "case.json")
        assert case.claims == (Claim("😀/", "event", {}),)

    def test_every_fact_of_the_real_policy_can_be_stated(self, policy: Policy) -> None:
        case = read_case(
            policy, DAY + "claims: [{id: 甲, kind: project, is: [data-centre]}]\nledger: []", "case"
        )
        assert case.claims is not None
        stated = case.claims[0].facts["is"]
        subjects = {s.concept.id for p in policy.supports if p.per == "project" for s in p.subjects}
        assert stated == {subject: subject == "data-centre" for subject in subjects}

    def test_ten_thousand_grants_are_read(self, asks: Policy) -> None:
        entry = "- {support: para_1__sup_1, amount: 100, object: 甲, date: 2025-01-01}\n"
        case = read_case(asks, DAY + "ledger:\n" + entry * MOST_ITEMS, "case.yaml")
        assert case.ledger is not None
        assert len(case.ledger) == MOST_ITEMS

    def test_the_reader_without_the_fast_parser_reads_alike(
        self, asks: Policy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = read_case(asks, GOOD, "case.yaml")
        monkeypatch.delattr(yaml, "CSafeLoader")
        assert read_case(asks, GOOD, "case.yaml") == case
        for example in EXAMPLES:
            found = [
                (f.place.line, f.code) for f in faults(asks, example["text"], example.get("name", "case"))
            ]
            assert found == [(int(line.split()[0]), line.split()[2]) for line in example["zh"].splitlines()]


class TestMessages:
    @pytest.mark.parametrize("n", range(len(EXAMPLES)), ids=[e["zh"].split()[2] for e in EXAMPLES])
    def test_a_fault_is_told_in_both_languages(self, asks: Policy, n: int) -> None:
        example = EXAMPLES[n]
        found = faults(asks, example["text"], example.get("name", "case.yaml"))
        for lang in ("zh", "en"):
            told = [
                f"{f.place.line} {f.place.eid or '-'} {f.code} {f.message(lang)} {f.remedy(lang)}"
                for f in found
            ]
            assert told == example[lang].splitlines()

    def test_every_message_of_case_files_has_an_example_or_a_test_here(self) -> None:
        shown = {line.split()[2] for example in EXAMPLES for line in example["zh"].splitlines()}
        here = set(Path(__file__).read_text(encoding="utf-8").split('"'))
        assert {code for code in sentences() if code.startswith("case-")} - {"case-by-case"} <= shown | here

    def test_a_support_that_several_works_have_is_told_with_the_works(self, toy: Policy) -> None:
        other = replace(toy, folder="policy/cn-888888/gaota/2031-01-01")
        form = form_of_works([toy, other])
        text = DAY + "ledger:\n  - {{}}\n  - object: 甲\n    support: para_1__sup_1\n{more}"
        with pytest.raises(PolicyError) as caught:
            read_case_form(form, text.format(more=""), "case.yaml")
        (found,) = caught.value.findings
        assert (found.code, found.place) == (
            "case-support-shared",
            Place("case.yaml", 5, "ledger[1].support"),
        )
        assert found.message("zh") == (
            "分不清“para_1__sup_1”是哪一份政策的支持，这几份都有这个编号："
            "cn-999999/wanju（玩具城促进风车产业的若干措施）、cn-888888/gaota（玩具城促进风车产业的若干措施）。"
        )
        assert found.message("en") == (
            "It is not clear to which work the support “para_1__sup_1” belongs; these works have a support "
            "with this id: "
            "cn-999999/wanju (玩具城促进风车产业的若干措施), cn-888888/gaota (玩具城促进风车产业的若干措施)."
        )
        assert found.remedy("zh") == (
            "在前面写上政策，例如 support: cn-999999/wanju/para_1__sup_1；"
            "或者在这一笔里加上 policy，例如 policy: cn-999999/wanju。"
        )
        assert found.remedy("en") == (
            "Name the work before it, as in support: cn-999999/wanju/para_1__sup_1, "
            "or add policy to the grant, as in policy: cn-999999/wanju."
        )
        assert read_case_form(form, text.format(more="    policy: cn-888888/gaota\n"), "case.yaml")
        # A policy that cannot be read is reported alone.
        with pytest.raises(PolicyError) as caught:
            read_case_form(form, text.format(more="    policy: cn-888888/gata\n"), "case.yaml")
        assert [one.code for one in caught.value.findings] == ["case-choice-near"]

    @pytest.mark.parametrize(
        ("value", "code", "zh", "en"),
        [
            (
                "很大",
                "case-measure-form",
                "“很大”不是“used-power”（用电功率）要的数。",
                "“很大” is not a number, as “used-power” (power used) requires.",
            ),
            (
                "1.2345",
                "case-measure-fine",
                "“used-power”（用电功率）写了 1.2345，小数位数太多。",
                "“used-power” (power used) is 1.2345, which has too many decimals.",
            ),
            (
                "1000000001",
                "case-measure-range",
                "“used-power”（用电功率）写了 1000000001，超出了范围。",
                "“used-power” (power used) is 1000000001, which is out of range.",
            ),
        ],
    )
    def test_a_number_with_a_unit_that_cannot_be_is_told(
        self, district: Policy, value: str, code: str, zh: str, en: str
    ) -> None:
        text = f"date: 2031-06-01\nclaims:\n  - {{id: 甲, kind: project, used-power: {value}}}\n"
        with pytest.raises(PolicyError) as caught:
            read_case(district, text, "case.yaml")
        (finding,) = caught.value.findings
        assert (finding.code, finding.place.line) == (code, 3)
        assert (finding.message("zh"), finding.message("en")) == (zh, en)

    def test_no_message_of_case_files_is_left_unfilled(self) -> None:
        told = [line for example in EXAMPLES for lang in ("zh", "en") for line in example[lang].splitlines()]
        assert not [line for line in told if "_zh}" in line or "_en}" in line]

    def test_what_only_the_schema_refuses_is_still_refused(
        self, asks: Policy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "_departures", lambda form, root: {("date",): {"pattern"}})
        assert codes(asks, DAY) == ["case-value-form"]

    def test_the_first_hundred_faults_are_told_and_the_rest_counted(self, asks: Policy) -> None:
        found = faults(asks, DAY + "ledger:\n" + "- {amount: x, colour: red}\n" * 80)
        assert len(found) == 101
        assert [f.place.line for f in found[:100]] == sorted(f.place.line for f in found[:100])
        assert found[-1].code == "case-more"
        assert found[-1].message("en") == "60 more problems are not listed."


class TestFiles:
    def test_a_file_is_read_from_its_place(self, asks: Policy, tmp_path: Path) -> None:
        (tmp_path / "情况.yaml").write_text(GOOD, encoding="utf-8-sig")
        assert load_case(asks, tmp_path / "情况.yaml") == read_case(asks, GOOD, "case.yaml")

    @pytest.mark.parametrize(
        ("data", "code", "line"),
        [
            (b"date: 2026-03-01\nobject: \xbb\xfa\xb7\xbf\n", "case-not-utf8", 2),
            ("date: 2026-03-01".encode("utf-16"), "case-not-utf8", 1),
            (b"PK\x03\x04\x00\x00", "case-binary", 0),
            (b"#" * (MOST_BYTES + 1), "case-file-large", 0),
            (b"\xef\xbb\xbf", "case-empty", 1),
        ],
    )
    def test_what_is_no_case_file_is_refused(
        self, asks: Policy, tmp_path: Path, data: bytes, code: str, line: int
    ) -> None:
        path = tmp_path / "case.yaml"
        path.write_bytes(data)
        with pytest.raises(PolicyError) as caught:
            load_case(asks, path)
        assert [(f.code, f.place.line, f.place.file) for f in caught.value.findings] == [
            (code, line, str(path))
        ]

    def test_a_missing_file_a_folder_and_a_closed_file_are_told_apart(
        self, asks: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(path: Path | str) -> str:
            with pytest.raises(PolicyError) as caught:
                load_case(asks, path)
            return caught.value.findings[0].code

        assert refused(tmp_path / "none.yaml") == "case-file-missing"
        assert refused(str(tmp_path) + "/a\0b") == "case-file-missing"
        assert refused(tmp_path) == "case-file-folder"
        assert refused(tmp_path / ("长" * 300)) == "case-file-unreadable"
        closed = tmp_path / "closed.yaml"
        closed.write_text(DAY, encoding="utf-8")
        closed.chmod(0)
        if os.access(closed, os.R_OK):  # a test user who may read everything, so the refusal is simulated

            def refuse(*_: object, **__: object) -> None:
                raise PermissionError(13, "refused")

            monkeypatch.setattr(Path, "open", refuse)
        assert refused(closed) == "case-file-forbidden"

    def test_a_text_too_large_is_refused_before_it_is_parsed(self, asks: Policy) -> None:
        assert codes(asks, DAY + "# " + "长" * (MOST_BYTES // 3)) == ["case-file-large"]


class TestLimits:
    def test_an_alias_is_refused_and_not_expanded(self, asks: Policy) -> None:
        letters = "abcdefghijklmnopqrst"
        bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise(letters)
        )
        start = process_time()
        assert set(codes(asks, bomb)) == {"case-anchor", "case-more"}
        assert process_time() - start < 1

    @pytest.mark.parametrize(
        ("text", "name", "code"),
        [
            ("[" * 900_000, "case.yaml", "case-deep"),
            ("[" * 900_000, "case.json", "case-deep"),
            ('{"a":' * 150_000, "case.json", "case-deep"),
            ("- " * 450_000, "case.yaml", "case-deep"),
            ("? " * 450_000, "case.yaml", "case-key-form"),
            ("x: [" + "1," * 400_000 + "]", "case.yaml", "case-many"),
            ("{" + ",".join(f"a{n}: 1" for n in range(MOST_KEYS + 1)) + "}", "case.yaml", "case-many"),
            (DAY + "ledger:\n" + "- {}\n" * (MOST_ITEMS + 1), "case.yaml", "case-many"),
            (json.dumps({"claims": [{}] * (MOST_ITEMS + 1)}), "case.json", "case-many"),
            ('"' + "\\" * 900_000, "case.json", "case-json"),
            ("1" * 900_000, "case.json", "case-value-long"),
            ("date: " + "1" * 900, "case.yaml", "case-date-form"),
            (DAY + "claims: [{kind: carrier, object: " + "9" * 990, "case.yaml", "case-yaml-bracket"),
        ],
    )  # fmt: skip
    def test_what_is_far_too_much_is_refused_at_once(
        self, asks: Policy, text: str, name: str, code: str
    ) -> None:
        assert code in codes(asks, text, name)

    def test_a_case_is_less_deep_than_the_limit(self, asks: Policy) -> None:
        assert codes(asks, DAY + "claims: " + "[" * (MOST_DEEP - 1) + "]" * (MOST_DEEP - 1)) == [
            "case-mapping-wanted"
        ]

    @pytest.mark.parametrize("character", "\u00ad\u180e\u200c\u200d\u2066\u2069\u3164\ufe0f\U000e0041")
    @pytest.mark.parametrize("escaped", [False, True])
    def test_a_name_holds_nothing_that_cannot_be_seen(
        self, asks: Policy, character: str, escaped: bool
    ) -> None:
        claim = {"id": f"机房{character}改造", "kind": "project"}
        text = json.dumps({"date": "2026-03-01", "claims": [claim]}, ensure_ascii=escaped)
        (found,) = faults(asks, text)
        assert (found.code, dict(found.words)["character"]) == ("case-character", f"U+{ord(character):04X}")

    def test_claims_whose_names_differ_in_spelling_only_are_called_alike(self, asks: Policy) -> None:
        claims = "claims:\n  - {id: 机房（一期）DC, kind: project}\n  - {id: 机房 (一期)dc, kind: project}\n"
        text = DAY + claims
        (found,) = faults(asks, text)
        assert (found.code, found.place.line, dict(found.words)["first"]) == ("case-claim-twice", 4, "3")

    @pytest.mark.parametrize("day", ["2026-03-01", "２０２６-03-01", "２０２６－０３－０１"])
    def test_a_day_is_read_in_full_width_as_the_command_reads_it(self, asks: Policy, day: str) -> None:
        assert read_case(asks, f"date: {day}\n", "case.yaml").date == read_day(day)

    def test_no_claim_is_called_as_the_applicant_is(self, asks: Policy) -> None:
        text = DAY + "claims:\n  - {id: applicant, kind: project}\n"
        assert codes(asks, text) == ["case-name-reserved"]

    def test_hidden_characters_are_told_with_their_lines(self, asks: Policy) -> None:
        found = faults(asks, "date: 2026\u200b-03-01\nledger: []\u2028\n# \x07\n")
        assert [(f.place.line, f.code, f.words) for f in found] == [
            (1, "case-character", (("character", "U+200B"),)),
            (2, "case-character", (("character", "U+2028"),)),
            (3, "case-character", (("character", "U+0007"),)),
        ]
