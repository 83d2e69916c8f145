"""Casebook files → kept cases. All findings about a file are reported at once, each with its line.

The case inside is read like any case file; this module reads the parts around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from kb.cases.case import Case, FactValue
from kb.cases.form import Form, Part, form_of
from kb.cases.json_nodes import read_nodes
from kb.cases.keys import tell_missing, tell_unknown
from kb.cases.nodes import Faults, Items, Keyed, Node, Scalar, join
from kb.cases.reading import MOST_BYTES, decode_case, read_case_nodes
from kb.cases.types import read_fact
from kb.cases.values import Spot
from kb.core.outcomes import Status
from kb.core.ruleset import choose_readings
from kb.explain.outcomes import say_status
from kb.loading.files import read_bytes
from kb.model.document import is_deleted
from kb.model.facts import Choice, Fact
from kb.model.policy import Policy, Support
from kb.model.words.errors import LANGUAGES, PolicyError
from kb.model.words.names import clip, say_nearest
from kb.verify.casebook.amounts import read_amount
from kb.verify.casebook.kept_case import HASH_DIGITS, Expected, KeptCase, State

_HASH = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}")
_POLICY = re.compile(r"""^policy:[ ]*["']?([^@"'\s]+)(?:@([^"'\s]+))?""", re.MULTILINE)
_QUESTION = {"zh": "", "en": ""}


def _fact(key: str, kind: str, name: str, name_en: str, choices: tuple[Choice, ...] = ()) -> Fact:
    return Fact(key, ("kept",), kind, name, name_en, _QUESTION, choices=choices)


_STATES = (
    Choice(State.TO_BE_CONFIRMED, "待确认", "to be confirmed"),
    Choice(State.CONFIRMED, "已确认", "confirmed"),
)
_STATUSES = tuple(Choice(str(one), say_status(one, "zh"), say_status(one, "en")) for one in Status)
WHOLE = Part(
    "kept",
    "用例文件最外层",
    "the outermost level of a kept case",
    (
        _fact("sentence", "name", "说的是什么", "what it is about"),
        _fact("state", "choice", "确认了没有", "state", _STATES),
        _fact("from", "name", "从哪里来", "where it came from"),
        _fact("policy", "name", "哪一份政策的哪一版", "which version of which policy"),
    ),
    ("sentence", "state"),
    (
        Choice("clauses", "依据的条款", "clauses"),
        Choice("readings", "读法", "readings"),
        Choice("case", "情况", "case"),
        Choice("expected", "期望", "expected"),
    ),
)
"""The keys at the top level of a file."""

ENTRY = Part(
    "expected",
    "一项期望（expected）",
    "an entry of `expected`",
    (
        _fact("claim", "name", "申请事项", "claim"),
        _fact("support", "name", "支持", "support"),
        _fact("status", "choice", "结果", "status", _STATUSES),
        _fact("amount", "name", "金额", "amount"),
        _fact("total", "name", "合计", "total"),
        _fact("by", "name", "谁确认", "who confirmed it"),
        _fact("on", "date", "哪天确认", "when it was confirmed"),
        _fact("clause", "name", "依据哪一款", "because of which clause"),
    ),
)
"""The keys of an entry in ``expected``."""


def find_version(path: Path) -> str:
    """The name of the version for which the case in a file was written; empty where it is not stated.

    Raises :class:`PolicyError` where the file cannot be read.
    """
    named = _POLICY.search(decode_case(read_bytes(path), str(path)))
    return "" if named is None else named[2] or ""


def load_kept(policy: Policy, path: Path) -> KeptCase | None:
    """The kept case in a file, whose name gives its id; ``None`` where the file belongs to another policy.

    Raises :class:`PolicyError` with every finding.
    """
    text = decode_case(read_bytes(path), str(path))
    named = _POLICY.search(text)
    if named is not None and named[1] != policy.document.work:
        return None
    return read_kept(policy, text, str(path))


def read_kept(policy: Policy, text: str, name: str) -> KeptCase:
    """The kept case in a YAML text. Findings call the file ``name``, and its stem is the id of the case.

    Raises :class:`PolicyError` with one finding for each problem, in the order of the lines.
    """
    faults = Faults(name)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        faults.add("case-file-large", 0, most=MOST_BYTES // 1_000_000)
        faults.raise_any()
    root = read_nodes(text, faults)
    if root is None and [one.code for one in faults.findings] == ["case-empty"]:
        faults.findings.clear()
        faults.add("kept-empty", 1)
    if root is not None and not isinstance(root, Keyed):
        faults.add("kept-empty", root.line)
    kept = _Reader(policy, faults).kept(root) if isinstance(root, Keyed) else None
    faults.raise_any()
    assert kept is not None, "a file that is not read has a fault"
    return replace(kept, id=Path(name).stem, file=name)


class _Reader:
    """Reads the parts of one file and collects the findings."""

    def __init__(self, policy: Policy, faults: Faults) -> None:
        self._policy = policy
        self._faults = faults
        self._form = _inner_form(form_of(policy))
        self._is_thinned = False
        """Whether the case expected a result of a support that was deleted since."""

    def kept(self, root: Keyed) -> KeptCase | None:
        whole = self._part(root, WHOLE, "")
        for key in ("case", "expected"):
            if root.get(key) is None:
                self._faults.add("kept-part-missing", root.line, key, key=key)
        clauses = self._clauses(root.get("clauses"))
        readings = self._readings(root.get("readings"))
        found = root.get("case")
        case = read_case_nodes(self._form, found, self._faults) if found is not None else None
        expected = self._expected(root.get("expected"), case)
        if case is None or self._faults.findings:
            return None
        sentence, source = str(whole.get("sentence", "")), str(whole.get("from", "person"))
        named = str(whole.get("policy", ""))
        kept = KeptCase("", sentence, source, case, expected, clauses, readings, policy=named)
        if (state := whole.get("state")) != kept.state and not self._is_thinned:
            line = next(entry.line for entry in root.entries if entry.key == "state")
            self._faults.add(
                "kept-state-open" if state == State.CONFIRMED else "kept-state-done", line, "state"
            )
        return kept

    def _part(self, node: Keyed, part: Part, path: str) -> dict[str, FactValue]:
        tell_missing(node, part, path, self._faults)
        tell_unknown(node, part, (*self._form, WHOLE, ENTRY), path, self._faults)
        facts: dict[str, FactValue] = {}
        for entry in node.entries:
            fact = part.fact(entry.key)
            if fact is None:
                continue
            if fact.id == "sentence" and isinstance(entry.value, Scalar) and not entry.value.is_empty:
                facts[fact.id] = entry.value.text
                continue
            value = read_fact(_as_id(entry.value, fact), Spot(self._faults, join(path, fact.id), fact))
            if value is not None:
                facts[fact.id] = value
        return facts

    def _clauses(self, node: Node | None) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, line, value in self._pairs(node, "clauses", "para_5__s_4: 0123456789abcdef"):
            if _HASH.fullmatch(value):
                found[key] = value
            else:
                self._faults.add("kept-hash-form", line, f"clauses.{key}", eid=clip(key), value=clip(value))
        return found

    def _readings(self, node: Node | None) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, line, value in self._pairs(node, "readings", "G1: b"):
            try:
                choose_readings(self._policy, {key: value})
            except PolicyError as problem:
                for finding in problem.findings:
                    self._faults.add(finding.code, line, f"readings.{key}", **dict(finding.words))
            else:
                found[key] = value
        return found

    def _pairs(self, node: Node | None, path: str, example: str) -> list[tuple[str, int, str]]:
        if node is None or (isinstance(node, Scalar) and node.bad):
            return []
        pairs = []
        if isinstance(node, Keyed):
            values = [(one.key, one.line, one.value) for one in node.entries]
            pairs = [(key, line, one.text) for key, line, one in values if isinstance(one, Scalar)]
            if len(pairs) == len(node.entries):
                return pairs
        words = {f"part_{lang}": f"“{path}”" for lang in LANGUAGES}
        self._faults.add("case-mapping-wanted", node.line, path, example=example, **words)
        return pairs

    def _expected(self, node: Node | None, case: Case | None) -> tuple[Expected, ...]:
        if node is None or (isinstance(node, Scalar) and node.bad):
            return ()
        if not isinstance(node, Items):
            self._faults.add("case-list-wanted", node.line, "expected", key="expected")
            return ()
        found: dict[tuple[str, str], Expected] = {}
        for n, item in enumerate(node.nodes):
            path = f"expected[{n}]"
            if not isinstance(item, Keyed):
                words = {"part_zh": ENTRY.name, "part_en": ENTRY.name_en}
                self._faults.add("case-mapping-wanted", item.line, path, example="support: …", **words)
                continue
            one = self._one(item, path, case)
            if one is not None and one.key in found:
                self._faults.add("kept-twice", item.line, path)
            elif one is not None:
                found[one.key] = one
        return tuple(found.values())

    def _one(self, node: Keyed, path: str, case: Case | None) -> Expected | None:
        facts = self._part(node, ENTRY, path)
        by, on, clause = facts.get("by"), facts.get("on"), str(facts.get("clause", ""))
        if (by is None) != (on is None):
            self._faults.add("kept-signature", node.line, path)
        signed = {"by": str(by or ""), "on": on if isinstance(on, date) else None, "clause": clause}
        is_total = "total" in facts
        if is_total == ("support" in facts) or is_total == ("status" in facts):
            if not self._faults.findings:
                self._faults.add("kept-entry", node.line, path)
            return None
        key = "total" if is_total else "amount"
        try:
            amount = read_amount(str(facts[key])) if key in facts else None
        except ValueError:
            value = node.get(key)
            line = value.line if value else node.line
            self._faults.add("kept-amount-form", line, f"{path}.{key}", value=clip(str(facts[key])))
            return None
        if is_total:
            return Expected("", "", None, amount, **signed)  # type: ignore[arg-type]
        if is_deleted(str(facts["support"])):  # nothing can be expected of it any more
            self._is_thinned = True
            return None
        support = self._support(str(facts["support"]), node, path)
        claim = self._claim(str(facts.get("claim", "")), support, case, node, path)
        if support is None or claim is None:
            return None
        return Expected(claim, support.id, Status(str(facts["status"])), amount, **signed)  # type: ignore[arg-type]

    def _support(self, key: str, node: Keyed, path: str) -> Support | None:
        known: Mapping[str, Support] = {support.id: support for support in self._policy.supports}
        if key not in known:
            near = say_nearest(key, known, 4)
            value = node.get("support")
            line = value.line if value else node.line
            self._faults.add("kept-support-unknown", line, f"{path}.support", id=clip(key), nearest=near)
        return known.get(key)

    def _claim(
        self, key: str, support: Support | None, case: Case | None, node: Keyed, path: str
    ) -> str | None:
        """The claim in question; where none is named, the only one for which the support exists."""
        if support is None or case is None:
            return None
        mine = [claim.id for claim in case.claims or () if claim.kind == support.per]
        if key in mine or (not key and not mine):
            return key
        if not key and len(mine) == 1:
            return mine[0]
        value = node.get("claim")
        line, known = value.line if value else node.line, "、".join(mine) or "—"
        self._faults.add("kept-claim-unknown", line, f"{path}.claim", id=clip(key), known=known)
        return None


@lru_cache(maxsize=16)
def _inner_form(form: Form) -> Form:
    """The form of a case that is a part of a file."""
    return replace(form, case=replace(form.case, name="“case”这一段", name_en="the part `case`"))


def _as_id(node: Node, fact: Fact) -> Node:
    """The id of a choice that is given by its Chinese or English name; a number may be a sum."""
    if not isinstance(node, Scalar):
        return node
    if fact.type == "name":
        return replace(node, plain=node.plain and node.is_empty)
    named = {name: choice.id for choice in fact.choices for name in (choice.name, choice.name_en)}
    return replace(node, text=named.get(node.text, node.text))
