"""The tester's commands: prove, cover, fuzz, mutate, abuse, replay, accept, test.

Each imports its module when it runs, as the others do.
"""

from __future__ import annotations

import typer

workbench = typer.Typer()
