"""The corpus: JSON cases whose expected results were worked out by hand, read as confirmed kept cases.

``tests/corpus/README.md`` describes the files, which depend on no programming language.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kb.cases.reading import read_case
from kb.core.outcomes import Status
from kb.core.ruleset import choose_readings
from kb.loading import load_policy
from kb.loading.files import read_bytes
from kb.model.policy import Policy
from kb.model.values import Interval
from kb.model.words.errors import Finding, Place, PolicyError, error
from kb.verify.casebook.folder import Casebook, LeftOut
from kb.verify.casebook.following import follow_case
from kb.verify.casebook.kept_case import Expected, KeptCase, clip_sentence, name_of, words_hash
from kb.versions.moves import find_moves

WORDS = "words.toml"
"""The file that lists the words from which the cases of a corpus were worked out."""

SOURCE = "corpus"
"""The source of the cases of a corpus, and the person who confirmed them."""


def find_corpus(policy_folder: Path) -> Path:
    """The folder of the project's corpus: ``tests/corpus`` beside the policy."""
    return policy_folder.resolve().parent / "tests" / "corpus"


@dataclass(frozen=True, slots=True)
class Words:
    """The text that the cases of a corpus were worked out from: the version of a policy, and the hash of each
    clause.
    """

    policy: str = ""
    clauses: Mapping[str, str] = field(default_factory=dict, hash=False)


def read_words(folder: Path) -> Words:
    """The text from which a corpus was worked out; empty where the corpus has no such file.

    Raises :class:`PolicyError` where the file cannot be read.
    """
    path = folder / WORDS
    if not path.is_file():
        return Words()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Words(str(data["policy"]), {str(eid): str(words) for eid, words in data["clauses"].items()})
    except (ValueError, KeyError, AttributeError, OSError):
        raise PolicyError([error("corpus-broken", Place(str(path)))]) from None


def write_words(policy: Policy) -> str:
    """The file that records the text of a corpus, made from a version of the policy."""
    known = [one.eid for one in policy.document.provisions()]
    lines = [f'{eid} = "{words_hash(policy, eid)}"' for eid in known]
    return "\n".join([f'policy = "{name_of(policy)}"', "", "[clauses]", *lines, ""])


def read_corpus(policy: Policy, folder: Path, version: Path | None = None) -> Casebook:
    """The cases of all ``.json`` files of a folder, in the order of the file names, without those of other
    policies.

    Cases that were worked out from another version of the policy are read under the rules of that version,
    and follow to the rules of ``policy``, so that no id stands for something else there. ``version`` is the
    folder of the version of ``policy``.
    """
    cases: list[KeptCase] = []
    findings: list[Finding] = []
    left_out: list[LeftOut] = []
    try:
        words = read_words(folder)
        own, moves = _find_own(policy, words, folder, version)
    except PolicyError as problem:
        return Casebook((), tuple(problem.findings))
    if words.policy and words.policy.partition("@")[0] != policy.document.work:
        return Casebook(())
    for path in sorted(folder.glob("*.json")):
        try:
            data: list[Any] = list(json.loads(read_bytes(path))["cases"])
        except PolicyError as problem:
            findings += problem.findings
            continue
        except (ValueError, KeyError, TypeError, RecursionError):
            findings.append(error("corpus-broken", Place(str(path))))
            continue
        for one in data:
            try:
                kept = _read(own, one, words, str(path))
                cases.append(kept if own is policy else follow_case(kept, moves, policy))
            except PolicyError as problem:
                left_out.append(_left_out(one, path, problem.findings))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                left_out.append(_left_out(one, path, [error("corpus-broken", Place(str(path)))]))
    return Casebook(tuple(cases), tuple(findings), left_out=tuple(left_out))


def _find_own(
    policy: Policy, words: Words, folder: Path, version: Path | None
) -> tuple[Policy, Mapping[str, str]]:
    """The version of a policy that a corpus was worked out from, and the ids that are others in ``policy``.

    Raises :class:`PolicyError` where that version is not there.
    """
    work, _, name = words.policy.partition("@")
    if not name or work != policy.document.work or name == policy.version.name:
        return policy, {}
    own = version.with_name(name) if version is not None else None
    if own is None or version is None or not (own / "text.xml").is_file():
        raise PolicyError([error("corpus-version", Place(str(folder / WORDS)), version=name)])
    return load_policy(own), find_moves(own, version)


def _left_out(data: Any, path: Path, findings: Sequence[Finding]) -> LeftOut:
    """A case of a file that cannot be used; its findings are placed at the case, whose lines nobody sees."""
    told = data if isinstance(data, dict) else {}
    key = str(told.get("id", ""))
    name = f"{path}#{key}" if key else str(path)
    placed = tuple(replace(one, place=replace(one.place, file=name, line=0)) for one in findings)
    return LeftOut(key, clip_sentence(str(told.get("sentence", ""))), str(path), placed)


def _read(policy: Policy, data: dict[str, Any], words: Words, file: str) -> KeptCase:
    expect = data["expect"]
    expected = [
        Expected(
            str(one["claim"] or ""),
            str(one["support"]),
            Status(one["status"]),
            _interval(one.get("amount")),
            by=SOURCE,
        )
        for one in expect.get("outcomes", ())
    ]
    if "total" in expect:
        expected.append(Expected("", "", None, _interval(expect["total"]), by=SOURCE))
    best = expect.get("best")
    choose_readings(policy, readings := dict(data.get("readings", {})))
    return KeptCase(
        id=str(data["id"]),
        sentence=str(data["sentence"]),
        source=SOURCE,
        case=read_case(policy, json.dumps(data["case"]), file),
        expected=tuple(expected),
        clauses={eid: words.clauses.get(eid, "") for eid in data["clauses"]},
        readings=readings,
        best=None if best is None else frozenset((str(claim), str(support)) for claim, support in best),
        file=file,
        policy=words.policy,
        words=words.clauses,
    )


def _interval(bounds: list[int | None] | None) -> Interval | None:
    if bounds is None:
        return None
    low, high = bounds
    return Interval(int(low or 0), high)


def _print(arguments: list[str]) -> None:
    sys.stdout.write(write_words(load_policy(Path(arguments[0] if arguments else "policy"))))


if __name__ == "__main__":
    _print(sys.argv[1:])
