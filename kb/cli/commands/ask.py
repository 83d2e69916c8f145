"""``tiaowen ask``: an interview at the terminal that asks only questions which
can still change the result.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from kb import __version__
from kb.cases.case import Case, FactValue
from kb.cases.types import CASE_TYPES
from kb.cases.writing import write_case
from kb.cli.answer_output import print_answer
from kb.cli.choices import read_choices, read_day
from kb.cli.commands.assess import open_case
from kb.cli.console import out as console_out
from kb.cli.console import report
from kb.cli.interview import Interview, Prompt, State, Step
from kb.cli.opening import open_policy
from kb.cli.options import (
    Lang,
    LangOption,
    OnOption,
    PolicyOption,
    ReadingOption,
    Source,
    UncheckedOption,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.cli.typed_answers import Misread, read_answer
from kb.cli.wrapping import print_wrapped
from kb.explain.answer import say_grant, say_why
from kb.explain.catalogue import say_value
from kb.explain.words import Teller, begin
from kb.loading import find_works
from kb.loading.files import write_file
from kb.model.document import part_of
from kb.model.facts import APPLICANT
from kb.model.today import today
from kb.model.words.errors import Language

PROMPT = "> "
_WORDS = {
    "zh": {
        "hello": "回车 不知道 · ? 为什么问 · < 上一题 · = 看结果 · q 结束",
        "hint": "（{hint}）",
        "ask": "{of}：{question}",
        "judged": "须由主管部门认定；还没有认定的，直接按回车。",
        "noted": "记下：{value}。",
        "unknown": "不知道，不再问。",
        "total": "{total}还没有定下来的支持：{open}项。",
        "first": "已经是第一题。",
        "because": "条文问到这一点：{provision}“{words}”。",
        "silent": "条文没有写，要问清楚才能算：{provision}。",
        "waiting": "要看这一点的支持：{supports}。",
        "kind": "每一类能申请的支持不同，先知道是哪一类，才知道还要问什么。",
        "same": "同一件东西，有的支持不能重复享受。",
        "more": "几项一起评估，才知道怎样组合最好。",
        "grant": "以前拿过的，有的会使这次不能再拿，有的要从限额里扣除。",
        "done": "没有别的要问了。",
        "left": "就问到这里，下面是按已经知道的情况得出的结果。",
        "written": "情况已写入 {file}。",
    },
    "en": {
        "hello": "Enter not known · ? why · < back · = result · q end",
        "hint": "({hint})",
        "ask": "{of}: {question}",
        "judged": "An agency must find so; press Enter while it has not.",
        "noted": "Noted: {value}.",
        "unknown": "Not known; this will not be asked again.",
        "total": "{total} Supports not settled yet: {open}.",
        "first": "This is the first question.",
        "because": "The clause turns on it: {provision} “{words}”.",
        "silent": "The text is silent, and the result turns on it: {provision}.",
        "waiting": "Supports that turn on it: {supports}.",
        "kind": "Each sort of thing has its own supports; what else to ask follows from it.",
        "same": "Some supports may not be received again for the same thing.",
        "more": "What is best together shows only when all claims are assessed together.",
        "grant": "What was granted before may rule support out, or be taken off its ceiling.",
        "done": "There is nothing more to ask.",
        "left": "That is all for now; here is the result on what is known.",
        "written": "The case is written to {file}.",
    },
}  # fmt: skip
_GENERAL = {
    Step.KIND: "kind",
    Step.WHAT: "kind",
    Step.SAME: "same",
    Step.MORE: "more",
    Step.HAD: "grant",
    Step.HAD_MORE: "grant",
    Step.GRANT: "grant",
}
_MOST_NAMED = 5

Listen = Callable[[str], str]
"""A function that shows a prompt and returns the typed line. It raises ``EOFError`` at the end of input."""


def run_ask(
    source: Source,
    named: str | None,
    lang: str,
    *,
    on: str | None,
    readings: Iterable[str],
    out: Path | None,
    listen: Listen | None = None,
) -> int:
    """Ask until no question matters or the person stops; then print the result."""
    folder = policy_folder(source.folder)
    keep_inputs(out, folder, named)
    if len(find_works(folder)) > 1:
        from kb.cli.works import open_works_interview, print_works

        works, case, refused = open_works_interview(
            source, folder, named, lang, on=read_day(on), readings=readings
        )
        report([one for work in refused for one in work.findings], lang)
        asking = _Asking(works, console_out(), listen or _listen)
        asking.show = lambda state: print_works(
            works.found(state), works.lang, "text", explain=False, refused=refused
        )
        state = asking.run(State(case))
        asking.show(state)
        return asking.keep(state, out) or int(bool(refused))
    if named is None:
        day = read_day(on) or today()
        _, loaded = open_policy(source, lang, on=day)
        case = Case(day, {}, None, None)
    else:
        loaded, case, typed = open_case(source, lang, named, on)
        case = case if typed is None else replace(case, date=typed)
    chosen = read_choices(loaded, readings)
    interview = Interview(loaded, chosen, cast(Language, lang))
    asking = _Asking(interview, console_out(), listen or _listen)
    state = asking.run(State(case))
    asking.show(state)
    return asking.keep(state, out)


def _listen(prompt: str) -> str:
    """A line from the terminal, edited there; a line from a pipe is echoed as if it had been typed."""
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401  its import lets a line be edited by characters, not by bytes
        return input(prompt)
    print(prompt, end="")
    line = input()
    print(line)
    return line


class _Asking:
    """Asks at a console and reads the typed answers."""

    def __init__(self, interview: Interview, console: Console, listen: Listen) -> None:
        self._interview, self.console, self._listen = interview, console, listen
        self._lang = interview.lang
        self._words = _WORDS[interview.lang]
        self.show: Callable[[State], None] = self._print

    def run(self, state: State) -> State:
        """Ask from ``state`` to the end, and return the last state."""
        before: list[State] = []
        self.say("hello", "dim")
        while (prompt := self._interview.prompt(state)) is not None:
            self._show(prompt, state)
            value = self._answer(prompt, state, can_go_back=bool(before))
            if value is _END:
                self.say("left", "bold")
                return state
            if value is _BACK:
                state = before.pop()
                continue
            before.append(state)
            state = self._interview.put(state, prompt, cast("FactValue | None", value))
            self._tell(prompt, cast("FactValue | None", value), state)
        self.say("done", "bold")
        return state

    def keep(self, state: State, out: Path | None) -> int:
        """Write the case to a file, where one was named."""
        if out is not None:
            write_file(out, write_case(state.case).encode())
            self.say("written", file=out)
        return 0

    def _print(self, state: State) -> None:
        print_answer(self._interview.answer(state, __version__), self._lang, self.console)

    def _teller(self, prompt: Prompt) -> Teller:
        return Teller(prompt.policy or self._interview.policy, self._lang)

    def say(self, key: str, style: str = "", /, **words: object) -> None:
        """Print a standing sentence."""
        print_wrapped(self.console, self._words[key].format(**words), style=style)

    def _show(self, prompt: Prompt, state: State) -> None:
        question = prompt.fact.question[self._lang]
        of = prompt.of if prompt.question and prompt.of != APPLICANT else ""
        if prompt.question and prompt.question.grant is not None:
            of = say_grant(self._teller(prompt), state.case, prompt.question.grant)
        if of:
            question = self._words["ask"].format(of=begin(of), question=question)
        print_wrapped(self.console, question, style="bold")
        for n, choice in enumerate(prompt.fact.choices, 1):
            self._line(f"{n} {choice.label(self._lang)}")
        if prompt.fact.judged:
            self._line(self._words["judged"])
        self._line(self._words["hint"].format(hint=CASE_TYPES[prompt.fact.type].hint[self._lang]), "dim")

    def _answer(self, prompt: Prompt, state: State, *, can_go_back: bool) -> object:
        """The answer: a value, ``None`` for unknown, or a request to go back or to end."""
        while True:
            try:
                typed = self._listen(PROMPT).strip()
            except (EOFError, KeyboardInterrupt):
                self.console.print()
                return _END
            match typed:
                case "":
                    return None
                case "?" | "\uff1f":
                    self._explain(prompt)
                case "=" | "\uff1d":
                    self.show(state)
                    self._show(prompt, state)
                case "<" | "\uff1c" | "\u300a" if can_go_back:
                    return _BACK
                case "<" | "\uff1c" | "\u300a":
                    self.say("first")
                case "q" | "Q" | "\uff51":
                    return _END
                case _:
                    try:
                        return read_answer(prompt.fact, typed)
                    except Misread as problem:
                        self._line(problem.told[self._lang], "red")

    def _explain(self, prompt: Prompt) -> None:
        """The reason for the question: the words of the clauses, the results that wait for it, and the money
        at stake.
        """
        if key := _GENERAL.get(prompt.step):
            self._line(self._words[key])
        supports = prompt.question.supports if prompt.question else ()
        policy = prompt.policy or self._interview.policy
        measures = {policy.support(key).measure for key in supports}
        own = [basis for basis in prompt.fact.bases if part_of(basis.provision) in measures]
        for basis in own or prompt.fact.bases:
            form = "because" if basis.words else "silent"
            self._line(self._words[form].format(provision=basis.provision, words=basis.words))
        if prompt.question:
            teller = self._teller(prompt)
            named = [teller.support(key) for key in supports]
            listed = teller.join(named[:_MOST_NAMED]) + ("……" if len(named) > _MOST_NAMED else "")
            self._line(self._words["waiting"].format(supports=listed))
            self._line(begin(say_why(policy, prompt.question, self._lang)))

    def _tell(self, prompt: Prompt, value: FactValue | None, state: State) -> None:
        """Print what was noted, and how far the result has narrowed."""
        if value is not None:
            told = [self._words["noted"].format(value=self._value(prompt, value))]
        else:
            told = [] if prompt.step in (Step.SAME, Step.MORE, Step.HAD_MORE) else [self._words["unknown"]]
        if state.case.claims and not state.kind and state.grant is None:
            total, open_ = self._interview.progress(state)
            told.append(self._words["total"].format(total=total, open=open_))
        self._line(" ".join(told), "green")

    def _value(self, prompt: Prompt, value: FactValue) -> str:
        fact, teller = prompt.fact, self._teller(prompt)
        named = {choice.id: choice.label(self._lang) for choice in fact.choices}
        if isinstance(value, dict):
            return teller.join(named[key] for key, holds in value.items() if holds)
        if isinstance(value, str):
            return named.get(value, value)
        return say_value(teller, fact.id, value)

    def _line(self, words: str, style: str = "") -> None:
        print_wrapped(self.console, words, 1, style=style)


_BACK, _END = object(), object()
"""The answers for going back to the previous question, and for ending the interview."""


def command(
    case: Annotated[
        str | None,
        typer.Argument(metavar="[CASE]", help="从这份情况接着问。 A case to continue.", show_default=False),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    on: OnOption = None,
    reading: ReadingOption = None,
    out: Annotated[
        Path | None, typer.Option(help="问完把情况写到这个文件。 Write the case to this file.")
    ] = None,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen ask``."""
    return run_ask(Source(policy, unchecked), case, lang.value, on=on, readings=reading or (), out=out)
