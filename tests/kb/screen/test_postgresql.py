"""The queries in the dialect of PostgreSQL, run by a real server, give the results of DuckDB."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kb import Policy
from kb.core.carriers.sql import DIALECTS, DUCKDB, Sql
from kb.screen import duck
from kb.screen.samples import write_sample
from kb.screen.supports import queries_of
from tests.kb.screen.test_snapshots import FILES, office, same_as_files, write_mapping

__all__ = ["office"]

DAY = date(2026, 3, 2)
TYPES = {"yes-no": "BOOLEAN", "choices": "BOOLEAN", "money": "BIGINT", "count": "BIGINT", "date": "DATE"}

needs_server = pytest.mark.skipif(
    not (shutil.which("pg_ctl") and shutil.which("psql")), reason="no PostgreSQL here"
)


@pytest.fixture(scope="module")
def server() -> Iterator[list[str]]:
    """A separate server that listens on no network, and the command that queries it."""
    # The server does not run as root, so its folder must be accessible to another user.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    os.chmod(folder, 0o777)
    as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    data = folder / "data"
    start = ["pg_ctl", "-D", str(data), "-w", "-s", "-l", str(folder / "log")]
    options = ["-o", f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"]
    quiet = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([*as_user, "initdb", "-D", str(data), "-A", "trust", "-E", "UTF8", "-U", "me"], **quiet)  # type: ignore[call-overload]
    with (folder / "out").open("w") as out:
        subprocess.run([*as_user, *start, *options, "start"], check=True, stdout=out, stderr=out, cwd=folder)
    yield ["psql", "-h", str(folder), "-U", "me", "-d", "postgres", "-q", "-v", "ON_ERROR_STOP=1"]
    subprocess.run([*as_user, *start, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
    shutil.rmtree(folder)


@needs_server
def test_postgresql_finds_what_duckdb_finds(policy: Policy, server: list[str], tmp_path: Path) -> None:
    con = duck.connect()
    write_sample(con, policy, tmp_path, 400)
    duck.tune(con, for_plans=True)
    readings = {reading.id: reading.default for reading in policy.readings}
    queries = queries_of(policy, readings, None)
    for kind in ("certificate", "standard-document"):
        _load(con, server, tmp_path, kind, queries.inputs(kind), queries.grant_inputs((kind,)))
        for query in queries.of(kind):
            postgres = _ask(
                server, query.text(Sql(DIALECTS["postgresql"]), "claims", "grants", ("applicant",))
            )
            found = con.execute(query.text(Sql(DUCKDB), "claims", "grants", ("applicant",))).fetchall()
            assert sorted(postgres) == sorted([_plain(cell) for cell in row] for row in found), (
                query.support.id
            )


@needs_server
def test_a_registry_in_postgresql_is_screened_as_its_files_are(
    policy: Policy, server: list[str], office: Path, tmp_path: Path
) -> None:
    """It has its own schema, names, units and words, and sums, days and answers of the server's types."""
    types = {
        "ledger": "boolean",
        "花费": "numeric(20, 6)",
        "achieved-on": "date",
        "amount": "numeric",
        "date": "date",
    }
    script = 'CREATE SCHEMA "企业库";\n'
    for name in FILES:
        path = office / "office" / f"{name}.csv"
        columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        target = '"企业库".enterprises' if name == "applicants" else f'"{name}"'
        made = ", ".join(f'"{one}" {types.get(one, "text")}' for one in columns)
        script += f"DROP TABLE IF EXISTS {target}; CREATE TABLE {target} ({made});\n"
        script += f"\\copy {target} FROM '{path}' CSV HEADER\n"
    subprocess.run(server, input=script, text=True, check=True, capture_output=True)
    attach = f"host={server[2]} user=me dbname=postgres"
    registry = write_mapping(tmp_path / "registry", attach, "postgres", "企业库.enterprises")
    same_as_files(policy, office, registry, tmp_path)


def _load(
    con: duckdb.DuckDBPyConnection,
    server: list[str],
    folder: Path,
    kind: str,
    inputs: dict[str, str],
    grants: dict[str, str],
) -> None:
    """The same relations in both engines, as a query reads them."""
    columns = {f'"{key}"': TYPES.get(of, "VARCHAR") for key, of in inputs.items()}
    places = {}
    for place, name in (("a", "applicants"), ("c", kind)):
        described = con.execute(f"DESCRIBE SELECT * FROM '{folder}/{name}.parquet'").fetchall()
        places |= {f'"{row[0]}"': f'{place}."{row[0]}"' for row in described}
    listed = ", ".join(f"CAST({places.get(one, 'NULL')} AS {of}) AS {one}" for one, of in columns.items())
    con.execute(
        'CREATE OR REPLACE TABLE claims AS SELECT c.applicant, c.claim, ROW_NUMBER() OVER () AS "row", '
        f"COALESCE(a.ledger, FALSE) AS told, DATE '{DAY}' AS day, {listed} "
        f"FROM '{folder}/{kind}.parquet' AS c JOIN '{folder}/applicants.parquet' AS a USING (applicant)"
    )
    theirs = {f'"{key}"': TYPES.get(of, "VARCHAR") for key, of in grants.items()}
    listed = ", ".join(f"CAST({one} AS {of}) AS {one}" for one, of in theirs.items())
    con.execute(
        'CREATE OR REPLACE TABLE grants AS SELECT applicant, ROW_NUMBER() OVER () AS "grant-number", '
        f"{listed} FROM '{folder}/grants.parquet'"
    )
    for name, types in (("claims", columns), ("grants", theirs)):
        path = folder / f"{name}.csv"
        con.execute(f"COPY {name} TO '{path}' (HEADER true)")
        own = {
            "claims": {
                "applicant": "VARCHAR",
                "claim": "VARCHAR",
                '"row"': "BIGINT",
                "told": "BOOLEAN",
                "day": "DATE",
            },
            "grants": {"applicant": "VARCHAR", '"grant-number"': "BIGINT"},
        }[name]
        made = ", ".join(f"{one} {of}" for one, of in {**own, **types}.items())
        script = f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} ({made});\n"
        script += f"\\copy {name} FROM '{path}' CSV HEADER\n"
        subprocess.run(server, input=script, text=True, check=True, capture_output=True)


def _ask(server: list[str], query: str) -> list[list[str]]:
    done = subprocess.run(
        [*server, "--csv", "-t"], input=f"{query};", text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(done.stdout)))


def _plain(cell: object) -> str:
    return {True: "t", False: "f"}[cell] if isinstance(cell, bool) else str(cell)
