"""Reviews are recorded for the text that a person saw, and requested again once it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.loading import load_text
from kb.model.document import fingerprint
from kb.model.words.errors import PolicyError
from kb.versions.review import find_unreviewed, record_review
from tests.kb.checks.test_cache import Change


def test_a_changed_text_awaits_its_review_until_one_is_recorded(real_copy: Path, change: Change) -> None:
    folders, document, _ = load_text(real_copy)
    assert list(find_unreviewed(folders, document)) == []
    change(folders.version / "text.xml", "具有较强示范推广性的按照", "具有示范推广性的按照")
    folders, document, _ = load_text(real_copy)
    assert list(find_unreviewed(folders, document)) == ["para_5"]
    part = document.part("para_5")
    assert part is not None
    record_review(folders, "para_5", fingerprint(part))
    assert list(find_unreviewed(folders, document)) == []


def test_a_review_of_a_text_that_is_no_longer_there_is_refused(real_copy: Path) -> None:
    folders, _, _ = load_text(real_copy)
    before = (folders.version / "rules.xml").read_bytes()
    with pytest.raises(PolicyError) as caught:
        record_review(folders, "para_5", "0" * 16)
    assert [finding.code for finding in caught.value.findings] == ["editing-overtaken"]
    assert (folders.version / "rules.xml").read_bytes() == before
