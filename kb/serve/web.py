"""The service over HTTP: a route for each answer, limits, problems for errors, and ETags of the rules."""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import resources
from typing import Any, cast

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kb.explain.items import service
from kb.model.today import today
from kb.model.words.errors import Finding, Language, Place, PolicyError, error
from kb.serve import answers
from kb.serve.limits import Limits, TooLong, run_within
from kb.serve.openapi import describe_service
from kb.serve.problems import problem_item
from kb.serve.requests import Asked, read_day, read_id, read_request
from kb.serve.versions import Versions

JSON, NDJSON, PROBLEM = "application/json", "application/x-ndjson", "application/problem+json"
SMALL = 12
"""The greatest number of claims of a case that is answered at once. A larger case is computed in the
background.
"""

_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
    **_HEADERS,
}
_PAGE = {
    "/": ("try.html", "text/html"),
    "/try.js": ("try.js", "text/javascript"),
    "/try.css": ("try.css", "text/css"),
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LOG = logging.getLogger("tiaowen.serve")

Handler = Callable[[Request], Awaitable[Response]]


def make_app(versions: Versions, limits: Limits, *, host: str = "127.0.0.1") -> Starlette:
    """The service as an application; ``host`` is the address that it listens on.

    On a loopback address it accepts only host names of this machine, so that no web page can reach it under a
    name of its own (DNS rebinding).
    """
    service_ = _Service(versions, limits, _LOOPBACK if is_loopback(host) else None)
    return Starlette(
        routes=[
            Route(path, service_.guard(handler), methods=[method])
            for method, path, handler in service_.routes
        ],
        exception_handlers=cast(Any, {HTTPException: service_.refuse}),
    )


def is_loopback(host: str) -> bool:
    """Whether an address is a loopback address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class _Service:
    versions: Versions
    limits: Limits
    hosts: frozenset[str] | None

    @property
    def routes(self) -> list[tuple[str, str, Handler]]:
        """The method, path and handler of every resource."""
        pages = [("GET", path, self._page(name, kind)) for path, (name, kind) in _PAGE.items()]
        return [
            ("POST", "/v1/assess", self.assess),
            ("POST", "/v1/assess:batch", self.batch),
            ("POST", "/v1/explain", self._posted(self._explain)),
            (
                "POST",
                "/v1/ask",
                self._posted(lambda asked, _: answers.answer_questions(self.versions, asked)),
            ),
            (
                "POST",
                "/v1/readings",
                self._posted(lambda asked, _: answers.answer_readings(self.versions, asked)),
            ),
            ("GET", "/v1/readings", self._got(answers.list_readings)),
            ("GET", "/v1/works", self._tagged(lambda _: answers.list_works(self.versions, today()))),
            ("GET", "/v1/facts", self._got(answers.list_facts)),
            ("GET", "/v1/supports", self._got(answers.list_supports, "measure")),
            ("GET", "/v1/supports/{id}", self._got(answers.show_support, path="id")),
            ("GET", "/v1/provisions", self._got(answers.search_provisions, "q")),
            ("GET", "/v1/provisions/{eid}", self._got(answers.show_provision, path="eid")),
            ("GET", "/openapi.json", self._tagged(lambda _: self.description)),
            ("GET", "/health", self.health),
            *pages,
        ]

    @cached_property
    def description(self) -> dict[str, Any]:
        return describe_service(self.versions, self.limits)

    async def assess(self, request: Request) -> Response:
        detail = _detail(request)
        asked = self.limits.check(read_request(self.versions, await self._body(request, JSON)))
        is_small = detail != "full" and len(asked.case.claims or ()) <= SMALL
        answer = partial(answers.DETAILS[detail], self.versions, asked)
        found = answer() if is_small else await run_within(self.limits.seconds, answer)
        return self._answer(found)

    async def batch(self, request: Request) -> Response:
        """One answer for each line of the request, as soon as it is computed."""
        detail = _detail(request)
        _expect(request, NDJSON)
        return _Lines(self._lines(request, detail), media_type=NDJSON, headers=_HEADERS)

    async def health(self, _: Request) -> Response:
        return self._answer(service.Health("ok", self.versions.program, self.versions.rules))

    def guard(self, handler: Handler) -> Handler:
        """A handler that turns every failure into a problem."""

        async def handle(request: Request) -> Response:
            try:
                self._check_host(request)
                return await handler(request)
            except ClientDisconnect:
                raise
            except Exception as trouble:
                return _problem(_findings_of(trouble), _lang(request), request.url.path)

        return handle

    async def refuse(self, request: Request, refused: Exception) -> Response:
        """The answer for an unknown path, or for a method that a path does not accept."""
        status = refused.status_code if isinstance(refused, HTTPException) else 404
        headers = dict(refused.headers or {}) if isinstance(refused, HTTPException) else {}
        code = "request-method" if status == 405 else "request-path"
        words = {"method": request.method[:20], "path": request.url.path[:80]}
        return _problem([error(code, Place(""), **words)], _lang(request), request.url.path, headers)

    async def _lines(self, request: Request, detail: str) -> AsyncIterator[bytes]:
        waiting, is_skipping = b"", False
        async for chunk in request.stream():
            *lines, waiting = (waiting + chunk).split(b"\n")
            for line in lines:
                if is_skipping:
                    is_skipping = False
                elif line.strip():
                    yield await self._line(request, line, detail)
            if len(waiting) > self.limits.bytes:
                if not is_skipping:
                    yield await self._line(request, waiting, detail)
                waiting, is_skipping = b"", True
        if waiting.strip() and not is_skipping:
            yield await self._line(request, waiting, detail)

    async def _line(self, request: Request, line: bytes, detail: str) -> bytes:
        told: dict[str, Any] = {}
        try:
            if len(line) > self.limits.bytes:
                raise PolicyError([error("request-large", Place(""), most=self.limits.bytes)])
            told["id"] = read_id(line)
            asked = self.limits.check(read_request(self.versions, line))
            told["answer"] = await run_within(
                self.limits.seconds, partial(answers.DETAILS[detail], self.versions, asked)
            )
        except Exception as trouble:
            told["problem"] = problem_item(_findings_of(trouble), _lang(request), request.url.path)
        return msgspec.json.encode(told) + b"\n"

    def _explain(self, asked: Asked, request: Request) -> object:
        return answers.answer_explained(self.versions, asked, _lang(request))

    def _posted(self, answer: Callable[[Asked, Request], object]) -> Handler:
        async def handle(request: Request) -> Response:
            _lang(request)
            asked = self.limits.check(read_request(self.versions, await self._body(request, JSON)))
            return self._answer(await run_within(self.limits.seconds, lambda: answer(asked, request)))

        return handle

    def _got(self, answer: Callable[..., object], query: str = "", path: str = "") -> Handler:
        """The version of a day, and what the query or the path names."""

        def find(request: Request) -> object:
            on = request.query_params.get("on")
            day = today() if on is None else read_day(on)
            named = [request.path_params[path]] if path else []
            named += [request.query_params[query]] if query and query in request.query_params else []
            if query == "q" and not "".join(named).strip():
                raise PolicyError([error("request-parameter", Place("", 0, "q"), name="q", known="…")])
            work = request.query_params.get("work", "")
            return answer(self.versions, self.versions.on(day, work), day, *named)

        return self._tagged(find)

    def _tagged(self, find: Callable[[Request], object]) -> Handler:
        """An answer that depends on the rules and the day only, with an ETag."""

        async def handle(request: Request) -> Response:
            tag = f'"{self.versions.rules[:32]}-{today().isoformat()}"'
            headers = {"ETag": tag, "Cache-Control": "no-cache"}
            known = request.headers.get("if-none-match", "")
            if known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(",")):
                return Response(status_code=304, headers=headers)
            return self._answer(find(request), headers)

        return handle

    def _page(self, name: str, kind: str) -> Handler:
        content = resources.files("kb.serve").joinpath("static", name).read_bytes()

        async def handle(_: Request) -> Response:
            return Response(content, media_type=kind, headers=_PAGE_HEADERS)

        return handle

    def _answer(self, item: object, headers: Mapping[str, str] = {}) -> Response:
        body = msgspec.json.encode(item)
        return Response(
            body, media_type=JSON, headers={"ETag": f'"{self.versions.rules[:32]}"', **_HEADERS, **headers}
        )

    async def _body(self, request: Request, kind: str) -> bytes:
        """The body of a request, read up to its limit only."""
        _expect(request, kind)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.limits.bytes:
                raise PolicyError([error("request-large", Place(""), most=self.limits.bytes)])
        return body

    def _check_host(self, request: Request) -> None:
        host = request.headers.get("host", "")
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if self.hosts is not None and name.lower() not in self.hosts:
            raise PolicyError([error("request-host", Place(""), host=host[:80])])


class _Lines(StreamingResponse):
    """A stream of lines that is sent while the request is still being read.

    The streaming response of Starlette reads the request itself, to learn whether the client still waits.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await self.stream_response(send)


def _expect(request: Request, kind: str) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != kind:
        raise PolicyError([error("request-type", Place(""), given=given[:80] or "—", wanted=kind)])


def _choose(request: Request, name: str, known: Sequence[str], default: str) -> str:
    given = request.query_params.get(name, default)
    if given not in known:
        words = {"name": name, "known": "、".join(known)}
        raise PolicyError([error("request-parameter", Place("", 0, name), **words)])
    return given


def _detail(request: Request) -> str:
    return _choose(request, "detail", tuple(answers.DETAILS), "outcomes")


def _lang(request: Request) -> Language:
    """The language asked for by the query, or else by the header of the browser; Chinese by default."""
    if "lang" in request.query_params:
        asked = request.query_params["lang"]
        return cast(Language, asked if asked in ("zh", "en") else "zh")
    wanted = request.headers.get("accept-language", "").strip().lower()
    return "en" if wanted.startswith("en") else "zh"


def _findings_of(trouble: Exception) -> Sequence[Finding]:
    if isinstance(trouble, PolicyError):
        return trouble.findings
    if isinstance(trouble, TooLong):
        return [error("request-slow", Place(""))]
    _LOG.error(
        "%s: %s",
        type(trouble).__name__,
        trouble,
        exc_info=trouble if os.environ.get("TIAOWEN_DEBUG") else None,
    )
    return [error("request-failed", Place(""), problem=type(trouble).__name__)]


def _problem(
    findings: Sequence[Finding], lang: Language, path: str, headers: Mapping[str, str] | None = None
) -> Response:
    item = problem_item(findings, lang, path)
    # The rest of a body that is too long is not read.
    closing = {"Connection": "close"} if item.status == 413 else {}
    return Response(
        msgspec.json.encode(item),
        status_code=item.status,
        media_type=PROBLEM,
        headers={**_HEADERS, **closing, **(headers or {})},
    )
