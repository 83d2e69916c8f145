"""Spark as an engine for the queries: in this process, on a cluster, or behind Spark Connect.

DuckDB reads and cleans the tables and writes them as Parquet to the folder of the result, which the executors
must be able to read. Spark runs the queries there, and its results are read back from there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.core.carriers.sql import SPARK, Sql
from kb.model.words.errors import Place, PolicyError, error
from kb.screen.cleaning import literal
from kb.screen.supports import Query

CONNECT = "sc://"
"""The prefix of an address of Spark Connect. Such a session needs no Java here."""


@dataclass
class Spark:
    """A session of Spark on a ``master``, and the folder for exchanging tables with it."""

    master: str
    folder: Path
    session: Any = None

    def begin(self) -> None:
        """Start the session. Raises :class:`PolicyError` with what is missing where that fails."""
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            finding = error("screen-engine-missing", Place(), engine="Spark (pyspark)", extra="spark")
            raise PolicyError([finding]) from None
        is_remote = self.master.startswith(CONNECT)
        if not is_remote and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            raise PolicyError([error("screen-java-missing", Place())])
        try:
            builder = SparkSession.builder.appName("tiaowen screen")
            builder = builder.remote(self.master) if is_remote else builder.master(self.master)
            if not is_remote:
                builder = builder.config("spark.ui.enabled", "false")
                builder = builder.config("spark.ui.showConsoleProgress", "false")
            if self.master.startswith("local["):
                # The default of two hundred partitions multiplies the work for small tables.
                builder = builder.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
            self.session = builder.getOrCreate()
        except Exception as problem:
            line = next((one for one in str(problem).splitlines() if one.strip()), type(problem).__name__)
            finding = error("screen-spark-failed", Place(), master=self.master, problem=line)
            raise PolicyError([finding]) from None
        if not is_remote:
            self.session.sparkContext.setLogLevel("ERROR")

    def end(self) -> None:
        """Stop the session."""
        if self.session is not None:
            self.session.stop()

    def show(self, con: Any, name: str, relation: str) -> None:
        """Make a relation of DuckDB available to Spark under a name."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        con.execute(f"COPY (SELECT * FROM {relation} AS r) TO {literal(str(path / 'rows.parquet'))}")
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)

    def find(self, query: Query, carried: Sequence[str]) -> str:
        """Run a query over the views ``claims_of`` and ``grants_of``. Returns the relation with its
        results.
        """
        path = self.folder / "found"
        text = query.text(Sql(SPARK), "claims_of", "grants_of", tuple(carried))
        self.session.sql(text).write.mode("overwrite").parquet(str(path))
        return f"read_parquet({literal(str(path / '*.parquet'))})"
