"""Files with a changed structure: the edits, and that check, loading and commands survive them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from kb import Policy
from kb.checks import check, has_errors
from kb.cli.rehearsal import rehearsing, run_command
from kb.loading import load_policy
from kb.model.words.errors import PolicyError
from kb.verify.fuzz import restructured_files
from kb.verify.fuzz.corrupt_files import find_trouble
from kb.verify.fuzz.restructured_files import restructure, restructure_policy
from kb.verify.fuzz.settings import Run
from kb.verify.results import Verdict
from tests.conftest import TOY
from tests.sampling import examples

TREE = b'<a><b x="1">one</b><c y="2">two</c></a>'
"""Elements in order: a, b, c."""


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("delete", 1, 0, 0), '<a><c y="2">two</c></a>'),
        (("rename", 1, 2, 1), '<a><c x="1">one</c><c y="2">two</c></a>'),
        (("rename", 1, 2, 0), '<a><bx x="1">one</bx><c y="2">two</c></a>'),
        (("duplicate", 1, 0, 0), '<a><b x="1">one</b><b x="1">one</b><c y="2">two</c></a>'),
        (("move", 1, 2, 0), '<a><c y="2">two<b x="1">one</b></c></a>'),
        (("move", 0, 2, 0), '<a><b x="1">one</b><c y="2">two</c></a>'),
        (("swap", 1, 2, 0), '<a><c y="2">two</c><b x="1">one</b></a>'),
        (("swap", 0, 2, 0), '<a><b x="1">one</b><c y="2">two</c></a>'),
        (("empty", 0, 0, 0), "<a/>"),
        (("wrap", 1, 2, 0), '<a><c><b x="1">one</b></c><c y="2">two</c></a>'),
        (("delete-attribute", 1, 0, 0), '<a><b>one</b><c y="2">two</c></a>'),
        (("rename-attribute", 1, 2, 1), '<a><b y="1">one</b><c y="2">two</c></a>'),
        (("rename-attribute", 1, 2, 0), '<a><b xx="1">one</b><c y="2">two</c></a>'),
        (("set-attribute", 1, 0, 1), '<a><b x="">one</b><c y="2">two</c></a>'),
        (("swap-attributes", 1, 2, 0), '<a><b x="2">one</b><c y="1">two</c></a>'),
        (("add-attribute", 1, 2, 0), '<a><b x="1" y="2">one</b><c y="2">two</c></a>'),
        (("delete-text", 1, 0, 0), '<a><b x="1"/><c y="2">two</c></a>'),
        (("swap-texts", 1, 2, 0), '<a><b x="1">two</b><c y="2">one</c></a>'),
        (("set-text", 1, 0, 4), '<a><b x="1">two</b><c y="2">two</c></a>'),
    ],
)
def test_a_tree_is_restructured(edit: tuple[str, int, int, int], expected: str) -> None:
    found = etree.fromstring(restructure("rules.xml", TREE, [edit]))
    assert etree.tostring(found).decode() == expected


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("delete", 0, 0, 0), "b: 2\n"),
        (("duplicate", 1, 0, 0), "a: 1\nb: 2\nb: 2\n"),
        (("move", 1, 0, 0), "b: 2\na: 1\n"),
        (("swap", 0, 1, 0), "b: 2\na: 1\n"),
        (("rename", 0, 0, 2), "b: 1\nb: 2\n"),
        (("delete-text", 0, 0, 0), "a:\nb: 2\n"),
        (("set-text", 0, 0, 5), "a: 0\nb: 2\n"),
        (("indent", 0, 0, 0), "  a: 1\nb: 2\n"),
    ],
)
def test_lines_are_restructured(edit: tuple[str, int, int, int], expected: str) -> None:
    assert restructure("case.yaml", b"a: 1\nb: 2\n", [edit]).decode() == expected


def test_whatever_is_restructured_is_told_and_never_answered_from(toy: Policy) -> None:
    with rehearsing(toy, TOY) as rehearse:
        found = restructure_policy(TOY, Run(cases=examples(200), seed=11), rehearse)
    assert (found.verdict, found.form) == (Verdict.SAMPLED, "holds"), found
    assert found.samples >= examples(200)


def test_the_same_seed_restructures_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def edits_of(seed: int) -> list[bytes]:
        seen: list[bytes] = []

        def watch(name: str, data: bytes, edits: list[tuple[str, int, int, int]]) -> bytes:
            seen.append(repr((name, edits)).encode())
            return data

        monkeypatch.setattr(restructured_files, "restructure", watch)
        monkeypatch.setattr(restructured_files, "check", lambda _: ())
        monkeypatch.setattr(restructured_files, "load_policy", lambda _: None)
        restructure_policy(TOY, Run(cases=40, seed=seed))
        return seen

    assert edits_of(1) == edits_of(1) != edits_of(2)


def test_a_command_that_answers_from_what_the_check_rejects_is_found(
    toy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.cli.opening.find_errors", lambda *_: ())
    with rehearsing(toy, TOY) as rehearse:
        found = restructure_policy(TOY, Run(cases=400, seed=1), rehearse)
    assert found.verdict is Verdict.REFUTED
    assert "answers though the check found an error" in found.program["en"]


def test_a_load_that_fails_is_found_and_shrunk_to_one_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(folder: Path) -> Policy:
        try:
            return load_policy(folder)
        except PolicyError as problem:
            if any(finding.code == "words-not-in-text" for finding in problem.findings):
                raise ValueError("para_1__sup_1") from None
            raise

    monkeypatch.setattr(restructured_files, "load_policy", read)
    found = restructure_policy(TOY, Run(cases=2000, seed=2))
    assert found.verdict is Verdict.REFUTED
    assert found.program["en"] == "AssertionError: load: ValueError: para_1__sup_1"
    assert ";" not in str(found.words["edits"])


def test_a_command_that_ends_in_an_internal_error_is_found(
    toy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("kb.cli.commands.show.run_show", fail)
    with rehearsing(toy, TOY) as rehearse:
        found = restructure_policy(TOY, Run(cases=400, seed=1), rehearse)
    assert found.verdict is Verdict.REFUTED
    assert "ZeroDivisionError" in found.program["en"]


BROKEN: dict[str, tuple[str, str, str]] = {
    "an amount renamed": ("rules.xml", "amount>", "amounts>"),
    "a selection renamed": ("rules.xml", "<selection ", "<selections "),
    "all selections gone": ("rules.xml", "selection", "choosing"),
    "an element of a foreign namespace": (
        "rules.xml",
        "</measure>",
        '<f:note xmlns:f="urn:foreign:1"/></measure>',
    ),
    "an inclusion": (
        "rules.xml",
        "</measure>",
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="text.xml"/></measure>',
    ),
    "one prefix for two namespaces": (
        "rules.xml",
        "</measure>",
        '<f:a xmlns:f="urn:foreign:1"/><f:b xmlns:f="urn:foreign:2"/></measure>',
    ),
    "a derivation that there is not": ("plain.zh.xml", 'derive="last-day"', 'derive="first-day"'),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_damage_that_made_the_program_fail_is_a_finding(broken: tuple[str, str, str], toy_copy: Path) -> None:
    name, old, new = broken
    path = next(toy_copy.rglob(name))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert has_errors(list(check(toy_copy)))
    status, told, complaint = run_command(("assess", "-", "--policy", str(toy_copy)), toy_copy.parent)
    assert (status, told) == (1, "")
    assert "内部" not in complaint
    assert find_trouble(lambda: load_policy(toy_copy)) is None


@pytest.mark.parametrize("element", ["per-unit", "shared-cap", "least", "amount", "tier", "count", "cap"])
def test_an_element_of_an_amount_that_is_empty_is_a_finding(element: str, real_copy: Path) -> None:
    path = next(real_copy.rglob("rules.xml"))
    tree = etree.fromstring(path.read_bytes())
    found = list(tree.iter(f"{{urn:tiaowen:rules:1}}{element}"))
    assert found
    for one in found:
        for child in list(one):
            one.remove(child)
    path.write_bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
    if element in ("per-unit", "shared-cap", "amount"):
        with pytest.raises(PolicyError):
            load_policy(real_copy)
    assert has_errors(list(check(real_copy))) or element in ("count", "cap")


def test_proving_goes_on_where_the_text_says_nothing_of_other_levels(tmp_path: Path) -> None:
    """The toy policy has no clause on districts and none on higher levels."""
    _, told, complaint = run_command(("prove", "--policy", str(TOY)), tmp_path)
    assert complaint == ""
    assert "条文：para_1__s_1“" in told


@pytest.mark.parametrize(
    "command", [("readings",), ("prove",), ("readings", "G1", "--compare")], ids=" ".join
)
def test_commands_go_on_where_a_policy_does_not_say_when_it_holds(
    command: tuple[str, ...], real_copy: Path, tmp_path: Path
) -> None:
    path = next(real_copy.rglob("rules.xml"))
    tree = etree.fromstring(path.read_bytes())
    for one in list(tree.iter("{urn:tiaowen:rules:1}validity")):
        one.getparent().remove(one)  # type: ignore[union-attr]
    path.write_bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
    status, told, complaint = run_command((*command, "--unchecked", "--policy", str(real_copy)), tmp_path)
    assert "算不下去" not in complaint
    assert told.startswith("草稿，没有通过检查")
    assert status in (0, 1)
