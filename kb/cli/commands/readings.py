"""``tiaowen readings``: the readings of the text, each with a case computed under all its options."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.text import Text

from kb.assess.illustrations import Illustration, Told, illustrate
from kb.cases.examples import Example, load_examples
from kb.cli.console import out
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.cli.wrapping import print_wrapped
from kb.core.ruleset import turned_readings
from kb.explain.items import commands as items
from kb.explain.items.parts import data_of
from kb.explain.outcomes import say_status
from kb.explain.results import amount_item, interval_item
from kb.explain.words import Teller
from kb.loading import find_folders
from kb.model.figures import inline_text
from kb.model.policy import Policy
from kb.model.wording import Reading
from kb.model.words.errors import Language, Place, PolicyError, error
from kb.model.words.names import find_nearest

_WORDS = {
    "zh": {
        "turns": "影响计算",
        "told": "只影响说法",
        "default": "{option}（默认）",
        "less": "{text}（比条文的字面少）",
        "as": "{text}",
        "more": "{text}（比条文的字面多）",
        "because": "为什么取默认的这一种：{text}",
        "example": "例：{title}",
        "total": "合计 {range}",
        "due": "算出多少就该给多少",
        "ceiling": "算出的只是上限",
        "apart": "相差{sum}",
        "unbounded": "相差多少算不出来",
        "colon": "：",
        "between": "，",
        "none": "没有例子说明这一处。",
    },
    "en": {
        "turns": "changes what is computed",
        "told": "changes what is said, not what is computed",
        "default": "{option} (default)",
        "less": "{text} (less than the words)",
        "as": "{text}",
        "more": "{text} (more than the words)",
        "because": "Why the default is what it is: {text}",
        "example": "Example: {title}",
        "total": "{range} in all",
        "due": "what it comes to is due",
        "ceiling": "what it comes to is a ceiling",
        "apart": "{sum} apart",
        "unbounded": "how far apart cannot be worked out",
        "colon": ": ",
        "between": ", ",
        "none": "No example shows this one.",
    },
}


def run_readings(source: Source, typed: str | None, lang: str, format: str) -> int:
    """List the readings, or the one that ``typed`` names, with the results of the options in an example."""
    folder, loaded = open_policy(source, lang, format)
    wanted = [find_reading(loaded, typed)] if typed else list(loaded.readings)
    examples = load_examples(loaded, find_folders(folder).version)
    shown = illustrate(loaded, {name: example.case for name, example in examples.items()})
    listing = _Listing(loaded, examples, shown, cast(Language, lang))
    if format == "json":
        data = mark_data(loaded, [data_of(listing.item(reading)) for reading in wanted])
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for reading in wanted:
            listing.print(reading, out())
    return 0


def command_of(illustration: Illustration, option: str) -> str:
    """The command that shows the result of an option."""
    return f"tiaowen assess {illustration.example} --reading {illustration.reading}={option}"


def find_reading(policy: Policy, typed: str) -> Reading:
    """The reading that a person means. Raises :class:`PolicyError` with the nearest ids."""
    ids = {reading.id.lower(): reading for reading in policy.readings}
    if found := ids.get(typed.strip().lower()):
        return found
    near = [ids[key].id for key in find_nearest(typed.lower(), ids)] or [r.id for r in policy.readings]
    raise PolicyError([error("reading-not-known", Place("readings"), id=typed, nearest="、".join(near))])


class _Listing:
    """Describes the readings of one policy in one language."""

    def __init__(
        self, policy: Policy, examples: dict[str, Example], shown: dict[str, Illustration], lang: Language
    ) -> None:
        self._policy, self._examples, self._shown, self._lang = policy, examples, shown, lang
        self._words = _WORDS[lang]
        self._teller = Teller(policy, lang)
        self._turned = turned_readings(policy)

    def print(self, reading: Reading, console: Console) -> None:
        """Print a reading: the question, the options, the example with the result of each option."""
        words = self._words
        question = inline_text(self._policy, reading.question[self._lang].parts, self._lang)
        lead = Text(f"{reading.id} ", style="bold cyan")
        print_wrapped(console, question, style="bold", hang=len(lead), lead=lead)
        for option in reading.options:
            name = option.id
            if option.id == reading.default:
                name = words["default"].format(option=name)
            text = inline_text(self._policy, option.text[self._lang].parts, self._lang)
            told = words[option.cautious].format(text=text)
            print_wrapped(console, f"{name}{words['colon']}{told}", 1)
        if because := self._because(reading):
            print_wrapped(console, words["because"].format(text=because), 1)
        print_wrapped(console, words["turns" if reading.id in self._turned else "told"], 1, style="green")
        if illustration := self._shown.get(reading.id):
            self._print_example(illustration, console)
        elif reading.id in self._turned:
            print_wrapped(console, words["none"], 1)

    def item(self, reading: Reading) -> items.ReadingText:
        """A reading as an item; sums in fen."""
        shown = self._shown.get(reading.id)
        return items.ReadingText(
            id=reading.id,
            question=inline_text(self._policy, reading.question[self._lang].parts, self._lang),
            options=[
                items.OptionText(
                    option.id,
                    inline_text(self._policy, option.text[self._lang].parts, self._lang),
                    option.cautious,
                )
                for option in reading.options
            ],
            default=reading.default,
            least=reading.least,
            because=self._because(reading) or None,
            turns_rules=reading.id in self._turned,
            changes_money=reading.changes_money,
            example=self._example_item(shown) if shown else None,
        )

    def _because(self, reading: Reading) -> str:
        """The reason for the default; empty where the words speak for themselves."""
        told = reading.because.get(self._lang)
        return inline_text(self._policy, told.parts, self._lang) if told else ""

    def _print_example(self, shown: Illustration, console: Console) -> None:
        title = self._examples[shown.example].title[self._lang]
        print_wrapped(console, self._words["example"].format(title=title), 1)
        if not shown.is_of_totals:
            item = self._teller.item(shown.claim, shown.support)
            print_wrapped(console, item, 2)
        for told in shown.answers:
            print_wrapped(console, f"{told.option}{self._words['colon']}{self._say(told, shown)}", 2)
        if shown.is_of_totals and (apart := self._apart(shown)):
            print_wrapped(console, apart, 2)
        print_wrapped(console, f"$ {command_of(shown, _farthest(shown))}", 2, style="dim")

    def _say(self, told: Told, shown: Illustration) -> str:
        """The result of an option: the total, or otherwise the status of the claim."""
        if told.status is None:
            return self._words["total"].format(range=self._teller.range(told.total))
        if len({(one.status, one.amount) for one in shown.answers}) == 1:
            return self._words["ceiling" if told.ceiling else "due"]
        return say_status(told.status, self._lang)

    def _apart(self, shown: Illustration) -> str:
        if shown.differs is None:
            return self._words["unbounded"]
        sum_ = self._teller.sum(shown.differs)
        return self._words["apart"].format(sum=sum_) if shown.differs else ""

    def _example_item(self, shown: Illustration) -> items.ReadingExample:
        return items.ReadingExample(
            name=shown.example,
            title=self._examples[shown.example].title[self._lang],
            claim=shown.claim or None,
            support=shown.support or None,
            differs=shown.differs,
            answers=[
                items.ExampleAnswer(
                    option=told.option,
                    total=interval_item(told.total),
                    status=told.status,
                    amount=amount_item(told.amount),
                    ceiling=told.ceiling,
                    command=command_of(shown, told.option),
                )
                for told in shown.answers
            ],
        )


def _farthest(shown: Illustration) -> str:
    """The option whose result differs most from that of the first; the last of several."""
    first, *others = shown.answers
    apart = [told for told in others if replace(told, option=first.option) != first]

    def away(told: Told) -> tuple[bool, int]:
        high, base = told.total.high, first.total.high
        return (high is None or base is None, 0 if high is None or base is None else abs(high - base))

    return max(reversed(apart), key=away).option


EXAMPLES = "例：tiaowen readings G1；tiaowen readings --compare G18"


def command(
    id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="只看这一处，如 G1。 One reading only.", show_default=False),
    ] = None,
    policy: PolicyOption = None,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare",
            help="求出两种读法差得最多的情况，或者证明没有差别。 The case with the greatest difference.",
        ),
    ] = False,
    lang: LangOption = Lang.zh,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen readings``."""
    source = Source(policy, unchecked)
    if compare:
        from kb.cli.comparison import run_compare

        return run_compare(source, id, lang.value, format.value)
    return run_readings(source, id, lang.value, format.value)
