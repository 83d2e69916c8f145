"""Every command with policies that have odd but valid numbers and days, and every option with odd cases."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from kb import Policy, load_policy
from kb.assess.assessment import assess_under
from kb.checks import check, has_errors
from kb.cli.commands import COMMANDS, Named
from kb.cli.rehearsal import INTERNAL, run_command
from kb.core.ruleset import read_policy
from kb.explain.whole_answer import complete
from kb.model.words.errors import LANGUAGES
from kb.verify.fuzz.generator import Maker
from kb.verify.invariants.sentences import make_odd, tell_all
from render.pages.assessment import render_answer
from tests.conftest import REAL, TOY
from tests.sampling import IS_THOROUGH, examples

ODD: dict[str, dict[str, str]] = {
    "the least of everything": {"money": "1元", "rate": "1%", "count": "1张", "years": "1年"},
    "the most of everything": {"money": "9999亿元", "rate": "100%", "count": "99张", "years": "70年"},
    "numbers that divide nothing": {"money": "33333元", "rate": "33%", "count": "7张", "years": "7年"},
    "in force from a leap day": {"day": "2028-02-29"},
    "in force from a leap day for a year": {"day": "2028-02-29", "years": "1年"},
    "in force from the last day of a year": {"day": "2027-12-31"},
    "in force from the first day of a century": {"day": "2000-01-01", "years": "100年"},
}
"""The replacements for the quantities of a policy by unit, and for its first day."""

CONCEPTS = {"最高限额": "money", "资助比例": "rate", "每年张数": "count", "有效期": "years"}
CASE = """date: 2030-02-28
applicant: {}
claims:
  - {id: 甲, kind: project, investment: 100, is: {windmill-project: yes}}
ledger:
  - {object: 甲, level: city}
"""
ELSEWHERE = ("desk", "serve", "mcp", "compare", "amend", "import")
"""Commands with tests of their own: they wait for people, or need another file or version."""

EVERY = (
    "check",
    "check --format json --lang en",
    "show para_1",
    "show final --format json",
    "show G1",
    "assess {case} --explain",
    "assess {case} --format json --lang en",
    "assess {case} --format html",
    "assess {case} --format pdf",
    "assess {case} --on 2028-02-29 --receipt {out}/receipt.json",
    "assess {out}/receipt.json --replay",
    "ask --on 2028-02-29",
    "ask {case}",
    "readings",
    "readings --format json --lang en",
    "readings --compare",
    "guide --out {out}/site",
    "paper 1 --out {out}/one.pdf",
    "format --check",
    "format --lines",
    "review 1 --yes",
    "rules 1 --show",
    "screen --schema --out {out}/tables",
    "graph agency fengche",
    "graph shared",
    "graph grants",
    "graph instruments",
    "graph overlaps",
    "graph touches final__s_3",
    "graph export --format graphml",
    "graph export --format json",
    "graph export --format svg",
    "prove",
    "prove --measure 1 --format json",
    "cover",
    "fuzz --cases 4",
    "abuse",
    "replay",
    "accept c-0 --expected 可申报 --by 张三 --clause para_1__s_1",
    "mutate --most 2",
)
"""Every command except ``edit``, which needs an editor, and ``test``, which runs the others."""


def make_odd_policy(folder: Path, told: dict[str, str]) -> None:
    """Replace quantities and the first day in the text, and renew the reviews of its rules."""
    text = next(folder.rglob("text.xml"))
    data = text.read_text(encoding="utf-8")
    for concept, unit in CONCEPTS.items():
        if unit in told:
            data = re.sub(rf'(refersTo="#{concept}">)[^<]*<', rf"\g<1>{told[unit]}<", data)
    if "day" in told:
        year, month, day = (int(part) for part in told["day"].split("-"))
        written = f"{year}年{month}月{day}日"
        data = re.sub(
            r'(refersTo="#施行日期" date=")[^"]*(">)[^<]*<', rf"\g<1>{told['day']}\g<2>{written}<", data
        )
    text.write_text(data, encoding="utf-8")
    for path in folder.rglob("published.txt"):
        path.unlink()
    for part in load_policy(folder).document.parts:
        run_command(("review", part.eid, "--yes", "--policy", str(folder)), folder.parent)


@pytest.mark.parametrize("told", ODD.values(), ids=ODD)
def test_no_command_fails_over_a_policy_with_odd_numbers_and_days(
    told: dict[str, str], toy_copy: Path, tmp_path: Path
) -> None:
    make_odd_policy(toy_copy, told)
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    failed = []
    for line in EVERY:
        words = line.format(case=case, out=tmp_path).split()
        status, _, complaint = run_command((*words, "--policy", str(toy_copy)), tmp_path)
        if status == INTERNAL:
            failed.append(f"{line}: {complaint.splitlines()[0]}")
    assert failed == []


@pytest.mark.parametrize("told", ODD.values(), ids=ODD)
def test_odd_numbers_and_days_are_answered_or_told_by_the_check(
    told: dict[str, str], real_copy: Path, tmp_path: Path
) -> None:
    make_odd_policy(real_copy, told)
    rejected = has_errors(list(check(real_copy)))
    status, out, complaint = run_command(
        ("assess", "certificates", "--explain", "--policy", str(real_copy)), tmp_path
    )
    assert status != INTERNAL, complaint
    assert (status, bool(out)) == ((1, False) if rejected else (0, True)), complaint


def test_every_command_is_among_those_tried() -> None:
    named = {
        f"{name} {one}".strip() for name in COMMANDS for one in getattr(Named(name).real, "commands", [""])
    }
    tried = {" ".join(line.split()[: 2 if line.startswith("graph") else 1]) for line in EVERY}
    assert named - tried == {"edit", "test", *ELSEWHERE}
    assert tried <= named


@pytest.mark.parametrize("folder", [REAL, TOY], ids=["real", "toy"])
def test_every_option_of_every_reading_is_told_of_odd_cases(folder: Path) -> None:
    policy = load_policy(folder)
    maker, rng = Maker(policy), Random(8)
    options = [{reading.id: option.id} for reading in policy.readings for option in reading.options]
    assert len(options) >= 2 * len(policy.readings)
    for number, chosen in enumerate(options[:: 1 if IS_THOROUGH else 2]):
        case = make_odd(maker.case(rng), rng)
        found = assess_under(read_policy(policy, chosen), case)
        lines = list(tell_all(policy, case, found))
        assert all(line.strip() for line in lines), (chosen, case)
        if number % 10 == 0:
            answer = complete(policy, case, found, "")
            assert all("</html>" in render_answer(answer, lang) for lang in LANGUAGES)


def test_a_pair_of_options_is_told_of_odd_cases(policy: Policy) -> None:
    """Options interact in pairs and in groups, so each case uses some of them at once."""
    maker, rng = Maker(policy), Random(9)
    for _ in range(examples(160)):
        chosen, case = maker.readings(rng), make_odd(maker.case(rng), rng)
        lines = list(tell_all(policy, case, assess_under(read_policy(policy, chosen), case)))
        assert all(line.strip() for line in lines), (chosen, case)
