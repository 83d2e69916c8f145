"""Practical information from the publisher of a guide is read, checked and shown with its day."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from kb.checks.schemas import check_schemas
from kb.loading import load
from kb.loading.folders import find_folders
from kb.model.words.errors import PolicyError
from render.practice import read_practice
from tests.conftest import TOY

STATED = """<?xml version="1.0" encoding="UTF-8"?>
<practice xmlns="urn:tiaowen:practice:1">
  <measure provision="para_1">
    <link href="https://example.org/guide">
      <name xml:lang="zh">申报指南</name><name xml:lang="en">Application guide</name>
    </link>
    <batch from="2030-03-01" to="2030-04-30">
      <name xml:lang="zh">春季批次</name><name xml:lang="en">Spring batch</name>
    </batch>
  </measure>
</practice>
"""


def _with(tmp_path: Path, text: str | None) -> Path:
    folder = tmp_path / "policy"
    shutil.copytree(TOY, folder)
    if text is not None:
        (tmp_path / load(folder).folder / "practice.xml").write_text(text, encoding="utf-8")
    return folder


def test_links_and_batches_are_read_in_both_languages(tmp_path: Path) -> None:
    folder = _with(tmp_path, STATED)
    practice = read_practice(folder, load(folder))
    (batch,) = practice.measures["para_1"].batches
    assert (batch.first, batch.last) == (date(2030, 3, 1), date(2030, 4, 30))
    assert practice.data("en")["para_1"] == {
        "links": [["Application guide", "https://example.org/guide"]],
        "batches": [["Spring batch", "2030-03-01", "2030-04-30", ""]],
    }
    assert [*check_schemas(find_folders(folder))] == []


def test_a_policy_without_the_file_states_nothing(tmp_path: Path) -> None:
    folder = _with(tmp_path, None)
    assert read_practice(folder, load(folder)).measures == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("para_1", "para_99", "practice-measure-unknown", 3),
        ("2030-04-30", "2030-02-01", "practice-batch-ends-first", 7),
        ("https:", "javascript:", "schema-value", 4),
        ("2030-03-01", "spring", "schema-value", 7),
    ],
)
def test_what_cannot_be_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    folder = _with(tmp_path, STATED.replace(old, new))
    with pytest.raises(PolicyError) as caught:
        read_practice(folder, load(folder))
    assert [(finding.code, finding.place.line) for finding in caught.value.findings] == [(code, line)]
