"""The tables of a registry, which follow from the facts of a policy."""

from __future__ import annotations

from kb import Policy
from kb.screen.tables import Table, tables_of


def types(table: Table) -> dict[str, str]:
    """The types of the columns by name."""
    return {column.name: column.type for column in table.columns}


def test_each_kind_of_claim_has_a_table_between_applicants_and_grants(toy: Policy) -> None:
    names = [table.name for table in tables_of(toy).every]
    kinds = ["project", "standard-document", "certificate", "carrier", "event", "enterprise", "site"]
    assert names == ["applicants", *kinds, "grants"]


def test_a_table_has_its_keys_facts_and_subjects(toy: Policy) -> None:
    tables = tables_of(toy)
    assert types(tables.applicants) == {"applicant": "key", "ledger": "yes-no"}
    assert types(tables.claims["project"]) == {
        "applicant": "key",
        "claim": "key",
        "object": "name",
        "applied-on": "date",
        "achieved-on": "date",
        "selected": "yes-no",
        "investment": "money",
        "is:windmill-project": "yes-no",
    }
    assert [one.name for one in tables.claims["project"].columns if one.is_key] == ["applicant", "claim"]


def test_a_choice_may_be_its_id_or_its_name(toy: Policy) -> None:
    tables = tables_of(toy)
    phase = tables.claims["carrier"].column("phase")
    assert phase is not None
    assert dict(phase.words) == {
        "formation": "formation",
        "组建": "formation",
        "improvement": "improvement",
        "提升": "improvement",
    }
    support = tables.grants.column("support")
    assert support is not None
    assert (support.type, support.words["para_1__sup_1"]) == ("reference", "para_1__sup_1")
    assert tables.applicants.column("phase") is None
