"""The starting points of the calculator: every thing is known to the rules and has an everyday name."""

from __future__ import annotations

import pytest

from kb import Policy
from kb.model.words.errors import LANGUAGES, Language
from render.index import Lookups
from render.links import Links
from render.things import list_starts, list_starts_of, list_things


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_subject_is_a_thing_once(policy: Policy, lang: Language) -> None:
    lookups = Lookups(policy)
    ids = [thing.id for thing in list_things(lookups, lang)]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(lookups.supports_of_subject)


def test_things_are_called_what_people_call_them(policy: Policy) -> None:
    named = {thing.name: thing for thing in list_things(Lookups(policy), "zh")}
    assert "机房" in named["数据中心"].everyday
    assert "碳标签" in named["粤港澳大湾区碳足迹标识认证"].everyday
    # Statements on applications in general are about no single thing.
    assert not any("打分" in thing.everyday for thing in named.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_starts_with_what_money_is_stated_for_and_with_every_situation(
    policy: Policy, lang: Language
) -> None:
    lookups = Lookups(policy)
    starts = list_starts(lookups, lang)
    assert {thing.id for thing in list_things(lookups, lang) if thing.is_money} <= {t.id for t in starts}
    for situation in policy.situations:
        assert {subject.id for subject in situation.subjects} & {thing.id for thing in starts}
    assert all(not any(map(str.isdigit, word)) for thing in starts for word in thing.hint)
    hints = [word for thing in starts for word in thing.hint]
    assert len(set(hints)) == len(hints)  # three centres had the same three words below them


def test_a_measure_starts_with_its_own_things(policy: Policy) -> None:
    (measure,) = (one for one in policy.measures if one.eid == "para_5")
    starts = list_starts_of(Lookups(policy), "zh", measure)
    assert [thing.name for thing in starts] == ["数据中心", "通信基站", "变压器"]
    links = Links("zh", "measures/para_5.html")
    assert starts[0].start(links) == "../calculator.html#t=data-centre"
