"""The interview for all works of a library: each work asks for what it needs, and no fact is asked twice."""

from __future__ import annotations

import io
import json
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


CASE = """date: 2027-06-01
applicant: {{}}
claims:
  - {{id: 机房, kind: project, is: [data-centre], verified-total-investment: 1000万元}}
  - {{id: 规模, kind: enterprise, is: [sized-enterprise], revenue: 3000万元}}
ledger: []
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case for both works: a data centre for the city, and a sized enterprise for the district."""
    file = tmp_path / "两份.yaml"
    file.write_text(CASE.format(), encoding="utf-8")
    return file


def test_one_work_answers_a_case_for_all_and_says_what_it_left_out(
    run: Run, folder: Path, case: Path
) -> None:
    ended = run("assess", case, "--policy", folder, "--work", CITY)
    assert ended.status == 0
    assert "机房" in ended.out
    assert "规模" not in ended.out
    assert f"申请事项“规模”不是这份政策问的，没有算；问它的有：{INVENTED}。" in ended.err
    other = run("assess", case, "--policy", folder, "--work", INVENTED, "--lang", "en")
    assert other.status == 0
    assert "Open to this applicant" in other.out
    told = " ".join(other.err.split())
    assert "This work does not ask for claim “机房”, which was left out;" in told
    assert f"these works ask for it: {CITY}." in told


def test_a_fact_that_no_work_asks_for_is_refused_as_before(run: Run, folder: Path, case: Path) -> None:
    case.write_text(CASE.format().replace("revenue:", "revenu:"), encoding="utf-8")
    ended = run("assess", case, "--policy", folder, "--work", INVENTED)
    assert ended.status == 1
    assert "revenu" in ended.err


@pytest.mark.parametrize("is_broken", [False, True], ids=["unsound", "unusable"])
def test_a_work_with_errors_is_named_and_the_others_answer(
    run: Run, tmp_path: Path, case: Path, monkeypatch: pytest.MonkeyPatch, is_broken: bool
) -> None:
    folder = meet(tmp_path / "policy", versions=1)
    rules = folder / INVENTED / "2027-01-01/rules.xml"
    words = rules.read_text(encoding="utf-8")
    # A quotation that the text does not have, which nothing can link, or a sentence that nobody classified.
    broken = ('provision="art_2__s_1" words="规模企业"', 'provision="art_2__s_1" words="没有的话"')
    unclassified = ('    <act kind="context" provision="art_41__s_4" words="是指"/>\n', "")
    old, new = broken if is_broken else unclassified
    assert words.count(old) == 1
    rules.write_text(words.replace(old, new), encoding="utf-8")
    if is_broken:  # what it asks for cannot be read either
        case.write_text(CASE.format().split("  - {id: 规模")[0] + "ledger: []\n", encoding="utf-8")
    ended = run("assess", case, "--policy", folder)
    assert ended.status == 1
    assert "300万元" in ended.out
    named = INVENTED if is_broken else f"《玩具城积木区促进积木产业发展扶持办法》（{INVENTED}）"
    assert f"{named}没有通过检查，没有回答；合计不含它。" in "".join(ended.out.split())
    assert ("art_2" if is_broken else "art_41__s_4") in ended.err
    found = json.loads(run("assess", case, "--policy", folder, "--format", "json").out)
    assert INVENTED not in [one["work"] for one in found["works"]]
    (left,) = found["refused"]
    assert left["work"] == INVENTED
    assert left["findings"][0]["severity"] == "error"
    monkeypatch.setattr(sys, "stdin", io.StringIO("=\nq\n"))
    asked = run("ask", case, "--policy", folder)
    assert asked.status == 1
    assert f"{named}没有通过检查，没有回答；合计不含它。" in "".join(asked.out.split())
    assert ("art_2" if is_broken else "art_41__s_4") in asked.err


def test_where_no_work_is_sound_nothing_is_answered(run: Run, tmp_path: Path, case: Path) -> None:
    folder = meet(tmp_path / "policy", versions=1)
    for rules in folder.glob("*/*/*/rules.xml"):
        rules.write_text("<rules/>", encoding="utf-8")
    ended = run("assess", case, "--policy", folder)
    assert (ended.status, ended.out) == (1, "")
