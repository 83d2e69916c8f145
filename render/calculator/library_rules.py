"""A library as JSON for the evaluator in the browser: the rules of every version of every work.

The keys are those of ``works.js``. A version has the rules of :mod:`render.calculator.rules` without the
sentences and questions, since the page of a work asks its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kb.model.library import Library, Work
from kb.model.policy import Policy
from kb.model.registry import Registry
from kb.model.words.errors import LANGUAGES, Language
from render.calculator.rules import compile_rules

Data = dict[str, Any]

_UNTOLD = ("version", "policy", "langs", "clauses")
"""Parts of the rules that an answer under all works does not need."""

_UNASKED = ("ask", "why", "judged")
"""Parts of a fact that only its question needs."""


def compile_library(library: Library, langs: Sequence[Language] = LANGUAGES) -> Data:
    """Everything that the evaluator needs of all works, with names in each of ``langs``.

    Raises :class:`kb.model.words.errors.PolicyError` for a version that cannot be loaded.
    """
    present = [work.policy(work.present) for work in library.works]
    return {
        "places": _places([policy.registry for policy in present]),
        "works": [_work(work, langs) for work in library.works],
    }


def write_library(data: Data) -> str:
    """The library as a script for a page, after that of ``read_works_evaluator``. No content can end its
    script element.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"Tiaowen.works.library = {text};\n"


def _places(registries: Sequence[Registry]) -> Data:
    return {
        place.id: {"level": place.level, "within": place.within}
        for registry in registries
        for place in registry.jurisdictions
    }


def _work(work: Work, langs: Sequence[Language]) -> Data:
    versions = [
        {
            "name": version.name,
            "first": version.first.isoformat(),
            "last": version.last and version.last.isoformat(),
            "repealed": version.is_repealed,
            "repealer": version.repealer,
            "rules": _spare(compile_rules(work.policy(version), langs)),
            "deciding": _deciding(work.policy(version)),
        }
        for version in work.versions
    ]
    title = work.policy(work.present).title_in(langs[0])
    return {"id": work.id, "title": title, "present": work.present.name, "versions": versions}


def _spare(rules: Data) -> Data:
    """Rules without the data that only the calculator of the work itself needs."""
    facts = [{key: value for key, value in fact.items() if key not in _UNASKED} for fact in rules["facts"]]
    readings = [
        {"id": one["id"], "default": one["default"], "options": [[key] for key, *_ in one["options"]]}
        for one in rules["readings"]
    ]
    kept = {key: value for key, value in rules.items() if key not in _UNTOLD}
    return {**kept, "facts": facts, "readings": readings}


def _deciding(policy: Policy) -> Data | None:
    """The reading on which day of a claim decides its version, with the fact of each option; or else the fact
    (``day``) of the transition rule.
    """
    reading = policy.reading_about("version-day")
    if reading is None:
        return {"day": policy.transition_fact} if policy.transition_fact else None
    days = {option.id: option.day for option in reading.options}
    return {"reading": reading.id, "default": reading.default, "days": days}
