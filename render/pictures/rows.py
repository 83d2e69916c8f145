"""The content of the pictures of the graph: agencies and domains, their measures, and all names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.model.policy import Measure, Policy
from kb.model.registry import Agency, Domain
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from render.templating import templates

Link = Callable[[Measure | Agency | Domain], str]
"""A function that gives the address of the page about a measure, agency or domain; empty for no link."""

TONES = 5
"""The number of colours for domains; further domains share them."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The link of a row to the measure at ``place`` (from 0).

    A tie is strong where the agency is named first, or where words of the text put the measure in the domain.
    """

    place: int
    strong: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An agency or domain: its key in the picture, its id, name and page, and its measures.

    ``described`` is its name and everything linked to it, for readers who do not see the picture. ``tone`` is
    the number of a domain's colour.
    """

    key: str
    kind: str
    id: str
    label: str
    href: str
    described: str
    ties: tuple[Tie, ...]
    tone: int | None = None

    @property
    def places(self) -> tuple[int, ...]:
        """The positions of its measures, in order."""
        return tuple(tie.place for tie in self.ties)


@dataclass(frozen=True, slots=True)
class Spot:
    """A measure: its key in the picture, its number, its mark, title and page.

    ``mark`` is the number as its language writes it. A title without a translation stays Chinese.
    """

    key: str
    eid: str
    number: int
    mark: str
    title: str
    title_lang: str
    href: str
    described: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything in the pictures, in the order of the registry and of the text."""

    words: dict[str, str]
    agencies: tuple[Row, ...]
    spots: tuple[Spot, ...]
    domains: tuple[Row, ...]

    @property
    def has_editorial(self) -> bool:
        """Whether any measure is in a domain without words of the text that put it there."""
        return any(not tie.strong for domain in self.domains for tie in domain.ties)


def words_of(lang: Language) -> dict[str, str]:
    """The fixed words of the pictures, from ``templates/graph.toml``."""
    words: dict[str, str] = read_catalogue("render", "templates/graph.toml")[lang]
    return words


def read_rows(policy: Policy, lang: Language, link: Link) -> Rows:
    """The content of the pictures of a policy."""
    words = words_of(lang)
    duties: dict[str, list[Tie]] = {agency.id: [] for agency in policy.agencies}
    fields: dict[str, list[Tie]] = {domain.id: [] for domain in policy.domains}
    for place, measure in enumerate(policy.measures):
        for duty in measure.duties:
            duties[duty.agency.id].append(Tie(place, duty.leads))
        for tie in measure.domains:
            fields[tie.domain.id].append(Tie(place, not tie.basis.is_editorial))
    spots = tuple(_spot(policy, measure, lang, link) for measure in policy.measures)

    def row(item: Agency | Domain, at: int, ties: list[Tie]) -> Row:
        kind, heads, tone = (
            ("agency", ("list_first", "list_further"), None)
            if isinstance(item, Agency)
            else ("domain", ("list_stated", "list_editorial"), at % TONES)
        )
        parts = [item.label(lang)] + [
            words[head] + words["between"].join(spots[tie.place].mark for tie in ties if tie.strong is strong)
            for head, strong in zip(heads, (True, False), strict=True)
            if any(tie.strong is strong for tie in ties)
        ]
        key, described = f"{kind[0]}{at}", _join(parts, words)
        return Row(key, kind, item.id, item.label(lang), link(item), described, tuple(ties), tone)

    return Rows(
        words=words,
        agencies=tuple(
            row(agency, at, ties)
            for at, agency in enumerate(policy.agencies)
            if (ties := duties[agency.id])  # a registry also has agencies that do nothing in this work
        ),
        spots=spots,
        domains=tuple(row(domain, at, fields[domain.id]) for at, domain in enumerate(policy.domains)),
    )


def _spot(policy: Policy, measure: Measure, lang: Language, link: Link) -> Spot:
    words = words_of(lang)
    part = policy.plain.get(lang, {}).get(measure.eid) if lang == "en" else None
    translated = part.title if part else ""
    title = translated or measure.title
    title_lang = "en" if translated else "zh-Hans"
    mark = measure.num if lang == "zh" else measure.clause.place
    parts = [f"{mark} {title}"] + [
        words[head] + words["between"].join(item.label(lang) for item in items)
        for head, items in (
            ("list_agencies", measure.agencies),
            ("list_domains", tuple(tie.domain for tie in measure.domains)),
        )
        if items
    ]
    described = _join(parts, words)
    return Spot(
        f"m{measure.number}", measure.eid, measure.number, mark, title, title_lang, link(measure), described
    )


def fill(template: str, **parts: object) -> str:
    """A picture from its template."""
    return templates().get_template(template).render(**parts).strip() + "\n"


def _join(parts: Iterable[str], words: dict[str, str]) -> str:
    return "".join(part + words["stop"] for part in parts).strip()
