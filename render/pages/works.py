"""The scripts of a library's calculators that answer under all works.

They are written once for all works. A page loads them once it has an answer; only the short script that waits
for it is loaded at once.
"""

from __future__ import annotations

import json
from importlib import resources

from kb.explain.catalogue import sentences
from kb.explain.words import sentences as explanations
from kb.model.library import Library
from kb.model.registry import LEVELS
from kb.model.words.errors import LANGUAGES, Language
from render.calculator.library_rules import compile_library, write_library
from render.calculator.rules import read_works_evaluator
from render.pages.calculator import read_words
from render.scripts import shorten
from render.text.traditional import FOLDER, convert_script
from render.text.typography import typeset_data

FOLLOWER = "calculator-several.js"
"""The script that each calculator of a library loads at once."""

EVALUATOR = "works.js"
"""The script with the evaluator of all works and the section of the page."""

_CLASHES = ("bars", "order", "lessens", "open")
_SILENT = ("expired", "repealed", "repealed-by", "not-yet", "between")


def library_script(folder: str) -> str:
    """The name of the script with the rules and words of all works, for the pages of one folder."""
    return f"library-{folder}.js"


def write_works(library: Library) -> dict[str, str]:
    """The scripts by name, for the folder ``static`` above the sites of the works.

    Raises :class:`kb.model.words.errors.PolicyError` for a version that cannot be loaded.
    """
    static = resources.files("render").joinpath("static")
    section = static.joinpath("calculator-works.js").read_text(encoding="utf-8")
    files = {
        FOLLOWER: shorten(static.joinpath(FOLLOWER).read_text(encoding="utf-8")),
        EVALUATOR: shorten(read_works_evaluator() + section),
    }
    texts = {
        lang: typeset_data(write_library(compile_library(library, (lang,))) + _write_words(lang))
        for lang in LANGUAGES
    }
    for folder, text in (texts | {FOLDER: convert_script(texts["zh"])}).items():
        files[library_script(folder)] = shorten(text)
    return files


def _write_words(lang: Language) -> str:
    """The words of the section, and the sentences on several works that the program has."""
    words = {key: one[lang] for key, one in read_words()["works"].items()}
    works = sentences()["works"]
    words |= {key: works[key][lang] for key in (*_CLASHES, "total", "bound", "given", *LEVELS)}
    words |= {key: sentences()["version"][key][lang] for key in _SILENT}
    words |= {f"bar-{key}": one[lang] for key, one in explanations()["bar"].items()}
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"Tiaowen.works.words = {text};\n"
