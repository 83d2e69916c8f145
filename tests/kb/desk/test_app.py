"""The desk as a lawyer uses it, in a real browser: type, see findings and consequences, save, find again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from kb.checks import check
from kb.desk import work
from kb.desk.app import MOST_SHOWN
from kb.importing.docx import read_docx
from kb.loading import load_text
from tests.conftest import REAL
from tests.kb.desk.conftest import Served, serving
from tests.kb.importing.packages import package, paragraph
from tests.render.axe import find_faults
from tests.render.chromium import PATIENCE, open_chromium
from tests.sampling import IS_THOROUGH


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_chromium() as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    with serving(Path(shutil.copytree(REAL, tmp_path / "policy"))) as found:
        yield found


@contextmanager
def entered(browser: Any, desk: Served, **options: Any) -> Iterator[Any]:
    """A page of a separate browser that entered by the address of the desk."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    opened = context.new_page()
    opened.goto(f"{desk.origin}/enter?key={desk.key}")
    yield opened
    context.close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A page on a desk that is shared by all tests that save nothing."""
    with entered(browser, served) as opened:
        yield opened


def area(page: Any, kind: str = "text") -> Any:
    return page.locator(f"section[data-field={kind}] textarea")


def type_over(page: Any, old: str, new: str, kind: str = "text") -> None:
    """Select words in the lines and type others over them, as a person does."""
    area(page, kind).evaluate(
        """(area, old) => {
          const at = area.value.indexOf(old);
          area.focus();
          area.setSelectionRange(at, at + old.length);
        }""",
        old,
    )
    page.keyboard.insert_text(new)


def go_to(page: Any, name: str) -> None:
    """Follow a link, the last of its name, and wait until its page is loaded with its scripts."""
    page.get_by_role("link", name=name).last.click()
    page.wait_for_load_state()


def open_measure(page: Any) -> None:
    go_to(page, "(五)推动基础设施节能降碳")


def test_a_figure_is_changed_looked_at_and_saved(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        change_a_figure(page, desk)


def change_a_figure(page: Any, desk: Served) -> None:
    open_measure(page)
    type_over(page, "1000万元", "1500万元")
    section = page.locator("section[data-field=text]")
    section.locator(".redline ins").wait_for()
    assert section.locator(".redline del").inner_text() == "1000万元"
    assert section.locator(".redline ins").inner_text() == "1500万元"
    assert section.locator(".figures").inner_text() == "最高限额：1000万元 → 1500万元"
    section.get_by_text("保存以后，请另一个人复核：(五)推动基础设施节能降碳。").wait_for()
    assert section.locator(".live").inner_text().split("\n")[0] == "没有新的问题。"
    page.get_by_role("button", name="看影响").click()
    told = page.locator(".effects").get_by_text(re.compile(r"^\d+ 个已知情况都算过"))
    told.wait_for(timeout=4 * PATIENCE)
    cases, outcomes = map(int, re.findall(r"(\d+) 个(?:已知情况|结果)", told.inner_text()))
    assert cases == len(list((REAL / "cn-440300/anjie-huanbao/2024-05-11/cases").glob("*.yaml")))
    assert outcomes > 0
    # A case is told once, with its total, and those that gain are counted.
    winners = page.locator(".effects section.more")
    gained = re.fullmatch(r"(\d+) 个情况变多", winners.locator("h3").inner_text())
    assert gained is not None
    assert f"{gained[1]} 个情况变多（共 {outcomes} 个结果" in told.inner_text()
    assert winners.locator(":scope > ul > li").count() == min(int(gained[1]), MOST_SHOWN)
    assert page.locator(".effects section").count() == 1
    shown = page.locator(".effects").inner_text()
    assert (
        "措施5“基础设施节能降碳项目资助”（项目）：待认定，0元至1000万元 → 0元至1500万元，依据（五）第"
        in shown
    )
    assert re.search("para_|final__|[0-9],[0-9]{3}|judgement|candidate|undetermined", shown) is None
    assert find_faults(page) == []
    page.get_by_label("您的姓名").fill("甲")
    page.get_by_label("为什么改").fill("试一试")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/parts/para_5?saved=written")
    assert "[1500万元|最高限额]" in area(page).input_value()
    said = "没有错误；还有 1 条等复核：(五)推动基础设施节能降碳。"
    assert page.get_by_role("status").first.inner_text() == f"已保存。全文检查过，{said}"
    go_to(page, "全部条文")
    assert page.get_by_text(f"全文检查：{said}").count() == 1
    assert find_faults(page) == []
    page.get_by_text("全文检查：").get_by_role("link", name="(五)推动基础设施节能降碳").click()
    page.wait_for_load_state()
    for who, is_other in (("甲", False), ("乙", True)):
        page.get_by_label("复核人").fill(who)
        page.get_by_role("button", name="记为已复核").click()
        if is_other:
            page.wait_for_url("**/parts/para_5?reviewed=1")
        else:
            assert page.get_by_role("alert").inner_text() == "复核要由另一个人做：最后保存这一条的就是您。"
            assert find_faults(page) == []
    assert list(check(desk.folder)) == []
    go_to(page, "全部条文")
    assert page.get_by_text("全文检查：没有问题。").count() == 1
    go_to(page, "记录")
    rows = [row.split()[2:5] for row in page.locator("tbody tr").all_inner_texts()]
    title = "(五)推动基础设施节能降碳"
    assert rows == [["乙", title, "复核"], ["甲", title, "条文"]]
    folders, _, _ = load_text(desk.folder, newest=True)
    assert folders.version.name != "2024-05-11"


def test_the_consequences_of_a_finished_draft_stay_in_reach(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        save_a_figure(page)
        page.get_by_label("复核人").fill("乙")
        page.get_by_role("button", name="记为已复核").click()
        page.wait_for_url("**reviewed=1")
        go_to(page, "版本和导出")
        page.get_by_role("link", name=re.compile("^看 .* 版和 2024-05-11 版相比的影响$")).click()
        told = page.locator(".compared-effects").get_by_text(re.compile(r"^\d+ 个已知情况都算过"))
        told.wait_for(timeout=4 * PATIENCE)
        assert page.locator(".compared-effects section.more li").count() > 0
        assert find_faults(page) == []


def test_two_versions_are_compared_and_handed_in_as_a_word_file(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        open_measure(page)
        type_over(page, "1000万元", "1500万元")
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_label("为什么改").fill("试一试")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        page.get_by_label("送审人").fill("甲")
        page.get_by_role("button", name="送审").click()
        page.wait_for_url("**noted=hand-over")
        assert "已送审" in page.locator("main").inner_text()
        page.get_by_label("评论哪一句").select_option("para_5__s_4")
        page.get_by_label("意见").fill("再高一些")
        page.get_by_label("评论人").fill("乙")
        page.get_by_role("button", name="写评论").click()
        page.wait_for_url("**noted=comment")
        assert "再高一些" in page.locator(".comment").inner_text()
        assert find_faults(page) == []
        go_to(page, "版本和导出")
        page.get_by_role("button", name="对照两版").click()
        assert page.locator(".redline ins").first.inner_text() == "1500万元"
        assert find_faults(page) == []
        with page.expect_download() as waiting:
            page.get_by_role("button", name="修改决定").click()
        data = Path(waiting.value.path()).read_bytes()
        words = [row.text for row in read_docx(data, "决定.docx").rows]
        assert "一、将第五条第四句中的“最高1000万元”修改为“最高1500万元”。" in words
        # What the table of changes says is read, and edited, before it is handed out.
        page.get_by_role("button", name="修改对照表").click()
        remark = page.get_by_label("第五条")
        assert remark.input_value() == "修改第四句。\n最高限额：1000万元 → 1500万元\n试一试"
        assert find_faults(page) == []
        remark.fill("提高上限。")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="导出修改对照表").click()
        rows = read_docx(Path(waiting.value.path()).read_bytes(), "表.docx").rows
        assert [row.cells[2].text for row in rows if row.cells] == ["说明", "提高上限。"]


def test_a_word_file_is_brought_in_and_saved_as_a_work(browser: Any, desk: Served) -> None:
    """A typical Word file: automatic numbers, an accepted change, and words that are not understood."""
    body = paragraph("云泽市关于支持水车行业的若干措施") + "".join(
        paragraph(words, level=1)
        for words in ("对购置水车的企业，给予最高30万元资助。", "本措施由市水利局负责解释。")
    )
    file = {"name": "措施.docx", "mimeType": "application/octet-stream", "buffer": package(body)}
    with entered(browser, desk) as page:
        go_to(page, "导入")
        page.get_by_label("文件").set_input_files(file)
        page.get_by_role("button", name="识别").click()
        page.get_by_role("heading", name="核对，存为新的政策").wait_for()
        assert "认出 2 条" in page.locator("main").inner_text()
        lines = page.get_by_label("条文（一行一句，可以改）").input_value()
        assert "第一条" in lines
        assert "给予最高30万元资助。" in lines
        assert find_faults(page) == []
        page.get_by_label("简称（小写字母、数字和连字符）").fill("shuiche")
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="存为新的政策").click()
        page.get_by_text("已存为 cn-440300/shuiche").wait_for()
        go_to(page, "全部条文")
        told = page.locator(".elsewhere").inner_text()
        assert re.search(r"^《云泽市关于支持水车行业的若干措施》 .* 版（草案）：[0-9]+ 个问题。", told)
        assert find_faults(page) == []
    assert list(desk.folder.glob("cn-440300/shuiche/*/text.xml"))


def test_a_line_that_cannot_be_read_is_named_and_can_be_gone_to(page: Any) -> None:
    open_measure(page)
    type_over(page, "对象 数据中心：", "对象 数剧中心：", "rules")
    section = page.locator("section[data-field=rules]")
    link = section.get_by_role("link", name="规则行第 9 行")
    link.wait_for()
    assert "可能想写：数据中心" in section.locator(".live").inner_text()
    link.click()
    chosen = area(page, "rules").evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert chosen == "    对象 数剧中心：第一句「数据中心」"
    assert find_faults(page) == []


def test_a_message_names_its_box_and_the_line_in_it_with_and_without_scripts(
    browser: Any, desk: Served
) -> None:
    for has_scripts in (True, False):
        with entered(browser, desk, java_script_enabled=has_scripts) as page:
            page.on("dialog", lambda dialog: dialog.accept())
            open_measure(page)
            area(page).fill(area(page).input_value().replace("[30%|资助比例]", "[30%|资助比例"))
            lines = area(page, "rules").input_value()
            told = "条文第 5 行 标记“[30%|资助比例给予资助,最高”没有用右方括号结束。"
            if not has_scripts:
                page.get_by_label("您的姓名").fill("甲")
                page.get_by_role("button", name="保存", exact=True).click()
            page.locator("section[data-field=text] .live").get_by_text(told).wait_for()
            area(page).fill(area(page).input_value().replace("[30%|资助比例", "[30%|资助比例]"))
            area(page, "rules").fill(lines.replace("读法 M5b；", "读法 M5a；"))
            told = r"规则行第 131 行 “读法 M5a；.*”在这一页写了两次，第一次在第 120 行。"
            if not has_scripts:
                page.get_by_role("button", name="保存", exact=True).click()
            page.locator("section[data-field=rules] .live").get_by_text(re.compile(told)).wait_for()


def test_composition_with_an_input_method_is_not_interrupted_by_checks(page: Any) -> None:
    open_measure(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/try" in request.url else None)
    type_over(page, "支持数据中心节能", "")
    page.locator("section[data-field=text] .redline del").wait_for()
    page.wait_for_timeout(1600)
    before = len(asked)
    client = page.context.new_cdp_session(page)
    for typed in ("z", "zh", "zhi", "zhic", "zhichi"):
        client.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
        page.wait_for_timeout(350)
    assert len(asked) == before
    with page.expect_request("**/try"):
        client.send("Input.insertText", {"text": "支持"})
    assert "支持" in area(page).input_value()


def test_a_saved_error_is_shown_on_every_page_until_it_is_mended_and_nothing_is_reviewed_before(
    browser: Any, desk: Served
) -> None:
    with entered(browser, desk) as page:
        assert page.get_by_text("全文检查：没有问题。").count() == 1
        open_measure(page)
        lines = area(page, "rules").input_value()
        area(page, "rules").fill(lines.replace("最高[1000万元|最高限额|第四句]。", "最高1000万元。", 1))
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        said = "已保存。这一条还有 1 个问题，列在下面。还有 1 条等复核：(五)推动基础设施节能降碳。"
        assert page.get_by_role("status").first.inner_text() == said
        told = "“资助，最高1000万元。”里直接写了数字“1000万”"
        assert told in page.locator(".problems").inner_text()
        page.get_by_label("复核人").fill("乙")
        page.get_by_role("button", name="记为已复核").click()
        assert page.get_by_role("alert").inner_text().startswith("没有记为已复核")
        assert find_faults(page) == []
        page.goto(f"{desk.origin}/")
        assert told in page.locator(".problems").inner_text()
        assert find_faults(page) == []


def test_plain_wording_to_read_again_is_listed_apart_from_problems(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        open_measure(page)
        type_over(page, "鼓励使用高效节能变压器", "鼓励多用高效节能变压器")
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        said = "已保存。全文检查过，没有错误；还有 1 条等复核：(五)推动基础设施节能降碳。"
        assert page.get_by_role("status").first.inner_text() == said
        summary = page.locator(".rereads summary")
        told = re.fullmatch(
            r"通俗说明有 (\d+) 句没有改，它们依据的文字改了：请再读一遍，.*", summary.inner_text()
        )
        assert told is not None
        summary.click()
        lines = page.locator(".rereads li").all_inner_texts()
        assert len(lines) == int(told[1])
        assert re.match(r"规则行第 \d+ 行 数据中心、基站、变压器的节能降碳项目", lines[0])
        assert find_faults(page) == []
        go_to(page, "全部条文")
        assert page.locator(".problems").count() == 0
        told_again = f"(五)推动基础设施节能降碳 {told[1]} 句"
        assert told_again in page.locator(".rereads").inner_text()
        assert find_faults(page) == []


def test_a_split_names_the_new_measure_by_its_new_number_and_no_element(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        go_to(page, "(二十)强化标准引领")
        agencies = "(责任单位:市发展改革委、应急管理局、市场监管局)"
        type_over(page, "支持在碳达峰", f"{agencies}\n\n(二十一)支持计量技术规范制定。\n支持在碳达峰")
        live = page.locator("section[data-field=text] .live")
        live.get_by_text("这里少了一行：概要。").first.wait_for()
        told = live.inner_text()
        assert "(二十一)支持计量技术规范制定的通俗说明（保存以后打开它来改）：这里少了一行：概要。" in told
        assert "绿色金融" not in told.split("保存以后，请")[0]
        assert re.search("<[a-z]+>", told) is None
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        # What the save changed elsewhere is told once, and not again by whatever is done next.
        status = page.get_by_role("status").first
        assert "这次还改到：(二十一)支持计量技术规范制定" in status.inner_text()
        page.get_by_label("送审人").fill("甲")
        page.get_by_role("button", name="送审").click()
        page.wait_for_url("**noted=hand-over")
        assert "已记下。" in status.inner_text()
        assert "这次还改到" not in status.inner_text()
        go_to(page, "全部条文")
        told = page.locator(".problems").inner_text()
        assert "(二十一)支持计量技术规范制定 英文通俗说明：这里少了一行：概要。" in told
        assert re.search("<[a-z]+>", told) is None


def test_saving_works_without_scripts(browser: Any, desk: Served) -> None:
    with entered(browser, desk, java_script_enabled=False) as page:
        open_measure(page)
        lines = area(page, "rules").input_value()
        area(page, "rules").fill(lines.replace("  题目：", "  题目：新的", 1))
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        assert "  题目：新的" in area(page, "rules").input_value()


@pytest.mark.parametrize(("day", "is_past"), [("2024-06-01", True), ("2999-01-01", False)])
def test_a_day_of_effect_in_the_past_is_pointed_out(
    browser: Any, desk: Served, day: str, is_past: bool
) -> None:
    with entered(browser, desk, java_script_enabled=False) as page:
        open_measure(page)
        area(page).fill(area(page).input_value().replace("1000万元", "1500万元"))
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_label("新版本施行日").fill(day)
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        assert ("这一天已经过去" in page.locator("main").inner_text()) is is_past


def test_the_second_of_two_people_sees_both_texts_and_loses_none(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as one, entered(browser, desk) as other:
        for each, new, who in ((one, "1500万元", "甲"), (other, "1200万元", "乙")):
            open_measure(each)
            type_over(each, "1000万元", new)
            each.get_by_label("您的姓名").fill(who)
        one.get_by_role("button", name="保存", exact=True).click()
        one.wait_for_url("**saved=written")
        other.get_by_role("button", name="保存", exact=True).click()
        other.get_by_role("alert").wait_for()
        assert "又保存过" in other.get_by_role("alert").inner_text()
        assert other.locator(".overwritten .redline del").inner_text() == "[1500万元|最高限额]"
        assert other.locator(".overwritten .redline ins").inner_text() == "[1200万元|最高限额]"
        assert "1200万元" in area(other).input_value()
        assert find_faults(other) == []
        # The text of the other window is replaced only once a person says so, and only as it was shown.
        save = other.get_by_role("button", name="保存", exact=True)
        tick = other.get_by_label("对照过了，照我上面的文字保存")
        save.click()
        assert tick.evaluate("field => field.validationMessage") == "对照过了，请在这里打勾，再保存。"
        type_over(one, "1500万元", "1600万元")
        one.get_by_role("button", name="保存", exact=True).click()
        one.wait_for_url("**saved=written")
        tick.check()
        save.click()
        other.locator(".overwritten .redline del").get_by_text("1600万元").wait_for()
        assert not tick.is_checked()
        tick.check()
        save.click()
        other.wait_for_url("**saved=written")
        assert "1200万元" in area(other).input_value()


def test_a_draft_from_before_a_later_save_does_not_replace_it_unseen(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as one, entered(browser, desk) as other:
        other.on("dialog", lambda dialog: dialog.accept())
        open_measure(other)
        type_over(other, "30%", "40%")
        other.locator("section[data-field=text] .redline ins").wait_for()
        other.goto("about:blank")
        save_a_figure(one)
        other.goto(f"{desk.origin}/parts/para_5")
        other.get_by_text("写在后来的保存以前").get_by_role("button", name="用这份文字").click()
        other.get_by_label("您的姓名").fill("甲")
        other.get_by_role("button", name="保存", exact=True).click()
        other.get_by_label("对照过了，照我上面的文字保存").wait_for()
        assert "1500万元" in other.locator(".overwritten .redline").inner_text()
    assert "1500万元" in load_text(desk.folder, newest=True)[1].text


def test_what_was_typed_survives_a_killed_page(page: Any) -> None:
    open_measure(page)
    type_over(page, "1000万元", "1500万元")
    page.locator("section[data-field=text] .redline ins").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    go_to(page, "记录")
    go_to(page, "全部条文")
    open_measure(page)
    assert "1500万元" not in area(page).input_value()
    page.get_by_text("这一条有一份没有保存的文字").first.get_by_role("button", name="用这份文字").click()
    assert "1500万元" in area(page).input_value()
    # What the server has not received yet is stored in the browser.
    type_over(page, "1500万元", "1600万元")
    page.goto("about:blank")
    page.go_back()
    page.get_by_role("button", name="找回上次没有保存的文字").click()
    assert "1600万元" in area(page).input_value()


def test_the_first_page_lists_what_was_not_saved_until_it_is_given_up(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        assert page.get_by_text("没有保存的文字").count() == 0
        open_measure(page)
        page.get_by_label("您的姓名").fill("甲")
        type_over(page, "1000万元", "1500万元")
        page.locator("section[data-field=text] .redline ins").wait_for()
        page.goto(f"{desk.origin}/")
        listed = page.locator(".unsaved")
        told = r"\(五\)推动基础设施节能降碳（\d{4}-\d\d-\d\d \d\d:\d\d，甲）"
        assert re.fullmatch(told, listed.inner_text())
        assert find_faults(page) == []
        listed.get_by_role("link").click()
        page.get_by_role("button", name="不要这份文字了").click()
        page.wait_for_url("**dropped=1")
        assert page.locator("div.draft").count() == 0
        assert page.get_by_role("button", name="找回上次没有保存的文字").count() == 0
        # What was taken back while typing is no draft.
        type_over(page, "1000万元", "1500万元")
        page.locator("section[data-field=text] .redline ins").wait_for()
        type_over(page, "1500万元", "1000万元")
        page.locator("section[data-field=text] .redline ins").wait_for(state="detached")
        page.goto(f"{desk.origin}/")
        assert page.locator(".unsaved").count() == 0


def test_a_draft_that_was_taken_and_edited_is_gone_once_it_is_saved(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        open_measure(page)
        type_over(page, "1000万元", "1500万元")
        page.locator("section[data-field=text] .redline ins").wait_for()
        page.goto(f"{desk.origin}/parts/para_5")
        page.get_by_role("button", name="用这份文字").click()
        type_over(page, "[1500万元|最高限额]", "[1600万元|最高限额")
        page.get_by_label("您的姓名").fill("甲")
        save = page.get_by_role("button", name="保存", exact=True)
        save.click()  # refused, as the mark is not closed
        page.get_by_role("alert").wait_for()
        type_over(page, "[1600万元|最高限额", "[1600万元|最高限额]")
        save.click()
        page.wait_for_url("**saved=written")
        assert page.locator("div.draft").count() == 0
        go_to(page, "全部条文")
        assert page.locator(".unsaved").count() == 0


def test_a_question_is_asked_in_chinese_and_no_longer_once_the_rules_agree(
    browser: Any, desk: Served
) -> None:
    with entered(browser, desk) as page:
        page.on("dialog", lambda dialog: dialog.dismiss())
        open_measure(page)
        save = page.get_by_role("button", name="保存", exact=True)
        save.click()
        assert page.get_by_label("您的姓名").evaluate("field => field.validationMessage") == "请填写这一栏。"
        page.get_by_label("您的姓名").fill("甲")
        type_over(page, "评选若干", "评选一批")
        follows = page.get_by_label("都改")
        follows.wait_for()
        save.click()
        assert follows.evaluate("field => field.validationMessage") == "请先选一个，再保存。"
        assert "saved" not in page.url
        # Some quotations are typed in their new words; the answer still holds for the others.
        follows.check()
        assert follows.evaluate("field => field.validationMessage") == ""
        lines = area(page, "rules").input_value()
        area(page, "rules").fill(lines.replace("评选若干", "评选一批", 1))
        page.locator("section[data-field=rules] .redline ins").wait_for()
        assert follows.is_checked()
        area(page, "rules").fill(lines.replace("评选若干", "评选一批"))
        follows.wait_for(state="hidden")
        save.click()
        page.wait_for_url("**/parts/para_5?saved=written")
        assert "评选若干" not in area(page, "rules").input_value()


IS_ON_TOP = """field => {
  const box = field.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return field.contains(top) || [...field.labels ?? []].some(one => one.contains(top));
}"""
"""Whether what a person sees at the middle of a field is the field itself, or its label."""


@pytest.mark.parametrize("width", [1280, 768])
@pytest.mark.parametrize("height", [900, 600])
def test_the_question_that_a_save_waits_for_is_in_sight(
    browser: Any, served: Served, width: int, height: int
) -> None:
    with entered(browser, served, viewport={"width": width, "height": height}) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        open_measure(page)
        page.get_by_label("您的姓名").fill("甲")
        type_over(page, "评选若干", "评选一批")
        page.get_by_label("都改").wait_for()
        page.evaluate("scrollTo(0, 0)")
        page.get_by_role("button", name="保存", exact=True).click()
        question = page.locator("fieldset[data-question=reword]")
        assert page.evaluate("document.activeElement.name") == "reword"
        for seen in (
            question.locator("legend"),
            page.get_by_label("都改"),
            page.get_by_label("不改，留给检查"),
        ):
            assert seen.evaluate(IS_ON_TOP)
        # Nor does the bar cover what the keyboard reaches.
        page.evaluate("scrollTo(0, 0)")
        page.locator("section[data-field=rules] textarea").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "reword"
        assert page.evaluate(f"({IS_ON_TOP})(document.activeElement)")


def test_a_page_that_was_not_saved_is_not_left_without_a_word(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        asked: list[str] = []
        page.on("dialog", lambda dialog: asked.append(dialog.type))
        page.on("dialog", lambda dialog: dialog.dismiss())
        open_measure(page)
        page.get_by_label("您的姓名").fill("甲")
        type_over(page, "[1000万元|最高限额]", "[1000万元|最高限额")
        page.get_by_role("button", name="保存", exact=True).click()
        page.get_by_role("alert").wait_for()
        go_to(page, "记录")
        assert asked == ["beforeunload"]
        assert area(page).input_value().count("[1000万元|最高限额。") == 1


def save_a_figure(page: Any) -> None:
    """Save another ceiling of measure 5 as 甲."""
    open_measure(page)
    type_over(page, "1000万元", "1500万元")
    page.get_by_label("您的姓名").fill("甲")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/parts/para_5?saved=written")


def test_a_return_leaves_the_author_a_reason_and_no_other_name(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        save_a_figure(page)
        # Whoever may review the draft sees its changes, folded as long as nobody asks for a review.
        page.get_by_text("和 2024-05-11 版相比", exact=True).click()
        page.locator(".changes").get_by_text("最高1500万元").first.wait_for()
        page.get_by_role("button", name="送审").click()
        page.wait_for_url("**/parts/para_5?noted=hand-over")
        # What is to be reviewed comes before the buttons, with the consequences beside them.
        below = page.locator("#review-heading").bounding_box()
        assert below["y"] > area(page, "rules").bounding_box()["y"]
        assert page.get_by_role("button", name="看这一版和 2024-05-11 版相比的影响").is_visible()
        changes = page.locator(".changes")
        assert changes.locator("ins").first.inner_text() == "1500万元"
        assert "最高1500万元" in changes.inner_text()
        assert find_faults(page) == []
        # A review that is refused shows the changes again.
        page.get_by_label("复核人").fill("甲")
        page.get_by_role("button", name="记为已复核").click()
        assert "复核要由另一个人做" in page.get_by_role("alert").inner_text()
        assert changes.locator("ins").first.inner_text() == "1500万元"
        page.get_by_label("退回人").fill("乙")
        page.get_by_label("退回原因").fill("请再核对上限")
        page.get_by_role("button", name="退回修改").click()
        page.get_by_text("请再核对上限").wait_for()
        page.wait_for_load_state()
        assert page.get_by_label("您的姓名").input_value() == "甲"
        assert page.get_by_label("撤销人").input_value() == "甲"
        assert page.get_by_label("复核人").input_value() == ""


def test_what_was_saved_is_not_offered_again_after_an_undo(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        save_a_figure(page)
        page.get_by_role("button", name="撤销甲").click()
        page.wait_for_url("**/parts/para_5?saved=undo")
        assert "[1000万元|最高限额]" in area(page).input_value()
        assert "和上一版已经没有不同" in page.get_by_role("status").first.inner_text()
        page.goto(f"{desk.origin}/parts/para_5")
        assert page.get_by_role("button", name="找回上次没有保存的文字").count() == 0
        assert page.locator("div.draft").count() == 0
        go_to(page, "版本和导出")
        page.locator("form[action$=delete]").get_by_label("您的姓名").fill("甲")
        assert find_faults(page) == []
        page.get_by_role("button", name=re.compile("删去 .* 版草案")).click()
        page.get_by_text("只有一个版本").wait_for()
        assert page.locator("tbody tr").count() == 1


def test_a_wrong_day_of_effect_is_corrected_on_the_page_of_the_versions(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        save_a_figure(page)
        move = page.locator("form[action$=move]")
        go_to(page, "版本和导出")
        move.get_by_label("施行日").fill("2024-05-23")
        move.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="改施行日").click()
        page.get_by_text("2024-05-23 太早").wait_for()
        go_to(page, "版本和导出")
        move.get_by_label("施行日").fill("2031-03-01")
        move.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="改施行日").click()
        page.get_by_role("cell", name="2031-03-01").first.wait_for()
        go_to(page, "记录")
        page.get_by_text("改为 2031-03-01").wait_for()
        page.goto(f"{desk.origin}/parts/para_5")
        assert "1500万元" in area(page).input_value()
        assert page.get_by_role("button", name="撤销甲").count() == 1


@pytest.mark.parametrize("with_scripts", [True, False])
def test_what_was_published_is_compared_and_recorded(browser: Any, desk: Served, with_scripts: bool) -> None:
    with entered(browser, desk, java_script_enabled=with_scripts) as page:
        open_measure(page)
        area(page).fill(area(page).input_value().replace("1000万元", "1500万元"))
        page.get_by_label("您的姓名").fill("甲")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        document = load_text(desk.folder, newest=True)[1]

        def publish(words: str, name: str = "公布.txt") -> None:
            page.goto(f"{desk.origin}/versions")
            form = page.locator("form[action$=publish]")
            form.get_by_label("您的姓名").fill("丙")
            if name:
                file = {"name": name, "mimeType": "text/plain", "buffer": words.encode()}
                form.get_by_label("或者选文件").set_input_files(file)
            else:
                form.get_by_label("公布的全文").fill(words)
            form.get_by_role("button", name="公布", exact=True).click()
            page.wait_for_load_state()

        publish("", "")
        assert "请贴上公布的文字" in page.get_by_role("alert").inner_text()
        publish(document.text, "")
        assert "还有 1 条等复核：(五)推动基础设施节能降碳。" in page.get_by_role("alert").inner_text()
        page.goto(f"{desk.origin}/parts/para_5")
        page.get_by_label("复核人").fill("乙")
        page.get_by_role("button", name="记为已复核").click()
        page.wait_for_url("**reviewed=1")
        publish(document.text.replace("资助,最高1500万元", "资助,最高1200万元"))
        assert page.locator(".published h3").all_inner_texts() == ["(五)推动基础设施节能降碳"]
        assert page.locator(".published del").inner_text() == "1500万元"
        assert page.locator(".published ins").inner_text() == "1200万元"
        assert find_faults(page) == [] if with_scripts else True
        publish(f"{document.title}\n\n{document.text}")
        assert "已记为公布" in page.get_by_role("status").inner_text()
        assert page.get_by_role("cell", name="已公布").count() == 1
        assert page.locator("form[action$=publish]").count() == 0
        page.goto(f"{desk.origin}/journal")
        assert "丙 公布" in " ".join(page.locator("tbody tr").first.inner_text().split())
    assert list(check(desk.folder)) == []


def test_the_parts_that_one_save_has_changed_are_reviewed_at_once(browser: Any, desk: Served) -> None:
    with entered(browser, desk) as page:
        go_to(page, "全文")
        lines = area(page).input_value()
        area(page).fill(lines.replace("推广应用", "推广运用"))
        page.locator("[data-field=text] .redline ins").first.wait_for()
        page.get_by_label("您的姓名").fill("甲")
        follows = page.get_by_label("都改")
        follows.wait_for()
        follows.check()
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url("**saved=written")
        page.goto(f"{desk.origin}/parts/para_1")
        page.get_by_role("link", name="一起看、一起复核").click()
        titles = page.locator("main h2").all_inner_texts()
        assert [one[:4].rstrip("推支加)") for one in titles] == ["(一", "(六", "(十六"]
        # Every change is on the page, above the button.
        assert page.locator("section .redline ins").count() >= 5
        assert find_faults(page) == []
        for who in ("甲", "乙"):
            page.get_by_label("复核人").fill(who)
            page.get_by_role("button", name="以上 3 条都记为已复核").click()
            if who == "甲":
                assert "复核要由另一个人做" in page.get_by_role("alert").inner_text()
        page.wait_for_url("**reviewed=3")
        assert page.get_by_role("status").inner_text() == "已记为复核：3 条。"
        go_to(page, "全部条文")
        assert page.locator(".parts .reviewed").count() == 3
        go_to(page, "记录")
        assert page.get_by_role("cell", name="复核").count() == 3


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk on a draft with a part in every state that a draft has, and a part with another number."""
    folder = Path(shutil.copytree(REAL, tmp_path_factory.mktemp("states") / "policy"))
    moment, day = datetime.now().astimezone(), date(2027, 1, 1)
    part = work.open_part(folder, "whole")
    assert part is not None
    blocks = part.lines.text.split("\n\n")
    at = next(n for n, one in enumerate(blocks) if one.startswith("(十三)"))
    blocks[at : at + 3] = [*blocks[at + 1 : at + 3], blocks[at]]
    typed = work.Lines("\n\n".join(blocks))
    work.save(folder, "whole", typed, part.base, who="甲", why="移", moment=moment, day=day)
    for eid in ("para_5", "para_9", "para_10"):
        part = work.open_part(folder, eid)
        assert part is not None
        typed = replace(part.lines, text=part.lines.text.replace("1000万元", "1500万元"))
        assert work.save(folder, eid, typed, part.base, who="甲", why="", moment=moment).status == "written"
        part = work.open_part(folder, eid)
        assert part is not None
        if eid == "para_9":
            work.hand_over(folder, eid, "proposed", part.seen, who="甲", why="", moment=moment)
        elif eid == "para_10":
            work.review(folder, eid, part.seen, who="乙", moment=moment)
    with serving(folder) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_has_a_sign_and_a_colour_of_its_own(browser: Any, stated: Served, scheme: str) -> None:
    with entered(browser, stated, color_scheme=scheme) as page:
        looks = {
            state: page.locator(f".parts .{state}").first.evaluate(
                "one => [getComputedStyle(one, '::before').content, getComputedStyle(one).backgroundColor]"
            )
            for state in ("unchanged", "draft", "proposed", "reviewed")
        }
        for kind in zip(*looks.values(), strict=True):
            assert len(set(kind)) == 4
        for path in ("/", "/versions", "/parts/para_5", "/parts/para_9", "/parts/para_10"):
            page.goto(f"{stated.origin}{path}")
            assert find_faults(page) == [], path


def test_a_part_that_was_only_renumbered_was_saved_by_nobody(browser: Any, stated: Served) -> None:
    with entered(browser, stated) as page:
        page.goto(f"{stated.origin}/parts/para_14")
        told = page.locator("main").inner_text()
        assert re.search("这一条现在是：沿用上一版，编号在甲 [-0-9]+ [:0-9]+ 保存别的条时变了。", told)
        page.goto(f"{stated.origin}/parts/para_5")
        assert re.search(
            "这一条现在是：草稿（.*），最后由甲在 [-0-9]+ [:0-9]+ 保存。", page.locator("main").inner_text()
        )


def test_days_and_names_stay_whole_on_a_narrow_page(browser: Any, stated: Served) -> None:
    with entered(browser, stated, viewport={"width": 768, "height": 900}) as page:
        for path, cell in (("/cases", "td.whole"), ("/journal", "td.day"), ("/versions", "td.day")):
            page.goto(f"{stated.origin}{path}")
            lines = page.locator(cell).evaluate_all(
                """all => all.map(one => {
                  const range = document.createRange();
                  range.selectNodeContents(one);
                  return new Set([...range.getClientRects()].map(each => each.top)).size;
                })"""
            )
            assert set(lines) == {1}, path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_fields_and_buttons_of_a_row_stand_on_one_line(browser: Any, stated: Served) -> None:
    with entered(browser, stated) as page:
        for path in ("/versions", "/import", "/compare?old=2024-05-11&new=2027-01-01"):
            page.goto(f"{stated.origin}{path}")
            rows = page.locator(".save").evaluate_all(
                """rows => rows.map(row => [...row.querySelectorAll(
                  "input:not([type=hidden], [type=checkbox]), button, select")].map(
                  one => Math.round(one.getBoundingClientRect().bottom)))"""
            )
            assert rows, path
            assert all(len(set(row)) == 1 for row in rows), path


LOOKS = [(1280, "light"), (768, "dark"), (1280, "dark"), (768, "light")]
"""The widths and colours at which every page is looked at; without ``make test-thorough``, the first two."""


@pytest.mark.parametrize(("width", "scheme"), LOOKS if IS_THOROUGH else LOOKS[:2])
def test_every_page_is_without_barriers(browser: Any, served: Served, width: int, scheme: str) -> None:
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with entered(browser, served, **options) as page:
        assert find_faults(page) == []
        for path in (
            "/parts/para_20",
            "/parts/whole",
            "/parts/registry",
            "/journal",
            "/versions",
            "/cases",
            "/import",
            "/parts/para_99",
        ):
            page.goto(f"{served.origin}{path}")
            assert find_faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
