"""The casebooks that commands read: the policy's own cases, cases found since, and the corpus."""

from __future__ import annotations

from pathlib import Path

from kb.loading import find_folders
from kb.model.policy import Policy
from kb.model.words.errors import Place, PolicyError, error
from kb.verify.casebook.corpus import find_corpus, read_corpus
from kb.verify.casebook.folder import FOLDER, FOUND, SUFFIX, Casebook, read_casebook
from kb.verify.casebook.kept_case import KeptCase
from kb.verify.casebook.replay import find_kept


def confirmed_cases(policy: Policy, folder: Path) -> Casebook:
    """The policy's own cases and those of the corpus beside it, with the findings about their files."""
    own, corpus = read_books(policy, folder)[0], read_confirmed(policy, folder, None)
    return Casebook((*own.cases, *corpus.cases), (*own.findings, *corpus.findings))


def find_case(policy: Policy, folder: Path, typed: str, corpus: Path | None) -> KeptCase:
    """The case that ``typed`` names; the corpus is searched last, because reading it takes long.

    Where the file of that name cannot be read, its findings are reported.
    """
    books = read_books(policy, folder)
    cases = [one for book in books for one in book.cases]
    try:
        return find_kept(cases, typed)
    except PolicyError:
        word = typed.strip().lower().removesuffix(SUFFIX)
        broken = [one for book in books for one in book.findings if _is_named(one.place.file, word)]
        if broken:
            raise PolicyError(broken) from None
        return find_kept((*cases, *read_confirmed(policy, folder, corpus).cases), typed)


def _is_named(file: str, word: str) -> bool:
    """Whether the name of a file begins with a word, with or without its ``c-``."""
    name = Path(file).name.lower()
    return bool(word) and name.startswith((word, f"c-{word}"))


def read_books(policy: Policy, folder: Path) -> tuple[Casebook, Casebook]:
    """The policy's own cases, and those found in the current folder."""
    version = find_folders(folder).version
    return read_casebook(policy, version / FOLDER), read_casebook(policy, FOUND, version)


def read_confirmed(policy: Policy, folder: Path, named: Path | None) -> Casebook:
    """The corpus in JSON: in the folder named, or beside the policy."""
    if named is not None and not named.is_dir():
        raise PolicyError([error("folder-missing", Place(str(named)))])
    folders = find_folders(folder)
    return read_corpus(policy, named or find_corpus(folders.root), folders.version)
