"""Editing at a terminal: the person's own editor, and questions answered with one key."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kb.cli.carried import print_carried
from kb.cli.choices import read_day
from kb.cli.console import out, report
from kb.loading.new_version import find_early
from kb.model.document import eid_of_deleted, name_place
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.versions.carrying import Note
from kb.versions.impact import Impact
from kb.versions.part import Choice, Ended, Settled
from kb.versions.settling import SETTLED, TO_SETTLE, find_questions

_EDITORS = ("sensible-editor", "nano", "vim", "vi")
_GRACE = 5.0
"""The seconds that an editor gets to save its text when the session is ended from outside."""

_KEYS: dict[str, Choice] = {"e": "again", "w": "write", "q": "drop"}
_WORDS = {
    "zh": {
        "faults": "这份文字还读不懂，请按行修改。您写的内容都在，没有丢。",
        "new": "与改动前相比，新出现的问题：",
        "none": "与改动前相比，没有新的问题。",
        "figures": "数字",
        "supports": "涉及的支持",
        "agencies": "单位",
        "domains": "领域",
        "readings": "涉及的读法",
        "provisions": "改动的条文",
        "moves": "编号变了",
        "follow": "规则、读法、事实、通俗说明和用例里引用这些编号的地方，写入时都跟着改。",
        "lost": "删去",
        "lost-follow": "引用它们的地方改写作“{names}”；写入时选一并删去，或者留给检查逐处列出。",
        "joined": "新增",
        "left": "不再出现",
        "nothing": "无",
        "all": "每一项支持（共 {count} 项）",
        "unlinked": "政策的其他文件有错误，支持、领域和读法暂时列不出来。",
        "ask": "e 继续修改  q 放弃（文字会另存）",
        "ask-once": "w 写入  q 放弃（文字会另存）",
        "ask-write": "w 写入  e 继续修改  q 放弃（文字会另存）",
        "despite": "仍有错误，写入以后须照提示改好，检查才能通过。",
        "reword": "以上引用的原话都照新的文字改吗？ y 都改  n 不改，留给检查",
        "drop": "引用了删去条文的规则怎么办？ d 一并删去  k 留着，检查会逐处列出",
        "count": "改过的这几行，出处按新的条文数吗？ y 按改好的条文数  n 还是原来的那一句，跟着走",
        "day": "新版本从哪一天起施行？直接回车就用 {proposed}",
        "again": "请按 {keys} 中的一个键。",
    },
    "en": {
        "faults": "This text cannot be read yet; mend it line by line. All that you wrote is still there.",
        "new": "New problems, compared with before the edit:",
        "none": "No new problems, compared with before the edit.",
        "figures": "figures",
        "supports": "supports touched",
        "agencies": "agencies",
        "domains": "domains",
        "readings": "readings touched",
        "provisions": "provisions changed",
        "moves": "numbers changed",
        "follow": "Rules, readings, facts, plain words and kept cases follow when this is written.",
        "lost": "gone",
        "lost-follow": "What refers to them now reads “{names}” (deleted); you can delete it too.",
        "joined": "new",
        "left": "gone",
        "nothing": "none",
        "all": "every support ({count})",
        "unlinked": "Other files of the policy have errors: supports, domains and readings cannot be listed.",
        "ask": "e go on editing  q drop (the text is kept)",
        "ask-once": "w write  q drop (the text is kept)",
        "ask-write": "w write  e go on editing  q drop (the text is kept)",
        "despite": "Errors remain: once this is written, the check fails until they are mended.",
        "reword": "Do these quotations follow the new words? y they do  n leave them to the check",
        "drop": "What becomes of what rests on deleted provisions? d delete it too  k keep it for the check",
        "count": "Do these lines count sentences as the new text does? y they do  n they follow as before",
        "day": "On which day does the new version take effect? Enter alone means {proposed}",
        "again": "Press one of {keys}.",
    },
}


class TerminalDesk:
    """Edits in the person's own editor and asks at the terminal.

    ``ask`` prints a question and returns a line; ``environment`` names the editor: ``VISUAL``, then
    ``EDITOR``.
    """

    def __init__(
        self,
        lang: str,
        *,
        console: Console | None = None,
        ask: Callable[[str], str] = input,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.lang = lang
        self._words = _WORDS[lang]
        self.console = console or out()
        self._ask = ask
        self._environment = environment

    def edit(self, text: str, name: str) -> str:
        """Open the text as a file in the editor and return what was saved.

        Raises :class:`PolicyError` where the editor cannot be started, fails, or saves no UTF-8. The saved
        file stays where it is, and the finding names it.
        """
        folder = Path(tempfile.mkdtemp(prefix="tiaowen-"))
        file = folder / f"{name}.txt"
        file.write_text(text, encoding="utf-8", newline="\n")
        command = editor_command(self._environment)
        place = Place(str(file))
        try:
            status = _run([*command, str(file)])
        except Ended:
            raise _left_behind(folder, file) from None
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise PolicyError([error("editing-editor-missing", place, command=shlex.join(command))]) from None
        if status != 0:
            words = {"command": shlex.join(command), "status": status, "file": file}
            raise PolicyError([error("editing-editor-failed", place, **words)])
        try:
            saved = file.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            saved = text  # an editor that leaves no file has changed nothing
        except UnicodeDecodeError:
            raise PolicyError([error("editing-not-utf8", place, file=file)]) from None
        shutil.rmtree(folder, ignore_errors=True)
        return saved

    def show(self, findings: tuple[Finding, ...], impact: Impact | None) -> None:
        """Print the findings by line and, where the text could be read, its impact."""
        if impact is None:
            self._print("faults", "bold")
            report(findings, self.lang, self.console)
            return
        self.console.print(self._impact_table(impact))
        print_carried(impact.notes, self.lang, self.console, SETTLED)
        if not impact.is_linked:
            self._print("unlinked", "yellow")
        self._print("new" if findings else "none", "bold")
        report(findings, self.lang, self.console)
        if any(finding.severity == "error" for finding in findings):
            self._print("despite", "bold red")

    def choose(self, can_write: bool) -> Choice:
        """Ask until one of the keys is pressed."""
        return self._press("ask-write", ("w", "e", "q")) if can_write else self._press("ask", ("e", "q"))

    def choose_once(self) -> Choice:
        """Ask whether to write lines from a file, which cannot be edited again."""
        return self._press("ask-once", ("w", "q"))

    def _press(self, words: str, keys: tuple[str, ...]) -> Choice:
        question = self._words[words]
        while True:
            answer = self._ask(f"{question} > ").strip().lower()
            if answer in keys:
                return _KEYS[answer]
            self.console.print(Text(self._words["again"].format(keys="、".join(keys))))

    def settle(self, notes: tuple[Note, ...]) -> Settled:
        """Ask whether quotations follow, and what happens to what depends on deleted provisions."""
        print_carried(notes, self.lang, self.console, TO_SETTLE)
        asked = find_questions(notes)
        reword, drop, count = True, False, True
        if "reword" in asked:
            reword = self._decide("reword", {"y": True, "n": False})
        if "drop" in asked:
            drop = self._decide("drop", {"d": True, "k": False})
        if "count" in asked:
            count = self._decide("count", {"y": True, "n": False})
        return Settled(reword=reword, drop=drop, count=count)

    def _decide(self, question: str, answers: Mapping[str, bool]) -> bool:
        while True:
            answer = self._ask(f"{self._words[question]} > ").strip().lower()
            if answer in answers:
                return answers[answer]
            self.console.print(Text(self._words["again"].format(keys="、".join(answers))))

    def day_of_effect(self, after: date, proposed: date) -> date:
        """Ask until the day is later than ``after``; an empty line, or the end of input, means
        ``proposed``.
        """
        question = self._words["day"].format(proposed=proposed)
        while True:
            try:
                typed = self._ask(f"{question} > ").strip()
            except EOFError:
                typed = ""
            try:
                day = read_day(typed or None, "") or proposed
                found = find_early(after, day)
            except PolicyError as problem:
                found = problem.findings
            if not found:
                return day
            report(found, self.lang, self.console)

    def _print(self, key: str, style: str) -> None:
        self.console.print(Text(self._words[key], style=style))

    def _supports(self, impact: Impact) -> list[str]:
        if impact.touches_all:
            return [self._words["all"].format(count=len(impact.supports))]
        return list(impact.support_names.get(self.lang, ()))

    def _impact_table(self, impact: Impact) -> Table:
        words = self._words
        figures = [f"{f.concept} {f.old or '—'} → {f.new or '—'} ({f.provision})" for f in impact.figures]
        moves = [f"{was} → {is_now}" for was, is_now in impact.moves]
        agencies = [
            agency.label(self.lang)
            + (f" ({words['joined']})" if agency in impact.joined else "")
            + (f" ({words['left']})" if agency in impact.left else "")
            for agency in impact.agencies
        ]
        rows = {
            "provisions": list(impact.provisions),
            "moves": moves,
            "lost": list(impact.lost),
            "figures": figures,
            "agencies": agencies,
            "supports": self._supports(impact),
            "domains": [domain.label(self.lang) for domain in impact.domains],
            "readings": [reading.id for reading in impact.readings],
        }
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        for key, values in rows.items():
            if key in ("moves", "lost") and not values:
                continue
            if impact.is_linked or key in ("provisions", "moves", "lost", "figures", "agencies"):
                table.add_row(Text(words[key], style="bold"), Text(_cell(key, values, words)))
        return table


def _cell(key: str, values: list[str], words: dict[str, str]) -> str:
    listed = "、".join(values) or words["nothing"]
    match key:
        case "moves":
            return f"{listed}\n{words['follow']}"
        case "lost":
            names = "、".join(name_place(eid_of_deleted(eid)) for eid in values)
            return f"{listed}\n{words['lost-follow'].format(names=names)}"
        case _:
            return listed


def _left_behind(folder: Path, file: Path) -> Ended:
    """The saved text of an editor that was closed from outside, and the folder with files of its own."""
    try:
        saved = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Ended(rescued=folder)
    if any(each != file for each in folder.iterdir()):
        return Ended(saved, folder)
    shutil.rmtree(folder, ignore_errors=True)
    return Ended(saved)


def _run(command: list[str]) -> int:
    """Run the editor to its end; meanwhile Ctrl-C belongs to the editor and does not end the session.

    Where the session is ended from outside, the editor is asked to end too, so that it saves what it can.
    """
    process = subprocess.Popen(command)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    except Ended:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """The command that starts the person's editor, as a list of arguments."""
    for variable in ("VISUAL", "EDITOR"):
        if named := environment.get(variable, "").strip():
            try:
                return shlex.split(named, posix=os.name != "nt")
            except ValueError:  # an unclosed quotation mark, which is in no program's name
                return [named]
    if os.name == "nt":
        return ["notepad"]
    return [next((editor for editor in _EDITORS if shutil.which(editor)), _EDITORS[-1])]
