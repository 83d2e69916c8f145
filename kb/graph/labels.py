"""The names of the nodes of the graph, in Chinese and English."""

from __future__ import annotations

from kb.model.document import SECTIONS, Clause, Division, Provision, Section, join_label, text_of
from kb.model.figures import figure_value
from kb.model.policy import Measure, Policy, Support
from kb.model.registry import Agency, Concept, Domain
from kb.model.wording import Figure, Inline, Plain
from kb.model.words.errors import Language

_SECTIONS_EN = {"preface": "Notice", "preamble": "Preamble", "scope": "Scope", "final": "Final provisions"}


def label_section(section: Section, lang: Language) -> str:
    """The name of a section; a chapter or an annex has its label and heading as published."""
    if isinstance(section, Division):
        return join_label(section.num, text_of(section.heading_runs))
    return SECTIONS[section.eid] if lang == "zh" else _SECTIONS_EN[section.eid]


def label_clause(clause: Clause) -> str:
    """A measure by its number, in English: ``Measure 5``, ``Article 5-1``."""
    return f"{'Article' if clause.num.startswith('第') else 'Measure'} {clause.place}"


def label_measure(policy: Policy, measure: Measure, lang: Language) -> str:
    """The number and title as published; in English the number and the plain title, where there is one."""
    if lang == "zh":
        return measure.headline
    part = policy.plain.get(lang, {}).get(measure.eid)
    number = label_clause(measure.clause)
    return f"{number}: {part.title}" if part and part.title else number


def label_provision(owner: str, provision: Provision, lang: Language) -> str:
    """The place of a sentence or clause: ``(十四)第2句第1分句``."""
    _, *steps = provision.eid.split("__")
    if lang == "zh":
        names = {"s": "第{}句", "c": "第{}分句"}
        return owner + "".join(names[kind].format(n) for kind, n in (step.split("_") for step in steps))
    names = {"s": "sentence {}", "c": "clause {}"}
    return ", ".join([owner, *(names[kind].format(n) for kind, n in (step.split("_") for step in steps))])


def label_support(policy: Policy, support: Support, lang: Language) -> str:
    """Its short name in plain wording, or else the name of its form."""
    part = policy.plain.get(lang, {}).get(support.measure)
    form = policy.registry.concept_by_id.get(support.form)
    plain = part.supports.get(support.id) if part else None
    return plain or (form.label(lang) if form else support.form)


def label_plain(policy: Policy, plain: Plain | None, lang: Language) -> str:
    """A plain sentence as text, with its figures and links written out."""
    return "".join(_inline(policy, part, lang) for part in (plain.parts if plain else ())).strip()


def _inline(policy: Policy, part: Inline, lang: Language) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Figure):
        return part.quantities[0].text if part.derive is None else str(figure_value(part))
    if part.text or part.ref not in policy:
        return part.text or part.ref
    match policy[part.ref]:
        case Measure(num=num, number=number):
            return num if lang == "zh" else str(number)
        case Agency() | Domain() | Concept() as named:
            return named.label(lang)
        case _:
            return part.ref
