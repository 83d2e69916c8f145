"""``tiaowen paper`` and the PDF beside the site: the guide on paper."""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.names import part_named
from kb.cli.opening import open_policy
from kb.cli.options import (
    DraftOption,
    Lang,
    LangOption,
    PolicyOption,
    Source,
)
from kb.cli.outputs import keep_inputs
from kb.loading.files import write_file
from kb.model.policy import Policy
from kb.model.words.errors import Place, PolicyError, error
from render.pages.page import VERSIONS
from render.paper.pdf import PAPER, write_pdf
from render.text.traditional import FOLDER

_WORDS = {
    "zh": "PDF 已生成：{file}",
    "en": "The PDF is written: {file}",
}


def run_paper(source: Source, part: str | None, file: Path | None, lang: str, traditional: bool) -> int:
    """Write the whole guide, or the measure that ``part`` names, as PDF."""
    read, loaded = open_policy(source, lang)
    keep_inputs(file, read)
    eid = _measure(loaded, part) if part is not None else ""
    folder = FOLDER if traditional and lang == "zh" else lang
    target = file or Path(f"{eid}.pdf" if eid else PAPER)
    write_file(target, write_pdf(loaded, folder, eid))
    out().print(Text(_WORDS[lang].format(file=target)))
    return 0


def write_papers(policy: Policy) -> dict[str, bytes]:
    """The whole guide as PDF in every version of the site, as many at a time as there are processors.

    Raises :class:`PolicyError` where PDF cannot be written here.
    """
    workers = min(len(VERSIONS), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        waiting: dict[str, Future[bytes]] = {name: pool.submit(write_pdf, policy, name) for name in VERSIONS}
        return {name: future.result() for name, future in waiting.items()}


def _measure(policy: Policy, typed: str) -> str:
    eid = part_named(policy.document, typed, policy.folder)
    if eid not in {measure.eid for measure in policy.measures}:
        raise PolicyError([error("paper-part", Place(policy.folder, 0, eid), eid=typed)])
    return eid


def command(
    part: Annotated[
        str | None,
        typer.Argument(
            metavar="[EID]",
            help="只要这条措施，如 5、五；不写是整本指南。 One measure only.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="写到哪个文件。 The file to write.", show_default=False)
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    traditional: Annotated[
        bool, typer.Option("--traditional", help="用繁体字。 In traditional characters.")
    ] = False,
    draft: DraftOption = False,
) -> int:
    """Run ``tiaowen paper``."""
    return run_paper(Source(policy, draft, "--draft"), part, out, lang.value, traditional)
