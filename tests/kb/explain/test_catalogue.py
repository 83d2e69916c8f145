"""The sentences of answers: whole in both languages, each used, and values in words."""

from __future__ import annotations

import re
from string import Formatter

from kb.explain.catalogue import sentences
from kb.explain.whole_answer import Group
from kb.model.words.errors import LANGUAGES
from tests.conftest import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")


def test_the_catalogue_is_whole_in_both_languages() -> None:
    for key, forms in sentences().items():
        for form, both in forms.items():
            assert set(both) == set(LANGUAGES), f"{key}.{form}"
            places = [{name for _, name, _, _ in Formatter().parse(both[lang]) if name} for lang in LANGUAGES]
            assert places[0] == places[1], f"{key}.{form}"
            assert not re.search(r"\d", both["zh"] + both["en"]), f"{key}.{form}"
            assert not HALF_WIDTH.search(both["zh"]), f"{key}.{form}"
            assert not CHINESE.search(both["en"]), f"{key}.{form}"


def test_every_sentence_of_the_catalogue_is_used() -> None:
    sources = [*(ROOT / "kb").rglob("*.py"), *(ROOT / "render").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    text += (ROOT / "render" / "templates" / "assessment.html").read_text(encoding="utf-8")
    quoted = set(re.findall(r"[\"']([a-z-]+)[\"']", text)) | {group.value for group in Group}
    quoted |= {"hash-text", "hash-rules", "hash-case", "hash-result", "claims", "ledger"}
    # Steps, papers and duties are worded by the kinds that the schema lists.
    schema = (ROOT / "policy" / "schema" / "rules.xsd").read_text(encoding="utf-8")
    quoted |= set(re.findall(r'enumeration value="([a-z-]+)"', schema))
    unused = {f"{key}.{form}" for key, forms in sentences().items() for form in forms if form not in quoted}
    assert unused == set()
