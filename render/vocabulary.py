"""The vocabulary of our XML files as a page: the descriptions in the schemas of all elements, attributes and
values.

``python -m render.vocabulary`` prints it. ``docs/reference/vocabulary.md`` is its stored output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).resolve().parents[1] / "policy" / "schema"

FILES: dict[str, tuple[str, ...]] = {
    "agencies.xsd": ("policy/registry/agencies.xml",),
    "concepts.xsd": ("policy/registry/concepts.xml", "concepts.xml"),
    "rules.xsd": ("rules.xml",),
    "readings.xsd": ("readings.xml",),
    "facts.xsd": ("policy/registry/facts.xml", "facts.xml"),
    "plain.xsd": ("plain.zh.xml", "plain.en.xml"),
    "practice.xsd": ("practice.xml",),
    "inline.xsd": (),
    "xml.xsd": (),
}
"""The schemas in the order of the page, each with the files that it validates; the last two are included by
others.
"""

XS = "{http://www.w3.org/2001/XMLSchema}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = """\
# 词汇 · Vocabulary

本页由 `python -m render.vocabulary` 根据 `policy/schema/*.xsd` 里的说明生成，请不要手改。
正文 `text.xml` 用的是 Akoma Ntoso 3.0，不在本页；用到的少数元素见[词汇对照](../glossary.md)。

This page is made by `python -m render.vocabulary` from the annotations in `policy/schema/*.xsd`; do not edit
it. The text, `text.xml`, is Akoma Ntoso 3.0 and not described here; the [glossary](../glossary.md) lists the
few elements of it that are used.

内容一栏 · Content: `a, b` 依次 in this order; `a | b` 择一 either; `?` 可无 optional; `*` 任意个 any number;
`+` 至少一个 at least one; `{2}` 恰好几个 exactly that many.
"""


@dataclass(frozen=True, slots=True)
class Words:
    """The text of an annotation, in both languages; empty where there is none."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a type allows."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class Type:
    """A named simple type: the values it lists, or the patterns of its values."""

    name: str
    words: Words
    values: tuple[Value, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of an element; ``allowed`` are the values its type lists, or else the name of the type."""

    name: str
    words: Words
    required: bool
    allowed: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element, its allowed content, and its attributes."""

    name: str
    words: Words
    content: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """The definitions of one schema."""

    file: str
    words: Words
    elements: tuple[Element, ...]
    attributes: tuple[Attribute, ...]
    types: tuple[Type, ...]


def read_schemas(folder: Path = SCHEMAS) -> tuple[Schema, ...]:
    """The schemas of ``folder``, in the order of the page."""
    roots = {name: etree.parse(str(folder / name)).getroot() for name in FILES}
    shared = (roots["inline.xsd"], roots["xml.xsd"])
    return tuple(_Reader(name, (root, *shared)).schema() for name, root in roots.items())


def render_vocabulary(schemas: tuple[Schema, ...]) -> str:
    """The page in Markdown."""
    return "\n".join([_HEAD, *(line for schema in schemas for line in _section(schema))])


@dataclass(frozen=True)
class _Reader:
    """Reads one schema, the first of ``roots``; missing definitions are in the others."""

    file: str
    roots: tuple[etree._Element, ...]

    def schema(self) -> Schema:
        root = self.roots[0]
        return Schema(
            self.file,
            words_of(root),
            tuple(self._element(e) for e in root.iter(f"{XS}element") if e.get("name")),
            tuple(self._attribute(a) for a in root.iterfind(f"{XS}attribute")),
            tuple(_type(t) for t in root.iterfind(f"{XS}simpleType")),
        )

    def _element(self, element: etree._Element) -> Element:
        name = element.get("type")
        found = element.find(f"{XS}complexType") if name is None else self._named("complexType", name)
        if found is None:
            content = _form(name) if name else ""
            return Element(element.get("name", ""), words_of(element), content, ())
        attributes = tuple(self._attribute(a) for a in self._attributes(found))
        return Element(element.get("name", ""), words_of(element), self._content(found), attributes)

    def _attributes(self, of: etree._Element) -> Iterator[etree._Element]:
        """The attributes of a complex type, those of the type it extends first."""
        extension = of.find(f"*/{XS}extension")
        if extension is not None:
            base = self._named("complexType", extension.get("base", ""))
            if base is not None:
                yield from self._attributes(base)
            yield from extension.iterfind(f"{XS}attribute")
        yield from of.iterfind(f"{XS}attribute")

    def _attribute(self, attribute: etree._Element) -> Attribute:
        reference = attribute.get("ref", "")
        meant = self._named("attribute", reference) if reference else attribute
        meant = attribute if meant is None else meant
        own = meant.find(f"{XS}simpleType")
        kind = meant.get("type", "")
        if own is not None and not kind:
            kind = next((r.get("base", "") for r in own.iter(f"{XS}restriction")), "")
        found = own if own is not None else self._named("simpleType", kind)
        values = [] if found is None else [e.get("value", "") for e in found.iter(f"{XS}enumeration")]
        return Attribute(
            name=attribute.get("name") or reference,
            words=words_of(attribute),
            required=attribute.get("use") == "required",
            allowed=" ".join(f"`{value}`" for value in values) or f"`{_bare(kind)}`",
        )

    def _content(self, of: etree._Element) -> str:
        """The allowed content of a complex type, in a form for people."""
        extension = of.find(f"*/{XS}extension")
        if extension is not None:
            base = self._named("complexType", extension.get("base", ""))
            return _form(extension.get("base", "")) if base is None else self._content(base)
        model = next((child for child in of if _is_model(child)), None)
        if model is None:
            return ""
        return f"文字与 words and `{_model(model)}`" if of.get("mixed") == "true" else f"`{_model(model)}`"

    def _named(self, tag: str, name: str) -> etree._Element | None:
        for root in self.roots:
            for element in root.iterfind(f"{XS}{tag}"):
                if element.get("name") == _bare(name):
                    return element
        return None


def words_of(element: etree._Element) -> Words:
    """The annotation of a schema's element."""
    found = {
        documentation.get(_LANG): " ".join((documentation.text or "").split())
        for documentation in element.iterfind(f"{XS}annotation/{XS}documentation")
    }
    return Words(found.get("zh", ""), found.get("en", ""))


def _type(element: etree._Element) -> Type:
    return Type(
        element.get("name", ""),
        words_of(element),
        tuple(Value(e.get("value", ""), words_of(e)) for e in element.iter(f"{XS}enumeration")),
        tuple(e.get("value", "") for e in element.iter(f"{XS}pattern")),
    )


def _form(name: str) -> str:
    return f"文字 words（`{_bare(name)}`）"


def _model(element: etree._Element) -> str:
    children = [_model(child) for child in element if _is_model(child)]
    if element.tag == f"{XS}element":
        inner = _bare(element.get("ref") or element.get("name") or "")
    else:
        joined = (" | " if element.tag == f"{XS}choice" else ", ").join(children)
        grouped = len(children) > 1 and (element.tag == f"{XS}choice" or _times(element))
        inner = f"({joined})" if grouped else joined
    return inner + _times(element)


def _is_model(element: etree._Element) -> bool:
    return element.tag in (f"{XS}element", f"{XS}sequence", f"{XS}choice")


def _times(element: etree._Element) -> str:
    least, most = element.get("minOccurs", "1"), element.get("maxOccurs", "1")
    short = {("1", "1"): "", ("0", "1"): "?", ("0", "unbounded"): "*", ("1", "unbounded"): "+"}
    if (least, most) in short:
        return short[least, most]
    return f"{{{least}}}" if least == most else f"{{{least},{'' if most == 'unbounded' else most}}}"


def _section(schema: Schema) -> Iterator[str]:
    ruled = "、".join(f"`{name}`" for name in FILES[schema.file])
    yield f"## {ruled}（`{schema.file}`）\n" if ruled else f"## `{schema.file}`\n"
    yield _said(schema.words)
    for element in schema.elements:
        yield f"### `<{element.name}>`\n"
        yield _said(element.words)
        if element.content:
            yield f"内容 · Content: {element.content}\n"
        yield from _attributes(element.attributes)
    yield from _attributes(schema.attributes)
    for kind in schema.types:
        if kind.values:
            yield f"### 取值 · Values: `{kind.name}`\n"
            yield _said(kind.words)
            listed = [(f"`{v.value}`", v.words.zh, v.words.en) for v in kind.values]
            yield from _table(("取值 · Value", "中文", "English"), listed)
    shaped = [
        (f"`{k.name}`", " ".join(f"`{p}`" for p in k.patterns), k.words.zh, k.words.en)
        for k in schema.types
        if not k.values
    ]
    if shaped:
        yield "### 写法 · Forms\n"
        yield from _table(("名称 · Name", "样式 · Pattern", "中文", "English"), shaped)


def _said(words: Words) -> str:
    return f"{words.zh}\n\n{words.en}\n"


def _attributes(attributes: tuple[Attribute, ...]) -> Iterator[str]:
    rows = [(f"`{a.name}`", "✓" if a.required else "", a.allowed, a.words.zh, a.words.en) for a in attributes]
    if rows:
        yield from _table(("属性 · Attribute", "必填 · Required", "取值 · Values", "中文", "English"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = [cell.replace("|", "\\|") for cell in row]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _bare(name: str) -> str:
    return name.partition(":")[2] or name


if __name__ == "__main__":
    print(render_vocabulary(read_schemas()), end="")
