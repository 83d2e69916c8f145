"""``tiaowen guide``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.text import Text

from kb.cli.commands.paper import write_papers
from kb.cli.console import err, out, report
from kb.cli.opening import open_policy
from kb.cli.options import (
    DraftOption,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.loading import find_folders, find_works, load, load_text
from kb.model.document import Document
from kb.model.policy import Policy
from kb.model.words.errors import Finding, PolicyError, Severity
from render.library import build_library
from render.paper.pdf import PAPER, need_paper
from render.practice import read_practice
from render.site import Progress as ShowProgress
from render.site import build_site

_WORDS = {
    "zh": {
        "building": "生成网页",
        "done": "指南已生成：{count} 页。请打开 {index}",
        "printing": "生成 PDF",
        "printed": "打印版：{files}",
        "unprinted": "没有生成 PDF，网站里也没有指向它的链接。",
    },
    "en": {
        "building": "Writing pages",
        "done": "The guide is built: {count} pages. Open {index}",
        "printing": "Writing PDF",
        "printed": "For printing: {files}",
        "unprinted": "No PDF was written, and the site has no link to one.",
    },
}


_PAGES_A_STEP = 10
"""The number of pages after which the bar is drawn again."""


def run_guide(source: Source, out_folder: Path, lang: str, base: str = "", pdf: bool = False) -> int:
    """Build the site, for the address ``base`` where that is known, and print where it is.

    Where ``pdf`` is requested and cannot be written, the site has none and the reason is printed.
    """
    words = _WORDS[lang]
    if len(find_works(policy_folder(source.folder))) > 1:
        return _run_library(source, out_folder, lang, base)
    folder, loaded = open_policy(source, lang)
    keep_inputs(out_folder, folder)
    practice = read_practice(folder, loaded)
    papers, missing = _papers(loaded, words["printing"]) if pdf else ({}, ())
    with _showing(words["building"]) as show:
        built = build_site(loaded, out_folder, show, base, papers, practice, _history(folder))
    index = (out_folder / "index.html").resolve()
    out().print(Text(words["done"].format(count=built.pages, index=index)))
    if papers:
        files = "、".join(f"{name}/{PAPER}" for name in papers)
        out().print(Text(words["printed"].format(files=files)))
    elif missing:
        report((replace(finding, severity=Severity.WARNING) for finding in missing), lang)
        out().print(Text(words["unprinted"]))
    return 0


def _run_library(source: Source, out_folder: Path, lang: str, base: str) -> int:
    """Build the site of a library: a guide for each work that has a version, and the page above them."""
    words, root = _WORDS[lang], policy_folder(source.folder)
    keep_inputs(out_folder, find_works(root)[0])
    opened = [open_policy(replace(source, folder=work), lang) for work in find_works(root)]
    policies = [policy for _, policy in opened]
    histories = {policy.work: _history(folder) for folder, policy in opened}
    practices = {policy.work: read_practice(folder, policy) for folder, policy in opened}
    with _showing(words["building"]) as show:
        built = build_library(load(root), policies, histories, practices, out_folder, show, base)
    index = (out_folder / "index.html").resolve()
    out().print(Text(words["done"].format(count=built.pages, index=index)))
    return 0


@contextmanager
def _showing(words: str) -> Iterator[ShowProgress]:
    """A bar on the terminal. No thread draws it, since a site is built in two processes only without one."""
    with Progress(console=err(), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(words, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=done % _PAGES_A_STEP == 0)

        yield show


def _history(version: Path) -> tuple[Document, ...]:
    """The texts of all versions of a work, in order; empty where there is only one."""
    folders = find_folders(version)
    if len(folders.versions) < 2:
        return ()
    return tuple(load_text(folders.folder_of(one))[1] for one in folders.versions)


def _papers(policy: Policy, words: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The PDF of every version, or the reason why there is none."""
    try:
        need_paper()
    except PolicyError as problem:
        return {}, tuple(problem.findings)
    with err().status(words):
        return write_papers(policy), ()


def command(
    out: Annotated[Path, typer.Option(help="网站写到哪里。 The folder of the site.")] = Path("site"),
    base: Annotated[
        str, typer.Option(metavar="URL", help="网站将来的地址，写进站点地图。 Its address, for a sitemap.")
    ] = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="另外生成整本指南的 PDF。 Write the guide as PDF too.")
    ] = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    draft: DraftOption = False,
) -> int:
    """Run ``tiaowen guide``."""
    return run_guide(Source(policy, draft, "--draft"), out, lang.value, base, pdf)
