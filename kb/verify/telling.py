"""Results in words: the verdict and the sentence of a law.

The sentences stand in ``words/<command>.toml``: a table for each law, in it the forms of its sentence,
each in ``zh`` and ``en``. Words in braces are filled in.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from kb.errors import Language
from kb.verify.verdicts import Result, Verdict

VERDICTS: dict[Verdict, dict[Language, str]] = {
    Verdict.PROVED: {"zh": "已证明", "en": "proved"},
    Verdict.REFUTED: {"zh": "已反驳", "en": "refuted"},
    Verdict.UNDECIDED: {"zh": "未定", "en": "undecided"},
    Verdict.SAMPLED: {"zh": "仅抽测", "en": "only sampled"},
}
_OF_POLICY: dict[Language, str] = {"zh": "（条文如此）", "en": " (so the text has it)"}
"""What a refuted law is told with where it is the policy itself that does not keep it."""

_SAMPLES: dict[Language, str] = {"zh": "（{count}例）", "en": " ({count} cases)"}


@cache
def sentences(command: str) -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of a command: law → form → language → sentence."""
    found = resources.files("kb.verify").joinpath("words", f"{command}.toml")
    return tomllib.loads(found.read_text(encoding="utf-8"))


def say_verdict(result: Result, lang: Language) -> str:
    """The verdict, with the number of cases where a law was only sampled: ``仅抽测（2000例）``."""
    count = _SAMPLES[lang].format(count=result.samples) if result.samples else ""
    own = result.verdict is Verdict.REFUTED and result.about == "policy"
    return VERDICTS[result.verdict][lang] + (_OF_POLICY[lang] if own else count)


def say_law(result: Result, lang: Language) -> str:
    """The sentence of a result, with its full stop. Raises ``KeyError`` where the table has none."""
    words = {key: one if isinstance(one, str) else one[lang] for key, one in result.words.items()}
    return sentences(result.command)[result.law][result.form][lang].format_map(words).rstrip()
