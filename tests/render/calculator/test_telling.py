"""The page's explanations of the forms of amounts, compared with the engine's for the same cases."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from kb import Policy, load_policy
from kb.assess.assessment import assess
from kb.cases.reading import read_case
from kb.explain.outcomes import say_tree
from kb.explain.words import Teller
from kb.model.words.errors import LANGUAGES, Language
from render.calculator.rules import read_evaluator
from render.pages.calculator import write_calculator
from tests.conftest import DISTRICT, TOGETHER
from tests.corpus.runner import read_corpus
from tests.render.chromium import open_chromium

TELL = """([data, readings, claim, support]) => {
  const { rules, telling } = Tiaowen;
  const { outcomes } = Tiaowen.assess(rules, Tiaowen.readCase(rules, data).case, readings);
  const kind = rules.supports.find((one) => one.id === support).per;
  const walk = (reasons) => reasons.flatMap((one) => [telling.tell(one, kind), ...walk(one.parts)]);
  return walk(outcomes.find((one) => one.support === support && one.claim === claim).reasons);
}"""


@pytest.mark.browser
@pytest.mark.parametrize(("name", "folder"), [("district", DISTRICT), ("together", TOGETHER)])
def test_a_page_says_of_every_form_what_the_engine_says(
    name: str, folder: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    policy: Policy = request.getfixturevalue(name)
    files, static = write_calculator(policy), resources.files("render").joinpath("static")
    scripts = {"evaluator.js": read_evaluator(policy)}
    parts = ["calculator-telling.js", "calculator-forms.js"]
    for part in parts + ["calculator-together.js"] * (name == "together"):
        scripts[part] = static.joinpath(part).read_text(encoding="utf-8")
    other = []
    with open_chromium() as browser:
        for lang in LANGUAGES:
            every = {f"rules-{lang}.js": files[f"rules-{lang}.js"], **scripts}
            for part, code in every.items():
                (tmp_path / part).write_text(code, encoding="utf-8")
            tags = "".join(f'<script src="{part}"></script>' for part in every)
            html = f'<!doctype html><html lang="{lang}"><meta charset="utf-8">{tags}'
            (tmp_path / f"{lang}.html").write_text(html, encoding="utf-8")
            page = browser.new_page()
            page.goto((tmp_path / f"{lang}.html").as_uri())
            for case in read_corpus(folder.parent / "corpus"):
                claim, support = (case.expected["outcomes"][0][key] for key in ("claim", "support"))
                told = page.evaluate(TELL, [case.data["case"], case.readings, claim, support])
                text = json.dumps(case.data["case"], ensure_ascii=False)
                found = assess(policy, read_case(policy, text, case.id), readings=case.readings)
                lines = say_tree(policy, found.outcome(claim, support).reasons, lang)
                other += [f"{case.id}: {line.text}" for line in lines if line.text not in told]
    assert other == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_has_what_comes_next_where_the_text_says_it(
    policy: Policy, together: Policy, lang: Language
) -> None:
    told = write_calculator(together)[f"rules-{lang}.js"]
    # Only the last measure names steps, papers and duties; the last of them is the clawback.
    assert re.findall(r"formalities:\{(\w+):", told) == ["para_6__sup_1"]
    assert len(re.findall("para_6__s_9 ?“", told)) == 1
    assert "formalities:" not in write_calculator(policy)[f"rules-{lang}.js"]


LABELS = {
    "zh": ["第9条之一“创业补贴”", "第1条“示范企业奖励”"],
    "en": ["article 9-1 (“Subsidy for start-ups”)", "article 1 (“award for model enterprises”)"],
}


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_inserted_article_has_its_name_in_answer_and_page(lang: Language, tmp_path: Path) -> None:
    """第九条之一 was inserted by the amendment; 9-1 is how the eId writes it."""
    amended = load_policy(DISTRICT, on=date(2028, 8, 1))
    supports = ["art_9-1__sup_1", "art_1__sup_1"]
    assert [Teller(amended, lang).support(one) for one in supports] == LABELS[lang]
    static = resources.files("render").joinpath("static")
    scripts = {
        f"rules-{lang}.js": write_calculator(amended)[f"rules-{lang}.js"],
        "evaluator.js": read_evaluator(amended),
        "telling.js": static.joinpath("calculator-telling.js").read_text(encoding="utf-8"),
    }
    for name, code in scripts.items():
        (tmp_path / name).write_text(code, encoding="utf-8")
    tags = "".join(f'<script src="{name}"></script>' for name in scripts)
    (tmp_path / "page.html").write_text(f'<!doctype html><meta charset="utf-8">{tags}', encoding="utf-8")
    with open_chromium() as browser:
        page = browser.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("(ids) => ids.map(Tiaowen.telling.support)", supports) == LABELS[lang]
