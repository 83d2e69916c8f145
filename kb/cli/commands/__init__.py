"""The commands of ``tiaowen``: one module for each, imported when it is called.

A new command is a module here and a line in ``COMMANDS``. The module has a function ``command``, which
declares arguments and options and returns the exit status, and ``EXAMPLES`` where its help shows some. A
command with subcommands offers ``app``, a ``typer.Typer``, instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from importlib import import_module
from keyword import iskeyword
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from kb.cli.versions import with_version

COMMANDS = {
    "check": "检查政策：正文、规则、读法、通俗说明是否对得上。 Check the policy.",
    "show": "看一条：原文、数、责任单位、支持、读法。 Show one provision, agency, support or reading.",
    "assess": "评估一份情况：能得到哪些支持，为什么，最多多少。 Assess a case: which support, and why.",
    "screen": "筛查整个登记库：每一项申报能得到什么，按措施、单位、地区汇总。 Screen a whole registry.",
    "ask": "一问一答地评估：只问还会影响结果的。 Assess by an interview that asks only what still matters.",
    "readings": "列出各处读法，用例子算出不同读法差多少。 List the readings, each with a computed example.",
    "guide": "生成办事指南网站（中英文）。 Build the bilingual site of guides.",
    "paper": "生成打印用的 PDF：整本指南，或一条措施。 Write the guide, or one measure, as PDF.",
    "import": "导入一份政策：认出标题、条款、单位、金额、期限，列出看不懂的地方。 "
    "Recognise a policy in a file.",
    "edit": "修改一条正文：在编辑器里改，保存后检查，无误才写入。 Edit the text of a measure.",
    "rules": "修改一条的规则：中文规则行，保存后检查，无误才写入。 Edit the rules of a measure as lines.",
    "compare": "逐条对照两个版本：增、删、改和改了编号的。 Compare two versions clause by clause.",
    "amend": "由最新一版做出修改后的新版本：规则、读法、事实、通俗说明一起带过去。 Make an amended version.",
    "desk": "打开网页工作台：在浏览器里改条文和规则。 Open the desk: edit text and rules in a browser.",
    "review": "复核：正文改后，确认规则仍与正文一致。 Confirm that the rules still fit an edited text.",
    "format": "把文件写成规范的样子。 Write the files in canonical form.",
    "serve": "开服务：别的程序经 HTTP 来问，默认只答本机。 Answer programs over HTTP, on this machine.",
    "mcp": "让 AI 助手来问（MCP）：查条文、评估、说明理由。 Answer AI assistants (Model Context Protocol).",
    "graph": "问图：谁负责什么、谁和谁共事、哪些支持重叠。 Ask the graph.",
    "fuzz": "抽测：自动编几千份情况，看哪条规律不成立。 Try thousands of cases against every law.",
    "replay": "重现用例：程序说的和期望的是否一样。 Replay the kept cases, or show one in sentences.",
    "accept": "确认用例：有人对照条文写下期望的结果。 Confirm what a case should give.",
    "mutate": "改动检验：把政策一处一处改坏，看哪一处没有检验发现。 Change the policy, and see what notices.",
    "test": "全部检验：检查、重现、证明、抽测、改动……依次跑，出报告。 Run the whole workbench and report.",
    "abuse": "钻空子：拆开、合并、改日期、换次序、升级，能多得多少。 "
    "Find applications that gain more than intended.",
    "prove": "证明：上限、取整、条件、有效期、件数……对所有情况都成立吗。 Prove the laws for every case.",
    "cover": "覆盖：用最少的用例看到每种结果、每个条件的作用。 Find the fewest cases that cover the rules.",
}
"""The help of every command by its name, in the order of ``tiaowen --help``."""


class Named(TyperCommand):
    """A command known by its name and help only, until it is called."""

    @cached_property
    def real(self) -> Any:
        """The command itself with its arguments and options."""
        name = f"{self.name}_" if iskeyword(str(self.name)) else self.name
        module = import_module(f"{__name__}.{name}")
        if hasattr(module, "app"):
            for one in module.app.registered_commands:
                one.callback = with_version(one.callback)
            group = get_group(module.app)
            group.name, group.help = self.name, self.help
            return group
        examples = module.EXAMPLES if hasattr(module, "EXAMPLES") else None
        alone = typer.Typer(add_completion=False)
        alone.command(self.name, help=self.help, epilog=examples)(_ending(with_version(module.command)))
        return get_command(alone)

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """The context of the command itself."""
        return self.real.make_context(*args, **extra)


class Commands(TyperGroup):
    """Every command of the program."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: Named(name, help=words) for name, words in COMMANDS.items()}


def _ending(command: Callable[..., int]) -> Callable[..., None]:
    """A command that ends the program with the status that it returns."""

    @wraps(command)
    def run(**given: Any) -> None:
        raise typer.Exit(command(**given))

    return run
