"""The consoles of every command: answers, findings for people, and the last message when the program itself
fails.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import cast

from rich.console import Console
from rich.text import Text

from kb.explain.items.findings import finding_item
from kb.explain.items.parts import write_json
from kb.model.words.errors import Finding, Language, Severity

_WORDS = {
    "zh": {
        Severity.ERROR: "错误",
        Severity.WARNING: "提醒",
        Severity.NOTE: "说明",
        "mend": "怎么改：",
        "internal": "程序内部出错，不是您的文件的问题：{problem}",
        "debug": "请把这句话和所用的命令报给维护者；设 TIAOWEN_DEBUG=1 再运行一次可得到详情。",
    },
    "en": {
        Severity.ERROR: "error",
        Severity.WARNING: "warning",
        Severity.NOTE: "note",
        "mend": "To mend it: ",
        "internal": "The program itself failed; your files are not the cause: {problem}",
        "debug": "Report this sentence and the command; run it again with TIAOWEN_DEBUG=1 for the details.",
    },
}
_PIPE_WIDTH = 10_000
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}


def out() -> Console:
    """The console for answers: wrapped for a terminal, and one line an answer for a pipe."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)


def err() -> Console:
    """The console for messages."""
    return Console(highlight=False, stderr=True, width=None if sys.stderr.isatty() else _PIPE_WIDTH)


def report(findings: Iterable[Finding], lang: str, console: Console | None = None) -> None:
    """Print findings: severity and place on a line, what is wrong, and how to mend it."""
    console = console or err()
    language = cast(Language, lang)
    words = _WORDS[lang]
    for finding in findings:
        place = finding.place
        where = place.file + (f":{place.line}" if place.line else "")
        head = Text(words[finding.severity], style=_STYLES[finding.severity])
        eid = Text(f" {place.eid}" if place.eid else "", style="bold")
        message = Text("  " + finding.message(language))
        if where or place.eid:
            console.print(Text.assemble(head, Text(f"  {where}", style="dim"), eid))
            console.print(message)
        else:
            console.print(Text.assemble(head, message))
        console.print(Text("  " + words["mend"] + finding.remedy(language), style="green"))


def report_json(findings: Iterable[Finding], lang: str) -> None:
    """Print findings as one JSON array on standard output."""
    language = cast(Language, lang)
    print(write_json([finding_item(finding, language) for finding in findings]), end="")


def complain(problem: Exception, lang: str) -> None:
    """The last message when the program itself fails."""
    words = _WORDS[lang]
    err().print(Text(words["internal"].format(problem=f"{type(problem).__name__}: {problem}"), style="red"))
    err().print(Text(words["debug"]))
