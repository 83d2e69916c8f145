"""The consequences of an edit for everything known: cases, laws, and the totals of a registry, before and
after.

The known cases are those of the casebook, of the corpus, and of a covering set of each version. Each of them
is assessed under the present rules and under the edited ones. Laws are compared by law and verdict, never by
wording. Cases that are not known are not examined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from kb.assess.assessment import assess_under
from kb.checks.cache import digest_policy
from kb.core.outcomes import Assessment, Outcome
from kb.core.ruleset import read_policy
from kb.explain.outcomes import say_status
from kb.loading import Folders, find_folders, load_policy
from kb.loading.copies import changed_copy
from kb.model.policy import Policy
from kb.model.today import today
from kb.model.values import Interval
from kb.model.words.errors import PolicyError
from kb.screen.comparison import Difference
from kb.verify.casebook.corpus import read_corpus
from kb.verify.casebook.folder import Casebook, read_casebook
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.cover.run import make_covering
from kb.verify.proof.run import prove
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law

Stage = Literal["cases", "covering", "laws", "registry"]
"""The stages of a search, in this order."""

_READY = 8
"""The number of cases that are assessed before anybody asks for consequences."""

Bounds = tuple[int, int | None]
"""The least and the greatest sum, in fen; ``None`` where the text sets no limit."""


@dataclass(frozen=True, slots=True)
class Known:
    """The data in which consequences are looked for, in addition to the casebook of the version.

    ``corpus`` and ``registry`` are folders, ``mapping`` is a file that explains the columns of the registry;
    each is ``None`` where there is none.
    """

    corpus: Path | None = None
    registry: Path | None = None
    mapping: Path | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An edit to examine: the folder of the work, the edited part, and the bytes of changed files.

    Without ``changes`` it asks a worker to prepare for the folder.
    """

    folder: Path
    eid: str = ""
    changes: Mapping[str, bytes] | None = None
    known: Known = field(default_factory=Known)

    def fingerprint(self) -> str:
        """A digest of all inputs of the consequences: the policy, the known cases, the edit.

        Raises :class:`PolicyError` where a file cannot be read.
        """
        digest = sha256(self.fingerprint_before().encode())
        for name, data in sorted((self.changes or {}).items()):
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
        return digest.hexdigest()

    def fingerprint_before(self) -> str:
        """The same without the edit."""
        folders = find_folders(self.folder, newest=True)
        digest = sha256(digest_policy(folders, "").encode())
        digest.update(str(folders.version).encode())
        known = [folders.version / "cases", self.known.corpus, self.known.registry, self.known.mapping]
        for place in (one for one in known if one is not None):
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file():
                    about = path.stat()
                    digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Effect:
    """One outcome before and after, or the total where ``support`` is empty.

    ``name`` is the name of the support, and ``provisions`` are the eIds that the outcome depends on
    afterwards.
    """

    case: str
    sentence: str
    claim: str
    support: str
    name: str
    status: tuple[str, str]
    before: Bounds | None
    after: Bounds | None
    provisions: tuple[str, ...] = ()

    @property
    def direction(self) -> Literal["more", "less", "other"]:
        """Whether the greatest sum rises or falls or, where it does not change, the certain sum."""
        for end in (1, 0):
            was, is_now = _end(self.before, end), _end(self.after, end)
            if was != is_now:
                return "more" if is_now > was else "less"
        return "other"


@dataclass(frozen=True, slots=True)
class LawChange:
    """A law whose verdict an edit changes; ``support`` and ``provision`` are what it is about.

    ``sentence`` is the message about it afterwards or, where there is none, before.
    """

    law: str
    support: str
    provision: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    sentence: str

    @property
    def is_broken(self) -> bool:
        """Whether there is a counterexample now and there was none."""
        return Verdict.REFUTED in self.after and Verdict.REFUTED not in self.before

    @property
    def is_mended(self) -> bool:
        """Whether there was a counterexample and there is none now."""
        return Verdict.REFUTED in self.before and Verdict.REFUTED not in self.after


@dataclass(frozen=True, slots=True)
class Progress:
    """The number of known cases that were assessed, and the findings so far.

    ``troubles`` are sentences about what could not be examined; ``sums`` are those of a registry.
    """

    stage: Stage = "cases"
    done: int = 0
    cases: int = 0
    effects: tuple[Effect, ...] = ()
    laws: tuple[LawChange, ...] = ()
    sums: Difference | None = None
    troubles: tuple[str, ...] = ()
    is_over: bool = False

    def joined(self, later: Progress) -> Progress:
        """The reports so far combined with a later one: later findings are added, everything else is
        replaced.
        """
        return Progress(
            later.stage,
            later.done,
            later.cases,
            (*self.effects, *later.effects),
            (*self.laws, *later.laws),
            later.sums or self.sums,
            (*self.troubles, *later.troubles),
            later.is_over,
        )


@dataclass
class Before:
    """A version as stored, with the results computed for it so far. All edits share this half."""

    fingerprint: str
    folders: Folders
    policy: Policy
    book: tuple[KeptCase, ...]
    corpus: tuple[KeptCase, ...]
    unread: int = 0
    assessed: dict[int, Assessment] = field(default_factory=dict)
    covering: tuple[KeptCase, ...] | None = None
    laws: tuple[Result, ...] | None = None

    @classmethod
    def read(cls, task: Task) -> Before:
        """Read the newest version. Raises :class:`PolicyError` where it cannot be loaded."""
        fingerprint = task.fingerprint_before()
        folders = find_folders(task.folder, newest=True)
        policy = load_policy(folders.version)
        book = read_casebook(policy, folders.version / "cases")
        corpus = read_corpus(policy, task.known.corpus) if task.known.corpus else Casebook(())
        unread = len(book.findings) + len(corpus.findings)
        return cls(fingerprint, folders, policy, book.cases, corpus.cases, unread)

    def assess(self, kept: KeptCase) -> Assessment:
        """The assessment of a case in this version, computed once."""
        key = id(kept)
        if key not in self.assessed:
            self.assessed[key] = _assess(self.policy, kept)
        return self.assessed[key]

    def cases(self, eid: str) -> list[KeptCase]:
        """The known cases, those that depend on a clause of the part ``eid`` first."""
        return sorted((*self.book, *self.corpus), key=lambda kept: not _is_about(kept, eid))

    def make_ready(self, eid: str) -> None:
        """Assess the cases that an edit of the part ``eid`` is looked for in first."""
        for kept in self.cases(eid)[:_READY]:
            self.assess(kept)

    def cover(self) -> tuple[KeptCase, ...]:
        """The cases of a covering set that the casebook lacks. Raises :class:`PolicyError` without
        a solver.
        """
        if self.covering is None:
            self.covering = make_covering(self.policy, self.book).added
        return self.covering

    def prove(self) -> tuple[Result, ...]:
        """The verdict on each law. Raises :class:`PolicyError` without a solver."""
        if self.laws is None:
            self.laws = tuple(prove(self.policy))
        return self.laws


def look(before: Before, task: Task) -> Iterator[Progress]:
    """The effects of an edit, reported as they are found; the last report says that the search is over."""
    changed = {before.folders.version / name: data for name, data in (task.changes or {}).items()}
    cases = before.cases(task.eid)
    unread = (
        (f"有 {before.unread} 个情况读不了，没有算；用 tiaowen replay 看是哪些。",) if before.unread else ()
    )
    yield Progress("cases", 0, len(cases), troubles=unread)
    done, total = 0, len(cases)
    with changed_copy(before.folders, changed) as copy:
        try:
            after = load_policy(copy)
        except PolicyError as problem:
            yield Progress("cases", 0, total, troubles=_said(problem), is_over=True)
            return
        for kept in cases:
            done += 1
            yield Progress("cases", done, total, tuple(find_effects(kept, before.assess(kept), after)))
        try:
            yield Progress("covering", done, total)
            more = [*before.cover()]
            more += make_covering(after, (*before.book, *more)).added
            total += len(more)
            for kept in more:
                done += 1
                found = tuple(find_effects(kept, before.assess(kept), after))
                yield Progress("covering", done, total, found)
            yield Progress("laws", done, total)
            laws = tuple(compare_laws(before.prove(), tuple(prove(after))))
            yield Progress("laws", done, total, laws=laws)
        except PolicyError as problem:
            yield Progress("laws", done, total, troubles=_said(problem))
        if task.known.registry is not None:
            yield Progress("registry", done, total)
            yield _screened(before.policy, after, task.known, Progress("registry", done, total))
    yield Progress("registry", done, total, is_over=True)


def find_effects(kept: KeptCase, was: Assessment, after: Policy) -> Iterator[Effect]:
    """The changes of a case, outcome by outcome and in total."""
    would_be = _assess(after, kept)
    olds = {(one.claim, one.support): one for one in was.outcomes}
    news = {(one.claim, one.support): one for one in would_be.outcomes}
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key), news.get(key)
        if _told(old) != _told(new):
            named = (reason.provision for reason in new.reasons if reason.provision) if new else ()
            provisions = tuple(dict.fromkeys(named))
            status = (str(old.status) if old else "", str(new.status) if new else "")
            yield Effect(
                kept.id, kept.sentence, *key, _name(after, key[1]), status, _sum(old), _sum(new), provisions
            )
    before, later = _bounds(was.combination.total), _bounds(would_be.combination.total)
    if before != later:
        yield Effect(kept.id, kept.sentence, "", "", "合计", ("", ""), before, later)


def compare_laws(before: Iterable[Result], after: Iterable[Result]) -> Iterator[LawChange]:
    """The laws that have a counterexample now and had none, or the other way round."""
    olds, news = _by_law(before), _by_law(after)
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key, ()), news.get(key, ())
        was, is_now = (tuple(sorted({str(one.verdict) for one in each})) for each in (old, new))
        told = next((one for one in (*new, *old) if one.verdict is Verdict.REFUTED), None)
        if told is not None:
            change = LawChange(*key, was, is_now, say_law(told, "zh"))
            if change.is_broken or change.is_mended:
                yield change


def _by_law(results: Iterable[Result]) -> dict[tuple[str, str, str], tuple[Result, ...]]:
    found: dict[tuple[str, str, str], tuple[Result, ...]] = {}
    for one in results:
        key = (one.law, one.support, one.at[0] if one.at else "")
        found[key] = (*found.get(key, ()), one)
    return found


def _screened(before: Policy, after: Policy, known: Known, progress: Progress) -> Progress:
    """The sums of a registry under both versions, screened by queries as ``tiaowen screen`` does."""
    from kb.screen.comparison import OTHER, compare_results
    from kb.screen.running import Wanted, screen

    assert known.registry is not None
    try:
        with TemporaryDirectory() as place:
            out, other = Path(place) / "before", Path(place) / "before" / OTHER
            for policy, folder in ((before, out), (after, other)):
                screen(policy, "", Wanted(known.registry, folder, today(), mapping=known.mapping))
            return progress.joined(
                Progress("registry", progress.done, progress.cases, sums=compare_results(out, other))
            )
    except PolicyError as problem:
        return progress.joined(Progress("registry", progress.done, progress.cases, troubles=_said(problem)))


def _assess(policy: Policy, kept: KeptCase) -> Assessment:
    return assess_under(read_policy(policy, kept.readings), kept.case)


def _name(policy: Policy, support: str) -> str:
    return next((policy.support_name(s, "zh") for s in policy.supports if s.id == support), support)


def _is_about(kept: KeptCase, eid: str) -> bool:
    """Whether a case depends on a clause of a part; such cases are examined first."""
    return any(f"{clause}__".startswith(f"{eid}__") for clause in kept.clauses)


def _said(problem: PolicyError) -> tuple[str, ...]:
    return tuple(one.message("zh") for one in problem.findings[:3])


def _status(outcome: Outcome | None) -> str:
    return say_status(outcome.status, "zh") if outcome else ""


def _told(outcome: Outcome | None) -> object:
    return None if outcome is None else (outcome.status, _sum(outcome))


def _sum(outcome: Outcome | None) -> Bounds | None:
    return None if outcome is None else _bounds(outcome.amount)


def _bounds(amount: Interval | None) -> Bounds | None:
    return None if amount is None else (amount.low, amount.high)


def _end(bounds: Bounds | None, end: int) -> tuple[bool, int]:
    """A bound of a sum as a comparable value: no sum is zero, and no upper bound is greater than any."""
    value = (0, 0)[end] if bounds is None else bounds[end]
    return (value is None, value or 0)
