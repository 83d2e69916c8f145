"""Every check reports exactly what is wrong, where, and how to mend it: golden bad cases on
the toy policy.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb import Policy
from kb.checks import check, has_errors
from kb.checks.requirements import check_requirements
from kb.checks.rules import check_rules
from kb.explain.items.findings import finding_item
from kb.explain.items.parts import write_json
from kb.loading import load_policy
from kb.model.policy import Group, Measure
from kb.model.words.errors import PolicyError
from tests.conftest import DISTRICT, REAL, TOGETHER, TOY

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "check_cases.toml").read_text(encoding="utf-8")
)["case"]

SHADOW = "fingerprint-stale"
"""A finding that every edit of the text causes as well; it has a case of its own."""


def test_the_real_policy_has_no_finding() -> None:
    assert list(check(REAL)) == []


@pytest.mark.parametrize("folder", [DISTRICT, TOGETHER])
def test_the_rules_of_the_invented_districts_have_no_finding(folder: Path) -> None:
    assert list(check(folder)) == []


def test_the_toy_policy_has_no_finding() -> None:
    assert list(check(TOY)) == []


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "_") for case in CASES])
def test_a_broken_policy_is_told_in_exact_words(case: dict[str, Any], tmp_path: Path) -> None:
    whole = {"district": DISTRICT, "together": TOGETHER}.get(case.get("policy", ""), TOY)
    folder = Path(shutil.copytree(whole, tmp_path / "policy"))
    changes = case.get("change", [case] if "file" in case else [])
    for source, target in case.get("copy", {}).items():
        shutil.copytree(folder / source, folder / target)
    for change in changes:
        path = folder / change["file"]
        text = path.read_text(encoding="utf-8")
        assert change["old"] in text
        path.write_text(text.replace(change["old"], change["new"], 1), encoding="utf-8")
    for name, words in case.get("write", {}).items():
        (folder / name).write_text(words, encoding="utf-8")
    folder = folder / case.get("version", "")
    found = [
        f for f in check(folder) if f.code != SHADOW or case["name"] == "a stale fingerprint asks for review"
    ]
    assert [
        {
            "code": f.code,
            "severity": str(f.severity),
            "file": f.place.file,
            "line": f.place.line,
            "eId": f.place.eid,
            "zh": f.message("zh"),
            "zh-remedy": f.remedy("zh"),
            "en": f.message("en"),
            "en-remedy": f.remedy("en"),
        }
        for f in found
    ] == case["finding"]


def test_every_broken_case_is_found() -> None:
    assert all(case["finding"] for case in CASES)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("text.xml", "</paragraph>", "</paragraf>"), "xml-malformed"),
        (("rules.xml", "</rules>", ""), "xml-malformed"),
        (("text.xml", 'encoding="UTF-8"', 'encoding="GBK"'), "encoding-not-utf8"),
        (("rules.xml", "<rules", "<!DOCTYPE rules><rules"), "doctype-forbidden"),
        (("readings.xml", "<readings", "<unknown/><readings"), "xml-malformed"),
    ],
)
def test_bad_files_are_findings_with_file_and_line(
    toy_copy: Path, edit: tuple[str, str, str], code: str
) -> None:
    name, old, new = edit
    path = next(toy_copy.rglob(name))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = list(check(toy_copy))
    assert [f.code for f in found] == [code]
    assert found[0].place.file.endswith(name)
    assert found[0].place.line > 0
    assert has_errors(found)
    with pytest.raises(PolicyError):
        load_policy(toy_copy)


def test_bytes_in_another_encoding_are_found_where_they_begin(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("readings.xml"))
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert [f.code for f in check(toy_copy)] == ["bytes-not-utf8"]


def test_an_entity_bomb_is_refused_before_it_is_read(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 12)
    )
    path.write_text(f"{bomb}]>\n<rules>&l;</rules>", encoding="utf-8")
    assert [f.code for f in check(toy_copy)] == ["doctype-forbidden"]


def test_an_external_entity_is_never_fetched(toy_copy: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    path = next(toy_copy.rglob("rules.xml"))
    path.write_text(
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<rules>&x;</rules>', encoding="utf-8"
    )
    found = list(check(toy_copy))
    assert [f.code for f in found] == ["doctype-forbidden"]
    assert "秘密" not in write_json([finding_item(f, "zh") for f in found])


def test_a_file_of_a_hundred_megabytes_is_refused_unread(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("plain.zh.xml"))
    with path.open("ab") as file:
        file.truncate(100 * 1024 * 1024)
    found = list(check(toy_copy))
    assert [f.code for f in found] == ["file-too-large"]
    assert found[0].message("zh") == "文件有 100 MiB，超过了可读的上限 16 MiB。"


def test_deep_nesting_is_a_finding(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    path.write_text("<rules>" + "<a>" * 100_000 + "</a>" * 100_000 + "</rules>", encoding="utf-8")
    assert [f.code for f in check(toy_copy)] == ["xml-malformed"]


@pytest.mark.parametrize(
    "name", ["text.xml", "rules.xml", "readings.xml", "facts.xml", "plain.zh.xml", "plain.en.xml"]
)
def test_a_missing_file_is_named(toy_copy: Path, name: str) -> None:
    next(toy_copy.rglob(name)).unlink()
    found = list(check(toy_copy))
    assert [f.code for f in found] == (["folder-empty"] if name == "text.xml" else ["file-missing"])


def test_a_folder_in_the_place_of_a_file_is_named(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    path.unlink()
    path.mkdir()
    assert [f.code for f in check(toy_copy)] == ["file-is-folder"]


def test_an_empty_folder_a_missing_one_and_a_file_are_told_apart(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    assert [f.code for f in check(empty)] == ["folder-empty"]
    assert [f.code for f in check(tmp_path / "missing")] == ["folder-missing"]
    assert [f.code for f in check(file)] == ["folder-is-file"]


def test_two_policies_in_one_folder_are_refused(toy_copy: Path) -> None:
    work = next(toy_copy.glob("*/*/*/text.xml")).parent.parent
    shutil.copytree(work, work.parent / "another")
    assert [f.code for f in check(toy_copy)] == ["folder-several"]


def test_files_without_permission_are_named(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, whom permissions do not stop, so the system's answer is simulated.
    forbidden = next(toy_copy.rglob("rules.xml"))
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == forbidden.name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [f.code for f in check(toy_copy)] == ["file-forbidden"]


def test_a_folder_without_permission_is_named(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "policy")
    assert [f.code for f in check(toy_copy)] == ["folder-forbidden"]


def test_checking_changes_no_file(toy_copy: Path) -> None:
    before = {path: path.read_bytes() for path in toy_copy.rglob("*.xml")}
    next(toy_copy.rglob("rules.xml")).write_bytes(b"<broken")
    before[next(toy_copy.rglob("rules.xml"))] = b"<broken"
    list(check(toy_copy))
    assert {path: path.read_bytes() for path in toy_copy.rglob("*.xml")} == before


@pytest.mark.parametrize(
    ("name", "old", "new", "codes"),
    [
        # A title of 24 characters is accepted, and one of 25 is not.
        ("plain.zh.xml", "<title>风车措施<", f"<title>{'风车' * 12}<", []),
        ("plain.zh.xml", "<title>风车措施<", f"<title>{'风车' * 12}车<", ["plain-title-long"]),
        # At most the whole investment may be paid.
        ("text.xml", ">40%<", ">100%<", []),
        ("text.xml", ">40%<", ">101%<", ["rate-above-whole"]),
    ],
)
def test_a_bound_is_kept_at_it_and_broken_above_it(
    name: str, old: str, new: str, codes: list[str], toy_copy: Path
) -> None:
    path = next(toy_copy.rglob(name))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert [f.code for f in check(toy_copy) if f.code != SHADOW] == codes


def test_where_measures_are_grouped_each_is_in_one_group_and_in_no_other(policy: Policy) -> None:
    def told(*changed: Group) -> list[tuple[str, str, str]]:
        groups = (*changed, *policy.groups[len(changed) :])
        found = check_rules(replace(policy, groups=groups))
        return [(f.code, f.place.eid, dict(f.words)["count"]) for f in found]

    first, second = policy.groups[:2]
    assert told() == []
    assert told(first, replace(second, measures=(first.measures[0], *second.measures))) == [
        ("measure-ungrouped", first.measures[0], "2")
    ]
    assert told(replace(first, measures=first.measures[1:])) == [
        ("measure-ungrouped", first.measures[0], "0")
    ]


def test_an_overlap_is_open_where_a_support_that_there_is_is_open(policy: Policy) -> None:
    """The support in ``where`` of an overlap is looked up like those in ``supports``."""

    def lost(measure: Measure) -> Measure:
        return replace(
            measure, overlaps=tuple(replace(one, where="para_9__sup_9") for one in measure.overlaps)
        )

    changed = replace(policy, measures=tuple(map(lost, policy.measures)))
    told = {f.code for f in check_requirements(changed)}
    assert (list(check_requirements(policy)), told) == ([], {"overlap-support-unknown"})


def test_what_is_asked_of_a_claim_is_a_fact_of_its_own_kind(policy: Policy) -> None:
    # Measure 12 asks what a certificate cost; where only a project may state it, nobody can answer.
    cost = next(fact for fact in policy.facts if fact.id == "certificate-cost")
    assert cost.of == ("certificate",)
    facts = tuple(replace(one, of=("project",)) if one == cost else one for one in policy.facts)
    found = list(check_requirements(replace(policy, facts=facts)))
    assert {(f.code, f.place.eid) for f in found} == {("fact-unknown", "para_12__sup_2")}


def test_a_measure_is_of_a_domain_once(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    line = '    <domain ref="serving" basis="editorial"/>\n'
    path.write_text(path.read_text(encoding="utf-8").replace(line, 2 * line, 1), encoding="utf-8")
    found = list(check(toy_copy))
    assert [(f.code, f.place.line, f.place.eid) for f in found] == [("domain-twice", 19, "para_2")]
