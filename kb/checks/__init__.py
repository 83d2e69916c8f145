"""The checks: every reason not to trust a policy, as findings in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb.checks.characters import check_characters
from kb.checks.facts import check_facts
from kb.checks.following import check_following
from kb.checks.library import check_library
from kb.checks.publication import check_publication
from kb.checks.registry import check_registry
from kb.checks.requirements import check_requirements
from kb.checks.rules import check_rules
from kb.checks.schemas import check_schemas
from kb.checks.storage import check_storage
from kb.checks.texts import check_text
from kb.checks.together import check_together
from kb.checks.versions import check_versions
from kb.checks.wording import check_wording
from kb.loading import find_folders, load_policy, load_text
from kb.model.document import Document
from kb.model.policy import Policy
from kb.model.words.errors import Finding, PolicyError, Severity

__all__ = ["check", "check_policy", "has_errors"]


def check(folder: str | Path = "policy", *, document: Document | None = None) -> Iterator[Finding]:
    """All findings about the policy in ``folder``; ``document`` replaces the stored text.

    A file that departs from its schema is not linked, because its content is not reliable. The check never
    raises for the content of files.
    """
    try:
        folders = find_folders(Path(folder))
    except PolicyError as problem:
        yield from problem.findings
        return
    findings = list(check_schemas(folders))
    yield from findings
    if has_errors(findings):
        return
    try:
        _, stored, registry = load_text(folder)
    except PolicyError as problem:
        yield from problem.findings
        return
    text = document or stored
    findings = list(check_registry(text, registry, folders.name(folders.registry)))
    yield from findings
    yield from check_text(text, registry, folders.name(folders.version / "text.xml"))
    if document is None:
        yield from check_publication(folders, stored)
        yield from check_versions(folders, stored, registry)
    yield from check_characters(text, folders)
    if has_errors(findings):
        return
    try:
        policy = load_policy(folder, document=document)
    except PolicyError as problem:
        yield from problem.findings
        return
    yield from check_policy(policy)
    if document is None:
        yield from check_following(folders, policy)
        yield from check_storage(folders, policy)
        yield from check_library(folders, policy)


def check_policy(policy: Policy) -> Iterator[Finding]:
    """All findings about the rules, facts and wording of a policy that could be loaded."""
    yield from check_rules(policy)
    yield from check_facts(policy)
    yield from check_requirements(policy)
    yield from check_together(policy)
    yield from check_wording(policy)


def has_errors(findings: list[Finding]) -> bool:
    """Whether any finding is an error, so that the policy must not be used."""
    return any(finding.severity is Severity.ERROR for finding in findings)
