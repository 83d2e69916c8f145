"""The form of a case: the parts of a case of a policy, and the facts of each part.

The policy declares the facts. This module adds what only the whole policy determines (the subjects of each
kind, the supports, the agencies) and what every case has: a day, and the id and kind of each claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kb.cases.case import Facts, FactValue
from kb.core.ruleset import Same
from kb.model.facts import AGENCY, APPLICANT, GRANT, IS, POLICY, SUPPORT, Choice, Fact
from kb.model.policy import Policy

CASE = "case"
"""The part for the whole file."""

DATE = Fact(
    "date",
    (CASE,),
    "date",
    "评估日期",
    "day of assessment",
    {
        "zh": "按哪一天评估？没有另外说明时，也是申请的日期。",
        "en": "As of which day? Unless you say otherwise, it is also the day of application.",
    },
)
_ID = Fact(
    "id",
    ("claim",),
    "name",
    "申请事项的名称",
    "name of the claim",
    {
        "zh": "给这个申请事项起什么名字？每项不同，自己定。",
        "en": "What is this claim to be called? Any name, different for each.",
    },
)
_KIND = Fact(
    "kind",
    ("claim",),
    "choice",
    "申请事项的种类",
    "kind of claim",
    {"zh": "为哪一种事物申请支持？", "en": "What sort of thing is support asked for?"},
)
_POLICY = Fact(
    POLICY,
    (GRANT,),
    "choice",
    "按哪一份政策",
    "under which policy",
    {"zh": "是按哪一份政策给的？", "en": "Under which policy was it given?"},
)
_PARTS = (
    Choice(APPLICANT, "申请人", "applicant"),
    Choice("claims", "申请事项", "claims"),
    Choice("ledger", "以前拿过的", "ledger"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping of a case file: its id, its name, its facts, and the required ones.

    ``parts`` are the keys whose values are parts themselves, such as the claims of a case.
    """

    id: str
    name: str
    name_en: str
    facts: tuple[Fact, ...]
    required: tuple[str, ...] = ()
    parts: tuple[Choice, ...] = ()

    @property
    def keys(self) -> tuple[Fact | Choice, ...]:
        """Everything that the part may contain, each with its id and names."""
        return (*self.facts, *self.parts)

    def fact(self, key: str) -> Fact | None:
        """The fact with this id."""
        return next((fact for fact in self.facts if fact.id == key), None)

    def label(self, lang: str) -> str:
        """The name of the part in sentences, in ``zh`` or ``en``."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The parts of a case of one policy: the whole, the applicant, the claims, a grant of the ledger.

    ``claim`` holds what every claim states, ``kinds`` everything that each kind states. ``shared`` has each
    id that supports of several works have, with those works; a grant with such an id has to name its work.
    Forms are compared by identity, because hashing their content takes longer than reading a case.
    """

    case: Part
    applicant: Part
    claim: Part
    kinds: tuple[Part, ...]
    grant: Part
    shared: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def kind(self, key: str) -> Part | None:
        """The claims of one kind."""
        return next((part for part in self.kinds if part.id == key), None)

    def __iter__(self) -> Iterator[Part]:
        yield from (self.case, self.applicant, *self.kinds, self.grant)


def form_of(policy: Policy) -> Form:
    """The form of the cases of ``policy``. The kinds of claim are the units that its
    supports are given for.
    """
    return _form(Same(policy))


@lru_cache(maxsize=16)
def _form(same: Same[Policy]) -> Form:
    policy = same.thing
    used = {support.per for support in policy.supports}
    units = [unit for unit in policy.registry.of_kind("unit") if unit.id in used]
    kind = replace(_KIND, choices=tuple(Choice(unit.id, unit.name, unit.name_en) for unit in units))
    named, must = (_ID, kind), ("id", "kind")
    kinds = []
    for unit in units:
        facts = tuple(_of_claim(fact, unit.id, policy) for fact in policy.facts_of(unit.id))
        label, label_en = f"{unit.name}（{unit.id}）", f"a claim of the kind {unit.id}"
        kinds.append(Part(unit.id, label, label_en, (*named, *facts), must))
    grant = tuple(_of_grant(fact, policy) for fact in policy.facts_of(GRANT))
    return Form(
        Part(CASE, "文件最外层", "the outermost level of a case", (DATE,), ("date",), _PARTS),
        Part(APPLICANT, "申请人（applicant）", "the applicant", policy.facts_of(APPLICANT)),
        Part("claim", "一个申请事项（claims）", "a claim", named, must),
        tuple(kinds),
        Part(GRANT, "以前拿过的（ledger）", "an entry of the ledger", grant),
    )


def asked_facts(policy: Policy, kind: str, facts: Facts) -> dict[str, FactValue]:
    """The facts that a policy asks for of a kind of claim: none where it has no support of the kind, even
    where it declares a fact for it.
    """
    part = form_of(policy).kind(kind)
    return {key: value for key, value in facts.items() if part is not None and part.fact(key) is not None}


def form_of_works(policies: Sequence[Policy]) -> Form:
    """The form of a case that several works answer: everything that one of them asks for.

    A fact that several works ask for occurs once, with the choices of all. A grant names the work and the
    support: ``policy: cn-440300/anjie-huanbao`` and ``support: para_9__sup_1``, or both in one value with a
    slash between them. An id that only one work has needs no work. For one work it is the form of that work.
    """
    if len(policies) == 1:
        return form_of(policies[0])
    forms = [form_of(policy) for policy in policies]
    first = forms[0]
    kinds: dict[str, Part] = {}
    for part in (part for form in forms for part in form.kinds):
        kinds[part.id] = _join(kinds[part.id], part) if part.id in kinds else part
    kind = replace(_KIND, choices=_choices(form.claim.fact("kind") for form in forms))
    named = (_ID, kind)
    kinds = {
        key: replace(part, facts=(*named, *(f for f in part.facts if f.id not in ("id", "kind"))))
        for key, part in kinds.items()
    }
    applicant, grant = first.applicant, first.grant
    for form in forms[1:]:
        applicant, grant = _join(applicant, form.applicant), _join(grant, form.grant)
    works = tuple(Choice(policy.work, policy.title, policy.title_in("en")) for policy in policies)
    supports = tuple(
        Choice(key, policy.support_name(support, "zh"), policy.support_name(support, "en"))
        for policy in policies
        for support in policy.supports
        for key in (f"{policy.work}/{support.id}", support.id)
    )
    facts = [replace(f, choices=supports) if f.id == SUPPORT else f for f in grant.facts]
    whose = replace(_POLICY, choices=works)
    return Form(
        first.case, applicant, replace(first.claim, facts=named), tuple(kinds.values()),
        replace(grant, facts=(whose, *facts)), _shared_ids(policies, works),
    )  # fmt: skip


def _shared_ids(policies: Sequence[Policy], works: Sequence[Choice]) -> dict[str, tuple[Choice, ...]]:
    """The ids of supports that several works have, each with those works. Versions of one work share an id
    without doubt about the work.
    """
    owners: dict[str, dict[str, Choice]] = defaultdict(dict)
    for policy, work in zip(policies, works, strict=True):
        for support in policy.supports:
            owners[support.id][work.id] = work
    return {key: tuple(several.values()) for key, several in owners.items() if len(several) > 1}


def _join(one: Part, other: Part) -> Part:
    """A part with the facts of both, each fact once."""
    facts = {fact.id: fact for fact in one.facts}
    for fact in other.facts:
        known = facts.get(fact.id)
        facts[fact.id] = fact if known is None else replace(known, choices=_choices((known, fact)))
    return replace(one, facts=tuple(facts.values()))


def _choices(facts: Iterable[Fact | None]) -> tuple[Choice, ...]:
    """The choices of facts, each once."""
    return tuple({choice.id: choice for fact in facts if fact for choice in fact.choices}.values())


def _of_claim(fact: Fact, kind: str, policy: Policy) -> Fact:
    if fact.id != IS:
        return fact
    subjects = {
        subject.concept.id: Choice(subject.concept.id, subject.concept.name, subject.concept.name_en)
        for support in policy.supports
        if support.per == kind
        for subject in support.subjects
    }
    return replace(fact, choices=tuple(subjects.values()))


def _of_grant(fact: Fact, policy: Policy) -> Fact:
    """A fact with the ids of the policy as choices, where it names something of the policy."""
    if fact.id == SUPPORT:
        supports = (
            Choice(s.id, policy.support_name(s, "zh"), policy.support_name(s, "en")) for s in policy.supports
        )
        return replace(fact, type="choice", choices=tuple(supports))
    if fact.id == AGENCY:
        agencies = (Choice(agency.id, agency.name, agency.name_en) for agency in policy.agencies)
        return replace(fact, type="choice", choices=tuple(agencies))
    return fact
