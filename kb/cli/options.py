"""Options that commands share, and the search for the policy folder where none is named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """The language that the program answers in."""

    zh = "zh"
    en = "en"


class Format(StrEnum):
    """For people or for programs."""

    text = "text"
    json = "json"


class Detail(StrEnum):
    """The detail of the service's answer to a case."""

    amounts = "amounts"
    outcomes = "outcomes"
    full = "full"


class AnswerFormat(StrEnum):
    """The formats of an answer: for people, for programs, as a page to print, or as PDF."""

    text = "text"
    json = "json"
    html = "html"
    pdf = "pdf"


class GraphFormat(StrEnum):
    """The formats of an exported graph."""

    graphml = "graphml"
    json = "json"
    svg = "svg"


ShowOption = Annotated[bool, typer.Option("--show", help="只显示，不编辑。 Show the lines.")]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="从文件取改好的行，- 是标准输入。 Take the lines from a file.",
        show_default=False,
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="同 --from 一起用：不再询问，直接写入。 Ask nothing.")]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        readable=False,  # the problem is reported later, in the reader's language
        help="政策文件夹；不写则用当前位置或其上的 policy。 The policy folder.",
        show_default=False,
    ),
]
LangOption = Annotated[
    Lang, typer.Option("--lang", envvar="TIAOWEN_LANG", help="回答用的语言。 The language.")
]

OnOption = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="按哪一天评估；不写则按情况里的日期。 The day of assessment.",
        show_default=False,
    ),
]
ReadingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reading",
        metavar="ID=OPTION",
        help="选一种读法，如 G1=b；可以多次。 Choose a reading.",
        show_default=False,
    ),
]
UncheckedOption = Annotated[
    bool,
    typer.Option(
        "--unchecked",
        help="检查没有通过也照现在的文件得出结果，结果上注明。 Continue although the check fails.",
    ),
]
DraftOption = Annotated[
    bool,
    typer.Option(
        "--draft",
        "--unchecked",
        help="检查没有通过也生成，每一页注明是草稿。 Continue although the check fails.",
    ),
]
CorpusOption = Annotated[
    Path | None,
    typer.Option(
        help="用例库（JSON）所在的文件夹；不写则用政策旁边的 tests/corpus。 The corpus.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Source:
    """The policy of a command: the named folder, and whether errors in it are ignored.

    ``option`` is the command's name of the option that ignores them.
    """

    folder: Path | None
    unchecked: bool = False
    option: str = "--unchecked"


def policy_folder(named: Path | None) -> Path:
    """The folder named, or the nearest ``policy`` here or above, or the one that came with the program."""
    if named is not None:
        return named
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "policy" / "registry").is_dir():
            return folder / "policy"
    bundled = Path(__file__).resolve().parents[2] / "policy"
    return bundled if bundled.is_dir() else Path("policy")


EffectiveOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="新版本从哪一天起施行；不写则写入时问。 The day of effect of a new version.",
        show_default=False,
    ),
]
HostOption = Annotated[
    str, typer.Option(metavar="ADDRESS", help="在哪个地址上听候请求。 The address to listen on.")
]
PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="端口；0 是任选一个。 The port; 0 takes a free one.")
]
