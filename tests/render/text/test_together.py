"""Rules about several supports and formalities in words of the guide, for the invented district."""

from __future__ import annotations

import pytest

from kb import Policy
from render.index import Lookups
from render.links import HOME, Links
from render.page_writer import Pen
from render.text.together import say_formalities, say_together


@pytest.fixture
def pens(together: Policy) -> dict[str, Pen]:
    """A page of the district in each language."""
    lookups = Lookups(together)
    return {"zh": Pen(lookups, Links("zh", HOME)), "en": Pen(lookups, Links("en", HOME))}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_rule_is_said_once_with_the_words_that_state_it(
    pens: dict[str, Pen], together: Policy, lang: str
) -> None:
    rules = together.together
    said = list(say_together(pens[lang], together.supports))
    assert len(said) == len(rules.limits) + len(rules.others) + len(rules.budgets)
    for words, rule in zip(said, (*rules.limits, *rules.others, *rules.budgets), strict=True):
        assert rule.words in words.striptags()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_formalities_keep_their_order_and_quote_the_text(
    pens: dict[str, Pen], together: Policy, lang: str
) -> None:
    said = list(say_formalities(pens[lang], together.supports))
    for words, one in zip(said, together.together.formalities, strict=True):
        assert one.words in words.striptags()


def test_a_support_has_only_the_rules_that_name_it(pens: dict[str, Pen], together: Policy) -> None:
    rules = together.together
    for support in together.supports:
        said = list(say_together(pens["zh"], [support]))
        named = [one for one in (*rules.limits, *rules.others, *rules.budgets) if support.id in one.supports]
        assert len(said) == len(named)
        assert len(list(say_formalities(pens["zh"], [support]))) == len(rules.formalities_of(support.id))
    assert list(say_together(pens["zh"], [])) == []
