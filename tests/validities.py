"""The toy policy with other words for its validity: without an end, to a month, from its issue, and so on."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree

from kb.loading import find_folders, load_text, read_akn, write_akn
from kb.loading.canonical import write_canonical
from kb.loading.registry import read_registry
from kb.model.document import fingerprint
from kb.versions.review import record_review
from tests.conftest import TOY

VERSION = "cn-999999/wanju/2030-01-01"


@dataclass(frozen=True)
class Form:
    """A way to state a validity: the words of the text with their marks, the attributes of its rule, and the
    first and last day worked out by hand. ``last`` is ``None`` where there is no end.
    """

    text: str
    rule: str
    first: date
    last: date | None
    issue: str = '<date refersTo="#印发日期" date="2030-01-01">2030年1月1日</date>'
    quoted: str = "有效期"


def _from(day: str = "2030-03-01") -> str:
    year, month, of_month = (int(part) for part in day.split("-"))
    return f'本措施自<date refersTo="#施行日期" date="{day}">{year}年{month}月{of_month}日</date>起施行,'


def _to(day: str, words: str) -> str:
    return f'有效期至<date refersTo="#失效日期" date="{day}">{words}</date>。'


def _for(words: str) -> str:
    return f'有效期<quantity refersTo="#有效期">{words}</quantity>。'


_ISSUED, _SINCE_ISSUE = date(2030, 1, 1), "本措施自印发之日起施行,"
FORMS = {
    "to a day": Form(
        _from() + _to("2032-12-31", "2032年12月31日"),
        'from="施行日期" to="失效日期"',
        date(2030, 3, 1),
        date(2032, 12, 31),
    ),
    "to a month": Form(
        _from() + _to("2032-02-29", "2032年2月"),
        'from="施行日期" to="失效日期"',
        date(2030, 3, 1),
        date(2032, 2, 29),
    ),
    "to the end of a year": Form(
        _from() + _to("2032-12-31", "2032年底"),
        'from="施行日期" to="失效日期"',
        date(2030, 3, 1),
        date(2032, 12, 31),
    ),
    "months": Form(
        _from("2030-08-31") + _for("18个月"),
        'from="施行日期" for="有效期"',
        date(2030, 8, 31),
        date(2032, 2, 29),  # February 2032 has no 31st, so that the first day after the span is 1 March
    ),
    "years and months": Form(
        _from() + _for("2年6个月"),
        'from="施行日期" for="有效期"',
        date(2030, 3, 1),
        date(2032, 8, 31),
    ),
    "a year from a leap day": Form(
        _from("2032-02-29") + _for("1年"),
        'from="施行日期" for="有效期"',
        date(2032, 2, 29),
        date(2033, 2, 28),
    ),
    "no end": Form(_from() + "长期有效。", 'from="施行日期"', date(2030, 3, 1), None, quoted="长期有效"),
    "only a beginning": Form(
        _from().replace("施行,", "施行。"), 'from="施行日期"', date(2030, 3, 1), None, quoted="起施行"
    ),
    "from issue": Form(_SINCE_ISSUE + _for("3年"), 'for="有效期"', _ISSUED, date(2032, 12, 31)),
    "from issue without an end": Form("本措施自印发之日起施行。", "", _ISSUED, None, quoted="印发之日起施行"),
    "from the issue of the metadata": Form(
        _SINCE_ISSUE + _for("3年"), 'for="有效期"', _ISSUED, date(2032, 12, 31), issue=""
    ),
    "from issue to a month": Form(
        _SINCE_ISSUE + _to("2031-12-31", "2031年12月"), 'to="失效日期"', _ISSUED, date(2031, 12, 31)
    ),
}

_CONCEPT = """  <concept id="失效日期" kind="quantity" unit="last-day">
    <name xml:lang="zh">失效日期</name>
    <name xml:lang="en">last day</name>
  </concept>
"""


def write_form(folder: Path, form: Form) -> Path:
    """Write the toy policy with this validity to a new folder, in canonical form and reviewed; the version's
    folder. The day of application must lie in time.
    """
    copied = Path(shutil.copytree(TOY, folder))
    version = copied / VERSION
    text, rules, facts = (version / name for name in ("text.xml", "rules.xml", "facts.xml"))
    spans = '  <concept id="有效期"'
    _change(copied / "registry/concepts.xml", spans, _CONCEPT + spans)
    _change(text, re.compile('本措施自<date refersTo="#施行日期".*?。(?=</inline>)'), form.text)
    _change(rules, re.compile("<validity [^>]*/>"), _rule(form))
    if not form.issue:
        _change(text, re.compile('<date refersTo="#印发日期".*?</date>'), "特此通知。")
        _change(rules, '<issue provision="preface__s_3" on="印发日期"/>', "")
        act = 'kind="context" provision="preface__s_3"'
        _change(rules, f"<act {act}/>", f'<act {act} words="特此通知"/>')
    _change(facts, 'provision="final__s_3" words="有效期"', f'provision="final__s_3" words="{form.quoted}"')
    for lang in ("zh", "en"):
        if form.last is None:
            _change(version / f"plain.{lang}.xml", re.compile('<figure [^>]*derive="last-day"/>'), "—")
        elif "#失效日期" in form.text:
            _change(version / f"plain.{lang}.xml", 'derive="last-day"', 'at="失效日期"')
    rules.write_bytes(write_canonical(etree.parse(rules)))
    folders = find_folders(version)
    text.write_bytes(write_akn(read_akn(etree.parse(text), text.name), read_registry(folders)))
    for eid in ("final", "preface"):
        part = load_text(version)[1].part(eid)
        assert part is not None
        record_review(folders, eid, fingerprint(part))
    return version


TRANSITION = "2031-06-01"
"""The first day of the version that leaves what was accepted before it to the version before."""

_ACCEPTED = """  <fact id="accepted-on" of="claim" type="date">
    <name xml:lang="zh">受理日期</name>
    <name xml:lang="en">day of acceptance</name>
    <question xml:lang="zh">哪一天受理的？</question>
    <question xml:lang="en">On which day was the application accepted?</question>
    <at provision="final__s_4" words="已受理"/>
  </fact>
"""


def write_transition(folder: Path) -> Path:
    """Write the toy policy with a second version that is in force from :data:`TRANSITION` and leaves what was
    accepted before (施行前已受理的,按原规定执行) to the first; the folder.
    """
    ending = '</inline><inline name="句" eId="final__s_4">本措施施行前已受理的,按原规定执行。'
    begins = _from(TRANSITION).replace("施行,", "施行。")
    form = Form(begins + ending, 'from="施行日期"', date(2031, 6, 1), None, quoted="起施行")
    version = write_form(folder, form)
    later = version.with_name(TRANSITION)
    version.rename(later)
    shutil.copytree(TOY / VERSION, version)
    rules = later / "rules.xml"
    act = '<act kind="context" provision="final__s_3" words="起施行"/>'
    _change(rules, act, f'{act}<act kind="context" provision="final__s_4" words="按原规定执行"/>')
    rule = '<transition provision="final__s_4" words="按原规定执行"><day is="accepted-on"/></transition>'
    _change(rules, "</validity>", f"</validity>{rule}")
    rules.write_bytes(write_canonical(etree.parse(rules)))
    _change(later / "facts.xml", "</facts>", f"{_ACCEPTED}</facts>")
    _change(later / "text.xml", "@2030-01-01", f"@{TRANSITION}")
    _change(later / "text.xml", 'date="2030-01-01" name="版本"', f'date="{TRANSITION}" name="版本"')
    return folder


def _rule(form: Form) -> str:
    opening = f'<validity provision="final__s_3" words="{form.quoted}" {form.rule}>'
    return f'{opening}<day is="applied-on"/></validity>'


def _change(path: Path, old: str | re.Pattern[str], new: str) -> None:
    text = path.read_text(encoding="utf-8")
    found = old in text if isinstance(old, str) else old.search(text)
    assert found, (path.name, old)
    text = text.replace(old, new) if isinstance(old, str) else old.sub(lambda _: new, text)
    path.write_text(text, encoding="utf-8")
