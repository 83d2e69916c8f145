"""JSON → nodes, each with its line; also the check of a raw text for characters that it may not hold."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from kb.cases.nodes import Builder, Faults, Malformed, Node, Scalar
from kb.cases.yaml_nodes import feed_yaml
from kb.model.words.names import HIDDEN, clip

_TOKEN = re.compile(
    r'[ \t\n]*(?:(?P<sign>[\[\]{},:])|(?P<words>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?|-?Infinity|NaN)"
    r"|(?P<word>true|false|null))"
)
_BLANK = re.compile(r"[ \t\n]*")
_HIDDEN = re.compile(rf"(?![\t\n])(?:{HIDDEN.pattern}|[\ud800-\udfff])")
_HALF = re.compile(r"[\ud800-\udfff]")


def read_nodes(text: str, faults: Faults) -> Node | None:
    """The nodes of a case file; ``None`` where reading cannot go on, with the finding in ``faults``.

    A file named ``.json`` is JSON. Any other file that begins with a brace is tried as JSON, then as YAML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for found in _HIDDEN.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        faults.add("case-character", line, character=f"U+{ord(found[0]):04X}")
        if faults.more:
            break
    if faults.findings:
        return None
    if faults.file.lower().endswith(".json"):
        return _built(text, faults, is_json=True)
    if text.lstrip().startswith("{"):
        tried = Faults(faults.file)
        node = _built(text, tried, is_json=True)
        if node is not None or not any(f.code.startswith("case-json") for f in tried.findings):
            faults.findings, faults.more = tried.findings, tried.more
            return node
    return _built(text, faults, is_json=False)


def _built(text: str, faults: Faults, *, is_json: bool) -> Node | None:
    builder = Builder(faults)
    try:
        if not text.strip():
            builder.stop("case-empty", 1)
        (_feed_json if is_json else feed_yaml)(text, builder)
        if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.is_empty):
            builder.stop("case-empty", 1)
    except Malformed:
        return None
    return builder.root


def _feed_json(text: str, builder: Builder) -> None:
    # The state is what may come next. A closing sign must match the innermost open one.
    closing: list[str] = []
    state = "value"
    for sign, words, line in _tokens(text, builder):
        if state == "end":
            builder.stop("case-json-rest", line)
        elif sign in ("]", "}"):
            if not closing or closing.pop() != sign or state not in ("next", "first", "first-key"):
                builder.stop("case-json", line, near=sign)
            builder.close()
            state = "next" if closing else "end"
        elif sign == "," and state == "next":
            state = "key" if closing[-1] == "}" else "value"
        elif sign == ":" and state == "colon":
            state = "value"
        elif sign in ("[", "{") and state in ("value", "first"):
            builder.open(keyed=sign == "{", line=line)
            closing.append("]" if sign == "[" else "}")
            state = "first" if sign == "[" else "first-key"
        elif words is not None and state in ("key", "first-key") and not words.plain:
            builder.scalar(words)
            state = "colon"
        elif words is not None and state in ("value", "first"):
            builder.scalar(words)
            state = "next" if closing else "end"
        else:
            builder.stop("case-json", line, near=sign or clip(words.text if words else ""))
    if state != "end":
        builder.stop("case-json-end", text.rstrip().count("\n") + 1)


def _tokens(text: str, builder: Builder) -> Iterator[tuple[str, Scalar | None, int]]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    at = 0
    while (at := _skip(text, at)) < len(text):
        line = bisect_right(starts, at)
        token = _TOKEN.match(text, at)
        if token is None:
            builder.stop("case-json", line, near=clip(text[at : at + 20]))
            return
        at = token.end()
        if token["sign"]:
            yield token["sign"], None, line
        else:
            yield "", _scalar(token, line, builder), line


def _scalar(token: re.Match[str], line: int, builder: Builder) -> Scalar:
    if token["words"] is None:
        text = token["number"] or token["word"]
        bad = bool(token["exponent"]) or text.endswith(("y", "N"))
        if bad:
            builder.fault("case-number-form", line, value=clip(text))
        return Scalar(text, line, bad=bad)
    text = json.loads(token["words"])
    if half := _HALF.search(text):
        builder.stop("case-character", line, character=f"U+{ord(half[0]):04X}")
    return Scalar(text, line, plain=False)


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
