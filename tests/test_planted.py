"""The faults for planting in the program: each changes one existing place, and names an existing test."""

from __future__ import annotations

import ast

import pytest

from tests.conftest import ROOT
from tests.planted import Fault, read_faults

FAULTS = read_faults()


def test_names_are_unique() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_planted_fault_changes_one_place_and_names_a_test(fault: Fault) -> None:
    assert (ROOT / fault.file).read_text(encoding="utf-8").count(fault.old) == 1
    assert fault.old != fault.new
    file, *names = fault.test.split("::")
    found: ast.AST = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    for name in names:
        inside = ast.iter_child_nodes(found)
        found = next(node for node in inside if getattr(node, "name", "") == name.partition("[")[0])
