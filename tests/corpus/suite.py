"""Writes the corpus as a conformance suite that is independent of this project: one reproducible archive.

``python -m tests.corpus.suite [FOLDER]`` writes ``conformance-VERSION-EDITION.zip`` to a folder, by default
``build``. ``docs/conformance.md`` describes its contents, and how to test another implementation with it.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import kb
from kb import Policy
from kb.cases.schema import case_schema
from kb.explain.items.parts import write_json
from kb.loading import load_policy
from kb.serve.answers import list_facts, list_readings, list_supports
from kb.serve.versions import Versions
from tests.corpus.runner import HERE

VERSION = "1.0"
"""The version of the form. The first number changes when programs that read it must change, the second when
something is added. The edition beside it changes with any case.
"""

_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive, so that the same cases give the same bytes."""


def make_suite(policy: Policy) -> dict[str, bytes]:
    """All files of the suite by name; ``manifest.json`` lists the others with their hashes."""
    cases = {f"cases/{path.name}": path.read_bytes() for path in sorted(HERE.glob("*.json"))}
    versions = Versions(kb.__version__, {policy.document.work: (policy,)})
    told = (versions, policy, policy.version.first)
    files = {
        **cases,
        "README.md": (HERE / "README.md").read_bytes(),
        "runner.py": (HERE / "runner.py").read_bytes(),
        "policy/text.txt": policy.document.text.encode(),
        "policy/facts.json": write_json(list_facts(*told)).encode(),
        "policy/readings.json": write_json(list_readings(*told)).encode(),
        "policy/supports.json": write_json(list_supports(*told)).encode(),
        "policy/case.schema.json": _write(case_schema(policy)),
    }
    return {"manifest.json": _write(_manifest(policy, cases, files)), **files}


def write_suite(policy: Policy, folder: Path) -> Path:
    """Write the suite as an archive to a folder, and return its path."""
    files = make_suite(policy)
    manifest = json.loads(files["manifest.json"])
    name = f"conformance-{manifest['version']}-{manifest['edition']}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.zip"
    partial = path.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{file}", _DATE), content, zipfile.ZIP_DEFLATED)
    partial.replace(path)
    return path


def _manifest(policy: Policy, cases: Mapping[str, bytes], files: Mapping[str, bytes]) -> dict[str, Any]:
    found = {name: json.loads(content) for name, content in cases.items()}
    edition = sha256(b"".join(cases[name] for name in sorted(cases))).hexdigest()
    return {
        "version": VERSION,
        "edition": edition[:12],
        "program": kb.__version__,
        "policy": {
            "work": policy.document.work,
            "date": policy.version.name,
            "title": policy.document.title,
            "text": policy.hashes["text.xml"],
        },
        "cases": sum(len(data["cases"]) for data in found.values()),
        "topics": [
            {"file": name, "topic": data["topic"], "cases": len(data["cases"])}
            for name, data in found.items()
        ],
        "files": {name: sha256(content).hexdigest() for name, content in sorted(files.items())},
    }


def _write(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__":
    written = write_suite(load_policy("policy"), Path(sys.argv[1] if len(sys.argv) > 1 else "build"))
    print(written)
