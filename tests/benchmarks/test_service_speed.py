"""The time of the service for a request, beside OpenFisca's own web API with the same rules, in one run.

Each has one worker process on this machine. The same client asks both in turn and keeps its connection where
the server allows it: one project and nine claims with earlier grants, as in ``test_assess_speed``. Both
compute the ceiling of every grant (``detail=amounts``); ours is also timed with statuses, clauses and the
best combination.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.benchmarks.test_assess_speed import CASES, DAY
from tests.conftest import REAL, ROOT

JSON = {"Content-Type": "application/json"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def _started(port: int, *command: str) -> Iterator[int]:
    """A program that listens on a port, until the block ends."""
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert program.poll() is None, "it ended"
                time.sleep(0.1)
        yield port
    finally:
        program.terminate()
        program.wait(30)


@pytest.fixture(scope="module")
def ours() -> Iterator[int]:
    port = _free_port()
    command = "from kb.cli import main; main()"
    with _started(port, "-c", command, "serve", "--policy", str(REAL), "--port", str(port)) as found:
        yield found


@pytest.fixture(scope="module")
def theirs() -> Iterator[int]:
    pytest.importorskip("openfisca_web_api")
    port = _free_port()
    command = ("-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}")
    with _started(port, *command, "tests.benchmarks.openfisca_web:app") as found:
        yield found


_CONNECTIONS: dict[int, http.client.HTTPConnection] = {}


def _ask(port: int, path: str, body: bytes) -> Any:
    connection = _CONNECTIONS.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=60))
    try:
        connection.request("POST", path, body, JSON)
        response = connection.getresponse()
    except (OSError, http.client.HTTPException):  # a server closes idle connections
        connection.close()
        connection.request("POST", path, body, JSON)
        response = connection.getresponse()
    answer = json.loads(response.read())
    assert response.status == 200, answer
    return answer


def _situation(name: str) -> bytes:
    """The case for OpenFisca's web API, requesting every grant."""
    from tests.benchmarks.openfisca_peer import GRANTS
    from tests.benchmarks.openfisca_situations import make_situation

    found = make_situation(CASES[name])
    for claim in found["claims"].values():
        claim.update({grant: {DAY: None} for grant in GRANTS})
    return json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", CASES)
class TestOneRequest:
    """The same case for both services."""

    @pytest.fixture(autouse=True)
    def _grouped(self, request: pytest.FixtureRequest, name: str) -> None:
        if "benchmark" in request.fixturenames:
            request.getfixturevalue("benchmark").group = f"one request, {name}"

    def test_our_amounts(self, benchmark: Any, ours: int, name: str) -> None:
        body = json.dumps({"case": CASES[name]}, ensure_ascii=False).encode()
        assert benchmark(_ask, ours, "/v1/assess?detail=amounts", body)["amounts"]

    def test_our_outcomes(self, benchmark: Any, ours: int, name: str) -> None:
        body = json.dumps({"case": CASES[name]}, ensure_ascii=False).encode()
        assert benchmark(_ask, ours, "/v1/assess", body)["outcomes"]

    def test_openfisca(self, benchmark: Any, theirs: int, name: str) -> None:
        body = _situation(name)
        assert benchmark(_ask, theirs, "/calculate", body)["claims"]

    def test_both_arrive_at_the_same_ceilings(self, ours: int, theirs: int, name: str) -> None:
        body = json.dumps({"case": CASES[name]}, ensure_ascii=False).encode()
        mine: dict[str, dict[str, float]] = {}
        for one in _ask(ours, "/v1/assess?detail=amounts", body)["amounts"]:
            if one["high"]:
                mine.setdefault(one["claim"], {})[one["support"]] = one["high"] / 100
        found = {
            claim: {key: value[DAY] for key, value in told.items() if key.startswith("para_") and value[DAY]}
            for claim, told in _ask(theirs, "/calculate", _situation(name))["claims"].items()
        }
        assert mine == {claim: pytest.approx(grants, abs=5) for claim, grants in found.items() if grants}
