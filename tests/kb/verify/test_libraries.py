"""The libraries of the workbench are imported when needed, and a missing one is reported by name."""

from __future__ import annotations

from importlib import import_module

import pytest

from kb.model.words.errors import LANGUAGES, PolicyError
from kb.verify import libraries


def test_an_installed_library_is_the_module_itself() -> None:
    assert libraries.hypothesis() is import_module("hypothesis")
    assert libraries.has_z3() is (pytest.importorskip("z3") is libraries.z3())


def test_a_missing_library_is_named_with_the_extra_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(libraries, "import_module", missing)
    for ask, library in ((libraries.z3, "z3-solver"), (libraries.hypothesis, "hypothesis")):
        with pytest.raises(PolicyError) as raised:
            ask()
        (finding,) = raised.value.findings
        assert finding.code == "library-missing"
        for lang in LANGUAGES:
            told = finding.message(lang) + finding.remedy(lang)
            assert library in told
            assert "workbench" in told
