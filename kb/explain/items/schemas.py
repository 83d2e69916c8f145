"""The JSON Schemas of items, made from their classes.

``python -m kb.explain.items.schemas`` writes those of :data:`SCHEMAS` into ``docs/reference``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kb.explain.items.commands import ExpectedOutcome, ExpectedTotal, LawResult, ReadingText, ReplayedCase
from kb.explain.items.findings import Finding
from kb.explain.items.imports import ImportReport
from kb.explain.items.pages import PAGES
from kb.explain.items.parts import About, Item
from kb.explain.items.results import Receipt, Result

Schema = dict[str, Any]
"""A JSON Schema (draft 2020-12), or a part of one."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFS = "#/$defs/{name}"
_ABOUT_PAGES = About("指南的一页，写成数据。金额都是整数，以分计。", ("页面的数据", "data of a page"))
_PAGES = "A page of the guide as data. Sums are integers of fen."
_ABOUT_FINDINGS = About("检查查出的问题，按文件和行的次序。", ("检查的结果", "findings of the check"))
_FINDINGS = "What the check found, in the order of files and lines."


def result_schema() -> Schema:
    """The schema of an assessment as ``tiaowen assess --format json`` prints it."""
    return _schema("result", {"$ref": _ref(Result)}, [Result])


def receipt_schema() -> Schema:
    """The schema of a receipt as ``tiaowen assess --receipt`` writes it."""
    return _schema("receipt", {"$ref": _ref(Receipt)}, [Receipt])


def page_schema() -> Schema:
    """The schema of the data beside every page of the guide."""
    kinds = {"oneOf": [{"$ref": _ref(page)} for page in PAGES]}
    return _schema("page", describe(_ABOUT_PAGES, _PAGES) | kinds, PAGES)


def findings_schema() -> Schema:
    """The schema of findings as ``tiaowen check --format json`` prints them."""
    listed = {"type": "array", "items": {"$ref": _ref(Finding)}}
    return _schema("findings", describe(_ABOUT_FINDINGS, _FINDINGS) | listed, [Finding])


def readings_schema() -> Schema:
    """The schema of readings as ``tiaowen readings --format json`` prints them."""
    told = {"type": "array", "items": {"$ref": _ref(ReadingText)}}
    about = About("各处读法，和逐项算过的例子。", ("读法", "readings"))
    return _schema("readings", describe(about, "The readings, with computed examples.") | told, [ReadingText])


def workbench_schema() -> Schema:
    """The schema of results as the commands of the workbench print them as JSON."""
    told = {"type": "array", "items": {"$ref": _ref(LawResult)}}
    about = About("检验工作台的结果。", ("检验的结果", "results of tests"))
    return _schema("test-results", describe(about, "Results of the workbench.") | told, [LawResult])


def replay_schema() -> Schema:
    """The schema of a replayed case as ``tiaowen replay ID --format json`` prints it."""
    return _schema("replay", {"$ref": _ref(ReplayedCase)}, [ReplayedCase, ExpectedOutcome, ExpectedTotal])


def import_schema() -> Schema:
    """The schema of a report as ``tiaowen import --report`` writes it."""
    return _schema("import", {"$ref": _ref(ImportReport)}, [ImportReport])


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "result.schema.json": result_schema,
    "receipt.schema.json": receipt_schema,
    "page.schema.json": page_schema,
    "findings.schema.json": findings_schema,
    "readings.schema.json": readings_schema,
    "test-results.schema.json": workbench_schema,
    "replay.schema.json": replay_schema,
    "import.schema.json": import_schema,
}
"""The published schemas by the names of their files."""


def components(types: Sequence[Any], template: str = _DEFS) -> dict[str, Schema]:
    """The schema of every class in ``types``, by its name; ``template`` is the form of references."""
    _, found = msgspec.json.schema_components(types, ref_template=template)
    classes = {cls.__name__: cls for cls in _subclasses(Item)}
    return {name: _described(schema, classes.get(name)) for name, schema in found.items()}


def describe(about: About, english: str) -> Schema:
    """The title and description of something in both languages, as far as it has them."""
    told: Schema = {}
    both: Schema = {}
    if about.titles is not None:
        told["title"], both["title"] = about.titles
    if about.zh:
        told["description"], both["description"] = about.zh, english
    return told | ({"x-en": both} if both else {})


def write_schema(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _schema(name: str, root: Schema, types: Sequence[Any]) -> Schema:
    named = {"$schema": DIALECT, "$id": f"urn:tiaowen:{name}:1"}
    return named | root | {"$defs": components(types)}


def _ref(cls: type[Item]) -> str:
    return _DEFS.format(name=cls.__name__)


def _subclasses(cls: type[Item]) -> list[type[Item]]:
    return [one for sub in cls.__subclasses__() for one in (sub, *_subclasses(sub))]


def _described(schema: Schema, cls: type[Item] | None) -> Schema:
    """The schema of a class with its descriptions; msgspec knows only its name and docstring."""
    bare = {key: value for key, value in schema.items() if key not in ("title", "description")}
    if cls is None:
        return bare
    english = " ".join((cls.__doc__ or "").split())
    return describe(cls.about, english) | bare | dict(cls.about.limits)


def main() -> None:
    """Write the schemas into the folder named, ``docs/reference`` where none is."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference")
    for name, schema in SCHEMAS.items():
        (folder / name).write_text(write_schema(schema()), encoding="utf-8")


if __name__ == "__main__":
    main()
