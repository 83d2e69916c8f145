"""No command answers from a policy that the check rejects unless asked to; then every answer says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli.commands import COMMANDS, Named
from tests.conftest import REAL, TOY
from tests.kb.cli.test_cli import Run, run

__all__ = ["run"]

Change = Callable[[Path, str, str], None]

ANSWERING = (
    ("show", "para_5"),
    ("assess", "-"),
    ("ask",),
    ("readings",),
    ("readings", "--compare"),
    ("screen", "registry", "--out", "result"),
    ("guide", "--out", "site"),
    ("paper",),
    ("graph", "agency", "shuimo"),
    ("graph", "shared"),
    ("graph", "grants"),
    ("graph", "instruments"),
    ("graph", "overlaps"),
    ("graph", "touches", "para_5"),
    ("graph", "export", "--format", "json"),
    ("prove",),
    ("cover",),
    ("fuzz", "--cases", "1"),
    ("replay",),
    ("accept", "c-1", "--expected", "x", "--by", "张三", "--clause", "para_5__s_1"),
    ("abuse",),
    ("mutate",),
)
MENDING = {"check", "import", "edit", "rules", "desk", "compare", "amend", "review", "format", "test"}
"""The commands with which people mend a policy; ``test`` reports the findings of the check first."""

MARK = "草稿，没有通过检查：政策文件还有1个错误，下面的内容不能作准。"


@pytest.fixture
def unsound(toy_copy: Path, change: Change) -> Path:
    """The toy policy with one error: a rule quotes words that the text does not have."""
    change(next(toy_copy.rglob("rules.xml")), 'words="鼓励各村种花"', 'words="鼓励各村种草"')
    return toy_copy


@pytest.fixture
def unreviewed(toy_copy: Path, change: Change) -> Path:
    """The toy policy with a measure whose text was edited after the rules were reviewed."""
    change(next(toy_copy.rglob("text.xml")), "鼓励各村种花", "鼓励各村都种花")
    change(next(toy_copy.rglob("rules.xml")), 'words="鼓励各村种花"', 'words="鼓励各村都种花"')
    return toy_copy


@pytest.mark.parametrize("command", ANSWERING, ids=" ".join)
def test_no_command_answers_from_a_policy_with_an_error(
    run: Run, unsound: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unsound.parent)
    before = sorted(unsound.parent.rglob("*"))
    ended = run(*command, "--policy", unsound)
    option = "--draft" if command[0] in ("guide", "paper") else "--unchecked"
    assert ended.status == 1
    assert ended.out == ""
    assert ended.err == (
        "错误  policy/cn-999999/wanju/2030-01-01/rules.xml:114 para_9__s_2\n"
        "  条款里没有“鼓励各村种草”这几个字。条款写的是：鼓励各村种花。\n"
        "  怎么改：照条文逐字改正；若条文已改，请复核这条规则。\n"
        f"错误  {unsound}\n"
        "  这份政策没有通过检查，共有1个错误（上面是其中1个），所以没有照它得出任何结果。\n"
        f"  怎么改：先改正，全部错误用 tiaowen check --policy {unsound} 看；"
        f"一定要照现在的文件得出结果，就加上 {option}，结果里会注明没有通过检查。\n"
    )
    assert sorted(unsound.parent.rglob("*")) == before


def test_every_command_that_takes_a_policy_asks_the_check_or_mends() -> None:
    """A new command must be listed here, or be one of those that mend a policy."""
    named = {
        f"{name} {one}".strip() for name in COMMANDS for one in getattr(Named(name).real, "commands", [""])
    }
    asking = {" ".join(words[: 2 if words[0] == "graph" else 1]) for words in ANSWERING}
    own_words = {"serve", "mcp"}  # they refuse as well, and say that no service was started
    assert named == asking | own_words | MENDING


def test_the_ceiling_of_measure_5_deleted_is_never_answered_with_more(run: Run, real_copy: Path) -> None:
    """para_5__s_4: 最高1000万元; 30% of the case's 5000万元 would be 1500万元."""
    rules = next(real_copy.rglob("rules.xml"))
    text = rules.read_text(encoding="utf-8")
    begin = text.index("<cap", text.index('id="para_5__sup_1"'))
    end = text.index("</cap>", begin) + len("</cap>")
    rules.write_text(text[:begin] + text[end:], encoding="utf-8")
    case = next(real_copy.rglob("examples/data-centre.yaml"))
    ended = run("assess", case, "--policy", real_copy)
    assert (ended.status, ended.out) == (1, "")
    assert "1500万元" not in ended.err
    ended = run("assess", case, "--policy", real_copy, "--unchecked")
    assert ended.status == 0
    assert ended.out.startswith(MARK)


def test_of_many_errors_the_first_three_are_told_with_their_number(run: Run, unsound: Path) -> None:
    plain = next(unsound.rglob("plain.en.xml"))
    text = plain.read_text(encoding="utf-8")
    assert text.count('cites="') > 3
    plain.write_text(text.replace('cites="', 'cites="nothing '), encoding="utf-8")
    told = run("show", "para_1", "--policy", unsound, "--lang", "en").err
    count = len(json.loads(run("check", "--policy", unsound, "--format", "json").out))
    assert told.count("\n  To mend it: ") == 4
    assert f"Errors: {count}, of which 3 are listed above." in told


def test_rules_that_await_review_are_named_whatever_else_is_wrong(
    run: Run, unreviewed: Path, change: Change
) -> None:
    told = run("assess", "-", "--policy", unreviewed).err
    assert "para_9 的正文在规则写成之后改过，规则须复核。" in told
    assert "tiaowen review para_9" in told
    change(next(unreviewed.rglob("rules.xml")), 'words="鼓励各村都种花"', 'words="鼓励各村种草"')
    told = run("assess", "-", "--policy", unreviewed).err
    assert "规则还没有人复核" not in told  # the check looks at reviews only where all else is linked
    assert "条款里没有“鼓励各村种草”" in told


def test_an_unchecked_answer_is_marked_in_text_data_receipt_and_page(
    run: Run, unreviewed: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("date: 2030-06-01\nclaims: []\nledger: []\n", encoding="utf-8")
    receipt = tmp_path / "receipt.json"
    words = ("assess", case, "--policy", unreviewed, "--unchecked")
    told = run(*words, "--receipt", receipt).out.splitlines()[0]
    assert told == f"{MARK}para_9 的正文改过以后，规则还没有人复核，可能与条文不符。"
    mark = {"errors": 1, "unreviewed": ["para_9"]}
    assert json.loads(run(*words, "--format", "json").out)["unchecked"] == mark
    assert json.loads(receipt.read_text(encoding="utf-8"))["unchecked"] == mark
    page = run(*words, "--format", "html", "--lang", "en").out
    assert '<p class="draft" role="note">Draft that the check rejects: errors left' in page
    assert json.loads(run("show", "para_9", *words[2:], "--format", "json").out)["unchecked"] == mark
    listed = json.loads(run("readings", *words[2:], "--format", "json").out)
    assert [one["unchecked"] for one in listed] == [mark] * len(listed)
    exported = json.loads(run("graph", "export", "--format", "json", *words[2:]).out)
    assert exported["unchecked"] == mark
    assert run("graph", "export", "--format", "graphml", *words[2:]).out.endswith(f"<!-- {told} -->\n")


def test_an_answer_from_a_sound_policy_bears_no_mark(run: Run) -> None:
    data = json.loads(run("assess", "data-centre", "--policy", REAL, "--format", "json").out)
    assert data["unchecked"] is None
    assert "草稿" not in run("assess", "data-centre", "--policy", REAL).out
    told = run("assess", "data-centre", "--policy", REAL, "--unchecked").out
    assert told.startswith("草稿：检查没有发现错误，但这是按 --unchecked 或 --draft 得出的。")


def test_every_page_of_a_draft_is_marked_and_of_a_guide_none(
    run: Run, unreviewed: Path, tmp_path: Path
) -> None:
    drafts, guide = tmp_path / "drafts", tmp_path / "guide"
    assert run("guide", "--policy", unreviewed, "--draft", "--out", drafts).status == 0
    assert run("guide", "--policy", TOY, "--out", guide).status == 0
    mark = '<p class="draft" role="note">'
    marked = {
        folder: [mark in page.read_text(encoding="utf-8") for page in folder.rglob("*.html")]
        for folder in (drafts, guide)
    }
    assert len(marked[drafts]) == len(marked[guide]) > 50
    assert all(marked[drafts])
    assert not any(marked[guide])


def test_where_the_program_cannot_go_on_unchecked_the_files_are_to_blame(
    run: Run, unreviewed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.delenv("TIAOWEN_DEBUG", raising=False)
    monkeypatch.setattr("kb.cli.commands.show.describe", fail)
    ended = run("show", "para_1", "--policy", unreviewed, "--unchecked", "--format", "json")
    assert ended.status == 1
    assert ended.err.startswith("错误  这份政策没有通过检查，照现在的文件算不下去：ZeroDivisionError")
