"""A screening from the first table to the receipt, shard by shard, so that finished shards stay usable.

A shard is written to a temporary file and renamed. The receipt is written last. A folder without a receipt
holds part of the answer, and the same command resumes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.core.ruleset import choose_readings
from kb.loading.files import write_file
from kb.model.policy import Policy
from kb.model.words.errors import Finding, Place, PolicyError, error, trouble_of
from kb.model.words.names import fold_name
from kb.screen import duck
from kb.screen.cleaning import literal
from kb.screen.faults import Fault, find_faults
from kb.screen.registries import Registry, learn_names, open_registry, spelling_queries
from kb.screen.shards import DUCKDB, SPARK, Counts, Screen, Shard
from kb.screen.spark import Spark
from kb.screen.summaries import Line, read_summary, summarise
from kb.screen.supports import queries_of
from kb.screen.tables import tables_of

RECEIPT, STATE, OUTCOMES, TOTALS, LINES = "receipt.json", "state.json", "outcomes", "totals", ".lines"
"""The names in the result of a screening: the receipt, the state of progress, and the
folders of its parts.
"""

MOST_CLAIMS = 500_000
"""The approximate number of claims in a shard, unless another is given."""

Progress = Callable[[int, int, Counts], None]
"""A function that is called after each shard with the number of finished shards, the total
and their counts.
"""


Page = Callable[[Policy, Sequence[Line], Mapping[str, Any]], str]
"""A function that writes a page of the results, from the policy, the lines of the summary and the receipt."""


@dataclass(frozen=True)
class Wanted:
    """The settings of a screening: the registry, the folder of the result, the day and the readings.

    ``group`` is the column of the applicants by which the summary is grouped. ``most`` is the approximate
    number of claims in a shard. ``strict`` stops at a row that cannot be read. ``engine`` runs the queries;
    Spark runs on a ``master``. With ``again`` a finished result of the same screening is kept.
    """

    registry: Path
    out: Path
    on: date
    readings: Mapping[str, str] = field(default_factory=dict)
    mapping: Path | None = None
    group: str = ""
    strict: bool = False
    memory: str = ""
    threads: int = 0
    most: int = MOST_CLAIMS
    engine: str = DUCKDB
    master: str = ""
    again: bool = False


@dataclass(frozen=True)
class Screened:
    """The result of a screening: the receipt, what was ignored, and the rows that cannot be read."""

    receipt: dict[str, Any]
    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...]


def screen(
    policy: Policy,
    program: str,
    wanted: Wanted,
    progress: Progress = lambda *_: None,
    page: Page | None = None,
) -> Screened:
    """Screen a registry and write the result. An interrupted screening is resumed.

    ``page`` writes the summary as a page.

    Raises :class:`PolicyError` where the registry cannot be read, the folder of the result holds something
    else, or a row cannot be read and ``strict`` is set. :class:`KeyboardInterrupt` passes through; the shards
    finished so far stay.
    """
    readings = choose_readings(policy, wanted.readings)
    _prepare(wanted.out)
    con = duck.connect(memory=wanted.memory, threads=wanted.threads, folder=wanted.out / ".spill")
    with _without_spill(wanted.out), closing(con), duck.stoppable():
        registry = open_registry(con, wanted.registry, tables_of(policy), mapping=wanted.mapping)
        group = _group_of(registry, wanted.group)
        queries = queries_of(policy, readings, wanted.on)
        made_of = _made_of(policy, program, wanted, readings, registry, group)
        made_of["registry"] |= registry.fingerprints(con)
        _learn_spellings(con, registry)
        if wanted.again and (receipt := _finished(wanted.out, made_of)):
            faults, _ = find_faults(con, registry, wanted.on)
            return Screened(receipt, tuple(registry.findings), tuple(faults))
        if wanted.strict and (strict := find_faults(con, registry, wanted.on)[0]):
            raise PolicyError([one.finding for one in strict[:20]])
        spark = Spark(wanted.master or "local[*]", wanted.out.resolve() / ".spark")
        at_work = Screen(
            *(con, registry, queries, wanted.on, group, wanted.engine),
            spark if wanted.engine == SPARK else None,
        )
        state = _resume(wanted.out, made_of)
        if state is None:
            for left in (wanted.out / LINES).iterdir():
                left.unlink()
            state = {
                "made-of": made_of,
                "shards": [asdict(one) for one in at_work.shards(wanted.most)],
                "done": {},
            }
            _write(wanted.out / STATE, state)
        with _session(at_work.spark):
            total = _run(at_work, wanted.out, state, progress)
        # Where every row was readable, the cells are not checked again.
        faults, count = find_faults(con, registry, wanted.on, all_read=total.bad == 0)
        write_faults(wanted.out, faults)
        summary = summarise(con, wanted.out, wanted.out / LINES, policy)
        counts = asdict(total)
        del counts["bad"]
        receipt = {
            **made_of,
            "counts": counts,
            "bad-rows": count,
            "shards": len(state["shards"]),
            **summary,
        }
        if page is not None:
            text = page(policy, read_summary(con, wanted.out), receipt)
            write_file(wanted.out / "summary.html", text.encode())
        _write(wanted.out / RECEIPT, receipt)
        (wanted.out / STATE).unlink(missing_ok=True)
        shutil.rmtree(wanted.out / LINES, ignore_errors=True)
        return Screened(receipt, tuple(registry.findings), tuple(faults))


@contextmanager
def _session(spark: Spark | None) -> Iterator[None]:
    """A session of Spark for as long as it is needed, if at all."""
    if spark is None:
        yield
        return
    spark.begin()
    try:
        yield
    finally:
        spark.end()
        shutil.rmtree(spark.folder, ignore_errors=True)


def _prepare(out: Path) -> None:
    try:
        for part in (OUTCOMES, TOTALS, LINES):
            (out / part).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise PolicyError([error("file-unwritable", Place(str(out)), trouble=trouble_of(problem))]) from None


def _group_of(registry: Registry, wanted: str) -> str:
    """The column of the applicants by which the summary is grouped: the requested one, or that
    of districts.
    """
    source = registry.inputs[registry.tables.applicants.name]
    known = (*source.others, *source.columns)
    if wanted and wanted not in known:
        place = Place(f"{registry.folder.name}/{source.table.name}")
        raise PolicyError([error("screen-column-missing", place, name=wanted, known="、".join(known))])
    return wanted or next((name for name in ("district", "所在区", "区") if name in source.others), "")


def _made_of(
    policy: Policy,
    program: str,
    wanted: Wanted,
    readings: Mapping[str, str],
    registry: Registry,
    group: str,
) -> dict[str, Any]:
    """The inputs of a result. Nothing else affects it."""
    return {
        "program": program,
        "engine": f"{wanted.engine}, duckdb {duck.version()}",
        "work": policy.document.work,
        "version": policy.version.name,
        "text": policy.text_hash,
        "rules": policy.rules_hash,
        "on": wanted.on.isoformat(),
        "readings": dict(readings),
        "group": group,
        "unchecked": policy.unchecked is not None,
        "registry": _files_of(wanted.registry, wanted.mapping),
        "tables": sorted(registry.inputs),
    }


def _files_of(registry: Path, mapping: Path | None) -> dict[str, str]:
    """The SHA-256 of the files of a registry, by their names."""
    paths = [registry] if registry.is_file() else sorted(one for one in registry.rglob("*") if one.is_file())
    if mapping is not None:
        paths.append(mapping)
    found = {}
    for path in paths:
        with path.open("rb") as file:
            name = path.name if path in (registry, mapping) else str(path.relative_to(registry))
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _finished(out: Path, made_of: Mapping[str, Any]) -> dict[str, Any] | None:
    """The receipt of the same screening, if it is complete."""
    path = out / RECEIPT
    if not path.exists():
        return None
    found: dict[str, Any] = _read(path)
    same = json.loads(json.dumps(made_of))
    return found if {key: found.get(key) for key in same} == same else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:
        raise PolicyError([error("screen-out-taken", Place(str(path)))]) from None


def _resume(out: Path, made_of: Mapping[str, Any]) -> dict[str, Any] | None:
    """The progress of an earlier run of the same screening; empty where it begins from the start."""
    for name in (RECEIPT, STATE):
        path = out / name
        if not path.exists():
            continue
        found = _read(path)
        if name == STATE and found.get("made-of") == json.loads(json.dumps(made_of)):
            return found
        raise PolicyError([error("screen-out-taken", Place(str(path)))])
    if any((out / OUTCOMES).iterdir()):
        raise PolicyError([error("screen-out-taken", Place(str(out / OUTCOMES)))])
    return None


def _learn_spellings(con: Any, registry: Registry) -> None:
    """Put the names that a query cannot fold into the table ``spellings``."""
    con.execute("CREATE TEMP TABLE spellings (spelling VARCHAR, folded VARCHAR)")
    learn_names(con, registry)
    for query in spelling_queries(registry):
        names = [row[0] for row in con.execute(query).fetchall()]
        for start in range(0, len(names), 1000):
            some = ", ".join(
                f"({literal(name)}, {literal(fold_name(name))})" for name in names[start : start + 1000]
            )
            con.execute(
                f"INSERT INTO spellings SELECT * FROM (VALUES {some}) AS v(s, f) "
                "WHERE s NOT IN (SELECT spelling FROM spellings)"
            )


def _run(at_work: Screen, out: Path, state: dict[str, Any], progress: Progress) -> Counts:
    total = Counts()
    for number, one in enumerate(state["shards"], 1):
        shard = Shard(**one)
        done = state["done"].get(str(shard.number))
        paths = [out / part / f"{shard.number:05d}.parquet" for part in (OUTCOMES, TOTALS, LINES)]
        if done is None or not all(path.exists() for path in paths):
            partial = [path.with_suffix(".partial") for path in paths]
            counts = at_work.run(shard, *partial)
            for half, path in zip(partial, paths, strict=True):
                _put(half, path)
            state["done"][str(shard.number)] = asdict(counts)
            _write(out / STATE, state)
        else:
            counts = Counts(**done)
        total += counts
        progress(number, len(state["shards"]), total)
    return total


def _put(half: Path, path: Path) -> None:
    """Move a file to its place once all of it is on the disk."""
    with half.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(half, path)


def write_faults(out: Path, faults: Iterable[Fault]) -> None:
    """Write the rows that cannot be read as a table for office programs."""
    lines = ["table,applicant,claim,column,kind,value\n"]
    for one in faults:
        cells = (one.table, one.applicant, one.claim, one.column, one.kind, one.text)
        lines.append(",".join(_cell(cell) for cell in cells) + "\n")
    write_file(out / "bad-rows.csv", ("\ufeff" + "".join(lines)).encode())


def _cell(text: str) -> str:
    # Office programs run a cell that begins like a formula.
    safe = (
        f"'{text}" if text[:1] in ("=", "+", "@") or (text[:1] == "-" and not text[1:].isdecimal()) else text
    )
    return '"' + safe.replace('"', '""') + '"'


def _write(path: Path, data: Mapping[str, Any]) -> None:
    write_file(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


@contextmanager
def _without_spill(out: Path) -> Iterator[None]:
    """Delete the spilled data when the block ends."""
    try:
        yield
    finally:
        shutil.rmtree(out / ".spill", ignore_errors=True)
