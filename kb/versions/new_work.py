"""Starting a work: the folder of its first version, with its text and without any decisions on it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from kb.loading.akn.writing import write_akn
from kb.loading.files import write_file
from kb.loading.folders import find_works
from kb.loading.lock import locked
from kb.model.document import Document
from kb.model.registry import Registry
from kb.model.words.errors import LANGUAGES, Place, PolicyError, error, trouble_of

_WORKSHOP = ".new-work"
"""The folder in which the files are put together, beside the works."""

_NAME = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def start_work(
    root: Path,
    jurisdiction: str,
    name: str,
    document: Document,
    registry: Registry,
    beside: dict[str, bytes] | None = None,
) -> Path:
    """The folder of the first version of a new work, ``root/jurisdiction/name/day``, written completely or
    not at all.

    ``beside`` are further files by name. The files of rules, readings, facts and plain wording exist and are
    empty. The check reports what they lack, and nothing counts as reviewed. Raises :class:`PolicyError` where
    the name is invalid, the jurisdiction is unknown, the work exists, or the folder cannot be written.
    """
    place = Place(f"{root.name}/{jurisdiction}/{name}")
    known = [one.id for one in registry.jurisdictions]
    known += [one.parent.name for one in find_works(root) if one.parent.name not in known]
    if jurisdiction not in known:
        words = {"jurisdiction": jurisdiction, "known": "、".join(known)}
        raise PolicyError([error("work-jurisdiction", place, **words)])
    if not _NAME.fullmatch(name) or len(name) > 60:
        raise PolicyError([error("work-name", place, name=name)])
    target, workshop = root / jurisdiction / name, root / jurisdiction / _WORKSHOP
    files = {
        "text.xml": write_akn(document, registry),
        "rules.xml": f'{_DECLARED}<rules xmlns="urn:tiaowen:rules:1" work="{document.work}"/>\n'.encode(),
        "readings.xml": f'{_DECLARED}<readings xmlns="urn:tiaowen:readings:1"/>\n'.encode(),
        "facts.xml": f'{_DECLARED}<facts xmlns="urn:tiaowen:facts:1"/>\n'.encode(),
    }
    for lang in LANGUAGES:
        plain = f'{_DECLARED}<plain xmlns="urn:tiaowen:plain:1" xml:lang="{lang}"/>\n'
        files[f"plain.{lang}.xml"] = plain.encode()
    with locked(root):
        if target.exists():
            raise PolicyError([error("work-exists", place)])
        try:
            shutil.rmtree(workshop, ignore_errors=True)  # left over from an interrupted program
            made = workshop / document.version
            made.mkdir(parents=True)
            for file, data in (files | (beside or {})).items():
                write_file(made / file, data)
            os.rename(workshop, target)
        except OSError as problem:
            trouble = trouble_of(problem)
            raise PolicyError([error("version-unwritable", place, trouble=trouble)]) from None
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return target / document.version
