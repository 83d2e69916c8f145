"""``tiaowen format``."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from kb.cli.console import out
from kb.cli.options import policy_folder
from kb.loading import load_text
from kb.loading.canonical import canonical_bytes
from kb.loading.files import write_file
from kb.loading.lines import write_lines

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
    """Make every file canonical, or only tell which are not (1 where any), or print the line form."""
    folders, document, registry = load_text(policy_folder(policy))
    if lines:
        print(write_lines(document, registry), end="")
        return 0
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
