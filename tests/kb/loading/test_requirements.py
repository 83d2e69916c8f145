"""Requirements as they are read: each kind of test, with the words, subjects and readings that it names."""

from __future__ import annotations

import pytest
from lxml import etree

from kb import Policy
from kb.loading.links import Links, Published
from kb.loading.requirements import RULES, read_requirements
from kb.model.requirements import AllOf, AnyOf, Compare, Condition, Earlier, When


@pytest.fixture
def links(toy: Policy) -> Links:
    """The targets of references in the toy policy, with the options of one reading."""
    found = Links(Published(toy.document, toy.registry), "rules.xml")
    found.options = {"G1": ("a", "b")}
    return found


def support(children: str) -> etree._Element:
    """A support with some elements below it."""
    return etree.fromstring(f'<support xmlns="{RULES[1:-1]}" id="para_1__sup_1">{children}</support>')


AT = 'provision="para_3__s_1" words="取得风车证书"'


def test_each_kind_of_test_is_read_with_its_words(links: Links) -> None:
    element = support(
        f'<subject/><condition ref="good-project" {AT} subject="windmill" under="G1:b"/>'
        f'<when fact="is" in="windmill exhibitor" {AT}/>'
        f'<earlier phase="formation" {AT}/>'
        f'<compare fact="amount" is="at-most" at="每年张数" {AT}>'
        f'<bound is="less-than" under="G1:a"/></compare>'
    )
    condition, when, earlier, compare = read_requirements(element, links)
    assert isinstance(condition, Condition)
    assert (condition.concept.id, condition.subject, condition.under) == (
        "good-project", "windmill", (("G1", "b"),),
    )  # fmt: skip
    assert isinstance(when, When)
    assert (when.values, when.provision, when.words) == (
        ("windmill", "exhibitor"),
        "para_3__s_1",
        "取得风车证书",
    )
    assert isinstance(earlier, Earlier)
    assert earlier.phase == "formation"
    assert isinstance(compare, Compare)
    assert (compare.bound, compare.limit.text) == ("at-most", "4张")
    assert [(one.name, one.value, one.under) for one in compare.rulings] == [
        ("bound", "less-than", (("G1", "a"),))
    ]
    assert links.findings == []


def test_tests_are_nested_as_their_elements_are(links: Links) -> None:
    when = f'<when fact="is" in="windmill" {AT}/>'
    (tree,) = read_requirements(support(f"<any><all>{when}{when}</all>{when}</any>"), links)
    assert isinstance(tree, AnyOf)
    assert [type(part) for part in tree.parts] == [AllOf, When]
    assert isinstance(tree.parts[0], AllOf)
    assert len(tree.parts[0].parts) == 2


def test_every_reference_without_a_target_is_a_finding(links: Links) -> None:
    read_requirements(
        support(
            '<condition ref="windmill" provision="para_3__s_1" words="水车" under="G1:c G9:a"/>'
            '<when fact="is" in="windmill" provision="para_3__s_9" words="取得"/>'
        ),
        links,
    )
    assert sorted(finding.code for finding in links.findings) == [
        "concept-unknown", "eid-dangling", "option-unknown", "reading-unknown", "words-not-in-text",
    ]  # fmt: skip
