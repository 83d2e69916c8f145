"""``tiaowen show``: one thing of the policy, for a person or a program."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Annotated, cast

import typer
from rich.padding import Padding
from rich.text import Text

from kb.cli.console import out
from kb.cli.json_data import describe, supports_at
from kb.cli.names import resolve
from kb.cli.opening import mark_data, open_policy
from kb.cli.options import (
    Format,
    Lang,
    LangOption,
    PolicyOption,
    Source,
    UncheckedOption,
)
from kb.loading.links import quantities_in
from kb.model.document import Provision, Section
from kb.model.figures import inline_text
from kb.model.policy import Measure, Policy, Support
from kb.model.registry import Agency, Concept, Domain
from kb.model.wording import Plain, Reading
from kb.model.words.errors import LANGUAGES, Language
from kb.model.writing import write_value
from render.text.amounts import say_amount

_LABELS = {
    "agencies": ("责任", "Responsible"),
    "chapter": ("本章统一规定", "stated for the chapter"),
    "document": ("文件统一规定", "stated for the whole document"),
    "issuer": ("文件没有写由谁负责，这是发文机关", "the document names nobody; this body issued it"),
    "domains": ("领域", "Domains"),
    "editorial": ("编者归类", "editorial"),
    "text": ("原文", "Text"),
    "supports": ("支持", "Supports"),
    "readings": ("读法", "Readings"),
    "default": ("默认", "default"),
    "because": ("为什么取默认的这一种", "why the default is what it is"),
    "plain": ("通俗说明", "In plain words"),
    "provision": ("条款", "Provision"),
    "line": ("行", "line"),
    "first": ("列第一位", "named first"),
    "fields": ("方向", "Fields"),
    "per": ("按", "Per"),
    "selection": ("如何决定", "Decided"),
    "acts": ("作用", "Does"),
    "conditions": ("待认定", "Judged"),
    "subjects": ("对象", "For"),
    "quantities": ("数量", "Quantities"),
    "facts": ("要问的事实", "Asks for"),
    "form": ("形式", "Form"),
}
_WORDS = {lang: {key: both[n] for key, both in _LABELS.items()} for n, lang in enumerate(LANGUAGES)}


def run_show(source: Source, typed: str, lang: str, format: str) -> int:
    """Print what the policy knows of the thing that a person named."""
    _, loaded = open_policy(source, lang, format)
    key = resolve(loaded, typed)
    if format == "json":
        data = mark_data(loaded, describe(loaded, key, cast(Language, lang)))
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        show_text(loaded, key, lang)
    return 0


def show_text(policy: Policy, key: str, lang: str) -> None:
    """Print an item for a person."""
    language = cast(Language, lang)
    item = policy[key]
    match item:
        case Measure():
            _show_measure(policy, item, language)
        case Provision():
            _show_provision(policy, item, language)
        case Section():
            _head(item.eid, "")
            for sentence in item.sentences:
                _show_provision(policy, sentence, language)
        case Agency():
            _show_agency(policy, item, language)
        case Domain():
            _show_domain(policy, item, language)
        case Support():
            _head(item.id, policy.support_name(item, language))
            _show_support(policy, item, language)
        case Reading():
            _show_reading(policy, item, language)
        case Concept():
            _head(item.id, item.label(lang))
            _line("", item.gloss.get(lang, ""))
        case _:
            _head(item.eid, item.text)


def _show_measure(policy: Policy, measure: Measure, lang: Language) -> None:
    words = _WORDS[lang]
    plain = policy.plain[lang].get(measure.eid)
    _head(measure.eid, measure.headline)
    if plain:
        _line(words["plain"], inline_text(policy, plain.summary.parts, lang))
        for told in (*plain.offers, *plain.to_whom, *plain.decided, *plain.open):
            _plain(policy, told, lang)
    _show_duties(measure, lang)
    _line(
        words["domains"],
        "、".join(f"{x.domain.label(lang)}（{_basis(x.basis.words, lang)}）" for x in measure.domains),
    )
    for support in measure.supports:
        _show_support(policy, support, lang, named=True)
    out().print(Text(words["text"], style="bold"))
    for sentence in measure.provisions:
        _show_provision(policy, sentence, lang)


def _show_provision(policy: Policy, provision: Provision, lang: Language) -> None:
    words = _WORDS[lang]
    for smallest in provision.smallest():
        text = Text()
        for run in smallest.runs:
            text.append(run) if isinstance(run, str) else text.append(run.text, style="bold magenta")
        line = Text(f"{words['line']} {smallest.line}", style="dim")
        out().print(Text(smallest.eid, style="bold cyan"), line)
        out().print(Padding(text, (0, 0, 0, 2), expand=False))
        acts = [a for a in policy.acts if a.provision in (smallest.eid, provision.eid)]
        labels = policy.registry.concept_by_id
        _line(words["acts"], "、".join(f"{labels[a.kind].label(lang)}“{a.words}”" for a in acts))
        for quantity in quantities_in(smallest, policy.registry):
            value = write_value(quantity.value, lang)
            _line(words["quantities"], f"{quantity.text} = {value} ({quantity.concept})")
        asked = [f for f in policy.facts if any(b.provision == smallest.eid for b in f.bases)]
        _line(words["facts"], "、".join(dict.fromkeys(f.label(lang) for f in asked)))
        _line(words["supports"], "、".join(s.id for s in supports_at(policy, smallest.eid)))


def _show_support(policy: Policy, support: Support, lang: Language, *, named: bool = False) -> None:
    words = _WORDS[lang]
    registry = policy.registry
    if named:
        name = Text(policy.support_name(support, lang), style="bold")
        out().print(Text(support.id, style="bold green"), name)
    _line("", inline_text(policy, say_amount(support.amount, registry, lang), lang))
    form, unit, selection = (
        registry.concept_by_id[key].label(lang) for key in (support.form, support.per, support.selection)
    )
    _line(words["form"], form)
    _line(words["per"], unit)
    _line(words["selection"], selection + (f"“{support.selection_words}”" if support.selection_words else ""))
    _line(words["subjects"], "、".join(f"{s.concept.label(lang)}“{s.words}”" for s in support.subjects))
    _line(words["conditions"], "、".join(f"“{c.words}”" for c in support.conditions))
    _line(words["readings"], " ".join(support.readings))
    _line(words["provision"], support.provision)


def _show_duties(measure: Measure, lang: Language) -> None:
    """The responsible agencies under each printed label, and where they are stated if not here."""
    words = _WORDS[lang]
    for label, group in groupby(measure.duties, key=lambda duty: duty.label):
        duties = "、".join(
            d.agency.label(lang) + (f"（{words['first']}）" if d.leads and len(measure.duties) > 1 else "")
            for d in group
        )
        _line(label if label and lang == "zh" else words["agencies"], duties)
    if measure.source not in ("", "provision"):
        duty = measure.duties[0]
        _line("", f"{words[measure.source]}：{duty.provision} “{duty.statement}”")


def _show_agency(policy: Policy, agency: Agency, lang: Language) -> None:
    words = _WORDS[lang]
    _head(agency.id, agency.label(lang))
    for duty in (d for d in policy.duties if d.agency.id == agency.id):
        measure = policy.measure(duty.measure)
        first = f"（{words['first']}）" if duty.leads else ""
        _line("", f"{measure.eid} {measure.headline}{first}")


def _show_domain(policy: Policy, domain: Domain, lang: Language) -> None:
    words = _WORDS[lang]
    _head(domain.id, domain.label(lang))
    _line(words["provision"], domain.provision)
    _line(words["fields"], "、".join(f.words if lang == "zh" else f.label_en for f in domain.fields))
    for measure in policy.measures:
        for link in measure.domains:
            if link.domain.id == domain.id:
                _line("", f"{measure.eid} {measure.headline}（{_basis(link.basis.words, lang)}）")


def _show_reading(policy: Policy, reading: Reading, lang: Language) -> None:
    words = _WORDS[lang]
    _head(reading.id, inline_text(policy, reading.question[lang].parts, lang))
    for basis in reading.bases:
        _line(words["provision"], basis.provision + (f"“{basis.words}”" if basis.words else ""))
    for option in reading.options:
        mark = f"（{words['default']}）" if option.id == reading.default else ""
        _line("", f"{option.id}{mark} {inline_text(policy, option.text[lang].parts, lang)}")
    if because := reading.because.get(lang):
        _line(words["because"], inline_text(policy, because.parts, lang))


def _plain(policy: Policy, sentence: Plain, lang: Language) -> None:
    cites = " ".join((*sentence.cites, *sentence.readings))
    _line("", f"· {inline_text(policy, sentence.parts, lang)} [{cites}]")


def _head(key: str, title: str) -> None:
    out().print(Text(key, style="bold cyan"), Text(title, style="bold"))


def _line(label: str, text: str) -> None:
    if text:
        colon = "：" if "\u4e00" <= label[-1:] <= "\u9fff" else ": "
        line = Text.assemble((f"{label}{colon}" if label else "", "dim"), text)
        out().print(Padding(line, (0, 0, 0, 2), expand=False))


def _basis(words: str, lang: Language) -> str:
    return f"“{words}”" if words else _WORDS[lang]["editorial"]


def command(
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
) -> int:
    """Run ``tiaowen show``."""
    return run_show(Source(policy, unchecked), eid, lang.value, format.value)
