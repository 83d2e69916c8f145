"""``tiaowen graph``: questions of the graph answered in sentences or JSON, and its export."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, is_dataclass, replace
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.text import Text

from kb.cli.console import out
from kb.cli.names import resolve
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import (
    Format,
    GraphFormat,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
    policy_folder,
)
from kb.cli.outputs import keep_inputs
from kb.graph import (
    Graph,
    Question,
    answer_question,
    build_graph,
    describe_agency,
    find_grounds,
    find_overlaps,
    list_citations,
    list_grants,
    list_shared_work,
    trace_reach,
    write_graphml,
    write_node_link,
)
from kb.graph.answers import Node
from kb.graph.overlaps import find_bars
from kb.graph.works import build_works_graph
from kb.loading import find_works
from kb.loading.files import write_file
from kb.model.policy import Policy, Support
from kb.model.registry import Agency
from kb.model.words.errors import Language, Place, PolicyError, error

_WORDS = {
    "zh": {
        "leads": "列第一位的措施",
        "joins": "列在后面的措施",
        "order": "列第一位是否就是牵头，条文没有写，见读法 {reading}。",
        "shares": "{first} 与 {second}：共同负责 {count} 条",
        "grants": "{domain}：{count} 项写明金额的资助，其中只属于本领域的 {own} 项",
        "lacking": "{domain}：没有写明金额的资助",
        "editorial": "编者归类",
        "effects": {
            "pays": "由它规定支持",
            "lists": "以它的名单为准",
            "certifies": "由它认证或认定",
            "governs": "按它执行",
            "prevails": "从其规定",
            "founds": "制定的依据",
        },
        "kinds": {"same-subject": "对象相同", "same-base": "计算基数相同", "same-reading": "读法提到二者"},
        "bar": "{words}（{provision}）是否及于这些支持，见读法 {readings}。",
        "none": "没有。",
        "general": "这是共同规则，对每条措施都适用。",
        "stated": {
            "chapter": "（本章统一规定）",
            "document": "（文件统一规定）",
            "issuer": "（条文没有写，只是发文机关）",
        },
        "reach": {
            "provisions": "条款",
            "measures": "措施",
            "supports": "支持",
            "agencies": "单位",
            "domains": "领域",
            "instruments": "所引文件",
            "readings": "读法",
        },
        "written": "已写入 {file}",
    },
    "en": {
        "leads": "Measures that name it first",
        "joins": "Measures that name it further on",
        "order": "Whether the first named leads, the text does not say: see reading {reading}.",
        "shares": "{first} and {second}: measures in common: {count}",
        "grants": "{domain}: grants with a stated sum: {count}, of measures in this domain alone: {own}",
        "lacking": "{domain}: no grant with a stated sum",
        "editorial": "editorial",
        "effects": {
            "pays": "states the support",
            "lists": "its list decides",
            "certifies": "certifies or recognises",
            "governs": "governs",
            "prevails": "prevails",
            "founds": "the document rests on it",
        },
        "kinds": {"same-subject": "same subject", "same-base": "same base", "same-reading": "same reading"},
        "bar": "Whether {words} ({provision}) reaches these supports: see readings {readings}.",
        "none": "None.",
        "general": "A term that holds for every measure.",
        "stated": {
            "chapter": " (stated for the chapter)",
            "document": " (stated for the whole document)",
            "issuer": " (not stated; it only issued the text)",
        },
        "reach": {
            "provisions": "Provisions",
            "measures": "Measures",
            "supports": "Supports",
            "agencies": "Agencies",
            "domains": "Domains",
            "instruments": "Instruments",
            "readings": "Readings",
        },
        "written": "Written to {file}",
    },
}  # fmt: skip


class Answering:
    """One policy, its graph, and the language and form in which questions are answered."""

    def __init__(self, source: Source, lang: str, format: str = "text") -> None:
        self.folder, self.policy = open_policy(source, lang, format)
        self.graph: Graph = build_graph(self.policy)
        self.lang = cast(Language, lang)
        self.format = format
        self.colon = "：" if lang == "zh" else ": "
        self.words = cast(dict[str, str], _WORDS[lang])

    def check_agency(self, typed: str) -> None:
        """Check that the policy knows an agency. Raises :class:`PolicyError` where it does not."""
        self._agency_id(typed)

    def agency(self, typed: str) -> None:
        """The measures that an agency leads and joins."""
        work = describe_agency(self.graph, self._agency_id(typed))
        if self._answered_as_data(work):
            return
        self._head(work.agency)
        for key, tasks in (("leads", work.leads), ("joins", work.joins)):
            self._title(self._counted(self.words[key], len(tasks)))
            for task in tasks:
                # A measure that states it itself needs no word.
                told = cast(dict[str, str], self.words["stated"]).get(task.stated, "")
                self._line(f"{task.measure.id} {task.measure.label(self.lang)}{told}")
        if work.reading:
            self._line(self.words["order"].format(reading=work.reading))

    def shared(self, typed: str | None) -> None:
        """Pairs of agencies that share measures, most first."""
        pairs = list_shared_work(self.graph, self._agency_id(typed) if typed else "")
        if self._answered_as_data(pairs):
            return
        for pair in pairs:
            first, second = pair.first.label(self.lang), pair.second.label(self.lang)
            self._title(self.words["shares"].format(first=first, second=second, count=len(pair.measures)))
            self._line("、".join(measure.id for measure in pair.measures))
        self._none_of(pairs)

    def grants(self) -> None:
        """The domains with grants of a stated sum, and those without any."""
        answers = list_grants(self.graph)
        if self._answered_as_data(answers):
            return
        for answer in answers:
            key = "lacking" if answer.is_lacking else "grants"
            domain = answer.domain.label(self.lang)
            self._title(self.words[key].format(domain=domain, count=len(answer.grants), own=len(answer.own)))
            for grant in answer.grants:
                mark = f" ({self.words['editorial']})" if grant.editorial else ""
                self._line(f"{grant.support.id} {grant.quantities} {grant.support.label(self.lang)}{mark}")

    def instruments(self) -> None:
        """The citations of outside instruments."""
        answers = list_citations(self.graph)
        if self._answered_as_data(answers):
            return
        effects = cast(dict[str, str], self.words["effects"])
        for answer in answers:
            self._head(answer.instrument)
            for cited in answer.citations:
                self._line(f"{cited.provision.id} “{cited.words}” {effects[cited.effect]}")

    def overlaps(self, typed: str | None) -> None:
        """The supports that may be for the same thing, and the bar that may apply to them."""
        if typed or self.format == "json":
            answers = find_overlaps(self.graph, self._support_id(typed) if typed else "")
            if self._answered_as_data(answers):
                return
            kinds = cast(dict[str, str], self.words["kinds"])
            for overlap in answers:
                self._title(f"{kinds[overlap.kind]}{self.colon}{overlap.shared.label(self.lang)}")
                for stake in (overlap.first, overlap.second):
                    self._line(f"{stake.support.id} “{stake.words}” {stake.provision}")
            self._none_of(answers)
        else:
            self._show_grounds()
        for bar in find_bars(self.graph):
            readings = "、".join(bar.readings)
            words = self.words["bar"].format(words=bar.words, provision=bar.provision, readings=readings)
            out().print(Text(words))

    def touches(self, typed: str) -> None:
        """Everything that depends on a provision, cites it or is bound to it."""
        eid = resolve(self.policy, typed)
        try:
            reach = trace_reach(self.graph, eid)
        except KeyError:
            raise PolicyError(
                [error("graph-no-provision", Place(self.policy.folder, 0, eid), id=eid)]
            ) from None
        if self._answered_as_data(reach):
            return
        self._head(reach.edited)
        if reach.is_general:
            self._line(self.words["general"])
        for key, label in cast(dict[str, str], self.words["reach"]).items():
            nodes: tuple[Node, ...] = getattr(reach, key)
            if nodes:
                self._title(self._counted(label, len(nodes)))
                for node in nodes:
                    self._line(
                        f"{node.id} {node.label(self.lang)}" if node.id != node.label(self.lang) else node.id
                    )

    def export(self, format: str, file: Path | None) -> None:
        """The whole graph as GraphML, node-link JSON or a picture."""
        keep_inputs(file, self.folder)
        if format == "graphml":
            data = write_graphml(self.graph)
        elif format == "json":
            data = write_node_link(self.graph).encode()
        else:
            from render.pictures.graph import draw_network

            data = draw_network(self.policy, self.lang, lambda _: "").encode()
        if self.policy.unchecked is not None:
            data = _marked(data, format, self.policy, self.lang)
        if file is None:
            print(data.decode(), end="")
        else:
            write_file(file, data)
            out().print(Text(self.words["written"].format(file=file)))

    def draw(self, question: Question, file: Path | None) -> None:
        """The picture that answers a question."""
        from render.pictures.questions import draw_question

        keep_inputs(file, self.folder)
        data = draw_question(answer_question(self.graph, question), self.lang, lambda _: "").encode()
        if self.policy.unchecked is not None:
            data = _marked(data, "svg", self.policy, self.lang)
        if file is None:
            print(data.decode(), end="")
        else:
            write_file(file, data)
            out().print(Text(self.words["written"].format(file=file)))

    def _show_grounds(self) -> None:
        kinds = cast(dict[str, str], self.words["kinds"])
        for ground in find_grounds(self.graph):
            self._title(f"{kinds[ground.kind]}{self.colon}{ground.shared.label(self.lang)}")
            for stake in ground.stakes:
                self._line(f"{stake.support.id} {stake.support.label(self.lang)}")

    def _agency_id(self, typed: str) -> str:
        key = resolve(self.policy, typed)
        if not isinstance(self.policy[key], Agency):
            first = self.policy.agencies[0]
            words = {"id": typed, "agency": first.id, "name": first.short_name}
            raise PolicyError([error("graph-no-agency", Place(self.policy.folder, 0, key), **words)])
        return key

    def _support_id(self, typed: str) -> str:
        key = resolve(self.policy, typed)
        if not isinstance(self.policy[key], Support):
            raise PolicyError([error("graph-no-support", Place(self.policy.folder, 0, key), id=typed)])
        return key

    def _answered_as_data(self, answer: object) -> bool:
        if self.format != "json":
            return False
        print(json.dumps(mark_data(self.policy, _data(answer)), ensure_ascii=False, indent=2))
        return True

    def _none_of(self, answers: Iterable[object]) -> None:
        if not list(answers):
            self._line(self.words["none"])

    def _head(self, node: Node) -> None:
        label = node.label(self.lang)
        out().print(Text(node.id, style="bold cyan"), Text("" if label == node.id else label, style="bold"))

    def _counted(self, words: str, count: int) -> str:
        return f"{words}（{count}）" if self.lang == "zh" else f"{words} ({count})"

    def _title(self, words: str) -> None:
        out().print(Text(words, style="bold"))

    def _line(self, words: str) -> None:
        out().print(Text(f"  {words}"))


def _marked(data: bytes, format: str, policy: Policy, lang: Language) -> bytes:
    """An export of a policy that answers unchecked, with its mark: a key of JSON, a comment of XML."""
    if format == "json":
        return f"{json.dumps(mark_data(policy, json.loads(data)), ensure_ascii=False, indent=2)}\n".encode()
    mark = policy.unchecked.say(lang).replace("--", "‑‑") if policy.unchecked else ""
    return data.rstrip() + f"\n<!-- {mark} -->\n".encode()


def _data(answer: object) -> object:
    if is_dataclass(answer) and not isinstance(answer, type):
        return asdict(answer)
    return [_data(item) for item in answer] if isinstance(answer, tuple) else answer


def answer_each(source: Source, lang: str, format: str, agency: str) -> None:
    """The measures that an agency leads and joins: under the only work, or under each work of a library that
    knows it.
    """
    works = find_works(policy_folder(source.folder))
    if len(works) < 2:
        Answering(source, lang, format).agency(agency)
        return
    found = False
    for work in works:
        answering = Answering(replace(source, folder=work), lang, format)
        with suppress(PolicyError):
            answering.check_agency(agency)
            found = True
            if format == "text":
                out().print(Text(answering.policy.title, style="bold"))
            answering.agency(agency)
    if not found:
        Answering(replace(source, folder=works[0]), lang, format).agency(agency)


def export_works(source: Source, lang: str, format: str, file: Path | None) -> bool:
    """Export the graph of several works as one. Returns whether there are several.

    Raises :class:`PolicyError` for a picture, which shows one work.
    """
    works = find_works(policy_folder(source.folder))
    if len(works) < 2:
        return False
    if format == "svg":
        raise PolicyError([error("works-format", Place(), format=format)])
    graph = build_works_graph([open_policy(replace(source, folder=work), lang)[1] for work in works])
    data = write_graphml(graph) if format == "graphml" else write_node_link(graph).encode()
    if file is None:
        print(data.decode(), end="")
    else:
        write_file(file, data)
        out().print(Text(cast(str, _WORDS[lang]["written"]).format(file=file)))
    return True


app = typer.Typer(no_args_is_help=True)

QueryFormat = Annotated[Format, typer.Option("--format", help="text 或 json。")]


@app.command("agency")
def ask_agency(
    name: Annotated[str, typer.Argument(help="编号或名称，如 fgw、市发展改革委。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """一个单位负责什么：列第一位的、列在后面的。 The measures an agency leads or joins."""
    answer_each(Source(policy, unchecked), lang.value, format.value, name)


@app.command("shared")
def ask_shared(
    name: Annotated[str | None, typer.Argument(help="只看这个单位。")] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """谁和谁共同负责，最多的在前。 Agencies with shared measures."""
    Answering(Source(policy, unchecked), lang.value, format.value).shared(name)


@app.command("grants")
def ask_grants(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """各领域有哪些写明金额的资助，哪个领域没有。 Grants by domain; domains without."""
    Answering(Source(policy, unchecked), lang.value, format.value).grants()


@app.command("instruments")
def ask_instruments(
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """条文引用了哪些文件之外的政策、规定。 Citations of outside instruments."""
    Answering(Source(policy, unchecked), lang.value, format.value).instruments()


@app.command("overlaps")
def ask_overlaps(
    support: Annotated[str | None, typer.Argument(help="只看这项支持，如 para_9__sup_1。")] = None,
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """哪些支持可能落在同一件事上。 Which supports overlap."""
    Answering(Source(policy, unchecked), lang.value, format.value).overlaps(support)


@app.command("touches")
def ask_touches(
    eid: Annotated[str, typer.Argument(metavar="EID", help="如 para_5__s_4、final。")],
    policy: PolicyOption = None,
    lang: LangOption = Lang.zh,
    format: QueryFormat = Format.text,
    unchecked: UncheckedOption = False,
) -> None:
    """改这一条会牵动什么。 Everything that depends on a provision."""
    Answering(Source(policy, unchecked), lang.value, format.value).touches(eid)


@app.command("export")
def ask_export(
    format: Annotated[GraphFormat, typer.Option("--format", help="graphml、json 或 svg。")],
    out: Annotated[Path | None, typer.Option(help="写到哪个文件；不写则打印。")] = None,
    policy: PolicyOption = None,
    question: Annotated[
        Question | None, typer.Option(help="只画一个问题的图（SVG）。 The picture of one question.")
    ] = None,
    lang: LangOption = Lang.zh,
    unchecked: UncheckedOption = False,
) -> None:
    """把整张图写成 GraphML、JSON 或图画（SVG）。 Export the graph."""
    source = Source(policy, unchecked)
    if question is not None:
        if format is not GraphFormat.svg:
            raise typer.BadParameter("--question 只能画成 svg · --question gives svg alone")
        Answering(source, lang.value).draw(question, out)
    elif not export_works(source, lang.value, format.value, out):
        Answering(source, lang.value, format.value).export(format.value, out)
