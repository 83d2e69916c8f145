"""The values of reasons: their classes, the nodes that the core lowers, and the reasons of every case."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from kb import Policy
from kb.assess.assessment import assess
from kb.cases.reading import read_case
from kb.core.outcomes import Reason
from kb.core.reasons import (
    VALUES_OF,
    Agreed,
    Days,
    Grant,
    Levels,
    Share,
    Tiered,
    Values,
)
from kb.explain.results import flatten
from kb.model.values import Interval, Money, Rate
from tests.conftest import DISTRICT, ROOT, TOGETHER
from tests.corpus.runner import read_corpus
from tests.kb.core.lowered import kinds_of, programs, told_nodes

CORPUS = DISTRICT.parent / "corpus"
JOINT = TOGETHER.parent / "corpus"
DOCUMENT = ROOT / "docs" / "results.md"

UNLOWERED = {"unclaimed"}
"""Kinds of reasons about a support without a claim, for which there is no program to lower."""


def _fits(value: object, hint: Any) -> bool:
    """Whether a value has an annotated type."""
    if isinstance(hint, UnionType):
        return any(_fits(value, one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        of = get_args(hint)
        if type(value) is not tuple:
            return False
        if of[-1] is Ellipsis:
            return all(_fits(one, of[0]) for one in value)
        return len(value) == len(of) and all(map(_fits, value, of))
    return type(value) is hint


def _all(reasons: Iterable[Reason]) -> Iterator[Reason]:
    for reason in reasons:
        yield reason
        yield from _all(reason.parts)


class TestTheTable:
    """Each kind has one class, and the lowered nodes use it."""

    def test_every_node_names_exactly_the_fields_of_its_class(
        self, policy: Policy, toy: Policy, district: Policy, together: Policy
    ) -> None:
        for one in (policy, toy, district, together):
            for program in programs(one):
                for node in told_nodes(program):
                    for kind in kinds_of(node):
                        fields = VALUES_OF[kind]._fields if kind in VALUES_OF else ()
                        assert tuple(node.values) == fields, (program.support.id, kind)

    def test_every_kind_of_the_table_is_one_that_the_core_lowers(
        self, policy: Policy, district: Policy, together: Policy
    ) -> None:
        made = {
            kind
            for one in (policy, district, together)
            for program in programs(one)
            for node in told_nodes(program)
            for kind in kinds_of(node)
        }
        assert set(VALUES_OF) - made == UNLOWERED

    def test_every_class_is_that_of_a_kind(self) -> None:
        assert set(VALUES_OF.values()) == set(get_args(Values))

    def test_the_table_in_the_documentation_is_this_one(self) -> None:
        rows = re.findall(r"^\| (`.+`) \| (`.+`…?) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
        found = {
            kind: [(name, bool(more)) for name, more in re.findall(r"`(.+?)`(…?)", names)]
            for kinds, names in rows
            for kind in re.findall(r"`(.+?)`", kinds)
        }
        hints = {of: get_type_hints(of) for of in get_args(Values)}
        assert {kind: found.get(kind) for kind in VALUES_OF} == {
            kind: [(name, get_origin(hints[of][name]) is tuple) for name in of._fields]
            for kind, of in VALUES_OF.items()
        }

    def test_every_reason_of_every_case_has_values_of_the_types_declared(
        self, policy: Policy, district: Policy, together: Policy
    ) -> None:
        hints = {of: get_type_hints(of) for of in get_args(Values)}
        seen = set()
        cases = [(policy, case) for case in read_corpus()]
        cases += [(district, case) for case in read_corpus(CORPUS)]
        cases += [(together, case) for case in read_corpus(JOINT)]
        for of_policy, case in cases:
            text = json.dumps(case.data["case"], ensure_ascii=False)
            found = assess(of_policy, read_case(of_policy, text, case.id), readings=case.readings)
            for reason in (one for outcome in found.outcomes for one in _all(outcome.reasons)):
                of = VALUES_OF.get(reason.kind, type(None))
                assert type(reason.values) is of, reason
                for name, value in zip(hints.get(of, ()), reason.values or (), strict=True):
                    assert _fits(value, hints[of][name]), (name, reason)
                seen.add(reason.kind)
        assert set(VALUES_OF) <= seen


DAY = datetime.date(2026, 3, 1)
TEN, THREE, RATE = Interval(10, 10), Interval(3, 3), Rate(Fraction(3, 10))


@pytest.mark.parametrize(
    ("values", "flat"),
    [
        (None, ()),
        (Days(None, DAY, DAY), (None, DAY, DAY)),
        (Grant("甲楼", "", Money(5), None, DAY), ("甲楼", "", Money(5), None, DAY)),
        (Levels("city", ("national", "city")), ("city", "national", "city")),
        (Tiered("city", THREE, TEN), ("city", THREE, TEN)),
        (Tiered("city", THREE, TEN, (("leads", 3),)), ("city", THREE, TEN, "leads", 3)),
        (Share(TEN, "cost", RATE, THREE, "down"), (TEN, "cost", RATE, THREE, "down")),
        (
            # The cost is stated as 12, with deductions of 2 and an unknown sum.
            Share(TEN, "cost", RATE, THREE, "down", (("cost", Money(12)), ("a", Money(2)), ("b", None))),
            (TEN, "cost", RATE, THREE, "down", Money(12), "a", Money(2), "b", None),
        ),
        (
            Agreed(TEN, "cost", THREE, (("cost", None), ("a", Money(2)))),
            (TEN, "cost", THREE, None, "a", Money(2)),
        ),
    ],
)
def test_values_follow_one_another_in_results(values: Values | None, flat: tuple[object, ...]) -> None:
    assert flatten(values) == flat
