"""Spark as an engine for the queries: in this process, on a cluster, or behind Spark Connect.

DuckDB reads and cleans the tables and lays them out as Parquet in the folder of the result, which the
executors must see as well. Spark works the queries out there, and what it finds is read back from there.
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
"""How an address of Spark Connect begins; such a session needs no Java here."""


@dataclass
class Spark:
    """A session of Spark on a ``master``, and the folder through which tables go to it and come back."""

    master: str
    folder: Path
    session: Any = None

    def begin(self) -> None:
        """Start the session. Raises :class:`PolicyError` with what is missing where it cannot be."""
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
                # Two hundred parts, the default, are many times the work where tables are small.
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
        """Let Spark see a relation of DuckDB under a name."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        con.execute(f"COPY (SELECT * FROM {relation} AS r) TO {literal(str(path / 'rows.parquet'))}")
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)

    def find(self, query: Query, carried: Sequence[str]) -> str:
        """Work a query out over the views ``claims_of`` and ``grants_of``: the relation to read it from."""
        path = self.folder / "found"
        text = query.text(Sql(SPARK), "claims_of", "grants_of", tuple(carried))
        self.session.sql(text).write.mode("overwrite").parquet(str(path))
        return f"read_parquet({literal(str(path / '*.parquet'))})"
