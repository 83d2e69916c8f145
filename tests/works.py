"""Invented works of any size, written as files of a library, for tests of several works together.

A work pays for windmills. Each measure pays a share of the verified investment with a ceiling of its own, and
the last measure pays a sum for each certificate. Its registry and schemas are those of the toy policy.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kb.loading import find_folders, write_akn
from kb.loading.canonical import write_canonical
from kb.loading.registry import read_registry
from kb.model.document import Clause, Document, Mark, Provision, Responsibility, Section, fingerprint
from kb.model.numbers import write_numeral
from tests.conftest import TOY

DISTRICT = "cn-999901/shuiche"
"""A work of an invented district of the toy city."""

AGENCY = """  <agency id="mofang" kind="group" jurisdiction="cn-999901">
    <name xml:lang="zh">磨坊区风车办公室</name>
    <name xml:lang="en">Windmill Office of Mill District</name>
    <short-name>区风车办</short-name>
  </agency>
"""

OWN = ("subject", "base", "level", "phase", "term", "instrument")
"""The kinds of concepts that belong to one text; so do domains."""

PLACES = """  <jurisdiction id="cn-999999">
    <name xml:lang="zh">玩具城</name>
    <name xml:lang="en">Toytown</name>
  </jurisdiction>
  <jurisdiction id="cn-999901" level="district" within="cn-999999">
    <name xml:lang="zh">磨坊区</name>
    <name xml:lang="en">Mill District</name>
  </jurisdiction>
"""

_CONCEPTS = """<?xml version="1.0" encoding="UTF-8"?>
<concepts xmlns="urn:tiaowen:concepts:1">
  <domain id="milling" provision="para_1__s_1">
    <name xml:lang="zh">风车</name>
    <name xml:lang="en">Windmills</name>
    <field id="building" words="建造风车">
      <name xml:lang="en">Building windmills</name>
    </field>
  </domain>
{subjects}  <concept id="windmill" kind="subject">
    <name xml:lang="zh">风车</name>
    <name xml:lang="en">windmills</name>
  </concept>
  <concept id="investment" kind="base">
    <name xml:lang="zh">核定投资</name>
    <name xml:lang="en">verified investment</name>
  </concept>
  <concept id="mill-measures" kind="instrument">
    <name xml:lang="zh">其他同类措施</name>
    <name xml:lang="en">other measures of the kind</name>
  </concept>
</concepts>
"""


@dataclass(frozen=True)
class Invented:
    """A work to write: its id, its first day, by which its folder is named, and its payments.

    ``cap`` is the ceiling of the first measure in 万元; each further measure has one 万元 more. ``bars`` are
    the words of its final provision that bar double support.
    """

    id: str
    day: str = "2030-04-01"
    years: int = 2
    measures: int = 2
    rate: int = 20
    cap: int = 300
    agency: str = "mofang"
    agency_name: str = "区风车办"
    bars: str = "本办法与其他同类措施不得重复享受。"


def make_library(folder: Path, *works: Invented) -> Path:
    """Write the toy policy and further works as one library to a new folder, and return the folder."""
    shutil.copytree(TOY, folder)
    path = folder / "registry" / "agencies.xml"
    text = path.read_text(encoding="utf-8")
    head = '<agencies xmlns="urn:tiaowen:agencies:1">\n'
    text = text.replace(head, head + PLACES).replace("</agencies>", f"{AGENCY}</agencies>")
    path.write_text(text, encoding="utf-8")
    _part_concepts(folder)
    for work in works:
        write_work(folder, work)
    return folder


def _part_concepts(folder: Path) -> None:
    """Move the toy policy's own concepts from the registry to a file of its version."""
    path = folder / "registry" / "concepts.xml"
    shared, own = etree.parse(path), etree.parse(path)
    for tree, is_kept in ((shared, False), (own, True)):
        root = tree.getroot()
        for element in list(root):
            is_own = str(element.tag).endswith("}domain") or element.get("kind") in OWN
            if is_own != is_kept:
                root.remove(element)
    path.write_bytes(write_canonical(shared))
    version = next(folder.glob("*/*/*/text.xml")).parent
    (version / "concepts.xml").write_bytes(write_canonical(own))


def write_work(folder: Path, work: Invented) -> Path:
    """Write the only version of a work, and return its folder."""
    version = folder / work.id / work.day
    version.mkdir(parents=True)
    toy = next(TOY.glob("*/*/*/text.xml")).parent
    (version / "concepts.xml").write_text(_concepts(work), encoding="utf-8")
    (version / "text.xml").write_text("<nothing/>", encoding="utf-8")
    registry = read_registry(find_folders(version))
    document = make_document(work)
    (version / "text.xml").write_bytes(write_akn(document, registry))
    (version / "rules.xml").write_text(_rules(work, document), encoding="utf-8")
    (version / "readings.xml").write_text(_READINGS, encoding="utf-8")
    (version / "facts.xml").write_text(_facts(toy, work), encoding="utf-8")
    for lang in ("zh", "en"):
        (version / f"plain.{lang}.xml").write_text(_plain(work, lang), encoding="utf-8")
    return version


def make_document(work: Invented) -> Document:
    """The text of a work."""
    year, month, day = (int(part) for part in work.day.split("-"))
    place, name = work.id.split("/")
    begins = Mark(f"{year}年{month}月{day}日", "date", "施行日期")
    lasts = Mark(f"{work.years}年", "quantity", "有效期")
    final = (
        Provision("final__s_1", (work.bars,)),
        Provision("final__s_2", ("本办法自", begins, "起施行,有效期", lasts, "。")),
    )
    return Document(
        title="磨坊区风车办法",
        work=f"/akn/{place}/act/banfa/{work.agency}/{work.day}/{name}",
        language="zho",
        version=work.day,
        preface=None,
        preamble=None,
        scope=None,
        clauses=tuple(_clause(work, number) for number in range(1, work.measures + 1)),
        final=Section("final", (final,)),
    )


def _clause(work: Invented, number: int) -> Clause:
    eid = f"para_{number}"
    if _is_certificate(work, number):
        sums = ("对取得风车证书的,对单张证书给予不超过", Mark("2万元", "quantity", "最高限额"), "的资助。")
        runs, heading = sums, "资助证书。"
    else:
        rate = Mark(f"{work.rate}%", "quantity", "资助比例")
        cap = Mark(f"{work.cap + number - 1}万元", "quantity", "最高限额")
        runs = ("对建造风车的项目,按核定投资的", rate, "给予资助,最高", cap, "。")
        heading = "资助建造。"
    agency = Mark(work.agency_name, "organization", work.agency)
    return Clause(
        eid=eid,
        num=f"({write_numeral(number)})",
        heading_runs=(heading,),
        sentences=(Provision(f"{eid}__s_1", runs),),
        responsibility=Responsibility(f"{eid}__resp", "责任单位", (agency,)),
    )


def _is_certificate(work: Invented, number: int) -> bool:
    """Whether a measure is for certificates: the last of several."""
    return number == work.measures and number > 1


def _subject(number: int) -> str:
    """The subject of a measure: building windmills for the paying one, their parts for others."""
    return "windmill-project" if number == 1 else f"windmill-part-{number}"


def _concepts(work: Invented) -> str:
    subjects = "".join(
        f"""  <concept id="{_subject(n)}" kind="subject">
    <name xml:lang="zh">建造风车的项目{"" if n == 1 else f"（{n}）"}</name>
    <name xml:lang="en">building windmills{"" if n == 1 else f" ({n})"}</name>
  </concept>
"""
        for n in range(1, work.measures + 1)
        if not _is_certificate(work, n)
    )
    return _CONCEPTS.format(subjects=subjects)


_BAR = 'provision="final__s_1" words="不得重复享受" against="mill-measures" levels="district city"'
"""A bar that covers grants of the district and of its city."""


def _rules(work: Invented, document: Document) -> str:
    parts = [f'<rules xmlns="urn:tiaowen:rules:1" work="{document.work}">']
    parts += map(_measure, document.clauses)
    final = document.final
    assert final is not None
    parts.append(f"""  <part eId="final" fingerprint="{fingerprint(final)}">
    <act kind="prohibits" provision="final__s_1" words="不得重复享受"/>
    <act kind="context" provision="final__s_2" words="起施行"/>
    <non-cumulation {_BAR}>
      <within is="once"/>
      <similar is="object"/>
      <unit is="object"/>
    </non-cumulation>
    <validity provision="final__s_2" words="有效期" from="施行日期" for="有效期"/>
    <cites instrument="mill-measures" provision="final__s_1" words="其他同类措施" effect="governs"/>
  </part>
</rules>
""")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(parts)


def _measure(clause: Clause) -> str:
    is_certificate = "证书" in clause.text
    subject = "windmill" if is_certificate else _subject(clause.number)
    words = "风车证书" if is_certificate else "建造风车的项目"
    per = "certificate" if is_certificate else "project"
    amount = """        <least>
          <share of="investment" at="资助比例" words="核定投资"/>
          <cap at="最高限额"/>
        </least>"""
    if is_certificate:
        amount = """        <cap at="最高限额"/>"""
    says = "给予不超过" if is_certificate else "给予资助"
    return f"""  <measure eId="{clause.eid}" fingerprint="{fingerprint(clause)}">
    <domain ref="milling" basis="editorial"/>
    <act kind="grants" provision="{clause.eid}__s_1" words="{says}"/>
    <support id="{clause.eid}__sup_1" provision="{clause.eid}__s_1" per="{per}">
      <subject ref="{subject}" provision="{clause.eid}__s_1" words="{words}"/>
      <selection kind="unstated"/>
      <amount>
{amount}
      </amount>
    </support>
  </measure>"""


_READINGS = """<?xml version="1.0" encoding="UTF-8"?>
<readings xmlns="urn:tiaowen:readings:1">
  <reading id="G1" default="a" changes-money="true" about="version-day">
    <at provision="final__s_2" words="起施行"/>
    <question xml:lang="zh">办法改过以后，按哪一天用哪一版？</question>
    <question xml:lang="en">Where the rule was amended, which day decides the version?</question>
    <option id="a" day="applied-on">
      <text xml:lang="zh">按申请的那一天。</text>
      <text xml:lang="en">The day of application.</text>
    </option>
    <option id="b" day="achieved-on">
      <text xml:lang="zh">按完成或者取得证书的那一天。</text>
      <text xml:lang="en">The day of completion or of the certificate.</text>
    </option>
  </reading>
</readings>
"""


def _facts(toy: Path, work: Invented) -> str:
    """The facts of the toy policy that such a work needs, with the words of its own text."""
    text = (toy / "facts.xml").read_text(encoding="utf-8")
    kept = []
    for block in text.split("  <fact ")[1:]:
        key = block.split('"')[1]
        if key in ("standard-level", "phase", "selected"):
            continue
        lines = f"  <fact {block}".replace("</facts>\n", "").splitlines()
        kept.append("\n".join(line for line in lines if "<at " not in line))
    body = "\n".join(kept)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<facts xmlns="urn:tiaowen:facts:1">\n{body}\n</facts>\n'


def _rate(work: Invented, number: int, stop: str) -> str:
    """The words on the rate of a measure that pays a share."""
    if number == work.measures and number > 1:
        return ""
    eid = f"para_{number}__s_1"
    return f"""      <p cites="{eid}"><figure provision="{eid}" at="资助比例"/>{stop}</p>
"""


def _plain(work: Invented, lang: str) -> str:
    words = {
        "zh": ("风车措施", "上限是", "没有写明。", "由", "决定。", "风车资助"),
        "en": ("Windmill measure", "The ceiling is ", "It is not said.", "By ", ".", "Windmill grant"),
    }[lang]
    title, ceiling, unsaid, by, decides, name = words
    stop = "。" if lang == "zh" else "."
    parts = [
        f"""  <part eId="para_{n}">
    <title>{title}</title>
    <summary cites="para_{n}__s_1">{ceiling}<figure provision="para_{n}__s_1" at="最高限额"/>{stop}</summary>
    <offers>
      <p cites="para_{n}__s_1">{ceiling}<figure provision="para_{n}__s_1" at="最高限额"/>{stop}</p>
{_rate(work, n, stop)}\
    </offers>
    <for>
      <p cites="para_{n}__s_1">{unsaid}</p>
    </for>
    <decided>
      <p cites="para_{n}__resp">{by}<ref to="{work.agency}"/>{decides}</p>
    </decided>
    <open>
      <p cites="final__s_2">{unsaid}</p>
    </open>
    <name support="para_{n}__sup_1">{name}</name>
  </part>"""
        for n in range(1, work.measures + 1)
    ]
    body = "\n".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<plain xmlns="urn:tiaowen:plain:1" xml:lang="{lang}">\n'
        f"{body}\n</plain>\n"
    )
