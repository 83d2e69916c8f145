"""Results in words: the verdict and the sentence of a law.

The sentences are in ``words/<command>.toml``: a table for each law, with the forms of its sentence in ``zh``
and ``en``. Placeholders are in braces.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.explain.words import Teller
from kb.model.policy import Policy
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import LANGUAGES, Language
from kb.model.writing import write_sum
from kb.verify.results import Result, Verdict

VERDICTS: dict[Verdict, dict[Language, str]] = {
    Verdict.PROVED: {"zh": "已证明", "en": "proved"},
    Verdict.REFUTED: {"zh": "已反驳", "en": "refuted"},
    Verdict.UNDECIDED: {"zh": "未定", "en": "undecided"},
    Verdict.SAMPLED: {"zh": "仅抽测", "en": "only sampled"},
}
_OF_POLICY: dict[Language, str] = {"zh": "（条文如此）", "en": " (so the text has it)"}
"""The addition to the verdict of a refuted law that the policy itself violates."""

Words = Mapping[str, str | Mapping[str, str]]
"""The values of the placeholders of a sentence: the same in every language, or by language."""

_SAMPLES: dict[Language, str] = {"zh": "（{count}例）", "en": " ({count} cases)"}


def sentences(command: str) -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of a command: law → form → language → sentence."""
    return read_catalogue("kb.verify", f"words/{command}.toml")


def say_verdict(result: Result, lang: Language) -> str:
    """The verdict, with the number of cases where a law was only sampled: ``仅抽测（2000例）``."""
    count = _SAMPLES[lang].format(count=result.samples) if result.samples else ""
    own = result.verdict is Verdict.REFUTED and result.about == "policy"
    return VERDICTS[result.verdict][lang] + (_OF_POLICY[lang] if own else count)


def say_law(result: Result, lang: Language) -> str:
    """The sentence of a result, with its full stop. Raises ``KeyError`` where the table has none."""
    return _fill_in(sentences(result.command)[result.law][result.form], result.words, lang).rstrip()


def fill_in(told: Mapping[str, str], words: Words) -> dict[str, str]:
    """A sentence of a table in every language, with its slots filled."""
    return {lang: _fill_in(told, words, lang) for lang in LANGUAGES}


def name_support(policy: Policy, support: str) -> dict[str, str]:
    """A support with the number of its measure, by language."""
    return {lang: Teller(policy, lang).support(support) for lang in LANGUAGES}


def name_sum(fen: int) -> dict[str, str]:
    """A sum of fen in words, by language."""
    return {lang: write_sum(fen, lang) for lang in LANGUAGES}


def _fill_in(told: Mapping[str, str], words: Words, lang: Language) -> str:
    return told[lang].format_map(
        {key: one if isinstance(one, str) else one[lang] for key, one in words.items()}
    )
