"""Common questions, answered by hand from the published text."""

from __future__ import annotations

from kb import Policy
from kb.graph import Graph, Question, answer_question
from kb.graph.questions import Answer, Way
from tests.published import published_agencies


def lines(answer: Answer, way: Way) -> set[tuple[str, str]]:
    """The ids of both ends of the lines of one relation."""
    columns = answer.columns
    return {
        (columns[line.column][line.source].node.id, columns[line.column + 1][line.target].node.id)
        for line in answer.lines
        if line.way is way
    }


def test_a_transformer_leads_to_the_two_agencies_of_its_measure(graph: Graph) -> None:
    # (五) … 鼓励使用高效节能变压器 … (责任单位:市发展改革委、工业和信息化局)
    answer = answer_question(graph, Question.AGENCIES)
    place = next(n for n, item in enumerate(answer.columns[0]) if item.node.id == "transformer")
    related = {answer.columns[column][n].node.id for column, n in answer.related()[0, place]}
    assert related == {"transformer", "para_5", "fgw", "gxj"}
    assert len(lines(answer, Way.FIRST)) == len(published_agencies()) == 24


def test_a_thing_that_only_another_reading_supports_is_left_out(graph: Graph) -> None:
    """Under the default reading of measure 14 “国家” governs all three centres (M14a)."""
    names = [item.node.label() for item in answer_question(graph, Question.AGENCIES).columns[0]]
    assert "国家产业创新中心、技术创新中心、制造业创新中心" in names
    assert "非国家级的技术创新中心、制造业创新中心" not in names


def test_collapsed_a_thing_leads_to_its_agencies_at_once(graph: Graph) -> None:
    answer = answer_question(graph, Question.AGENCIES).collapsed
    assert len(answer.columns) == 2
    assert {("transformer", "fgw")} <= lines(answer, Way.FIRST)
    assert {("transformer", "gxj")} <= lines(answer, Way.FURTHER)
    assert lines(answer, Way.FIRST) & lines(answer, Way.FURTHER) == set()


def test_supports_that_exclude_each_other_are_drawn_from_both_sides(graph: Graph) -> None:
    answer = answer_question(graph, Question.TOGETHER)
    # (十六) demonstration and industrialisation of one project: paid once under M16b.
    both = {("para_16__sup_1", "para_16__sup_2"), ("para_16__sup_2", "para_16__sup_1")}
    assert lines(answer, Way.ONCE) == both
    # (十) batteries of high value take precedence over (九) and (十六) under M9c.
    assert lines(answer, Way.PREFERS) == {
        ("para_10__sup_2", other) for other in ("para_9__sup_1", "para_16__sup_1", "para_16__sup_2")
    }
    assert ("para_12__sup_2", "para_20__sup_1") in lines(answer, Way.STACKS)
    assert ("para_5__sup_1", "para_9__sup_1") in lines(answer, Way.OPEN)


def test_a_higher_level_tops_up_a_lower_one(graph: Graph) -> None:
    assert lines(answer_question(graph, Question.TOP_UPS), Way.TOPS_UP) == {
        ("para_14__sup_4", "para_14__sup_2"),
        ("para_14__sup_4", "para_14__sup_3"),
        ("para_20__sup_1", "para_20__sup_1"),
    }


def test_every_sum_of_the_text_is_in_some_domain(graph: Graph, policy: Policy) -> None:
    answer = answer_question(graph, Question.MONEY)
    assert {item.node.id for item in answer.columns[1]} == {s.id for s in policy.supports if s.is_money}
    assert ("energy-saving", "para_5__sup_1") in lines(answer, Way.STATED)


def test_every_citation_is_a_line_from_its_part(graph: Graph, policy: Policy) -> None:
    answer = answer_question(graph, Question.INSTRUMENTS)
    assert len(answer.lines) == len(policy.citations)
    assert ("para_1", "first-set-policy") in lines(answer, Way.CITES)
    assert ("final", "higher-rules") in lines(answer, Way.CITES)
