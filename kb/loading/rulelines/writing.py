"""Elements of our own vocabularies → rule lines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kb.loading.rulelines.inline import write_inline
from kb.loading.rulelines.names import Names
from kb.loading.rulelines.shapes import ENGLISH, INDENT, escape, escape_quoted, write_figure
from kb.loading.rulelines.vocabulary import FINGERPRINT, GUARD, PLACE, UNREVIEWED, Field, Vocabulary, Word
from kb.model.words.catalogue import read_catalogue

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BOOLEANS = {"true": "是", "false": "否"}


def write_lines(
    element: etree._Element, vocabulary: Vocabulary, names: Names, depth: int = 0, is_english: bool = False
) -> Iterator[str]:
    """The line of an element and the lines of its content; ``is_english`` marks the
    word of the first line.
    """
    word = vocabulary.by_tag[etree.QName(element).localname]
    yield INDENT * depth + _line(element, word, names, is_english)
    if not word.text:
        for child in element.iterchildren(etree.Element):
            yield from write_lines(child, vocabulary, names, depth + 1)


def _line(element: etree._Element, word: Word, names: Names, is_english: bool) -> str:
    written = word.word + (ENGLISH if is_english or element.get(LANG) == "en" else "")
    head = word.field_of(word.head) if word.head else None
    if head is not None and (value := element.get(head.name)) is not None:
        written += f" {_value(element, head, value, names)}"
    labels = []
    for field in word.fields:
        value = element.get(field.name)
        if value is None or field is head or field.name in (*PLACE, GUARD) or field.kind == "part":
            continue
        if field.name == FINGERPRINT and value == UNREVIEWED:
            continue
        said = _value(element, field, value, names)
        if field.label:
            labels.append(f"{field.label} {said}")
        else:
            written += f" {said}"
    if word.text:
        shell = f"〔{'；'.join(labels)}〕" if labels else ""
        return f"{written}{shell}：{write_inline(element, names)}"
    place = _place(element, word, names)
    written += f"：{place}" if place else ""
    written += "".join(f"；{label}" for label in labels)
    guard = element.get(GUARD)
    return written if guard is None else f"{written}〔{write_guard(guard)}〕"


def write_guard(guard: str) -> str:
    """The readings under which a line holds: ``读法M5a取b``, several separated by 、."""
    pairs = (one.partition(":") for one in guard.split())
    return "、".join(f"读法{reading}取{option}" for reading, _, option in pairs)


def _place(element: etree._Element, word: Word, names: Names) -> str:
    provision = element.get("provision") if word.head != "provision" else None
    words = element.get("words")
    written = "" if provision is None else names.write_provision(provision)
    return written if words is None else f"{written}「{escape_quoted(words)}」"


def _value(element: etree._Element, field: Field, value: str, names: Names) -> str:
    match field.kind:
        case "term":
            return field.terms.get(value, f"#{value}")
        case "levels":
            levels = read_catalogue("kb.loading.rulelines", "words.toml")["terms"]["level"]
            return "、".join(levels.get(one, f"#{one}") for one in value.split())
        case "boolean":
            return BOOLEANS.get(value, f"#{value}")
        case "id":
            return escape(value)
        case "ids":
            return "、".join(value.split())
        case "quote":
            return f"「{escape_quoted(value)}」"
        case "guard":
            return write_guard(value)
        case "provision":
            return names.write_provision(value)
        case "provisions":
            return "、".join(names.write_provision(one) for one in value.split())
        case "ordinal":
            number = names.write_support(value)
            return number.removeprefix("支持") if number.startswith("支持") else number
        case "supports":
            return "、".join(names.write_support(one) for one in value.split())
        case "quantity":
            return write_figure(names.figures(provision_of(element), value), value)
        case "choices":
            return "、".join(
                escape(names.write("choice", one, element.get("fact", ""))) for one in value.split()
            )
        case "owners":
            return "、".join(escape(_owner(one, names)) for one in value.split())
        case "presumed":
            return escape(_presumed(element, value, names))
    return escape(names.write(field.kind, value))


def provision_of(element: etree._Element) -> str:
    """The provision of an element: its own, or that of the nearest element around it."""
    found: etree._Element | None = element
    while found is not None and found.get("provision") is None:
        found = found.getparent()
    return "" if found is None else found.get("provision", "")


def _owner(value: str, names: Names) -> str:
    known: dict[str, str] = read_catalogue("kb.loading.rulelines", "words.toml")["owners"]
    return known.get(value) or names.write("owners", value)


def _presumed(element: etree._Element, value: str, names: Names) -> str:
    known: dict[str, str] = read_catalogue("kb.loading.rulelines", "words.toml")["presumed"]
    return known.get(value) or names.write("choice", value, element.get("id", ""))
