"""The present results of the workbench: the proved laws of each support, and what detects which mutants.

The results are stored as lines in files of their own, and compared line by line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kb.model.policy import Policy
from kb.verify.mutate.run import Judged, find_mutants, judge, keep_watch
from kb.verify.proof.run import prove
from kb.verify.results import Result, Verdict
from tests.conftest import REAL
from tests.frozen.cases import real, toy
from tests.frozen.record import digest
from tests.frozen.wholes import wholes

HERE = Path(__file__).parent

MUTANTS = 300
"""The number of judged mutants of the real policy."""


def proofs() -> Iterator[str]:
    """For both policies under the default readings, the laws of each support or provision with their
    verdicts.
    """
    for name, policy in (("real", real()), ("toy", toy())):
        yield from (f"{name} {line}" for line in prove_laws(policy, {}))


def proofs_by_option() -> Iterator[str]:
    """For each non-default option of the real policy, a digest of the proofs under it."""
    policy = real()
    for reading in policy.readings:
        for option in reading.options:
            if option.id != reading.default:
                found = list(prove_laws(policy, {reading.id: option.id}))
                yield f"{reading.id}={option.id} {digest(found, 6)}"


def prove_laws(policy: Policy, readings: Mapping[str, str]) -> Iterator[str]:
    """For each support, or provision where a law has none, every law with its form and verdict.

    A proved law that holds is listed by its name alone. A digest of its sentence follows each.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for result in prove(policy, (), readings):
        found[result.support or "".join(result.at[:1]) or "policy"].append(_law(result))
    return (f"{at} {' '.join(laws)}" for at, laws in found.items())


def _law(result: Result) -> str:
    is_usual = (result.form, result.verdict) == ("holds", Verdict.PROVED)
    verdict = () if is_usual else (result.form, str(result.verdict))
    said = [result.at, result.words, result.program, result.text, result.stake, result.options]
    return ":".join((result.law, *verdict, digest(said, 3)))


def fates() -> Iterator[str]:
    """For some mutants, by a digest of their edits, what detects them, or why nothing does.

    The digest also selects the mutants, so that a new rule adds its own mutants and changes no others. The
    case that detects a mutant is not recorded, since other cases may be added. The solver gives up after two
    seconds: on a very busy machine ``solver`` may become ``told-apart`` or ``unnoticed``.
    """
    watch = keep_watch(REAL)
    named = sorted((digest(repr(one.edits), 6), n, one) for n, one in enumerate(find_mutants(watch)))
    for name, _, mutant in named[:MUTANTS]:
        yield f"{name} {mutant.kind} {mutant.at} {_fate(judge(watch, mutant))}"


def _fate(judged: Judged) -> str:
    if judged.fate.is_noticed:
        return "+".join(judged.fate.killers)
    return judged.why or ("told-apart" if judged.apart else "unnoticed")


FINDINGS: dict[str, Callable[[], Iterator[str]]] = {
    "proofs": proofs,
    "options": proofs_by_option,
    "fates": fates,
    "wholes": wholes,
}
"""The functions that compute the results, by the names of their files."""


def read_findings(name: str) -> list[str]:
    """The stored results, line by line."""
    return (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def write_findings(name: str, lines: Iterator[str]) -> None:
    """Store the present results."""
    (HERE / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def changes(kept: list[str], found: list[str]) -> list[str]:
    """The stored lines that are no longer found (``-``), and the new lines (``+``)."""
    gone = [f"- {line}" for line in kept if line not in found]
    return gone + [f"+ {line}" for line in found if line not in kept]
