"""The time for one case, beside the same money rules written for OpenFisca, in one run of ``make bench``.

The time runs from the facts of a case to the ceiling of every grant and the total. Loading the policy,
building OpenFisca's system and reading the case file come before, as in a service. OpenFisca is designed for
whole populations, so its cost for a case among many at once is reported too. The figures are reported; no
test asserts them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess, assess_under
from kb.assess.reading_impact import weigh_readings
from kb.assess.tariff import make_tariff
from kb.cases.case import Case
from kb.cases.reading import read_case
from kb.core.outcomes import Assessment
from kb.core.ruleset import read_policy
from tests.conftest import ROOT

DAY = "2026-03-01"
INVESTMENT = "33333333.34"

PROJECT: dict[str, Any] = {
    "id": "电池项目",
    "kind": "project",
    "is": ["recycling-demonstration", "battery-project", "demonstration-project"],
    "verified-total-investment": INVESTMENT,
    "achieved-on": "2025-12-01",
    "battery-kind": "vehicle",
    "high-value-use": True,
}
ROOM: dict[str, Any] = {
    "id": "机房改造",
    "kind": "project",
    "is": ["data-centre"],
    "verified-total-investment": "5000000",
    "achieved-on": "2025-10-01",
    "demonstration-value": True,
}
CENTRE: dict[str, Any] = {
    "id": "工程研究中心",
    "kind": "carrier",
    "is": ["municipal-carrier"],
    "achieved-on": "2025-09-01",
    "approved": True,
    "settled-in-shenzhen": "new",
    "carrier-type": "engineering-centre",
    "phase": "improvement",
}
STANDARD: dict[str, Any] = {
    "id": "核算规则",
    "kind": "standard-document",
    "is": ["standard"],
    "achieved-on": "2025-08-01",
    "drafting-role": "sole-lead",
    "standard-level": "national",
    "practical-and-guiding": True,
}
CERTIFICATES: list[dict[str, Any]] = [
    {
        "id": f"证书{n}",
        "kind": "certificate",
        "is": ["footprint-certificate"],
        "achieved-on": f"2025-0{n}-01",
        "certificate-cost": str(60_000 + 20_000 * n),
    }
    for n in range(1, 6)
]
APPLICANT = {"applicant-kind": "enterprise", "leading-enterprise": True}
LEDGER: list[dict[str, Any]] = [
    {
        "support": "para_14__sup_4",
        "object": "工程研究中心",
        "amount": "4000000",
        "date": "2025-01-15",
        "phase": "formation",
    },
    {"support": "para_12__sup_2", "object": "旧证书", "amount": "100000", "date": "2025-06-30"},
    {"level": "district", "object": "机房改造", "amount": "200000", "date": "2025-06-30"},
]
CASES: dict[str, dict[str, Any]] = {
    "one project": {"date": DAY, "applicant": APPLICANT, "claims": [PROJECT], "ledger": []},
    "nine claims": {
        "date": DAY,
        "applicant": APPLICANT,
        "claims": [PROJECT, ROOM, CENTRE, STANDARD, *CERTIFICATES],
        "ledger": LEDGER,
    },
}
"""The cases, as case files state them. Both programs get each of them."""

SIZES = (1, 100, 10_000, 100_000)

Ceilings = tuple[dict[str, dict[str, float]], float]
"""In yuan: for each claim the grants above zero, and the total of the best combination."""


def _read(policy: Policy, case: Mapping[str, Any]) -> Case:
    return read_case(policy, json.dumps(case, ensure_ascii=False), "case.json")


def _ceilings_of_ours(result: Assessment) -> Ceilings:
    """Our result for the grants that OpenFisca also computes."""
    claims: dict[str, dict[str, float]] = {}
    for outcome in result.outcomes:
        if outcome.claim:
            found = claims.setdefault(outcome.claim, {})
            if outcome.amount is not None and outcome.amount.high:
                found[outcome.support] = outcome.amount.high / 100
    return claims, (result.combination.total.high or 0) / 100


def _ceilings_of_openfisca(result: Any) -> Ceilings:
    claims = {
        claim: {grant: amount for grant, amount in amounts.items() if amount}
        for claim, amounts in result["claims"].items()
    }
    return claims, result["total"]


def _peer(case: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """OpenFisca's side of a case: its module here, the system and the situation."""
    pytest.importorskip("openfisca_core")
    from tests.benchmarks import openfisca_peer
    from tests.benchmarks.openfisca_situations import make_situation

    return openfisca_peer, openfisca_peer.make_system(), make_situation(case)


@pytest.mark.parametrize("name", CASES)
class TestOneCase:
    """A fair comparison: the grants of one case; and in addition the best total, ours with all reasons."""

    @pytest.fixture(autouse=True)
    def _grouped(self, request: pytest.FixtureRequest, name: str) -> None:
        if "benchmark" in request.fixturenames:
            what = "grants" if "grants" in request.node.name else "grants and total"
            request.getfixturevalue("benchmark").group = f"one case, {name}: {what}"

    def test_our_grants(self, benchmark: Any, policy: Policy, name: str) -> None:
        tariff, case = make_tariff(policy), _read(policy, CASES[name])
        assert benchmark(tariff.amounts, case)

    def test_grants_of_openfisca(self, benchmark: Any, name: str) -> None:
        peer, system, situation = _peer(CASES[name])
        benchmark(peer.work_out_grants, system, situation, CASES[name]["date"])

    def test_our_assessment_with_every_reason(self, benchmark: Any, policy: Policy, name: str) -> None:
        rules, case = read_policy(policy), _read(policy, CASES[name])
        assert benchmark(assess_under, rules, case).outcomes

    def test_openfisca_with_the_total(self, benchmark: Any, name: str) -> None:
        peer, system, situation = _peer(CASES[name])
        result = benchmark(peer.assess_one, system, situation, CASES[name]["date"])
        assert result["total"] == {"one project": 10_000_000, "nine claims": 18_300_000}[name]

    def test_both_arrive_at_the_same_ceilings(self, policy: Policy, name: str) -> None:
        ours, ours_total = _ceilings_of_ours(assess(policy, _read(policy, CASES[name])))
        peer, system, situation = _peer(CASES[name])
        theirs, their_total = _ceilings_of_openfisca(peer.assess_one(system, situation, CASES[name]["date"]))
        near = {claim: pytest.approx(grants, abs=5) for claim, grants in theirs.items()}
        assert ours == near
        assert ours_total == pytest.approx(their_total, abs=5)


def _project(n: int, thing: str) -> dict[str, Any]:
    return {
        "id": f"项目{n}",
        "kind": "project",
        "object": thing,
        "is": ["data-centre", "demonstration-project", "industrialisation-project"],
        "verified-total-investment": str(10_000_000 + 10_000 * n),
        "achieved-on": "2025-12-01",
        "demonstration-value": True,
        "selected": True,
        "other-support": "0",
        "value-chain-key-link": True,
    }


def _grant(n: int) -> dict[str, Any]:
    return {"support": "para_5__sup_1", "object": f"旧机房{n}", "amount": "10000", "date": "2025-01-01"}


@pytest.mark.parametrize("size", [30, 100, 300])
class TestManyClaims:
    """Growth with the number of claims and earlier grants, including the comparison of readings as in the
    command.
    """

    @pytest.mark.benchmark(group="claims and as many earlier grants, readings weighed")
    def test_claims_of_different_things(self, benchmark: Any, policy: Policy, size: int) -> None:
        claims = [_project(n, f"机房{n}") for n in range(size)]
        self._weigh(benchmark, policy, claims, [_grant(n) for n in range(size)])

    @pytest.mark.benchmark(group="claims of one thing, readings weighed")
    def test_claims_of_one_thing(self, benchmark: Any, policy: Policy, size: int) -> None:
        self._weigh(benchmark, policy, [_project(n, "机房") for n in range(size)], [])

    def _weigh(
        self, benchmark: Any, policy: Policy, claims: list[dict[str, Any]], ledger: list[dict[str, Any]]
    ) -> None:
        if not benchmark.enabled and len(claims) > 30:
            pytest.skip("growth is only seen where it is measured: make bench")
        case = _read(policy, {"date": DAY, "applicant": APPLICANT, "claims": claims, "ledger": ledger})
        rules = read_policy(policy)
        benchmark(lambda: weigh_readings(policy, case, assess_under(rules, case)))


class TestTheCorpus:
    """All cases of the corpus under the default readings; divide the time by the number of cases."""

    @pytest.fixture
    def cases(self, policy: Policy) -> list[Case]:
        found = [
            _read(policy, case["case"])
            for path in sorted((ROOT / "tests" / "corpus").glob("*.json"))
            for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
        ]
        assert len(found) > 150
        return found

    @pytest.mark.benchmark(group="the corpus")
    def test_assess_with_every_reason(self, benchmark: Any, policy: Policy, cases: list[Case]) -> None:
        rules = read_policy(policy)
        benchmark.extra_info["cases"] = len(cases)
        benchmark(lambda: [assess_under(rules, case) for case in cases])

    @pytest.mark.benchmark(group="the corpus")
    def test_work_out_amounts_only(self, benchmark: Any, policy: Policy, cases: list[Case]) -> None:
        tariff = make_tariff(policy)
        benchmark.extra_info["cases"] = len(cases)
        benchmark(lambda: [tariff.amounts(case) for case in cases])

    @pytest.mark.benchmark(group="the corpus")
    def test_weigh_the_readings_too(self, benchmark: Any, policy: Policy, cases: list[Case]) -> None:
        some = cases[::40]
        benchmark.extra_info["cases"] = len(some)
        benchmark(lambda: [weigh_readings(policy, case, assess(policy, case)) for case in some])


@pytest.mark.benchmark(group="many projects at once")
@pytest.mark.parametrize("count", SIZES)
def test_openfisca_for_a_population(benchmark: Any, count: int) -> None:
    """The vectors that OpenFisca is designed for; divide by the count for the cost of a project."""
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("openfisca_core")
    from tests.benchmarks.openfisca_peer import ApplicantKind, BatteryKind, assess_many, make_system

    yes = numpy.ones(count, bool)
    columns = {
        "is_recycling_demonstration": yes,
        "is_battery_project": yes,
        "is_demonstration_project": yes,
        "battery_kind": BatteryKind.encode(numpy.full(count, "vehicle")),
        "high_value_use": yes,
        "verified_total_investment": numpy.linspace(0, 60_000_000, count),
        "achieved_on": numpy.full(count, "2025-12-01", "datetime64[D]"),
        "applicant_kind": ApplicantKind.encode(numpy.full(count, "enterprise")),
    }
    simulation = benchmark(assess_many, make_system(), columns, count, DAY)
    assert len(simulation.calculate("total", DAY)) == count
