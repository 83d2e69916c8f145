"""A command line that cannot be understood, reported like any other finding in the reader's language.

Typer reports it in English. Its exceptions hold the details partly in fields and partly only in their
messages, which this module parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol, TypeGuard

from kb.model.words.errors import Finding, Place, error
from kb.model.words.names import find_nearest


class UsageProblem(Protocol):
    """The exception of Typer for a command line that it cannot understand."""

    exit_code: int
    ctx: Any
    message: str

    def show(self) -> None:
        """Print the problem in English."""


_SAID = (
    ("usage-command", r"No such command (?P<name>'.*?'|\".*?\")\."),
    ("usage-command-missing", r"Missing command\."),
    ("usage-extra", r"Got unexpected extra arguments? *(?:\(s\) )?\((?P<words>.*)\)"),
    ("usage-value-unwanted", r"Option (?P<option>\S+) does not take a value\."),
    ("usage-value-missing", r"Option (?P<option>\S+) requires "),
)
"""Messages whose sentence is complete by itself: the code, and the source of its words."""


def is_usage(problem: Exception) -> TypeGuard[UsageProblem]:
    """Whether an exception is Typer's report of a command line that cannot be understood."""
    return all(hasattr(problem, name) for name in ("exit_code", "format_message", "ctx"))


def is_help(problem: UsageProblem) -> bool:
    """Whether nothing was requested, so that the help is shown instead."""
    return type(problem).__name__ == "NoArgsIsHelpError"


def find_usage(problem: UsageProblem) -> Finding:
    """The finding about the command line."""
    context = problem.ctx
    command = context.command_path if context is not None else "tiaowen"
    words: dict[str, object] = {"command": command}
    option = getattr(problem, "option_name", "")
    if option and hasattr(problem, "possibilities"):
        known = [name for param in context.command.params for name in param.opts] if context else []
        return _near(("usage-option", "usage-option-near"), option, known, words)
    param = getattr(problem, "param", None)
    if param is not None:
        return _of_parameter(problem, param, words)
    for code, pattern in _SAID:
        if said := re.match(pattern, problem.message):
            found = {key: value.strip("'\"") for key, value in said.groupdict().items()}
            if code == "usage-command":
                known = context.command.list_commands(context)
                return _near((code, "usage-command-near"), found["name"], known, words)
            if code in ("usage-value-missing", "usage-value-unwanted"):
                found["option"] = option or found["option"]
            return error(code, Place(), **words, **found)
    return error("usage-other", Place(), **words, said=problem.message)


def _near(codes: tuple[str, str], name: str, known: Iterable[str], words: dict[str, object]) -> Finding:
    """An unknown name: the first code, or the second where known names are similar."""
    near = find_nearest(name, known)
    if near:
        return error(codes[1], Place(), **words, name=name, near=" / ".join(near))
    return error(codes[0], Place(), **words, name=name)


def _of_parameter(problem: UsageProblem, param: Any, words: dict[str, object]) -> Finding:
    """An option or argument that is missing, or whose value is invalid."""
    is_option = param.param_type_name == "option"
    name = param.opts[-1] if is_option else getattr(param, "metavar", "") or param.name.upper()
    words["option"] = name
    if type(problem).__name__ == "MissingParameter":
        return error("usage-missing", Place(), **words)
    fault = _fault_of(problem)
    words["value"] = str(fault.get("input", ""))
    if choices := _choices_of(param):
        return error("usage-choice", Place(), **words, choices=" / ".join(choices))
    limits = fault.get("ctx", {})
    if "ge" in limits or "le" in limits:
        code = "usage-small" if "ge" in limits else "usage-large"
        return error(code, Place(), **words, limit=limits.get("ge", limits.get("le")))
    if str(fault.get("type", "")).startswith("int"):
        return error("usage-number", Place(), **words)
    return error("usage-value", Place(), **words, said=problem.message)


def _fault_of(problem: UsageProblem) -> dict[str, Any]:
    """The first fault of a value: its type, the input, and the limits."""
    errors = getattr(getattr(problem, "__cause__", None), "errors", None)
    found: dict[str, Any] = errors()[0] if callable(errors) else {}
    return found


def _choices_of(param: Any) -> list[str]:
    """The possible values of an option, where they are a list."""
    described = getattr(param, "type_descriptor", None) or getattr(param, "type", None)
    return [str(getattr(one, "value", one)) for one in getattr(described, "choices", None) or ()]
