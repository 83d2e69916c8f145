"""The consequences of an edit for everything known: cases, laws, and the totals of a registry, before and
after.

The known cases are those of the casebook, of the corpus, and of a covering set of each version. Each of them
is assessed under the present rules and, as it is stated there, under the edited ones. Cases that cannot be
stated under both are left out, and listed with the reasons. Laws are compared by law and verdict, never by
wording. Cases that are not known are not examined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Literal

from kb.assess.assessment import assess_under
from kb.cases.case import Case
from kb.checks.cache import digest_policy
from kb.core.outcomes import Assessment
from kb.core.ruleset import read_policy
from kb.loading import Folders, find_folders, load_policy
from kb.loading.copies import changed_copy
from kb.model.document import eid_of_deleted
from kb.model.policy import Policy
from kb.model.today import today
from kb.model.words.errors import PolicyError
from kb.model.writing import write_value
from kb.screen.comparison import Difference
from kb.verify.casebook.corpus import read_corpus
from kb.verify.casebook.folder import Casebook, LeftOut, read_casebook
from kb.verify.casebook.following import follow_case, stated_facts
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.cover.run import make_covering
from kb.verify.effects import Effect, Versions, find_effects
from kb.verify.proof.run import prove
from kb.verify.results import Result, Verdict
from kb.verify.sentences import say_law
from kb.versions.carrying import follow
from kb.versions.moves import find_moves

Stage = Literal["cases", "covering", "laws", "registry"]
"""The stages of a search, in this order."""

_READY = 8
"""The number of cases that are assessed before anybody asks for consequences."""


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

    def say(self) -> str:
        """The change in Chinese: whether the sentence about the counterexample became true or false."""
        return f"{'原来不会，改了以后会' if self.is_broken else '原来会，改了以后不会'}：{self.sentence}"


@dataclass(frozen=True, slots=True)
class Progress:
    """The number of known cases that were assessed, and the findings so far.

    ``troubles`` are sentences about what could not be examined, ``left_out`` are the stored cases that were
    not assessed, and ``notes`` say how far the findings reach; ``sums`` are those of a registry.
    """

    stage: Stage = "cases"
    done: int = 0
    cases: int = 0
    effects: tuple[Effect, ...] = ()
    laws: tuple[LawChange, ...] = ()
    sums: Difference | None = None
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_over: bool = False
    left_out: tuple[LeftOut, ...] = ()

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
            (*self.notes, *later.notes),
            later.is_over,
            (*self.left_out, *later.left_out),
        )


@dataclass
class Before:
    """A version as stored, with the results computed for it so far. These results are shared by all edits."""

    fingerprint: str
    folders: Folders
    policy: Policy
    book: tuple[KeptCase, ...]
    corpus: tuple[KeptCase, ...]
    left_out: tuple[LeftOut, ...] = ()
    troubles: tuple[str, ...] = ()
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
        corpus = Casebook(())
        if task.known.corpus:
            corpus = read_corpus(policy, task.known.corpus, folders.version)
        left_out = (*book.left_out, *corpus.left_out)
        troubles = tuple(one.message("zh") for one in corpus.broken)
        return cls(fingerprint, folders, policy, book.cases, corpus.cases, left_out, troubles)

    def assess(self, kept: KeptCase) -> Assessment:
        """The assessment of a case of this version, computed once."""
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
    stored = before.cases(task.eid)
    yield Progress("cases", 0, len(stored), troubles=before.troubles, left_out=before.left_out)
    with changed_copy(before.folders, changed) as copy:
        try:
            after = load_policy(copy)
            trial = _Trial(before, after, find_moves(before.folders.version, copy))
        except PolicyError as problem:
            yield Progress("cases", 0, len(stored), troubles=_said(problem), is_over=True)
            return
        cases = [one for kept in stored if (one := trial.follow(kept)) is not None]
        done, total = 0, len(cases)
        yield Progress("cases", 0, total, left_out=tuple(trial.left_out))
        changes = 0
        seen = [is_now for _, is_now in cases]
        for was, is_now in cases:
            done += 1
            found = trial.find_effects(before.assess(was), is_now)
            changes += len(found)
            yield Progress("cases", done, total, found)
        try:
            yield Progress("covering", done, total)
            more = list(trial.cover([is_now for was, is_now in cases if was in before.book]))
            seen += [is_now for _, is_now in more]
            total += len(more)
            for was, is_now in more:
                done += 1
                found = trial.find_effects(_assess(before.policy, was), is_now)
                changes += len(found)
                yield Progress("covering", done, total, found)
            yield Progress("laws", done, total)
            laws = tuple(compare_laws(before.prove(), tuple(prove(after)), trial.versions.moves))
            yield Progress("laws", done, total, laws=laws)
        except PolicyError as problem:
            yield Progress("laws", done, total, troubles=_said(problem))
        if task.known.registry is not None:
            yield Progress("registry", done, total)
            yield _screened(before.policy, after, task.known, Progress("registry", done, total))
    notes = (
        *trial.say_forgotten(),
        *say_reach(trial.versions, seen, kept=len(cases), changes=changes),
    )
    yield Progress("registry", done, total, notes=notes, is_over=True)


@dataclass
class _Trial:
    """The cases of a version under the rules after an edit. ``moves`` are the ids that are others there."""

    before: Before
    after: Policy
    moves: Mapping[str, str]
    versions: Versions = field(init=False)
    left_out: list[LeftOut] = field(default_factory=list)
    _forgotten: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.versions = Versions(self.before.policy, self.after, self.moves)

    def follow(self, kept: KeptCase) -> tuple[KeptCase, KeptCase] | None:
        """A stored case with the case that it is after the edit; ``None`` where it can be stated no more."""
        try:
            followed = follow_case(kept, self.moves, self.after)
        except PolicyError as problem:
            self.left_out.append(LeftOut(kept.id, kept.sentence, kept.file, tuple(problem.findings)))
            return None
        self._forgotten.update(stated_facts(kept.case) - stated_facts(followed.case))
        return kept, followed

    def cover(self, book: Sequence[KeptCase]) -> Iterator[tuple[KeptCase, KeptCase]]:
        """The cases of the covering sets before and after that the casebook lacks, each under both rules.

        ``book`` are the cases of the casebook after the edit. A generated case that only one of the two
        rules can state is left away.
        """
        before, back = self.before.policy, self._back()
        known = list(book)
        for kept in self.before.cover():
            with suppress(PolicyError):
                known.append(followed := follow_case(kept, self.moves, self.after))
                yield kept, followed
        for kept in make_covering(self.after, known).added:
            with suppress(PolicyError):
                yield follow_case(kept, back, before), kept

    def _back(self) -> dict[str, str]:
        """The ids of supports after the edit, each with its id before; a new one with an id that none has."""
        known = {now: key for key, now in self.versions.kept.items()}
        return {one.id: known.get(one.id) or eid_of_deleted(one.id) for one in self.after.supports}

    def find_effects(self, was: Assessment, kept: KeptCase) -> tuple[Effect, ...]:
        """The changes of a case, given its assessment before and as it is after the edit."""
        return tuple(find_effects(kept, was, _assess(self.after, kept), self.versions))

    def say_forgotten(self) -> Iterator[str]:
        """Which facts the stored cases state that the rules ask for no more, in Chinese."""
        names = {one.id: one.name for one in self.before.policy.facts}
        for key, count in sorted(self._forgotten.items()):
            yield f"有 {count} 个情况说到“{names.get(key, key)}”，改了以后规则不再问，就当没有说到。"


def say_reach(versions: Versions, seen: Sequence[KeptCase], *, kept: int, changes: int) -> Iterator[str]:
    """How far the findings reach, in Chinese.

    ``seen`` are all cases of the search; the first ``kept`` of them are stored ones. ``changes`` is the
    number of effects on them.
    """
    if made := len(seen) - kept:
        yield (
            f"留存的 {kept} 个情况以外，这次另算了 {made} 个："
            "旧规则或者新规则可能得出的有些结果，留存的情况里没有。"
        )
    if not changes:
        yield f"没有变化，只说明这 {len(seen)} 个情况没有一个落在改到的地方，不等于这次改动没有作用。"
    for first, last in _changed_days(versions):
        inside = sum(any(first <= day <= last for day in _days_of(one.case)) for one in seen)
        few = f"有 {inside} 个情况的日子在里面" if inside else "没有一个情况的日子在里面"
        named = (write_value(day, "zh") for day in dict.fromkeys((first, last)) if day < date.max)
        days = "至".join(named) + ("以后" if last == date.max else "")
        yield f"有效期改了，改到的日子是{days}：{few}。"


def _changed_days(versions: Versions) -> Iterator[tuple[date, date]]:
    """The spans of days that lie within the validity of one version only."""
    was, is_now = (read_policy(one).validity for one in (versions.before, versions.after))
    if was is None or is_now is None:
        return
    day = timedelta(1)
    if was.first != is_now.first:
        yield min(was.first, is_now.first), max(was.first, is_now.first) - day
    earlier, later = sorted((was.last or date.max, is_now.last or date.max))
    if earlier != later:
        yield earlier + day, later


def _days_of(case: Case) -> Iterator[date]:
    """The day of a case, and the days that its claims state."""
    yield case.date
    for claim in case.claims or ():
        yield from (value for value in claim.facts.values() if isinstance(value, date))


def compare_laws(
    before: Iterable[Result], after: Iterable[Result], moves: Mapping[str, str] = MappingProxyType({})
) -> Iterator[LawChange]:
    """The laws that have a counterexample now and had none, or the other way round.

    ``moves`` are the ids before that are others afterwards, since laws are about supports and provisions.
    """
    olds, news = _by_law(before, moves), _by_law(after, {})
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key, ()), news.get(key, ())
        was, is_now = (tuple(sorted({str(one.verdict) for one in each})) for each in (old, new))
        told = next((one for one in (*new, *old) if one.verdict is Verdict.REFUTED), None)
        if told is not None:
            change = LawChange(*key, was, is_now, say_law(told, "zh"))
            if change.is_broken or change.is_mended:
                yield change


def _by_law(
    results: Iterable[Result], moves: Mapping[str, str]
) -> dict[tuple[str, str, str], tuple[Result, ...]]:
    found: dict[tuple[str, str, str], tuple[Result, ...]] = {}
    for one in results:
        key = (one.law, follow(one.support, moves), follow(one.at[0], moves) if one.at else "")
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


def _is_about(kept: KeptCase, eid: str) -> bool:
    """Whether a case depends on a clause of a part; such cases are examined first."""
    return any(f"{clause}__".startswith(f"{eid}__") for clause in kept.clauses)


def _said(problem: PolicyError) -> tuple[str, ...]:
    return tuple(one.message("zh") for one in problem.findings[:3])
