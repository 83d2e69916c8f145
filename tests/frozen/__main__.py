"""The commands: compare, show, dump, diff and write."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from kb.cases.writing import write_case
from kb.model.words.errors import PolicyError
from tests.frozen.answers import answer
from tests.frozen.cases import REAL_CASES, TOY_CASES, Batch, FrozenCase, batches, find_case, real
from tests.frozen.dumps import Difference, answer_again, differences, pairs, read_dump, write_dump
from tests.frozen.record import Departure, compare, read_record, write_record
from tests.frozen.wholes import whole_answer
from tests.frozen.workbench import FINDINGS, changes, prove_laws, read_findings, write_findings

T = TypeVar("T")

PARTS = ("answers", *FINDINGS)
"""The parts of the record: answers, proofs, proofs under each option, fates of mutants, and
complete answers.
"""

_MARKS = {True: "x", False: "-", None: "?"}
"""The marks before the sentence of a reason that show whether it holds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0 without differences, 1 with differences, 130 after an interruption."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.frozen", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, told: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=told, description=told)
        added.set_defaults(run=run)
        return added

    one = command(
        "compare", _compare, "answer every case, prove and judge mutants, and compare with the record"
    )
    _add_cases(one)
    _add_only(one)
    one = command("show", _show, "show a case, all that is told of one, or what is proved")
    one.add_argument("name", help="NUMBER, toy/NUMBER or the id of a case; whole/NUMBER; or G1=b")
    one = command("dump", _dump, "write whole answers to a file, to be compared by diff")
    one.add_argument("file", type=Path, help="where to write, such as old.jsonl.gz")
    _add_cases(one)
    one = command("diff", _diff, "show where the answers of two files differ, field by field")
    one.add_argument("old", type=Path, help="a file that dump wrote")
    one.add_argument("new", type=Path, nargs="?", help="another; without, the cases of OLD are answered now")
    one.add_argument("--show", type=int, default=5, help="how many of the cases that differ to show (5)")
    one.add_argument("--cases", type=int, default=None, help="how many cases to look at (all)")
    one = command("write", _write, "write the record anew, from what is answered and found now")
    _add_only(one)
    return parser


def _add_only(parser: argparse.ArgumentParser) -> None:
    told = f"leave out all parts but this, one of: {', '.join(PARTS)}"
    parser.add_argument("--only", choices=PARTS, metavar="PART", help=told)


def _add_cases(parser: argparse.ArgumentParser) -> None:
    told = f"how many cases to make for each policy, besides the corpus ({REAL_CASES})"
    parser.add_argument("--cases", type=int, default=REAL_CASES, help=told)


def _compare(options: argparse.Namespace) -> int:
    parts = (options.only,) if options.only else PARTS
    found = [_compare_answers(options) if part == "answers" else _compare_findings(part) for part in parts]
    return int(any(found))


def _compare_answers(options: argparse.Namespace) -> bool:
    found: Counter[str] = Counter()
    tried = _progress(_batches(options), lambda batch: len(batch.cases))
    for departure in compare(tried, read_record()):
        if departure is not None:
            _print_departure(departure, is_first=not found)
            found.update(departure.what)
    for what, count in found.items():
        print(
            f"answers: {count} batches differ in their {what}"
            if what != "gone"
            else f"{count} cases are gone"
        )
    if not found:
        print("answers: nothing differs")
    return bool(found)


def _compare_findings(part: str) -> bool:
    found = changes(read_findings(part), list(_progress(FINDINGS[part](), every=50, noun=part)))
    print(f"{part}: {'nothing differs' if not found else ''}", *found, sep="\n  ")
    return bool(found)


def _print_departure(departure: Departure, is_first: bool) -> None:
    named = " ".join(one.name for one in departure.cases) if departure.what != ("cases",) else ""
    print(f"{departure.name}: {', '.join(departure.what)}  {named}")
    if is_first:
        for one in departure.cases[:1]:
            _print_case(one)
        print("\nFurther batches, by their first case, and the cases; show tells more, and diff what it was:")


def _show(options: argparse.Namespace) -> int:
    reading, is_option, option = options.name.partition("=")
    try:
        if is_option:
            print("\n".join(prove_laws(real(), {reading: option})))
            return 0
        if options.name.startswith("whole/"):
            told = whole_answer(find_case(options.name.removeprefix("whole/")))
            print(json.dumps(told, ensure_ascii=False, indent=1))
            return 0
        _print_case(find_case(options.name))
    except KeyError:
        print(f"There is no case {options.name}.", file=sys.stderr)
        return 2
    except PolicyError as problem:
        print(problem.findings[0].message("en"), file=sys.stderr)
        return 2
    return 0


def _dump(options: argparse.Namespace) -> int:
    cases = (one for batch in _batches(options) for one in batch.cases)
    write_dump(options.file, _progress(cases))
    return 0


def _diff(options: argparse.Namespace) -> int:
    old = _progress(_first(read_dump(options.old), options.cases))
    both = (
        ((one, answer_again(one)) for one in old)
        if options.new is None
        else pairs(old, read_dump(options.new))
    )
    kinds: Counter[str] = Counter()
    looked = shown = 0
    for before, after in both:
        looked += 1
        found = list(differences(before, after))
        kinds.update({one.kind for one in found})
        if found and shown < options.show:
            shown += 1
            _print_differences(before, found)
    for kind, count in kinds.most_common():
        print(f"{count} of {looked} cases differ in {kind}")
    if not kinds:
        print(f"Nothing differs in {looked} cases.")
    return int(bool(kinds))


def _write(options: argparse.Namespace) -> int:
    for part in (options.only,) if options.only else PARTS:
        if part == "answers":
            _write_answers()
        else:
            before = read_findings(part)
            write_findings(part, _progress(FINDINGS[part](), every=50, noun=part))
            print(f"{part}:", *changes(before, read_findings(part)), sep="\n  ")
    return 0


def _write_answers() -> None:
    before = read_record()
    after = write_record(_progress(batches(), lambda batch: len(batch.cases)))
    for what in ("cases", "sums", "rest"):
        changed = [
            line.name
            for file, lines in after.items()
            for line in lines.values()
            if (old := before.get(file, {}).get(line.name)) and getattr(old, what) != getattr(line, what)
        ]
        print(f"answers: {len(changed)} batches changed in their {what} {' '.join(changed[:10])}")


def _batches(options: argparse.Namespace) -> Iterator[Batch]:
    return batches(options.cases, min(options.cases, TOY_CASES))


def _print_case(one: FrozenCase) -> None:
    print(f"# case {one.name}\n{write_case(one.case)}")
    print("readings:", " ".join(f"{key}={option}" for key, option in one.readings.items()) or "defaults")
    found = answer(one)
    for key, value in found["sums"].items():
        if key != "outcomes":
            print(f"{key}: {value}")
    for key, told in found["sums"].get("outcomes", {}).items():
        print(f"{key}: {told}")
        if not key.startswith("- "):
            _print_outcome(found["rest"]["outcomes"][key])
    for part in (found["rest"].get("combination", {}), *found["rest"].get("notes", ())):
        for text in part.get("says", {}).values():
            print("  " + ("\n  ".join(text) if isinstance(text, list) else text))


def _print_outcome(told: dict[str, object]) -> None:
    for key, value in told.items():
        if isinstance(value, list) and value:
            print(f"  {key}: {' '.join(' '.join(one) if isinstance(one, list) else one for one in value)}")
    for lines in told["says"].values():  # type: ignore[attr-defined]
        print("  " + "\n  ".join(lines))
    for lines in told["reasons"].values():  # type: ignore[attr-defined]
        for depth, holds, text, provision, words in lines:
            print(f"    {'  ' * depth}[{_MARKS[holds]}] {text} ({provision} {words})")


def _print_differences(before: dict[str, object], found: list[Difference]) -> None:
    readings = " ".join(f"{key}={option}" for key, option in before["readings"].items())  # type: ignore[attr-defined]
    print(f"case {before['name']} ({before['policy']} policy, readings: {readings or 'defaults'})")
    for one in found:
        print(f"  {'.'.join(one.path)}")
        print("".join(f"    {line}\n" for line in one.lines), end="")
    print()


def _first(items: Iterator[T], count: int | None) -> Iterator[T]:
    for n, item in enumerate(items):
        if count is not None and n >= count:
            return
        yield item


def _progress(
    items: Iterable[T], size: Callable[[T], int] = lambda _: 1, *, every: int = 2_000, noun: str = "cases"
) -> Iterator[T]:
    """The same items, with progress output: at once on a terminal, occasionally elsewhere."""
    done = told = 0
    is_seen = sys.stderr.isatty()
    for item in items:
        yield item
        done += size(item)
        if is_seen or done - told >= every:
            told = done
            print(f"{done} {noun}", end="\r" if is_seen else "\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
