"""Findings as items: those of the check, and of every command that reads a file."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kb.explain.items.parts import About, Item, named
from kb.model.words.errors import Finding as Found
from kb.model.words.errors import Language, Severity


class Finding(Item, frozen=True):
    """A finding about a file: its place, the problem and the remedy."""

    about = About("文件里的一个问题：在哪里，是什么，怎样改。", ("一个问题", "finding"))

    code: Annotated[str, named("问题的种类", "kind of finding"), Meta(pattern=r"^[a-z0-9-]+$")]
    severity: Annotated[Severity, named("轻重", "severity")]
    file: Annotated[str, named("文件", "file")]
    line: Annotated[
        int,
        named("行", "line", "从 1 数起；0 是不在哪一行。", "Counted from 1; 0 where no line is meant."),
        Meta(ge=0),
    ]
    eId: Annotated[
        str,
        named(
            "条款的编号，或者文件里的位置",
            "eId of a provision, or the place in a file",
            "如 para_5__s_4 或 claims[0].id；都没有的是空的。",
            "For example para_5__s_4 or claims[0].id; empty where there is neither.",
        ),
    ]
    message: Annotated[str, named("怎么了", "what is wrong")]
    remedy: Annotated[str, named("怎样改", "how to mend it")]


def finding_item(finding: Found, lang: Language) -> Finding:
    """A finding with its sentences in ``lang``."""
    return Finding(
        code=finding.code,
        severity=finding.severity,
        file=finding.place.file,
        line=finding.place.line,
        eId=finding.place.eid,
        message=finding.message(lang),
        remedy=finding.remedy(lang),
    )
