"""Kill -9 at any moment: every confirmed save is there, no file is torn, and typed text is kept."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import signal
import subprocess
import time
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.checks import check
from kb.desk import journal
from kb.desk.drafts import find_drafts
from kb.desk.guard import COOKIE
from kb.desk.journal import read_entries
from kb.desk.work import Lines, open_part, save
from kb.loading import load_policy
from tests.kb.desk.conftest import Served, start

ROUNDS = 50 if os.environ.get("TIAOWEN_THOROUGH") else 1
MOMENT = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
PART = "para_11"


def _save_on(folder: Path, name: str, told: Path) -> None:
    """Save repeatedly, and record each save that was written completely in a separate file."""
    n = len(told.read_text(encoding="utf-8").splitlines()) if told.exists() else 0
    while True:
        part = open_part(folder, PART)
        assert part is not None
        mark = f"{name}{n}{time.monotonic_ns()}、"
        lines = replace(part.lines, rules=part.lines.rules.replace("  题目：", f"  题目：{mark}", 1))
        if save(folder, PART, lines, part.base, who=name, why=mark, moment=MOMENT).status == "written":
            with told.open("a", encoding="utf-8") as file:
                file.write(f"{mark}\n")
            n += 1


def test_four_processes_that_are_killed_while_they_save_lose_nothing_that_was_told(
    real_copy: Path, tmp_path: Path
) -> None:
    context, rng = multiprocessing.get_context("fork"), random.Random(7)
    told = {name: tmp_path / f"{name}.txt" for name in "甲乙丙丁"}

    def begin(name: str) -> multiprocessing.process.BaseProcess:
        worker = context.Process(target=_save_on, args=(real_copy, name, told[name]))
        worker.start()
        return worker

    workers = {name: begin(name) for name in told}
    for _ in range(4 * ROUNDS):
        time.sleep(rng.uniform(0.2, 1.5))
        name = rng.choice(list(workers))
        workers[name].kill()
        workers[name].join()
        workers[name] = begin(name)
    for worker in workers.values():
        worker.kill()
        worker.join()
    load_policy(real_copy)
    part = open_part(real_copy, PART)
    assert part is not None
    title = next(line for line in part.lines.rules.splitlines() if "  题目：" in line)
    marks = [mark for file in told.values() if file.exists() for mark in file.read_text("utf-8").splitlines()]
    assert all(title.count(mark) == 1 for mark in marks)
    # Everything in the file is in the journal and vice versa, even if the save was never confirmed to
    # anybody.
    written = re.findall("[甲乙丙丁][0-9]+、", title)
    entered = [one.why for one in read_entries(part.folders.version.parent)]
    assert sorted(entered) == sorted(written)
    assert {one.who for one in read_entries(part.folders.version.parent)} <= set(told)


def _save_and_die(folder: Path, moment: str) -> None:
    """Save, and be killed at a moment: before the journal has the save, or before its own file is gone."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    part = open_part(folder, PART)
    assert part is not None
    lines = replace(part.lines, rules=part.lines.rules.replace("  题目：", "  题目：新的", 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*{"before": (journal, "_append"), "after": (Path, "unlink")}[moment], die)
        save(folder, PART, lines, part.base, who="甲", why="试", moment=MOMENT)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_save_that_is_killed_before_its_journal_is_entered_once_by_whoever_opens_next(
    real_copy: Path, moment: str
) -> None:
    worker = multiprocessing.get_context("fork").Process(target=_save_and_die, args=(real_copy, moment))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    part = open_part(real_copy, PART)
    assert part is not None
    assert "  题目：新的" in part.lines.rules
    (entry,) = read_entries(part.folders.version.parent)
    assert (entry.who, entry.why, entry.version) == ("甲", "试", part.folders.version.name)
    assert not list(part.folders.version.glob(".entry-*"))
    assert part.history.last == entry


def test_what_was_typed_outlasts_a_server_that_is_killed_before_it_is_saved(real_copy: Path) -> None:
    for n in range(ROUNDS):
        process, served = start(real_copy)
        try:
            part = open_part(real_copy, "para_5")
            assert part is not None
            lines = replace(part.lines, text=part.lines.text.replace("1000万元", f"{1500 + n}万元"))
            answer = type_lines(served, lines, part.base)
            assert answer["readable"]
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()
            process.communicate()
        work = part.folders.version.parent
        assert find_drafts(work, "para_5")[0].lines == lines.sheet
        after = open_part(real_copy, "para_5")
        assert after is not None
        assert after.lines == part.lines
    assert list(check(real_copy)) == []


def type_lines(served: Served, lines: Lines, base: str) -> dict[str, object]:
    body = json.dumps(
        {"text": lines.text, "rules": lines.rules, "whole": False, "window": "aaaaaaaa", "base": base}
    ).encode()
    request = urllib.request.Request(
        f"{served.origin}/parts/para_5/try",
        body,
        {"Cookie": f"{COOKIE}={served.key}", "Origin": served.origin, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        found: dict[str, object] = json.loads(answer.read())
        return found


def test_a_server_that_is_killed_leaves_no_worker_behind(real_copy: Path) -> None:
    process, served = start(real_copy)
    part = open_part(real_copy, "para_5")
    assert part is not None
    body = json.dumps({"text": part.lines.text.replace("1000万元", "1500万元")}).encode()
    request = urllib.request.Request(
        f"{served.origin}/parts/para_5/consequences",
        body,
        {"Cookie": f"{COOKIE}={served.key}", "Origin": served.origin},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 202
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert children
    process.kill()
    process.communicate()
    for _ in range(600):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            return
        time.sleep(0.1)
    raise AssertionError(children)
