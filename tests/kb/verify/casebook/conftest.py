"""Kept cases that several test files share."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.assess import read_case
from kb.verify.casebook.kept_case import (
    KeptCase,
    make_kept,
)
from tests.kb.verify.casebook.kept import ROOM


@pytest.fixture(scope="module")
def kept(policy: Policy) -> KeptCase:
    case = read_case(policy, ROOM, "room.yaml")
    return make_kept(
        policy,
        case,
        {"G17": "b"},
        sentence="机房改造，投资5000万元：“最高”是上限。",
        source="prove",
        support="para_5__sup_1",
        at=("final__s_3",),
    )


@pytest.fixture(scope="module")
def room(policy: Policy) -> KeptCase:
    case = read_case(policy, ROOM, "room.yaml")
    return make_kept(policy, case, {}, sentence="机房改造。", source="prove", support="para_5__sup_1")


@pytest.fixture
def two(policy: Policy) -> KeptCase:
    text = ROOM.replace("ledger:", "  - {id: 二号机房, kind: project, is: {transformer: yes}}\nledger:")
    case = read_case(policy, text, "two.yaml")
    return make_kept(policy, case, {}, sentence="两个项目。", source="fuzz", support="para_5__sup_1")
