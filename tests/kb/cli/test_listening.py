"""Listening for requests: a port that is taken and a library that is missing are named."""

from __future__ import annotations

import socket

import pytest

from kb.cli import listening
from kb.cli.commands.mcp import run_mcp
from kb.cli.commands.serve import run_serve
from kb.model.words.errors import PolicyError
from tests.conftest import TOY


def start_here(port: int, host: str = "127.0.0.1") -> int:
    return run_serve(TOY, "zh", host=host, port=port, most_bytes=10_000, most_claims=10, seconds=5)


def test_a_port_that_is_taken_is_told_with_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PolicyError) as told:
            start_here(port)
    finding = told.value.findings[0]
    assert finding.code == "service-port"
    assert str(port) in finding.message("zh")
    assert f"--port {port + 1}" in finding.remedy("en")


@pytest.mark.parametrize("what", ["serve", "mcp"])
def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(listening, "find_spec", lambda name: None)
    starts = {
        "serve": lambda: start_here(0),
        "mcp": lambda: run_mcp(TOY, "zh", http=False, host="127.0.0.1", port=0),
    }
    with pytest.raises(PolicyError) as told:
        starts[what]()
    assert told.value.findings[0].code == "library-missing"
    assert "tiaowen[serve]" in told.value.findings[0].remedy("en")
