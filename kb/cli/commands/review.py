"""``tiaowen review``: a person confirms that the rules of a part still match its edited text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from kb.cli.commands.show import show_text
from kb.cli.console import out
from kb.cli.names import resolve
from kb.cli.options import (
    Lang,
    LangOption,
    PolicyOption,
    policy_folder,
)
from kb.loading import find_folders, load_policy
from kb.model.document import fingerprint
from kb.model.words.errors import Place, PolicyError, error
from kb.versions.review import record_review

_WORDS = {
    "zh": {
        "fresh": "{eid} 的规则已经是按现在的正文复核过的。",
        "ask": "以上规则和通俗说明与正文一致吗？确认后记为已复核",
        "kept": "没有改动：{eid} 仍待复核。",
        "done": "已记为复核：{eid}。",
    },
    "en": {
        "fresh": "The rules of {eid} have been reviewed against the present text.",
        "ask": "Do these rules and plain words say what the text says? Confirm to record the review",
        "kept": "Nothing changed: {eid} still needs its review.",
        "done": "Review recorded: {eid}.",
    },
}


def run_review(policy: Path | None, typed: str, lang: str, *, yes: bool) -> int:
    """Show text, rules and plain words, ask, and record the fingerprint of the text; 1 where refused."""
    folders = find_folders(policy_folder(policy), newest=True)
    loaded = load_policy(folders.version)
    eid = resolve(loaded, typed)
    words = _WORDS[lang]
    part = loaded.document.part(eid)
    if part is None:
        raise PolicyError([error("review-part", Place(loaded.folder, 0, eid), eid=eid)])
    present = fingerprint(part)
    if loaded.reviews.get(eid) and loaded.reviews[eid].fingerprint == present:
        out().print(Text(words["fresh"].format(eid=eid)))
        return 0
    show_text(loaded, eid, lang)
    if not yes and not typer.confirm(words["ask"]):
        out().print(Text(words["kept"].format(eid=eid)))
        return 1
    record_review(folders, eid, present)
    out().print(Text(words["done"].format(eid=eid)))
    return 0


def command(
    eids: Annotated[list[str], typer.Argument(metavar="EID...", help="如 para_5、五、final；可以写几个。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Ask nothing.")] = False,
) -> int:
    """Run ``tiaowen review``."""
    return max(run_review(policy, eid, lang.value, yes=yes) for eid in eids)
