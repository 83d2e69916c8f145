"""A plain sentence of a draft that stays while what it cites was reworded or deleted is reported."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kb.checks import check
from kb.checks.following import check_following
from kb.loading import find_folders, load_policy, load_text
from kb.loading.new_version import start_version
from kb.model.document import fingerprint
from kb.model.words.errors import Finding
from kb.versions.review import record_review

Behind = tuple[str, str, str]
"""A language, the part with the plain sentence, and the beginning of its words."""


def begin(folder: Path) -> Path:
    return start_version(*load_text(folder), date(2031, 5, 1))


@pytest.fixture
def draft(toy_copy: Path) -> Path:
    """A draft of the toy policy with the text and the wording of the version before."""
    return begin(toy_copy)


def change(version: Path, file: str, old: str, new: str) -> None:
    path = version / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def find(version: Path) -> list[Finding]:
    return list(check_following(find_folders(version), load_policy(version)))


def behind(version: Path) -> list[Behind]:
    return [
        (one.place.file[-6:-4], one.place.eid, str(dict(one.words)["sentence"])[:6]) for one in find(version)
    ]


def reword(version: Path) -> None:
    change(version, "text.xml", "对建造风车的项目", "对本城建造风车的项目")


def review(version: Path, eid: str) -> None:
    folders, document, _ = load_text(version)
    part = document.part(eid)
    assert part is not None
    record_review(folders, eid, fingerprint(part))


def test_a_draft_like_the_version_before_has_no_sentence_to_read_again(draft: Path) -> None:
    assert behind(draft) == []


def test_a_reworded_provision_is_named_to_the_plain_sentences_that_cite_it(draft: Path) -> None:
    reword(draft)
    assert [one for one in behind(draft) if one[0] == "zh"] == [
        ("zh", "para_1", "上限是800"),
        ("zh", "para_1", "上限是800"),
        ("zh", "para_1", "投资达到20"),
        ("zh", "para_1", "没有写明。"),
    ]
    assert {one.place.eid for one in find(draft)} == {"para_1"}
    assert len(behind(draft)) == 8
    first = find(draft)[0]
    assert first.message("zh") == (
        "通俗说明“上限是800万元。”没有改，它依据的文字却改了或者删了：“对建造风车的项目,按核定投资的40%给予资助,最…”。"
    )
    assert first in list(check(draft))


def test_an_amount_alone_is_followed_by_its_figures(draft: Path) -> None:
    change(draft, "text.xml", ">800万元<", ">900万元<")
    assert behind(draft) == []


def test_a_sentence_that_was_rewritten_is_not_reported(draft: Path) -> None:
    reword(draft)
    change(draft, "plain.zh.xml", "就封顶", "就到了上限")
    assert ("zh", "para_1", "投资达到20") not in behind(draft)
    assert len(behind(draft)) == 7


def test_the_review_of_the_part_confirms_its_wording(draft: Path) -> None:
    reword(draft)
    review(draft, "para_1")
    assert behind(draft) == []


def test_a_provision_of_another_part_is_confirmed_by_the_review_of_that_part(draft: Path) -> None:
    change(draft, "text.xml", ",有效期", ",有效期为")
    parts = [f"para_{n}" for n in range(1, 11)]
    assert [one[:2] for one in behind(draft)] == [(lang, part) for lang in ("zh", "en") for part in parts]
    review(draft, "final")
    assert behind(draft) == []


def test_what_a_deleted_part_leaves_elsewhere_is_reported_until_the_version_is_published(
    toy_copy: Path,
) -> None:
    base = find_folders(toy_copy).version
    change(
        base,
        "plain.zh.xml",
        '<p cites="para_9__s_1">没有写明',
        '<p cites="para_9__s_1 para_10__s_1">也给规范',
    )
    draft = begin(toy_copy)
    change(draft, "plain.zh.xml", "para_9__s_1 para_10__s_1", "para_9__s_1")
    for file in ("plain.zh.xml", "plain.en.xml", "rules.xml", "text.xml"):
        path = draft / file
        text = path.read_text(encoding="utf-8")
        shorter = re.sub(r' *<(\w+) eId="para_10".*?</\1>\n', "", text, flags=re.DOTALL)
        path.write_text(shorter.replace(" para_10", ""), encoding="utf-8")
    assert behind(draft) == [("zh", "para_9", "也给规范。")]
    (draft / "published.txt").write_text("任何文字", encoding="utf-8")
    assert behind(draft) == []
