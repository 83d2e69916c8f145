"""Which modules a statement imports, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

from tests.conftest import ROOT


def imported_by(statement: str, modules: Iterable[str]) -> list[str]:
    """Those of ``modules`` that are imported after a statement. Raises where the statement fails."""
    script = f"import sys; {statement}; print(*(m for m in {list(modules)!r} if m in sys.modules))"
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
