"""PDF by WeasyPrint. Only paper needs this library, so it is imported with the first document.

Documents are tagged (PDF/UA), have a title, a language and bookmarks, and embed their fonts. The same tree
gives the same bytes. Nothing is fetched while writing.
"""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib import import_module
from typing import Any

from kb.loading import without_collection
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
"""The file name of the whole guide in the folder of its language."""


def write_pdf(policy: Policy, folder: str, eid: str = "") -> bytes:
    """The whole guide as PDF, or one measure; ``folder`` is the folder of a language and script in the site.

    Raises :class:`PolicyError` where a requirement is missing (``library-missing``, ``paper-library``,
    ``paper-font``), and ``KeyError`` for an eId that is no measure.
    """
    need_paper()
    return _written(write_paper(policy, folder, eid))


def print_page(page: str) -> bytes:
    """A page with its own style as PDF.

    Raises :class:`PolicyError` where a requirement is missing (``library-missing``, ``paper-library``,
    ``paper-font``).
    """
    need_paper()
    return _written(page)


def need_paper() -> None:
    """Check that PDF can be written here.

    Raises :class:`PolicyError` where a requirement is missing (``library-missing``, ``paper-library``,
    ``paper-font``).
    """
    _weasyprint()
    if not _has_chinese_font():
        raise PolicyError([error("paper-font", Place())])


def _written(document: str) -> bytes:
    weasyprint = _weasyprint()
    refused = weasyprint.urls.URLFetcher(allowed_protocols=())
    with without_collection():
        html = weasyprint.HTML(string=document, base_url="", url_fetcher=refused)
        # Without an identifier: for one, the library would write and compress the document twice.
        return bytes(html.write_pdf(pdf_variant=VARIANT))


@cache
def _weasyprint() -> Any:
    for name in _QUIET:
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    try:
        # Where Pango is missing, the library prints a page of advice.
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return import_module("weasyprint")
    except ImportError:
        raise PolicyError([error("library-missing", Place(), library="weasyprint", extra=EXTRA)]) from None
    except OSError:
        raise PolicyError([error("paper-library", Place())]) from None


@cache
def _has_chinese_font() -> bool:
    """Whether there is a font for Chinese; assumed true where this cannot be determined."""
    program = shutil.which("fc-list")
    if program is None:
        return True
    found = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, check=False)
    return found.returncode != 0 or bool(found.stdout.strip())
