"""The page "What can I apply for", with its scripts and words.

The HTML of the page is short. ``static/calculator.js`` makes its content in the browser, from the rules and
words in ``static/rules-<language>.js`` and with the evaluator of :mod:`render.calculator`. Nothing is sent
anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import Any

from markupsafe import Markup

from kb.core.ruleset import turned_readings
from kb.explain.catalogue import say_formalities, sentences
from kb.explain.quotations import span, widen
from kb.explain.words import sentences as explanations
from kb.model.facts import GRANT
from kb.model.policy import Policy
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import LANGUAGES, Language
from kb.model.words.names import SERIALS
from render.calculator.rules import compile_rules, has_forms, has_joint_rules, read_evaluator, write_rules
from render.index import Lookups, look_up
from render.links import CALCULATOR, Links
from render.pages.page import HTML_LANGUAGE, Page, make_page
from render.practice import Practice
from render.scripts import shorten
from render.text.traditional import FOLDER, convert_script
from render.text.typography import typeset_data
from render.things import list_things

_PARTS = (
    "calculator-telling.js",
    "calculator-state.js",
    "calculator-fields.js",
    "calculator-things.js",
    "calculator.js",
)
"""The parts of the page's script besides the evaluator; each depends on those before it."""

_AFTER_ANSWER = ("calculator-result.js", "calculator-answers.js")
"""The scripts that the page needs once there is an answer. They are loaded while nobody waits."""

_FORMS = "calculator-forms.js"
"""The script that explains some forms of amount. It follows the first part, for policies that have such
forms.
"""

_OF_FORMS = frozenset(
    {"compare", "bound", "fixed", "product", "total", "way", "no-way", "instalments", "scaled"}
)
"""Parts of ``explain.toml`` that only such a policy needs."""

_TOGETHER = "calculator-together.js"
"""The script that explains rules about several supports. It follows those parts, for policies that have such
rules.
"""

_OF_TOGETHER = frozenset(
    {"joint-used-up", "joint-number", "joint-rest", "budget", "together", "bar.joint-number"}
)
"""Parts of ``explain.toml``, and sentences of others, that only such a policy needs."""

_WITH_RESULT = ("calculator-near.js", "calculator-notes.js", "calculator-basis.js")
"""The scripts that only a complete result needs."""

_LATER = ("calculator-all.js", "calculator-grants.js")
"""Parts of the page that are rarely needed. Each is loaded when it is needed."""

_ASK = re.compile(r"(?P<ask>[^？?]*[？?]) ?(?P<lines>[^。.？?]+)(?P<stop>[。.])")
"""A question, followed by one sentence with a line for each kind of claim."""

_SHORT = frozenset({"cap", "per-unit", "tier"})
"""Amounts whose words are a number or little more: as at the command line, more of the clause is quoted."""

_UNTOLD = frozenset({"note", "source", "outcome", "grant.fact", "combination.part", "support.article"})
"""Parts of ``explain.toml``, and sentences of other parts, that the page does not use."""


@dataclass(frozen=True, slots=True)
class OtherWorks:
    """The other works of a library, for the page of ``work`` (an id).

    ``works`` are the id of each, the path to it from the root of this one, and its title. ``relations`` are
    sentences on which exclude which. ``follower``, ``evaluator`` and, by folder, ``libraries`` are the paths
    of the scripts that answer under all works.
    """

    work: str
    works: tuple[tuple[str, str, Markup], ...]
    relations: tuple[Markup, ...]
    follower: str
    evaluator: str
    libraries: Mapping[str, str]


def list_calculator_pages(
    lookups: Lookups, lang: Language, others: OtherWorks | None = None
) -> Iterator[Page]:
    """The page in one language."""
    words = _words_of("static", lang)
    yield make_page(lookups, Links(lang, CALCULATOR), "calculator.html", words=words, others=others)


def write_calculator(policy: Policy, practice: Practice | None = None) -> dict[str, str]:
    """The files of the folder ``static`` that the page loads, by name. Each comes after those that it refers
    to.

    One script holds the evaluator and the page; beside it each language has its rules and words. These
    scripts are loaded only when they are needed: after a result, the one with its sources, the one with the
    words of the readings, and the one that finds notes on a case and near misses; further, the reader of case
    files, the form with all questions on one page, and the rows of earlier grants.
    """
    static = resources.files("render").joinpath("static")

    def read(name: str) -> str:
        return static.joinpath(name).read_text(encoding="utf-8")

    needed = {_FORMS: has_forms(policy), _TOGETHER: has_joint_rules(policy)}
    parts = (*_PARTS[:1], *(name for name, is_needed in needed.items() if is_needed), *_PARTS[1:])
    files = {name: shorten(read(name)) for name in _LATER}
    files["calculator.js"] = shorten("".join((read_evaluator(policy), *map(read, parts))))
    files["calculator.css"] = read("calculator.css")
    reader, opening, data = read("case-file.js"), read("calculator-opening.js"), {}
    turned = turned_readings(policy)
    lookups = look_up(policy)
    for lang in LANGUAGES:
        rules = compile_rules(policy, (lang,))
        told = _add_words(_words_of_result(policy, lang)) + _assign(
            "practice", (practice or Practice()).data(lang)
        )
        data["result", lang] = told + "".join(map(read, _AFTER_ANSWER))
        data["keeping", lang] = _add_words(_words_of("keeping", lang)) + read("calculator-keeping.js")
        data["notes", lang] = _write_notes(rules, lang)
        data["readings", lang] = _write_readings(rules, turned)
        data["case-file", lang] = reader + _assign("files", _words_of("files", lang)) + opening
        data["rules", lang] = write_rules(_prune(rules)) + _write_words(lookups, lang)
    for name in ("notes", "readings", "case-file", "keeping", "result", "rules"):
        texts = {lang: typeset_data(data[name, lang]) for lang in LANGUAGES}
        for folder, text in (texts | {FOLDER: convert_script(texts["zh"])}).items():
            files[f"{name}-{folder}.js"] = shorten(text)
    return files


def name_edition(page: str, edition: str) -> str:
    """The HTML of a page in which the page of the calculator names the edition of its files.

    The edition is known only when all of these files are, and they are written while pages are rendered.
    """
    return page.replace('data-edition=""', f'data-edition="{edition}"')


def write_edition(edition: str) -> str:
    """The script at the root of the site that informs a page of the site's current edition.

    Pages of every age load it, so the name that it sets never changes.
    """
    return f'Tiaowen.latest = "{edition}";\n'


def write_worker(files: dict[str, bytes]) -> str:
    """The script at the root of the site that stores the calculator for use without a network.

    ``files`` are the files to store, by path. The store gets a new name when any content changes.
    """
    code = resources.files("render").joinpath("static", "offline.js").read_text(encoding="utf-8")
    digest = sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path] + b"\0")
    kept = json.dumps({"name": digest.hexdigest()[:16], "files": sorted(files)}, separators=(",", ":"))
    return shorten(code.replace('"KEPT"', kept))


def _prune(rules: dict[str, Any]) -> dict[str, Any]:
    """Rules without the words that the page never shows. It links to the text instead of containing it.

    An option is its letter alone. The scripts read it like a list that begins with the letter.
    """
    kinds = {kind: names[0] for kind, names in rules["kinds"].items()}
    facts = [_split_question(_spare_fact(fact), kinds) for fact in rules["facts"]]
    readings = [
        {key: value for key, value in one.items() if key not in ("ask", "money")}
        | {"options": [key for key, _ in one["options"]]}
        for one in rules["readings"]
    ]
    supports = [_spare(support, support["at"]) | _say_amount(rules, support) for support in rules["supports"]]
    kept = {key: value for key, value in rules.items() if key not in ("clauses", "version")}
    # A term without rulings decides nothing.
    kept["terms"] = {kind: term for kind, term in rules["terms"].items() if term["r"]}
    kept["policy"] = {key: value for key, value in rules["policy"].items() if key != "work"}
    return {**kept, "readings": readings, "facts": facts, "supports": supports}


def _spare_fact(fact: dict[str, Any]) -> dict[str, Any]:
    """A fact without the data that only the notes need. A fact of earlier grants has no
    question of its own.
    """
    left_out = ("agrees", "ask", "why") if fact["of"] == [GRANT] else ("agrees",)
    decides = [one for one in fact.get("agrees", ()) if one[0] == "one"]
    kept = {key: value for key, value in fact.items() if key not in left_out}
    if fact.get("presumed") == "none":
        del kept["presumed"]
    return kept | {"agrees": decides} if decides else kept


def _split_question(fact: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    """A fact with its question split, where the question has a line for each kind of claim; the lines are
    keyed by kind.

    A line belongs to the kind whose name it begins with (``项目看建成``, ``For a project, …``).
    """
    if "ask" not in fact or not (found := _ASK.fullmatch(fact["ask"][0])):
        return fact
    lines = {
        kind: f"{line[0].upper()}{line[1:]}{found['stop']}"
        for line in re.split("[，；;] ?", found["lines"])
        for kind, name in kinds.items()
        if line.removeprefix("For a ").removeprefix("for a ").removeprefix("for an ").startswith(name)
    }
    return fact | {"ask": [found["ask"]], "lines": lines} if len(lines) > 1 else fact


def _spare(data: Any, at: str) -> Any:
    """A support without data that the page can restore: the provision of a part, where it is the support's
    own.

    ``static/calculator-telling.js`` restores it.
    """
    if isinstance(data, list):
        return [_spare(one, at) for one in data]
    if not isinstance(data, dict):
        return data
    is_whole = "per" in data and "name" in data
    return {
        key: _spare(value, at)
        for key, value in data.items()
        if (key != "measure" if is_whole else (key, value) != ("at", at))
    }


def _say_amount(rules: dict[str, Any], support: dict[str, Any]) -> dict[str, Any]:
    """The words that state the amount of a support: provisions, each with its words from first to last.

    It is empty where these are all words of the amount in the support's own provision, which it has already.
    """
    found: dict[str, list[str]] = {}
    clauses = rules["clauses"]
    is_short = support["amount"]["k"] in _SHORT

    def gather(amount: dict[str, Any]) -> None:
        if "q" in amount:
            at, words = amount.get("at", support["at"]), amount["q"]
            found.setdefault(at, []).append(widen(clauses.get(at, ""), words) if is_short else words)
        for part in (*amount.get("parts", ()), *amount.get("levels", ())):
            gather(part)
        for key in ("amount", "cap"):
            if key in amount:
                gather(amount[key])

    gather(support["amount"])
    said = [[at, span(clauses.get(at, ""), tuple(words))] for at, words in found.items()]
    return {} if said == [[support["at"], support["amount"].get("q")]] else {"said": said}


def read_words() -> dict[str, dict[str, dict[str, str]]]:
    """The words of the page: part (such as ``static``, ``page``) → key → language → sentence."""
    return read_catalogue("render", "templates/calculator.toml")


def _words_of(part: str, lang: Language) -> dict[str, str]:
    return {key: sentence[lang] for key, sentence in read_words()[part].items()}


def _has_articles(policy: Policy) -> bool:
    return any(measure.is_article for measure in policy.measures)


def _words_of_result(policy: Policy, lang: Language) -> dict[str, str]:
    """The words of a result. A measure is called an article where the text has articles."""
    words = _words_of("result", lang)
    article = words.pop("article")
    return words | {"measure": article} if _has_articles(policy) else words


_UNITS: dict[Language, tuple[tuple[int, str], ...]] = {
    "zh": ((100_000_000, "亿元"), (10_000, "万元")),
    "en": ((1_000_000, " million yuan"),),
}
"""The units of large sums in yuan, the largest first; `kb.model.writing` uses the same."""


def _add_words(words: dict[str, str]) -> str:
    """Words of the page that come with a script that is loaded later."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"Object.assign(Tiaowen.words.page, {text});\n"


def _write_words(lookups: Lookups, lang: Language) -> str:
    """The words of a language as a script: those of the page, and the sentences that explain a result."""
    words: dict[str, Any] = {part: _words_of(part, lang) for part in ("page", "faults")}
    words["writing"] = {
        "lang": HTML_LANGUAGE["zh"],
        "readings": f"static/readings-{lang}.js",
        "files": f"static/case-file-{lang}.js",
        "all": "static/calculator-all.js",
        "grants": "static/calculator-grants.js",
        "notes": f"static/notes-{lang}.js",
        "result": f"static/result-{lang}.js",
        "keeping": f"static/keeping-{lang}.js",
        "units": _UNITS[lang],
        "yuan": "元" if lang == "zh" else " yuan",
    }
    words["things"] = {thing.id: thing.joined for thing in list_things(lookups, lang) if thing.everyday}
    untold = _UNTOLD if has_forms(lookups.policy) else _UNTOLD | _OF_FORMS
    untold = untold if has_joint_rules(lookups.policy) else untold | _OF_TOGETHER
    words["explain"] = {
        kind: {form: sentence[lang] for form, sentence in forms.items() if f"{kind}.{form}" not in untold}
        for kind, forms in explanations().items()
        if kind not in untold
    }
    if _has_articles(lookups.policy):
        words["explain"]["support"]["holds"] = explanations()["support"]["article"][lang]
    policy = lookups.policy
    inserted = {one.eid: one.clause.written(lang) for one in policy.measures if "-" in one.clause.place}
    if inserted:
        words["inserted"] = inserted
    steps = {one.id: list(say_formalities(policy, one.id, lang)) for one in policy.supports}
    if told := {key: lines for key, lines in steps.items() if lines}:
        words["formalities"] = told
    return _assign("words", words)


def _write_readings(rules: dict[str, Any], turned: frozenset[str]) -> str:
    """The question of each reading that affects a rule, and the words of its options, as a script.

    The address of the page may choose any other reading as well. Such a reading changes nothing and is not
    shown.
    """
    words = {
        one["id"]: [one["ask"][0], dict(one["options"])] for one in rules["readings"] if one["id"] in turned
    }
    return _assign("readings", words)


def _write_notes(rules: dict[str, Any], lang: Language) -> str:
    """The data that only a complete result needs, as a script that is loaded after the page's.

    It contains its words, and the conditions between facts, by the position of each fact.
    """
    notes, answers = explanations()["note"], sentences()
    near = answers["near"] | {"unknown": answers["value"]["unknown"]}
    told: dict[str, Any] = {form: sentence[lang] for form, sentence in notes.items()}
    told["title"] = answers["title"]["notes"][lang]
    told["misses"] = {form: sentence[lang] for form, sentence in near.items()}
    told["agrees"] = {n: fact["agrees"] for n, fact in enumerate(rules["facts"]) if "agrees" in fact}
    told["readings"] = _words_of("readings", lang)
    static = resources.files("render").joinpath("static")
    code = "".join(static.joinpath(name).read_text(encoding="utf-8") for name in _WITH_RESULT)
    # Character codes stay the same when the words of the script are converted.
    serials = "".join(f"\\u{ord(one):04x}" for one in SERIALS)
    return _assign("noteWords", told) + code.replace("SERIALS", serials)


def _assign(name: str, data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"Tiaowen.{name} = {text};\n"
