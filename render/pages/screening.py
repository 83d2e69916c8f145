"""The result of screening a registry as one page: budgets by support, agency and group of applicants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from kb.core.claim import REFUSED, Status
from kb.explain.outcomes import say_status
from kb.model.policy import Policy
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from kb.screen.summaries import Line
from kb.screen.totals import INVALID
from render.pages.page import HTML_LANGUAGE
from render.templating import begin, read_style, templates
from render.text.typography import typeset_page

_STYLES = ("static/site.css", "templates/screening.css")
_REFUSED = (*REFUSED, INVALID)
_WIDTH = 300
"""The width of the longest bar."""


def render_screening(
    policy: Policy, lines: Sequence[Line], receipt: Mapping[str, Any], lang: Language
) -> str:
    """The page as HTML that contains its style, without scripts or fetched files."""
    page = _Page(policy, tuple(lines), receipt, lang)
    return typeset_page(
        templates()
        .get_template("screening.html")
        .render(page=page, style=read_style(*_STYLES), html_lang=HTML_LANGUAGE[lang])
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart: its name, the numbers of possible and refused claims, and sums in yuan.

    ``sure`` and ``most`` are the lengths of its bars.
    """

    name: str
    open: int
    refused: int
    low: str
    high: str
    sure: int
    most: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, and one row for each category."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Page:
    policy: Policy
    lines: tuple[Line, ...]
    receipt: Mapping[str, Any]
    lang: Language

    def t(self, key: str, **words: object) -> Markup:
        """A fixed word of the page."""
        return escape(read_catalogue("render", "templates/screening.toml")[key][self.lang].format(**words))

    @property
    def title(self) -> str:
        """The title of the policy."""
        return self.policy.title_in(self.lang)

    @cached_property
    def facts(self) -> tuple[tuple[Markup, str], ...]:
        """The facts at the top of the page: names with their values."""
        counts, together = self.receipt["counts"], self.receipt["together"]
        budget = f"{_yuan(together['low'])}–{_yuan(together['high'])}"
        if together["unbounded"]:
            budget += str(self.t("unbounded", n=together["unbounded"]))
        told = (
            (self.t("budget"), budget),
            (self.t("claims"), f"{counts['claims']:,}"),
            (self.t("applicants"), f"{counts['applicants']:,}"),
            (self.t("invalid"), f"{counts['invalid']:,}"),
            (self.t("on"), self.receipt["on"]),
            (self.t("version"), self.receipt["version"]),
        )
        return tuple(told)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The charts: by support, by agency, and by group where the applicants have groups."""
        is_chinese = self.lang == "zh"
        agencies = {one.id: one.name if is_chinese else one.name_en for one in self.policy.agencies}
        names = {one.id: begin(self.policy.support_name(one, self.lang)) for one in self.policy.supports}
        paid = {one.id for one in self.policy.supports if one.is_money}
        money = [line for line in self.lines if line.support in paid]
        found = [
            self._chart("by-support", money, lambda line: names[line.support]),
            self._chart("by-agency", money, lambda line: agencies.get(line.agency, "—")),
        ]
        if self.receipt["group"]:
            found.append(self._chart("by-group", money, lambda line: line.group or "—"))
        return tuple(found)

    def _chart(self, key: str, lines: Sequence[Line], of: Any) -> Chart:
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            groups[of(line)].append(line)
        most = max((sum(one.high for one in group) for group in groups.values()), default=0) or 1
        rows = []
        for name, group in groups.items():
            low, high = sum(one.low for one in group), sum(one.high for one in group)
            refused = sum(one.claims for one in group if one.status in _REFUSED)
            total = sum(one.claims for one in group)
            bars = (low * _WIDTH // most, high * _WIDTH // most)
            rows.append((high, Row(name, total - refused, refused, _yuan(low), _yuan(high), *bars)))
        rows.sort(key=lambda row: (-row[0], row[1].name))
        return Chart(str(self.t(key)), tuple(row for _, row in rows))

    @cached_property
    def statuses(self) -> tuple[tuple[str, str], ...]:
        """The number of outcomes of each status."""
        known = {str(status): begin(say_status(status, self.lang)) for status in Status}
        counted = sorted(self.receipt["statuses"].items(), key=lambda item: (-item[1], item[0]))
        return tuple((known.get(key, str(self.t("status-invalid"))), f"{n:,}") for key, n in counted)


def _yuan(fen: int) -> str:
    """A sum in whole yuan, rounded down."""
    return f"{fen // 100:,}"
