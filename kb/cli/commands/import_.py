"""``tiaowen import``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.options import (
    Lang,
    LangOption,
)
from kb.explain.items.imports import write_import
from kb.importing import (
    Recognised,
    import_file,
    propose_supports,
    write_confirmations,
    write_text,
)
from kb.loading.files import write_file
from kb.model.today import today
from kb.model.words.errors import Language, Place, PolicyError, error, sentences

_WORDS = {
    "zh": {
        "title": "标题",
        "number": "文号",
        "issuers": "印发单位",
        "issued": "印发日期",
        "validity": "施行",
        "open": "没有写明",
        "trial": "（试行）",
        "repeals": "；同时废止以前的文件",
        "lines": "规则行",
        "defined": "定义的词",
        "found": "认出 {provisions} 条、{agencies} 处责任单位、{sums} 个金额、{rates} 个比例；"
        "可能是支持的 {proposals} 句，其中 {firm} 句用到了句中所有的数。",
        "possible": "另有 {count} 处可能是责任单位，见报告的 possible_agencies 和核对清单。",
        "unread": "看不懂的有 {count} 处：",
        "line": "第 {line} 行",
        "more": "另有 {count} 处，见报告的 unread。",
        "written": "已写入：{file}",
        "confirm": "这些都是程序认出来的，要由人逐条核对；导入的内容不算审核过。",
    },
    "en": {
        "title": "title",
        "number": "number",
        "issuers": "issued by",
        "issued": "issued on",
        "validity": "in force",
        "open": "not stated",
        "trial": " (trial)",
        "repeals": "; an earlier text is repealed",
        "lines": "rule lines",
        "defined": "terms defined",
        "found": "Recognised: provisions {provisions}, responsible agencies {agencies}, sums {sums}, "
        "rates {rates}; sentences that may give support {proposals}, {firm} of which use all their numbers.",
        "possible": "{count} more may be responsible; see possible_agencies in the report and the checklist.",
        "unread": "Not understood, {count}:",
        "line": "line {line}",
        "more": "{count} more stand in the report under unread.",
        "written": "Written: {file}",
        "confirm": "A program recognised all this; people confirm it, and nothing of it counts as reviewed.",
    },
}
_SHOWN = 20
TEXT, CONFIRMATIONS = "条文.txt", "核对清单.md"
"""The files that ``--out`` writes: the text in lines, and the list of what a person must confirm."""


def run_import(
    file: Path, report: Path | None, folder: Path | None, lang: str, *, rejected: bool = False
) -> int:
    """Recognise a policy in a file, print what was found, and write the requested files.

    These are the report and, in ``folder``, the text in lines and the list of what must be confirmed. Returns
    0 where something was recognised and 1 where there was no provision.
    """
    _keep_input(file, report)
    recognised = import_file(file, rejected=rejected)
    _tell(recognised, lang)
    if report is not None:
        write_file(report, write_import(recognised, cast(Language, lang)).encode())
        out().print(Text(_WORDS[lang]["written"].format(file=report)))
    if folder is not None:
        _write_folder(recognised, folder, file, lang)
    return 0 if recognised.provisions else 1


def _write_folder(recognised: Recognised, folder: Path, file: Path, lang: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        TEXT: write_text(recognised, today()),
        CONFIRMATIONS: write_confirmations(recognised, cast(Language, lang)),
    }
    for name in written:
        _keep_input(file, folder / name)
    for name, text in written.items():
        write_file(folder / name, text.encode())
        out().print(Text(_WORDS[lang]["written"].format(file=folder / name)))


def _keep_input(file: Path, target: Path | None) -> None:
    if target is not None and os.path.exists(target) and os.path.exists(file) and target.samefile(file):
        raise PolicyError([error("output-is-input", Place(str(target)))])


def _tell(recognised: Recognised, lang: str) -> None:
    words, console = _WORDS[lang], out()
    front, validity = recognised.front, recognised.validity
    days = [day.isoformat() if day else "…" for day in (validity.first, validity.last)]
    stated = " — ".join(days) if validity.first or validity.last else words["open"]
    facts = {
        "title": front.title or words["open"],
        "number": front.number or words["open"],
        "issuers": "、".join(front.issuers) or words["open"],
        "issued": front.issued.isoformat() if front.issued else words["open"],
        "validity": stated
        + (words["trial"] if validity.is_trial else "")
        + (words["repeals"] if validity.repeals else "")
        + "".join(f"《{title}》" for title in validity.repealed),
    }
    if validity.lines:
        facts["lines"] = "\n".join(validity.lines)
    if terms := [term for one in recognised.provisions for term in one.definitions]:
        facts["defined"] = "、".join(terms)
    for name, value in facts.items():
        console.print(Text.assemble((f"{words[name]}  ", "bold"), value))
    provisions, proposals = recognised.provisions, propose_supports(recognised.provisions)
    counts = {
        "provisions": len(provisions),
        "agencies": sum(len(one.agencies) for one in provisions),
        "sums": sum(len(one.sums) for one in provisions),
        "rates": sum(len(one.rates) for one in provisions),
        "proposals": len(proposals),
        "firm": sum(one.is_firm for one in proposals),
    }
    console.print(Text(words["found"].format(**counts)))
    if possible := sum(len(one.possible_agencies) for one in provisions):
        console.print(Text(words["possible"].format(count=possible)))
    if recognised.unread:
        console.print(Text(words["unread"].format(count=len(recognised.unread)), style="bold yellow"))
        for one in recognised.unread[:_SHOWN]:
            where = words["line"].format(line=one.line) + "  " if one.line else ""
            why = sentences()["unread"][one.why][lang]
            quoted = f"  {one.text[:60]}" if one.text else ""
            console.print(Text(f"  {where}{why}{quoted}"))
        if len(recognised.unread) > _SHOWN:
            console.print(Text(f"  {words['more'].format(count=len(recognised.unread) - _SHOWN)}"))
    console.print(Text(words["confirm"], style="dim"))


EXAMPLES = "例：tiaowen import 办法.docx --report 识别.json"


def command(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help="文本、网页、Word 或 PDF 文件。 A text, web page, Word or PDF.",
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(help="把认出来的写成 JSON。 Write the recognised content as JSON.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="把条文和核对清单写进这个文件夹。 Write the lines and a checklist.",
            show_default=False,
        ),
    ] = None,
    rejected: Annotated[
        bool,
        typer.Option("--rejected", help="不接受修订，读修订以前的文字。 Reject tracked changes."),
    ] = False,
    lang: LangOption = Lang.zh,
) -> int:
    """Run ``tiaowen import``."""
    return run_import(file, report, out, lang.value, rejected=rejected)
