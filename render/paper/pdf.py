"""PDF by WeasyPrint, which only paper needs: imported when the first document is written.

Documents are tagged (PDF/UA), carry title, language and bookmarks, and embed the letters they use. The same
tree gives the same bytes. Nothing is fetched while writing.
"""

from __future__ import annotations

import gc
import io
import logging
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from importlib import import_module
from typing import Any

from kb.model.policy import Policy
from kb.model.words.errors import Place, PolicyError, error
from render.paper.document import write_paper

EXTRA = "paper"
"""The extra of the project that brings the library."""

VARIANT = "pdf/ua-1"
"""Accessible PDF, ISO 14289-1."""

_QUIET = ("weasyprint", "weasyprint.progress", "fontTools")
"""Loggers whose English sentences are for developers."""


PAPER = "guide.pdf"
"""What the whole guide is called in the folder of its language."""


def write_pdf(policy: Policy, folder: str, eid: str = "") -> bytes:
    """The whole guide as PDF, or one measure; ``folder`` tells the language and script, as in the site.

    Raises :class:`PolicyError` where what it needs is not there (``library-missing``, ``paper-library``,
    ``paper-font``), and ``KeyError`` for an eId that is no measure.
    """
    need_paper()
    return _written(write_paper(policy, folder, eid))


def print_page(page: str) -> bytes:
    """A page with its style inside, as it would be printed. Raises as :func:`write_pdf` does."""
    need_paper()
    return _written(page)


def need_paper() -> None:
    """See to it that PDF can be written here. Raises as :func:`write_pdf` does."""
    _weasyprint()
    if not _has_chinese_font():
        raise PolicyError([error("paper-font", Place())])


def _written(document: str) -> bytes:
    weasyprint = _weasyprint()
    refused = weasyprint.urls.URLFetcher(allowed_protocols=())
    with _uncollected():
        html = weasyprint.HTML(string=document, base_url="", url_fetcher=refused)
        # No identifier: to make one the library would set down and compress the whole document twice.
        return bytes(html.write_pdf(pdf_variant=VARIANT))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: all that is made is in use to the end, and looking costs a third."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@cache
def _weasyprint() -> Any:
    for name in _QUIET:
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    try:
        # Where Pango is missing it prints a page of advice of its own.
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return import_module("weasyprint")
    except ImportError:
        raise PolicyError([error("library-missing", Place(), library="weasyprint", extra=EXTRA)]) from None
    except OSError:
        raise PolicyError([error("paper-library", Place())]) from None


@cache
def _has_chinese_font() -> bool:
    """Whether there are letters for Chinese; believed where nothing here can tell."""
    program = shutil.which("fc-list")
    if program is None:
        return True
    found = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, check=False)
    return found.returncode != 0 or bool(found.stdout.strip())
