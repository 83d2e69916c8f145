"""The results of a complete test as one page: each clause by stage, what to mend, and
findings on the policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from kb.model.document import SECTIONS
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Language
from kb.model.writing import write_sum
from kb.verify.report.heat_map import Cell, map_heat
from kb.verify.report.result import say_result
from kb.verify.report.stages import Ended, Ending
from kb.verify.results import Result, Verdict
from kb.verify.sentences import VERDICTS, say_law, say_verdict
from render.pages.every import HTML_LANGUAGE
from render.templating import read_style, templates

_STYLES = ("static/site.css", "templates/report.css")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a test, from which it can be repeated: command, seed and version of the program."""

    command: str
    seed: int
    version: str


def render_report(
    policy: Policy,
    ended: tuple[Ended, ...],
    settings: Settings,
    cases: Mapping[str, int],
    lang: Language,
) -> str:
    """The page as HTML that contains its style, without scripts or fetched files.

    ``cases`` is the number of kept cases for each measure or section, by its eId.
    """
    page = _Page(policy, ended, settings, cases, lang)
    return (
        templates()
        .get_template("report.html")
        .render(page=page, style=read_style(*_STYLES), html_lang=HTML_LANGUAGE[lang])
    )


def report_words() -> dict[str, dict[str, str]]:
    """The fixed words of the page: key → language → sentence."""
    return read_catalogue("render", "templates/report.toml")


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the policy: its number and title, the number of its kept cases, and the result of each
    stage.
    """

    eid: str
    name: str
    cases: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class _Page:
    """The data and functions of the template."""

    policy: Policy
    ended: tuple[Ended, ...]
    settings: Settings
    cases: Mapping[str, int]
    lang: Language

    def t(self, key: str, **words: object) -> Markup:
        """A fixed word of the page."""
        return escape(report_words()[key][self.lang].format_map(words))

    @property
    def is_clear(self) -> bool:
        """Whether every stage ran and none found a problem."""
        return all(stage.ending is Ending.PASSED for stage in self.ended)

    @property
    def outcome(self) -> Markup:
        """The sentence that sums up the test."""
        if any(stage.ending is Ending.TROUBLE for stage in self.ended):
            return self.t("trouble", count=self.troubles)
        return self.t("clear") if self.is_clear else self.t("partly")

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The parts of the policy in order."""
        heat = map_heat(self.policy, self.ended)
        stages = [stage.stage for stage in self.ended]
        return tuple(
            Row(part, self._name(part), self.cases.get(part, 0), tuple(cells.get(stage) for stage in stages))
            for part, cells in heat.items()
        )

    @property
    def troubles(self) -> int:
        """The number of problems to mend or settle."""
        return sum(len(self.troubles_of(stage)) for stage in self.ended)

    @property
    def findings(self) -> int:
        """The number of findings about the policy itself that somebody should know."""
        return sum(len(self.findings_of(stage)) for stage in self.ended)

    def troubles_of(self, stage: Ended) -> tuple[Result, ...]:
        """Problems of the rules or programs of a part, such as changes that no test detects."""
        return tuple(one for one in stage.results if one.is_trouble)

    def findings_of(self, stage: Ended) -> tuple[Result, ...]:
        """Findings about the policy itself."""
        return tuple(one for one in stage.results if one.verdict is Verdict.REFUTED and not one.is_trouble)

    @cached_property
    def stakes(self) -> tuple[Result, ...]:
        """The effects of readings, those with the most money first."""
        every = [
            one for stage in self.ended for one in stage.results if one.stake and stage.stage == "readings"
        ]
        return tuple(sorted(every, key=lambda one: -one.stake))

    def reading(self, result: Result) -> Markup:
        """The reading that a comparison is about: its id and question."""
        (key,) = result.readings
        found = next(one for one in self.policy.readings if one.id == key)
        return escape(f"{key} {inline_text(self.policy, found.question[self.lang].parts, self.lang)}")

    def sum(self, result: Result) -> str:
        """The difference in money."""
        return write_sum(result.stake, self.lang)

    def held(self, stage: Ended) -> tuple[Result, ...]:
        """The laws that hold, whether proved or sampled."""
        return tuple(one for one in stage.results if one.verdict in (Verdict.PROVED, Verdict.SAMPLED))

    def stage(self, stage: Ended) -> Markup:
        """The name of a stage for readers."""
        return self.t(f"stage-{stage.stage}")

    def ending(self, stage: Ended) -> Markup:
        """The result of a stage, with the name of a library where it is missing."""
        told = self.t(f"ending-{stage.ending}")
        lacking = " ".join(f.message(self.lang) + f.remedy(self.lang) for f in stage.lacking)
        return Markup("{} {}").format(told, lacking) if lacking else told

    def seconds(self, stage: Ended) -> Markup:
        """The duration of a stage."""
        return self.t("seconds", seconds=f"{stage.milliseconds // 1000}.{stage.milliseconds % 1000 // 100}")

    def count(self, stage: Ended) -> Markup:
        """The number of results of each verdict in a stage; findings about the policy are counted
        separately.
        """
        told = []
        for verdict in Verdict:
            mine = [one for one in stage.results if one.verdict is verdict]
            if verdict is Verdict.REFUTED:
                troubles = sum(one.is_trouble for one in mine)
                told += [self.t("troubles", count=troubles)] if troubles else []
                told += [self.t("policies", count=len(mine) - troubles)] if len(mine) > troubles else []
            elif mine:
                told.append(escape(f"{VERDICTS[verdict][self.lang]} {len(mine)}"))
        return Markup(self.t("between")).join(told)

    def cell(self, cell: Cell) -> Markup:
        """The words of a cell, since colour alone does not inform everybody."""
        told = []
        if cell.trouble:
            told.append(self.t("troubles", count=cell.trouble))
        if cell.findings:
            told.append(self.t("policies", count=cell.findings))
        told += (
            self.t(f"cell-{verdict}", count=count)
            for verdict in (Verdict.PROVED, Verdict.SAMPLED)
            if (count := cell.verdicts.get(verdict))
        )
        return Markup("<br>").join(told)

    def law(self, result: Result) -> Markup:
        """The sentence of a result."""
        return escape(say_law(result, self.lang))

    def verdict(self, result: Result) -> Markup:
        """The verdict of a result, with the number of cases where it is only sampled."""
        return escape(say_verdict(result, self.lang))

    def rest(self, result: Result) -> Markup:
        """The lines under the sentence of a result: clause, case, and the words of program and text."""
        return escape("\n".join(list(say_result(self.policy, result, self.lang))[1:]))

    def _name(self, part: str) -> str:
        measure = next((one for one in self.policy.measures if one.eid == part), None)
        if measure is not None:
            return measure.headline
        return f"{SECTIONS[part]}（{part}）" if part in SECTIONS else part
