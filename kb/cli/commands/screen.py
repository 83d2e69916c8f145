"""``tiaowen screen``: the outcome of every claim of a whole registry."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from rich.text import Text

from kb import __version__
from kb.assess.assessment import assess
from kb.cli.choices import read_choices, read_day
from kb.cli.console import err, out, report
from kb.cli.opening import open_policy
from kb.cli.options import (
    Lang,
    LangOption,
    OnOption,
    PolicyOption,
    ReadingOption,
    Source,
    UncheckedOption,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.core.carriers.sql import DIALECTS, Sql
from kb.explain.whole_answer import complete
from kb.loading import find_folders
from kb.model.policy import Policy
from kb.model.today import today
from kb.model.words.errors import Language, Place, PolicyError, error
from kb.screen import duck
from kb.screen.comparison import CHANGES, OTHER, compare_results
from kb.screen.registries import open_registry
from kb.screen.rows import case_of
from kb.screen.running import MOST_CLAIMS, Screened, Wanted, screen
from kb.screen.samples import write_sample, write_schema
from kb.screen.shards import DUCKDB, POLARS, SPARK, Counts
from kb.screen.summaries import Line
from kb.screen.supports import queries_of
from kb.screen.tables import tables_of

MOST_TOLD = 10
"""The greatest number of bad rows that are printed; the file has all."""

_WORDS = {
    "zh": {
        "wrote": "已写入 {path}",
        "shard": "第 {n}/{all} 片：{claims} 项申报，{outcomes} 条结果",
        "stopped": "已停下：完成 {n}/{all} 片，在 {out} 里可以先用；同样的命令再运行一次，会接着算。",
        "claims": "申报 {claims} 项，读不了的 {invalid} 项；结果 {outcomes} 条，"
        "另有 {elsewhere} 对申报与支持不是一回事，没有写出。",
        "sums": "符合条件的合计 {low} 元；还可能的最多 {high} 元{more}。",
        "unbounded": "，另有 {n} 项没有上限",
        "top": "（没有上限的 {n} 家变为 {other} 家，不计在最多的里）",
        "bad": "读不了的地方 {count} 处，列在 {path}。",
        "compare": "同一个登记库，{what}：合计从 {low}—{high} 元变为 {other_low}—{other_high} 元，"
        "确定的{more_low}，最多的{more_high}{top}；"
        "{gain} 家可能多得，{lose} 家可能少得，{otherwise} 家只是确定的数变了。逐家列在 {path}。",
        "receipt": "结果在 {out}，凭据是 {path}（{seconds} 秒）。",
    },
    "en": {
        "wrote": "wrote {path}",
        "shard": "shard {n} of {all}: {claims} claims, {outcomes} outcomes",
        "stopped": "Stopped: {n} of {all} shards are finished and can be used in {out}; "
        "the same command goes on from there.",
        "claims": "{claims} claims, of which {invalid} cannot be read; {outcomes} outcomes, and {elsewhere} "
        "pairs of a claim and a support for something else, which are left out.",
        "sums": "Due for sure: {low} yuan; at most {high} yuan{more}.",
        "unbounded": ", and {n} without a top",
        "top": " (besides {n} applicants without a top, which become {other})",
        "bad": "{count} places cannot be read; they are listed in {path}.",
        "compare": "The same registry, {what}: {low} to {high} yuan becomes {other_low} to {other_high}: "
        "what is certain {more_low}, the most {more_high}{top}; "
        "{gain} may have more, {lose} less, and of {otherwise} only what is certain changes. "
        "All are listed in {path}.",
        "receipt": "The result is in {out}, its receipt is {path} ({seconds} s).",
    },
}


@dataclass(frozen=True)
class Asked:
    """The options of a screening as they were typed."""

    registry: Path | None
    out: Path | None
    on: str | None
    readings: Iterable[str]
    mapping: Path | None
    group: str
    strict: bool
    memory: str
    threads: int
    shard: int
    schema: bool
    sample: int
    explain: str
    sql: str
    compare: str
    engine: str
    master: str


def run_screen(source: Source, lang: str, asked: Asked) -> int:
    """Screen a registry, or do what else was requested; 1 where rows of it cannot be read."""
    words = _WORDS[lang]
    day = read_day(asked.on) or today()
    _, policy = open_policy(source, lang, on=day)
    if asked.sql:
        return _print_queries(policy, asked, day=asked.on is not None)
    if asked.registry is None and not asked.schema and not asked.sample:
        raise PolicyError([error("screen-nothing-asked", Place())])
    if asked.explain:
        return _explain(policy, lang, asked)
    if asked.out is None:
        raise PolicyError([error("screen-no-out", Place())])
    if asked.engine not in (DUCKDB, POLARS, SPARK):
        known = f"{DUCKDB}、{POLARS}、{SPARK}"
        raise PolicyError([error("screen-engine-unknown", Place(), value=asked.engine, known=known)])
    keep_inputs(asked.out, policy_folder(source.folder), asked.registry, asked.mapping)
    if asked.schema or asked.sample:
        written = (
            write_schema(policy, asked.out)
            if asked.schema
            else write_sample(duck.connect(), policy, asked.out, asked.sample)
        )
        for path in written:
            out().print(words["wrote"].format(path=path))
        return 0
    assert asked.registry is not None
    wanted = Wanted(
        registry=asked.registry,
        out=asked.out,
        on=day,
        readings=read_choices(policy, asked.readings),
        mapping=asked.mapping,
        group=asked.group,
        strict=asked.strict,
        memory=asked.memory,
        threads=asked.threads,
        most=asked.shard,
        engine=SPARK if asked.master else asked.engine,
        master=asked.master,
        again=bool(asked.compare),
    )

    def page(policy: Policy, lines: Sequence[Line], receipt: Mapping[str, Any]) -> str:
        # The pages take memory that the shards need.
        from render.pages.screening import render_screening

        return render_screening(policy, lines, receipt, lang=cast(Language, lang))

    begun = time.monotonic()
    other = _other(source, lang, policy, asked, wanted) if asked.compare else None
    told = [0, 0]

    def progress(n: int, all_: int, counts: Counts) -> None:
        told[:] = [n, all_]
        line = words["shard"].format(n=n, all=all_, claims=counts.claims, outcomes=counts.outcomes)
        err().print(Text(line, style="dim"))

    try:
        found = screen(policy, __version__, wanted, progress, page)
        if other is not None:
            screen(*other, progress, page)
    except KeyboardInterrupt:
        err().print(words["stopped"].format(n=told[0], all=told[1] or "?", out=asked.out))
        raise
    status = _tell(found, wanted, lang, int(time.monotonic() - begun))
    if other is not None:
        _tell_difference(wanted, asked.compare, lang)
    return status


def _tell(found: Screened, wanted: Wanted, lang: str, seconds: int) -> int:
    words, receipt = _WORDS[lang], found.receipt
    report(found.findings, lang)
    report([one.finding for one in found.faults[:MOST_TOLD]], lang)
    out().print(words["claims"].format(**receipt["counts"]))
    more = words["unbounded"].format(n=receipt["unbounded"]) if receipt["unbounded"] else ""
    out().print(words["sums"].format(low=_yuan(receipt["low"]), high=_yuan(receipt["high"]), more=more))
    if found.faults:
        path = wanted.out / "bad-rows.csv"
        out().print(words["bad"].format(count=receipt["bad-rows"], path=path))
    path = wanted.out / "receipt.json"
    out().print(words["receipt"].format(out=wanted.out, path=path, seconds=seconds))
    return 1 if found.faults else 0


def _other(
    source: Source, lang: str, policy: Policy, asked: Asked, wanted: Wanted
) -> tuple[Policy, str, Wanted]:
    """The screening to compare with: of a version by its name, or under a reading."""
    within = replace(wanted, out=wanted.out / OTHER)
    if "=" in asked.compare or ":" in asked.compare or "＝" in asked.compare:
        readings = {**wanted.readings, **read_choices(policy, [asked.compare])}
        return policy, __version__, replace(within, readings=readings)
    folders = find_folders(policy_folder(source.folder))
    version = next((one for one in folders.versions if one.name == asked.compare), None)
    if version is None:
        known = "、".join(one.name for one in folders.versions)
        raise PolicyError([error("screen-no-version", Place(), name=asked.compare, known=known)])
    _, other = open_policy(replace(source, folder=folders.folder_of(version)), lang)
    return other, __version__, within


def _tell_difference(wanted: Wanted, what: str, lang: str) -> None:
    found = compare_results(wanted.out, wanted.out / OTHER)
    sums = {"low": _yuan(found.low), "high": _yuan(found.high)}
    sums |= {"other_low": _yuan(found.other_low), "other_high": _yuan(found.other_high)}
    is_open = found.unbounded or found.other_unbounded
    top = _WORDS[lang]["top"].format(n=found.unbounded, other=found.other_unbounded) if is_open else ""
    counts = {"top": top, "gain": found.gain, "lose": found.lose, "otherwise": found.otherwise}
    sums |= {"more_low": _change(found.other_low - found.low, lang)}
    sums |= {"more_high": _change(found.other_high - found.high, lang)}
    line = _WORDS[lang]["compare"].format(what=what, path=wanted.out / CHANGES, **sums, **counts)
    out().print(line)


def _change(fen: int, lang: str) -> str:
    """The change of a budget, in words."""
    if fen == 0:
        return {"zh": "不变", "en": "stays"}[lang]
    words = {"zh": ("少 {} 元", "多 {} 元"), "en": ("falls by {}", "rises by {}")}[lang]
    return words[fen > 0].format(_yuan(abs(fen)))


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _explain(policy: Policy, lang: str, asked: Asked) -> int:
    """The explained answer about one applicant of a registry."""
    from kb.cli.answer_output import print_answer

    assert asked.registry is not None
    day = read_day(asked.on) or today()
    con = duck.connect()
    registry = open_registry(con, asked.registry, tables_of(policy), mapping=asked.mapping)
    case = case_of(con, registry, asked.explain, day)
    readings = read_choices(policy, asked.readings)
    assessment = assess(policy, case, on=day, readings=readings)
    print_answer(complete(policy, case, assessment, __version__), cast(Language, lang), out(), explain=True)
    return 0


def _print_queries(policy: Policy, asked: Asked, *, day: bool) -> int:
    """Print the query of every support in a dialect, with the provision of each."""
    if asked.sql not in DIALECTS:
        known = "、".join(DIALECTS)
        raise PolicyError([error("screen-engine-unknown", Place(), value=asked.sql, known=known)])
    from kb.core.ruleset import choose_readings

    readings = choose_readings(policy, read_choices(policy, asked.readings))
    on = (read_day(asked.on) or today()) if day else None
    queries, sql = queries_of(policy, readings, on), Sql(DIALECTS[asked.sql])
    for kind in queries.kinds:
        for query in queries.of(kind):
            support = query.support
            name = policy.support_name(support, "zh")
            text = query.text(sql, sql.name(kind), sql.name("grants"))
            reasons = "".join(
                f"--   {n}: {one.kind or 'eligible'} {one.provision} {one.words}\n"
                for n, one in enumerate(query.columns.reasons)
            )
            print(f"-- {support.id} {name} ({support.provision})\n-- reason:\n{reasons}{text};\n")
    sys.stdout.flush()
    return 0


EXAMPLES = "例：tiaowen screen --sample 1000 --out demo；tiaowen screen demo --out result"


def command(
    registry: Annotated[
        Path | None,
        typer.Argument(
            metavar="[REGISTRY]",
            help="登记库：放着各张表（Parquet、CSV）的文件夹，或 DuckDB 的库文件。 The tables.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="结果写到这个文件夹。 The folder of the result.", show_default=False)
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    on: OnOption = None,
    reading: ReadingOption = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="各表各列的叫法、单位和取值；不写则用登记库里的 mapping.toml。 Names and values.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMN",
            help="汇总按申请人表的这一列，如 district。 Group the summary by this column.",
            show_default=False,
        ),
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="有读不了的行就停下。 Stop if a row cannot be read.")
    ] = False,
    explain: Annotated[
        str,
        typer.Option(
            metavar="APPLICANT", help="逐项说明这一家的结果。 Explain one applicant.", show_default=False
        ),
    ] = "",
    schema: Annotated[
        bool, typer.Option("--schema", help="写出空的各张表和 mapping.toml。 Write empty tables to fill in.")
    ] = False,
    sample: Annotated[
        int, typer.Option(metavar="N", min=0, help="造一个有 N 项申报的登记库来试。 Generate a registry.")
    ] = 0,
    sql: Annotated[
        str,
        typer.Option(
            metavar="ENGINE",
            help="打印查询：duckdb、postgresql、spark。 Print the queries.",
            show_default=False,
        ),
    ] = "",
    compare: Annotated[
        str,
        typer.Option(
            metavar="VERSION|ID=OPTION",
            help="再按另一版或另一种读法算一遍，说明谁多谁少。 Compare with a version or reading.",
            show_default=False,
        ),
    ] = "",
    engine: Annotated[
        str,
        typer.Option(
            metavar="ENGINE", help="用什么算：duckdb、polars 或 spark。 The engine that runs the queries."
        ),
    ] = DUCKDB,
    master: Annotated[
        str,
        typer.Option(
            metavar="MASTER",
            help="在哪个 Spark 上算，如 local[4]、spark://…、sc://…。 The Spark master.",
            show_default=False,
        ),
    ] = "",
    memory: Annotated[
        str,
        typer.Option(
            metavar="SIZE", help="最多用多少内存，如 1GB。 The limit of memory.", show_default=False
        ),
    ] = "",
    threads: Annotated[int, typer.Option(min=0, help="用几个线程；0 是全部。 The number of threads.")] = 0,
    shard: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="一片大约多少项申报。 Claims per shard, approximately."),
    ] = MOST_CLAIMS,
    unchecked: UncheckedOption = False,
) -> int:
    """Run ``tiaowen screen``."""
    asked = Asked(
        registry=registry,
        out=out,
        on=on,
        readings=reading or (),
        mapping=mapping,
        group=by,
        strict=strict,
        memory=memory,
        threads=threads,
        shard=shard,
        schema=schema,
        sample=sample,
        explain=explain,
        sql=sql,
        compare=compare,
        engine=engine,
        master=master,
    )
    return run_screen(Source(policy, unchecked), lang.value, asked)
