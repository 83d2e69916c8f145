"""Tables of sentences and words: TOML files beside the modules that use them, each parsed once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def read_catalogue(package: str, path: str) -> dict[str, Any]:
    """A table of a package, as its file has it; ``path`` is the path of the file within the package.

    Callers must not change the table, since all of them share it.
    """
    return tomllib.loads(resources.files(package).joinpath(path).read_text(encoding="utf-8"))
