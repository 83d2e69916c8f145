"""One part of a registry at a time: its applicants, their claims and grants, and the outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.core.carriers.sql import APPLICANT, NUMBER, ROW, Sql
from kb.core.claim import Status
from kb.core.ruleset import read_policy
from kb.model.fact_types import Sort
from kb.model.facts import OBJECT
from kb.model.words.errors import Place, PolicyError, error
from kb.screen import duck
from kb.screen.cleaning import contradicts, enum_of, literal, quoted
from kb.screen.columns import STATUSES, Columns
from kb.screen.registries import Registry
from kb.screen.rows import cases_where
from kb.screen.spark import Spark
from kb.screen.supports import Queries, Query
from kb.screen.tables import CLAIM, KEY, LEDGER, Table
from kb.screen.totals import INVALID, Together, Totals

_TYPES: dict[Sort, str] = {"truth": "BOOLEAN", "number": "BIGINT", "day": "DATE", "word": "VARCHAR"}

COLUMNS = (
    *(
        "applicant",
        "claim",
        "kind",
        "group",
        "work",
        "version",
        "measure",
        "support",
        "status",
        "low",
        "high",
    ),
    *("ceiling", "reason", "provision", "words", "fact", "missing", "judged", "agency"),
)
"""The columns of the outcomes; sums are fen."""

_NUMBERS = {
    "s": "SMALLINT",
    "status": "TINYINT",
    "owed": "BOOLEAN",
    "reason": "SMALLINT",
    "missing": "BIGINT",
    "judged": "BIGINT",
}
"""The columns of an outcome that hold numbers for texts, with their types."""

_WORDS = {
    **dict.fromkeys(("kind", "work", "version", "measure", "support", "said"), "VARCHAR"),
    "ceiling": "BOOLEAN",
    **dict.fromkeys(("why", "provision", "words", "fact"), "VARCHAR"),
    **dict.fromkeys(("lacks", "left_to", "agency"), "VARCHAR[]"),
}
"""The columns that explain these numbers, with their types."""

_NAMED = {"status": "said", "reason": "why", "missing": "lacks", "judged": "left_to"}
"""The explaining columns that have another name in the outcomes."""

GROUP = "group"
"""The column by which applicants are grouped."""

_TABLES = (
    *("found", "named", "claims_now", "applicants_now", "grants_now", "twice", "unsound"),
    *("sums", "counted", "several", "hard", "assessed"),
)
"""The tables of a shard, which are dropped to make room for the next one."""

_FEW = 1000
"""The greatest number of keys that a query lists."""

DUCKDB, POLARS, SPARK = "duckdb", "polars", "spark"
"""The engines that run the queries. DuckDB reads the tables in every case."""


@dataclass(frozen=True)
class Counts:
    """The contents and results of a shard: the numbers of claims, of invalid claims, of rows of outcomes, and
    of pairs of a claim and a support for something else. ``applicants`` are those with claims, of whom
    ``assessed`` were assessed for their total. ``bad`` is greater than 0 where something in the shard cannot
    be read.
    """

    claims: int = 0
    invalid: int = 0
    outcomes: int = 0
    elsewhere: int = 0
    applicants: int = 0
    assessed: int = 0
    bad: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.claims + other.claims,
            self.invalid + other.invalid,
            self.outcomes + other.outcomes,
            self.elsewhere + other.elsewhere,
            self.applicants + other.applicants,
            self.assessed + other.assessed,
            self.bad + other.bad,
        )


@dataclass(frozen=True)
class Shard:
    """The applicants from one key (included) to another (excluded); ``None`` is no bound."""

    number: int
    first: Any = None
    end: Any = None

    def where(self, column: str) -> str:
        """Whether a row belongs to the shard."""
        parts = []
        if self.first is not None:
            parts.append(f"{column} >= {_bound(self.first)}")
        if self.end is not None:
            parts.append(f"{column} < {_bound(self.end)}")
        return " AND ".join(parts) or "TRUE"


def _bound(key: Any) -> str:
    return str(key) if isinstance(key, int) else literal(str(key))


@dataclass(frozen=True)
class Screen:
    """Screens the shards of a registry with a connection of DuckDB."""

    con: Any
    registry: Registry
    queries: Queries
    on: date
    group: str = ""
    engine: str = DUCKDB
    spark: Spark | None = None

    def shards(self, most: int) -> list[Shard]:
        """The shards of approximately the given number of claims."""
        relations = [self.registry.inputs[kind] for kind in self.registry.kinds]
        count = sum(
            self.con.execute(f"SELECT COUNT(*) FROM {one.relation}").fetchone()[0] for one in relations
        )
        parts = max(1, -(-count // most))
        if parts == 1:
            return [Shard(1)]
        each = 20 * parts
        keys: list[Any] = []
        for one in relations:
            column = one.raw_key
            rows = self.con.execute(
                f"SELECT k FROM (SELECT {column} AS k FROM {one.relation}) USING SAMPLE {each * 50}"
            ).fetchall()
            keys += [row[0] for row in rows if row[0] is not None]
        keys.sort()
        cuts = list(dict.fromkeys(keys[n * len(keys) // parts] for n in range(1, parts)))
        bounds = [None, *cuts, None]
        return [Shard(n + 1, bounds[n], bounds[n + 1]) for n in range(len(bounds) - 1)]

    def run(self, shard: Shard, outcomes: Path, totals: Path, lines: Path) -> Counts:
        """Write the outcomes of a shard, the totals of its applicants and its lines of the summary."""
        con, counts = self.con, Counts()
        duck.tune(con, for_plans=False)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE found (s SMALLINT, claim INTEGER, applicant INTEGER, "
            "sure BOOLEAN, status TINYINT, low BIGINT, high BIGINT, owed BOOLEAN, reason SMALLINT, "
            "missing BIGINT, judged BIGINT)"
        )
        # The thing of a claim is stored where it is not the claim itself.
        con.execute(
            "CREATE OR REPLACE TEMP TABLE claims_now (claim INTEGER, applicant INTEGER, id VARCHAR, "
            "thing VARCHAR, kind TINYINT, invalid BOOLEAN)"
        )
        counts += Counts(bad=self._load_applicants(shard))
        counts += Counts(bad=self._load_grants(shard))
        for kind in self.registry.kinds:
            counts += self._load_claims(kind, shard, counts.claims)
        counts += Counts(bad=self._mark_twice())
        duck.tune(con, for_plans=True)
        made: list[Columns] = []
        for kind in self.registry.kinds:
            table = _claims(kind)
            (claims,) = con.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
            queries = self.queries.of(kind)
            if self.spark is not None and claims:
                self.spark.show(con, "claims_of", f"(SELECT * FROM {table} WHERE NOT invalid)")
                self.spark.show(con, "grants_of", "(SELECT * FROM grants_now WHERE applicant IS NOT NULL)")
            for query in queries if claims else ():
                self._find(query, table, len(made))
                made.append(query.columns)
            con.execute(f"DROP VIEW {table}")
            con.execute(f"DROP TABLE {_loaded(kind)}")
            counts += Counts(elsewhere=claims * len(queries))
        (invalid,) = con.execute("SELECT COUNT(*) FROM claims_now WHERE invalid").fetchone()
        (found,) = con.execute("SELECT COUNT(*) FROM found").fetchone()
        # What is invalid has no support, and a number for its kind in that place.
        if invalid:
            con.execute(
                "INSERT INTO found SELECT -1 - kind, claim, applicant, FALSE, 0, NULL, NULL, FALSE, 0, 0, 0 "
                "FROM claims_now WHERE invalid"
            )
        self._name_all(made)
        self._write(self._rows(), outcomes)
        self._write(self._lines(), lines)
        applicants, assessed = self._total(made, shard, totals)
        for table in _TABLES:
            con.execute(f"DROP TABLE IF EXISTS {table}")
        return counts + Counts(
            invalid=invalid, outcomes=found, elsewhere=-found, applicants=applicants, assessed=assessed
        )

    def _total(self, made: Sequence[Columns], shard: Shard, path: Path) -> tuple[int, int]:
        """Write the totals of the applicants. Returns their number, and how many were assessed for them."""
        rules = read_policy(self.queries.policy, self.queries.readings)
        money = tuple(one for one in rules.by_id.values() if one.is_money)
        totals = Totals(self.con, Together(rules, money), made)
        totals.find()
        if totals.hard:
            # A list of a few keys lets the engine pass over what they are not in.
            few = ", ".join(map(_bound, totals.hard)) if len(totals.hard) <= _FEW else ""
            keys = "SELECT a.applicant FROM applicants_now AS a JOIN hard AS h ON a.number = h.applicant"
            whose = f"{shard.where('{raw}')} AND {{key}} IN ({few or keys})"
            totals.add(rules, cases_where(self.con, self.registry, whose, self.on), self.on)
        self._write(totals.rows(), path)
        (applicants,) = self.con.execute("SELECT COUNT(*) FROM unsound").fetchone()
        return applicants, len(totals.hard)

    def _write(self, query: str, path: Path) -> None:
        # A higher level of compression takes longer and makes these files no smaller, and larger groups of
        # rows take more memory.
        options = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 32768"
        self.con.execute(f"COPY ({query}) TO {literal(str(path))} ({options})")

    def _load_applicants(self, shard: Shard) -> int:
        """Load the applicants with claims, each with a number and the columns that the queries read.

        Returns how many cannot be read, or are named by claims alone.
        """
        con, source = self.con, self.registry.inputs[self.registry.tables.applicants.name]
        own = {column.name for column in source.table.columns}
        wanted: dict[str, None] = {}
        for kind in self.registry.kinds:
            theirs = {column.name for column in self.registry.inputs[kind].table.columns}
            beside = (one.other for _, one in self.registry.inputs[kind].agreements)
            read = (*self.queries.inputs(kind), *beside)
            wanted |= dict.fromkeys(key for key in read if key in own and key not in theirs)
        keys = " UNION ".join(
            f"SELECT {one.key} AS applicant FROM {one.relation} WHERE {shard.where(one.raw_key)}"
            for one in (self.registry.inputs[kind] for kind in self.registry.kinds)
        )
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE keys AS SELECT applicant FROM ({keys}) WHERE applicant IS NOT NULL"
        )
        told = "TRUE" if self.registry.has_grants else "FALSE"
        if LEDGER in source.columns:
            told = f"COALESCE(a.{quoted(LEDGER)}, FALSE)"
        group = f"CAST({quoted(self.group)} AS VARCHAR)" if self.group else "NULL"
        facts = "".join(f", {_typed('a', key, source.table)}" for key in wanted)
        of_claims = f"{shard.where(source.raw_key)} AND {source.key} IN (SELECT applicant FROM keys)"
        rows = source.read([LEDGER, *wanted], of_claims, self.on, applicant=source.key, **{GROUP: group})
        con.execute(
            "CREATE OR REPLACE TEMP TABLE applicants_now AS SELECT "
            "CAST(k.rowid AS INTEGER) AS number, k.applicant, COALESCE(a.bad, TRUE) AS bad, "
            f"{told} AS told, a.{quoted(GROUP)} AS {quoted(GROUP)}{facts} "
            f"FROM keys AS k LEFT JOIN ({rows}) AS a ON k.applicant = a.applicant"
        )
        (count, different) = con.execute(
            "SELECT COUNT(*), (SELECT COUNT(*) FROM keys) FROM applicants_now"
        ).fetchone()
        con.execute("DROP TABLE keys")
        if count > different:
            # An applicant with several rows: nobody can know which row is right.
            again = "SELECT applicant FROM applicants_now GROUP BY applicant HAVING COUNT(*) > 1"
            con.execute(f"UPDATE applicants_now SET bad = TRUE WHERE applicant IN ({again})")
            once = "SELECT DISTINCT ON (applicant) * FROM applicants_now"
            con.execute(f"CREATE OR REPLACE TEMP TABLE applicants_now AS {once}")
        found: int = con.execute("SELECT COUNT(*) FROM applicants_now WHERE bad").fetchone()[0]
        return found

    def _load_claims(self, kind: str, shard: Shard, before: int) -> Counts:
        """Load the claims of a kind with the facts of their applicants, as the queries read them.

        They are numbered from ``before``. Returns how many there are, and how many are invalid.
        """
        con, inputs = self.con, self.queries.inputs(kind)
        source = self.registry.inputs[kind]
        applicants = self.registry.inputs[self.registry.tables.applicants.name].table
        own = {column.name for column in source.table.columns}
        beside = [(name, one) for name, one in source.agreements if one.other not in own]
        mine = list(dict.fromkeys((*(key for key in inputs if key in own), *(name for name, _ in beside))))
        columns = "".join(
            f", {_typed('c', key, source.table) if key in own else _typed('a', key, applicants)}"
            for key in inputs
        )
        # Names that are written as they are compared are stored once.
        more = {KEY: source.key, CLAIM: source.folded_claim}
        written = thing = quoted(CLAIM)
        if source.columns[CLAIM].value != source.folded_claim:
            more["id"], written = source.columns[CLAIM].value, "id"
            columns += ", c.id"
        if OBJECT in source.columns:
            thing = f"COALESCE({quoted(OBJECT)}, {thing})"
            if OBJECT not in inputs:
                mine += [] if OBJECT in mine else [OBJECT]
                columns += f", {_typed('c', OBJECT, source.table)}"
        # A claim may contradict what is known of its applicant.
        untrue = "".join(
            f" OR COALESCE({contradicts(one, f'c.{quoted(name)}', f'a.{quoted(one.other)}', self.on)}, FALSE)"
            for name, one in beside
            if applicants.column(one.other) is not None
        )
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {_loaded(kind)} AS SELECT a.number AS {quoted(APPLICANT)}, "
            "c.claim, COALESCE(a.told, FALSE) AS told, "
            f"c.bad OR COALESCE(a.bad, TRUE){untrue} AS invalid{columns} "
            f"FROM ({source.read(mine, shard.where(source.raw_key), self.on, **more)}) AS c "
            "LEFT JOIN applicants_now AS a ON c.applicant = a.applicant"
        )
        con.execute(
            f"CREATE OR REPLACE TEMP VIEW {_claims(kind)} AS "
            f"SELECT *, {before} + CAST(rowid AS INTEGER) AS {quoted(ROW)} FROM {_loaded(kind)}"
        )
        con.execute(
            f"INSERT INTO claims_now SELECT {quoted(ROW)}, {quoted(APPLICANT)}, {written}, "
            f"NULLIF({thing}, {written}), {self.registry.kinds.index(kind)}, invalid FROM {_claims(kind)}"
        )
        query = f"SELECT COUNT(*), COUNT(*) FILTER (invalid) FROM {_loaded(kind)}"
        (claims, invalid) = con.execute(query).fetchone()
        return Counts(claims=claims, bad=invalid)

    def _mark_twice(self) -> int:
        """Mark claims of an applicant with the same name as invalid, whatever their kinds.

        Returns how many names occur more than once.
        """
        con, kinds = self.con, self.registry.kinds
        named = " UNION ALL ".join(
            f"SELECT {quoted(APPLICANT)} AS applicant, {quoted(ROW)} AS claim, claim AS name "
            f"FROM {_claims(kind)}"
            for kind in kinds
        )
        again = f"SELECT applicant, name FROM ({named}) GROUP BY ALL HAVING COUNT(*) > 1"
        con.execute(f"CREATE OR REPLACE TEMP TABLE twice AS {again}")
        found: int = con.execute("SELECT COUNT(*) FROM twice").fetchone()[0]
        if found:
            same = f"SELECT n.claim FROM ({named}) AS n JOIN twice USING (applicant, name)"
            con.execute(f"UPDATE claims_now SET invalid = TRUE WHERE claim IN ({same})")
            for kind in kinds:
                con.execute(
                    f"UPDATE {_loaded(kind)} SET invalid = TRUE "
                    f"WHERE ({quoted(APPLICANT)}, claim) IN (SELECT (applicant, name) FROM twice)"
                )
        con.execute(
            "CREATE OR REPLACE TEMP TABLE unsound AS SELECT applicant, BOOL_OR(invalid) AS invalid "
            "FROM claims_now WHERE applicant IS NOT NULL GROUP BY applicant"
        )
        return found

    def _load_grants(self, shard: Shard) -> int:
        """Load the earlier grants of applicants with claims, as the queries read them.

        An applicant with an unreadable grant counts as unreadable too. Returns how many of all grants cannot
        be read or belong to no applicant.
        """
        con, inputs = self.con, self.queries.grant_inputs(self.registry.kinds)
        name, table = self.registry.tables.grants.name, self.registry.tables.grants
        if name not in self.registry.inputs:
            columns = "".join(f", {quoted(key)} {_type(table, key)}" for key in inputs)
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE grants_now ({quoted(APPLICANT)} INTEGER, "
                f"{quoted(NUMBER)} BIGINT{columns})"
            )
            return 0
        source = self.registry.inputs[name]
        columns = "".join(f", {_typed('g', key, table)}" for key in inputs)
        rows = source.read(list(inputs), shard.where(source.raw_key), self.on, key=source.key)
        # The rows of the file are in the order of the grants.
        con.execute("SET preserve_insertion_order = true")
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE grants_now AS SELECT a.number AS {quoted(APPLICANT)}, "
            f"{quoted(NUMBER)}, g.bad, CASE WHEN a.number IS NULL THEN g.key END AS key{columns} FROM "
            f"(SELECT *, ROW_NUMBER() OVER () AS {quoted(NUMBER)} FROM ({rows})) AS g "
            "LEFT JOIN applicants_now AS a ON g.key = a.applicant"
        )
        con.execute("SET preserve_insertion_order = false")
        (bad,) = con.execute("SELECT COUNT(*) FROM grants_now WHERE bad").fetchone()
        if bad:
            whose = "SELECT applicant FROM grants_now WHERE bad"
            con.execute(f"UPDATE applicants_now SET bad = TRUE WHERE number IN ({whose})")
        applicants = self.registry.inputs[self.registry.tables.applicants.name]
        known = (
            f"SELECT {applicants.key} AS key FROM {applicants.relation} "
            f"WHERE {shard.where(applicants.raw_key)}"
        )
        strangers = "SELECT DISTINCT key FROM grants_now WHERE key IS NOT NULL"
        (unknown,) = con.execute(
            f"SELECT COUNT(*) FROM ({strangers}) ANTI JOIN ({known}) USING (key)"
        ).fetchone()
        return int(bad) + int(unknown)

    def _find(self, query: Query, table: str, number: int) -> None:
        """Put the outcomes of one support into the table ``found``."""
        named = query.columns.columns
        high = 'CASE WHEN "bounded" AND "stated" THEN "high" END' if "low" in named else "NULL"
        low = 'CASE WHEN "stated" THEN "low" END' if "low" in named else "NULL"
        sure = '"sure"' if "sure" in named else "FALSE"
        carried = (ROW, APPLICANT)
        sound = f"(SELECT * FROM {table} WHERE NOT invalid)"
        if self.spark is not None:
            source = self.spark.find(query, carried)
        elif self.engine == POLARS:
            source = self._by_polars(query, sound, carried)
        else:
            source = f"({query.text(Sql(), sound, 'grants_now', carried)})"
        self.con.execute(
            f"INSERT INTO found SELECT {number}, {quoted(ROW)}, {quoted(APPLICANT)}, {sure}, status, "
            f"{low}, {high}, owed, reason, missing, judged FROM {source}"
        )

    def _by_polars(self, query: Query, claims: str, carried: Sequence[str]) -> str:
        """The name under which the results of Polars can be read."""
        try:
            import polars
            import pyarrow  # noqa: F401
        except ImportError:
            finding = error("screen-engine-missing", Place(), engine="Polars", extra="screen")
            raise PolicyError([finding]) from None
        from kb.core.carriers.polars import evaluate

        def frame(relation: str) -> Any:
            # A result that was not read to its end would block one that is read as Arrow.
            self.con.execute("SELECT 1").fetchall()
            table = self.con.sql(f"SELECT * FROM {relation} AS r").to_arrow_table()
            return polars.DataFrame(table).lazy()

        found = evaluate(query.plan, frame(claims), frame("grants_now"), carried).collect().to_arrow()
        self.con.register("by_polars", found)
        return "by_polars"

    def _name_all(self, made: Sequence[Columns]) -> None:
        """Create the table ``named``, which explains each number that occurs, one row for each.

        Its texts have ENUM types, which the engine writes to a file as numbers.
        """
        policy = self.queries.policy
        rows = self.con.execute(
            "SELECT DISTINCT s, status, owed, reason, missing, judged FROM found"
        ).fetchall()
        named: list[tuple[Any, ...]] = []
        for s, status, owed, reason, missing, judged in rows:
            numbers = (s, status, owed, reason, missing, judged)
            which = policy.document.work, policy.version.name
            if s < 0:
                nothing = (None,) * (len(_WORDS) - 6)
                named.append((*numbers, self.registry.kinds[-1 - s], *which, None, None, INVALID, *nothing))
                continue
            one = made[s]
            support = one.support
            agencies = [agency.id for agency in policy.measure(support.measure).agencies]
            said = (support.per, *which, support.measure, support.id, str(STATUSES[status]))
            lists = (_names(one.facts, missing), _names(one.terms, judged), agencies)
            ceiling = support.is_money and not owed
            named.append((*numbers, *said, ceiling, *one.reasons[reason], *lists))
        columns = [f"{name} {type_}" for name, type_ in _NUMBERS.items()]
        for n, (name, type_) in enumerate(_WORDS.items(), len(_NUMBERS)):
            if type_ == "VARCHAR":
                type_ = _type_of(row[n] for row in named if row[n] is not None)
            elif type_ == "VARCHAR[]":
                type_ = f"{_type_of(word for row in named for word in row[n] or ())}[]"
            columns.append(f"{quoted(name)} {type_}")
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE named ({', '.join(columns)})")
        # As parameters the values need not be parsed.
        types = (*_NUMBERS.values(), *_WORDS.values())
        given = ", ".join(f"UNNEST(CAST(? AS {type_}[]))" for type_ in types)
        values = [[row[n] for row in named] for n in range(len(types))]
        if named:
            self.con.execute(f"INSERT INTO named SELECT {given}", values)

    def _lines(self) -> str:
        """The lines of the summary for the shard, which can be added: no applicant is in two shards.

        The outcomes are added up by numbers, for each applicant and then for each group, and named last.
        """
        sure = STATUSES.index(Status.ELIGIBLE)
        of_one = (
            "SELECT CASE WHEN s < 0 THEN -1 ELSE s END AS s, status, applicant, COUNT(*) AS claims, "
            f"SUM(CASE WHEN s >= 0 AND status = {sure} THEN low ELSE 0 END) AS low, "
            "SUM(high) AS high, COUNT(*) FILTER (high IS NULL AND low IS NOT NULL) AS unbounded "
            "FROM found GROUP BY ALL"
        )
        types = {"claims": "BIGINT", "low": "DECIMAL(38, 0)", "high": "DECIMAL(38, 0)", "unbounded": "BIGINT"}
        added = ", ".join(f"CAST(SUM({name}) AS {type_}) AS {name}" for name, type_ in types.items())
        of_group = (
            f"SELECT f.s, f.status, a.{quoted(GROUP)}, {added}, COUNT(f.applicant) AS applicants "
            f"FROM ({of_one}) AS f LEFT JOIN applicants_now AS a ON f.applicant = a.number GROUP BY ALL"
        )
        words = (
            'SELECT DISTINCT CASE WHEN s < 0 THEN -1 ELSE s END AS s, status, "work", "version", measure, '
            "support, agency[1] AS agency, said FROM named"
        )
        return (
            f'SELECT n."work", n."version", n.measure, n.support, n.agency, f.{quoted(GROUP)}, '
            'n.said AS "status", f.claims, f.applicants, f.low, f.high, f.unbounded '
            f"FROM ({of_group}) AS f JOIN ({words}) AS n USING (s, status)"
        )

    def _rows(self) -> str:
        """The rows of the outcomes, including the invalid claims."""
        origin = {"applicant": "a.applicant", "claim": "c.id", GROUP: f"a.{quoted(GROUP)}"}
        origin |= {"low": "f.low", "high": "f.high"}
        columns = ", ".join(
            f"{origin.get(name, f'n.{quoted(_NAMED.get(name, name))}')} AS {quoted(name)}" for name in COLUMNS
        )
        return (
            f"SELECT {columns} FROM found AS f JOIN named AS n USING ({', '.join(_NUMBERS)}) "
            "JOIN claims_now AS c ON f.claim = c.claim "
            "LEFT JOIN applicants_now AS a ON c.applicant = a.number"
        )


def _claims(kind: str) -> str:
    """The view of the claims of a kind, with the number of each."""
    return quoted(f"claims {kind}")


def _loaded(kind: str) -> str:
    """The table with the claims of a kind, in which the position of a row gives its number."""
    return quoted(f"loaded {kind}")


def _type(table: Table, key: str) -> str:
    """The type of a column in the tables of a shard."""
    column = table.column(key)
    assert column is not None
    return enum_of(column) if column.is_listed else _TYPES[column.sort]


def _typed(relation: str, key: str, table: Table) -> str:
    """A column of a relation, which is one of a table, in its type."""
    return f"CAST({relation}.{quoted(key)} AS {_type(table, key)}) AS {quoted(key)}"


def _names(words: Sequence[str], bits: int) -> list[str]:
    return list(_set_bits(words, bits))


def _set_bits(words: Sequence[str], bits: int) -> Iterator[str]:
    return (word for n, word in enumerate(words) if bits >> n & 1)


def _type_of(words: Iterable[str]) -> str:
    """The ENUM type of a column with these words; ``VARCHAR`` where there are none."""
    found = sorted(set(words))
    return f"ENUM({', '.join(map(literal, found))})" if found else "VARCHAR"
