"""Requests: a case with chosen readings and a day, read from JSON or from data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from kb.assess.assessment import assess
from kb.cases.case import Case
from kb.cases.reading import decode_case, read_case, read_day_of
from kb.core.outcomes import Assessment
from kb.model.policy import Policy
from kb.model.today import today
from kb.model.values import FIRST_YEAR, LAST_YEAR
from kb.model.words.errors import Place, PolicyError, error
from kb.serve.versions import Versions

NAME = "case.json"
"""The name of a request's case in findings."""

MOST_ID = 200
"""The greatest length of the id of a request in a batch, in characters."""

_KEY = re.compile(rb'"\s*:')
_BYTE = re.compile(r"\(byte (\d+)\)")


class _Envelope(Struct, forbid_unknown_fields=True):
    case: Raw
    readings: dict[str, str] | UnsetType = UNSET
    on: date | UnsetType | None = UNSET
    work: str | UnsetType = UNSET
    id: Annotated[str, Meta(max_length=MOST_ID)] | int | UnsetType = UNSET


class _Named(Struct):
    id: Annotated[str, Meta(max_length=MOST_ID)] | int | UnsetType = UNSET


_ENVELOPE, _ID = msgspec.json.Decoder(_Envelope), msgspec.json.Decoder(_Named)


@dataclass(frozen=True, slots=True)
class Asked:
    """A requested case with its version, its day and its readings."""

    policy: Policy
    case: Case
    readings: Mapping[str, str]

    def assess(self) -> Assessment:
        """The assessment of the case. Raises :class:`PolicyError` for a reading that does not exist."""
        return assess(self.policy, self.case, readings=self.readings)


def read_request(versions: Versions, body: bytes) -> Asked:
    """The request in a body: ``{"case": {…}, "readings": {…}, "on": "…"}``.

    Raises :class:`PolicyError` with all findings; lines are those of the body.
    """
    text = decode_case(body, NAME)
    try:
        envelope = _ENVELOPE.decode(body)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise PolicyError([_misread(body, problem)]) from None
    raw = bytes(envelope.case)
    before = body[: body.find(raw)].count(b"\n")
    readings, work, on = envelope.readings or {}, envelope.work or "", envelope.on or None
    asked = _read(versions, "\n" * before + raw.decode(), readings, on, work)
    stated = (envelope.readings, envelope.on, envelope.work, envelope.id)
    keys = 1 + sum(one is not UNSET for one in stated) + len(readings)
    # msgspec keeps the last of repeated keys; reading the case refuses repeated keys.
    if len(_KEY.findall(body)) - len(_KEY.findall(raw)) != keys:
        _find_twice(text)
    return asked


def read_data(versions: Versions, case: object, readings: Mapping[str, str], work: str = "") -> Asked:
    """The request in data that an assistant passes. Raises :class:`PolicyError` with all findings."""
    return _read(versions, json.dumps(case, ensure_ascii=False), readings, None, work)


def read_id(body: bytes) -> str | int | None:
    """The id of a request of a batch; ``None`` where it has none, or where it cannot be read."""
    try:
        found = _ID.decode(body).id
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return None if found is UNSET else found


def read_day(text: str) -> date:
    """A day as ISO 8601 writes it. Raises :class:`PolicyError` (``request-day``) where the text is no such
    day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or len(text) != 10 or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PolicyError([error("request-day", Place(NAME, 0, "on"), first=FIRST_YEAR, last=LAST_YEAR)])
    return day


def _read(versions: Versions, text: str, readings: Mapping[str, str], on: date | None, work: str) -> Asked:
    if on is not None:
        read_day(on.isoformat())
    policy = versions.on(on or read_day_of(text, NAME) or today(), work)
    case = read_case(policy, text, NAME)
    if on is not None:
        case = Case(on, case.applicant, case.claims, case.ledger)
    return Asked(policy, case, readings)


def _misread(body: bytes, problem: Exception) -> Any:
    """Why a body is no request: it is not JSON, or its parts are not those of a request."""
    if isinstance(problem, msgspec.ValidationError):
        told, _, path = str(problem).partition(" - at ")
        return error("request-form", Place(NAME, 0, path.strip("`").removeprefix("$.")), problem=told)
    byte = _BYTE.search(str(problem))
    line = body.count(b"\n", 0, int(byte[1])) + 1 if byte else 0
    return error("request-json", Place(NAME, line))


def _find_twice(text: str) -> None:
    """Refuse a request that repeats one of its own keys; repetitions in the case are found when the case is
    read.
    """

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise PolicyError([error("request-twice", Place(NAME, 0, twice[:40]), key=twice[:40])])
        return found

    json.loads(text, object_pairs_hook=look, parse_float=str, parse_int=str)
