"""The history of a version comes back from the metadata: amendment, changes, repeal and first numbers."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from kb import Policy
from kb.loading.akn.history import (
    AKN,
    list_concepts,
    list_events,
    mark_provisions,
    read_amendment,
    read_origins,
    read_repeal,
    write_analysis,
    write_period,
    write_sources,
)
from kb.model.document import Amendment, Change, Document, Repeal

CHANGES = (
    Change("substitution", "para_1", old="para_1", source="art_2"),
    Change("insertion", "para_2-1", after="para_2"),
    Change("repeal", "para_3", old="para_3"),
    Change("renumbering", "para_5", old="para_4"),
)


def history(document: Document) -> etree._Element:
    """An ``act`` with nothing but the history of a document."""
    act = etree.Element(f"{{{AKN}}}act")
    lifecycle = etree.SubElement(act, f"{{{AKN}}}lifecycle")
    lifecycle.extend(list_events(document, 3))
    if (analysis := write_analysis(document, "tiaowen")) is not None:
        act.append(analysis)
    if (period := write_period(lifecycle)) is not None:
        act.append(period)
    references = etree.SubElement(act, f"{{{AKN}}}references")
    references.extend(write_sources(document))
    return act


def test_a_text_as_first_published_has_no_history(toy: Policy) -> None:
    act = history(toy.document)
    assert read_amendment(act) is None
    assert read_repeal(act) is None
    assert list_concepts(toy.document) == ()
    assert act.find(f"{{{AKN}}}analysis") is None


def test_an_amendment_comes_back_with_its_decision_and_every_kind_of_change(toy: Policy) -> None:
    told = Amendment("2030-01-01", CHANGES, "/akn/cn/act/2031/xiu", "修改的决定", "2031-02-01")
    act = history(replace(toy.document, amendment=told))
    assert read_amendment(act) == told
    assert [event.get("date") for event in act.iter(f"{{{AKN}}}eventRef")] == ["2031-02-01", "2030-01-01"]
    assert [event.get("eId") for event in act.iter(f"{{{AKN}}}eventRef")] == ["eref_3", "eref_4"]


def test_an_unknown_decision_and_title_stay_unknown(toy: Policy) -> None:
    # The place of a change within a decision can only be told where the decision has an address.
    changes = tuple(replace(one, source="") for one in CHANGES)
    told = Amendment("2030-01-01", changes)
    assert read_amendment(history(replace(toy.document, amendment=told))) == told
    assert list_concepts(replace(toy.document, amendment=told)) == ("修改施行日期",)


def test_a_repeal_comes_back_with_the_work_that_repeals_or_without_it(toy: Policy) -> None:
    for repeal in (Repeal("2032-01-01", "/akn/cn/act/2031/new", "新措施"), Repeal("2032-01-01")):
        document = replace(toy.document, repeal=repeal)
        assert read_repeal(history(document)) == repeal
        assert list_concepts(document) == ("废止日期",)


def test_changed_provisions_carry_their_period_first_number_and_status(toy: Policy) -> None:
    body = etree.Element("body")
    for eid in ("para_1", "para_2-1", "para_3", "para_5"):
        etree.SubElement(body, "paragraph", eId=eid)
    document = replace(
        toy.document,
        amendment=Amendment("2030-01-01", CHANGES),
        origins=(("para_5", "para_4"),),
        removed=("para_3",),
    )
    mark_provisions(body, document)
    marked = {e.get("eId"): {k: v for k, v in e.attrib.items() if k != "eId"} for e in body}
    period = {"period": "#tmpg_amended"}
    assert marked == {
        "para_1": period,
        "para_2-1": period,
        "para_3": {**period, "status": "removed"},
        "para_5": {"wId": "para_4"},
    }
    assert read_origins(body) == (("para_5", "para_4"),)
