"""``tiaowen compare``: two versions of a work clause by clause, as a redline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.cli.redlines import print_rows, row_item
from kb.cli.versions import version_folder
from kb.items.parts import write_json
from kb.loading import load_text
from kb.versions.comparison import compare_documents
from kb.words.errors import Language


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


EXAMPLES = "例：tiaowen compare 2024-05-11 2026-01-01"


def command(
    old: Annotated[str, typer.Argument(metavar="A", help="旧的版本，如 2024-05-11。 The older version.")],
    new: Annotated[str, typer.Argument(metavar="B", help="新的版本。 The newer version.")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
) -> int:
    """Run ``tiaowen compare``."""
    return run_redline(policy, old, new, lang.value, format.value)
