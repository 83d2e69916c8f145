"""Validation against the schemas: the strict one of Akoma Ntoso, and our own for all other files."""

from __future__ import annotations

from collections.abc import Iterator

from kb.loading.files import parse_xml
from kb.loading.folders import Folders
from kb.loading.schemas import find_departures, list_files, read_akn_schema, read_own_schema
from kb.model.words.errors import Finding, PolicyError


def check_schemas(folders: Folders) -> Iterator[Finding]:
    """Files that cannot be parsed or are invalid: one finding for each fault."""
    for path, schema in list_files(folders):
        name = folders.name(path)
        try:
            tree = parse_xml(path, name, comments=True)
            validator = read_akn_schema() if schema is None else read_own_schema(folders.schema / schema)
        except PolicyError as problem:
            yield from problem.findings
            continue
        yield from find_departures(tree, validator, name)
