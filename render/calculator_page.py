"""The page "What can I apply for", and the scripts and words that it works with.

The page itself is short: everything on it is made in the browser by ``static/calculator.js`` from the rules
and words in ``static/rules-<language>.js``, with the evaluator of :mod:`render.calculator`. Nothing is sent
anywhere.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module, resources
from typing import Any

from kb.assess.illustrating import turned_readings
from kb.assess.say_quotes import span
from kb.errors import LANGUAGES, Language
from kb.facts import GRANT
from kb.model import Policy
from kb.names import SERIALS
from render.calculator.rules import compile_rules, read_evaluator, write_rules
from render.links import CALCULATOR, Links
from render.lookups import Lookups
from render.page import HTML_LANGUAGE, Page, make_page
from render.traditional import FOLDER, convert_script
from render.typography import typeset_data

_PARTS = (
    "calculator-telling.js",
    "calculator-state.js",
    "calculator-fields.js",
    "calculator-result.js",
    "calculator.js",
)
"""The parts of the script of the page, beside the evaluator; each rests on those before it."""

_LATER = ("calculator-near.js", "calculator-notes.js")
"""What only a whole result needs."""

_UNTOLD = frozenset({"note", "source", "outcome"})
"""Parts of ``explain.toml`` that the page has no use for."""


def list_calculator_pages(lookups: Lookups, lang: Language, edition: str) -> Iterator[Page]:
    """The page in one language, of an edition of what it works with."""
    words = {key: sentence[lang] for key, sentence in read_words()["static"].items()}
    yield make_page(lookups, Links(lang, CALCULATOR), "calculator.html", words=words, edition=edition)


def write_calculator(policy: Policy) -> dict[str, str]:
    """The files of the folder ``static`` that the page loads, by name; each after those that it refers to.

    One script has the evaluator and the page; beside it each language has its rules and words. Apart from
    these are the words of its readings and what finds the notes on a case, loaded once there is a result.
    """
    static = resources.files("render").joinpath("static")
    parts = [static.joinpath(name).read_text(encoding="utf-8") for name in _PARTS]
    files = {
        "calculator.js": _shorten("".join((read_evaluator(), *parts))),
        "calculator.css": static.joinpath("calculator.css").read_text(encoding="utf-8"),
    }
    turned = turned_readings(policy)
    for lang in LANGUAGES:
        rules = compile_rules(policy, (lang,))
        # A reading that no rule turns on has nothing to show here.
        rules["readings"] = [one for one in rules["readings"] if one["id"] in turned]
        files[f"notes-{lang}.js"] = typeset_data(_write_notes(lang))
        files[f"readings-{lang}.js"] = typeset_data(_write_readings(rules))
        files[f"rules-{lang}.js"] = typeset_data(write_rules(_prune(rules)) + _write_words(lang))
    for name in ("notes", "readings", "rules"):
        files[f"{name}-{FOLDER}.js"] = convert_script(files[f"{name}-zh.js"])
    return files


def write_edition(edition: str) -> str:
    """The script at the root of the site by which a page learns which edition the site has now.

    Pages of every age load it, so what it sets never changes its name.
    """
    return f'Tiaowen.latest = "{edition}";\n'


def write_worker(files: dict[str, bytes]) -> str:
    """The script at the root of the site that keeps the calculator for use without a network.

    ``files`` are those it is to keep, by path; another content of any gives the store another name.
    """
    code = resources.files("render").joinpath("static", "offline.js").read_text(encoding="utf-8")
    digest = sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path] + b"\0")
    kept = json.dumps({"name": digest.hexdigest()[:16], "files": sorted(files)}, separators=(",", ":"))
    return _shorten(code.replace('"KEPT"', kept))


def _prune(rules: dict[str, Any]) -> dict[str, Any]:
    """Rules without the words that the page never shows; it links to the text instead of holding it."""
    measures = {
        eid: {key: value for key, value in measure.items() if key not in ("num", "title")}
        for eid, measure in rules["measures"].items()
    }
    facts = [
        {key: value for key, value in fact.items() if key not in ("ask", "why")}
        if fact["of"] == [GRANT]
        else fact
        for fact in rules["facts"]
    ]
    readings = [
        {key: value for key, value in one.items() if key not in ("ask", "money")}
        | {"options": [[key] for key, _ in one["options"]]}
        for one in rules["readings"]
    ]
    supports = [{**support, **_say_amount(rules, support)} for support in rules["supports"]]
    kept = {key: value for key, value in rules.items() if key != "clauses"}
    return {**kept, "readings": readings, "measures": measures, "facts": facts, "supports": supports}


def _say_amount(rules: dict[str, Any], support: dict[str, Any]) -> dict[str, Any]:
    """Where the text says what a support is worth: provisions, each with its words from first to last.

    Nothing where these are the words of the whole amount in the support's own provision: it has them already.
    """
    found: dict[str, list[str]] = {}

    def gather(amount: dict[str, Any]) -> None:
        if "q" in amount:
            found.setdefault(amount.get("at", support["at"]), []).append(amount["q"])
        for part in (*amount.get("parts", ()), *amount.get("levels", ())):
            gather(part)
        for key in ("amount", "cap"):
            if key in amount:
                gather(amount[key])

    gather(support["amount"])
    said = [[at, span(rules["clauses"].get(at, ""), tuple(words))] for at, words in found.items()]
    return {} if said == [[support["at"], support["amount"].get("q")]] else {"said": said}


@cache
def read_words() -> dict[str, dict[str, dict[str, str]]]:
    """The words of the page: part (``static``, ``page``, ``faults``) → key → language → sentence."""
    text = resources.files("render").joinpath("templates", "calculator.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _write_words(lang: Language) -> str:
    """The words of a language as a script: those of the page, and the sentences that explain a result."""
    sentences = tomllib.loads(
        resources.files("kb.assess").joinpath("explain.toml").read_text(encoding="utf-8")
    )
    words: dict[str, Any] = {
        part: {key: sentence[lang] for key, sentence in read_words()[part].items()}
        for part in ("page", "faults")
    }
    readings = f"static/readings-{lang}.js"
    notes = f"static/notes-{lang}.js"
    words["writing"] = {
        "lang": HTML_LANGUAGE["zh"],
        "readings": readings,
        "notes": notes,
        "scales": ["万", "亿"],
    }
    words["explain"] = {
        kind: {form: sentence[lang] for form, sentence in forms.items()}
        for kind, forms in sentences.items()
        if kind not in _UNTOLD
    }
    return _assign("words", words)


def _write_readings(rules: dict[str, Any]) -> str:
    """The question of each reading and the words of its options, as a script."""
    words = {one["id"]: [one["ask"][0], dict(one["options"])] for one in rules["readings"]}
    return _assign("readings", words)


def _write_notes(lang: Language) -> str:
    """What finds the notes on a case and what is near, with their words: a script loaded after the page's."""
    read = resources.files("kb.assess").joinpath
    notes = tomllib.loads(read("explain.toml").read_text(encoding="utf-8"))["note"]
    answers = tomllib.loads(read("answer.toml").read_text(encoding="utf-8"))
    near = answers["near"] | {"unknown": answers["value"]["unknown"]}
    told: dict[str, Any] = {form: sentence[lang] for form, sentence in notes.items()}
    told["title"] = answers["title"]["notes"][lang]
    told["misses"] = {form: sentence[lang] for form, sentence in near.items()}
    static = resources.files("render").joinpath("static")
    code = "".join(static.joinpath(name).read_text(encoding="utf-8") for name in _LATER)
    # By their codes, so that they stay the same where the words of the script are written otherwise.
    serials = "".join(f"\\u{ord(one):04x}" for one in SERIALS)
    return _assign("noteWords", told) + _shorten(code.replace("SERIALS", serials))


def _assign(name: str, data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"Tiaowen.{name} = {text};\n"


def _shorten(code: str) -> str:
    """Code that does the same without comments, blanks and long names of its own.

    Where the library is not to be had the code stays as it is: a third longer, and no different.
    """
    try:
        minify = import_module("minify")
    except ImportError:
        return code
    return f"{minify.string('application/javascript', code)}\n"
