"""The money rules of the 24 measures written for OpenFisca, in the style of its own documentation.

This peer is timed beside our evaluator, and their results are compared. It computes the ceilings of the
eleven grants with a stated sum, under the default readings. It cannot express, or leaves out, the following:

* Unknown facts. A fact that is not given is false, or 0. Outcomes that our evaluator calls undetermined, a
  matter for an agency's judgement, or a candidate are therefore either paid or not. Only ``selected`` is true
  by default, since sums are stated as if granted.
* Ranges. Measure 16 and norms of measurement have a ceiling only, without the lower bound.
* Explanations: reasons, clauses, missing facts, other readings, and the supports without a sum.
* Exact money. A sum is a 32-bit float: beyond 131,072 yuan the fen are no longer exact, and beyond 16,777,216
  yuan the yuan are not either. Sums differ by up to a few yuan.
* Two claims for one thing. A thing is one claim here, and receives the best of its grants.
* Several days of application. All claims of a case have the same day.

A period is the day of application. Formulas begin and end with the validity of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FIRST_DAY, LAST_DAY, DAY_AFTER = "2024-05-23", "2029-05-22", "2029-05-23"
NO_DEADLINE = date(9999, 12, 31)
ALWAYS = "ETERNITY"

Claim = build_entity("claim", "claims", "A thing that support is asked for", is_person=True)
Applicant = build_entity(
    "applicant", "applicants", "Who asks for it", roles=[{"key": "claimed", "label": "What it asks for"}]
)


def _choice(name: str, values: str) -> type[Enum]:
    return Enum(name, [(value, value) for value in values.split()])


ApplicantKind = _choice(
    "ApplicantKind", "other enterprise association research_institute university financial_institution"
)
BatteryKind = _choice("BatteryKind", "other vehicle vehicle_storage storage")
DraftingRole = _choice("DraftingRole", "participant co_lead first_lead sole_lead")
LEVELS = "local enterprise association industry national international"
StandardLevel = _choice("StandardLevel", LEVELS)
Settled = _choice("Settled", "no existing new")
Phase = _choice("Phase", "none formation improvement")

PARAMETERS = {
    "first_day": FIRST_DAY,
    "para_5": {"rate": 0.3, "cap": 10_000_000},
    "para_9": {"rate": 0.3, "cap": 10_000_000},
    "para_10": {"rate": 0.3, "cap": 10_000_000},
    "para_12": {"cap": 100_000, "each_year": 3},
    "para_14": {"engineering_centre": 30_000_000, "technology_centre": 15_000_000, "both_phases": 10_000_000},
    "para_16": {"demonstration": 10_000_000, "industrialisation": 15_000_000},
    "para_20": {
        "standard": dict(zip(LEVELS.split(), (0, 0, 100_000, 300_000, 500_000, 1_000_000), strict=True)),
        "norm": 400_000,
    },
}
"""In yuan, as in force during the validity of the document."""


def _dated(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _dated(value) if isinstance(value, dict) else {"values": {FIRST_DAY: value, DAY_AFTER: None}}
        for key, value in tree.items()
    }


SUBJECTS = {
    ("project", "data-centre"): "is_data_centre",
    ("project", "base-station"): "is_base_station",
    ("project", "transformer"): "is_transformer",
    ("project", "recycling-demonstration"): "is_recycling_demonstration",
    ("project", "battery-project"): "is_battery_project",
    ("project", "demonstration-project"): "is_demonstration_project",
    ("project", "industrialisation-project"): "is_industrialisation_project",
    ("project", "metrology-norm"): "is_metrology_norm",
    ("certificate", "footprint-certificate"): "is_footprint_certificate",
    ("carrier", "national-engineering-centre"): "is_national_engineering_centre",
    ("carrier", "national-technology-centre"): "is_national_technology_centre",
    ("carrier", "municipal-carrier"): "is_municipal_carrier",
    ("standard-document", "standard"): "is_standard",
}
"""The possible subjects of a claim of a kind, each with its input."""

YES_NO = (
    *("demonstration_value", "long_service", "poor_state", "high_value_use"),
    *("value_chain_key_link", "practical_and_guiding"),
)
MONEY = ("verified_total_investment", "certificate_cost", "paid_as_municipal_carrier", "paid_as_standard")
CHOICES = {
    "battery_kind": BatteryKind,
    "drafting_role": DraftingRole,
    "standard_level": StandardLevel,
    "settled_in_shenzhen": Settled,
    "phase": Phase,
}


def _input(name: str, entity: Any, value_type: type, **more: Any) -> type[Variable]:
    settings = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.ETERNITY, **more}
    return type(name, (Variable,), settings)


def _choice_input(name: str, entity: Any, choices: type[Enum]) -> type[Variable]:
    return _input(name, entity, Enum, possible_values=choices, default_value=next(iter(choices)))


INPUTS = (
    *(_input(name, Claim, bool) for name in (*SUBJECTS.values(), *YES_NO, "already_paid")),
    *(_input(name, Claim, float, unit="currency-CNY") for name in MONEY),
    *(_choice_input(name, Claim, choices) for name, choices in CHOICES.items()),
    _input("achieved_on", Claim, date),
    _input("own_deadline", Claim, date, default_value=NO_DEADLINE),
    _input("selected", Claim, bool, default_value=True),
    _choice_input("applicant_kind", Applicant, ApplicantKind),
    _input("leading_enterprise", Applicant, bool),
    _input("certificates_used", Applicant, int, definition_period=DateUnit.YEAR),
)
"""The inputs; ``already_paid`` is any grant of the city for the same thing, except those in the two sums."""


class admissible(Variable):
    value_type = bool
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Nothing that holds for every grant stands against it"
    reference = "final__s_2, final__s_4, final__s_5"

    def formula_2024_05_23(claim, period, parameters):
        achieved_in_time = claim("achieved_on", period) >= numpy.datetime64(parameters(period).first_day)
        applied_in_time = claim("own_deadline", period) >= numpy.datetime64(period.start.date)
        not_paid = numpy.logical_not(claim("already_paid", period))
        return achieved_in_time & applied_in_time & not_paid & claim("selected", period)


def _share(claim: Any, period: Any, rate: float, cap: float) -> Any:
    share = numpy.floor(rate * claim("verified_total_investment", period) * 100) / 100
    return numpy.minimum(share, cap)


class para_5__sup_1(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Saving energy in data centres, base stations and transformers"

    def formula_2024_05_23(claim, period, parameters):
        terms = parameters(period).para_5
        worn = claim("long_service", period) & claim("poor_state", period)
        subject = (
            claim("is_data_centre", period)
            | claim("is_base_station", period)
            | (claim("is_transformer", period) & worn)
        )
        met = claim("admissible", period) & subject & claim("demonstration_value", period)
        return met * _share(claim, period, terms.rate, terms.cap)


class para_9__sup_1(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Demonstration projects of recycling"

    def formula_2024_05_23(claim, period, parameters):
        terms = parameters(period).para_9
        met = claim("admissible", period) & claim("is_recycling_demonstration", period)
        return met * _share(claim, period, terms.rate, terms.cap)


class para_10__sup_2(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Projects that use spent batteries"

    def formula_2024_05_23(claim, period, parameters):
        terms = parameters(period).para_10
        subject = claim("is_battery_project", period) & (claim("battery_kind", period) != BatteryKind.other)
        met = claim("admissible", period) & subject & claim("high_value_use", period)
        return met * _share(claim, period, terms.rate, terms.cap)


class para_12__sup_2(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "A carbon footprint certificate, by itself: where its year has room for one more"

    def formula_2024_05_23(claim, period, parameters):
        terms = parameters(period).para_12
        enterprise = claim.applicant("applicant_kind", period) == ApplicantKind.enterprise
        met = claim("admissible", period) & claim("is_footprint_certificate", period) & enterprise
        room = numpy.zeros_like(met)
        for year, counted in _years(claim, period, met):
            room |= counted & (claim.applicant("certificates_used", year) < terms.each_year)
        return room * numpy.minimum(claim("certificate_cost", period), terms.cap)


class certificates_within_the_number(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "The same, for the best three of an enterprise and calendar year only"

    def formula_2024_05_23(claim, period, parameters):
        most = parameters(period).para_12.each_year
        amount = claim("para_12__sup_2", period)
        paid = numpy.zeros(len(amount), bool)
        for year, counted in _years(claim, period, amount > 0):
            rank = claim.get_rank(claim.applicant, -amount, condition=counted)
            paid |= counted & (rank < most - claim.applicant("certificates_used", year))
        return paid * amount


def _years(claim: Any, day: Any, met: Any) -> Iterator[tuple[Any, Any]]:
    """The calendar years of application (M12b=b) for certificates; empty where there are none."""
    if met.any():
        yield period(str(day.start.year)), met


class para_14__sup_2(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "National engineering research centres that settle in Shenzhen"

    def formula_2024_05_23(claim, period, parameters):
        cap = parameters(period).para_14.engineering_centre
        settled = claim("settled_in_shenzhen", period) == Settled.new
        met = claim("admissible", period) & claim("is_national_engineering_centre", period) & settled
        return met * numpy.maximum(cap - claim("paid_as_municipal_carrier", period), 0)


class para_14__sup_3(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "National enterprise technology centres that settle in Shenzhen"

    def formula_2024_05_23(claim, period, parameters):
        cap = parameters(period).para_14.technology_centre
        settled = claim("settled_in_shenzhen", period) == Settled.new
        met = claim("admissible", period) & claim("is_national_technology_centre", period) & settled
        return met * numpy.maximum(cap - claim("paid_as_municipal_carrier", period), 0)


class para_14__sup_4(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Municipal carriers of innovation, formation and improvement together"

    def formula_2024_05_23(claim, period, parameters):
        cap = parameters(period).para_14.both_phases
        phase = claim("phase", period) != Phase.none
        met = claim("admissible", period) & claim("is_municipal_carrier", period) & phase
        return met * numpy.maximum(cap - claim("paid_as_municipal_carrier", period), 0)


class para_16__sup_1(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Demonstration of new products, technologies, forms and models"

    def formula_2024_05_23(claim, period, parameters):
        cap = parameters(period).para_16.demonstration
        met = claim("admissible", period) & claim("is_demonstration_project", period)
        return met * numpy.minimum(claim("verified_total_investment", period), cap)


class para_16__sup_2(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Industrialisation at key links of the value chain"

    def formula_2024_05_23(claim, period, parameters):
        cap = parameters(period).para_16.industrialisation
        subject = claim("is_industrialisation_project", period) & claim("value_chain_key_link", period)
        met = claim("admissible", period) & subject
        return met * numpy.minimum(claim("verified_total_investment", period), cap)


def _leads(claim: Any, period: Any) -> Any:
    role = claim("drafting_role", period)
    return (role == DraftingRole.sole_lead) | (role == DraftingRole.first_lead)


class para_20__sup_1(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "Standards, by level"

    def formula_2024_05_23(claim, period, parameters):
        cap = parameters(period).para_20.standard[claim("standard_level", period)]
        kind = claim.applicant("applicant_kind", period)
        leading = (kind == ApplicantKind.enterprise) & claim.applicant("leading_enterprise", period)
        drafter = leading | (kind == ApplicantKind.association) | (kind == ApplicantKind.research_institute)
        subject = claim("is_standard", period) & claim("practical_and_guiding", period)
        met = claim("admissible", period) & subject & drafter & _leads(claim, period)
        return met * numpy.maximum(cap - claim("paid_as_standard", period), 0)


class para_20__sup_2(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "National technical norms of measurement"

    def formula_2024_05_23(claim, period, parameters):
        met = claim("admissible", period) & claim("is_metrology_norm", period) & _leads(claim, period)
        return met * parameters(period).para_20.norm


GRANT_RULES = (
    para_5__sup_1,
    para_9__sup_1,
    para_10__sup_2,
    para_12__sup_2,
    para_14__sup_2,
    para_14__sup_3,
    para_14__sup_4,
    para_16__sup_1,
    para_16__sup_2,
    para_20__sup_1,
    para_20__sup_2,
)
GRANTS = tuple(rule.__name__ for rule in GRANT_RULES)
"""The ids of the supports with a stated sum."""


class best(Variable):
    value_type = float
    entity = Claim
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "What a thing can be paid once: under measure 10 before 9 and 16, else the highest of its grants"

    def formula_2024_05_23(claim, period):
        amount = {grant: claim(grant, period) for grant in GRANTS}
        battery = amount["para_10__sup_2"]
        others = ("para_9__sup_1", "para_16__sup_1", "para_16__sup_2")
        project = numpy.where(battery > 0, battery, numpy.max([amount[grant] for grant in others], axis=0))
        apart = (*others, "para_10__sup_2", "para_12__sup_2")
        rest = [amount[grant] for grant in GRANTS if grant not in apart]
        return numpy.max([project, claim("certificates_within_the_number", period), *rest], axis=0)


class total(Variable):
    value_type = float
    entity = Applicant
    definition_period = DateUnit.DAY
    end = LAST_DAY
    label = "What an applicant can be paid for all its things together"

    def formula_2024_05_23(applicant, period):
        return applicant.sum(applicant.members("best", period))


RULES = (admissible, *GRANT_RULES, certificates_within_the_number, best, total)


def make_system() -> TaxBenefitSystem:
    """The rules, built once and used for every case, as OpenFisca's web API does."""
    system = TaxBenefitSystem([Claim, Applicant])
    system.parameters = ParameterNode("", data=_dated(PARAMETERS))
    system.add_variables(*INPUTS, *RULES)
    return system


def work_out_grants(system: TaxBenefitSystem, situation: Mapping[str, Any], on: str) -> dict[str, Any]:
    """The ceilings, in yuan, of one case with the day of application ``on``: of each claim, for each grant
    alone.
    """
    return _work_out(system, situation, on)[0]


def assess_one(system: TaxBenefitSystem, situation: Mapping[str, Any], on: str) -> dict[str, Any]:
    """The ceilings, in yuan, of one case with the day of application ``on``: of each claim by grant, and in
    total.
    """
    claims, simulation = _work_out(system, situation, on)
    return {"claims": claims, "total": float(simulation.calculate("total", period(on))[0])}


def _work_out(
    system: TaxBenefitSystem, situation: Mapping[str, Any], on: str
) -> tuple[dict[str, Any], Simulation]:
    simulation = SimulationBuilder().build_from_entities(system, situation)
    day = period(on)
    amounts = {grant: simulation.calculate(grant, day).tolist() for grant in GRANTS}
    claims = {
        claim: {grant: amounts[grant][n] for grant in GRANTS} for n, claim in enumerate(simulation.claim.ids)
    }
    return claims, simulation


def assess_many(system: TaxBenefitSystem, columns: Mapping[str, Any], count: int, on: str) -> Simulation:
    """Compute many applicants with one claim each at once; ``columns`` holds an array for each input."""
    simulation = SimulationBuilder.build_default_simulation(system, count)
    for name, values in columns.items():
        simulation.set_input(name, ALWAYS, values)
    day = period(on)
    for grant in (*GRANTS, "total"):
        simulation.calculate(grant, day)
    return simulation
