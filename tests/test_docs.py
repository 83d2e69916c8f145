"""All examples of the documentation are run, and everything that it names must exist.

A page is read from top to bottom. Its blocks share one folder, a copy of the policy, and one set of Python
names. In a ``console`` block a line ``$ command`` is run, and its output is compared with the lines after it;
a line ``…`` stands for any lines. A comment right above a block states what a person does meanwhile: ``<!--
editor: command -->`` for the editor that ``tiaowen edit`` opens, ``<!-- types: y -->`` for an answer, ``<!--
before: command -->`` for a change of a file.
"""

from __future__ import annotations

import ast
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
import traceback
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import unified_diff
from io import BytesIO, TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import cast, get_args
from unittest import mock

import pytest
from lxml import etree

from kb import __version__
from kb.cli import main
from kb.graph.answers import OverlapKind
from kb.graph.kinds import EdgeKind, NodeKind
from kb.model.amounts import Amount
from kb.model.policy import ActKind, Policy, Selection
from kb.model.registry import AgencyKind, ConceptKind
from kb.model.values import Unit
from kb.model.wording import Derivation
from kb.model.words.errors import Severity
from render.vocabulary import read_schemas
from tests.conftest import REAL, ROOT

PAGES = (*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md")))
DECISIONS = tuple(sorted((ROOT / "docs" / "decisions").glob("*.md")))
GENERATED = ROOT / "docs" / "reference" / "vocabulary.md"
ENGLISH = (ROOT / "README.md", ROOT / "docs" / "developers.md", GENERATED, *DECISIONS)
"""Pages whose punctuation is English, or given by others."""

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})(.*)$")
HINT = re.compile(r"<!-- (editor|types|before): (.+) -->")
PROMPT = re.compile(r"^(.*?(?: > |\[y/N\]: ))(?!$)", re.MULTILINE)
ANYTHING = "…"
SHELL = re.compile(r"[|<>&;$`*?~]")
"""Characters with a meaning in a shell."""
PIPED = re.compile(r"(tiaowen [^|<>&;$`*?~]+) ([|>] [^&;]+)")
"""A command of the program whose output goes to a file or to commands of the shell."""
SILENT = "sed -i"
"""An editor that prints nothing."""
CRASHES, CRASHED = (2, 70, 126, 127), "[the command failed]"
"""The exit statuses of a command that was mistyped, failed internally or does not exist, and their mark."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its lines, its first line number, and the content of the comment above
    it.
    """

    language: str
    lines: tuple[str, ...]
    line: int
    hints: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def blocks_of(text: str) -> Iterator[Block]:
    """The fenced blocks of a page. Raises ``ValueError`` where one is indented or never closed."""
    hints: list[tuple[str, str]] = []
    fence, language, start = "", "", 0
    inside: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if fence:
            if match and match[2].startswith(fence) and not match[3].strip():
                yield Block(language, tuple(inside), start, tuple(hints))
                fence, hints = "", []
            else:
                inside.append(line)
        elif match:
            if match[1]:
                raise ValueError(f"line {number}: a fenced block stands at the margin")
            fence, language, start, inside = match[2], match[3].strip(), number, []
        elif hint := HINT.fullmatch(line):
            hints.append((hint[1], hint[2]))
        elif line.strip():
            hints = []
    if fence:
        raise ValueError(f"line {start}: the block is never closed")


def commands_of(block: Block) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each command of a console block with its expected output lines."""
    if not block.lines or not block.lines[0].startswith("$ "):
        raise ValueError(f"line {block.line}: a console block begins with a command")
    starts = [n for n, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in pairwise([*starts, len(block.lines)]):
        yield block.lines[start].removeprefix("$ "), block.lines[start + 1 : end]


def run_command(command: str, folder: Path, hints: dict[str, str]) -> str:
    """The output of a command to both streams, with typed answers after their questions.

    A plain ``tiaowen …`` runs in this process, since starting Python and importing the program takes longer
    than most commands do. So does one whose output the shell receives. A command for a shell, and one that
    opens an editor with output, run in a process of their own.
    """
    answers = hints["types"].split() if "types" in hints else []
    typed = "".join(f"{answer}\n" for answer in answers).encode()
    editor = hints.get("editor", "")
    if piped := PIPED.fullmatch(command):
        status, printed = _run_piped(piped[1], piped[2], folder)
    elif command.startswith("tiaowen ") and not SHELL.search(command) and (not editor or SILENT in editor):
        status, printed = _run_here(shlex.split(command), folder, typed, editor)
    else:
        status, printed = _run_in_shell(command, folder, typed, editor)
    if status in CRASHES or "Traceback" in printed:
        # Distinguished from …, which the page uses for omitted lines and which would match it.
        return f"{printed}[exit status {status}]\n{CRASHED}\n"
    start = 0
    for answer in answers:
        # A terminal would show what a person types, but there is none here.
        if prompt := PROMPT.search(printed, start):
            shown = f"{printed[: prompt.end(1)]}{answer}\n"
            printed, start = shown + printed[prompt.end(1) :], len(shown)
    return printed


def _run_piped(command: str, rest: str, folder: Path) -> tuple[int, str]:
    """The exit status of a program's command whose output a shell receives, and the output of both."""
    printed = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    status, complaints = _run_here(shlex.split(command), folder, b"", printed=printed)
    with tempfile.NamedTemporaryFile() as output:
        output.write(cast(BytesIO, printed.buffer).getvalue())
        output.flush()
        ended, told = _run_in_shell(f"cat {output.name} {rest}", folder, b"", "")
    return status if status in CRASHES else ended, complaints + told


def _run_here(
    words: list[str], folder: Path, typed: bytes, editor: str = "", printed: TextIOWrapper | None = None
) -> tuple[int, str]:
    """The exit status of a program's command and its output, unless ``printed`` receives the output."""
    complaints = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    environment = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / ".cache"), "EDITOR": editor}
    status = 0
    with (
        chdir(folder),
        mock.patch.dict(os.environ, {key: value for key, value in environment.items() if value}),
        mock.patch.object(sys, "argv", words),
        mock.patch.object(sys, "stdin", TextIOWrapper(BytesIO(typed), encoding="utf-8")),
        redirect_stdout(printed or complaints),
        redirect_stderr(complaints),
    ):
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        except Exception:
            status = 70
            traceback.print_exc()
    return status, cast(BytesIO, complaints.buffer).getvalue().decode()


def _run_in_shell(command: str, folder: Path, typed: bytes, editor: str) -> tuple[int, str]:
    """The exit status of a command line, and its output."""
    env = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(ROOT),
        **({"EDITOR": editor} if editor else {}),
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def differs(expected: tuple[str, ...], printed: str) -> str:
    """The difference between the output and a page; empty where there is none.

    Blanks at the end of a line are ignored, since no reader could see them.
    """
    got = [line.rstrip() for line in printed.splitlines()]
    pattern = "".join(
        r"(?:.*\n)*?" if line == ANYTHING else re.escape(line.rstrip()) + r"\n" for line in expected
    )
    if re.fullmatch(pattern, "".join(f"{line}\n" for line in got)) and CRASHED not in got:
        return ""
    return "\n".join(unified_diff([line.rstrip() for line in expected], got, "the page", "now", lineterm=""))


def run_python(block: Block, names: dict[str, object], page: str) -> str:
    """What is wrong with a Python block: an example with other output. A statement may raise."""
    if ">>> " not in block.text:
        exec(compile(block.text, f"{page}:{block.line}", "exec"), names)
        return ""
    test = doctest.DocTestParser().get_doctest(block.text, names, page, page, block.line)
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    return "".join(report)


def run_page(text: str, page: str, folder: Path) -> list[str]:
    """What is wrong with the examples of a page, run in ``folder``."""
    faults = []
    names: dict[str, object] = {"__name__": "__page__"}
    for block in blocks_of(text):
        if block.language == "python":
            faults.append(run_python(block, names, page))
        elif block.language == "console":
            faults += [run_command(done, folder, {}) for kind, done in block.hints if kind == "before"]
            for command, expected in commands_of(block):
                found = differs(expected, run_command(command, folder, dict(block.hints)))
                faults.append(f"{page}:{block.line}: $ {command}\n{found}" if found else "")
    return [fault for fault in faults if fault]


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [one for one in PAGES if "```" in one.read_text("utf-8")], ids=page_name)
def test_every_example_does_what_its_page_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(REAL, tmp_path / "policy")
    monkeypatch.chdir(tmp_path)
    faults = run_page(page.read_text(encoding="utf-8"), page_name(page), tmp_path)
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("```console\n$ echo 一\n二\n```\n", "+一"),
        ("```console\n$ echo 一\n```\n", "+一"),
        ("```console\n$ true\n一\n```\n", "-一"),
        ("```console\n$ printf '一\\n二\\n'\n二\n…\n```\n", "+一"),
        ("```console\n$ no-such-command\n…\n```\n", "+[the command failed]"),
        ("```console\n$ tiaowen check --no-such-option\n…\n```\n", "+[the command failed]"),
        ("```python\n>>> 1 + 1\n3\n```\n", "Got:\n    2"),
    ],
)
def test_an_example_that_does_something_else_is_found(text: str, fault: str, tmp_path: Path) -> None:
    assert fault in "".join(run_page(text, "page.md", tmp_path))


def test_an_example_that_does_what_it_says_passes(tmp_path: Path) -> None:
    text = (
        "```console\n$ printf '一\\n二\\n三\\n'\n一\n…\n$ echo 四 >&2\n四\n```\n\n"
        "```python\nnumber = 2\nassert number\n```\n\n```python\n>>> number\n2\n```\n\n"
        '<!-- types: y -->\n```console\n$ read -r -p "好吗 [y/N]: " answer <&0; '
        'printf "好吗 [y/N]: "; echo $answer\n好吗 [y/N]: y\ny\n```\n'
    )
    assert run_page(text, "page.md", tmp_path) == []


@pytest.mark.parametrize(
    "text", ["- a\n  ```console\n  $ true\n  ```\n", "```console\n$ true\n", "```console\necho\n```\n"]
)
def test_a_block_that_could_not_be_run_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line"):
        run_page(text, "page.md", tmp_path)


def test_a_statement_that_raises_is_not_swallowed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        run_page("```python\nassert 1 == 2\n```\n", "page.md", tmp_path)


def prose_of(text: str) -> str:
    """The words of a page without its code, comments and addresses."""
    kept, fence = [], ""
    for line in text.splitlines():
        match = FENCE.match(line)
        if fence:
            fence = "" if match and match[2].startswith(fence) and not match[3].strip() else fence
        elif match:
            fence = match[2]
        else:
            kept.append(line)
    words = re.sub(r"<!--.*?-->", "", "\n".join(kept), flags=re.DOTALL)
    words = re.sub(r"(`+).+?\1", "`", words)
    return re.sub(r"\]\([^)]*\)", "]", words)


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_leads_to_a_file_of_the_project(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            file = page.parent / target if target else page
            assert file.exists(), target
            assert not anchor or anchor in anchors_of(file.read_text(encoding="utf-8")), anchor


def anchors_of(text: str) -> set[str]:
    """The anchors of a page's headings in displayed Markdown."""
    headings = re.findall(r"^#+ (.+)$", prose_of(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [p for p in PAGES if p not in ENGLISH], ids=page_name)
def test_chinese_prose_has_full_width_punctuation(page: Path) -> None:
    prose = prose_of(page.read_text(encoding="utf-8"))
    slips = re.findall(
        r".{0,8}[\u4e00-\u9fff”》）][,;:!?].{0,4}|.{0,4}[,;:!?][\u4e00-\u9fff“《（].{0,8}", prose
    )
    assert slips == []


@pytest.mark.parametrize(
    "page", [*PAGES, *(ROOT / name for name in ("CHANGELOG.md", "Makefile"))], ids=page_name
)
def test_no_page_knows_the_machine_it_was_written_on(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|usr|Users)\b", text)
    assert not re.search(r"pypi\.org|files\.pythonhosted|registry\.npmjs", text)


def test_both_readmes_show_the_same() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    for text in (english, chinese):
        assert {"make guide", "make test"} <= set(text.splitlines())
    codes = [
        [block.text for block in blocks_of(text) if block.language in ("python", "sh")]
        for text in (english, chinese)
    ]
    assert codes[0] == codes[1]
    assert english.count("\n## ") == chinese.count("\n## ")
    for picture in ("calculator.{}.png", "measure.{}.png", "data.{}.svg"):
        assert f"docs/images/{picture.format('en')}" in english
        assert f"docs/images/{picture.format('zh')}" in chinese


def test_the_readmes_show_ten_lines_of_python() -> None:
    block = next(
        b for b in blocks_of((ROOT / "README.md").read_text(encoding="utf-8")) if b.language == "python"
    )
    assert sum(line.startswith(">>> ") for line in block.lines) == 10


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_of_the_graph_is_what_the_program_draws_now(lang: str, tmp_path: Path) -> None:
    shutil.copytree(REAL, tmp_path / "policy")
    drawn = run_command(f"tiaowen graph export --format svg --lang {lang}", tmp_path, {})
    committed = (ROOT / "docs" / "images" / f"graph.{lang}.svg").read_text(encoding="utf-8")
    assert committed == drawn, (
        f"run: tiaowen graph export --format svg --lang {lang} > docs/images/graph.{lang}.svg"
    )


def test_the_page_for_readers_calls_the_parts_of_the_guide_what_the_guide_calls_them() -> None:
    wording = tomllib.loads((ROOT / "render" / "templates" / "wording.toml").read_text(encoding="utf-8"))
    said = {entry["zh"] for table in wording.values() for entry in table.values()}
    text = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
    found = re.findall(r"首页“([^”]+)”", text)
    parts = text.partition("## 一条措施的页面")[2].partition("\n## ")[0]
    found += [row.split("|")[1].strip() for row in parts.splitlines() if row.startswith("| ")][1:]
    assert len(found) == 12
    assert set(found) <= said


def glossary_words() -> set[str]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


def vocabulary_of_the_program(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every word that a file, an export or the program's data may contain, with its source."""
    for schema in read_schemas():
        for element in schema.elements:
            yield schema.file, element.name
            yield from ((schema.file, attribute.name) for attribute in element.attributes)
        for kind in schema.types:
            yield from ((schema.file, value.value) for value in kind.values)
    kinds: dict[str, object] = {
        "concept kind": ConceptKind,
        "act kind": ActKind,
        "selection kind": Selection,
        "agency kind": AgencyKind,
        "unit": Unit,
        "derivation": Derivation,
    }
    for what, literal in kinds.items():
        yield from ((what, word) for word in get_args(literal))
    for what, enum in (
        ("severity", Severity),
        ("node", NodeKind),
        ("edge", EdgeKind),
        ("overlap", OverlapKind),
    ):
        yield from ((what, str(member)) for member in enum)
    yield from (("amount", kind.__name__) for kind in get_args(Amount))
    for sort in ("quantity", "form", "selection", "act", "role", "name"):
        yield from ((f"concept of kind {sort}", c.id) for c in policy.registry.concepts if c.kind == sort)
    yield from (("final provision", term.kind) for term in policy.terms)
    text = etree.parse(str(next(REAL.glob("*/*/*/text.xml")))).getroot()
    for found in text.iter(etree.Element):
        yield "text.xml", etree.QName(found).localname
        if (name := found.get("name")) and etree.QName(found).localname in ("inline", "hcontainer", "act"):
            yield "text.xml", name


def types_of_the_model() -> Iterator[str]:
    """The public classes of the modules that users of the library need."""
    model = ("values", "document", "amounts", "registry", "facts", "policy")
    for module in (*(f"model/{name}" for name in model), "model/words/errors"):
        tree = ast.parse((ROOT / "kb" / f"{module}.py").read_text(encoding="utf-8"))
        yield from (
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        )


def test_the_glossary_has_a_row_for_every_word(policy: Policy) -> None:
    known = glossary_words()
    missing = {
        f"{word} ({source})" for source, word in vocabulary_of_the_program(policy) if word not in known
    }
    missing |= {f"{name} (Python)" for name in types_of_the_model() if name not in known}
    assert missing == set()


def test_no_word_has_two_rows_in_one_table_of_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for table in re.split(r"\n## ", text):
        words = [
            word
            for row in table.splitlines()
            if row.startswith("| `")
            for word in re.findall(r"`([^`]+)`", row.split("|")[1])
        ]
        assert len(words) == len(set(words)), table.splitlines()[0]


def codes_raised(*severities: str) -> set[str]:
    """The codes that checking a policy may raise, as spelled in its modules; codes of markup are not
    included.
    """
    raised = rf"\b(?:{'|'.join(severities)})\(\s*\"([a-z0-9-]+)\""
    sources = [
        path.read_text(encoding="utf-8")
        for f in ("checks", "loading")
        for path in (ROOT / "kb" / f).rglob("*.py")
    ]
    return {code for text in sources for code in re.findall(raised, text) if not code.startswith("markup-")}


def test_the_table_of_guarantees_names_every_code_under_its_severity() -> None:
    text = (ROOT / "docs" / "testers.md").read_text(encoding="utf-8").partition("<!-- codes -->")[2]
    rows = [line.split("|") for line in text.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    errors, others = (
        [code for row in rows for code in re.findall(r"`([a-z0-9-]+)`", row[n])] for n in (2, 3)
    )
    assert sorted(errors) == sorted(codes_raised("error"))
    assert sorted(others) == sorted(codes_raised("warning", "note"))


def test_every_decision_is_numbered_and_says_status_context_decision_and_consequences() -> None:
    for number, page in enumerate(DECISIONS, 1):
        text = page.read_text(encoding="utf-8")
        assert page.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Status",
            "Context",
            "Decision",
            "Consequences",
        ]
        assert len(text.splitlines()) <= 60, f"{page.name} is longer than a page"


def test_the_map_leads_to_every_page() -> None:
    index = ROOT / "docs" / "index.md"
    targets = {
        (index.parent / target).resolve()
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", index.read_text(encoding="utf-8"))
    }
    missing = {
        page_name(p) for p in (ROOT / "docs").rglob("*.md") if p != index and p.resolve() not in targets
    }
    assert missing == set()


def test_the_changelog_begins_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+)", text, re.MULTILINE)
    assert versions[0] == __version__
