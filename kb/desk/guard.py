"""Who may ask the desk for what: names of this machine, the key of the address, own pages, small bodies.

The desk writes files for whoever it lets in, so every request passes here before anything reads it:

- the Host header must name this very server, once, or a page of the web could reach it by a name of its own;
- the key comes once in the address and stays in a cookie that scripts cannot read and other sites never send;
- whatever changes something must be posted from a page of the desk itself (Origin, Sec-Fetch-Site);
- a body says how long it is, and is no longer than it may be.

Raises nothing: what is refused is answered with a status and a sentence in Chinese and English.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "tiaowen-desk"
ENTER = "/enter"
"""The one path that takes the key from the address."""

UPLOAD = "/import"
"""The path whose bodies are files."""

MOST_BYTES = 256 * 1024
"""The longest body of a form or of JSON."""

MOST_UPLOADED = 16 * 1024 * 1024
"""The longest body of an upload."""

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


@dataclass(frozen=True)
class Guard:
    """An application behind the guard; ``port`` is the one it listens on, ``key`` lets a browser in."""

    app: App
    port: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """What the Host header may be."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def address(self) -> str:
        """The address that lets in whoever opens it."""
        return f"http://{self.hosts[0]}{ENTER}?key={self.key}"

    def token(self, page: str) -> str:
        """What a form of a page carries, so that no form can be posted for another page."""
        return hmac.new(self.key.encode(), page.encode(), "sha256").hexdigest()

    def is_token(self, page: str, given: object) -> bool:
        """Whether a posted token is that of a page."""
        return isinstance(given, str) and hmac.compare_digest(self.token(page).encode(), given.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before the application sees it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        status = self._refuses(scope)
        if status:
            await _answer(send, status)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _refuses(self, scope: Scope) -> int:
        """The status with which a request is refused; 0 where it may pass."""
        headers = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = _values(headers, b"host")
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 421
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405
        if scope["path"] != ENTER and not self._is_let_in(headers):
            return 401
        if scope["method"] == "POST":
            return self._refuses_post(headers, scope["path"])
        return 0

    def _refuses_post(self, headers: list[tuple[bytes, str]], path: str) -> int:
        origins = _values(headers, b"origin")
        if len(origins) != 1 or origins[0] not in [f"http://{host}" for host in self.hosts]:
            return 403
        if _values(headers, b"sec-fetch-site") not in ([], ["same-origin"]):
            return 403
        lengths = _values(headers, b"content-length")
        if _values(headers, b"transfer-encoding") or len(lengths) != 1 or not lengths[0].isdecimal():
            return 411
        most = MOST_UPLOADED if path == UPLOAD else MOST_BYTES
        return 413 if len(lengths[0]) > 12 or int(lengths[0]) > most else 0

    def _is_let_in(self, headers: list[tuple[bytes, str]]) -> bool:
        for value in _values(headers, b"cookie"):
            for pair in value.split(";"):
                name, _, held = pair.strip().partition("=")
                if name == COOKIE and hmac.compare_digest(held.encode(), self.key.encode()):
                    return True
        return False


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
