"""Case files → cases. All findings are reported at once, each with its line and its remedy.

The JSON Schema defines what a case may contain. jsonschema finds where a file departs from it, and this
module words the findings. Conditions that a schema cannot express are checked while the values are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kb.cases.case import Case, Claim, FactValue, Grant
from kb.cases.decoding import decode_case_json, decode_day
from kb.cases.form import DATE, Form, Part, form_of
from kb.cases.json_nodes import read_nodes
from kb.cases.keys import tell_missing, tell_unknown
from kb.cases.nodes import Faults, Items, Keyed, Node, Scalar, join
from kb.cases.schema import schema_of
from kb.cases.types import read_fact
from kb.cases.values import Spot, spell
from kb.cases.yaml_nodes import colon_code
from kb.model.facts import APPLICANT, POLICY, SUPPORT, Choice
from kb.model.policy import Policy
from kb.model.words.errors import LANGUAGES, Finding, Place, PolicyError, error, trouble_of
from kb.model.words.names import clip, fold_name

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

MOST_BYTES = 1_000_000
"""The size of the largest case file, in bytes of UTF-8."""

T = TypeVar("T")
_Path = tuple[str | int, ...]


def load_case(policy: Policy, path: Path | str) -> Case:
    """The case in a YAML or JSON file.

    Raises :class:`PolicyError` with one finding for each problem; each names the file as ``path`` does.
    """
    return read_case(policy, read_file(path), str(path))


def read_file(path: Path | str) -> str:
    """The text of a case file. Raises :class:`PolicyError` where it cannot be read or is not UTF-8."""
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise PolicyError([_unreadable(problem, name)]) from None
    except ValueError:  # a path with a character that no file system accepts
        raise PolicyError([error("case-file-missing", Place(clip(name)))]) from None
    return decode_case(data, name)


def read_day_of(text: str, name: str) -> date | None:
    """The day of a case, read first because it selects the version of the policy.

    ``None`` where it cannot be determined; reading the case then reports why.
    """
    if text.lstrip().startswith("{") and (day := decode_day(text)) is not None:
        return day
    root = read_nodes(text, Faults(name))
    node = root.get("date") if isinstance(root, Keyed) else None
    value = read_fact(node, Spot(Faults(name), "", DATE)) if isinstance(node, Scalar) else None
    return value if isinstance(value, date) else None


def decode_case(data: bytes, name: str) -> str:
    """The text of a case file from its bytes. Raises :class:`PolicyError` where it is not UTF-8."""
    if len(data) > MOST_BYTES:
        raise PolicyError([error("case-file-large", Place(name), most=MOST_BYTES // 1_000_000)])
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PolicyError([error("case-binary", Place(name))])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise PolicyError([error("case-not-utf8", Place(name, line))]) from None


def read_case(policy: Policy, text: str, name: str) -> Case:
    """The case in a YAML or JSON text; findings call the file ``name``.

    Money is in fen and days are dates. A fact that is not stated is absent, and presumed values are not
    filled in. Raises :class:`PolicyError` with one finding for each problem, in the order of the lines.
    """
    return read_case_form(form_of(policy), text, name)


def read_case_form(form: Form, text: str, name: str) -> Case:
    """The same as :func:`read_case` for a given form, such as that of several works."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise PolicyError([error("case-file-large", Place(name), most=MOST_BYTES // 1_000_000)])
    if text.lstrip().startswith("{") and (found := decode_case_json(form, text)) is not None:
        return found
    faults = Faults(name)
    root = read_nodes(text, faults)
    if root is None:
        faults.raise_any()
        raise AssertionError("what cannot be read on has a fault")
    case = read_case_nodes(form, root, faults)
    faults.raise_any()
    if case is None:
        raise AssertionError("a case that is not read has a fault")
    return case


def read_case_nodes(form: Form, root: Node, faults: Faults) -> Case | None:
    """The case in some nodes, which may be a part of another file; findings go to ``faults``.

    ``None`` only where its day cannot be read.
    """
    return _Reader(form, faults, _departures(form, root)).case(root)


@lru_cache(maxsize=8)
def _validator(form: Form) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema_of(form))


def _departures(form: Form, root: Node) -> dict[_Path, set[str]]:
    """Where a file departs from the schema: the path of a part or fact → the violated keywords."""
    found: dict[_Path, set[str]] = {}
    for departure in _validator(form).iter_errors(root.data):
        path: _Path = tuple(departure.absolute_path)
        whole = path[: 2 if path[:1] == (APPLICANT,) else 3]
        found.setdefault(whole, set()).add(str(departure.validator))
    return found


class _Reader:
    """Reads the parts of one case and collects the findings."""

    def __init__(self, form: Form, faults: Faults, departures: Mapping[_Path, set[str]]) -> None:
        self._form = form
        self._faults = faults
        self._departures = departures

    def case(self, root: Node) -> Case | None:
        """The case, or ``None`` where its day cannot be read."""
        whole = self._part(root, self._form.case, ())
        if not isinstance(root, Keyed):
            return None
        applicant = root.get("applicant")
        facts = self._part(applicant, self._form.applicant, ("applicant",)) if applicant else {}
        claims = self._items(root.get("claims"), "claims", self._claim)
        ledger = self._items(root.get("ledger"), "ledger", self._grant)
        self._find_twice(root.get("claims"))
        day = whole.get("date")
        return Case(day, facts, claims, ledger) if isinstance(day, date) else None

    def _claim(self, node: Node, path: _Path) -> Claim:
        kind = node.get("kind") if isinstance(node, Keyed) else None
        part = self._form.kind(kind.text) if isinstance(kind, Scalar) else None
        facts = self._part(node, part or self._form.claim, path)
        key, named = facts.pop("id", ""), facts.pop("kind", "")
        return Claim(str(key), str(named), facts)

    def _grant(self, node: Node, path: _Path) -> Grant:
        facts = self._part(node, self._form.grant, path)
        support = node.get(SUPPORT) if isinstance(node, Keyed) and node.get(POLICY) is None else None
        if support is not None and (works := self._form.shared.get(str(facts.get(SUPPORT)))):
            self._tell_shared(support, works, f"{path[0]}[{path[1]}]")
        return Grant(facts)

    def _tell_shared(self, support: Node, works: Sequence[Choice], path: str) -> None:
        fact = self._form.grant.fact(SUPPORT)
        assert fact is not None
        words = {f"works_{lang}": spell(works, lang) for lang in LANGUAGES}
        Spot(self._faults, join(path, SUPPORT), fact).add(
            "case-support-shared", support, work=works[0].id, **words
        )

    def _items(self, node: Node | None, key: str, read: Callable[[Node, _Path], T]) -> tuple[T, ...] | None:
        if node is None:
            return None
        if isinstance(node, Items):
            return tuple(read(item, (key, n)) for n, item in enumerate(node.nodes))
        if isinstance(node, Scalar) and node.is_empty:
            self._faults.add("case-list-empty", node.line, key, key=key)
        elif not (isinstance(node, Scalar) and node.bad):
            self._faults.add("case-list-wanted", node.line, key, key=key)
        return None

    def _part(self, node: Node, part: Part, path: _Path) -> dict[str, FactValue]:
        shown = "".join(f"[{step}]" if isinstance(step, int) else step for step in path)
        if not isinstance(node, Keyed):
            self._tell_no_mapping(node, part, shown)
            return {}
        departures = self._departures.get(path, set())
        if "required" in departures:
            tell_missing(node, part, shown, self._faults)
        if "additionalProperties" in departures:
            tell_unknown(node, part, self._form, shown, self._faults)
        facts: dict[str, FactValue] = {}
        for entry in node.entries:
            if fact := part.fact(entry.key):
                spot = Spot(self._faults, join(shown, fact.id), fact)
                value = read_fact(entry.value, spot)
                # The schema only accepts days in half width.
                is_wide = isinstance(value, date) and entry.value.data != value.isoformat()
                if value is not None and not is_wide and (*path, fact.id) in self._departures:
                    spot.add("case-value-form", entry.value)
                elif value is not None:
                    facts[fact.id] = value
        return facts

    def _tell_no_mapping(self, node: Scalar | Items, part: Part, path: str) -> None:
        words = {"part_zh": part.name, "part_en": part.name_en}
        example = f"{part.keys[0].id}: …" if part.keys else "{}"
        if isinstance(node, Items):
            self._faults.add("case-mapping-wanted", node.line, path, example=example, **words)
        elif node.is_empty:
            self._faults.add("case-part-empty", node.line, path, **words)
        elif code := colon_code(node.text) if node.plain and not node.bad else "":
            self._faults.add(code, node.line, path, text=clip(node.text))
        elif not node.bad:
            self._faults.add("case-mapping-wanted", node.line, path, example=example, **words)

    def _find_twice(self, claims: Node | None) -> None:
        first: dict[str, int] = {}
        for n, claim in enumerate(claims.nodes if isinstance(claims, Items) else ()):
            key = claim.get("id") if isinstance(claim, Keyed) else None
            if not isinstance(key, Scalar) or key.bad or key.is_empty:
                continue
            if key.text == APPLICANT:
                self._faults.add("case-name-reserved", key.line, f"claims[{n}].id", id=key.text)
            name = fold_name(key.text)
            if name in first:
                words = {"id": clip(key.text), "first": first[name]}
                self._faults.add("case-claim-twice", key.line, f"claims[{n}].id", **words)
            first.setdefault(name, key.line)


def _unreadable(problem: OSError, name: str) -> Finding:
    place = Place(clip(name, 200))
    match problem:
        case FileNotFoundError():
            return error("case-file-missing", place)
        case IsADirectoryError():
            return error("case-file-folder", place)
        case PermissionError():
            return error("case-file-forbidden", place)
        case _:
            return error("case-file-unreadable", place, trouble=trouble_of(problem))
