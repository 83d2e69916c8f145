"""The pages of the graph: the network of agencies and measures, and a page for each common question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from kb.graph import NodeKind, Question
from kb.graph.questions import Answer, Item, Line, Way
from kb.model.policy import Measure
from kb.model.registry import Agency, Domain
from kb.model.words.errors import Language
from render.index import Lookups
from render.links import GRAPH, TEXT, Links, data_file, graph_page
from render.page_writer import Pen
from render.pages.page import Page, make_page
from render.pictures.graph import draw_matrix, draw_network
from render.pictures.questions import draw_question, heads_of, name_item, words_of


def list_graph_pages(lookups: Lookups, lang: Language) -> Iterator[Page]:
    """The page of the network and those of the questions, in one language."""
    links = Links(lang, GRAPH)

    def link(item: Measure | Agency | Domain) -> str:
        match item:
            case Measure():
                return links.measure(item.eid)
            case Agency():
                return links.agency(item.id)
            case Domain():
                return links.domain(item.id)

    policy, answers = lookups.policy, lookups.answers
    titles = {answer.question: words_of(lang)["questions"][answer.question]["title"] for answer in answers}
    yield make_page(
        lookups,
        links,
        "graph.html",
        network=Markup(draw_network(policy, lang, link)),
        matrix=Markup(draw_matrix(policy, lang, link)),
        others=[(links.to(graph_page(question)), title) for question, title in titles.items()],
    )
    for answer in answers:
        yield _question_page(lookups, lang, answer, titles)


def _question_page(lookups: Lookups, lang: Language, answer: Answer, titles: dict[Question, str]) -> Page:
    links = Links(lang, graph_page(answer.question))
    pen = Pen(lookups, links)
    words = words_of(lang)

    def link(item: Item) -> str:
        return _link(links, item)

    heads = heads_of(answer, lang, len(answer.columns))
    return make_page(
        lookups,
        links,
        "graph_question.html",
        graph_data=data_file(GRAPH),
        words=words["questions"][answer.question],
        wide=Markup(draw_question(answer, lang, link)),
        narrow=Markup(draw_question(answer, lang, link, is_narrow=True)),
        heads=[heads[0], words["table"]["relation"], *heads[1:]] if len(heads) == 2 else heads,
        rows=list(_rows(pen, answer)),
        others=[
            (links.to(graph_page(one)), title) for one, title in titles.items() if one != answer.question
        ],
    )


def _link(links: Links, item: Item) -> str:
    """The address of the page about an item."""
    match item.node.kind:
        case NodeKind.MEASURE:
            return links.measure(item.node.id)
        case NodeKind.SUPPORT:
            return links.measure(item.measure.id if item.measure else "", item.node.id)
        case NodeKind.AGENCY:
            return links.agency(item.node.id)
        case NodeKind.DOMAIN:
            return links.domain(item.node.id)
        case NodeKind.SECTION:
            return links.to(TEXT, item.node.id)
        case _:
            return links.concept(item.node.id)


def _rows(pen: Pen, answer: Answer) -> Iterator[list[Markup]]:
    """The rows of the table: one for each line, or for each item of the first of three columns."""
    if len(answer.columns) == 3:
        for place, item in enumerate(answer.columns[0]):
            middle = _reached(answer, 0, [place])
            # The agencies of a measure keep the order in which the text names them.
            last = _reached(answer, 1, middle)
            columns = zip(answer.columns[1:], (middle, last), strict=True)
            yield [_named(pen, item), *(_joined(pen, [those[n] for n in at]) for those, at in columns)]
        return
    seen: set[tuple[frozenset[int], Way]] = set()
    for line in answer.lines:
        if answer.question is Question.TOGETHER and line.way is not Way.PREFERS:
            pair = frozenset((line.source, line.target)), line.way
            if pair in seen:
                continue  # the same line from the other side
            seen.add(pair)
        left, right = answer.columns[0][line.source], answer.columns[1][line.target]
        yield [_named(pen, left), _said(pen, line), _named(pen, right)]


def _reached(answer: Answer, column: int, sources: Sequence[int]) -> list[int]:
    """The items of the next column to which lines lead from some of a column, in the order of those lines."""
    lines = [line for line in answer.lines if line.column == column]
    return list(dict.fromkeys(line.target for one in sources for line in lines if line.source == one))


def _said(pen: Pen, line: Line) -> Markup:
    """The words of a line, with its provision and the mark of its readings."""
    words = words_of(pen.lang)
    said = words["effects"][line.effect] if line.effect else words["ways"][line.way]
    cite = Markup(" ") + pen.cite(line.provision) if line.provision else Markup()
    return escape(said) + pen.mark(line.readings) + cite


def _named(pen: Pen, item: Item) -> Markup:
    """A link to an item under its name; a support with its amount where the text states a sum."""
    name = Markup('<a href="{}">{}</a>').format(_link(pen.links, item), name_item(item, pen.lang))
    if not item.quantities:
        return name
    support = pen.lookups.policy.support(item.node.id)
    return name + Markup("<br>") + Markup('<span class="quiet">{}</span>').format(pen.amount(support.amount))


def _joined(pen: Pen, items: list[Item]) -> Markup:
    return Markup(pen.t("site.and")).join(_named(pen, item) for item in items)
