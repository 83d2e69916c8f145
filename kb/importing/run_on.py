"""Parts that go on inside a row, where the file lost the ends of its lines: ``…。 第四条 …`` → two rows."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.importing.rows import Row
from kb.model.numbers.labels import Label, read_label

_ENDED = "。；;！？!?：:"
_PLACE = re.compile(
    "(?=第[一二三四五六七八九十百0-9]{1,6}[章条])"
    "|(?<=[。；;！？：:]) ?(?=[一二三四五六七八九十]{1,3}、)"
    "|(?<=[ \u3000])(?=[(（]一[)）])"
    "|(?<=[\u4e00-\u9fff)）》”])(?=(?:一、|[(（]一[)）])[\u4e00-\u9fff])"
)
"""Where a part may begin inside a row."""
_CHAPTER = "第[一二三四五六七八九十百0-9]{1,4}章[^。；;，,：:！？第]{0,20}"
_CHAPTER_AND_ARTICLE = re.compile(f"{_CHAPTER}(?=第)")
_CHAPTER_HEAD = re.compile(f"{_CHAPTER}$")
_PART_HEAD = re.compile("(?:.*[。；;！？：:] ?)?[一二三四五六七八九十]{1,3}、[^。；;！？：:]{2,40}")
_TWO_PARTS = re.compile("一、(?:[^。；;！？：:]{2,40}[ \u3000][(（]一[)）]|.*[。；;] ?二、)", re.DOTALL)
"""A first part, 一、, that has a part （一） below its heading, or a second part 二、 after it."""
_SECOND, _THIRD = re.compile("[。；;.] ?二、"), re.compile("[。；;.] ?三、")
_SECOND_INNER = re.compile("[。；;.] ?[(（]二[)）]")
_POINT = re.compile("[\u4e00-\u9fff)）%]\\.[ \u3000]*$")
"""The end of a sentence that a text closes with a point."""
_SKIPPED = 10
"""The greatest step from a number to the next one, where some are missing."""
_NEAR = 60
"""The number of characters before a part that are examined."""


def split_run_on(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, split before each part that goes on inside a row where the one before it left off.

    These are a chapter with its first article, an article after the end of a sentence, and in a text without
    articles 一、 and 二、 after one. In a row with such a chapter an article may come after a comma as
    well, so that its sums are not taken for those of another. A number with which another row begins is only
    cited inside a row.
    """
    labels = {id(row): read_label(_written(row)) for row in rows if not row.cells}
    begun = {(label.shape, label.number) for label in labels.values() if label is not None}
    has_articles = any(shape == "条" for shape, _ in begun) or any("第一条" in row.text for row in rows)
    last = {"章": 0, "条": 0, "一、": 0}
    split: list[Row] = []
    for row in rows:
        if (label := labels.get(id(row))) is not None and label.shape in last:
            last[label.shape] = label.number
        start, held, holds_chapter = 0, row, False
        second = -1 if has_articles else _second_part(row.text)
        for place in () if row.cells else _PLACE.finditer(row.text):
            at = place.end()
            inner = read_label(row.text[at:])
            if inner is None or (inner.shape, inner.number) in begun or not row.text[start:at].strip():
                continue
            before = row.text[max(0, at - _NEAR) : at]
            is_first = holds_chapter and _CHAPTER_HEAD.fullmatch(row.text[start:at]) is not None
            behind = " " if is_first else row.text[at + len(inner.text) :]
            if inner.shape in last and not _follows(inner, last[inner.shape], behind):
                continue
            is_listed = holds_chapter and inner.shape == "条" and before.endswith(("，", ","))
            is_listed = is_listed or (inner.shape == "一、" and inner.number == 1 and at < second)
            if is_listed or _begins(before, row.text[at:], inner, last["条"], has_articles):
                holds_chapter = holds_chapter or inner.shape == "章"
                last |= {inner.shape: inner.number} if inner.shape in last else {}
                split.append(replace(held, text=row.text[start:at].strip()))
                start, held = at, replace(row, label="")
        split.append(replace(held, text=row.text[start:].strip()) if start else row)
    return tuple(split)


def _second_part(text: str) -> int:
    """Where a second part, 二、, begins in a row that holds a third one as well; -1 where none does."""
    second = _SECOND.search(text)
    return second.start() if second is not None and _THIRD.search(text, second.end()) else -1


def _follows(label: Label, last: int, words: str) -> bool:
    """Whether a label has the next number. A chapter, or an article with a blank after its label, may skip
    some.
    """
    step = label.number - last
    may_skip = label.shape == "章" or (label.shape == "条" and words[:1] in (" ", "\u3000"))
    return step == 1 or (may_skip and 1 < step <= _SKIPPED)


def _begins(before: str, words: str, label: Label, article: int, has_articles: bool) -> bool:
    """Whether ``words`` begin a new part, whose number ``label`` is the next one, and ``before`` ends another
    part.

    ``article`` is the number of the last article.
    """
    is_behind = before.rstrip(" \u3000").endswith(tuple(_ENDED)) or _POINT.search(before) is not None
    if label.shape == "章":
        head = _CHAPTER_AND_ARTICLE.match(words)
        behind = words[head.end() :] if head is not None else ""
        first = read_label(behind)
        return first is not None and first.shape == "条" and 0 < first.number - article <= _SKIPPED
    if label.shape == "条":
        return is_behind or _CHAPTER_HEAD.search(before) is not None
    if has_articles:
        return False
    if label.shape == "一、":
        return is_behind and (label.number > 1 or _TWO_PARTS.match(words) is not None)
    is_head = label.shape == "（一）" and label.number == 1 and _PART_HEAD.fullmatch(before) is not None
    return is_head and (before.endswith((" ", "\u3000")) or _SECOND_INNER.search(words) is not None)


def _written(row: Row) -> str:
    """The words of a row after its automatic number."""
    return f"{row.label}\u3000{row.text}" if row.label else row.text
