"""Amounts as sentences: one walk over the forms of amounts for each language.

A sentence consists of the same pieces as plain wording: words, figures, and links to terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

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
    Way,
)
from kb.model.registry import Registry
from kb.model.requirements import limits_of
from kb.model.wording import Figure, Inline, Link
from kb.model.words.errors import Language

CASE_BY_CASE = "case-by-case"
BY_REFERENCE = "by-reference"


def say_amount(amount: Amount, registry: Registry, lang: Language) -> tuple[Inline, ...]:
    """The amount of a support, as a sentence without its full stop.

    Only a grant has figures in it. Support that another policy decides, that is decided case by case, or that
    is in kind is never given a sum here.
    """
    return tuple(_in_chinese(amount, registry) if lang == "zh" else _in_english(amount, registry))


def binding_point(amount: Amount) -> Figure | None:
    """The least base at which the ceiling binds, where a stated share has exactly one ceiling."""
    if not isinstance(amount, Least):
        return None
    shares = [part for part in amount.parts if isinstance(part, Share)]
    caps = [part for part in amount.parts if isinstance(part, Cap)]
    if len(shares) != 1 or len(caps) != 1:
        return None
    return Figure((shares[0].rate, caps[0].limit), "binds-from")


def is_most(share: Share) -> bool:
    """Whether the rate of a share is a ceiling under every reading."""
    return any((r.value, r.under) == ("open", ()) for r in share.sum.rulings)


def _is_floor(amount: Fixed | Product) -> bool:
    """Whether a sum is the least that is given, under every reading."""
    return any((r.value, r.under) == ("floor", ()) for r in amount.sum.rulings)


def _in_chinese(amount: Amount, registry: Registry) -> list[Inline]:
    match amount:
        case Share():
            most = "不超过" if is_most(amount) else ""
            return ["按", _concept(amount.base, registry, "zh"), f"的{most}", _figure(amount.rate)]
        case Agreed():
            share = _open_share(amount, registry, "zh")
            return ["按", _concept(amount.base, registry, "zh"), "的", share, "（条文没有写是多少）"]
        case Cap():
            return ["最高", _figure(amount.limit)]
        case Least():
            return _joined([_in_chinese(part, registry) for part in amount.parts], "，")
        case Tier():
            levels: list[list[Inline]] = [[f"{lv.words}最高", _figure(lv.limit)] for lv in amount.levels]
            return _joined(levels, "；")
        case PerUnit():
            each = _in_chinese(amount.amount, registry)
            return [amount.words, *each, f"；{amount.count_words}最多", _figure(amount.count)]
        case SharedCap():
            phases = "、".join(phase.words for phase in amount.phases)
            return [phases, _figure(amount.count), amount.words, *_in_chinese(amount.cap, registry)]
        case Fixed():
            if amount.is_range:
                return ["在", _figure(amount.sum_), "之间"]
            return [*(["不少于"] if _is_floor(amount) else []), _figure(amount.sum_)]
        case Product():
            return _product(amount, registry, "zh")
        case Total():
            return _joined([_in_chinese(part, registry) for part in amount.parts], "，另加")
        case Cases():
            ways = [[*_case(way, "zh"), *_in_chinese(way.amount, registry)] for way in amount.ways]
            return _joined(ways, "；")
        case Instalments():
            whole = _in_chinese(amount.amount, registry)
            return [*whole, "，", amount.words, *_figures(amount.rates, "、")]
        case Scaled():
            standard = _in_chinese(amount.amount, registry)
            change, end = {"": ("按", "计"), "more": ("再加", ""), "less": ("减去", "")}[amount.change]
            return [f"{amount.words}（", *standard, f"），{change}", _figure(amount.rate), end]
        case CaseByCase():
            return [_concept(CASE_BY_CASE, registry, "zh"), "，条文没有写金额"]
        case ByReference():
            policy = _concept(amount.instrument, registry, "zh")
            return [_concept(BY_REFERENCE, registry, "zh"), "执行（", policy, "）"]
        case InKind():
            return [_concept(amount.kind, registry, "zh"), "，条文没有写金额"]
        case _:  # pragma: no cover
            assert_never(amount)


def _in_english(amount: Amount, registry: Registry) -> list[Inline]:
    match amount:
        case Share():
            stated: list[Inline] = [_figure(amount.rate), " of the ", _concept(amount.base, registry, "en")]
            return ["up to ", *stated] if is_most(amount) else stated
        case Agreed():
            share = _open_share(amount, registry, "en")
            base = _concept(amount.base, registry, "en")
            return [share, " of the ", base, " (the clause does not say how much)"]
        case Cap():
            return ["up to ", _figure(amount.limit)]
        case Least():
            return _joined([_in_english(part, registry) for part in amount.parts], ", ")
        case Tier():
            levels: list[list[Inline]] = [
                [f"{_name(level.id, registry, 'en')}: up to ", _figure(level.limit)]
                for level in amount.levels
            ]
            return _joined(levels, "; ")
        case PerUnit():
            unit, holder, period = (
                _name(key, registry, "en") for key in (amount.unit, amount.holder, amount.period)
            )
            each = _in_english(amount.amount, registry)
            most: list[Inline] = ["; no more than ", _figure(amount.count), f" a {period} for one {holder}"]
            return [*each, f" for each {unit}", *most]
        case SharedCap():
            phases = " and ".join(_name(phase.id, registry, "en") for phase in amount.phases)
            cap = _in_english(amount.cap, registry)
            return [*cap, " in all for ", _figure(amount.count), f" phases: {phases}"]
        case Fixed():
            if amount.is_range:
                return ["between ", _figure(amount.sum_)]
            return [*(["no less than "] if _is_floor(amount) else []), _figure(amount.sum_)]
        case Product():
            return _product(amount, registry, "en")
        case Total():
            return _joined([_in_english(part, registry) for part in amount.parts], ", plus ")
        case Cases():
            ways = [[*_case(way, "en"), *_in_english(way.amount, registry)] for way in amount.ways]
            return _joined(ways, "; ")
        case Instalments():
            whole = _in_english(amount.amount, registry)
            return [*whole, ", paid in parts of ", *_figures(amount.rates, ", ")]
        case Scaled():
            change = {"": "of", "more": "more than", "less": "less than"}[amount.change]
            standard = _in_english(amount.amount, registry)
            return [_figure(amount.rate), f" {change} another support (", *standard, ")"]
        case CaseByCase():
            return [_concept(CASE_BY_CASE, registry, "en"), "; the clause states no sum"]
        case ByReference():
            policy = _concept(amount.instrument, registry, "en")
            return [_concept(BY_REFERENCE, registry, "en"), " (", policy, ")"]
        case InKind():
            return [_concept(amount.kind, registry, "en"), "; the clause states no sum"]
        case _:  # pragma: no cover
            assert_never(amount)


def _product(amount: Product, registry: Registry, lang: Language) -> list[Inline]:
    """A sum for each of some numbers, with the bounds of each number."""
    said: list[Inline] = []
    for one in amount.of:
        parts: list[Inline] = [_concept(one.fact, registry, lang)]
        for form, quantity in _bounds_of(one):
            before, after = _BOUNDS[form][lang]
            parts += [before, _figure(quantity), after]
        said += [" × ", *parts] if said else parts
    least = {"zh": "不少于", "en": "no less than "}[lang] if _is_floor(amount) else ""
    return [*([least] if least else []), *said, " × ", _figure(amount.each)]


_BOUNDS: dict[str, dict[str, tuple[str, str]]] = {
    "over": {"zh": ("（超过", "的部分）"), "en": (" (the part over ", ")")},
    "most": {"zh": ("（至多按", "计）"), "en": (" (", " at most)")},
    "step": {"zh": ("（每满", "算一份）"), "en": (" (for every full ", ")")},
    "plus": {"zh": ("（加", "）"), "en": (" (plus ", ")")},
    "less": {"zh": ("（减", "）"), "en": (" (less ", ")")},
}
"""The words before and after the bound of a number."""


def _bounds_of(one: Counted) -> Iterator[tuple[str, Quantity]]:
    for form, quantity in (("over", one.over), ("most", one.most), ("step", one.step), ("plus", one.plus)):
        if quantity is not None:
            yield ("less" if form == "plus" and one.is_less else form), quantity


def _case(way: Way, lang: Language) -> list[Inline]:
    """The test of a case, in the words of the text and its numbers."""
    limits = [quantity for quantity, _ in limits_of(way.test)]
    said: list[Inline] = [f"“{way.words}”" if way.words else ""]
    if limits:
        said += ["（" if lang == "zh" else " (", *_figures(limits, "、" if lang == "zh" else ", ")]
        said.append("）" if lang == "zh" else ")")
    return [*said, "：" if lang == "zh" else ": "]


def _figures(quantities: Iterable[Quantity], between: str) -> list[Inline]:
    return _joined([[_figure(one)] for one in quantities], between)


def _figure(quantity: Quantity) -> Figure:
    return Figure((quantity,))


def _open_share(amount: Agreed, registry: Registry, lang: Language) -> Inline:
    """A share that the text leaves open, in its words; a link where they are a registered term."""
    term = next((one for one in registry.of_kind("term") if one.name == amount.rate_words), None)
    if term is not None:
        return Link(term.id, term.label(lang))
    return amount.rate_words if lang == "zh" else "a share"


def _name(key: str, registry: Registry, lang: Language) -> str:
    return registry.concept_by_id[key].label(lang)


def _concept(key: str, registry: Registry, lang: Language) -> Link:
    return Link(key, _name(key, registry, lang))


def _joined(phrases: list[list[Inline]], between: str) -> list[Inline]:
    joined: list[Inline] = []
    for phrase in phrases:
        joined += [between, *phrase] if joined else phrase
    return joined
