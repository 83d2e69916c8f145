"""``tiaowen replay``: the casebook assessed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, cast

import typer

from kb.cases.writing import case_json
from kb.cli.answer_output import print_section
from kb.cli.casebook import find_case, read_books, read_confirmed
from kb.cli.console import out, report
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import (
    CorpusOption,
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.cli.results import report_results
from kb.explain.items import commands as items
from kb.explain.items.parts import Data, data_of
from kb.explain.results import amount_item, interval_item, outcome_item
from kb.model.policy import Policy
from kb.model.words.errors import Language
from kb.verify.casebook.kept_case import Expected, state_of
from kb.verify.casebook.replay import Replayed, count_others, no_cases, replay, replay_case
from kb.verify.casebook.sentences import say_replayed


def run_replay(source: Source, typed: str | None, lang: str, format: str, *, corpus: Path | None) -> int:
    """Replay the casebook, or show the one case that ``typed`` names; 1 where a person has to act."""
    folder, loaded = open_policy(source, lang, format)
    if typed is not None:
        kept = find_case(loaded, folder, typed, corpus)
        return _show(loaded, replay_case(loaded, kept), lang, format)
    own, found, confirmed = *read_books(loaded, folder), read_confirmed(loaded, folder, corpus)
    findings = [one for book in (own, found, confirmed) for one in book.findings]
    results = [*replay(loaded, own.cases), *replay(loaded, confirmed.cases)]
    taken = {one.id for one in own.cases}
    results += replay(loaded, (one for one in found.cases if one.id not in taken), found=True)
    others = sum(book.others for book in (own, found, confirmed))
    results += count_others(others) if results or others else no_cases(loaded)
    status = report_results(loaded, results, lang, format)
    report(findings, lang)
    return 1 if findings else status


def _show(policy: Policy, replayed: Replayed, lang: str, format: str) -> int:
    language = cast(Language, lang)
    if format == "json":
        print(json.dumps(mark_data(policy, _data(policy, replayed)), ensure_ascii=False, indent=2))
    else:
        for section in say_replayed(policy, replayed, language):
            print_section(section, language, out())
    return 0 if replayed.agrees and not replayed.changed else 1


def _data(policy: Policy, replayed: Replayed) -> Data:
    kept, assessment = replayed.kept, replayed.assessment
    keys = {one.key for one in kept.expected}
    item = items.ReplayedCase(
        id=kept.id,
        sentence=kept.sentence,
        state=state_of(policy, kept).value,
        source=kept.source,
        clauses=list(kept.clauses),
        changed=list(replayed.changed),
        readings=dict(kept.readings),
        case=case_json(policy, kept.case),
        expected=[_expected(one) for one in kept.expected],
        agrees=replayed.agrees,
        outcomes=[outcome_item(one) for one in assessment.outcomes if (one.claim, one.support) in keys],
        total=interval_item(assessment.combination.total),
    )
    return data_of(item)  # type: ignore[no-any-return]


def _expected(one: Expected) -> items.ExpectedOutcome | items.ExpectedTotal:
    amount, on = amount_item(one.amount), None if one.on is None else one.on.isoformat()
    by, clause = one.by or None, one.clause or None
    if one.status is None:
        return items.ExpectedTotal(amount, by, on, clause)
    return items.ExpectedOutcome(one.claim or None, one.support, one.status, amount, by, on, clause)


EXAMPLES = "例：tiaowen replay；tiaowen replay c-c4121b28"


def command(
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="只看这一个，如 c-1a2b3c4d；写开头几位也行。 One case only.",
            show_default=False,
        ),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    corpus: CorpusOption = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen replay``."""
    return run_replay(Source(policy, unchecked), id, lang.value, format.value, corpus=corpus)
