"""``tiaowen replay`` and ``tiaowen accept``: the casebook, run again and confirmed by people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from rich.text import Text

from kb.assess.results import amount_item, interval_item, outcome_item, value_item
from kb.cases.writing import case_json
from kb.cli.answer_output import print_section
from kb.cli.choices import read_day
from kb.cli.console import out, report
from kb.cli.names import resolve
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import Source
from kb.cli.results import report_results
from kb.items.parts import data_of
from kb.loading import find_folders
from kb.loading.lock import locked
from kb.model.policy import Policy
from kb.model.today import today
from kb.verify.casebook.acceptance import Signature, accept
from kb.verify.casebook.corpus import SOURCE, find_corpus, read_corpus
from kb.verify.casebook.folder import FOLDER, FOUND, SUFFIX, Casebook, read_casebook, save_kept
from kb.verify.casebook.kept_case import Expected, KeptCase, state_of
from kb.verify.casebook.replay import Replayed, count_others, find_kept, no_cases, replay, replay_case
from kb.verify.casebook.sentences import say_replayed
from kb.verify.report.result import say_words_of
from kb.verify.sentences import sentences
from kb.words.errors import Language, Place, PolicyError, error


def run_replay(source: Source, typed: str | None, lang: str, format: str, *, corpus: Path | None) -> int:
    """Replay the casebook, or show the one case that ``typed`` names; 1 where something needs a person."""
    folder, loaded = open_policy(source, lang, format)
    if typed is not None:
        kept = _find(loaded, folder, typed, corpus)
        return _show(loaded, replay_case(loaded, kept), lang, format)
    own, found, confirmed = *_books(loaded, folder), _corpus(loaded, folder, corpus)
    findings = [one for book in (own, found, confirmed) for one in book.findings]
    results = [*replay(loaded, own.cases), *replay(loaded, confirmed.cases)]
    taken = {one.id for one in own.cases}
    results += replay(loaded, (one for one in found.cases if one.id not in taken), found=True)
    others = sum(book.others for book in (own, found, confirmed))
    results += count_others(others) if results or others else no_cases(loaded)
    status = report_results(loaded, results, lang, format)
    report(findings, lang)
    return 1 if findings else status


def confirmed_cases(policy: Policy, folder: Path) -> Casebook:
    """The policy's own cases and those of the corpus beside it, with what is wrong with their files."""
    own, corpus = _books(policy, folder)[0], _corpus(policy, folder, None)
    return Casebook((*own.cases, *corpus.cases), (*own.findings, *corpus.findings))


def run_accept(
    source: Source,
    typed: str,
    lang: str,
    *,
    expected: Sequence[str],
    by: str,
    clause: str,
    on: str | None,
    disagree: bool,
) -> int:
    """Write what a person expects of a case to the casebook of the policy; 0 once it is written."""
    folder, loaded = open_policy(source, lang)
    day = today() if on is None else read_day(on, "--date")
    assert day is not None
    signature = Signature(by, day, _clause(loaded, clause))
    folders = find_folders(folder)
    with locked(folders.root):  # what another person confirms of the same case meanwhile is not lost
        kept = _find(loaded, folder, typed, None)
        if kept.source == SOURCE:
            raise PolicyError([error("accept-corpus", Place(typed), id=kept.id, file=kept.file)])
        accepted = accept(loaded, kept, expected, signature, disagree=disagree)
        path = save_kept(loaded, accepted, folders.version / FOLDER)
    (FOUND / path.name).unlink(missing_ok=True)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    language = cast(Language, lang)
    _tell_accepted(replay_case(loaded, replace(accepted, file=str(shown))), language)
    _tell_clause(loaded, kept, signature.clause, language)
    return 0


def _clause(policy: Policy, typed: str) -> str:
    """The eId of the clause meant; what nobody can tell stays as it is typed."""
    try:
        return resolve(policy, typed) if typed.strip() else ""
    except PolicyError:
        return typed.strip()


def _tell_accepted(replayed: Replayed, lang: Language) -> None:
    kept = replayed.kept
    words = sentences("replay")["accepted"]
    left = sum(not one.is_confirmed for one in kept.expected)
    form = "left" if left else "done"
    out().print(Text(words[form][lang].format(id=kept.id, file=kept.file, count=left)))
    if not replayed.agrees:
        out().print(Text(words["disagrees"][lang]))


def _tell_clause(policy: Policy, kept: KeptCase, clause: str, lang: Language) -> None:
    """Show the clause that the case was confirmed by, so that a wrong one is seen at once."""
    words = sentences("replay")["accepted"]
    out().print(Text(words["clause"][lang].format(clause=clause, text=say_words_of(policy, clause))))
    if clause not in kept.clauses:
        known = "、".join(kept.clauses)
        out().print(Text(words["other-clause"][lang].format(clause=clause, known=known), style="yellow"))


def _find(policy: Policy, folder: Path, typed: str, corpus: Path | None) -> KeptCase:
    """The case that ``typed`` names; the corpus, which is long to read, is looked through last.

    Where the file of that name cannot be read, it is told what is wrong with it.
    """
    books = _books(policy, folder)
    cases = [one for book in books for one in book.cases]
    try:
        return find_kept(cases, typed)
    except PolicyError:
        word = typed.strip().lower().removesuffix(SUFFIX)
        broken = [one for book in books for one in book.findings if _is_named(one.place.file, word)]
        if broken:
            raise PolicyError(broken) from None
        return find_kept((*cases, *_corpus(policy, folder, corpus).cases), typed)


def _is_named(file: str, word: str) -> bool:
    """Whether the name of a file begins with a word, with or without its ``c-``."""
    name = Path(file).name.lower()
    return bool(word) and name.startswith((word, f"c-{word}"))


def _books(policy: Policy, folder: Path) -> tuple[Casebook, Casebook]:
    """The policy's own cases, and those found in the current folder."""
    own = find_folders(folder).version / FOLDER
    return read_casebook(policy, own), read_casebook(policy, FOUND)


def _corpus(policy: Policy, folder: Path, named: Path | None) -> Casebook:
    """The corpus in JSON: in the folder named, or beside the policy."""
    if named is not None and not named.is_dir():
        raise PolicyError([error("folder-missing", Place(str(named)))])
    return read_corpus(policy, named or find_corpus(find_folders(folder).root))


def _show(policy: Policy, replayed: Replayed, lang: str, format: str) -> int:
    language = cast(Language, lang)
    if format == "json":
        print(json.dumps(mark_data(policy, _data(policy, replayed)), ensure_ascii=False, indent=2))
    else:
        for section in say_replayed(policy, replayed, language):
            print_section(section, language, out())
    return 0 if replayed.agrees and not replayed.changed else 1


def _data(policy: Policy, replayed: Replayed) -> dict[str, Any]:
    kept, assessment = replayed.kept, replayed.assessment
    keys = {one.key for one in kept.expected}
    outcomes = [outcome_item(one) for one in assessment.outcomes if (one.claim, one.support) in keys]
    return {
        "id": kept.id,
        "sentence": kept.sentence,
        "state": str(state_of(policy, kept)),
        "from": kept.source,
        "clauses": list(kept.clauses),
        "changed": list(replayed.changed),
        "readings": dict(kept.readings),
        "case": case_json(policy, kept.case),
        "expected": [_expected(one) for one in kept.expected],
        "agrees": replayed.agrees,
        "outcomes": data_of(outcomes),
        "total": data_of(interval_item(assessment.combination.total)),
    }


def _expected(one: Expected) -> dict[str, Any]:
    about = (
        {"total": data_of(amount_item(one.amount))}
        if one.status is None
        else {
            "claim": one.claim or None,
            "support": one.support,
            "status": str(one.status),
            "amount": data_of(amount_item(one.amount)),
        }
    )
    return {**about, "by": one.by or None, "on": value_item(one.on), "clause": one.clause or None}
