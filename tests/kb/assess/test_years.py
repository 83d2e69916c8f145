"""Years of applications, one after another: whatever is applied for and granted, no limit is exceeded."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kb.assess import Case, Claim, Grant, Status, assess
from kb.loading import load
from kb.terms import Money
from tests.conftest import REAL

POLICY = load(REAL)
CERTIFICATE, CARRIER, PROJECT = "para_12__sup_2", "para_14__sup_4", "para_5__sup_1"
FIRST, LAST = date(2024, 5, 23), date(2029, 5, 22)
THREE, TEN_MILLION, HUNDRED_THOUSAND = 3, 1_000_000_000, 10_000_000
"""As the clauses say: 3张, 1000万元, 10万元 (in fen)."""

READINGS = ({}, {"M12a": "b"}, {"M12a": "c"}, {"M12b": "b"}, {"M12f": "b"}, {"M14b": "b"}, {"G19": "c"})


class Years(RuleBasedStateMachine):
    """An enterprise applies for certificates, carriers and projects, and takes what it gets."""

    @initialize(readings=st.sampled_from(READINGS))
    def begin(self, readings: dict[str, str]) -> None:
        self.readings = readings
        self.today = date(2024, 5, 1)
        self.granted: list[tuple[str, str, str, date, int]] = []
        self.number = 0

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(cost=st.integers(0, 20_000_000), age=st.integers(0, 60))
    def apply_for_a_certificate(self, cost: int, age: int) -> None:
        self.number += 1
        facts = {
            "is": {"footprint-certificate": True, "footprint-check": False},
            "certificate-cost": Money(cost),
            "achieved-on": self.today - timedelta(days=age),
        }
        self.apply(f"证书{self.number}", "certificate", facts, CERTIFICATE, "")

    @rule(carrier=st.sampled_from("甲乙"), phase=st.sampled_from(("formation", "improvement")))
    def apply_for_a_carrier(self, carrier: str, phase: str) -> None:
        facts = {"is": {"municipal-carrier": True}, "achieved-on": self.today, "phase": phase}
        self.apply(f"载体{carrier}", "carrier", facts, CARRIER, phase)

    @rule(project=st.sampled_from("丙丁戊"), investment=st.integers(0, 10_000_000_000))
    def apply_for_a_project(self, project: str, investment: int) -> None:
        facts = {
            "is": {"data-centre": True},
            "verified-total-investment": Money(investment),
            "achieved-on": self.today,
            "demonstration-value": True,
            "selected": True,
        }
        self.apply(f"项目{project}", "project", facts, PROJECT, "")

    def apply(self, name: str, kind: str, facts: dict, support: str, phase: str) -> None:
        ledger = tuple(
            Grant(
                {
                    "support": one,
                    "object": about,
                    "amount": Money(fen),
                    "date": day,
                    "achieved-on": day,
                    **({"phase": part} if part else {}),
                }
            )
            for one, about, part, day, fen in self.granted
        )
        case = Case(self.today, {"applicant-kind": "enterprise"}, (Claim(name, kind, facts),), ledger)
        outcome = assess(POLICY, case, readings=self.readings).outcome(name, support)
        if outcome.status is Status.ELIGIBLE:
            assert outcome.amount is not None
            assert outcome.amount.high is not None
            assert FIRST <= self.today <= LAST
            day = facts["achieved-on"] if kind == "certificate" else self.today
            if "M12b" in self.readings:
                day = self.today
            self.granted.append((support, name, phase, day, outcome.amount.high))

    @invariant()
    def no_period_has_more_than_three_certificates(self) -> None:
        days = sorted(day for support, _, _, day, _ in getattr(self, "granted", ()) if support == CERTIFICATE)
        match self.readings.get("M12a", "a") if days else "":
            case "a":
                counts = Counter(day.year for day in days)
            case "b":
                counts = Counter(day.year - 2024 - ((day.month, day.day) < (5, 23)) for day in days)
            case _:
                counts = Counter(
                    {
                        day: sum(day <= other < day.replace(year=day.year + 1) for other in days)
                        for day in days
                        if (day.month, day.day) != (2, 29)
                    }
                )
        assert all(count <= THREE for count in counts.values())

    @invariant()
    def no_ceiling_is_exceeded(self) -> None:
        had: defaultdict[tuple[str, str], int] = defaultdict(int)
        for support, about, _, _, fen in getattr(self, "granted", ()):
            assert fen <= (HUNDRED_THOUSAND if support == CERTIFICATE else TEN_MILLION)
            together = (support == CARRIER and "M14b" in self.readings) or (
                support == PROJECT and "G19" in self.readings
            )
            had[support, "" if together else about] += fen
        assert all(fen <= TEN_MILLION for fen in had.values())


TestYears = Years.TestCase
TestYears.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
