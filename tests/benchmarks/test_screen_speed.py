"""The time to screen a registry, beside ``assess`` case by case, in one run of ``make bench``.

Both begin with the files of one generated registry. Screening runs to the receipt, with outcomes, reasons,
totals and the summary. ``assess`` reads the same rows as cases and gives outcomes and totals. No test asserts
the figures.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from kb import Policy
from kb.assess.assessment import assess_under
from kb.core.carriers.polars import evaluate
from kb.core.carriers.relational import Plan, make_plan
from kb.core.carriers.sql import Sql
from kb.core.ruleset import read_policy
from kb.core.terms import neg
from kb.screen import duck
from kb.screen.registries import open_registry
from kb.screen.rows import cases_where
from kb.screen.running import Wanted, screen
from kb.screen.samples import write_sample
from kb.screen.supports import Queries
from kb.screen.tables import tables_of

DAY = date(2026, 6, 1)
CLAIMS = 20_000

ROWS = 200_000
"""The number of claims for which a generated query is compared with one that was written by hand."""

ITEM_9 = "para_9__sup_1"
"""The support of item 9: 30 % of the investment, at most ten million yuan."""

BY_HAND = """
WITH c AS (
  SELECT "row", applicant, told, selected, "is:recycling-demonstration" AS subject,
    COALESCE(object, claim) AS thing, "sum-asked" AS asked, "verified-total-investment" AS investment,
    COALESCE("applied-on", DATE '2026-06-01') BETWEEN DATE '2024-05-23'
      AND COALESCE("own-deadline", DATE '2029-05-22') AS in_time,
    "achieved-on" < DATE '2024-05-23' AS is_early, "early-completion-counts" AS counts
  FROM claims
  WHERE "is:recycling-demonstration" IS NOT FALSE
),
p AS (
  SELECT c."row", g.object = c.thing AS same, g.amount, g.support = 'para_9__sup_1' AS own,
    g.support IN ('para_5__sup_1', 'para_9__sup_1', 'para_10__sup_2', 'para_12__sup_2', 'para_14__sup_1',
      'para_14__sup_2', 'para_14__sup_3', 'para_14__sup_4', 'para_16__sup_1', 'para_16__sup_2',
      'para_20__sup_1', 'para_20__sup_2') AS listed,
    CASE WHEN g.support IS NULL THEN COALESCE(g.level = 'city', TRUE) ELSE FALSE END AS elsewhere,
    g.level, g."same-kind" AS alike
  FROM c JOIN grants AS g ON c.applicant = g.applicant
  WHERE COALESCE(g.object = c.thing, TRUE)
),
f AS (
  SELECT "row",
    BOOL_OR(COALESCE(same AND (listed OR (elsewhere AND level = 'city' AND alike)), FALSE)) AS had,
    BOOL_OR(COALESCE((listed AND same IS NULL) OR (elsewhere AND alike IS NOT FALSE AND
      (same IS NULL OR level IS NULL)), FALSE)) AS may,
    BOOL_OR(COALESCE(elsewhere AND level = 'city' AND same AND alike IS NULL, FALSE)) AS judged,
    SUM(amount) FILTER (own AND same) AS paid, SUM(amount) FILTER (own) AS most,
    BOOL_OR(COALESCE(own AND amount IS NULL, FALSE)) AS hidden
  FROM p GROUP BY "row"
),
s AS (
  SELECT c.*, COALESCE(had, FALSE) AS had, COALESCE(may, FALSE) AS may, COALESCE(judged, FALSE) AS judged,
    GREATEST(1000000000 - COALESCE(paid, 0), 0) AS left_high,
    CASE WHEN hidden THEN 0 ELSE GREATEST(1000000000 - COALESCE(most, 0), 0) END AS left_low,
    LEAST(COALESCE(investment, 0) * 3 // 10, 1000000000) AS least,
    CASE WHEN investment IS NULL THEN 1000000000 ELSE LEAST(investment * 3 // 10, 1000000000) END AS greatest
  FROM c LEFT JOIN f USING ("row")
),
t AS (
  SELECT *,
    CASE WHEN selected = FALSE THEN 6
      WHEN NOT in_time OR COALESCE(is_early AND counts = FALSE, FALSE) OR had
        OR (told AND left_high = 0 AND left_low = 0) THEN 7
      WHEN subject IS NULL OR (is_early IS NULL AND counts IS NOT TRUE) OR NOT told OR may OR left_low = 0
        THEN 2
      WHEN COALESCE(is_early AND counts IS NULL, FALSE) OR judged THEN 3
      WHEN selected IS NULL THEN 1 ELSE 0 END AS status,
    CASE WHEN told AND left_low < greatest THEN LEAST(least, left_low) ELSE least END AS low,
    CASE WHEN told AND left_low < greatest THEN LEAST(greatest, left_high) ELSE greatest END AS high
  FROM s
)
SELECT "row", status,
  CAST(CASE WHEN status >= 6 THEN 0 WHEN asked > 0 AND asked < high THEN LEAST(low, asked) ELSE low END
    AS BIGINT) AS low,
  CAST(CASE WHEN status >= 6 THEN 0 WHEN asked > 0 AND asked < high THEN asked ELSE high END
    AS BIGINT) AS high
FROM t
"""
"""The status and sums of item 9 in DuckDB's SQL, as a person would write them who knows the rules."""

LISTED = (
    *("para_5__sup_1", "para_9__sup_1", "para_10__sup_2", "para_12__sup_2", "para_14__sup_1"),
    *("para_14__sup_2", "para_14__sup_3", "para_14__sup_4", "para_16__sup_1", "para_16__sup_2"),
    *("para_20__sup_1", "para_20__sup_2"),
)
"""The supports that item 9 cannot be combined with for the same thing."""

MOST = 1_000_000_000
"""The ceiling of item 9, in fen."""


def by_hand_in_polars(claims: Any, grants: Any) -> Any:
    """The query :data:`BY_HAND` over lazy frames of Polars."""
    import polars as pl

    col = pl.col
    subject, investment, object_ = (
        col("is:recycling-demonstration"),
        col("verified-total-investment"),
        "object",
    )
    applied = col("applied-on").fill_null(DAY)
    c = claims.filter(subject.fill_null(True)).select(
        *("row", "applicant", "told", "selected"),
        subject.alias("subject"),
        pl.coalesce(object_, "claim").alias("thing"),
        col("sum-asked").alias("asked"),
        investment.alias("investment"),
        applied.is_between(date(2024, 5, 23), col("own-deadline").fill_null(date(2029, 5, 22))).alias(
            "in_time"
        ),
        (col("achieved-on") < date(2024, 5, 23)).alias("is_early"),
        col("early-completion-counts").alias("counts"),
    )
    same, level, alike = col("same"), col("level"), col("same-kind")
    elsewhere, own = col("elsewhere"), col("own")
    f = (
        c.select("row", "applicant", "thing")
        .join(grants, on="applicant")
        .with_columns((col(object_) == col("thing")).alias("same"))
        .filter(same.fill_null(True))
        .with_columns(
            (col("support") == ITEM_9).fill_null(False).alias("own"),
            col("support").is_in(LISTED).fill_null(False).alias("listed"),
            (col("support").is_null() & (level == "city").fill_null(True)).alias("elsewhere"),
        )
        .group_by("row")
        .agg(
            (same & (col("listed") | (elsewhere & (level == "city") & alike)))
            .fill_null(False)
            .any()
            .alias("had"),
            (
                (col("listed") & same.is_null())
                | (elsewhere & alike.fill_null(True) & (same.is_null() | level.is_null()))
            )
            .any()
            .alias("may"),
            (elsewhere & (level == "city") & same & alike.is_null()).fill_null(False).any().alias("judged"),
            col("amount").filter(own & same).sum().alias("paid"),
            col("amount").filter(own).sum().alias("most"),
            (own & col("amount").is_null()).any().alias("hidden"),
        )
    )
    share = pl.min_horizontal(col("investment") * 3 // 10, MOST)
    s = c.join(f, on="row", how="left").with_columns(
        *(col(name).fill_null(False) for name in ("had", "may", "judged")),
        pl.max_horizontal(MOST - col("paid").fill_null(0), 0).alias("left_high"),
        pl.when(col("hidden"))
        .then(0)
        .otherwise(pl.max_horizontal(MOST - col("most").fill_null(0), 0))
        .alias("left_low"),
        pl.when(col("investment").is_null()).then(0).otherwise(share).alias("least"),
        pl.when(col("investment").is_null()).then(MOST).otherwise(share).alias("greatest"),
    )
    told, counts = col("told"), col("counts")
    early = col("is_early").fill_null(False)
    nothing = told & (col("left_high") == 0) & (col("left_low") == 0)
    waits = (
        col("subject").is_null() | (col("is_early").is_null() & ~counts.fill_null(False)) | ~told | col("may")
    )
    status = (
        pl.when((~col("selected")).fill_null(False))
        .then(6)
        .when(~col("in_time") | (early & ~counts.fill_null(True)) | col("had") | nothing)
        .then(7)
        .when(waits | (col("left_low") == 0))
        .then(2)
        .when((early & counts.is_null()) | col("judged"))
        .then(3)
        .when(col("selected").is_null())
        .then(1)
        .otherwise(0)
    )
    less = told & (col("left_low") < col("greatest"))
    low = pl.when(less).then(pl.min_horizontal("least", "left_low")).otherwise(col("least"))
    high = pl.when(less).then(pl.min_horizontal("greatest", "left_high")).otherwise(col("greatest"))
    t = s.with_columns(status.alias("status"), low.alias("low"), high.alias("high"))
    asks_less = ((col("asked") > 0) & (col("asked") < col("high"))).fill_null(False)
    return t.select(
        "row",
        "status",
        pl.when(col("status") >= 6)
        .then(0)
        .when(asks_less)
        .then(pl.min_horizontal("low", "asked"))
        .otherwise(col("low"))
        .alias("low"),
        pl.when(col("status") >= 6)
        .then(0)
        .when(asks_less)
        .then(col("asked"))
        .otherwise(col("high"))
        .alias("high"),
    )


@pytest.fixture(scope="module")
def sample(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(duck.connect(), policy, folder, CLAIMS)
    return folder


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_screening_a_registry(
    policy: Policy, sample: Path, tmp_path: Path, benchmark: Any, engine: str
) -> None:
    benchmark.group = f"a registry of {CLAIMS} claims"

    def run() -> None:
        rmtree(tmp_path / "out", ignore_errors=True)
        screen(policy, "bench", Wanted(sample, tmp_path / "out", DAY, threads=1, engine=engine))

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)


def test_assessing_the_same_case_by_case(policy: Policy, sample: Path, benchmark: Any) -> None:
    benchmark.group = f"a registry of {CLAIMS} claims"
    rules = read_policy(policy)

    def run() -> None:
        con = duck.connect(threads=1)
        con.execute("CREATE TEMP TABLE spellings (spelling VARCHAR, folded VARCHAR)")
        registry = open_registry(con, sample, tables_of(policy))
        for _, case in cases_where(con, registry, "TRUE", DAY):
            if case.claims:
                assess_under(rules, case)

    benchmark.pedantic(run, rounds=1, warmup_rounds=0)


def test_writing_all_queries(policy: Policy, benchmark: Any) -> None:
    readings = {reading.id: reading.default for reading in policy.readings}

    def run() -> None:
        queries = Queries(policy, readings, DAY)
        for kind in queries.kinds:
            queries.of(kind)

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)


@pytest.fixture(scope="module")
def relations(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Plan]:
    """A connection with the claims and grants of a generated registry, and the plan of item 9."""
    folder = tmp_path_factory.mktemp("rows")
    con = duck.connect(threads=1)
    write_sample(con, policy, folder, ROWS)
    queries = Queries(policy, {reading.id: reading.default for reading in policy.readings}, DAY)
    (query,) = (one for one in queries.of("project") if one.support.id == ITEM_9)
    columns = query.columns.columns
    plan = make_plan({key: columns[key] for key in ("status", "low", "high")}, neg(columns["other"]))

    def listed(place: str) -> str:
        # The sample has yuan, and the queries compute in fen.
        return ", ".join(
            f'CAST("{one.key}" * 100 AS BIGINT) AS "{one.key}"' if one.type == "money" else f'"{one.key}"'
            for one in plan.inputs
            if one.place == place
        )

    con.execute(
        f"CREATE TABLE claims AS SELECT p.applicant, p.claim, COALESCE(a.ledger, FALSE) AS told, "
        f'CAST(ROW_NUMBER() OVER () AS INTEGER) AS "row", {listed("")} '
        f"FROM '{folder}/project.parquet' AS p JOIN '{folder}/applicants.parquet' AS a USING (applicant)"
    )
    con.execute(
        f'CREATE TABLE grants AS SELECT applicant, ROW_NUMBER() OVER () AS "grant-number", '
        f"{listed('grant')} FROM '{folder}/grants.parquet'"
    )
    # Few grants of the sample are for the thing of a claim, so that more of them are made to be.
    things = "SELECT applicant, MIN(COALESCE(object, claim)) AS thing FROM claims GROUP BY applicant"
    con.execute(
        f"UPDATE grants SET object = t.thing FROM ({things}) AS t "
        'WHERE grants.applicant = t.applicant AND "grant-number" % 3 = 0'
    )
    con.execute("""UPDATE grants SET object = NULL WHERE "grant-number" % 3 = 1""")
    con.execute(f"""UPDATE grants SET support = '{ITEM_9}' WHERE "grant-number" % 5 < 2""")
    duck.tune(con, for_plans=True)
    return con, plan


def in_sql(plan: Plan) -> str:
    """The generated query of item 9."""
    return Sql().query(plan, "claims", "grants", carried=("row",))


def frames(con: Any) -> tuple[Any, Any]:
    """The claims and grants as lazy frames of Polars."""
    polars = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    tables = (con.sql(f"SELECT * FROM {name}").to_arrow_table() for name in ("claims", "grants"))
    claims, grants = (polars.DataFrame(table).lazy() for table in tables)
    return claims, grants


@pytest.mark.parametrize("written", ["generated", "by-hand"])
def test_one_support_generated_and_by_hand(relations: tuple[Any, Plan], benchmark: Any, written: str) -> None:
    benchmark.group = f"item 9 for the projects of {ROWS} claims, in DuckDB"
    con, plan = relations
    query = in_sql(plan) if written == "generated" else BY_HAND
    benchmark.pedantic(
        lambda: con.execute(f"CREATE OR REPLACE TABLE result AS {query}"), rounds=5, warmup_rounds=1
    )


@pytest.mark.parametrize("written", ["generated", "by-hand"])
def test_one_support_in_polars_generated_and_by_hand(
    relations: tuple[Any, Plan], benchmark: Any, written: str
) -> None:
    benchmark.group = f"item 9 for the projects of {ROWS} claims, in Polars"
    con, plan = relations
    claims, grants = frames(con)

    def run() -> None:
        if written == "generated":
            evaluate(plan, claims, grants, ("row",)).collect()
        else:
            by_hand_in_polars(claims, grants).collect()

    benchmark.pedantic(run, rounds=5, warmup_rounds=1)


def test_both_queries_of_one_support_agree(relations: tuple[Any, Plan]) -> None:
    con, plan = relations
    (rows,) = con.execute(f"SELECT COUNT(*) FROM ({BY_HAND})").fetchone()
    assert rows > 1000
    assert con.execute(f"SELECT * FROM ({in_sql(plan)}) EXCEPT ALL ({BY_HAND}) LIMIT 5").fetchall() == []


def test_both_queries_of_one_support_agree_in_polars(relations: tuple[Any, Plan]) -> None:
    con, plan = relations
    claims, grants = frames(con)
    generated = evaluate(plan, claims, grants, ("row",)).collect().sort("row").rows()
    assert generated == by_hand_in_polars(claims, grants).collect().sort("row").rows()
    assert generated == con.execute(f"{BY_HAND} ORDER BY ALL").fetchall()
