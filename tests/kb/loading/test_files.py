"""Files that cannot be read are findings with file and line, and nothing outside a policy is ever read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.checks import check, has_errors
from kb.explain.items.findings import finding_item
from kb.explain.items.parts import write_json
from kb.loading import load_policy
from kb.loading.files import write_file
from kb.model.words.errors import PolicyError


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("text.xml", "</paragraph>", "</paragraf>"), "xml-malformed"),
        (("rules.xml", "</rules>", ""), "xml-malformed"),
        (("text.xml", 'encoding="UTF-8"', 'encoding="GBK"'), "encoding-not-utf8"),
        (("rules.xml", "<rules", "<!DOCTYPE rules><rules"), "doctype-forbidden"),
        (("readings.xml", "<readings", "<unknown/><readings"), "xml-malformed"),
    ],
)
def test_bad_files_are_findings_with_file_and_line(
    toy_copy: Path, edit: tuple[str, str, str], code: str
) -> None:
    name, old, new = edit
    path = next(toy_copy.rglob(name))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = list(check(toy_copy))
    assert [f.code for f in found] == [code]
    assert found[0].place.file.endswith(name)
    assert found[0].place.line > 0
    assert has_errors(found)
    with pytest.raises(PolicyError):
        load_policy(toy_copy)


def test_bytes_in_another_encoding_are_found_where_they_begin(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("readings.xml"))
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert [f.code for f in check(toy_copy)] == ["bytes-not-utf8"]


def test_an_entity_bomb_is_refused_before_it_is_read(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 12)
    )
    path.write_text(f"{bomb}]>\n<rules>&l;</rules>", encoding="utf-8")
    assert [f.code for f in check(toy_copy)] == ["doctype-forbidden"]


def test_an_external_entity_is_never_fetched(toy_copy: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    path = next(toy_copy.rglob("rules.xml"))
    path.write_text(
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<rules>&x;</rules>', encoding="utf-8"
    )
    found = list(check(toy_copy))
    assert [f.code for f in found] == ["doctype-forbidden"]
    assert "秘密" not in write_json([finding_item(f, "zh") for f in found])


def test_a_file_of_a_hundred_megabytes_is_refused_unread(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("plain.zh.xml"))
    with path.open("ab") as file:
        file.truncate(100 * 1024 * 1024)
    found = list(check(toy_copy))
    assert [f.code for f in found] == ["file-too-large"]
    assert found[0].message("zh") == "文件有 100 MiB，超过了可读的上限 16 MiB。"


def test_deep_nesting_is_a_finding(toy_copy: Path) -> None:
    path = next(toy_copy.rglob("rules.xml"))
    path.write_text("<rules>" + "<a>" * 100_000 + "</a>" * 100_000 + "</rules>", encoding="utf-8")
    assert [f.code for f in check(toy_copy)] == ["xml-malformed"]


def test_files_without_permission_are_named(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, whom permissions do not stop, so the system's answer is simulated.
    forbidden = next(toy_copy.rglob("rules.xml"))
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == forbidden.name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [f.code for f in check(toy_copy)] == ["file-forbidden"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "text.xml"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(PolicyError) as raised:
        write_file(path, b"new")
    assert raised.value.findings[0].code == "file-unwritable"
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["text.xml"]


def test_a_write_keeps_the_permissions_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "text.xml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
