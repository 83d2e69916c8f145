"""A desk for several people: named people with keys of their own, and a warning about encryption."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import ssl
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from kb.cli.commands.desk import Sharing, run_desk
from kb.desk.guard import COOKIE, Guard
from kb.desk.journal import read_entries
from kb.desk.work import open_part
from kb.model.words.errors import PolicyError
from tests.kb.desk.conftest import Served, start
from tests.render.chromium import give_up

PEOPLE = ("--share", "127.0.0.1", "--person", "甲", "--person", "乙")


def ask(served: Served, key: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    body = urllib.parse.urlencode(form).encode() if form else None
    headers = {"Cookie": f"{COOKIE}={key}", "Origin": served.origin}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{served.origin}{path}", body, headers), timeout=60
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


def test_each_person_has_a_key_and_acts_under_the_name_of_it(real_copy: Path) -> None:
    process, served = start(real_copy, *PEOPLE)
    assert process.stdout is not None
    try:
        said = [process.stdout.readline() for _ in range(3)]
        found = re.search(r"乙的地址：http://127\.0\.0\.1:\d+/enter\?key=(\S+)", said[0])
        assert found, said
        assert "没有加密" in said[2]
        assert ask(served, "wrong", "/")[0] == 401
        assert ask(served, served.key, "/")[0] == 200
        _, page = ask(served, found[1], "/parts/para_5")
        form_of_comments = page.partition('action="/parts/para_5/comment"')[2]
        token = re.search(r'name="token" value="([0-9a-f]+)"', form_of_comments)
        assert token
        form = {"token": token[1], "at": "para_5__s_4", "why": "太低", "who": "甲"}
        assert ask(served, found[1], "/parts/para_5/comment", form)[0] == 200
        part = open_part(real_copy, "para_5")
        assert part is not None
        (entry,) = read_entries(part.folders.version.parent)
        assert entry.who == "乙"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


@pytest.mark.parametrize(
    "sharing",
    [
        Sharing("192.0.2.1"),
        Sharing("", ("甲",)),
        Sharing("192.0.2.1", (" ",)),
        Sharing("192.0.2.1", ("甲",), Path("cert.pem")),
    ],
)
def test_what_a_shared_desk_lacks_is_told_before_it_opens(real_copy: Path, sharing: Sharing) -> None:
    with pytest.raises(PolicyError) as problem:
        run_desk(real_copy, 0, "zh", sharing=sharing)
    assert problem.value.findings[0].code == "desk-sharing"


def test_a_policy_that_was_installed_with_the_program_is_not_edited(
    real_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(real_copy))
    with pytest.raises(PolicyError) as problem:
        run_desk(real_copy, 0, "zh")
    assert problem.value.findings[0].code == "desk-installed"


def test_an_encrypted_desk_takes_posts_of_its_own_encrypted_pages_alone() -> None:
    async def nothing(*_: object) -> None:
        raise AssertionError

    door = Guard(nothing, 8024, ("甲", "乙"), "192.0.2.1", is_secure=True)
    assert door.hosts == ("192.0.2.1:8024",)
    assert door.origins == ("https://192.0.2.1:8024",)
    assert list(door.addresses) == ["甲", "乙"]
    assert all(address.startswith("https://192.0.2.1:8024/enter?key=") for address in door.addresses.values())
    assert Guard(nothing, 1, shared="2001:db8::1").hosts == ("[2001:db8::1]:1",)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its private key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], capture_output=True, check=True)
    return certificate, key


def test_an_encrypted_desk_speaks_tls_and_nothing_else(real_copy: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        give_up("openssl")
    certificate, key = make_certificate(tmp_path)
    files = ("--certificate", str(certificate), "--private-key", str(key))
    process, served = start(real_copy, *PEOPLE, *files)
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        assert "https://127.0.0.1:" in said[0]
        assert not any("没有加密" in line for line in said)
        trusted = ssl.create_default_context(cafile=str(certificate))
        wire = http.client.HTTPSConnection("127.0.0.1", served.port, timeout=60, context=trusted)
        wire.request("GET", f"/enter?key={served.key}")
        answer = wire.getresponse()
        answer.read()
        assert answer.status == 303
        assert "secure" in (answer.getheader("set-cookie") or "").lower()
        wire.request("GET", "/", headers={"Cookie": f"{COOKIE}={served.key}"})
        assert wire.getresponse().status == 200
        wire.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            http.client.HTTPSConnection("127.0.0.1", served.port, timeout=60).request("GET", "/")
        with pytest.raises((http.client.HTTPException, OSError)):
            urllib.request.urlopen(f"http://127.0.0.1:{served.port}/", timeout=60)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_a_certificate_that_is_none_is_named(real_copy: Path, tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    for path in (certificate, key):
        path.write_text("not a certificate", encoding="utf-8")
    with pytest.raises(PolicyError) as problem:
        run_desk(real_copy, 0, "zh", sharing=Sharing("127.0.0.1", ("甲",), certificate, key))
    (found,) = problem.value.findings
    assert (found.code, found.place.file) == ("desk-certificate", str(certificate))
