"""Word files of two versions, opened again by our reader and by LibreOffice with the same words."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from kb.importing.docx import read_docx
from kb.importing.reading import clean
from kb.loading import load_text
from kb.loading.lines import read_lines
from kb.model.document import Document
from kb.versions.amendment import repeal_clause
from kb.versions.decision import draft_decision
from kb.versions.passages import read_passages
from kb.versions.word import Form, list_remarks, write_word
from tests.conftest import TOY
from tests.kb.loading.lines.test_levels import TEXT, texts
from tests.kb.versions.edits import with_order, with_words
from tests.strategies import TOY_REGISTRY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOMENT = datetime(2026, 11, 29, 17, 30, tzinfo=UTC)
NOTES = {"para_1": ("提高上限",)}
FORMS: tuple[Form, ...] = ("tracked", "table", "decision", "text")


@cache
def versions() -> tuple[Document, Document]:
    """The toy policy and an edit of it: words changed, a sentence inserted, a measure repealed."""
    _, old, registry = load_text(TOY)
    new = with_words(old, registry, "para_1", ("[800万元|最高限额]", "[900万元|最高限额]"))
    new = with_words(new, registry, "para_3", ("\n(责任", "\n另有规定的,从其规定。\n(责任"))
    return old, replace(repeal_clause(new, "para_2"), version="2032-01-01")


@cache
def levels() -> tuple[Document, Document]:
    """A text of levels and an edit of it: an item and a table cell changed, a paragraph removed."""
    old = read_lines(TEXT, TOY_REGISTRY)
    pairs = (("奖励[30万元|最高限额]", "奖励[40万元|最高限额]"), ("[5万元|最高限额]|", "[6万元|最高限额]|"))
    new = with_words(old, TOY_REGISTRY, old.clauses[1].eid, *pairs, ("违反前款规定的,不予资助。\n\n", ""))
    return old, new


def written(form: Form, old: Document, new: Document) -> bytes:
    remarks = [one.lines for one in list_remarks(old, new, NOTES)]
    return write_word(form, old, new, author="甲", moment=MOMENT, remarks=remarks)


def words(data: bytes, *, rejected: bool = False) -> list[str]:
    """The words of a Word file, paragraph by paragraph and cell by cell, without blanks at their ends."""
    rows = read_docx(data, "file.docx", rejected=rejected).rows
    found: list[str] = []
    for row in rows:
        found += [cell.text.strip() for cell in row.cells if cell.text.strip()] if row.cells else [row.text]
    return [one for one in found if one]


def words_of(document: Document) -> list[str]:
    blocks = [block for passage in read_passages(document) for block in passage.blocks()]
    parts = [one.strip(" \u3000\u00a0") for block in blocks for one in (block.cells or (block.text,))]
    return [document.title, *(one for one in parts if one)]


@pytest.mark.parametrize("pair", [versions, levels])
def test_accepted_the_changes_give_the_new_text_and_rejected_the_old_one(pair: object) -> None:
    old, new = pair()  # type: ignore[operator]
    data = written("tracked", old, new)
    assert words(data) == words_of(new)
    assert words(data, rejected=True) == words_of(old)


@settings(max_examples=8)
@given(texts(), texts())
def test_the_changes_between_any_two_texts_give_either(one: str, other: str) -> None:
    old, new = read_lines(one, TOY_REGISTRY), read_lines(other, TOY_REGISTRY)
    data = written("tracked", old, new)
    assert squeezed(words(data)) == squeezed(words_of(new))
    assert squeezed(words(data, rejected=True)) == squeezed(words_of(old))


def squeezed(found: list[str]) -> str:
    """Words without blanks and invisible characters, which the reader of Word files does not keep."""
    return re.sub(r"\s", "", clean("".join(found)))


def test_the_words_of_a_version_are_those_that_it_was_published_with() -> None:
    old, _ = versions()
    assert words(written("text", old, old)) == [old.title, *old.text.split("\n")]


def test_a_measure_that_was_repealed_keeps_its_number_in_the_text() -> None:
    old, new = versions()
    standing = [line for line in new.text.split("\n") if line != "(二)"]
    assert [one for one in words(written("text", old, new)) if one != "(二)（删去）"] == [
        new.title,
        *standing,
    ]
    assert "(二)（删去）" in words(written("text", old, new))


def test_a_change_carries_who_made_it_and_when() -> None:
    root = document_of(written("tracked", *versions()))
    changes = [*root.iter(f"{W}ins", f"{W}del")]
    assert {change.get(f"{W}author") for change in changes} == {"甲"}
    assert {change.get(f"{W}date") for change in changes} == {"2026-11-29T17:30:00Z"}
    ids = [change.get(f"{W}id") for change in changes]
    assert len(set(ids)) == len(ids)
    told = [("".join(one.itertext()), one.tag.removeprefix(W)) for one in changes if len(one)]
    assert ("800万元", "del") in told
    assert ("900万元", "ins") in told


def test_the_table_shows_a_changed_part_on_both_sides_with_what_changed_and_why() -> None:
    old, new = versions()
    rows = read_docx(written("table", old, new), "file.docx").rows
    title, legend, head, *others = rows
    assert title.text == f"《{new.title}》修改对照表"
    assert legend.text.startswith("（")
    assert [cell.text for cell in head.cells] == ["原条文", "修改后", "说明"]
    one, two, three = ([cell.text for cell in row.cells] for row in others)
    before, after = old.part("para_1"), new.part("para_1")
    assert before is not None
    assert after is not None
    assert one == [before.text, after.text, "修改第一句。 最高限额：800万元 → 900万元 提高上限"]
    assert two[1:] == ["（删去）", "删去。"]
    assert three[2] == "新增第二句。"


def test_the_table_says_what_a_person_has_written_and_nothing_of_a_deleted_part_but_that() -> None:
    old, new = versions()
    remarks = list_remarks(old, new, {"para_2": ["不说"]})
    assert [(one.name, one.lines) for one in remarks] == [
        ("第一条", ("修改第一句。", "最高限额：800万元 → 900万元")),
        ("第二条", ("删去。",)),
        ("第三条", ("新增第二句。",)),
    ]
    data = write_word("table", old, new, author="甲", moment=MOMENT, remarks=[["提高。"], [], ["补充。"]])
    rows = read_docx(data, "file.docx").rows[3:]
    assert [row.cells[2].text for row in rows] == ["提高。", "", "补充。"]
    with pytest.raises(ValueError, match="zip"):
        write_word("table", old, new, author="甲", moment=MOMENT, remarks=[[]])


def test_the_table_tells_a_moved_measure_from_a_deleted_and_a_new_one() -> None:
    _, old, registry = load_text(TOY)
    new = with_order(old, registry, [2, 3, 1, *range(4, 11)])
    rows = [[cell.text for cell in row.cells] for row in read_docx(written("table", old, new), "f.docx").rows]
    one, two, three = old.clauses[:3], new.clauses[:3], rows[3:]
    assert three == [
        [one[0].text, "（移走，作为第三条）", ""],
        [one[1].text, two[0].text, "原为第二条。 提高上限"],  # the reason noted for measure 1
        [one[2].text, two[1].text, "原为第三条。"],
        ["（原第一条移到这里）", two[2].text, "原为第一条。"],
    ]


def test_the_table_lies_across_the_page_and_repeats_its_head() -> None:
    root = document_of(written("table", *versions()))
    size = root.find(f".//{W}pgSz")
    assert size is not None
    assert size.get(f"{W}orient") == "landscape"
    inches = [round(int(size.get(f"{W}{side}", "0")) / 1440 * 25.4) for side in ("w", "h")]
    assert inches == [297, 210]
    first, second = root.findall(f".//{W}tr")[:2]
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert second.find(f"{W}trPr/{W}tblHeader") is None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here")
def test_libreoffice_opens_every_file_and_writes_the_same_words(tmp_path: Path) -> None:
    sent = {
        f"{name}-{form}.docx": written(form, *pair())
        for name, pair in (("toy", versions), ("levels", levels))
        for form in FORMS
    }
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            *(str(tmp_path / name) for name in sent),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    for name, data in sent.items():
        back = (tmp_path / "out" / name).read_bytes()
        for rejected in (False, True):
            mine, theirs = words(data, rejected=rejected), words(back, rejected=rejected)
            assert squeezed(theirs) == squeezed(mine), (name, rejected)


def test_the_decision_is_written_as_it_was_drafted() -> None:
    for old, new in (versions(), levels()):
        decision = draft_decision(old, new)
        parts = [one for block in decision.blocks() for one in (block.cells or (block.text,)) if one]
        assert words(written("decision", old, new)) == [decision.title, *parts]


def document_of(data: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))
