"""Kill -9 at any moment: every confirmed save is there, no file is torn, and typed text is kept."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from kb.checks import check
from kb.desk.drafts import find_drafts
from kb.desk.guard import COOKIE
from kb.desk.work import open_part, save
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
        lines = part.sheet.lines.replace("  题目：", f"  题目：{mark}", 1)
        if save(folder, PART, "rules", lines, part.base("rules"), who=name, why="", moment=MOMENT).status == (
            "written"
        ):
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
    title = next(line for line in part.sheet.lines.splitlines() if "  题目：" in line)
    marks = [mark for file in told.values() if file.exists() for mark in file.read_text("utf-8").splitlines()]
    assert all(title.count(mark) == 1 for mark in marks)


def test_what_was_typed_outlasts_a_server_that_is_killed_before_it_is_saved(real_copy: Path) -> None:
    for n in range(ROUNDS):
        process, served = start(real_copy)
        try:
            part = open_part(real_copy, "para_5")
            assert part is not None
            lines = part.text.replace("1000万元", f"{1500 + n}万元")
            answer = type_lines(served, lines, part.base("text"))
            assert answer["readable"]
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()
            process.communicate()
        work = part.folders.version.parent
        assert find_drafts(work, "para_5", "text")[0].lines == lines
        after = open_part(real_copy, "para_5")
        assert after is not None
        assert after.text == part.text
    assert list(check(real_copy)) == []


def type_lines(served: Served, lines: str, base: str) -> dict[str, object]:
    body = json.dumps({"lines": lines, "whole": False, "window": "aaaaaaaa", "base": base}).encode()
    request = urllib.request.Request(
        f"{served.origin}/parts/para_5/text/try",
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
    body = json.dumps({"lines": part.text.replace("1000万元", "1500万元")}).encode()
    request = urllib.request.Request(
        f"{served.origin}/parts/para_5/text/consequences",
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
