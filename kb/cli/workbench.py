"""The tester's commands: prove, cover, fuzz, mutate, abuse, replay, accept, test.

Each imports its module when it runs, as the others do.
"""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli.options import Format, Lang, LangOption, PolicyOption

workbench = typer.Typer()


@workbench.command()
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
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
) -> None:
    """抽测：自动编几千份情况，看哪条规律不成立。 Try thousands of cases against every law."""
    from kb.cli.fuzzing import run_fuzz

    status = run_fuzz(policy, lang.value, format.value, seconds=time, cases=cases, seed=seed, measure=measure)
    raise typer.Exit(status)
