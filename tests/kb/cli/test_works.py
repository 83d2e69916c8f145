"""The interview for all works of a library: each work asks for what it needs, and no fact is asked twice."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kb.cli.commands.test_ask import _asked as questions
from tests.kb.cli.test_cli import Ended, Run, run
from tests.meeting import CITY, INVENTED, meet

__all__ = ["run"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return meet(tmp_path_factory.mktemp("asked") / "policy")


@pytest.fixture
def ask(run: Run, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., Ended]:
    """Answer the interview line by line, on a day on which both works are in force."""

    def apply(answers: str, *words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in answers.split("|"))))
        return run("ask", "--policy", folder, "--on", "2027-06-01", *words)

    return apply


def test_both_works_are_asked_at_once_and_put_together(
    ask: Callable[..., Ended], run: Run, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "机房.yaml"
    # One thing for both: 30 % of 1000万元 by the city, 15万元 by the district, which the city's sum bars.
    ended = ask("项目|数据中心、节能项目|否|1000万|没有|2027年5月1日|1000万|是", "--out", file)
    assert (ended.status, ended.err) == (0, "")
    assert questions(ended.out)[3:] == [
        "数据中心：经核定的项目总投资是多少元？还没有核定的，可以先填预计的数。",
        "以前拿过资助吗？",
        "数据中心：哪一天完成，或者计划哪一天完成？项目看建成，证书看发证，标准看发布，载体看批准，展会看举办。",
        "数据中心：投资额是多少？",
        "数据中心：主管部门是否认为项目具有较强示范推广性？",
    ]
    assert "各份政策合计：15万元至300万元。" in ended.out
    again = run("assess", file, "--policy", folder)
    assert "各份政策合计：15万元至300万元。" in again.out


def test_an_earlier_grant_names_the_work_that_it_was_paid_under(
    ask: Callable[..., Ended], tmp_path: Path
) -> None:
    file = tmp_path / "机房.yaml"
    under = "节能项目资助 · 玩具城积木区促进积木产业发展扶持办法"
    ended = ask(f"项目|数据中心、节能项目|否|1000万|有|数据中心|{under}|15万|2027年3月1日|否", "--out", file)
    assert ended.status == 0
    assert f'support: "{INVENTED}/art_4__sup_1"' in file.read_text(encoding="utf-8")
    # The district's own bar holds; what the city may give is untouched.
    assert "各份政策合计：0 至 300万元" in ended.out


def test_the_reason_for_a_question_is_that_of_the_work_that_asks(ask: Callable[..., Ended]) -> None:
    ended = ask("项目|数据中心、节能项目|否|?|1000万|没有|2027年5月1日|?")
    assert "措施5“基础设施节能降碳项目资助”" in ended.out
    assert "第4条“节能项目资助”" in ended.out
    assert CITY in ended.out
