"""Following a text: the files that refer to a text are adapted to its new wording.

Rules, readings, facts, plain wording, concepts, kept cases and examples name provisions by eId and quote
their words. An eId follows a moved provision. Where a provision was split, it follows the piece that contains
the words and figures in question. Quotations follow the redline. No guess is silent: every changed quotation,
every choice between pieces and everything that depends on a deleted provision is in the notes, for a person
to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from lxml import etree

from kb.loading.canonical import write_canonical
from kb.loading.files import decode_utf8, parse_bytes, read_bytes
from kb.loading.wording import READINGS
from kb.model.document import Clause, Document, Section, eid_of_deleted, fingerprint, is_deleted, part_of
from kb.model.duties import agency_of, stated_in
from kb.model.registry import Registry
from kb.model.words.errors import PolicyError
from kb.versions.alignment import Fate, renumbered
from kb.versions.redline import redline
from kb.versions.showing import Shown
from kb.versions.supports import SUPPORT, number_supports

_NUMBER = r"_[0-9]+(?:-[0-9]+)?"
_TOKEN = re.compile(
    rf"(?<![\w-])[a-z]+(?:{_NUMBER}(?:__[a-z]+(?:{_NUMBER})?)*|(?:__[a-z]+{_NUMBER})+)(?![\w-])"
)
"""An eId, or the id of a support, anywhere in a text: ``para_5``, ``final__s_4``, ``para_5__sup_1``."""

_HOLDERS = ("eId", "provision", "measure", "support", "to", "of")
"""The attributes that tie an element to one provision."""

_LISTS = ("cites", "supports", "lower")
"""The attributes that list provisions or supports."""

_STAYING = ("figure", "ref", "term", "summary")
"""The elements that stay when their provision is deleted; a person rewrites the words around them."""

_QUOTES = ("words", "rate")
"""The attributes that quote the text."""

_AGENCIES = ("to", "agency")
"""The attributes that may name an agency."""

_RULES = "{urn:tiaowen:rules:1}"
_PLAIN = "{urn:tiaowen:plain:1}"

Kind = Literal["reworded", "lost", "placed", "deleted", "dropped", "thinned", "renumbered", "counted"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a person must see: its place, and its content before and after.

    ``reworded`` is a changed quotation; ``lost`` is a quotation that has too few words left. ``placed`` is a
    reference to a split sentence, with the piece that it now names. ``deleted`` is a reference to a provision
    that no longer exists, ``dropped`` one that was removed with it, and ``thinned`` plain wording that stays
    and cites fewer provisions than before. ``renumbered`` is a support with another number after one of its
    measure was removed. ``counted`` is a typed line of rules that may number sentences as in the new text or
    as before.
    """

    kind: Kind
    file: str
    line: int
    eid: str
    old: str
    new: str = ""
    page: str = ""
    """The part on whose page of rule lines it stood before the text changed, or empty."""
    place: str = ""
    """The Chinese name of ``eid``, and of the piece that a placed reference now names."""
    page_name: str = ""
    """The Chinese name of ``page``."""


@dataclass(frozen=True)
class Carried:
    """The files that follow a text, by their path in the version, and the notes on them.

    ``lines`` gives, for each file from which something was removed, the new line of each line with an
    element that stays. ``moves`` are the eIds and the ids of supports that have changed, each with its id
    now.
    """

    changes: Mapping[str, bytes]
    notes: tuple[Note, ...]
    lines: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> tuple[Note, ...]:
        """The notes of some kinds."""
        return tuple(one for one in self.notes if one.kind in kinds)


def _gone(fates: Sequence[Fate]) -> dict[str, str]:
    """The eIds that replace references to deleted provisions, by the old eIds; their contents
    are included.
    """
    deleted = {one.old for one in fates if not one.new}
    return {
        eid: eid_of_deleted(eid) for eid in deleted if not any(eid.startswith(f"{one}__") for one in deleted)
    }


def carry_files(
    version: Path,
    old: Document,
    new: Document,
    fates: Sequence[Fate],
    registry: Registry,
    *,
    reword: bool = True,
) -> Carried:
    """The files of a version adapted to a new text; nothing is written.

    Where a part names the registered successor of an agency in its place, the statements about the part name
    the successor too.

    Quotations are only changed where a person confirms them (``reword``). What depends on a deleted provision
    stays, under an eId that no provision has; :func:`drop_deleted` removes it. Raises
    :class:`~kb.model.words.errors.PolicyError` where a file cannot be read.
    """
    carrying = _Carrying(old, new, fates, registry, reword, Shown(version, old, registry))
    changes: dict[str, bytes] = {}
    for name, data in _read_xml(version).items():
        if (carried := carrying.carry(data, name)) is not None:
            changes[name] = carried
    changes |= carry_cases(version, changes, carrying.moves)
    return Carried(changes, tuple(carrying.notes), moves=carrying.moves)


def carry_cases(version: Path, changes: Mapping[str, bytes], moves: Mapping[str, str]) -> dict[str, bytes]:
    """The files of cases that name something by an id of ``moves``, with its id now.

    Cases name provisions and supports by their ids alone. ``changes`` hold the files that are not as stored.
    Raises :class:`~kb.model.words.errors.PolicyError` where a file cannot be read.
    """
    found: dict[str, bytes] = {}
    for folder in ("cases", "examples") if moves else ():
        for path in sorted(version.glob(f"{folder}/*.yaml")):
            name = path.relative_to(version).as_posix()
            text = decode_utf8(changes.get(name) or read_bytes(path, name), name)
            if (followed := follow(text, _free_of(text, moves))) != text:
                found[name] = followed.encode()
    return found


def _free_of(text: str, moves: Mapping[str, str]) -> dict[str, str]:
    """The moves for a text that may name something that was deleted earlier: what is deleted now gets an id
    that the text does not have yet.
    """
    named = {each for found in _TOKEN.findall(text) for each in _heads(found)}
    free: dict[str, str] = {}
    for was, now in moves.items():
        while is_deleted(now) and now in named and was in named:
            now = eid_of_deleted(now)
        free[was] = now
    return free


def _heads(key: str) -> Iterator[str]:
    """An id, and the ids of everything that contains it."""
    parts = key.split("__")
    return ("__".join(parts[:count]) for count in range(1, len(parts) + 1))


def drop_deleted(
    version: Path, changes: Mapping[str, bytes], old: Document, fates: Sequence[Fate], registry: Registry
) -> Carried:
    """The files without everything that depends on deleted provisions. The supports that are left in a
    measure are numbered anew.

    ``version`` holds the files for the text ``old``, and ``changes`` those that differ, as
    :func:`carry_files` or a person has them.
    """
    deleted = {eid: was for was, eid in _gone(fates).items()}
    before = {is_now: was for was, is_now in renumbered(fates).items()} | deleted
    dropping = _Dropping(deleted, Shown(version, old, registry, lambda text: follow(text, before)))
    found = dict(changes)
    for name, data in _read_xml(version).items():
        if (left := dropping.drop(changes.get(name, data), name)) is not None:
            found[name] = left
    found |= carry_cases(version, found, dropping.moves)
    return Carried(found, tuple(dropping.notes), dropping.lines, dropping.moves)


def list_differing(
    version: Path, old: Mapping[str, bytes], new: Mapping[str, bytes], registry: Registry
) -> frozenset[tuple[str, str, str]]:
    """The quotations in which two states of the files of a version differ: the file, the old and the new
    words.

    ``old`` and ``new`` hold the files that are not as stored. Agencies are given by their names.
    """
    found: set[tuple[str, str, str]] = set()
    for file, data in _read_xml(version).items():
        one, other = old.get(file, data), new.get(file, data)
        if one != other:
            pairs = zip(_list_quoted(one, registry), _list_quoted(other, registry), strict=False)
            found |= {(file, *pair) for pair in pairs if pair[0] != pair[1]}
    return frozenset(found)


def _list_quoted(data: bytes, registry: Registry) -> list[str]:
    """The quotations and the names of agencies in a file, in order."""
    names = {one.id: one.name for one in registry.agencies}
    return [
        names.get(value, value)
        for element in etree.fromstring(data).iter(etree.Element)
        for key, value in element.attrib.items()
        if key in (*_QUOTES, *_AGENCIES)
    ]


def _read_xml(version: Path) -> dict[str, bytes]:
    """The files that refer to the text. The rules come first, since they decide which supports and facts are
    used.
    """
    names = [path.name for path in sorted(version.glob("*.xml")) if path.name != "text.xml"]
    first = [name for name in ("rules.xml", "readings.xml") if name in names]
    return {name: read_bytes(version / name, name) for name in dict.fromkeys([*first, *names])}


def follow(text: str, moves: Mapping[str, str]) -> str:
    """A text with every eId of ``moves``, and every id that begins with one, replaced at the same time."""

    def exchange(found: re.Match[str]) -> str:
        parts = found.group().split("__")
        for count in range(len(parts), 0, -1):
            if (head := "__".join(parts[:count])) in moves:
                return "__".join([moves[head], *parts[count:]])
        return found.group()

    return _TOKEN.sub(exchange, text) if moves else text


def carry_words(words: str, old: str, new: str, renames: Mapping[str, str] = MappingProxyType({})) -> str:
    """Quoted words in the new wording of their text; empty where too little of them is left.

    ``renames`` are names in the old text that the new text replaces by others. They count as left.

    >>> carry_words("最高1000万元", "给予资助,最高1000万元。", "给予资助,最高1500万元。")
    '最高1500万元'
    >>> carry_words("生态环境局", "由生态环境局负责。", "由绿委负责。", {"生态环境局": "绿委"})
    '绿委'
    """
    words, old = (_rename(text, renames) for text in (words, old))
    if words in new:
        return words
    start = old.find(words)
    end, at = start + len(words), 0
    found, kept, is_replaced = "", 0, False
    for op, text in redline(old, new, brackets=False):
        if op == "new":
            # Words added at an edge belong to the quotation only where they replace some of its words.
            found += text if start < at < end or is_replaced else ""
            is_replaced = False
            continue
        low, high = max(at, start), min(at + len(text), end)
        if low < high and op == "same":
            found += text[low - at : high - at]
            kept += high - low
        is_replaced = op == "gone" and low < high
        at += len(text)
    return found if found in new and 2 * kept >= len(words) else ""


def _rename(text: str, renames: Mapping[str, str]) -> str:
    """A text with names replaced at the same time; of names that contain each other, the longest."""
    longest_first = sorted(renames, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(pattern, lambda found: renames[found[0]], text) if renames else text


@dataclass
class _Carrying:
    """Adapts files one by one, and remembers what a person must see."""

    old: Document
    new: Document
    fates: Sequence[Fate]
    registry: Registry
    reword: bool
    shown: Shown
    notes: list[Note] = field(default_factory=list)
    moves: dict[str, str] = field(init=False)
    _pieces: dict[str, tuple[str, ...]] = field(init=False)
    _deleted: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._texts = _texts(self.old), _texts(self.new)
        self._concepts = {one.eid: {mark.concept for mark in one.marks} for one in self.new.provisions()}
        self._agencies = dict(self._successors())
        self._touched = {one.old.encode() for one in self.fates if one.kind != "same"}
        self._pieces = {one.old: one.new for one in self.fates if len(one.new) > 1}
        self._deleted = {one.old for one in self.fates if not one.new}
        # A reference to deleted words must not end up at other words that now have their number.
        self.moves = renumbered(self.fates) | _gone(self.fates)

    def follow(self, text: str) -> str:
        return follow(text, self.moves)

    def carry(self, data: bytes, file: str) -> bytes | None:
        """The bytes of an adapted file; ``None`` where nothing changes."""
        if not any(eid in data for eid in self._touched):
            return None
        try:
            tree = parse_bytes(data, file, comments=True)
        except (PolicyError, etree.XMLSyntaxError):  # a broken file, in which eIds are still replaced
            text = data.decode("utf-8", "surrogateescape")
            followed = self.follow(text).encode("utf-8", "surrogateescape")
            return None if followed == data else followed
        root = tree.getroot()
        before = etree.tostring(tree)
        if not (self.moves or self._pieces):  # everything stays where it stands
            for element in root.iter(etree.Element):
                self._carry_words(element, {}, file)
            self._exchange_agencies(root, file)
            return None if etree.tostring(tree) == before else write_canonical(tree)
        for element in root.iter(etree.Element):
            named = " ".join(element.get(key, "") for key in (*_HOLDERS, *_LISTS)).split()
            if lost := next((one for one in named if one in self._deleted), ""):
                self._tell("deleted", file, element, lost, self.shown.words(element))
        holders = [one for one in root.iter(etree.Element) if one.get("provision") in self._pieces]
        targets = {one: self._target(one, file) for one in holders}
        for element in root.iter(etree.Element):
            self._carry_words(element, targets, file)
        if root.tag == f"{_RULES}rules":
            self._number_supports(root, targets)
        self._exchange_agencies(root, file)
        own = list(_own_words(root))
        self._renew_reviews(root)
        for element in root.iter(etree.Element):
            for key, value in element.attrib.items():
                if key == "cites":
                    element.set(key, " ".join(self._cited(value)))
                elif key not in (*_QUOTES, "fingerprint"):
                    element.set(key, self.follow(value))
        for element, target in targets.items():
            element.set("provision", target)
        if root.tag == f"{_RULES}rules":
            self._regroup(root)
        self._regroup_words(root, own)
        self._sort_blocks(root)
        return None if etree.tostring(tree) == before else write_canonical(tree)

    # ---- where what stays stands now

    def _target(self, element: etree._Element, file: str) -> str:
        """The piece of a split sentence that an element is now about; empty where there is no choice."""
        eid = element.get("provision", "")
        pieces = self._pieces.get(eid)
        if pieces is None:
            return ""
        wanted = [element, *_inner(element)]
        quotes = [one.get(key, "") for one in wanted for key in _QUOTES if one.get(key)]
        concepts = [one.get("at", "") for one in wanted if one.get("at")]

        def fit(piece: str) -> tuple[int, int]:
            text, stated = self._texts[1][piece], self._concepts[piece]
            return sum(one in stated for one in concepts), sum(one in text for one in quotes)

        best = max(pieces, key=lambda piece: (fit(piece), -pieces.index(piece)))
        if fit(best) != (len(concepts), len(quotes)) or not (concepts or quotes):
            self._tell("placed", file, element, eid, eid, best)
        return best

    def _cited(self, value: str) -> Iterator[str]:
        """The provisions that a list now cites: all pieces of split ones, none twice."""
        cited = [piece for eid in value.split() for piece in self._pieces.get(eid, (self.follow(eid),))]
        return iter(dict.fromkeys(cited))

    def _carry_words(self, element: etree._Element, targets: Mapping[etree._Element, str], file: str) -> None:
        for key in _QUOTES:
            words = element.get(key)
            if not words or (holder := _holder(element)) is None:
                continue
            eid = holder.get("provision") or holder.get("eId") or ""
            now = targets.get(holder) or self.moves.get(eid, eid)
            if eid in self._deleted:
                continue
            was, is_now = self._texts[0].get(eid, ""), self._texts[1].get(now, "")
            if words in is_now or words not in was:
                continue
            carried = carry_words(words, was, is_now, self._renames(part_of(eid)))
            self._tell("reworded" if carried else "lost", file, element, eid, words, carried)
            if carried and self.reword:
                element.set(key, carried)

    def _number_supports(self, root: etree._Element, targets: Mapping[etree._Element, str]) -> None:
        """Give supports whose sentence moved to another measure the next numbers of that measure, and those
        that stay where others left their measure the numbers from one.
        """
        staying: dict[str, list[str]] = {}
        going: list[tuple[str, str]] = []
        left: set[str] = set()
        for support in root.iter(SUPPORT):
            eid, key = support.get("provision", ""), support.get("id", "")
            part = part_of(targets.get(support) or self.moves.get(eid, eid))
            home = self.moves.get(part_of(key), part_of(key))
            if part == home or eid in self._deleted:
                staying.setdefault(home, []).append(key)
            else:
                going.append((key, part))
                left.add(home)
        for part in left:
            self.moves |= number_supports(staying.get(part, ()), part)
        taken = {
            part: max(int(self.moves.get(key, key).rpartition("_")[2]) for key in keys)
            for part, keys in staying.items()
        }
        for key, part in going:
            taken[part] = taken.get(part, 0) + 1
            self.moves[key] = f"{part}__sup_{taken[part]}"

    def _regroup(self, root: etree._Element) -> None:
        """Move the rules of sentences that moved to another part into the block of that part."""
        parts = {part.eid: n for n, part in enumerate(self.new.parts)}
        blocks = {one.get("eId", ""): one for one in root if isinstance(one.tag, str) and one.get("eId")}
        for eid, block in list(blocks.items()):
            for child in list(block.iterchildren(etree.Element)):
                place = child.get("provision", "")
                part = part_of(place)
                if part in ("", eid, place) or part not in parts:
                    continue
                if part not in blocks:
                    blocks[part] = self._begin_block(block, part)
                _put_in(blocks[part], child)

    def _regroup_words(self, root: etree._Element, own: Sequence[etree._Element]) -> None:
        """Move the plain wording of sentences that moved to another measure into the block of that measure.

        ``own`` are the sentences and names of supports that only cited the measure of their block. A new
        block has the heading of its measure as its title, and lacks what a person must write.
        """
        blocks = {one.get("eId", ""): one for one in root if isinstance(one.tag, str) and one.get("eId")}
        for element in own:
            section = element.getparent()
            named = element.get("cites") or element.get("support") or ""
            homes = {part_of(eid) for eid in named.split()}
            if (
                section is None
                or len(homes) != 1
                or not isinstance(self.new.part(home := homes.pop()), Clause)
            ):
                continue
            is_named = section.get("eId") is not None
            block = section if is_named else section.getparent()
            if block is None or block.get("eId") == home:
                continue
            if home not in blocks:
                blocks[home] = etree.Element(block.tag, eId=home)
                clause = self.new.part(home)
                title = etree.SubElement(blocks[home], f"{_PLAIN}title")
                title.text = clause.heading.rstrip("。") if isinstance(clause, Clause) else home
                block.addnext(blocks[home])
            target = blocks[home]
            if not is_named:
                found = next((one for one in target if one.tag == section.tag), None)
                target = etree.SubElement(target, section.tag) if found is None else found
            target.append(element)
            if not len(section):
                block.remove(section)
        for block in blocks.values():
            if block.tag == f"{_PLAIN}part":
                block[:] = sorted(block, key=_place_in_plain)

    def _renew_reviews(self, root: etree._Element) -> None:
        """Keep a review valid for a part of which only the number changed."""
        for fate in self.fates:
            was = self.old.part(fate.old)
            now = self.new.part(fate.new[0]) if fate.kind == "moved" else None
            if not isinstance(was, Clause) or not isinstance(now, Clause):
                continue
            if fingerprint(replace(was, num=now.num)) != fingerprint(now):  # other marks
                continue
            for block in root:
                if block.get("eId") == fate.old and block.get("fingerprint") == fingerprint(was):
                    block.set("fingerprint", fingerprint(now))

    def _successors(self) -> Iterator[tuple[str, dict[str, str]]]:
        """For each old part, the agencies that it replaces by their registered successors."""
        for fate in self.fates:
            was = self.old.part(fate.old)
            now = self.new.part(fate.new[0]) if fate.new else None
            if was is None or now is None or was == now:
                continue
            before, after = (_agencies_of(one, self.registry) for one in (was, now))
            ended = {key: self.registry.agency_by_id[key].successor for key in before - after}
            if exchanged := {key: by for key, by in ended.items() if by in after - before}:
                yield fate.old, exchanged

    def _renames(self, part: str) -> dict[str, str]:
        """The names of the agencies that an old part replaces, each with the name that the new part has for
        the successor.
        """
        text = self._texts[1].get(self.moves.get(part, part), "")
        found: dict[str, str] = {}
        for key, by in self._agencies.get(part, {}).items():
            ended, successor = (self.registry.agency_by_id[one] for one in (key, by))
            full, short = (successor.name, *successor.short_names), (*successor.short_names, successor.name)
            for name in (ended.name, *ended.short_names):
                new = next((one for one in (full if name == ended.name else short) if one in text), "")
                found |= {name: new} if new else {}
        return found

    def _exchange_agencies(self, root: etree._Element, file: str) -> None:
        if not self._agencies:
            return
        for element in root.iter(etree.Element):
            holder = _holder(element)
            eid = "" if holder is None else holder.get("provision") or holder.get("eId") or ""
            exchanged = self._agencies.get(part_of(eid), {})
            for key in _AGENCIES:
                if (by := exchanged.get(element.get(key, ""), "")) and element.get(key):
                    names = [self.registry.agency_by_id[one].name for one in (element.get(key, ""), by)]
                    self._tell("reworded", file, element, eid, *names)
                    if self.reword:
                        element.set(key, by)

    def _sort_blocks(self, root: etree._Element) -> None:
        """Put the blocks of the parts in the order of the text, separately for each kind."""
        parts = {part.eid: n for n, part in enumerate(self.new.parts)}
        blocks = [one for one in root if isinstance(one.tag, str) and one.get("eId") in parts]
        for tag in {one.tag for one in blocks}:
            alike = [one for one in blocks if one.tag == tag]
            places = [root.index(one) for one in alike]
            alike.sort(key=lambda one: parts[one.get("eId", "")])
            for n, one in zip(places, alike, strict=True):
                if root[n] is not one:
                    root.insert(n, one)

    def _begin_block(self, like: etree._Element, part: str) -> etree._Element:
        """A new block for a measure that had none, with those domains of the other block that its
        words name.
        """
        clause = self.new.part(part)
        tag = f"{_RULES}{'measure' if isinstance(clause, Clause) else 'part'}"
        block = etree.Element(tag, eId=part, fingerprint="0" * 16)
        like.addnext(block)
        for domain in like.iterfind(f"{_RULES}domain"):
            if domain.get("words", "") in self._texts[1][part]:
                copy = etree.SubElement(block, domain.tag, dict(domain.attrib))
                copy.set("provision", part)
        return block

    def _tell(
        self, kind: Kind, file: str, element: etree._Element, eid: str, old: str, new: str = ""
    ) -> None:
        page = page_of(element)
        place = self.shown.place(eid)
        if kind == "placed":
            place += f" → {replace(self.shown, document=self.new).place(new)}"
        names = (place, self.shown.place(page) if page else "")
        self.notes.append(Note(kind, file, element.sourceline or 0, eid, old, new, page, *names))


@dataclass
class _Dropping:
    """Removes what depends on deleted provisions, and remembers what that was."""

    deleted: dict[str, str]
    """The replaced references to each deleted provision, with its old eId."""
    shown: Shown
    notes: list[Note] = field(default_factory=list)
    lines: dict[str, dict[int, int]] = field(default_factory=dict)
    """For each changed file, the new line of each line with an element that stays."""
    _idle: dict[str, str] = field(default_factory=dict)
    """The removed readings, each with its default option."""
    _bare: set[etree._Element] = field(default_factory=set)
    """The elements that have lost a provision they cited."""
    _used: set[str] = field(default_factory=set)
    """The ids that the rules name."""
    moves: dict[str, str] = field(default_factory=dict)
    """The ids of supports after those of their measures were numbered anew; that of a removed support is one
    that no support has.
    """

    def drop(self, data: bytes, file: str) -> bytes | None:
        """The bytes of a file without these elements; ``None`` where nothing changes."""
        if not any(eid.encode() in data for eid in (*self.deleted, *self.moves)):
            return None
        tree = parse_bytes(data, file, comments=True)
        root = tree.getroot()
        before = etree.tostring(tree)
        lost = [one for one in root.iter(SUPPORT) if self._is_deleted(one.get("provision", ""))]
        self.deleted |= {one.get("id", ""): one.get("id", "") for one in lost}
        for element in list(root.iter(etree.Element)):
            if element is not root and _hangs(element, root):
                self._drop_element(element, file)
        self._drop_bare(root, file)
        for tag in ("any", "all"):
            for element in list(root.iter(f"{_RULES}{tag}")):
                if not len(element):
                    self._remove(element)
        for element in list(root.iter(etree.Element)):
            if _hangs(element, root):
                self._drop_readings(element)
                self._drop_guard(element, "under")
                self._drop_guard(element, "needed")
        if root.tag == f"{_RULES}rules":
            self._used = {one for each in root.iter(etree.Element) for one in _names_in(each)}
            self._number_anew(root, [one.get("id", "") for one in lost])
        follow_attributes(root.iter(etree.Element), self.moves)
        if etree.tostring(tree) == before:
            return None
        written = write_canonical(tree)
        pairs = zip(root.iter(etree.Element), etree.fromstring(written).iter(etree.Element), strict=True)
        self.lines[file] = {was.sourceline or 0: now.sourceline or 0 for was, now in pairs}
        return written

    def _number_anew(self, root: etree._Element, lost: Sequence[str]) -> None:
        """Number the supports that are left in measures that have lost some."""
        self.moves |= {key: eid_of_deleted(key) for key in lost if not is_deleted(key)}
        for part in dict.fromkeys(part_of(key) for key in lost):
            left = {
                one.get("id", ""): one for one in root.iter(SUPPORT) if part_of(one.get("id", "")) == part
            }
            for key, now in number_supports(left, part).items():
                if key != now:
                    self.moves[key] = now
                    self._tell_number(left[key], key, now)

    def _tell_number(self, support: etree._Element, key: str, now: str) -> None:
        was, page = self.shown.follow(key), self.shown.follow(part_of(key))
        place = " → ".join(self.shown.place(self.shown.follow(one)) for one in (key, now))
        names = (place, self.shown.place(page))
        self.notes.append(
            Note("renumbered", "rules.xml", support.sourceline or 0, was, was, now, page, *names)
        )

    def _drop_element(self, element: etree._Element, file: str) -> None:
        stays = etree.QName(element).localname in _STAYING
        held = [element.get(key, "") for key in _HOLDERS]
        if not stays and (eid := next((one for one in held if self._is_deleted(one)), "")):
            self._tell(file, element, eid)
            self._remove(element)
            return
        for key in _LISTS:
            listed = (element.get(key) or "").split()
            kept = [one for one in listed if not self._is_deleted(one)]
            if len(kept) == len(listed):
                continue
            lost = next(one for one in listed if one not in kept)
            if kept and key != "supports":
                self._tell(file, element, lost, "thinned" if key == "cites" else "dropped")
                element.set(key, " ".join(kept))
            elif not stays:
                self._tell(file, element, lost)
                self._remove(element)
                return

    def _drop_bare(self, root: etree._Element, file: str) -> None:
        """Remove the readings and the unused facts that have lost every clause they cited."""
        for element in [one for one in root if one in self._bare]:
            name = element.get("id") or element.get("ref") or ""
            tag = etree.QName(element).localname
            if any(etree.QName(one).localname == "at" for one in element.iterchildren(etree.Element)):
                continue
            if tag == "reading":
                self._idle[name] = element.get("default", "")
            elif name in self._used:
                continue
            self._tell(file, element, name)
            root.remove(element)

    def _drop_readings(self, element: etree._Element) -> None:
        listed = (element.get("readings") or "").split()
        kept = [one for one in listed if one not in self._idle]
        if len(kept) == len(listed):
            return
        if kept:
            element.set("readings", " ".join(kept))
        elif element.tag == f"{READINGS}answer":
            self._remove(element)
        else:
            del element.attrib["readings"]

    def _drop_guard(self, element: etree._Element, key: str) -> None:
        """Resolve guards on removed readings: what held under one option only now holds always, or never."""
        pairs = [one.partition(":") for one in (element.get(key) or "").split()]
        if not any(reading in self._idle for reading, _, _ in pairs):
            return
        if any(self._idle.get(reading, option) != option for reading, _, option in pairs):
            self._remove(element)
            return
        kept = [f"{reading}:{option}" for reading, _, option in pairs if reading not in self._idle]
        if kept:
            element.set(key, " ".join(kept))
        else:
            del element.attrib[key]

    def _is_deleted(self, eid: str) -> bool:
        return any(eid == one or eid.startswith(f"{one}__") for one in self.deleted)

    def _remove(self, element: etree._Element) -> None:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
        if etree.QName(element).localname == "at":
            self._bare.add(parent)

    def _tell(self, file: str, element: etree._Element, eid: str, kind: Kind = "dropped") -> None:
        named = next((was for one, was in self.deleted.items() if eid == one), eid)
        page = page_of(element)
        was = self.shown.follow(page)
        names = (self.shown.place(self.shown.follow(eid)), self.shown.place(was) if page else "")
        words = self.shown.words(element)
        self.notes.append(Note(kind, file, element.sourceline or 0, named, words, "", page, *names))


def follow_attributes(elements: Iterable[etree._Element], moves: Mapping[str, str]) -> None:
    """Replace the ids of ``moves`` in the attributes of elements that name anything."""
    for element in elements:
        for key, value in element.attrib.items():
            if key not in (*_QUOTES, "fingerprint") and (followed := follow(value, moves)) != value:
                element.set(key, followed)


_ORDER = ("domain", "act", "when", "support", "cites", "overlap")
"""The order of the elements of a block of rules."""


def _put_in(block: etree._Element, child: etree._Element) -> None:
    """Put a rule after the last of its kind in a block, or before the kinds that follow it."""
    mine = _rank(child)
    later = next((one for one in block.iterchildren(etree.Element) if _rank(one) > mine), None)
    if later is None:
        block.append(child)
    else:
        later.addprevious(child)


def _agencies_of(part: Section | Clause, registry: Registry) -> set[str]:
    """The ids of the agencies that a part names."""
    marks = {mark.concept for one in part.sentences for mark in one.marks if mark.tag == "organization"}
    told = (agency_of(one.name, registry) for one in stated_in(part))
    return marks | {agency.id for agency in told if agency is not None}


_PARTS_OF_PLAIN = ("title", "summary", "offers", "for", "decided", "open", "name")
"""The order of the elements in the plain wording of a part."""


def _place_in_plain(element: etree._Element) -> int:
    return _PARTS_OF_PLAIN.index(etree.QName(element).localname)


def _own_words(root: etree._Element) -> Iterator[etree._Element]:
    """The plain sentences and names of supports that only cite the measure of their block."""
    for block in root.iterfind(f"{_PLAIN}part"):
        for element in (*block.iter(f"{_PLAIN}p"), *block.iter(f"{_PLAIN}name")):
            named = (element.get("cites") or element.get("support") or "").split()
            if all(part_of(eid) == block.get("eId") for eid in named):
                yield element


def _rank(element: etree._Element) -> int:
    tag = etree.QName(element).localname
    return _ORDER.index(tag) if tag in _ORDER else len(_ORDER)


def _inner(element: etree._Element) -> Iterator[etree._Element]:
    """The elements inside an element that refer to its provision, since they name none of their own."""
    for child in element.iterchildren(etree.Element):
        if child.get("provision") is None:
            yield child
            yield from _inner(child)


def _holder(element: etree._Element) -> etree._Element | None:
    """The element that names the provision from which the words of an element are quoted."""
    found: etree._Element | None = element
    while found is not None and not (found.get("provision") or found.get("eId")):
        found = found.getparent()
    return found


def _hangs(element: etree._Element, root: etree._Element) -> bool:
    """Whether an element is still connected to the root, since the element around it may be
    removed already.
    """
    found: etree._Element | None = element
    while found is not None and found is not root:
        found = found.getparent()
    return found is root


def _names_in(element: etree._Element) -> Iterator[str]:
    """The ids that the attributes of an element name."""
    for value in element.attrib.values():
        yield from value.split()


def page_of(element: etree._Element) -> str:
    """The part on whose page of rule lines an element stands; empty for the general page."""
    block = element
    while (parent := block.getparent()) is not None and parent.getparent() is not None:
        block = parent
    first = next((one for one in block if isinstance(one.tag, str) and one.get("provision")), None)
    named = block.get("eId") or (None if first is None else first.get("provision"))
    return part_of(named or "")


def _texts(document: Document) -> dict[str, str]:
    found: dict[str, str] = {part.eid: part.text for part in document.parts}
    found |= {closing.eid: closing.text for closing in document.responsibilities}
    return found | {provision.eid: provision.text for provision in document.provisions()}
