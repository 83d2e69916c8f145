"""YAML → nodes, with findings about unreadable YAML at the line that a person should look at.

The events of the parser are handled one by one: an alias is refused at its place and never expanded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.cases.nodes import Builder, Scalar
from kb.model.words.names import clip

if TYPE_CHECKING:
    import yaml

_EXPONENT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_KEY = r"^\s*(?:- +)?[^\s:\uff1a#\"'\[{]{1,60}"
COLON_WIDE = re.compile(_KEY + "\uff1a")
COLON_CLOSE = re.compile(r"^\s*(?:- +)?[A-Za-z][A-Za-z-]*:(?=[^\s:/])")
_REFERENCE = re.compile(r"(?::|-) +([&*]\S+)")
_TAB = re.compile(r"^ *\t")


def feed_yaml(text: str, builder: Builder) -> None:
    """Read YAML into ``builder``. Raises :class:`Malformed` with the finding added."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    builder.stop("case-documents", line)
            elif isinstance(event, yaml.AliasEvent):
                sign = f"*{event.anchor}"
                builder.fault("case-anchor", line, sign=clip(sign))
                builder.scalar(Scalar(sign, line, bad=True))
            elif isinstance(event, yaml.CollectionEndEvent):
                builder.close()
            elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
                _node(event, line, builder)
    except yaml.MarkedYAMLError as problem:
        _tell(problem, text.split("\n"), builder)
    except yaml.YAMLError:  # another character that YAML forbids
        builder.stop("case-yaml-sign", 1, text=clip(text))


def colon_code(line: str) -> str:
    """The code for a line whose colon does not make it a key: a full-width colon, or one without a blank
    after it.
    """
    if COLON_WIDE.match(line):
        return "case-yaml-colon"
    return "case-yaml-space" if COLON_CLOSE.match(line) else ""


def _node(event: yaml.NodeEvent, line: int, builder: Builder) -> None:
    import yaml

    if event.anchor is not None:
        builder.fault("case-anchor", line, sign=f"&{clip(event.anchor)}")
    tag = getattr(event, "tag", None)
    if tag is not None:
        builder.fault("case-tag", line, tag=clip(tag.replace("tag:yaml.org,2002:", "!!")))
    if not isinstance(event, yaml.ScalarEvent):
        builder.open(keyed=isinstance(event, yaml.MappingStartEvent), line=line)
        return
    plain = not event.style
    bad = tag is not None
    if plain and _EXPONENT.fullmatch(event.value):
        builder.fault("case-number-form", line, value=clip(event.value))
        bad = True
    builder.scalar(Scalar(event.value, line, plain, bad))


def _tell(problem: yaml.MarkedYAMLError, lines: list[str], builder: Builder) -> None:
    said, context = problem.problem or "", problem.context or ""
    start = problem.context_mark.line if problem.context_mark else -1
    at = problem.problem_mark.line if problem.problem_mark else max(start, 0)
    at = min(at, len(lines) - 1)
    while at > 0 and not lines[at].strip():
        at -= 1
    start = min(start, at)
    for number in dict.fromkeys((at, _line_above(lines, at), start)):
        if number >= 0 and _TAB.match(lines[number]):
            builder.stop("case-yaml-tab", number + 1)
        if number >= 0 and (code := colon_code(lines[number])):
            builder.stop(code, number + 1, text=clip(lines[number].strip()))
    if "tag" in said:
        builder.stop("case-tag", at + 1, tag=clip(lines[at].strip()))
    if "document" in said:
        builder.stop("case-documents", at + 1)
    if "escape" in said:
        builder.stop("case-yaml-escape", at + 1)
    if "quoted scalar" in context:
        builder.stop("case-yaml-quote", start + 1)
    if "flow" in context:
        builder.stop("case-yaml-bracket", at + 1, start=start + 1)
    if found := _REFERENCE.search(lines[at]):
        builder.stop("case-anchor", at + 1, sign=clip(found[1]))
    if "cannot start" in said or ("scanning a" in context and "key" not in context):
        builder.stop("case-yaml-sign", at + 1, text=clip(lines[at].strip()))
    builder.stop("case-yaml-indent", at + 1, text=clip(lines[at].strip()))


def _line_above(lines: list[str], at: int) -> int:
    """The line with words above another one, or -1."""
    return next((n for n in range(at - 1, -1, -1) if lines[n].strip() and lines[n].lstrip()[0] != "#"), -1)
