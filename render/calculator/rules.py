"""The policy as JSON for the evaluator in the browser: every rule with its guards, names and words.

Nothing is decided here. A rule keeps its guards, so that a page can switch readings. The keys:

- anything: ``id``; ``at`` the provision that states it and ``q`` the quoted words; ``if`` the guard, as
  rules write it (``G1:a M5a:b``: all must be chosen), left out where it always holds; ``k`` the kind of a
  requirement or an amount; ``name`` a list with one name for each of ``langs``, as every list of words here.
- ``r`` rulings: a name → a list of ``[value, guard]``, or ``[value]``.
- sums are ``fen``: a string of digits; a rate is a fraction, ``3/10``; days are ISO dates.
- ``supports``: ``per`` the kind of claim; ``needed`` the guards under which a selection is awaited, and
  ``choice`` its words; ``for`` subjects; ``asks`` requirements, each for one subject where it has ``of``.
- ``facts``: ``ask`` the question; ``of``, ``type``, ``choices``, ``judged``, ``presumed`` and ``why`` as in
  ``facts.xml``; ``from`` says where else its choices are found (``subjects``, ``supports``, ``agencies``).
- ``readings``: ``least`` the option that promises least, where it is not the default.
- ``clauses``: the whole sentence for every ``at``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from importlib import resources
from typing import Any

from kb.core.rules import Rules
from kb.model.amounts import (
    Agreed,
    Amount,
    ByReference,
    Cap,
    CaseByCase,
    Cases,
    Counted,
    Fixed,
    InKind,
    Instalments,
    Least,
    PerUnit,
    Product,
    Quantity,
    Scaled,
    Share,
    SharedCap,
    Tier,
    Total,
)
from kb.model.facts import CITY, DISTRICT, GRANT, Choice, Fact
from kb.model.figures import anniversary, inline_text
from kb.model.guards import Guard, Ruling
from kb.model.policy import Measure, Overlap, Policy, Support, Term
from kb.model.registry import Agency, Concept
from kb.model.requirements import AllOf, AnyOf, Compare, Condition, Earlier, Requirement, When, leaves
from kb.model.together import JointLimit, OtherFunds, Together
from kb.model.values import MEASURES, MONTHS, Count, Ends, Money, Rate, Value
from kb.model.wording import Plain, Reading
from kb.model.words.errors import LANGUAGES, Language

Data = dict[str, Any]
"""A JSON object."""

VERSION = "1"
"""The version of the form. It changes when evaluators that read the form must change."""

PARTS = ("case.js", "rules.js", "forms.js", "limits.js", "together.js", "combination.js", "evaluator.js")
"""The files of the evaluator; each depends on those before it."""

FORMS = "forms.js"
"""The part that only policies with some forms of amount need."""

TOGETHER = "together.js"
"""The part that only policies with rules about several supports need."""

WORKS = "works.js"
"""The part that answers under all works of a library; it follows all others."""

_COMMENT = re.compile(r"(?m)^ */\*(?s:.*?)\*/ *$|^ *//.*$")
_ONLY = re.compile(r"^(.*) // only: (\S+)$")
"""A line that is included only together with a part: it calls what that part adds."""
_FROM = {("is", "choices"): "subjects", ("support", "name"): "supports", ("agency", "name"): "agencies"}


def compile_rules(policy: Policy, langs: Sequence[Language] = LANGUAGES) -> Data:
    """Everything that the evaluator needs of ``policy``, with names and questions in each of ``langs``."""
    return _Writer(policy, tuple(langs)).rules()


def write_rules(rules: Data) -> str:
    """The rules as a script for a page, which sets ``Tiaowen.rules``. No content can end its
    script element.
    """
    text = json.dumps(rules, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"(globalThis.Tiaowen ??= {{}}).rules = {text};\n"


def read_evaluator(policy: Policy) -> str:
    """The evaluator of a policy as one script for a page. It sets ``Tiaowen`` and needs no other file.

    It is the unchanged code of the parts, without comment lines and indentation. Parts that the policy does
    not need are left out.
    """
    needed = {FORMS: has_forms(policy), TOGETHER: has_joint_rules(policy)}
    return _read_parts([name for name in PARTS if needed.get(name, True)])


def read_works_evaluator() -> str:
    """The evaluator of a library as one script for a page: a second ``Tiaowen`` beside that of a policy,
    which answers under all works.

    It has every part, since any of the works may need it, and is set as ``Tiaowen.works``.
    """
    code = _read_parts([*PARTS, WORKS])
    head = "const Tiaowen = {};\nconst globalThis = { Tiaowen };\n"
    return f"(globalThis.Tiaowen ??= {{}}).works = (() => {{\n{head}{code}return Tiaowen;\n}})();\n"


def _read_parts(names: Sequence[str]) -> str:
    folder = resources.files("render.calculator")
    code = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    lines = (_line_for(line.strip(), names) for line in _COMMENT.sub("", code).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def _line_for(line: str, parts: Sequence[str]) -> str:
    """A line as it is included beside these parts; empty where it belongs to another part."""
    only = _ONLY.match(line)
    return line if only is None else only[1] if only[2] in parts else ""


def has_forms(policy: Policy) -> bool:
    """Whether a policy has an amount or a comparison that needs :data:`FORMS`."""
    parts = (part for support in policy.supports for part in support.amount.walk())
    tests = (leaf for support in policy.supports for one in support.requirements for leaf in leaves(one))
    return any(
        isinstance(part, Fixed | Product | Total | Cases | Instalments | Scaled) for part in parts
    ) or any(isinstance(leaf, Compare) for leaf in tests)


def has_joint_rules(policy: Policy) -> bool:
    """Whether a policy has rules about several supports, which need :data:`TOGETHER`."""
    found = policy.together
    return bool(found.limits or found.others or found.budgets)


class _Writer:
    """Writes one policy and collects the provisions and concepts that its rules name."""

    def __init__(self, policy: Policy, langs: tuple[Language, ...]) -> None:
        self._policy = policy
        self._langs = langs
        self._provisions: dict[str, None] = {}
        self._names: dict[str, Concept] = {}

    def rules(self) -> Data:
        """The complete rules."""
        policy = self._policy
        found: Data = {
            "version": VERSION,
            "policy": {"work": policy.document.work, "date": policy.document.version}
            | ({"trial": True} if policy.version.is_trial else {}),
            "langs": list(self._langs),
            "readings": [self._reading(reading) for reading in policy.readings],
            "supports": [self._support(support) for support in policy.supports],
            "common": [self._requirement(when) for when in policy.part_requirements],
            "terms": {term.kind: self._term(term) for term in reversed(policy.terms)},
            "overlaps": [self._overlap(o) for measure in policy.measures for o in measure.overlaps],
            "measures": {measure.eid: self._measure(measure) for measure in policy.measures},
            "agencies": {agency.id: self._label(agency) for agency in policy.agencies},
            "kinds": {
                unit.id: self._label(unit)
                for unit in policy.registry.of_kind("unit")
                if unit.id in {support.per for support in policy.supports}
            },
            "facts": [self._fact(fact) for fact in policy.facts],
        }
        if has_joint_rules(policy):
            found["together"] = self._together(policy.together)
        found["names"] = {key: self._label(concept) for key, concept in self._names.items()}
        found["clauses"] = {eid: policy.provision(eid).text for eid in self._provisions}
        return found

    def _reading(self, reading: Reading) -> Data:
        options = [[option.id, *self._plain(option.text)] for option in reading.options]
        return _some(
            {
                "id": reading.id,
                "default": reading.default,
                "least": "" if reading.least == reading.default else reading.least,
                "options": options,
                "ask": self._plain(reading.question),
                "money": reading.changes_money,
            }
        )

    def _support(self, support: Support) -> Data:
        policy = self._policy
        names = [policy.plain[lang].get(support.measure) for lang in self._langs]
        self._named(support.form)
        return _some(
            {
                "id": support.id,
                "measure": support.measure,
                "at": self._at(support.provision),
                "per": support.per,
                "name": [part.supports.get(support.id, support.id) if part else support.id for part in names],
                "needed": [_guarded({}, under) for under in support.needed],
                "choice": support.selection_words,
                "for": [
                    _guarded({"id": self._named(s.concept.id), **self._from(s.provision, s.words)}, s.under)
                    for s in support.subjects
                ],
                "asks": [self._requirement(requirement) for requirement in support.requirements],
                "amount": self._amount(support.amount),
            }
        )

    def _requirement(self, requirement: Requirement) -> Data:
        found: Data
        match requirement:
            case When():
                found = {"k": "when", "fact": requirement.fact, "in": list(requirement.values)}
            case Compare():
                found = {"k": "compare", "fact": requirement.fact, "is": requirement.bound}
                found |= {"to": requirement.limit.steps, "limit": _as_value(requirement.limit.value)}
                found |= {"kind": self._unit(requirement.fact)}
                found |= _ruled(requirement.rulings)
            case Condition():
                found = {"k": "judged", "fact": requirement.concept.id}
            case Earlier():
                found = {"k": "earlier", "phase": requirement.phase}
            case AnyOf() | AllOf():
                kind = "any" if isinstance(requirement, AnyOf) else "all"
                found = {"k": kind, "parts": [self._requirement(part) for part in requirement.parts]}
        if not isinstance(requirement, AnyOf | AllOf):
            found |= self._from(requirement.provision, requirement.words)
        return _guarded(_some(found | {"of": requirement.subject}), requirement.under)

    def _amount(self, amount: Amount) -> Data:
        match amount:
            case Share():
                return {
                    "k": "share",
                    "of": amount.base,
                    "rate": _rate(amount.rate),
                    **self._from(amount.rate.provision, amount.words),
                    **_ruled(amount.rulings),
                }
            case Agreed():
                lent = [
                    _guarded({"rate": _rate(b.rate), "at": self._at(b.rate.provision)}, b.under)
                    for b in amount.borrowed
                ]
                found: Data = {"k": "agreed", "of": amount.base, "q": amount.words, "open": amount.rate_words}
                return found | {"lent": lent, **_ruled(amount.rulings)}
            case Cap():
                return {"k": "cap", **self._sum(amount.limit), **_ruled(amount.rulings)}
            case Least():
                parts = [self._amount(part) for part in amount.parts]
                has_cases = any(isinstance(one, Cases) for one in amount.walk())
                kind = "lesser" if has_cases else "least"
                return {"k": kind, "parts": parts, **_ruled(amount.rulings)}
            case Tier():
                levels = [{"id": self._named(one.id), **self._sum(one.limit)} for one in amount.levels]
                for data, one in zip(levels, amount.levels, strict=True):
                    data["words"] = one.words
                return {"k": "tier", "by": amount.by, "levels": levels, **_ruled(amount.rulings)}
            case PerUnit():
                count = amount.count.count
                return {
                    "k": "per-unit",
                    "amount": self._amount(amount.amount),
                    "most": count.number,
                    "noun": count.noun,
                    **self._from(amount.count.provision, amount.count_words),
                    **_ruled(amount.rulings),
                }
            case SharedCap():
                return {"k": "shared-cap", "cap": self._amount(amount.cap), "q": amount.words}
            case CaseByCase():
                return {"k": "case-by-case", "q": amount.words}
            case ByReference():
                to = self._named(amount.instrument)
                return _guarded({"k": "by-reference", "to": to, "q": amount.words}, amount.under)
            case Fixed():
                return {"k": "fixed", **self._worth(amount.sum_), **_ruled(amount.rulings)}
            case Product():
                return {
                    "k": "product",
                    **self._worth(amount.each),
                    "times": [self._counted(one) for one in amount.of],
                    **_ruled(amount.rulings),
                }
            case Total():
                return {"k": "total", "parts": [self._amount(part) for part in amount.parts]}
            case Cases():
                ways = [
                    {"test": self._requirement(way.test), "amount": self._amount(way.amount), "q": way.words}
                    for way in amount.in_turn
                ]
                return _some({"k": "cases", "ways": ways, "free": amount.otherwise == "nothing"})
            case Instalments():
                rates = [_rate(rate) for rate in amount.rates]
                inner = self._amount(amount.amount)
                return {"k": "instalments", "amount": inner, "rates": rates, "q": amount.words}
            case Scaled():
                return {
                    "k": "scaled",
                    "amount": self._amount(amount.amount),
                    "rate": str(amount.factor),
                    "at": self._at(amount.provision),
                    "q": amount.words,
                }
            case InKind():
                return {"k": "in-kind", "form": self._named(amount.kind), "q": amount.words}

    def _term(self, term: Term) -> Data:
        found = {**self._from(term.provision, term.words), "r": _rulings(term.rulings)}
        if term.kind == "validity":
            start, *end = term.quantities
            found["first"] = str(start.value)
            for after in (anniversary(start, one) for one in end):
                found |= {"last": str(after - timedelta(days=1)), "anniversary": str(after)}
        if term.kind == "non-cumulation":
            found |= self._levels()
        return found

    def _levels(self) -> Data:
        """The levels of government that the bar covers and those below, where they are not as for a city."""
        core = Rules(self._policy)
        covered, lower = core.bar.levels, core.lower_levels
        found: Data = {} if covered == (CITY,) else {"levels": " ".join(covered)}
        return found if lower == (DISTRICT,) else found | {"lower": " ".join(lower)}

    def _overlap(self, overlap: Overlap) -> Data:
        found: Data = {"supports": list(overlap.supports), "where": overlap.where, "same": overlap.same}
        found |= {"lower": list(overlap.lower)}
        found |= self._from(overlap.provision, overlap.words)
        return _some(found | {"r": _rulings(overlap.rulings)})

    def _together(self, together: Together) -> Data:
        """The rules about several supports: a limit has ``fen``, ``rate`` or ``number``, of a fact (``of``);
        a budget has ``fen`` or ``count``.
        """
        return {
            "limits": [
                _some({**self._joint(one), **self._limit(one.limit), "of": one.of}) for one in together.limits
            ],
            "others": [_some(self._joint(one)) for one in together.others],
            "budgets": [
                _some(
                    {
                        "supports": list(one.supports),
                        **self._from(one.provision, one.words),
                        **self._limit(one.limit, "count"),
                        "year": one.is_yearly,
                        "left": one.left,
                    }
                )
                for one in together.budgets
            ],
        }

    def _joint(self, one: JointLimit | OtherFunds) -> Data:
        found = {"supports": list(one.supports), "levels": list(one.levels)}
        return {**found, **self._from(one.provision, one.words), "r": _rulings(one.rulings)}

    def _limit(self, limit: Quantity | None, number: str = "number") -> Data:
        match limit.value if limit is not None else None:
            case Money(fen):
                return {"fen": str(fen)}
            case Rate(of_one):
                return {"rate": str(of_one)}
            case Count(count, noun):
                return (
                    {number: count, "noun": noun}
                    if number == "number"
                    else {number: _as_value(Count(count, noun))}
                )
            case _:
                return {}

    def _measure(self, measure: Measure) -> Data:
        return {
            "agencies": [agency.id for agency in measure.named],
            "domains": [link.domain.id for link in measure.domains],
            **self._inherited(measure),
        }

    @staticmethod
    def _inherited(measure: Measure) -> Data:
        """Where the agencies of a measure are stated if not in it, and bodies that only issued the text."""
        if measure.source in ("", "provision"):
            return {}
        issuers = [duty.agency.id for duty in measure.duties if not duty.is_stated]
        return {"source": measure.source, **({"issuers": issuers} if issuers else {})}

    def _fact(self, fact: Fact) -> Data:
        # Supports and agencies are chosen by id, the subject of a claim among the subjects of its kind.
        found = _FROM.get((fact.id, fact.type), "")
        if found in ("supports", "agencies") and GRANT not in fact.of:
            found = ""
        return _some(
            {
                "id": fact.id,
                "of": list(fact.of),
                "type": "choice" if found in ("supports", "agencies") else fact.type,
                "name": self._label(fact),
                "ask": [fact.question.get(lang, "") for lang in self._langs],
                "choices": [[choice.id, *self._label(choice)] for choice in fact.choices],
                "from": found,
                "judged": fact.judged,
                "presumed": fact.presumed,
                "bounds": fact.bounds,
                "unit": fact.unit,
                "agrees": [[one.relation, one.other, one.when] for one in fact.agrees],
                "why": [fact.why.get(lang, "") for lang in self._langs] if fact.why else [],
            }
        )

    def _label(self, named: Fact | Choice | Concept | Agency) -> list[str]:
        return [named.label(lang) for lang in self._langs]

    def _plain(self, sentence: Mapping[str, Plain]) -> list[str]:
        return [inline_text(self._policy, sentence[lang].parts, lang) for lang in self._langs]

    def _named(self, key: str) -> str:
        """The id of a concept; it is recorded, since a page may need its name."""
        concept = self._policy.registry.concept_by_id.get(key)
        if concept is not None:
            self._names[key] = concept
        return key

    def _at(self, provision: str) -> str:
        """The eId of a provision; it is recorded, since a page may need its sentence."""
        self._provisions[provision] = None
        return provision

    def _from(self, provision: str, words: str) -> Data:
        return {"at": self._at(provision), "q": words}

    def _worth(self, each: Quantity) -> Data:
        """A sum in fen or a rate, or the two bounds of one."""
        value = each.value
        ends = (value.low, value.high) if isinstance(value, Ends) else (value,)
        worth = [str(one.fen) if isinstance(one, Money) else _fraction(one) for one in ends]
        says = {} if isinstance(value, Money) else {"says": _as_value(value)}
        return {"worth": worth, **says, **self._from(each.provision, each.text)}

    def _counted(self, one: Counted) -> Data:
        bounds = {
            key: quantity.steps
            for key, quantity in (("most", one.most), ("over", one.over), ("step", one.step))
            if quantity is not None
        }
        plus = {} if one.plus is None else {"plus": -one.plus.steps if one.is_less else one.plus.steps}
        unit = self._unit(one.fact)
        size = MEASURES[unit][2] if unit in MEASURES and one.step is None else 1
        size *= (100 if unit == "percent" else 1) * (MONTHS if one.is_yearly else 1)
        kind = "count" if one.step is not None else unit
        return {"of": one.fact, "unit": unit, "kind": kind, "size": size, **bounds, **plus}

    def _unit(self, key: str) -> str:
        """The unit of a number: that of a sum, of pieces, or of a measured number."""
        numbers = (fact for fact in self._policy.facts if fact.id == key)
        return next((fact.unit or fact.type for fact in numbers), "count")

    def _sum(self, limit: Quantity) -> Data:
        return {"fen": str(limit.money.fen), **self._from(limit.provision, limit.text)}


def _rate(quantity: Quantity) -> str:
    return _fraction(quantity.rate)


def _fraction(rate: Value) -> str:
    assert isinstance(rate, Rate)
    return str(rate.of_one)


def _as_value(value: Value) -> str:
    """A number of the text as results write it: sums in fen, rates as fractions."""
    match value:
        case Money(fen):
            return str(fen)
        case Rate():
            return str(value.of_one)
        case _:
            return str(value)


def _rulings(rulings: Iterable[Ruling]) -> Data:
    found: dict[str, list[list[str]]] = {}
    for ruling in rulings:
        guard = [_write_guard(ruling.under)] if ruling.under else []
        found.setdefault(ruling.name, []).append([ruling.value, *guard])
    return found


def _ruled(rulings: Iterable[Ruling]) -> Data:
    """The rulings of an amount, where it has any."""
    found = _rulings(rulings)
    return {"r": found} if found else {}


def _guarded(data: Data, under: Guard) -> Data:
    return {**data, "if": _write_guard(under)} if under else data


def _write_guard(under: Guard) -> str:
    return " ".join(f"{reading}:{option}" for reading, option in under)


def _some(data: Data) -> Data:
    """Data without its empty values."""
    return {key: value for key, value in data.items() if value not in ("", [], False)}
