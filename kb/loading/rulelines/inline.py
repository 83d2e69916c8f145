"""The content of a line of words: figures in [ ], and agencies, provisions and open terms in { }.

``[1000万元|最高限额|第四句]`` is a figure of a provision; a fourth member names its level.
``[=最后一天|附则第四句]`` is a figure derived from others. ``{市发展改革委}`` links to an agency or a
provision, and ``{用语 一定比例|a certain share}`` to an open term; the text after the bar is displayed
instead of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from kb.loading.rulelines.names import Names, UnknownName
from kb.model.words.catalogue import read_catalogue

_SPECIAL = re.compile(r"([\\\[\]{}|])")
_ESCAPED = re.compile(r"\\(.)")
_PART = re.compile(
    r"\[(?P<figure>(?:[^\[\]\\]|\\.)*)\]|\{(?P<link>(?:[^{}\\]|\\.)*)\}|(?P<text>(?:[^\[\]{}\\]|\\.)+)|(?P<stray>.)"
)
_BAR = re.compile(r"(?<!\\)\|")
_TERM = "用语 "


class InlineError(Exception):
    """Words that cannot be read; ``near`` are the words at which reading stopped."""

    def __init__(self, near: str) -> None:
        super().__init__(near)
        self.near = near


class WrongFigure(Exception):
    """A figure that the provision does not state under the concept; ``known`` lists those that it states."""

    def __init__(self, figure: str, known: str) -> None:
        super().__init__(figure)
        self.figure = figure
        self.known = known


def write_inline(element: etree._Element, names: Names) -> str:
    """The content of an element as text of a line."""
    parts = [_escape(element.text or "")]
    for child in element:
        match etree.QName(child).localname:
            case "figure":
                parts.append(_write_figure(child, names))
            case "ref":
                parts.append(_write_link("", _target(child.get("to", ""), names), child.text))
            case "term":
                name = names.write("term-concept", child.get("ref", ""))
                parts.append(_write_link(_TERM, name, child.text))
        parts.append(_escape(child.tail or ""))
    return "".join(parts)


def read_inline(element: etree._Element, text: str, names: Names) -> None:
    """Give an element the content that a line states.

    Raises :class:`InlineError`, :class:`WrongFigure` and :class:`~kb.loading.rulelines.names.UnknownName`.
    """
    namespace = etree.QName(element).namespace
    last: etree._Element | None = None
    for part in _PART.finditer(text):
        if part["stray"] is not None:
            raise InlineError(text[part.start() : part.start() + 12])
        if part["text"] is not None:
            words = _ESCAPED.sub(r"\1", part["text"])
            if last is None:
                element.text = (element.text or "") + words
            else:
                last.tail = (last.tail or "") + words
            continue
        figure = part["figure"]
        read = _read_link(part["link"], names) if figure is None else _read_figure(figure, names)
        name, attributes, shown = read
        last = etree.SubElement(element, f"{{{namespace}}}{name}", attributes)
        last.text = shown


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " ")


def _write_link(mark: str, name: str, shown: str | None) -> str:
    return f"{{{mark}{_escape(name)}|{_escape(shown)}}}" if shown else f"{{{mark}{_escape(name)}}}"


def _target(key: str, names: Names) -> str:
    if key in names.registry.agency_by_id:
        return names.write("agency", key)
    return names.write_provision(key)


def _write_figure(element: etree._Element, names: Names) -> str:
    provision = element.get("provision", "")
    place = names.write_provision(provision)
    derived = element.get("derive")
    if derived is not None:
        return f"[={_derivations()[derived]}|{place}]"
    concept, level = element.get("at", ""), element.get("of")
    members = [_escape(names.figures(provision, concept, level)), _escape(concept), place]
    return f"[{'|'.join(members)}{'' if level is None else '|' + names.write('choice', level)}]"


def _read_figure(text: str, names: Names) -> tuple[str, dict[str, str], None]:
    members = [_ESCAPED.sub(r"\1", one).strip() for one in _BAR.split(text)]
    if members[0].startswith("=") and len(members) == 2:
        known = {name: key for key, name in _derivations().items()}
        if (name := members[0][1:]) not in known:
            raise UnknownName(name, "、".join(known))
        return "figure", {"derive": known[name], "provision": names.read_provision(members[1])}, None
    if len(members) not in (3, 4):
        raise InlineError(f"[{text}]")
    figure, concept, place, *named = members
    provision = names.read_provision(place)
    level = names.read("choice", named[0]) if named else None
    stated = names.figures(provision, concept, level)
    # When a tier has just gained a level, the line may still show the figures of all levels.
    if figure not in (stated, names.figures(provision, concept)):
        raise WrongFigure(figure, "、".join(names.concepts_in(provision)) or "—")
    found = {"provision": provision, "at": concept}
    return "figure", found | ({"of": level} if level else {}), None


def _read_link(text: str, names: Names) -> tuple[str, dict[str, str], str | None]:
    name, bar, shown = _split(text)
    if name.startswith(_TERM):
        key = names.read("term-concept", name.removeprefix(_TERM))
        return "term", {"ref": key}, shown if bar else None
    try:
        key = names.read("agency", name)
    except UnknownName as problem:
        try:
            key = names.read_provision(name)
        except UnknownName:
            raise problem from None
    return "ref", {"to": key}, shown if bar else None


def _split(text: str) -> tuple[str, bool, str]:
    first, *rest = _BAR.split(text, maxsplit=1)
    plain: Iterator[str] = (_ESCAPED.sub(r"\1", one) for one in (first, *rest))
    return next(plain).strip(), bool(rest), next(plain, "")


def _derivations() -> dict[str, str]:
    found: dict[str, str] = read_catalogue("kb.loading.rulelines", "words.toml")["derived"]
    return found
