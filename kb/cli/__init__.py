"""``tiaowen``: the policy at the command line, for people who read neither XML nor Python.

A command's module is imported when it runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated

import typer

from kb.cli.commands import Commands
from kb.model.words.errors import LANGUAGES, Finding, PolicyError

app = typer.Typer(
    name="tiaowen",
    cls=Commands,
    help="条文：会运行的政策文件。Tiaowen: a policy document that runs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


_PASSING_OVER = {"--unchecked", "--draft", "--keep-going"}
"""The options that continue although the check rejects the policy. They give no guarantee."""


_NEW_OBJECTS = 50_000
"""The number of new objects after which the garbage collector looks for unused ones."""


def main() -> None:
    """Run the command line; every failure is reported in a sentence, with an exit status, never as a
    traceback.
    """
    from kb.cli.streams import prepare_streams

    prepare_streams()
    _collect_rarely()
    if {"-h", "--help"} & set(sys.argv) or len(sys.argv) == 1:
        from kb.cli.wrapping import wrap_help

        wrap_help()
    try:
        try:
            status = app(standalone_mode=False)
        finally:
            sys.stdout.flush()  # here, where a full disk can still be reported
    except PolicyError as problem:
        raise SystemExit(_complain_of(problem.findings)) from None
    except BrokenPipeError:
        from kb.cli.streams import silence

        silence(sys.stdout)  # the reader of our output is gone
        raise SystemExit(1) from None
    except OSError as problem:
        if os.environ.get("TIAOWEN_DEBUG"):
            raise
        from kb.cli.streams import describe_trouble, silence

        if problem.filename is None:
            silence(sys.stdout)
        raise SystemExit(_complain_of([describe_trouble(problem)])) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except Exception as problem:
        from kb.cli.usage import find_usage, is_help, is_usage

        if is_usage(problem):
            if not is_help(problem):
                _complain_of([find_usage(problem)])
            elif problem.message:
                problem.show()
            raise SystemExit(problem.exit_code) from None
        if os.environ.get("TIAOWEN_DEBUG"):
            raise
        if _PASSING_OVER & set(sys.argv):
            from kb.cli.opening import unusable

            raise SystemExit(_complain_of([unusable(problem)])) from None
        from kb.cli.console import complain

        complain(problem, _lang_of(sys.argv))
        raise SystemExit(70) from None
    raise SystemExit(status or 0)


def _collect_rarely() -> None:
    """Run the garbage collector rarely, and not at the end: most of what a command makes lasts until then."""
    gc.set_threshold(_NEW_OBJECTS)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def _complain_of(findings: Iterable[Finding]) -> int:
    """Report what went wrong, where it can be reported, and return the exit status."""
    from kb.cli.console import report
    from kb.cli.streams import silence

    try:
        report(findings, _lang_of(sys.argv))
    except OSError:
        silence(sys.stderr)
    return 1


def _tell_version(asked: bool) -> None:
    if asked:
        from kb import __version__

        typer.echo(f"tiaowen {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="版本。 Show the version.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Options of the program itself; the version is printed before any command is looked up."""


def _lang_of(arguments: list[str]) -> str:
    """The requested language, also where the command line could not be parsed."""
    for before, word in pairwise(arguments):
        if before == "--lang" and word in LANGUAGES:
            return word
    for lang in LANGUAGES:
        if f"--lang={lang}" in arguments:
            return lang
    asked = os.environ.get("TIAOWEN_LANG", "")
    return asked if asked in LANGUAGES else "zh"
