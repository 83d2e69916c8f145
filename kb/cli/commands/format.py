"""``tiaowen format``."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.options import (
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.loading import find_folders, load_text
from kb.loading.canonical import canonical_bytes
from kb.loading.files import write_file
from kb.loading.lines import write_lines
from kb.loading.lock import locked

_WORDS = {
    "zh": {
        "same": "已是规范写法：{file}",
        "written": "已写成规范写法：{file}",
        "differs": "不是规范写法：{file}",
    },
    "en": {
        "same": "In canonical form already: {file}",
        "written": "Written in canonical form: {file}",
        "differs": "Not in canonical form: {file}",
    },
}


def run_format(policy: Path | None, lang: str, *, check: bool, lines: bool) -> int:
    """Make every file canonical, or only list those that are not (1 where there are any), or print the line
    form.
    """
    folder = policy_folder(policy)
    if lines:
        _, document, registry = load_text(folder, newest=True)
        print(write_lines(document, registry), end="")
        return 0
    with nullcontext() if check else locked(find_folders(folder).root):
        return _format(folder, lang, check=check)


def _format(folder: Path, lang: str, *, check: bool) -> int:
    folders, document, registry = load_text(folder, newest=True)
    words, is_canonical = _WORDS[lang], True
    for path in folders.files:
        data = canonical_bytes(path, folders, document, registry)
        key = "same" if path.read_bytes() == data else "differs" if check else "written"
        is_canonical &= key != "differs"
        if key == "written":
            write_file(path, data)
        out().print(
            Text(words[key].format(file=folders.name(path)), style="yellow" if key == "differs" else "")
        )
    return 0 if is_canonical else 1


def command(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    check: Annotated[bool, typer.Option("--check", help="只看，不写。 Show only, write nothing.")] = False,
    lines: Annotated[
        bool, typer.Option("--lines", help="打印整份政策的文字稿。 Print the policy in the line form.")
    ] = False,
) -> int:
    """Run ``tiaowen format``."""
    return run_format(policy, lang.value, check=check, lines=lines)
