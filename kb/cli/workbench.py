"""The tester's commands: prove, cover, fuzz, mutate, abuse, replay, accept, test.

Each imports its module when it runs, as the others do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import (
    CorpusOption,
    Format,
    Lang,
    LangOption,
    PolicyOption,
    ReadingOption,
    Source,
    UncheckedOption,
)

workbench = typer.Typer()


@workbench.command(epilog="例：tiaowen fuzz --time 10；tiaowen fuzz --measure 12 --seed 7")
def fuzz(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    time: Annotated[
        int, typer.Option("--time", min=1, metavar="SECONDS", help="试多少秒。 How many seconds to try.")
    ] = 30,
    cases: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="试够这么多例就停，不看时间。 Stop after N cases instead."),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", help="种子：相同的种子试相同的情况。 The same seed tries the same.")
    ] = 0,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只试这一条，如 5、五。 One measure alone.")
    ] = None,
    files: Annotated[
        bool, typer.Option("--files", help="只写坏文件，不试规律。 Spoil files alone, and try no law.")
    ] = False,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """抽测：自动编几千份情况，看哪条规律不成立。 Try thousands of cases against every law."""
    from kb.cli.commands.fuzz import run_fuzz

    status = run_fuzz(
        Source(policy, unchecked),
        lang.value,
        format.value,
        seconds=time,
        cases=cases,
        seed=seed,
        measure=measure,
        files=files,
    )
    raise typer.Exit(status)


@workbench.command(epilog="例：tiaowen replay；tiaowen replay c-c4121b28")
def replay(
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="只看这一个，如 c-1a2b3c4d；写开头几位也行。 One case alone.",
            show_default=False,
        ),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    corpus: CorpusOption = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """重现用例：程序说的和期望的是否一样。 Replay the kept cases, or show one in sentences."""
    from kb.cli.commands.replay import run_replay

    raise typer.Exit(run_replay(Source(policy, unchecked), id, lang.value, format.value, corpus=corpus))


@workbench.command(
    epilog="例：tiaowen accept c-c4121b28 --expected 可申报:500万元 --by 张三 --clause para_14__s_2__c_2"
)
def accept(
    id: Annotated[str, typer.Argument(metavar="ID", help="用例的编号，可只写开头几位。 The case.")],
    expected: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SUPPORT=STATUS:SUM",
            help="期望的结果，如 para_5__sup_1=可申报:1000万元；可以多次。 What you expect.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[str, typer.Option(help="谁确认。 Who confirms it.", show_default=False)] = "",
    clause: Annotated[
        str,
        typer.Option(help="依据哪一款，如 para_5__s_4。 Because of which clause.", show_default=False),
    ] = "",
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="哪天确认；不写则是今天。 When; today.", show_default=False),
    ] = None,
    disagree: Annotated[
        bool,
        typer.Option("--disagree", help="与程序不一样也照记。 Though the program says otherwise."),
    ] = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    unchecked: UncheckedOption = False,
) -> None:
    """确认用例：有人对照条文写下期望的结果。 Confirm what a case should give."""
    from kb.cli.commands.replay import run_accept

    raise typer.Exit(
        run_accept(
            Source(policy, unchecked),
            id,
            lang.value,
            expected=expected or (),
            by=by,
            clause=clause,
            on=date,
            disagree=disagree,
        )
    )


@workbench.command(epilog="例：tiaowen mutate --measure 5；tiaowen mutate --most 200 --seed 7")
def mutate(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只改这一条，如 5、五。 One measure alone.")
    ] = None,
    most: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="最多试多少处，随机抽。 A sample of so many.")
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", help="种子：相同的种子抽相同的改动。 The same seed, the same sample.")
    ] = 0,
    corpus: CorpusOption = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """改动检验：把政策一处一处改坏，看哪一处没有检验发现。 Change the policy, and see who notices."""
    from kb.cli.commands.mutate import run_mutate

    status = run_mutate(
        Source(policy, unchecked),
        lang.value,
        format.value,
        measure=measure,
        most=most,
        seed=seed,
        corpus=corpus,
    )
    raise typer.Exit(status)


@workbench.command("test", epilog="例：tiaowen test --quick；tiaowen test --seed 7 --report 报告")
def run_all(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    quick: Annotated[
        bool, typer.Option("--quick", help="每次修改后跑的一小套。 The short run for every edit.")
    ] = False,
    seed: Annotated[
        int, typer.Option(metavar="N", help="种子：相同的种子重复同一次。 The same seed repeats a run.")
    ] = 0,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="发现问题也接着跑完。 Go on after trouble.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="报告写到哪个文件夹。 The folder for the reports.", show_default=False),
    ] = None,
) -> None:
    """全部检验：检查、重现、证明、抽测、改动……依次跑，出报告。 Run the whole workbench and report."""
    from kb.cli.commands.test import Plan, run_test

    raise typer.Exit(run_test(policy, lang.value, Plan(quick, seed, keep_going), report))


@workbench.command(epilog="例：tiaowen abuse --measure 12；tiaowen abuse --measure 5")
def abuse(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只试这一条，如 5、五。 One measure alone.")
    ] = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """钻空子：拆开、合并、改日期、换次序、升级，能多得多少。 Try to have more than is plainly due."""
    from kb.cli.commands.abuse import run_abuse

    raise typer.Exit(run_abuse(Source(policy, unchecked), lang.value, format.value, measure=measure))


@workbench.command(epilog="例：tiaowen prove；tiaowen prove --measure 12")
def prove(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    measure: Annotated[
        str | None, typer.Option(metavar="N", help="只证这一条，如 5、五，逐项列出。 One measure alone.")
    ] = None,
    reading: ReadingOption = None,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """证明：上限、取整、条件、有效期、件数……对所有情况都成立吗。 Prove the laws for every case."""
    from kb.cli.commands.prove import run_prove

    source = Source(policy, unchecked)
    raise typer.Exit(run_prove(source, lang.value, format.value, measure=measure, readings=reading or ()))


@workbench.command(epilog="例：tiaowen cover；tiaowen cover --write")
def cover(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    write: Annotated[
        bool, typer.Option("--write", help="写入用例库，待人确认。 Let them join the casebook.")
    ] = False,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="不看已有的用例，从头找。 Look at no case there is.")
    ] = False,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """覆盖：用最少的用例看到每种结果、每个条件的作用。 The fewest cases that show everything."""
    from kb.cli.commands.cover import run_cover

    source = Source(policy, unchecked)
    raise typer.Exit(run_cover(source, lang.value, format.value, write=write, afresh=afresh))
