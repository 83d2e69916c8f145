"""``tiaowen guide``."""

from __future__ import annotations

from pathlib import Path

from rich.progress import Progress
from rich.text import Text

from kb.cli.console import err, out
from kb.cli.options import policy_folder
from kb.loading import load
from render.site import build_site

_WORDS = {
    "zh": {"building": "生成网页", "done": "指南已生成：{count} 页。请打开 {index}"},
    "en": {"building": "Writing pages", "done": "The guide is built: {count} pages. Open {index}"},
}


def run_guide(policy: Path | None, out_folder: Path, lang: str, base: str = "") -> int:
    """Build the site, for the address ``base`` where that is known, and say where it is."""
    words = _WORDS[lang]
    loaded = load(policy_folder(policy))
    with Progress(console=err(), transient=True) as progress:
        task = progress.add_task(words["building"], total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        built = build_site(loaded, out_folder, show, base)
    index = (out_folder / "index.html").resolve()
    out().print(Text(words["done"].format(count=built.pages, index=index)))
    return 0
