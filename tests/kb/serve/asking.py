"""A service on a free port of this machine, with a client for the tests."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from kb.serve.limits import Limits
from kb.serve.versions import Versions
from kb.serve.web import make_app

CASE: dict[str, Any] = {
    "date": "2026-03-01",
    "applicant": {},
    "claims": [
        {
            "id": "机房改造",
            "kind": "project",
            "is": ["data-centre"],
            "verified-total-investment": "5000万元",
            "achieved-on": "2025-10-01",
            "demonstration-value": True,
        }
    ],
    "ledger": [],
}
"""A data centre that reaches the ceiling of measure 5: 30 % of 50 million is 15, and the ceiling is 10
million.
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The kinds of faults in a problem, which must be in both languages and contain no traceback."""
        assert self.headers["content-type"] == "application/problem+json"
        assert b"Traceback" not in self.body
        assert self.data["status"] == self.status
        for fault in self.data["errors"]:
            for said in (fault["message"], fault["remedy"]):
                assert said["zh"]
                assert said["en"]
        return [fault["code"] for fault in self.data["errors"]]


@dataclass(frozen=True)
class Asking:
    """A client of a service."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            found = {key.lower(): value for key, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, {key.replace("_", "-"): value for key, value in headers.items()})

    def post(self, path: str, data: object, kind: str = "application/json") -> Answer:
        body = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
        return self.ask("POST", path, body, {"Content-Type": kind})


@contextmanager
def serving(versions: Versions, limits: Limits) -> Iterator[Asking]:
    """A service in a thread of its own, until the test is over."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(versions, limits), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    try:
        yield Asking(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def sums_without_source(data: Any, path: str = "") -> list[str]:
    """The places of sums without a status or without clauses."""
    if isinstance(data, list):
        return [one for n, part in enumerate(data) for one in sums_without_source(part, f"{path}[{n}]")]
    if not isinstance(data, dict):
        return []
    bare = "low" in data and not (data.get("status") and (data.get("clauses") or data.get("provision")))
    return ([path] if bare else []) + [
        one for key, part in data.items() for one in sums_without_source(part, f"{path}.{key}")
    ]
