"""The commands that start the service: it prints where it listens, answers, and ends on request."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli.commands.serve import run_serve
from kb.model.words.errors import PolicyError
from tests.conftest import ROOT, TOY


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from kb.cli import main; main()", *arguments, "--policy", str(TOY)]
    told = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=told, stderr=subprocess.PIPE, text=True)


def test_the_service_says_where_it_is_answers_and_ends(tmp_path: Path) -> None:
    with start("serve", "--port", "0", "--lang", "en") as program:
        assert program.stderr is not None
        assert program.stderr.readline() == "Checking and loading the policies …\n"
        line = program.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert address is not None, line
        connection = http.client.HTTPConnection("127.0.0.1", int(address[1]), timeout=30)
        connection.request("GET", "/v1/works")
        assert connection.getresponse().status == 200
        connection.close()
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=30) in (0, 130)
        assert "Traceback" not in program.stderr.read()


def test_a_policy_with_errors_is_not_served(toy_copy: Path) -> None:
    text = next(toy_copy.rglob("rules.xml"))
    text.write_text("<rules/>", encoding="utf-8")
    with pytest.raises(PolicyError) as told:
        run_serve(toy_copy, "zh", host="127.0.0.1", port=0, most_bytes=10_000, most_claims=10, seconds=5)
    assert told.value.findings[-1].code == "service-unsound"
