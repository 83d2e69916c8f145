"""The guide in traditional Chinese: converted word by word by OpenCC, in the Hong Kong standard.

The dictionaries split some words wrongly (``是只`` contains no ``隻``). Words of the policy for which this
happens are in ``traditional.toml`` with the right form, and take precedence.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module, resources
from typing import Any

from kb.model.words.catalogue import read_catalogue
from render.text.html_text import rewrite

FOLDER = "zh-hant"
"""The folder of the pages in traditional Chinese, and the suffix of their scripts."""

SIMPLIFIED, TRADITIONAL = "zh-Hans", "zh-Hant"

_WRITING = "s2hk"

_BETWEEN = re.compile(r"([\x00-\x7f，。；：、？！（）“”]+)")
"""Characters in no word of the dictionaries, so that the runs between them are converted one by one."""


def convert_page(markup: str) -> str:
    """The HTML of a page with its words, language codes and script names in traditional Chinese."""
    return convert_names(rewrite(markup, convert_words))


def convert_words(words: str, _before: str, _after: str) -> str:
    """Chinese words of a page in traditional Chinese, whatever is around them."""
    return convert(words)


def convert_names(markup: str) -> str:
    """The HTML of a page with its language codes and script names in traditional Chinese."""
    named = re.sub(rf'( lang=)"{SIMPLIFIED}"(?! translate="no")', rf'\1"{TRADITIONAL}"', markup)
    return re.sub(r'((?:<script src|data-own)="[^"]*(?:search|rules))-zh\.js"', rf'\1-{FOLDER}.js"', named)


def convert_script(text: str) -> str:
    """A script of data with its words, language codes and file names in traditional Chinese.

    All Chinese in it is words to be shown. Its keys and code are not Chinese.
    """
    named = text.replace(f'"lang":"{SIMPLIFIED}"', f'"lang":"{TRADITIONAL}"')
    return convert(re.sub(r'(static/[a-z-]+)-zh\.js"', rf'\1-{FOLDER}.js"', named))


@lru_cache(maxsize=16384)
def convert(words: str) -> str:
    """Words in traditional Chinese. The number of characters does not change.

    The pages repeat many words, so results are cached.
    """
    parts = _exceptions().split(words)
    known = _writings()
    converted = "".join(known.get(part) or _convert_part(part) for part in parts if part)
    return converted.translate(_characters())


def _convert_part(part: str) -> str:
    runs = _BETWEEN.split(part)
    runs[::2] = map(_convert_run, runs[::2])
    return "".join(runs)


@lru_cache(maxsize=16384)
def _convert_run(run: str) -> str:
    converted: str = _converter().convert(run)
    return converted


@cache
def read_variants() -> dict[str, str]:
    """Traditional characters, each with its simplified form, so that the search finds one by the other."""
    found = {}
    text = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        traditional, simplified = line.split("\t")
        found[traditional] = simplified.split(" ")[0]
    for simplified, traditional in _hong_kong():
        found.setdefault(traditional, found.get(simplified, simplified))
    return {one: other for one, other in found.items() if len(one) == len(other) == 1 and one != other}


def _hong_kong() -> list[tuple[str, str]]:
    """The characters that Hong Kong writes differently: after OpenCC's first step, and after its second."""
    text = resources.files("opencc").joinpath("dictionary", "HKVariants.txt").read_text(encoding="utf-8")
    return [(line.split("\t")[0], line.split("\t")[1].split(" ")[0]) for line in text.splitlines()]


@cache
def _converter() -> Any:
    # The dictionaries are read when first needed, since most commands convert nothing.
    return import_module("opencc").OpenCC(_WRITING)


def _table() -> dict[str, dict[str, str]]:
    return read_catalogue("render", "traditional.toml")


@cache
def _writings() -> dict[str, str]:
    return _table()["words"]


@cache
def _characters() -> dict[int, str]:
    return str.maketrans(_table()["characters"])


@cache
def _exceptions() -> re.Pattern[str]:
    longest_first = sorted(_writings(), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
