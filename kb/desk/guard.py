"""Access control of the desk: host names, the key of a person's address, requests from its own pages, body
sizes.

The desk writes files for whoever it admits, so every request is checked here before it is read further:

- the Host header must occur once and name this server; otherwise a web page could reach it by another name;
- the key comes once in the address and stays in a cookie that scripts cannot read and other sites never send;
- a request that changes something must be posted from a page of the desk itself (Origin, Sec-Fetch-Site);
- a body states its length, and is no longer than allowed.

Raises nothing: a refused request is answered with a status and a sentence in Chinese and English.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "tiaowen-desk"
ENTER = "/enter"
"""The only path that accepts the key from the address."""

UPLOAD = "/import"
PUBLISH = "/versions/publish"
"""The paths whose bodies are files: one to import, and the text that was published."""

MOST_BYTES = 256 * 1024
"""The greatest length of the body of a form or of JSON."""

MOST_UPLOADED = 16 * 1024 * 1024
"""The greatest length of the body of an upload."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)

_REFUSALS = {
    400: "请求的写法不对。 The request is malformed.",
    401: "请用启动时显示的地址打开工作台。 Open the desk by the address that was shown when it started.",
    403: "这个请求不是从工作台的网页发出的。 This request does not come from a page of the desk.",
    405: "工作台没有这种请求。 The desk takes no request of this kind.",
    411: "请求没有说明长度。 The request does not say how long it is.",
    413: "内容太长。 The content is too long.",
    421: "这个地址不是工作台的。 This is not an address of the desk.",
}


def _new_key() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Guard:
    """An application with access control; ``port`` is the port it listens on.

    ``keys`` admit browsers. Each names the person who has it; the name is empty where the desk is for one
    person on this machine. ``shared`` is the address beyond this machine, and ``is_secure`` is true where it
    uses TLS. The application finds the name under ``person`` in the scope.
    """

    app: App
    port: int
    people: tuple[str, ...] = ("",)
    shared: str = ""
    is_secure: bool = False
    keys: Mapping[str, str] = field(init=False, repr=False)
    secret: str = field(default_factory=_new_key, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", {_new_key(): name for name in self.people})

    @property
    def hosts(self) -> tuple[str, ...]:
        """The allowed values of the Host header."""
        if self.shared:
            host = f"[{self.shared}]" if ":" in self.shared else self.shared
            return (f"{host}:{self.port}",)
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def origins(self) -> tuple[str, ...]:
        """The allowed values of the Origin header for requests that change something."""
        scheme = "https" if self.is_secure else "http"
        return tuple(f"{scheme}://{host}" for host in self.hosts)

    @property
    def addresses(self) -> Mapping[str, str]:
        """The address that admits each person, by name."""
        return {name: f"{self.origins[0]}{ENTER}?key={key}" for key, name in self.keys.items()}

    def is_key(self, given: str) -> bool:
        """Whether a key is valid."""
        return self._person(given) is not None

    def _person(self, given: str) -> str | None:
        """The name of the person with a key. Every key is compared, so that the time taken gives nothing
        away.
        """
        found = [name for key, name in self.keys.items() if hmac.compare_digest(key.encode(), given.encode())]
        return found[0] if found else None

    def token(self, page: str) -> str:
        """The token in the forms of a page, so that no form can be posted for another page."""
        return hmac.new(self.secret.encode(), page.encode(), "sha256").hexdigest()

    def is_token(self, page: str, given: object) -> bool:
        """Whether a posted token belongs to a page."""
        return isinstance(given, str) and hmac.compare_digest(self.token(page).encode(), given.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before the application sees it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        status = self._refuses(scope)
        scope["person"] = self._let_in(scope) or ""
        if status:
            await _answer(send, status)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _refuses(self, scope: Scope) -> int:
        """The status with which a request is refused; 0 where it is allowed."""
        headers = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = _values(headers, b"host")
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 421
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405
        if scope["path"] != ENTER and self._let_in(scope) is None:
            return 401
        if scope["method"] == "POST":
            return self._refuses_post(headers, scope["path"])
        return 0

    def _refuses_post(self, headers: list[tuple[bytes, str]], path: str) -> int:
        origins = _values(headers, b"origin")
        if len(origins) != 1 or origins[0] not in self.origins:
            return 403
        if _values(headers, b"sec-fetch-site") not in ([], ["same-origin"]):
            return 403
        lengths = _values(headers, b"content-length")
        if _values(headers, b"transfer-encoding") or len(lengths) != 1 or not lengths[0].isdecimal():
            return 411
        most = MOST_UPLOADED if path in (UPLOAD, PUBLISH) else MOST_BYTES
        return 413 if len(lengths[0]) > 12 or int(lengths[0]) > most else 0

    def _let_in(self, scope: Scope) -> str | None:
        """The name of the person who sends a request, by the key in its cookie; ``None`` for a stranger."""
        for header, value in scope["headers"]:
            for pair in value.decode("latin-1").split(";") if header.lower() == b"cookie" else ():
                name, _, held = pair.strip().partition("=")
                if name == COOKIE and (person := self._person(held)) is not None:
                    return person
        return None


def _values(headers: Iterable[tuple[bytes, str]], name: bytes) -> list[str]:
    return [value for each, value in headers if each == name]


async def _answer(send: Send, status: int) -> None:
    body = f"{_REFUSALS[status]}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *_HEADERS,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
