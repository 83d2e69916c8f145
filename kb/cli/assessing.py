"""``tiaowen assess``: what a case may have of each support, for a person, a program or a printer."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from kb import __version__
from kb.assess.answering import Answer, answer, complete
from kb.assess.case_nodes import clip
from kb.assess.case_reading import MOST_BYTES, decode_case, load_case, read_case
from kb.assess.cases import Case
from kb.assess.examples import find_examples
from kb.assess.receipts import replay
from kb.assess.say_catalogue import sentence
from kb.cli.choices import read_choices, read_day
from kb.cli.console import out, report
from kb.cli.opening import open_policy
from kb.cli.options import Source
from kb.cli.outputs import keep_inputs
from kb.errors import Finding, Language, Place, PolicyError, Severity, error
from kb.loading import find_folders
from kb.loading.files import read_bytes, write_file
from kb.model import Policy

STDIN = "-"
"""What stands for the standard input instead of a file."""


def run_assess(
    source: Source,
    named: str,
    lang: str,
    format: str,
    *,
    on: str | None,
    readings: Iterable[str],
    explain: bool,
    receipt: Path | None,
    again: bool,
) -> int:
    """Assess the case ``named`` and print the answer; 1 where a receipt is not borne out."""
    folder, loaded = open_policy(source, lang, format)
    keep_inputs(receipt, folder, named)
    language = cast(Language, lang)
    if again:
        found, differences = _replay(loaded, named)
    else:
        day = read_day(loaded, on)
        chosen = read_choices(loaded, readings)
        case = open_case(loaded, folder, named)
        found, differences = answer(loaded, case, __version__, on=day, readings=chosen), ()
    if receipt is not None:
        write_file(receipt, _as_json(found.receipt_json()).encode())
    if format == "json":
        print(_as_json(found.as_json()), end="")
    elif format == "html":
        from render.assessment import render_answer

        print(render_answer(found, language))
    elif format == "pdf":
        from render.assessment import render_answer
        from render.pdf import print_page

        sys.stdout.buffer.write(print_page(render_answer(found, language)))
    else:
        from kb.cli.telling import print_answer

        print_answer(found, language, out(), explain=explain)
        if again:
            out().print(sentence("replay", "differs" if differences else "holds", language))
    report(differences, lang)
    return 1 if any(finding.severity is Severity.ERROR for finding in differences) else 0


def open_case(policy: Policy, folder: Path, named: str) -> Case:
    """The case in a file, from standard input (``-``), or of an example by its name.

    Raises :class:`PolicyError` with everything that is wrong.
    """
    if named == STDIN:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        return read_case(policy, decode_case(data, STDIN), STDIN)
    if not os.path.lexists(named):
        known = find_examples(find_folders(folder).version)
        if named not in known:
            near = "、".join(get_close_matches(named, known, n=4, cutoff=0.5)) or "、".join(known) or "—"
            raise PolicyError([error("no-such-case", Place(named), name=clip(named), nearest=near)])
        return load_case(policy, known[named])
    return load_case(policy, named)


def _replay(policy: Policy, named: str) -> tuple[Answer, tuple[Finding, ...]]:
    place = Place(named)
    data = sys.stdin.buffer.read() if named == STDIN else read_bytes(Path(named), named)
    try:
        receipt = json.loads(data)
    except (ValueError, RecursionError):
        raise PolicyError([error("receipt-broken", place)]) from None
    if not isinstance(receipt, dict):
        raise PolicyError([error("receipt-broken", place)])
    case, assessment, differences = replay(policy, receipt, named, __version__)
    return complete(policy, case, assessment, __version__), differences


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
