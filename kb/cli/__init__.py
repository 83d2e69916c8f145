"""``tiaowen``: the policy at the command line, for people who read neither XML nor Python.

A command's module is imported when it runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import (
    AnswerFormat,
    Detail,
    DraftOption,
    Format,
    GraphFormat,
    Lang,
    LangOption,
    OnOption,
    PolicyOption,
    ReadingOption,
    Source,
    UncheckedOption,
)
from kb.cli.versions import offer_versions
from kb.cli.workbench import workbench
from kb.words.errors import LANGUAGES, Finding, PolicyError

app = typer.Typer(
    name="tiaowen",
    help="条文：会运行的政策文件。Tiaowen: a policy document that runs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
graph_app = typer.Typer(
    help="问图：谁负责什么、谁和谁共事、哪些支持重叠。 Ask the graph.", no_args_is_help=True
)
app.add_typer(graph_app, name="graph")
app.add_typer(workbench)


_PASSING_OVER = {"--unchecked", "--draft", "--keep-going"}
"""The options that go on though the check rejects the policy, where nothing is sure to work."""


def main() -> None:
    """Run the command line; whatever goes wrong is told in a sentence, with a status, never a traceback."""
    from kb.cli.streams import prepare_streams

    prepare_streams()
    if {"-h", "--help"} & set(sys.argv) or len(sys.argv) == 1:
        from kb.cli.wrapping import wrap_help

        wrap_help()
    try:
        try:
            status = app(standalone_mode=False)
        finally:
            sys.stdout.flush()  # here, where it can still be told that the output found no room
    except PolicyError as problem:
        raise SystemExit(_complain_of(problem.findings)) from None
    except BrokenPipeError:
        from kb.cli.streams import silence

        silence(sys.stdout)  # whoever read our output has gone
        raise SystemExit(1) from None
    except OSError as problem:
        if os.environ.get("TIAOWEN_DEBUG"):
            raise
        from kb.cli.streams import describe_trouble, silence

        if problem.filename is None:
            silence(sys.stdout)
        raise SystemExit(_complain_of([describe_trouble(problem)])) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except Exception as problem:
        from kb.cli.usage import find_usage, is_help, is_usage

        if is_usage(problem):
            if not is_help(problem):
                _complain_of([find_usage(problem)])
            elif problem.message:
                problem.show()
            raise SystemExit(problem.exit_code) from None
        if os.environ.get("TIAOWEN_DEBUG"):
            raise
        if _PASSING_OVER & set(sys.argv):
            from kb.cli.opening import unusable

            raise SystemExit(_complain_of([unusable(problem)])) from None
        from kb.cli.console import complain

        complain(problem, _lang_of(sys.argv))
        raise SystemExit(70) from None
    raise SystemExit(status or 0)


def _complain_of(findings: Iterable[Finding]) -> int:
    """Tell what went wrong, where it can be told, and give the status to end with."""
    from kb.cli.console import report
    from kb.cli.streams import silence

    try:
        report(findings, _lang_of(sys.argv))
    except OSError:
        silence(sys.stderr)
    return 1


def _tell_version(asked: bool) -> None:
    if asked:
        from kb import __version__

        typer.echo(f"tiaowen {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="版本。 Show the version.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Options of the program itself; the version is told before any command is looked for."""


@app.command()
def check(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: Annotated[
        Format, typer.Option(help="给人看(text)或给程序读(json)。 For people or for programs.")
    ] = Format.text,
) -> None:
    """检查政策：正文、规则、读法、通俗说明是否对得上。 Check the policy."""
    from kb.cli.commands.check import run_check

    raise typer.Exit(run_check(policy, lang.value, format.value))


@app.command(name="import", epilog="例：tiaowen import 办法.docx --report 识别.json")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help="文本、网页、Word 或 PDF 文件。 A text, web page, Word or PDF.",
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(help="把认出来的写成 JSON。 Write what was recognised as JSON.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="把条文和核对清单写进这个文件夹。 Write the text in lines and what to confirm.",
            show_default=False,
        ),
    ] = None,
    rejected: Annotated[
        bool,
        typer.Option(
            "--rejected", help="不接受修订，读修订以前的文字。 Read the words before tracked changes."
        ),
    ] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """导入一份政策：认出标题、条款、单位、金额、期限，列出看不懂的地方。 Recognise a policy in a file."""
    from kb.cli.commands.import_ import run_import

    raise typer.Exit(run_import(file, report, out, lang.value, rejected=rejected))


@app.command()
def show(
    eid: Annotated[
        str,
        typer.Argument(
            metavar="EID", help="编号，如 para_5、para_5__s_4、fgw、G1；也可写 五、5、市发展改革委。"
        ),
    ],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """看一条：原文、数、责任单位、支持、读法。 Show one provision, agency, support or reading."""
    from kb.cli.commands.show import run_show

    raise typer.Exit(run_show(Source(policy, unchecked), eid, lang.value, format.value))


@app.command()
def assess(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help="情况文件，或 - 表示标准输入，或例子的名字。 A case file, -, or an example."
        ),
    ],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    on: OnOption = None,
    reading: ReadingOption = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="逐项说明理由，引出条文原文。 Tell everything, with the reasons."),
    ] = False,
    format: Annotated[
        AnswerFormat,
        Detail,
        typer.Option(help="text、json、html（可以打印的网页）或 pdf。 For people, programs or paper."),
    ] = AnswerFormat.text,
    receipt: Annotated[
        Path | None, typer.Option(help="把凭据写到这个文件，以后可以重算核对。 Write a receipt.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="CASE 是凭据：重算，说明有何不同。 CASE is a receipt: replay it.")
    ] = False,
    unchecked: UncheckedOption = False,
) -> None:
    """评估一份情况：能得到哪些支持，为什么，最多多少。 Assess a case: what may be had, and why."""
    from kb.cli.commands.assess import run_assess

    status = run_assess(
        Source(policy, unchecked),
        case,
        lang.value,
        format.value,
        on=on,
        readings=reading or (),
        explain=explain,
        receipt=receipt,
        again=replay,
    )
    raise typer.Exit(status)


@app.command(epilog="例：tiaowen screen --sample 1000 --out demo；tiaowen screen demo --out result")
def screen(
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
            help="各表各列的叫法、单位和取值；不写则用登记库里的 mapping.toml。 What names and words mean.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMN",
            help="汇总按申请人表的这一列，如 district。 Sum up by this column.",
            show_default=False,
        ),
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="有读不了的行就停下。 Stop where a row cannot be read.")
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
        int, typer.Option(metavar="N", min=0, help="造一个有 N 项申报的登记库来试。 Make up a registry.")
    ] = 0,
    sql: Annotated[
        str,
        typer.Option(
            metavar="ENGINE",
            help="打印查询：duckdb、postgresql、spark。 Print the queries.",
            show_default=False,
        ),
    ] = "",
    memory: Annotated[
        str,
        typer.Option(
            metavar="SIZE", help="最多用多少内存，如 1GB。 The limit of memory.", show_default=False
        ),
    ] = "",
    threads: Annotated[int, typer.Option(min=0, help="用几个线程；0 是全部。 How many threads.")] = 0,
    shard: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="一片大约多少项申报。 About how many claims a shard holds."),
    ] = 400_000,
    unchecked: UncheckedOption = False,
) -> None:
    """筛查整个登记库：每一项申报能得到什么，按措施、单位、地区汇总。 Screen a whole registry."""
    from kb.cli.commands.screen import Asked, run_screen

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
    )
    raise typer.Exit(run_screen(Source(policy, unchecked), lang.value, asked))


@app.command()
def ask(
    case: Annotated[
        str | None,
        typer.Argument(metavar="[CASE]", help="从这份情况接着问。 A case to go on from.", show_default=False),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    on: OnOption = None,
    reading: ReadingOption = None,
    out: Annotated[
        Path | None, typer.Option(help="问完把情况写到这个文件。 Write the case to this file.")
    ] = None,
    unchecked: UncheckedOption = False,
) -> None:
    """一问一答地评估：只问还会影响结果的。 Assess by an interview that asks only what still matters."""
    from kb.cli.commands.ask import run_ask

    raise typer.Exit(
        run_ask(Source(policy, unchecked), case, lang.value, on=on, readings=reading or (), out=out)
    )


@app.command(epilog="例：tiaowen readings G1；tiaowen readings --compare G18")
def readings(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="只看这一处，如 G1。 One alone.", show_default=False)
    ] = None,
    policy: PolicyOption = None,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare", help="求出两种读法差得最多的情况，或者证明没有差别。 Where they lie apart."
        ),
    ] = False,
    lang: LangOption = Lang.zh,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """列出各处读法，用例子算出不同读法差多少。 List the readings, each with a computed example."""
    source = Source(policy, unchecked)
    if compare:
        from kb.cli.comparison import run_compare

        raise typer.Exit(run_compare(source, id, lang.value, format.value))
    from kb.cli.commands.readings import run_readings

    raise typer.Exit(run_readings(source, id, lang.value, format.value))


@app.command()
def guide(
    out: Annotated[Path, typer.Option(help="网站写到哪里。 Where to put the site.")] = Path("site"),
    base: Annotated[
        str, typer.Option(metavar="URL", help="网站将来的地址，写进站点地图。 Its address, for a sitemap.")
    ] = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="另外生成整本指南的 PDF。 Write the guide as PDF too.")
    ] = False,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    draft: DraftOption = False,
) -> None:
    """生成办事指南网站（中英文）。 Build the bilingual site of guides."""
    from kb.cli.commands.guide import run_guide

    raise typer.Exit(run_guide(Source(policy, draft, "--draft"), out, lang.value, base, pdf))


@app.command()
def paper(
    part: Annotated[
        str | None,
        typer.Argument(
            metavar="[EID]", help="只要这条措施，如 5、五；不写是整本指南。 One measure.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="写到哪个文件。 The file to write.", show_default=False)
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    traditional: Annotated[
        bool, typer.Option("--traditional", help="用繁体字。 In traditional characters.")
    ] = False,
    draft: DraftOption = False,
) -> None:
    """生成打印用的 PDF：整本指南，或一条措施。 Write the guide, or one measure, as PDF."""
    from kb.cli.commands.paper import run_paper

    raise typer.Exit(run_paper(Source(policy, draft, "--draft"), part, out, lang.value, traditional))


@app.command()
def edit(
    eid: Annotated[str, typer.Argument(metavar="EID", help="如 para_5、五、final。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    correct: Annotated[
        bool,
        typer.Option(
            "--correct", help="改正抄录的错误，写在已公布的版本里。 Correct a slip of transcription."
        ),
    ] = False,
    effective: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="新版本从哪一天起施行；不写则写入时问。 The day of effect of a new version.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """修改一条正文：在编辑器里改，保存后检查，无误才写入。 Edit the text of a measure."""
    from kb.cli.commands.edit import run_edit

    raise typer.Exit(run_edit(policy, eid, lang.value, correct=correct, effective=effective))


@app.command()
def rules(
    part: Annotated[str, typer.Argument(metavar="EID", help="如 5、五、附则；通用；登记（单位和概念）。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    show: Annotated[bool, typer.Option("--show", help="只显示，不编辑。 Show the lines.")] = False,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="从文件取规则行，- 是标准输入；有新错误就不写入。 Take the lines of a file.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Do not ask.")] = False,
) -> None:
    """修改一条的规则：中文规则行，保存后检查，无误才写入。 Edit the rules of a measure as lines."""
    from kb.cli.commands.rules import run_rules

    raise typer.Exit(run_rules(policy, part, lang.value, show=show, source=source, yes=yes))


@app.command(epilog="例：tiaowen compare 2024-05-11 2026-01-01")
def compare(
    old: Annotated[str, typer.Argument(metavar="A", help="旧的版本，如 2024-05-11。 The older version.")],
    new: Annotated[str, typer.Argument(metavar="B", help="新的版本。 The newer version.")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: Annotated[Format, typer.Option(help="text 或 json。")] = Format.text,
) -> None:
    """逐条对照两个版本：增、删、改和改了编号的。 Compare two versions clause by clause."""
    from kb.cli.commands.compare import run_redline

    raise typer.Exit(run_redline(policy, old, new, lang.value, format.value))


@app.command(epilog="例：tiaowen amend 2026-01-01 --text 新文字稿.txt --decision 关于修改……的决定")
def amend(
    effective: Annotated[str, typer.Argument(metavar="DAY", help="从哪一天起施行。 The day of effect.")],
    text: Annotated[
        Path | None,
        typer.Option(
            help="改好的整份文字稿（由 format --lines 打印出来再改）。 The whole new text in lines.",
            show_default=False,
        ),
    ] = None,
    repeal: Annotated[
        list[str] | None,
        typer.Option(metavar="EID", help="删去这一条，编号保留；可以多次。 Repeal it.", show_default=False),
    ] = None,
    insert: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EID=FILE",
            help="在这一条后面加一条（第×条之一），文字在 FILE 里；可以多次。 Insert a measure behind it.",
            show_default=False,
        ),
    ] = None,
    decision: Annotated[str, typer.Option(metavar="TITLE", help="修改决定的名称。 Its title.")] = "",
    decided: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="修改决定的日期。 The day of the decision.", show_default=False),
    ] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Do not ask.")] = False,
) -> None:
    """由最新一版做出修改后的新版本：规则、读法、事实、通俗说明一起带过去。 Make an amended version."""
    from kb.cli.commands.amend import run_amend

    status = run_amend(
        policy,
        effective,
        lang.value,
        text=text,
        repeals=repeal or (),
        inserts=insert or (),
        decision=decision,
        decided=decided,
        yes=yes,
    )
    raise typer.Exit(status)


@app.command()
def review(
    eid: Annotated[str, typer.Argument(metavar="EID", help="如 para_5、五、final。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Do not ask.")] = False,
) -> None:
    """复核：正文改后，确认规则仍与正文一致。 Confirm that the rules still fit an edited text."""
    from kb.cli.commands.review import run_review

    raise typer.Exit(run_review(policy, eid, lang.value, yes=yes))


@app.command()
def format(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    check: Annotated[bool, typer.Option("--check", help="只看，不写。 Tell, and write nothing.")] = False,
    lines: Annotated[
        bool, typer.Option("--lines", help="打印整份政策的文字稿。 Print the policy in the line form.")
    ] = False,
) -> None:
    """把文件写成规范的样子。 Write the files in canonical form."""
    from kb.cli.commands.format import run_format

    raise typer.Exit(run_format(policy, lang.value, check=check, lines=lines))


HostOption = Annotated[
    str, typer.Option(metavar="ADDRESS", help="在哪个地址上听候请求。 The address to listen on.")
]
PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="端口；0 是任选一个。 The port; 0 takes any.")
]
QueryFormat = Annotated[Format, typer.Option("--format", help="text 或 json。")]


@graph_app.command("agency")
def graph_agency(
    name: Annotated[str, typer.Argument(help="编号或名称，如 fgw、市发展改革委。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """一个单位负责什么：列第一位的、列在后面的。 What an agency leads and joins."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).agency(name)


@graph_app.command("shared")
def graph_shared(
    name: Annotated[str | None, typer.Argument(help="只看这个单位。")] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """谁和谁共同负责，最多的在前。 Who shares work with whom."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).shared(name)


@graph_app.command("grants")
def graph_grants(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """各领域有哪些写明金额的资助，哪个领域没有。 Which domains lack a money grant."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).grants()


@graph_app.command("instruments")
def graph_instruments(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """条文引用了哪些文件之外的政策、规定。 What cites outside instruments."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).instruments()


@graph_app.command("overlaps")
def graph_overlaps(
    support: Annotated[str | None, typer.Argument(help="只看这项支持，如 para_9__sup_1。")] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """哪些支持可能落在同一件事上。 Which supports overlap."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).overlaps(support)


@graph_app.command("touches")
def graph_touches(
    eid: Annotated[str, typer.Argument(metavar="EID", help="如 para_5__s_4、final。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """改这一条会牵动什么。 What rests on a provision."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).touches(eid)


@graph_app.command("export")
def graph_export(
    format: Annotated[GraphFormat, typer.Option("--format", help="graphml、json 或 svg。")],
    out: Annotated[Path | None, typer.Option(help="写到哪个文件；不写则打印。")] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    unchecked: UncheckedOption = False,
) -> None:
    """把整张图写成 GraphML、JSON 或图画（SVG）。 Export the graph."""
    from kb.cli.commands.graph import Answering

    Answering(Source(policy, unchecked), lang.value, format.value).export(format.value, out)


@app.command()
def serve(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines", help="不经 HTTP：标准输入一行一份情况，标准输出一行一个回答。 A case a line, not HTTP."
        ),
    ] = False,
    detail: Annotated[
        Detail, typer.Option(help="配合 --lines：回答多少。 With --lines: how much is told.")
    ] = Detail.outcomes,
    most_bytes: Annotated[
        int, typer.Option(min=1000, help="一次请求最多多少字节。 The most bytes of a request.")
    ] = 1_000_000,
    most_claims: Annotated[
        int,
        typer.Option(min=1, max=300, help="一份情况最多几项申请、几笔资助。 The most claims of a case."),
    ] = 100,
    seconds: Annotated[
        int, typer.Option(min=1, help="一份情况最多算几秒。 The most seconds of work for a case.")
    ] = 20,
) -> None:
    """开服务：别的程序经 HTTP 来问，默认只答本机。 Answer programs over HTTP, on this machine."""
    from kb.cli.commands.serve import run_lines, run_serve

    if lines:
        raise typer.Exit(run_lines(policy, detail.value))
    raise typer.Exit(
        run_serve(
            policy,
            lang.value,
            host=host,
            port=port,
            most_bytes=most_bytes,
            most_claims=most_claims,
            seconds=seconds,
        )
    )


@app.command()
def mcp(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    http: Annotated[
        bool, typer.Option("--http", help="经 HTTP，不经标准输入输出。 Over HTTP, not the standard streams.")
    ] = False,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8001,
) -> None:
    """让 AI 助手来问（MCP）：查条文、评估、说明理由。 Answer AI assistants (Model Context Protocol)."""
    from kb.cli.commands.mcp import run_mcp

    raise typer.Exit(run_mcp(policy, lang.value, http=http, host=host, port=port))


for _commands in (app, graph_app, workbench):
    offer_versions(_commands)


def _lang_of(arguments: list[str]) -> str:
    """The language asked for, also where the command line could not be parsed."""
    for before, word in pairwise(arguments):
        if before == "--lang" and word in LANGUAGES:
            return word
    for lang in LANGUAGES:
        if f"--lang={lang}" in arguments:
            return lang
    asked = os.environ.get("TIAOWEN_LANG", "")
    return asked if asked in LANGUAGES else "zh"
