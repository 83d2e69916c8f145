"""The amending decision (修改决定) between two versions: one item for each change, proved by applying the
items.

Every item refers to the old text, as its head says: 第四句 is the fourth sentence before any item is applied.
An item quotes words that occur once in their sentence, or replaces words wherever they occur in the sentences
that it names. Where the items of a part do not give exactly its new words, the part is restated as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kb.model.document import Document
from kb.model.numbers import write_numeral
from kb.versions.comparison import Row
from kb.versions.passages import Block, Passage, align_passages, read_passages
from kb.versions.redline import redline, split_atoms

MOST_ITEMS = 4
"""A part with more changes than this is restated as a whole."""

MOST_PAIRS = 3
"""A sentence with more changes than this is restated as a whole."""

SHORT, LONG = 4, 24
"""The least length of a quotation in characters, if its sentence is long enough, and the greatest length of a
whole quoted clause.
"""

_STOPS = "，,。；;：:、！？!?“”《》（）()"
_SWAPPED = str.maketrans("“”‘’", "‘’“”")

Spot = tuple[int, int]
"""A sentence of a part: the index of its line, and its index in the line."""

HEADING: Spot = (-1, 0)
CLOSING: Spot = (-1, 1)


@dataclass(frozen=True, slots=True)
class Reword:
    """Replaced words of a sentence, of the heading or of the responsible agencies: ``pairs`` of
    old and new.
    """

    part: str
    spot: Spot
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Restate:
    """A restated sentence, heading or line of agencies; empty where it is deleted."""

    part: str
    spot: Spot
    words: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Sentences inserted after a sentence; the index -1 means the beginning of the line."""

    part: str
    spot: Spot
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renumber:
    """A new number for a part."""

    part: str
    num: str
    name: str


@dataclass(frozen=True, slots=True)
class Anew:
    """A part restated as a whole."""

    part: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Repeal:
    """A repealed part."""

    part: str


@dataclass(frozen=True, slots=True)
class Add:
    """A part inserted after another of the old text and after those inserted there; first where that is
    empty.
    """

    part: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Move:
    """A part moved after another part of the old text and after the parts inserted there; to the beginning
    where ``after`` is empty.

    It has a new number there.
    """

    part: str
    after: str
    num: str
    name: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Words replaced wherever they occur in several sentences, headings or lines of agencies, each given by
    its part and spot.
    """

    places: tuple[tuple[str, Spot], ...]
    old: str
    new: str

    @property
    def part(self) -> str:
        """The first of the parts."""
        return self.places[0][0]


Item = Reword | Restate | Insert | Renumber | Anew | Repeal | Add | Move | Exchange


@dataclass(frozen=True)
class Decision:
    """A decision: its title, its items in the order of the text, and the day on which it takes effect."""

    title: str
    amended: str
    items: tuple[Item, ...]
    day: str
    names: Mapping[str, Passage]
    """The names of the parts of the old text that the items refer to, by eId."""

    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs of the decision below its title, and the tables of restated parts."""
        work = f"《{self.amended}》"
        found = [Block(f"现决定对{work}作如下修改（各项所称的条、款、项、句，都是修改前的）：")]
        for n, item in enumerate(self.items, 1):
            first, *others = say_item(item, self.names)
            found += [replace(first, text=f"{write_numeral(n)}、{first.text}"), *others]
        year, month, day = (int(one) for one in self.day.split("-"))
        found.append(Block(f"本决定自{year}年{month}月{day}日起施行。"))
        found.append(Block(f"{work}根据本决定作相应修改，重新公布。"))
        return tuple(found)


def draft_decision(old: Document, new: Document) -> Decision:
    """The decision that changes the version ``old`` into the version ``new``.

    Its items, applied to the old text, give the words of the new one. Otherwise it raises ``ValueError``,
    which no two documents can cause, since a part may always be restated as a whole.
    """
    items = tuple(_items(old, new))
    before = {one.eid: one for one in read_passages(old)}
    after = read_passages(new)
    joined = tuple(_joined(items, before))
    if apply_items(tuple(before.values()), joined) == after:
        items = joined
    elif apply_items(tuple(before.values()), items) != after:
        raise ValueError(new.version)
    decided = new.amendment.title if new.amendment else ""
    title = decided or f"关于修改《{old.title}》的决定"
    return Decision(title, old.title, items, new.version, before)


def apply_items(passages: Sequence[Passage], items: Sequence[Item]) -> tuple[Passage, ...]:
    """The passages of a text after the items of a decision. Raises ``ValueError`` where an item
    does not fit.
    """
    behind: dict[str, list[Add | Move]] = {}
    mine: dict[str, list[Item]] = {}
    known = {one.eid: one for one in passages}
    moved = {item.part for item in items if isinstance(item, Move)}
    for item in items:
        names = {item.part, item.after} if isinstance(item, Move) else _parts_of(item)
        if wrong := names - known.keys() - ({""} if isinstance(item, Add | Move) else set()):
            raise ValueError(wrong.pop())
        if isinstance(item, Add | Move):
            behind.setdefault(item.part if isinstance(item, Add) else item.after, []).append(item)
        else:
            for part in _parts_of(item):
                mine.setdefault(part, []).append(item)

    def come(place: str) -> Iterator[Passage]:
        for item in behind.get(place, ()):
            if isinstance(item, Add):
                yield item.passage
            else:
                carried = replace(known[item.part], num=item.num, name=item.name)
                yield from _amended(carried, mine.get(item.part, ()))

    found = list(come(""))
    for passage in passages:
        if passage.eid not in moved:
            found += _amended(passage, mine.get(passage.eid, ()))
        found += come(passage.eid)
    return tuple(found)


def say_item(item: Item, parts: Mapping[str, Passage]) -> tuple[Block, ...]:
    """An item in words: a paragraph, followed by the paragraphs and tables of a restated part."""
    name = parts[item.part].name if item.part else ""
    match item:
        case Reword(spot=spot):
            where = _spot_name(parts[item.part], spot)
            told = [
                f"{_quote(old)}修改为{_quote(new)}" if new else f"{_quote(old)}删去"
                for old, new in item.pairs
            ]
            return (Block(f"将{where}中的{'，'.join(told)}。"),)
        case Exchange(places=places, old=old, new=new):
            where = "、".join(_spot_name(parts[part], spot) for part, spot in places)
            changed = f"均修改为{_quote(new)}" if new else "均删去"
            return (Block(f"将{where}中的{_quote(old)}{changed}。"),)
        case Restate(spot=spot, words=""):
            return (Block(f"删去{_spot_name(parts[item.part], spot)}。"),)
        case Restate(spot=spot, words=words):
            passage = parts[item.part]
            if spot == CLOSING and not passage.closing:
                return (Block(f"在{name}末尾增加：{_quote(words)}{_stop(words)}"),)
            return (Block(f"将{_spot_name(passage, spot)}修改为：{_quote(words)}{_stop(words)}"),)
        case Insert(spot=(line, at), sentences=sentences):
            passage = parts[item.part]
            many = "一句" if len(sentences) == 1 else f"{write_numeral(len(sentences))}句"
            at_first = at < 0
            where = _spot_name(passage, (line, max(at, 0)))
            if at_first and not passage.lines[line].sentences:
                where, at_first = where.removesuffix("第一句"), False
            behind = "前" if at_first else "后"
            return (Block(f"在{where}{behind}增加{many}：{_quote(''.join(sentences))}"),)
        case Renumber(name=new):
            return (Block(f"将{name}改为{new}。"),)
        case Repeal():
            return (Block(f"删去{name}。"),)
        case Move(after=after, name=new):
            place = f"{parts[after].name}之后" if after else "最前面"
            renamed = "" if new == name else f"，作为{new}"
            return (Block(f"将{name}移至{place}{renamed}。"),)
        case Anew(passage=passage):
            renamed = "" if passage.name == name else f"改为{passage.name}，"
            return _quoted(f"将{name}{renamed}修改为：", passage.blocks())
        case Add(passage=passage):
            place = f"在{name}后" if name else "在最前面"
            return _quoted(f"{place}增加{passage.name}：", passage.blocks())


# ---- drafting


def _items(old: Document, new: Document) -> Iterator[Item]:
    last = ""
    before = {one.eid: one for one in read_passages(old)}
    for was, is_now, rows in align_passages(old, new):
        if was is None:
            assert is_now is not None
            if not rows:
                yield Add(last, is_now)
                continue
            eid = rows[0].old
            yield Move(eid, last, is_now.num, is_now.name)
            yield from _amend(replace(before[eid], num=is_now.num, name=is_now.name), is_now, rows)
        elif is_now is None and rows:
            continue  # it moves, which its new place says
        else:
            last = was.eid
            yield from (Repeal(was.eid),) if is_now is None else _amend(was, is_now, rows)


def _amend(was: Passage, is_now: Passage, rows: Sequence[Row]) -> Iterator[Item]:
    """The items that change a part where it stands: single changes, or the whole part anew."""
    if was != is_now:
        items = tuple(_changes(was, is_now, rows[0])) if rows else ()
        proved = len(items) <= MOST_ITEMS and _amended(was, items) == [is_now]
        yield from items if proved else (Anew(was.eid, is_now),)


def _changes(was: Passage, is_now: Passage, row: Row) -> Iterator[Item]:
    """The single changes of a part. They are incomplete where the number of its lines changed."""
    if was.num != is_now.num:
        yield Renumber(was.eid, is_now.num, is_now.name)
    if was.heading != is_now.heading:
        yield _exchange(was.eid, HEADING, was.heading, is_now.heading)
    old_spots = {eid: (n, k) for n, line in enumerate(was.lines) for k, eid in enumerate(line.eids)}
    olds = {eid: line.sentences[k] for line in was.lines for k, eid in enumerate(line.eids)}
    came = {one.new: one.old for one in row.lines if one.new and one.old}
    for eid in (one.old for one in row.lines if not one.new):
        yield Restate(was.eid, old_spots[eid], "")
    for n, line in enumerate(is_now.lines):
        if line.grid:
            continue  # a decision has no name for a cell
        last = -1
        waiting: list[str] = []
        for eid, words in zip(line.eids, line.sentences, strict=True):
            before = came.get(eid)
            if before is None:
                waiting.append(words)
                continue
            if waiting:
                yield Insert(was.eid, (n, last), tuple(waiting))
                waiting = []
            last = old_spots[before][1]
            if olds[before] != words:
                yield _exchange(was.eid, old_spots[before], olds[before], words)
        if waiting and n < len(was.lines):
            yield Insert(was.eid, (n, last), tuple(waiting))
    if was.closing != is_now.closing:
        yield _exchange(was.eid, CLOSING, was.closing, is_now.closing)


def _parts_of(item: Item) -> set[str]:
    return {part for part, _ in item.places} if isinstance(item, Exchange) else {item.part}


def _joined(items: Sequence[Item], before: Mapping[str, Passage]) -> Iterator[Item]:
    """The items, with those that replace the same words in several places as one, where the first stood."""
    groups: dict[tuple[str, str], list[Reword]] = {}
    for item in items:
        if isinstance(item, Reword) and (change := _only_change(item, before)) is not None:
            groups.setdefault(change, []).append(item)
    joined: dict[Reword, Exchange] = {}
    for change, group in groups.items():
        old, new = _with_context(*change, [(_words_at(one, before), one.pairs) for one in group])
        alike = [one for one in group if _is_replaced(_words_at(one, before), one.pairs, old, new)]
        if len(alike) > 1:
            whole = Exchange(tuple((one.part, one.spot) for one in alike), old, new)
            joined |= dict.fromkeys(alike, whole)
    told: set[Exchange] = set()
    for item in items:
        found = joined.get(item) if isinstance(item, Reword) else None
        if found is None:
            yield item
        elif found not in told:
            told.add(found)
            yield found


def _only_change(item: Reword, before: Mapping[str, Passage]) -> tuple[str, str] | None:
    """The words that an item replaces and their replacement, where it does so everywhere in the same way."""
    old = _words_at(item, before)
    runs = [run for run in redline(old, _reworded(old, item.pairs)) if run[0] != "same"]
    gone, come = ({text for op, text in runs if op == each} for each in ("gone", "new"))
    is_one = len(gone) == len(come) == 1 and len(runs) % 2 == 0
    return (gone.pop(), come.pop()) if is_one else None


def _with_context(
    old: str, new: str, sentences: Sequence[tuple[str, tuple[tuple[str, str], ...]]]
) -> tuple[str, str]:
    """Words and their replacement, with the words around them that are the same wherever they are replaced.

    Each sentence comes with the pairs that reword it.
    """
    befores: list[str] = []
    afters: list[str] = []
    for words, pairs in sentences:
        runs = redline(words, _reworded(words, pairs))
        at = 0
        for op, text in runs:
            if op == "gone":
                befores.append(words[:at][::-1])
                afters.append(words[at + len(text) :])
            at += 0 if op == "new" else len(text)
    left, right = _common(befores)[::-1], _common(afters)
    return left + old + right, left + new + right


def _common(texts: Sequence[str]) -> str:
    """The words with which all texts begin, up to a stop."""
    found = ""
    for signs in zip(*texts, strict=False):
        if len(set(signs)) > 1 or signs[0] in _STOPS:
            break
        found += signs[0]
    return found


def _is_replaced(words: str, pairs: tuple[tuple[str, str], ...], old: str, new: str) -> bool:
    return old in words and words.replace(old, new) == _reworded(words, pairs)


def _words_at(item: Reword, before: Mapping[str, Passage]) -> str:
    """The words of the old text in the place of an item."""
    passage, (line, at) = before[item.part], item.spot
    if item.spot == HEADING:
        return passage.heading
    return passage.closing if item.spot == CLOSING else passage.lines[line].sentences[at]


def _exchange(part: str, spot: Spot, old: str, new: str) -> Item:
    pairs = quote_changes(old, new) if old and new else ()
    return Reword(part, spot, pairs) if pairs else Restate(part, spot, new)


def quote_changes(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The replacements that turn ``old`` into ``new``: each quotation occurs once in ``old``, and none
    overlap.

    Empty where the whole is better restated. No quotation cuts a number.
    """
    atoms: list[str] = []
    hunks: list[tuple[int, int, str]] = []  # first and last atom, and their replacement
    is_open = False
    for op, text in redline(old, new):
        if op == "same":
            atoms += split_atoms(text)
            is_open = False
            continue
        if not is_open:
            hunks.append((len(atoms), len(atoms), ""))
            is_open = True
        start, end, come = hunks[-1]
        if op == "gone":
            atoms += split_atoms(text)
            hunks[-1] = (start, len(atoms), come)
        else:
            hunks[-1] = (start, end, come + text)
    changed = sum(len("".join(atoms[start:end])) for start, end, _ in hunks)
    if not hunks or len(hunks) > MOST_PAIRS or 2 * changed > len(old):
        return ()
    pairs: list[tuple[str, str]] = []
    least = 0
    for n, (start, end, come) in enumerate(hunks):
        most = hunks[n + 1][0] if n + 1 < len(hunks) else len(atoms)
        low, high = _widened(old, atoms, start, end, least, most)
        words = "".join(atoms[low:high])
        if old.count(words) != 1:
            return ()
        pairs.append((words, "".join(atoms[low:start]) + come + "".join(atoms[end:high])))
        least = high
    return tuple(pairs) if _reworded(old, pairs) == new else ()


def _widened(old: str, atoms: Sequence[str], start: int, end: int, least: int, most: int) -> tuple[int, int]:
    """The atoms to quote: the clauses around a change where they are short, or else as many atoms around it
    as make the quotation unique.
    """
    low, high = start, end
    while low > least and atoms[low - 1] not in _STOPS:
        low -= 1
    while high < most and atoms[high] not in _STOPS:
        high += 1

    def is_told(low: int, high: int) -> bool:
        words = "".join(atoms[low:high])
        return len(words) >= SHORT and old.count(words) == 1

    if is_told(low, high) and len("".join(atoms[low:high])) <= LONG:
        return low, high
    low, high = start, end
    while not is_told(low, high) and (low > least or high < most):
        low -= low > least
        if not is_told(low, high):
            high += high < most
    return low, high


# ---- applying


def _amended(passage: Passage, items: Sequence[Item]) -> list[Passage]:
    """A passage after the items about it; ``None`` where it is repealed."""
    sentences = [[[one] for one in line.sentences] for line in passage.lines]
    firsts: list[list[str]] = [[] for _ in passage.lines]
    for item in items:
        match item:
            case Repeal():
                return []
            case Anew(passage=anew):
                return [anew]
            case Renumber(num=num, name=name):
                passage = replace(passage, num=num, name=name)
            case Reword(spot=spot, pairs=pairs):
                if spot == HEADING:
                    passage = replace(passage, heading=_reworded(passage.heading, pairs))
                elif spot == CLOSING:
                    passage = replace(passage, closing=_reworded(passage.closing, pairs))
                else:
                    held = sentences[spot[0]][spot[1]]
                    held[0] = _reworded(held[0], pairs)
            case Exchange(places=places, old=old, new=new):
                for spot in (spot for part, spot in places if part == passage.eid):
                    if spot == HEADING:
                        passage = replace(passage, heading=_replaced(passage.heading, old, new))
                    elif spot == CLOSING:
                        passage = replace(passage, closing=_replaced(passage.closing, old, new))
                    else:
                        held = sentences[spot[0]][spot[1]]
                        held[0] = _replaced(held[0], old, new)
            case Restate(spot=spot, words=words):
                if spot == HEADING:
                    passage = replace(passage, heading=words)
                elif spot == CLOSING:
                    passage = replace(passage, closing=words)
                else:
                    sentences[spot[0]][spot[1]][0] = words
            case Insert(spot=(line, at), sentences=come):
                (firsts[line] if at < 0 else sentences[line][at]).extend(come)
    lines = tuple(
        replace(line, sentences=tuple(one for one in chain(first, *held) if one), eids=())
        for line, first, held in zip(passage.lines, firsts, sentences, strict=True)
    )
    return [replace(passage, lines=lines)]


def _reworded(old: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A sentence with all quotations replaced at the same time.

    Raises ``ValueError`` where one does not occur exactly once.
    """
    found, at = "", 0
    for was, is_now in pairs:
        place = old.find(was)
        if place < at or old.count(was) != 1:
            raise ValueError(was)
        found += old[at:place] + is_now
        at = place + len(was)
    return found + old[at:]


def _replaced(words: str, old: str, new: str) -> str:
    """Words with every occurrence of ``old`` replaced. Raises ``ValueError`` where there is none."""
    if old not in words:
        raise ValueError(old)
    return words.replace(old, new)


# ---- words


def _spot_name(passage: Passage, spot: Spot) -> str:
    if spot == HEADING:
        return f"{passage.name}的标题"
    if spot == CLOSING:
        return f"{passage.name}的责任单位"
    return passage.sentence_name(*spot)


def _quote(words: str) -> str:
    """Words in quotation marks. Inner quotation marks change their kind, as the standard of punctuation
    requires.
    """
    return f"“{words.translate(_SWAPPED)}”"


def _stop(words: str) -> str:
    """The full stop after a quotation that has none of its own."""
    return "" if words.endswith(("。", "！", "？", "；", "：")) else "。"


def _quoted(lead: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Paragraphs and tables in quotation marks, after an introduction."""
    swapped = [
        replace(one, text=one.text.translate(_SWAPPED), cells=tuple(c.translate(_SWAPPED) for c in one.cells))
        for one in blocks
    ]
    if swapped and not swapped[0].grid:
        swapped[0] = replace(swapped[0], text=f"{lead}“{swapped[0].text}")
    else:
        swapped.insert(0, Block(f"{lead}“"))
    if swapped[-1].grid:
        return (*swapped, Block("”。"))
    last = swapped[-1].text
    return (*swapped[:-1], replace(swapped[-1], text=f"{last}”{_stop(last)}"))
