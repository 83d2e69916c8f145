"""The vocabulary page repeats the schemas, and the schemas explain everything they define."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from render.vocabulary import FILES, SCHEMAS, XS, read_schemas, render_vocabulary, words_of
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reference" / "vocabulary.md"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def explained(files: tuple[Path, ...]) -> Iterator[tuple[str, str, str]]:
    """Everything that a schema defines, with its explanation in Chinese and in English."""
    for file in files:
        root = etree.parse(str(file)).getroot()
        for tag in ("element", "attribute", "simpleType", "complexType"):
            for found in root.iter(f"{XS}{tag}"):
                name = found.get("name") or (found.get("ref") if tag == "attribute" else None)
                if name:
                    words = words_of(found)
                    yield f"{file.name} {tag} {name}", words.zh, words.en
        for value in root.iter(f"{XS}enumeration"):
            yield f"{file.name} value {value.get('value')}", *explain_value(value)


def explain_value(value: etree._Element) -> tuple[str, str]:
    """The explanation of a value: its own, or that of its attribute where it names the value."""
    words = words_of(value)
    around = next(value.iterancestors(f"{XS}attribute"), None)
    if (words.zh or words.en) or around is None:
        return words.zh, words.en
    of_attribute = words_of(around)
    named = re.escape(value.get("value", ""))
    said = [text if re.search(rf"\b{named}\b", text) else "" for text in (of_attribute.zh, of_attribute.en)]
    return said[0], said[1]


def unexplained(files: tuple[Path, ...]) -> list[str]:
    return [what for what, zh, en in explained(files) if not CHINESE.search(zh) or not en]


def test_the_committed_page_says_what_the_schemas_say_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_vocabulary(read_schemas()), (
        "run: python -m render.vocabulary > docs/reference/vocabulary.md"
    )


def test_every_schema_of_the_folder_is_on_the_page() -> None:
    assert sorted(FILES) == sorted(path.name for path in SCHEMAS.glob("*.xsd"))


def test_everything_a_schema_defines_is_explained_in_both_languages() -> None:
    files = tuple(sorted(SCHEMAS.glob("*.xsd")))
    assert len(list(explained(files))) > 200
    assert unexplained(files) == []


def test_an_element_without_an_explanation_would_be_found(tmp_path: Path) -> None:
    schema = tmp_path / "bare.xsd"
    schema.write_text(
        f'<xs:schema xmlns:xs="{XS[1:-1]}"><xs:element name="bare"/>'
        '<xs:simpleType name="kind"><xs:annotation><xs:documentation xml:lang="zh">种类</xs:documentation>'
        '<xs:documentation xml:lang="en">kind</xs:documentation></xs:annotation>'
        '<xs:restriction base="xs:token"><xs:enumeration value="a"/></xs:restriction></xs:simpleType>'
        "</xs:schema>",
        encoding="utf-8",
    )
    assert unexplained((schema,)) == ["bare.xsd element bare", "bare.xsd value a"]


@pytest.mark.parametrize("kind", ["element", "attribute"])
def test_every_name_that_a_schema_defines_stands_on_the_page(kind: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in FILES:
        section = page.partition(f"`{name}`")[2]
        for found in etree.parse(str(SCHEMAS / name)).getroot().iter(f"{XS}{kind}"):
            if (word := found.get("name")) is not None:
                assert f"`<{word}>`" in section if kind == "element" else f"| `{word}` |" in section


def test_content_is_written_as_the_schema_orders_it() -> None:
    contents = {
        element.name: element.content
        for schema in read_schemas()
        if schema.file == "rules.xsd"
        for element in schema.elements
    }
    assert (
        contents["support"]
        == "`subject*, selection, (condition | when | compare | earlier | any | all)*, amount`"
    )
    assert contents["groups"] == "`group+`"
    assert contents["group"] == "`name{2}, of+`"
    assert contents["least"].endswith("| cases | instalments | scaled | sum){2,}`")
    assert contents["name"] == "文字 words（`words`）"
    assert contents["cap"] == "`(per | cost | sum)*`"
    assert contents["phase"] == ""


def test_an_attribute_tells_its_values_and_whether_it_must_be_there() -> None:
    elements = {e.name: e for s in read_schemas() if s.file == "rules.xsd" for e in s.elements}
    domain = {a.name: a for a in elements["domain"].attributes}
    assert domain["basis"].allowed == "`text` `editorial`"
    assert domain["basis"].required
    assert not domain["provision"].required
    name = {a.name: a for a in elements["name"].attributes}
    assert name["xml:lang"].allowed == "`zh` `en`"


def test_an_element_that_extends_a_type_has_its_content_and_attributes() -> None:
    plain = {e.name: e for s in read_schemas() if s.file == "plain.xsd" for e in s.elements}
    assert plain["p"].content == "文字与 words and `(figure | ref | term)*`"
    assert [a.name for a in plain["p"].attributes] == ["cites", "readings"]
    assert [a.name for a in plain["name"].attributes] == ["support"]
