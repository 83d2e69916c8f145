"""``tiaowen compare``: two versions of a work clause by clause, as a redline or as a Word file."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.text import Text

from kb.cli.console import out as console
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.cli.redlines import print_rows, row_item
from kb.cli.versions import version_folder
from kb.explain.items.parts import write_json
from kb.loading import load_text
from kb.loading.files import write_file
from kb.model.words.errors import Language, Place, PolicyError, error
from kb.versions.comparison import compare_documents


class Word(StrEnum):
    """The kinds of Word files of two versions."""

    tracked = "tracked"
    table = "table"
    decision = "decision"
    text = "text"


_WRITTEN = {"zh": "已写入：{file}", "en": "Written: {file}"}


def run_redline(folder: Path | None, old: str, new: str, lang: str, format: str) -> int:
    """Print how the version ``new`` differs from ``old``; 0 also where they differ."""
    root = policy_folder(folder)
    before, after = (load_text(version_folder(root, name))[1] for name in (old, new))
    rows = compare_documents(before, after)
    if format == "json":
        print(write_json([row_item(row) for row in rows]), end="")
    else:
        print_rows(rows, cast(Language, lang))
    return 0


def write_comparison(
    folder: Path | None, old: str, new: str, file: Path, form: Word, author: str, lang: str
) -> int:
    """Write a Word file of the changes between two versions.

    Raises :class:`PolicyError` (``library-missing``) without python-docx, and where the file cannot be
    written.
    """
    root = policy_folder(folder)
    if find_spec("docx") is None:
        raise PolicyError([error("library-missing", Place(""), library="python-docx", extra="word")])
    from kb.versions.word import write_word

    before, after = (load_text(version_folder(root, name))[1] for name in (old, new))
    keep_inputs(file, root)
    data = write_word(form.value, before, after, author=author, moment=datetime.now().astimezone())
    write_file(file, data)
    console().print(Text(_WRITTEN[lang].format(file=file)))
    return 0


EXAMPLES = "例：tiaowen compare 2024-05-11 2026-01-01 --out 对照表.docx --as table"


def command(
    old: Annotated[str, typer.Argument(metavar="A", help="旧的版本，如 2024-05-11。 The older version.")],
    new: Annotated[str, typer.Argument(metavar="B", help="新的版本。 The newer version.")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    out: Annotated[
        Path | None, typer.Option(help="写成 Word 文件。 Write a Word file.", show_default=False)
    ] = None,
    form: Annotated[
        Word,
        typer.Option(
            "--as",
            help="Word 文件写什么：修订、修改对照表、修改决定、修改后的全文。 The content of the Word file.",
        ),
    ] = Word.tracked,
    author: Annotated[
        str, typer.Option(metavar="NAME", help="修订记在谁名下。 The author of the changes.")
    ] = "条文",
) -> int:
    """Run ``tiaowen compare``."""
    if out is not None:
        return write_comparison(policy, old, new, out, form, author, lang.value)
    return run_redline(policy, old, new, lang.value, format.value)
