"""``tiaowen format``."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from kb.cli.console import err, out
from kb.cli.options import policy_folder
from kb.loading import load_text, write_akn
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
    """Make ``text.xml`` canonical, or only tell whether it is (1 where not), or print the line form."""
    folders, document, registry = load_text(policy_folder(policy))
    if lines:
        print(write_lines(document, registry), end="")
        return 0
    path = folders.version / "text.xml"
    data = write_akn(document, registry)
    words, file = _WORDS[lang], folders.name(path)
    if path.read_bytes() == data:
        out().print(Text(words["same"].format(file=file)))
        return 0
    if check:
        err().print(Text(words["differs"].format(file=file), style="yellow"))
        return 1
    write_file(path, data)
    out().print(Text(words["written"].format(file=file)))
    return 0
