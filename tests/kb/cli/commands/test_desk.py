"""``tiaowen desk``: what it refuses before it listens, from people without names to a port that is taken."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kb.cli.commands import desk
from kb.cli.commands.desk import Sharing, run_desk
from kb.model.words.errors import PolicyError
from tests.conftest import DISTRICT

ALONE = Sharing()


def code_of(folder: Path, port: int = 0, sharing: Sharing = ALONE) -> str:
    """The code of the finding with which the desk refuses to start."""
    with pytest.raises(PolicyError) as refused:
        run_desk(folder, port, "zh", sharing=sharing)
    (finding,) = refused.value.findings
    return finding.code


@pytest.mark.parametrize(
    "sharing",
    [
        Sharing("127.0.0.1"),
        Sharing("127.0.0.1", (" ",)),
        Sharing(people=("甲",)),
        Sharing("127.0.0.1", ("甲",), certificate=Path("cert.pem")),
        Sharing("127.0.0.1", ("甲",), key=Path("key.pem")),
    ],
)
def test_a_shared_desk_needs_an_address_with_people_and_a_certificate_with_its_key(
    toy_copy: Path, sharing: Sharing
) -> None:
    assert code_of(toy_copy, sharing=sharing) == "desk-sharing"


def test_a_folder_without_a_policy_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "folder-empty"


def test_an_older_version_is_refused_and_the_newest_is_named() -> None:
    work = DISTRICT / "cn-999998" / "jimuqu"
    with pytest.raises(PolicyError) as refused:
        run_desk(work / "2027-01-01", 0, "zh")
    (finding,) = refused.value.findings
    assert finding.message("zh").startswith("工作台只改最新的 2028-07-01 版，打不开 2027-01-01 版")
    # The newest version may be named; here a taken port is what stops the desk.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert code_of(work / "2028-07-01", taken.getsockname()[1]) == "desk-port"


def test_a_missing_library_is_named(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "find_spec", lambda name: None)
    assert code_of(toy_copy) == "library-missing"


def test_a_policy_that_was_installed_with_the_program_is_not_edited(
    toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.sysconfig, "get_path", lambda name: str(toy_copy.parent))
    assert code_of(toy_copy) == "desk-installed"


def test_a_port_that_is_taken_is_told(toy_copy: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert code_of(toy_copy, taken.getsockname()[1]) == "desk-port"
