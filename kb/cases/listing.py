"""The page that lists what a case can state, in both languages, generated from the facts of the policy.

``python -m kb.cases.listing [policy folder]`` prints it; ``docs/reference/facts.md`` holds it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.cases.form import Form, form_of
from kb.cases.types import CASE_TYPES
from kb.model.facts import Fact
from kb.model.policy import Policy
from kb.model.values import MEASURES

_HEAD = """\
# 可以写的内容 · What a case can state

本页由程序根据政策的 `facts.xml` 生成。怎样写一份情况，见[情况文件](../cases.md)。
没有写的就是不知道；注明“不写时”的，按注明的办。

Made from `facts.xml` of the policy. [Case files](../cases.md#in-english) tells how to write a case. What
is not stated is unknown, except where a row says what is presumed when it is left out.
"""
_COLUMNS = "| 键 · Key | 名称 · Name | 写法 · Written as | 问题 · Question |\n|---|---|---|---|\n"
_JUDGED = "（由主管部门认定；还没有认定的不写） · (an agency judges it; leave it out until it has)"


def list_facts(policy: Policy) -> str:
    """The page in Markdown: the applicant, every claim, each kind of claim, the ledger."""
    form = form_of(policy)
    return _HEAD + "".join(_sections(form))


def _sections(form: Form) -> Iterator[str]:
    every = [fact for fact in form.kinds[0].facts if all(fact in part.facts for part in form.kinds)]
    yield _section("整份情况 · The case", form.case.facts)
    yield _section("`applicant`：申请人 · the applicant", form.applicant.facts)
    yield _section("`claims`：每个申请事项 · every claim", every)
    named = form.claim.fact("kind")
    for kind, part in zip(named.choices if named else (), form.kinds, strict=True):
        own = [fact for fact in part.facts if fact not in every]
        yield _section(f"`kind: {kind.id}`：{kind.name} · {kind.name_en}", own)
    yield _section("`ledger`：以前拿过的每一笔 · every earlier grant", form.grant.facts)


def _section(title: str, facts: Sequence[Fact]) -> str:
    return f"\n## {title}\n\n" + _COLUMNS + "".join(_row(fact) for fact in facts)


def _row(fact: Fact) -> str:
    written = CASE_TYPES[fact.type].written
    if fact.unit:
        zh, en, _ = MEASURES[fact.unit]
        written += f"（{zh} · {en}）"
    if fact.choices:
        written += "".join(f"<br>`{c.id}` {c.name} · {c.name_en}" for c in fact.choices)
    told = f"{fact.question.get('zh', '')} · {fact.question.get('en', '')}"
    if fact.judged:
        told += f"<br>{_JUDGED}"
    if fact.presumed:
        told += f"<br>不写时：{fact.why.get('zh', '')} · Left out: {fact.why.get('en', '')}"
    cells = (f"`{fact.id}`", f"{fact.name} · {fact.name_en}", written, told)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main(arguments: list[str]) -> None:
    """Print the page for the policy in a folder, ``policy`` unless one is named."""
    from kb.loading import load_policy

    sys.stdout.write(list_facts(load_policy(Path(arguments[0] if arguments else "policy"))))


if __name__ == "__main__":
    main(sys.argv[1:])
