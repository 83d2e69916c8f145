"""Attacks on the desk over a real socket: each is refused with a status, and nothing is written."""

from __future__ import annotations

import json
import socket

import pytest

from kb.desk.guard import COOKIE, MOST_BYTES
from tests.kb.desk.conftest import Served


def send(served: Served, *lines: str, body: bytes = b"") -> tuple[int, str]:
    """The status and the complete answer to a request that is written by hand."""
    with socket.create_connection(("127.0.0.1", served.port), 30) as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        wire.settimeout(30)
        answer = b""
        while chunk := wire.recv(65536):
            answer += chunk
            if b"\r\n\r\n" in answer and b"content-length: " in answer.lower():
                head, _, rest = answer.partition(b"\r\n\r\n")
                if len(rest) >= int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]):
                    break
    return int(answer.split(b" ", 2)[1]), answer.decode("utf-8", "replace")


def let_in(served: Served) -> str:
    return f"Cookie: {COOKIE}={served.key}"


def host(served: Served) -> str:
    return f"Host: 127.0.0.1:{served.port}"


def post(served: Served, path: str, *headers: str, body: bytes = b"{}") -> tuple[int, str]:
    return send(
        served,
        f"POST {path} HTTP/1.1",
        host(served),
        let_in(served),
        "Connection: close",
        *headers,
        f"Content-Length: {len(body)}",
        body=body,
    )


def test_a_request_needs_the_key(served: Served) -> None:
    assert send(served, "GET / HTTP/1.1", host(served), "Connection: close")[0] == 401
    wrong = f"Cookie: {COOKIE}={served.key[:-1]}x"
    assert send(served, "GET / HTTP/1.1", host(served), wrong, "Connection: close")[0] == 401
    assert send(served, "GET /enter?key=wrong HTTP/1.1", host(served), "Connection: close")[0] == 401


def test_the_address_lets_in_and_the_cookie_is_for_no_script_and_no_other_site(served: Served) -> None:
    status, answer = send(served, f"GET /enter?key={served.key} HTTP/1.1", host(served), "Connection: close")
    assert status == 303
    cookie = next(line for line in answer.split("\r\n") if line.lower().startswith("set-cookie"))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert served.key not in answer.split("\r\n\r\n")[1]


@pytest.mark.parametrize(
    "hosts",
    [
        ("Host: evil.example:{port}",),
        ("Host: 127.0.0.1:{port}", "Host: evil.example"),
        ("Host: 127.0.0.1:1",),
        ("Host: 127.0.0.1",),
        ("Host: 127.0.0.1:{port}.evil.example",),
    ],
)
def test_only_its_own_name_reaches_the_desk(served: Served, hosts: tuple[str, ...]) -> None:
    named = [each.format(port=served.port) for each in hosts]
    status, _ = send(served, "GET / HTTP/1.1", *named, let_in(served), "Connection: close")
    assert status in (400, 421)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "Origin: null",
        "Origin: http://evil.example",
        "Origin: http://127.0.0.1:1",
        "Origin: https://{own}",
    ],
)
def test_only_its_own_pages_may_post(served: Served, origin: str) -> None:
    headers = [origin.format(own=f"127.0.0.1:{served.port}")] if origin else []
    assert post(served, "/parts/para_5/try", *headers)[0] == 403


def test_a_request_that_a_browser_calls_cross_site_is_refused(served: Served) -> None:
    headers = (f"Origin: {served.origin}", "Sec-Fetch-Site: cross-site")
    assert post(served, "/parts/para_5/try", *headers)[0] == 403


def test_a_body_says_how_long_it_is_and_is_no_longer_than_it_may_be(served: Served) -> None:
    own = f"Origin: {served.origin}"
    assert post(served, "/parts/para_5/try", own, body=b"x" * (MOST_BYTES + 1))[0] == 413
    chunked = (
        "POST /parts/para_5/try HTTP/1.1",
        host(served),
        let_in(served),
        own,
        "Transfer-Encoding: chunked",
        "Connection: close",
    )
    assert send(served, *chunked, body=b"2\r\n{}\r\n0\r\n\r\n")[0] == 411


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(served: Served, method: str) -> None:
    request = (f"{method} /parts/para_5/text HTTP/1.1", host(served), let_in(served), "Content-Length: 0")
    assert send(served, *request, "Connection: close")[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/parts/..%2f..%2fetc",
        "/parts/para_5%00",
        "/parts/<script>",
    ],
)
def test_no_path_leads_out_of_the_desk(served: Served, path: str) -> None:
    request = (f"GET {path} HTTP/1.1", host(served), let_in(served), "Connection: close")
    status, answer = send(served, *request)
    assert status in (400, 404)
    assert "import " not in answer
    assert "<script>" not in answer


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 100_000, b"\xff", b'{"text": ["x"]}', b'{"rules": 1}', b"null"]
)
def test_a_body_that_is_no_request_is_told_so(served: Served, body: bytes) -> None:
    status, answer = post(served, "/parts/para_5/try", f"Origin: {served.origin}", body=body)
    assert status == 400
    assert "Traceback" not in answer


def test_html_in_a_clause_is_shown_as_words(served: Served) -> None:
    lines = '(五)推动<img src=x onerror="alert(1)">降碳。\n支持。\n'
    body = json.dumps({"text": lines, "whole": False}).encode()
    status, answer = post(served, "/parts/para_5/try", f"Origin: {served.origin}", body=body)
    assert status == 200
    assert "application/json" in answer
    assert "content-security-policy: default-src 'none'; script-src 'self'" in answer


def test_a_form_needs_the_token_of_its_own_part(served: Served) -> None:
    before = {path: path.read_bytes() for path in served.folder.rglob("*.xml")}
    body = b"token=wrong&base=x&text=%E7%94%B2&who=x"
    status, _ = post(served, "/parts/para_5/save", f"Origin: {served.origin}", body=body)
    assert status == 403
    assert {path: path.read_bytes() for path in served.folder.rglob("*.xml")} == before


def test_sixty_thousand_characters_in_one_sentence_are_answered(served: Served) -> None:
    # A browser sends Chinese unescaped, with three bytes for each character.
    lines = "(五)推动。\n" + "一" * 60_000 + "。\n"
    body = json.dumps({"text": lines, "whole": False}, ensure_ascii=False).encode()
    status, _ = post(served, "/parts/para_5/try", f"Origin: {served.origin}", body=body)
    assert status == 200
