"""A policy of any number of measures, made by repeating the measures of the toy policy."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from kb.loading import load_text, write_akn
from kb.model.document import Clause, Provision, Responsibility, fingerprint
from kb.model.numbers import write_numeral
from tests.conftest import TOY

_TOY_MEASURES = 10


def make_policy(folder: Path, measures: int) -> Path:
    """Write a valid policy with a number of measures to ``folder`` and return it."""
    shutil.copytree(TOY, folder)
    folders, document, registry = load_text(folder)
    clauses = tuple(_renumbered(document.clauses[n % _TOY_MEASURES], n + 1) for n in range(measures))
    grown = replace(document, clauses=clauses)
    (folders.version / "text.xml").write_bytes(write_akn(grown, registry))
    prints = {part.eid: fingerprint(part) for part in grown.parts}
    for name, tag in (("rules.xml", "measure"), ("plain.zh.xml", "part"), ("plain.en.xml", "part")):
        path = folders.version / name
        path.write_text(_grown(path.read_text(encoding="utf-8"), tag, measures, prints), encoding="utf-8")
    return folder


def _renumbered(clause: Clause, number: int) -> Clause:
    eid = f"para_{number}"

    def renamed(provision: Provision) -> Provision:
        inner = tuple(renamed(p) for p in provision.clauses)
        return replace(provision, eid=provision.eid.replace(clause.eid, eid, 1), clauses=inner)

    closing = clause.responsibility
    return Clause(
        eid=eid,
        num=f"({write_numeral(number)})",
        heading_runs=clause.heading_runs,
        sentences=tuple(renamed(sentence) for sentence in clause.sentences),
        responsibility=closing and Responsibility(f"{eid}__resp", closing.label, closing.agencies),
    )


def _grown(xml: str, tag: str, measures: int, prints: dict[str, str]) -> str:
    blocks = re.findall(rf'  <{tag} eId="para_\d+".*?</{tag}>\n', xml, re.DOTALL)
    start = xml.index(blocks[0])
    end = xml.index(blocks[-1]) + len(blocks[-1])
    made = []
    for n in range(measures):
        block = blocks[n % _TOY_MEASURES]
        old, new = f"para_{n % _TOY_MEASURES + 1}", f"para_{n + 1}"
        block = re.sub(rf"\b{old}(?=\b|_)", new, block)
        made.append(re.sub(r'fingerprint="[^"]*"', f'fingerprint="{prints[new]}"', block))
    return xml[:start] + "".join(made) + xml[end:]
