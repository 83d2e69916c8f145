"""The data beside the pages: for every page, valid by the schema, and with every figure as in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kb import Policy
from tests.conftest import ROOT
from tests.render.walking import Site, Truth, bare, read, words

SCHEMA = json.loads((ROOT / "docs" / "reference" / "page.schema.json").read_text(encoding="utf-8"))
VALUES = ("fen", "rate", "count", "years", "day")
COUNTED = ("number", "rank", "index")
"""Numbers that are no figures of the text: numbers of measures, and positions in a list or sentence."""

NUMBERS = re.compile(r"\d[\d,.]*\d|\d")
WITHOUT = ("search.html", "calculator.html", "accessibility.html")
"""Pages with functions and without content."""


def data_of(page: str) -> str:
    """The page whose data a page uses: those of the questions to the graph share the data of the graph."""
    return "graph.html" if page.startswith("graph-") else page


@pytest.fixture(scope="session", params=["site", "toy_site"])
def built(request: pytest.FixtureRequest) -> tuple[Site, Policy]:
    """The guide of each policy, with the policy."""
    name = request.param
    return request.getfixturevalue(name), request.getfixturevalue("policy" if name == "site" else "toy")


def _files(site: Site) -> dict[str, Any]:
    found = sorted((site.folder / "data").rglob("*.json"))
    return {
        path.relative_to(site.folder / "data").as_posix(): json.loads(path.read_text(encoding="utf-8"))
        for path in found
    }


def _class_of(kind: str) -> str:
    return f"Page{kind.capitalize()}"


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _nodes(value)
    elif isinstance(data, list):
        for value in data:
            yield from _nodes(value)


def test_every_page_but_the_tools_has_data(built: tuple[Site, Policy]) -> None:
    site, _ = built
    for lang in ("zh", "en"):
        pages = {path.removeprefix(f"{lang}/") for path in site.pages if path.startswith(f"{lang}/")}
        files = _files(site)
        pages = {data_of(page) for page in pages}
        assert {data["page"] for data in files.values()} == pages - set(WITHOUT)
        assert {f"{data['page'].removesuffix('.html')}.json" for data in files.values()} == set(files)
    assert set(files["index.json"]["pages"]) == pages - set(WITHOUT)


def test_each_page_names_its_data(built: tuple[Site, Policy]) -> None:
    site, _ = built
    for page in site.pages.values():
        named = [
            link.get("href") for link in page.root.iter("link") if link.get("type") == "application/json"
        ]
        here = Path(page.path).parent
        own = page.path.partition("/")[2] if "/" in page.path else page.path
        if own in WITHOUT:
            assert named == []
        else:
            target = (site.folder / here / named[0]).resolve()
            assert json.loads(target.read_text(encoding="utf-8"))["page"] == data_of(own)


def test_the_schema_is_sound_and_describes_every_file(built: tuple[Site, Policy]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for path, data in _files(built[0]).items():
        kind = {"$ref": f"#/$defs/{_class_of(data['kind'])}", "$defs": SCHEMA["$defs"]}
        problems = [error.message[:200] for error in Draft202012Validator(kind).iter_errors(data)]
        assert problems == [], path


def test_the_schema_names_no_kind_of_page_in_vain(site: Site) -> None:
    kinds = {entry["$ref"].rpartition("/")[2] for entry in SCHEMA["oneOf"]}
    assert kinds == {_class_of(data["kind"]) for data in _files(site).values()}


def test_the_schema_refuses_a_sum_that_is_no_whole_number_of_fen(site: Site) -> None:
    data = _files(site)["measures/para_5.json"]
    figure = next(node for node in _nodes(data) if "fen" in node)
    kind = Draft202012Validator({"$ref": "#/$defs/PageMeasure", "$defs": SCHEMA["$defs"]})
    assert kind.is_valid(data)
    figure["fen"] /= 3
    assert not kind.is_valid(data)


def test_every_figure_has_the_words_and_the_value_of_the_text(built: tuple[Site, Policy]) -> None:
    site, policy = built
    marks = Truth(policy).quantities
    seen = 0
    for path, data in _files(site).items():
        for node in _nodes(data):
            if "concept" in node and "words" in node and "index" in node:
                assert node["words"] == marks[node["provision"]][node["index"]].text, path
                assert _value(node) == read(node["words"])[1], (path, node)
                seen += 1
    assert seen


def test_every_number_is_a_figure_or_counts_something(built: tuple[Site, Policy]) -> None:
    for path, data in _files(built[0]).items():
        for node in _nodes(data):
            numbers = {key for key, v in node.items() if isinstance(v, int) and not isinstance(v, bool)}
            sourced = {*VALUES} if "concept" in node or "derive" in node else set()
            counts = set(data["counts"]) if data["kind"] == "about" else set()
            assert numbers <= sourced | {*COUNTED} | counts, (path, node)
            assert not any(isinstance(value, float) for value in node.values()), (path, node)


def test_figures_that_are_worked_out_are_those_of_the_page(site: Site) -> None:
    data = _files(site)["measures/para_5.json"]
    derived = next(node for node in _nodes(data) if node.get("derive") == "binds-from")
    page = site["zh/measures/para_5.html"]
    shown = next(e for e in page.of_class("figure") if e.get("data-derive") == "binds-from")
    assert derived["from"] == [{"provision": "para_5__s_4", "index": i} for i in (0, 1)]
    assert read(words(shown))[1] * 100 == derived["fen"]


def test_whatever_is_said_of_a_measure_stands_on_its_page(site: Site, policy: Policy) -> None:
    files = _files(site)
    for measure in policy.measures:
        data = files[f"measures/{measure.eid}.json"]
        for lang in ("zh", "en"):
            shown = bare(words(site[f"{lang}/measures/{measure.eid}.html"].root))
            said = [node[lang] for node in _nodes(data) if isinstance(node.get(lang), str)]
            said += [sentence["says"] for sentence in _nodes(data["plain"][lang]) if "says" in sentence]
            missing = [text for text in said if bare(text) not in shown]
            assert missing == [], measure.eid
        told = [line for group in _nodes(data["slots"]) for line in group.get("lines", ())]
        assert {n for line in told for n in NUMBERS.findall(line)} <= _numbers(site, measure.eid)


def test_support_that_is_no_grant_has_no_figure(site: Site, policy: Policy) -> None:
    files = _files(site)
    for support in policy.supports:
        told = files[f"measures/{support.measure}.json"]["supports"]
        figures = next(s for s in told if s["id"] == support.id)["amount"]["figures"]
        assert bool(figures) is (support.form == "grant"), support.id


def test_the_published_words_are_those_of_the_text(built: tuple[Site, Policy]) -> None:
    site, policy = built
    for part, told in zip(policy.document.parts, _files(site)["text.json"]["parts"], strict=True):
        assert told["eid"] == part.eid
        closing = told.get("closing", {}).get("text", "")
        joined = "".join(sentence["text"] for sentence in told["sentences"])
        whole = told.get("num", "") + told.get("heading", "") + joined + closing
        assert whole == re.sub(r"\n", "", part.text)


def _numbers(site: Site, eid: str) -> set[str]:
    """The numbers on the page of a measure in either language."""
    pages = [site[f"{lang}/measures/{eid}.html"] for lang in ("zh", "en")]
    return {number for page in pages for number in NUMBERS.findall(words(page.root))}


def _value(node: dict[str, Any]) -> Any:
    key = next(key for key in VALUES if key in node)
    if key == "day":
        return date.fromisoformat(node[key])
    return Fraction(node[key]) / (100 if key == "fen" else 1)
