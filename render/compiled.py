"""Compiled templates, cached between commands: compiling them takes a good part of the time of a build."""

from __future__ import annotations

import sys
from hashlib import sha256
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from kb.loading.cache import UserCache, digest_modules

_CACHE = UserCache("templates", ".bytecode")

_SUM = sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """The compiled templates of this user.

    A template is cached under a digest of its name and source, of the modules of this package, whose filters
    Jinja may call while it compiles, and of the versions of Jinja and Python. A damaged file is ignored.
    """

    def __init__(self) -> None:
        program = digest_modules(Path(__file__).parent)
        self._compiler = f"{program} {version('jinja2')} {sys.version} {MAGIC_NUMBER.hex()}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, where its template is cached."""
        data = _CACHE.recall(self._digest(bucket)) or b""
        code = data[_SUM:]
        if data[:_SUM] == sha256(code).digest():
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Cache the template of a bucket."""
        code = bucket.bytecode_to_string()
        _CACHE.remember(self._digest(bucket), sha256(code).digest() + code)

    def _digest(self, bucket: Bucket) -> str:
        """The SHA-256 of everything that a compiled template depends on."""
        return sha256(f"{bucket.key} {bucket.checksum} {self._compiler}".encode()).hexdigest()
