"""A text of the line form and the document that it spells, and short ways to read and write a sentence."""

from __future__ import annotations

from kb.loading.lines import read_part, write_part
from kb.model.document import Clause, Document, Mark, Provision, Responsibility, Section
from tests.strategies import TOY_REGISTRY

FRONT = "标题:甲\n编号:/akn/cn/act/2024/1\n语言:zho\n版本:2024-05-11\n"


LINES = f"""{FRONT}
【通知】
各有关单位:

[2024年5月11日|印发日期]

(五)推动节能。
支持节能(试点)。
最高[1000万元|最高限额];
  按[30%|资助比例]。
(责任单位:市发展改革委、工业和信息化局)

【附则】
由[各区|单位]解释。
"""


DOCUMENT = Document(
    title="甲",
    work="/akn/cn/act/2024/1",
    language="zho",
    version="2024-05-11",
    preface=Section(
        "preface",
        (
            (Provision("preface__s_1", ("各有关单位:",)),),
            (Provision("preface__s_2", (Mark("2024年5月11日", "date", "印发日期"),)),),
        ),
    ),
    preamble=None,
    scope=None,
    clauses=(
        Clause(
            "para_5",
            "(五)",
            ("推动节能。",),
            (
                Provision("para_5__s_1", ("支持节能(试点)。",)),
                Provision(
                    "para_5__s_2",
                    clauses=(
                        Provision(
                            "para_5__s_2__c_1", ("最高", Mark("1000万元", "quantity", "最高限额"), ";")
                        ),
                        Provision("para_5__s_2__c_2", ("按", Mark("30%", "quantity", "资助比例"), "。")),
                    ),
                ),
            ),
            Responsibility(
                "para_5__resp",
                "责任单位",
                (
                    Mark("市发展改革委", "organization", "fgw"),
                    Mark("工业和信息化局", "organization", "gxj"),
                ),
            ),
        ),
    ),
    final=Section(
        "final", ((Provision("final__s_1", ("由", Mark("各区", "organization", "gq"), "解释。")),),)
    ),
)


def read_clause(text: str) -> Clause:
    """The measure that lines spell."""
    part = read_part(text, TOY_REGISTRY)
    assert isinstance(part, Clause)
    return part


def sentence(spelled: str) -> Provision:
    """The only sentence in a line."""
    return read_clause(f"(一)甲。\n{spelled}\n").sentences[0]


def spelled(text: str) -> str:
    """The line for one plain sentence."""
    clause = Clause("para_1", "(一)", ("甲。",), (Provision("para_1__s_1", (text,)),), None)
    return write_part(clause, TOY_REGISTRY).split("\n")[1]
