"""``tiaowen compare``: two versions of a work clause by clause, as a redline."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from kb.cli.options import policy_folder
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
