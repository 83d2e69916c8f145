"""The text of a PDF, where it contains text, by pypdf."""

from __future__ import annotations

import logging
from io import BytesIO

from kb.model.words.errors import Place, PolicyError, error

MOST_PAGES = 500
"""The greatest number of pages that are read."""


def read_pdf(data: bytes, name: str) -> str:
    """The text of a PDF, line by line. Raises :class:`PolicyError` where there is none."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ModuleNotFoundError:
        raise PolicyError([error("import-pdf-missing", Place(name))]) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the raised error reports what cannot be read
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PolicyError([error("import-encrypted", Place(name))])
        if len(reader.pages) > MOST_PAGES:
            raise PolicyError([error("import-too-large", Place(name), most=f"{MOST_PAGES} 页")])
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise PolicyError([error("import-broken", Place(name), kind="PDF")]) from None
    text = "\n".join(pages)
    if not text.strip():
        raise PolicyError([error("import-pdf-scanned", Place(name))])
    return text
