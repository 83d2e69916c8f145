"""The interview: it asks only what matters, reads what people type, goes back, and keeps all answers."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb import Policy
from kb.cases.reading import load_case
from kb.model.values import Money
from tests.conftest import REAL
from tests.kb.cli.test_cli import Ended, Run, run
from tests.kb.cli.test_interview import DAY, EXAMPLES

__all__ = ["run"]


@pytest.fixture
def ask(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Answer the interview line by line."""

    def apply(answers: str, *words: str | Path) -> Ended:
        lines = "".join(f"{line}\n" for line in answers.split("|")) if answers else ""
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return run("ask", "--policy", REAL, "--on", "2026-03-01", *words)

    return apply


def _asked(out: str) -> list[str]:
    """The questions that were asked: the line before the choices or the hint."""
    lines = out.splitlines()
    ends = [n for n, line in enumerate(lines) if line.startswith("  （") or line.startswith("  (")]
    asked = []
    for n in ends:
        while lines[n].startswith("  "):
            n -= 1
        asked.append(lines[n])
    return asked


def test_an_interview_from_nothing_to_a_result(ask: Callable[..., Ended], tmp_path: Path) -> None:
    file = tmp_path / "机房.yaml"
    ended = ask("项目|数据中心|否|5000万|没有|2025年12月1日|是", "--out", file)
    assert (ended.status, ended.err) == (0, "")
    assert _asked(ended.out) == [
        "为哪一类事物申请支持？",
        "申请的是下面的哪一种？可以不止一种。",
        "还要为别的申请吗？",
        "数据中心：经核定的项目总投资是多少元？还没有核定的，可以先填预计的数。",
        "以前拿过资助吗？",
        "数据中心：哪一天完成，或者计划哪一天完成？项目看建成，证书看发证，标准看发布，载体看批准，展会看举办。",
        "数据中心：主管部门是否认为项目具有较强示范推广性？",
    ]
    assert "没有别的要问了。\n可以申报或参评\n" in ended.out
    assert ended.out.endswith(f"情况已写入 {file}。\n")
    assert [path.name for path in tmp_path.iterdir()] == ["机房.yaml"]


def test_the_case_written_gives_the_same_answer(
    ask: Callable[..., Ended], run: Run, policy: Policy, tmp_path: Path
) -> None:
    file = tmp_path / "case.yaml"
    ended = ask("1|2|否|5000万|否|2025-12-01|是", "--out", file)
    told = ended.out.partition("没有别的要问了。\n")[2].rpartition("情况已写入")[0]
    assert run("assess", file, "--policy", REAL).out == told
    case = load_case(policy, file)
    assert (case.date, case.ledger, len(case.claims or ())) == (DAY, (), 1)


def test_each_answer_narrows_the_result(ask: Callable[..., Ended]) -> None:
    out = ask("1|2|否|2000万元|否|2025-12-01|是").out
    noted = re.findall(r"记下：(\S+)。 最好的组合，假如都给，合计 (.+?)。还没有定下来的支持：(\d)项。", out)
    assert noted == [
        ("数据中心", "0 至 1000万元", "1"),
        ("否", "0 至 1000万元", "1"),
        ("2000万元", "600万元", "1"),
        ("否", "600万元", "1"),
        ("2025年12月1日", "600万元", "1"),
        ("是", "600万元", "0"),
    ]


def test_what_is_not_known_is_not_asked_again(ask: Callable[..., Ended]) -> None:
    out = ask("|".join(("1", "2", "否", *[""] * 4))).out
    assert out.count("不知道，不再问。") == 4
    assert "没有别的要问了。\n还不能确定\n" in out
    assert ask("").status == 0
    assert ask("|").out.count("为哪一类事物申请支持？") == 1


def test_the_end_of_the_input_ends_politely(ask: Callable[..., Ended]) -> None:
    ended = ask("1|2")
    assert ended.status == 0
    assert "就问到这里，下面是按已经知道的情况得出的结果。\n还不能确定\n" in ended.out


def test_q_ends_and_the_case_is_kept(ask: Callable[..., Ended], tmp_path: Path) -> None:
    ended = ask("证书|1|否|q", "--out", tmp_path / "case.yaml")
    assert "就问到这里" in ended.out
    assert "kind: certificate" in (tmp_path / "case.yaml").read_text(encoding="utf-8")


def test_why_it_is_asked_is_told_with_the_words_and_the_money(ask: Callable[..., Ended]) -> None:
    out = ask("?|1|2|？|否|?|5000万|?").out
    assert "  每一类能申请的支持不同，先知道是哪一类，才知道还要问什么。\n" in out
    assert "  几项一起评估，才知道怎样组合最好。\n" in out
    why = out.partition("可以先填预计的数。")[2]
    assert "  条文问到这一点：para_5__s_4“经核定总投资”。\n" in why
    assert "para_9__s_1" not in why.partition("5000万")[0].partition("> ?")[2]
    assert "  要看这一点的支持：措施5“基础设施节能降碳项目资助”。\n" in why
    assert "  等着它的支持最多1000万元\n" in why
    assert "以前拿过的，有的会使这次不能再拿" in why


def test_one_goes_back_and_answers_otherwise(ask: Callable[..., Ended]) -> None:
    out = ask("<|1|2|否|50万|<|5000万|<|＜|是|2|1|否|q").out
    assert "已经是第一题。" in out
    asked = [line for line in _asked(out) if line.startswith("数据中心：经核定的项目总投资是多少元？")]
    assert len(asked) == 3
    assert "记下：5000万元。" in out
    # After going back twice, another claim is made: a certificate.
    assert "记下：粤港澳大湾区碳足迹标识认证。" in out


def test_the_result_so_far_is_shown_and_the_question_again(ask: Callable[..., Ended]) -> None:
    out = ask("=|1|2|=|q").out
    assert out.count("2029-05-22 施行），按 2026-03-01 的情况评估") == 3
    assert out.count("为哪一类事物申请支持？") == 2


def test_what_cannot_be_read_is_told_and_asked_again(ask: Callable[..., Ended]) -> None:
    out = ask("12|火箭|数据|1|数据中心、基站|也许|否|很多|5000万|有吗|否|2月30日|2026-02-30|q").out
    for told in (
        "没有“12”这一项，请写前面的号码或名称。",
        "没有“火箭”这一项，请写前面的号码或名称。",
        "请回答是或否。",
        "“很多”读不出金额",
        "“2月30日”不是日期的写法",
        "日历上没有 2026-02-30 这一天。",
    ):
        assert told in out
    assert "记下：数据中心、通信基站。" in out


def test_several_claims_may_be_about_one_thing(ask: Callable[..., Ended], tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    out = ask("1|试点示范|是|1|产业化项目|1|否|q", "--out", file).out
    assert "和前面的哪一件是同一件东西？\n  1 “四新”试点示范项目\n  2 都不是\n" in out
    text = file.read_text(encoding="utf-8")
    assert text.count("object:") == 1
    assert "只能得一项" in out
    out = ask("1|试点示范|是|1|试点示范|2|否|q", "--out", file).out
    assert 'id: "“四新”试点示范项目2"' in file.read_text(encoding="utf-8")


def test_earlier_grants_are_asked_for_one_by_one(
    ask: Callable[..., Ended], policy: Policy, tmp_path: Path
) -> None:
    file = tmp_path / "case.yaml"
    answers = (
        "3|市级创新载体|否|提升|市级工程研究中心|有|1|市级创新载体支持|组建|600万|2025.3.15|是|"
        "老平台|按别的政策给的|区级|50万||否|2026-02-01"
    )
    out = ask(answers, "--out", file).out
    assert "按别的政策给的" in out
    assert "没有别的要问了。" in out
    assert "最高400万元" in out
    ledger = load_case(policy, file).ledger
    assert ledger is not None
    assert [dict(grant.facts) for grant in ledger] == [
        {
            "object": "市级创新载体",
            "support": "para_14__sup_4",
            "phase": "formation",
            "amount": Money.yuan(6_000_000),
            "date": date(2025, 3, 15),
        },
        {"object": "老平台", "level": "district", "amount": Money.yuan(500_000)},
    ]


def test_an_interview_goes_on_from_a_case(ask: Callable[..., Ended]) -> None:
    out = ask("2|是|否", "unfinished").out
    assert "为哪一类事物申请支持？" not in out
    assert _asked(out)[0] == "新项目：申请的是下面的哪一种？可以不止一种。"
    out = ask("", EXAMPLES["data-centre"]).out
    assert "没有别的要问了。\n可以申报或参评\n" in out


def test_readings_chosen_decide_what_is_asked(ask: Callable[..., Ended]) -> None:
    asked = "数据中心：属于哪个领域？"
    assert asked not in ask("1|2|否|||||").out
    assert asked in ask("1|2|否||||||", "--reading", "G12=b").out


def test_the_interview_in_english(ask: Callable[..., Ended]) -> None:
    out = ask(
        "standard|1|no|?|association|led it alone|national standard|no|2026-01-02|yes", "--lang", "en"
    ).out
    assert "What kind of organisation is the applicant?\n  1 enterprise\n" in out
    assert "There is nothing more to ask.\nOpen to this applicant\n" in out
    assert "Up to 500,000 yuan: a ceiling, not a promise." in out
    outside = re.sub(r"“[^“”]*”", "", out)
    assert not re.search(r"[\u4e00-\u9fff]", outside)


def test_a_policy_that_cannot_be_found_is_told(run: Run, tmp_path: Path) -> None:
    ended = run("ask", "--policy", tmp_path / "none")
    assert ended.status == 1
    assert "没有这个文件夹。" in ended.err


GAPS = """\
date: 2026-03-01
applicant: {applicant-kind: enterprise}
claims:
  - {id: 机房改造, kind: project, object: 一号楼, is: [data-centre], verified-total-investment: 5000万元,
     achieved-on: 2025-12-01, demonstration-value: yes, selected: yes}
ledger:
  - {level: city, amount: 200万元, date: 2025-11-05}
  - {support: para_5__sup_1, object: 二号楼, amount: 300万元, date: 2025-11-05}
"""


def test_what_a_grant_does_not_tell_is_asked_of_the_grant_and_once(
    ask: Callable[..., Ended], run: Run, policy: Policy, tmp_path: Path
) -> None:
    (tmp_path / "gaps.yaml").write_text(GAPS, encoding="utf-8")
    question = "以前的第1笔资助（200万元）：这笔资助是为哪一个项目、证书、标准或者载体给的？"
    question += "同一件东西请用同一个名称。"
    ended = ask("一号楼", tmp_path / "gaps.yaml", "--out", tmp_path / "told.yaml")
    assert _asked(ended.out) == [question]
    assert "没有别的要问了。\n还不能确定\n" in ended.out
    before, after = (load_case(policy, tmp_path / name) for name in ("gaps.yaml", "told.yaml"))
    assert after.claims == before.claims
    assert before.ledger is not None
    assert after.ledger is not None
    assert after.ledger[0].facts == {**before.ledger[0].facts, "object": "一号楼"}
    assert after.ledger[1:] == before.ledger[1:]
    assert question in run("assess", tmp_path / "gaps.yaml", "--policy", REAL).out


def test_a_told_ledger_is_never_asked_for_again(ask: Callable[..., Ended], tmp_path: Path) -> None:
    """The rest of a ceiling depends on the sum of a grant: that sum is asked for, and the grant stays."""
    text = GAPS.replace("object: 二号楼, amount: 300万元", "object: 一号楼").replace(
        "level: city", "level: district"
    )
    (tmp_path / "gaps.yaml").write_text(text, encoding="utf-8")
    out = ask("", tmp_path / "gaps.yaml").out
    assert "以前拿过资助吗？" not in out
