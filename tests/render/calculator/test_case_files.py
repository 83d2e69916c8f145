"""Case files opened on the page: its small reader and the program read them in the same way.

The page reads a part of YAML only. For every text, whether written by the program, changed by a person or
nonsense, the page either reads exactly what the program reads, or refuses and names a line.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import load_policy
from kb.cases.form import form_of
from kb.cases.json_nodes import read_nodes
from kb.cases.nodes import Faults, Items, Keyed, Node
from kb.cases.writing import write_case
from tests.conftest import ROOT, TOY
from tests.kb.asking import asking
from tests.kb.cases.file_strategies import cases
from tests.render import test_browser
from tests.render.pages.test_calculator import Visitor
from tests.sampling import examples

browser = test_browser.browser

ASKS = asking(load_policy(TOY))
"""The toy policy, with facts of every type."""

written = cases(form_of(ASKS)).map(lambda case: write_case(case, ASKS))
"""Cases as an interview writes them."""

SCRIPTS = (ROOT / "render" / "calculator" / "case.js", ROOT / "render" / "static" / "case-file.js")
LOOP = """
for (const path of process.argv.slice(1)) require(path);
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  try {
    console.log(JSON.stringify({ data: Tiaowen.readCaseFile(JSON.parse(line)) }));
  } catch (problem) {
    console.log(JSON.stringify({ line: problem.line ?? `${problem}` }));
  }
});
"""


class Reader:
    """The page's reader, running in Node."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, text: str) -> dict[str, Any]:
        """``data``, or the ``line`` that it does not understand."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    node = shutil.which("node")
    if node is None:
        pytest.fail("没有 node：make test 会安装它 · node is missing: make test installs it")
    with subprocess.Popen(
        [node, "-e", LOOP, *map(str, SCRIPTS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield Reader(process)
        assert process.stdin is not None
        process.stdin.close()


def plain(node: Node) -> Any:
    """Nodes as the page has them, with values as written."""
    if isinstance(node, Keyed):
        return {entry.key: plain(entry.value) for entry in node.entries}
    if isinstance(node, Items):
        return [plain(one) for one in node.nodes]
    return None if node.is_empty else node.text


def expected(text: str) -> Any:
    """The program's reading of a YAML text; ``None`` where it refuses."""
    faults = Faults("case.yaml")
    node = read_nodes(text, faults)
    return None if node is None or faults.findings else [plain(node)]


def agrees(reader: Reader, text: str) -> bool:
    """Whether the page reads a text as the program does, or refuses it with an existing line."""
    found = reader.read(text)
    if "data" in found:
        return [found["data"]] == expected(text)
    if isinstance(found["line"], str):
        return text.lstrip().startswith(("{", "[")) and found["line"].startswith("SyntaxError")
    return bool(1 <= found["line"] <= text.count("\n") + 1)


@settings(max_examples=examples(200), deadline=None)
@given(text=written)
def test_every_case_that_an_interview_writes_is_read_as_the_program_reads_it(
    reader: Reader, text: str
) -> None:
    assert agrees(reader, text), text
    assert "data" in reader.read(text) or expected(text) is None


LINES = (
    "", "# 备注", "date: 2026-03-01", "date: 2026-03-01  # 那一天", "applicant:", "applicant: {}", "claims:",
    "claims: []", "  applicant-kind: enterprise", "  - id: 项目1", "- id: 项目1", "    kind: project",
    "  kind: project", "    is: [data-centre, battery-project]", "    is: [data-centre,]", "    is:",
    "      - data-centre", "      data-centre: yes", "    is: {data-centre: yes, battery-project: no}",
    "    is: {data-centre, }", '    "id": "甲 \\"乙\\" #1"', "    name: '它''s'", "    verified: 5000万元",
    "    verified: 5000 万元", "    verified: 1e5", "    verified: 5,000", "    selected: yes", "ledger:",
    "ledger: []", "  - {}", "  - {amount: 200万元, level: city}", "  -", "  - - a", "---", "...", "\tdate: 1",
    "date： 2026-03-01", "date:2026-03-01", "    x: &a 1", "    x: *a", "    x: !t 1", "    x: |", "    a",
    "    x: a: b", "    x: [a, [b]]", "    x: [a", "    b]", "    x: ~", "    x: null", "    x:", "    x: 'a",
    '    x: "\\q"', "    ? a", "    x: a # b", "    x: a#b", "    x: -", "    x: - a", "    x: @a",
    "x: {a: 1",
    "    x: {a: [1, 2], b: {c: d}}", "    x: http://a", "    x: 是", "    x: 0x1F", "    x: .inf",
)  # fmt: skip
"""Lines of case files, as the program writes them and as people change them, correctly and wrongly."""


SIGNS = (*"\n \t:-#,[]{}\"'&*!|>%@`?~=\\。：，0aé", "\u200b", "\r\n", "- ", "  ", "")
"""Characters that may get into a file by mistake."""


@settings(max_examples=examples(600), deadline=None)
@given(lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
def test_what_the_page_reads_the_program_reads_in_the_same_way(reader: Reader, lines: list[str]) -> None:
    assert agrees(reader, "\n".join(lines) + "\n"), "\n".join(lines)


@settings(max_examples=examples(300), deadline=None)
@given(text=written, where=st.floats(0, 1), sign=st.sampled_from(SIGNS), over=st.integers(0, 1))
def test_a_case_file_with_one_character_changed_is_read_alike_or_refused(
    reader: Reader, text: str, where: float, sign: str, over: int
) -> None:
    at = int(where * len(text))
    changed = text[:at] + sign + text[at + over :]
    assert agrees(reader, changed), changed


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("date: 2026-03-01\nclaims: &a []\n", 2),
        ("date: 2026-03-01\n# 备注\n\nclaims: [a\n", 4),
        ("date: 2026-03-01\ndate: 2026-03-02\n", 2),
        ("date: 2026-03-01\n\tclaims: []\n", 2),
        ("date: 2026-03-01\nclaims:\n  - id: a\n   kind: b\n", 4),
        ("date: 1e5\n", 1),
        ("", 1),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(reader: Reader, text: str, line: int) -> None:
    assert reader.read(text) == {"line": line}


YAML = """\
date: 2026-03-01
applicant:
  applicant-kind: enterprise
claims:
  - id: 机房改造
    kind: project
    is: [data-centre]
    verified-total-investment: 50000000  # 元
    achieved-on: 2025-12-01
    demonstration-value: yes
ledger: []
"""


@pytest.mark.browser
def test_a_case_in_yaml_is_opened_on_the_page(browser: Any, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(YAML, encoding="utf-8")
    visitor = Visitor(browser, folder).open()
    assert visitor.page.locator("script[src*=case-file]").count() == 0
    visitor.page.locator("#file").set_input_files(tmp_path / "case.yaml")
    visitor.page.wait_for_selector(".ask.done")
    assert visitor.standing == "假如都给，合计 1000万元"
    assert "机房改造" in visitor.see(".answers")
    assert visitor.see("#told") == ""
    (tmp_path / "bad.yaml").write_text(YAML.replace("[data-centre]", "[data-centre"), encoding="utf-8")
    visitor.page.locator("#file").set_input_files(tmp_path / "bad.yaml")
    visitor.page.wait_for_selector("#told:not(:empty)")
    assert "文件的第7行读不懂" in visitor.see("#told")
    assert "tiaowen ask --out" in visitor.see("#told")
    visitor.leave()


@pytest.fixture
def folder(site: Any) -> Path:
    found: Path = site.folder
    return found
