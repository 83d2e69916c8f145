"""Mutants of one part and kind, for tests of single safeguards."""

from __future__ import annotations

from kb.verify.mutate.detect import Watch
from kb.verify.mutate.mutant import Mutant
from kb.verify.mutate.run import find_mutants


def mutants_of(watch: Watch, part: str, kind: str) -> list[Mutant]:
    return [one for one in find_mutants(watch, (part,)) if one.kind == kind]
