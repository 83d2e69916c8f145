"""Tables of sentences and words: TOML files beside the modules that say them, each parsed once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def read_catalogue(package: str, path: str) -> dict[str, Any]:
    """A table of a package, as its file has it; ``path`` is that of the file within the package.

    Whoever reads it leaves it as it is, since everybody gets the same one.
    """
    return tomllib.loads(resources.files(package).joinpath(path).read_text(encoding="utf-8"))
