"""What the workbench finds today: the laws that are proved of each support, and who notices which mutants.

What is found is kept as lines in a file of its own, as whole answers are, and compared line by line.
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
"""How many mutants of the real policy are judged."""


def proofs() -> Iterator[str]:
    """For either policy read by default, and for each support or provision, the laws with their verdicts."""
    for name, policy in (("real", real()), ("toy", toy())):
        yield from (f"{name} {line}" for line in prove_laws(policy, {}))


def proofs_by_option() -> Iterator[str]:
    """For each option of the real policy but the defaults, a digest of what is proved where it is chosen."""
    policy = real()
    for reading in policy.readings:
        for option in reading.options:
            if option.id != reading.default:
                found = list(prove_laws(policy, {reading.id: option.id}))
                yield f"{reading.id}={option.id} {digest(found, 6)}"


def prove_laws(policy: Policy, readings: Mapping[str, str]) -> Iterator[str]:
    """For each support, or provision where a law is of none, every law with its form and verdict.

    A proved law that holds is told by its name alone. Behind each stands a digest of what its sentence says.
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
    """For some mutants, by a digest of their edits, who notices them, or why nobody does.

    They are chosen by that digest, so that another rule brings its own mutants and moves no other. Which case
    notices one is not told, as another may be added. The solver gives up after two seconds: on a machine that
    is very busy, ``solver`` may turn into ``told-apart`` or ``unnoticed``.
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
"""By the name of the file that keeps it, what is found."""


def read_findings(name: str) -> list[str]:
    """What is kept of it, line by line."""
    return (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def write_findings(name: str, lines: Iterator[str]) -> None:
    """Keep what is found now."""
    (HERE / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def changes(kept: list[str], found: list[str]) -> list[str]:
    """The lines that are kept and no longer found (``-``), and those found and not kept (``+``)."""
    gone = [f"- {line}" for line in kept if line not in found]
    return gone + [f"+ {line}" for line in found if line not in kept]
