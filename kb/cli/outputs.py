"""The places that commands write to: never over their own input."""

from __future__ import annotations

import os
from pathlib import Path

from kb.loading import find_folders
from kb.model.words.errors import Place, PolicyError, error


def keep_inputs(target: Path | None, folder: Path, *inputs: str | Path | None) -> None:
    """Require that writing ``target``, a file or a folder, overwrites no input.

    ``inputs`` are the files that a command reads, besides the policy in ``folder``. Raises
    :class:`PolicyError` where the target is one of them, by whatever path or link, or is inside the policy.
    """
    # A file without read access cannot be compared with inputs; writing to it reports the problem.
    if target is None or not os.path.exists(target):
        return
    files = [path for path in (Path(one) for one in inputs if one) if path.exists()]
    found = find_folders(folder)
    place = target.resolve()
    versions = [found.folder_of(version) for version in found.versions]
    within = any(place.is_relative_to(part.resolve()) for part in (found.registry, found.schema, *versions))
    if within or any(target.samefile(path) for path in files):
        raise PolicyError([error("output-is-input", Place(str(target)))])
