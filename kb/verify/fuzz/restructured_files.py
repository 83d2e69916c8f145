"""Restructured files: elements, attributes, texts and lines of a policy deleted, renamed, moved or swapped.

After any such edit the check reports what is wrong and never fails, the policy is loaded or refused with
findings, and no command answers where the check found an error or ends in an internal error. Hypothesis draws
the edits and shrinks them, as it does for :mod:`kb.verify.fuzz.corrupt_files`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from lxml import etree

from kb.checks import check, has_errors
from kb.loading import load_policy
from kb.model.words.errors import LANGUAGES
from kb.verify.fuzz.corrupt_files import Files, find_trouble, spoil_files
from kb.verify.fuzz.settings import Run
from kb.verify.results import Result

LAW = "restructured-policy"

SLOW_BATCH = 5
"""The number of copies between two looks at the clock. Each is checked, loaded and used by a command."""

Rehearse = Callable[[Path, bool, Random], str | None]
"""A function that runs a command on the policy in a folder, given whether the check found an error. It
returns how the command failed.
"""

XML_DOINGS = (
    "delete",
    "rename",
    "duplicate",
    "move",
    "swap",
    "empty",
    "wrap",
    "foreign",
    "delete-attribute",
    "rename-attribute",
    "set-attribute",
    "swap-attributes",
    "add-attribute",
    "delete-text",
    "set-text",
    "swap-texts",
)
LINE_DOINGS = ("delete", "duplicate", "move", "swap", "rename", "set-text", "delete-text", "indent")

VALUES = (
    "", " ", "0", "-1", "1", "x", "０", "九", "9" * 40,
    "a b", "a:b", "G1:z", "para_99", "#", "no-such", "\u200b", "é",
    "true", "2024-02-30", "urn:x", "{}", "{count}", "%s", "<", "&", "'", '"',
)  # fmt: skip
"""The values that an attribute or text is set to, in addition to values from elsewhere in the file."""

FOREIGN = (
    "{urn:foreign:1}note",
    "{http://www.w3.org/2001/XInclude}include",
    "{http://www.w3.org/1999/xhtml}p",
    "note",
)
"""Elements that are in none of our schemas."""

SUFFIXES = (".xml", ".yaml", ".yml", ".toml", ".txt", ".xsd")
"""The files of a policy that are restructured: trees by their elements, the others by their lines."""

Edit = tuple[str, int, int, int]
"""The operation, its element or line, a second element or line, and the value or name that is used."""

_KEY = re.compile(r"^(\s*(?:- )?)([^:=\s]+)(\s*[:=].*)$")


def restructure(name: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """A file after these edits, made one after another; a position beyond the end wraps around."""
    if not edits:
        return data
    if not name.endswith((".xml", ".xsd")):
        lines = data.decode("utf-8").splitlines()
        for edit in edits:
            _edit_lines(lines, edit)
        return ("\n".join(lines) + "\n").encode()
    root = etree.fromstring(data)
    for edit in edits:
        root = _edit_tree(root, edit)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def restructure_policy(folder: Path, run: Run, rehearse: Rehearse | None = None) -> Result:
    """Copies of the policy in ``folder`` with one restructured file each, as long as the run lasts.

    ``rehearse`` runs a command on each copy, a different one each time; without it no command is run.
    """
    with TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folder, Path(place) / "policy"))
        found = {p.relative_to(copy).as_posix(): p.read_bytes() for p in _files(copy)}

        def read(name: str, data: bytes, number: int) -> None:
            (copy / name).write_bytes(data)
            try:
                _put_to_trial(copy, Random(number), rehearse)
            finally:
                (copy / name).write_bytes(found[name])

        doings = {name: XML_DOINGS if name.endswith((".xml", ".xsd")) else LINE_DOINGS for name in found}
        return spoil_files(LAW, Files(found, doings, restructure, _say_edit, SLOW_BATCH), read, run)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def _put_to_trial(folder: Path, rng: Random, rehearse: Rehearse | None) -> None:
    """Check and load the policy and run a command; raises whatever goes wrong."""
    findings = list(check(folder))
    for lang in LANGUAGES:
        assert all(finding.message(lang) and finding.remedy(lang) for finding in findings)
    rejected = has_errors(findings)
    if trouble := find_trouble(lambda: load_policy(folder)):
        raise AssertionError(f"load: {trouble}")
    if rehearse is not None and (trouble := rehearse(folder, rejected, rng)):
        raise AssertionError(trouble)


def _edit_tree(root: etree._Element, edit: Edit) -> etree._Element:
    doing, at, other, value = edit
    elements = list(root.iter(etree.Element))
    one, two = elements[at % len(elements)], elements[other % len(elements)]
    match doing:
        case "delete" | "move" | "swap" | "duplicate":
            _move(one, two, doing)
        case "rename":
            one.tag = two.tag if value % 3 else f"{one.tag!s}x"
        case "empty":
            for child in list(one):
                one.remove(child)
        case "wrap":
            parent = one.getparent()
            if parent is not None:
                outer = etree.Element(FOREIGN[value % len(FOREIGN)] if value % 2 else two.tag)
                parent.replace(one, outer)
                outer.append(one)
        case "foreign":
            name = FOREIGN[value % len(FOREIGN)]
            foreign = etree.Element(name)
            if "XInclude" in name:
                foreign.set("href", "rules.xml")
            one.insert(value % (len(one) + 1), foreign)
        case "delete-text":
            one.text = None
        case "set-text":
            one.text = _value(value, [e.text or "" for e in elements])
        case "swap-texts":
            one.text, two.text = two.text, one.text
        case _:
            _edit_attributes(one, two, doing, value, elements)
    return root


def _move(one: etree._Element, two: etree._Element, doing: str) -> None:
    parent, target = one.getparent(), two.getparent()
    if parent is None:
        return
    if doing == "delete":
        _cut(one)
    elif doing == "duplicate":
        one.addnext(_copy(one))
    elif doing == "move" and one not in two.iterancestors() and one is not two:
        _cut(one)
        two.append(one)
    elif doing == "swap" and target is not None and not _are_nested(one, two):
        first, second = _copy(one), _copy(two)
        parent.replace(one, second)
        target.replace(two, first)


def _are_nested(one: etree._Element, two: etree._Element) -> bool:
    return one is two or one in two.iterancestors() or two in one.iterancestors()


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _cut(element: etree._Element) -> None:
    """Remove an element and leave the text after it in its place."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _edit_attributes(
    one: etree._Element, two: etree._Element, doing: str, value: int, elements: list[etree._Element]
) -> None:
    keys, others = sorted(map(str, one.keys())), sorted(map(str, two.keys()))
    mine = keys[value % len(keys)] if keys else None
    theirs = others[value % len(others)] if others else None
    if doing == "add-attribute":
        one.set(theirs or "x", str(two.get(theirs or "x", "x")))
    elif mine is None:
        return
    elif doing == "delete-attribute":
        del one.attrib[mine]
    elif doing == "rename-attribute":
        held, name = str(one.attrib.pop(mine)), f"{mine}x"
        one.set(theirs if theirs is not None and value % 2 else name, held)
    elif doing == "set-attribute":
        same = [str(e.get(mine)) for e in elements if mine in e.keys()]  # noqa: SIM118  an element is no dict
        one.set(mine, _value(value, same))
    elif theirs is not None:
        first, second = str(one.get(mine)), str(two.get(theirs))
        one.set(mine, second)
        two.set(theirs, first)


def _value(number: int, same: Sequence[str]) -> str:
    """One of :data:`VALUES` or a value from elsewhere in the file, with equal probability."""
    return VALUES[number // 2 % len(VALUES)] if number % 2 else same[number // 2 % len(same)]


def _edit_lines(lines: list[str], edit: Edit) -> None:
    doing, place, other, value = edit
    if not lines:
        return
    at, to = place % len(lines), other % len(lines)
    match doing:
        case "delete":
            del lines[at]
        case "duplicate":
            lines.insert(at, lines[at])
        case "move":
            lines.insert(to, lines.pop(at))
        case "swap":
            lines[at], lines[to] = lines[to], lines[at]
        case "indent":
            lines[at] = ["  " + lines[at], lines[at].lstrip(), "\t" + lines[at]][value % 3]
        case _ if (found := _KEY.match(lines[at])) is not None:
            before, key, rest = found.groups()
            if doing == "rename":
                known = [m.group(2) for line in lines if (m := _KEY.match(line))]
                key = _value(value, known)
            elif doing == "delete-text":
                rest = rest[:1]
            else:
                rest = f"{rest.lstrip()[:1]} {_value(value, [line.strip() for line in lines])}"
            lines[at] = f"{before}{key}{rest}"
        case "rename" | "set-text":
            lines[at] = _value(value, lines)
        case _:
            lines[at] = ""


def _say_edit(name: str, data: bytes, edit: Edit) -> str:
    """An edit as instructions to repeat it: the operation, the line, and the other line it involves."""
    doing, at, other, value = edit
    if not name.endswith((".xml", ".xsd")):
        count = max(1, len(data.decode("utf-8").splitlines()))
        return f"{doing} {at % count + 1} ({other % count + 1}, {value})"
    elements = list(etree.fromstring(data).iter(etree.Element))
    one, two = elements[at % len(elements)], elements[other % len(elements)]
    names = [f"<{etree.QName(e).localname}>:{e.sourceline}" for e in (one, two)]
    return f"{doing} {names[0]} ({names[1]}, {value})"
