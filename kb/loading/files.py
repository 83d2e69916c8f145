"""Reading and writing files. Nothing outside a file is fetched, and a write
happens completely or not at all.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from lxml import etree

from kb.model.words.errors import Finding, Place, PolicyError, error, trouble_of

MAX_BYTES = 16 * 1024 * 1024
"""The size of the largest file that is read: some fifty times the text of a policy of a thousand measures."""

_FAULTS: dict[int, str] = {
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "empty",
    etree.ErrorTypes.ERR_DOCUMENT_END: "beyond",
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "mismatch",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "unclosed",
    etree.ErrorTypes.ERR_GT_REQUIRED: "tag",
    etree.ErrorTypes.ERR_LTSLASH_REQUIRED: "tag",
    etree.ErrorTypes.ERR_LT_REQUIRED: "tag",
    etree.ErrorTypes.ERR_NAME_REQUIRED: "sign",
    etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: "sign",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "sign",
    etree.ErrorTypes.ERR_INVALID_CHAR: "character",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "attribute",
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: "attribute",
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED: "attribute",
    etree.ErrorTypes.ERR_ATTRIBUTE_WITHOUT_VALUE: "attribute",
    etree.ErrorTypes.ERR_LT_IN_ATTRIBUTE: "attribute",
    etree.ErrorTypes.ERR_SPACE_REQUIRED: "attribute",
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: "prefix",
}
"""The meaning of libxml2's codes for a person; ``messages.toml`` has the words."""

_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def parse_xml(path: Path, name: str | None = None, *, comments: bool = False) -> etree._ElementTree:
    """The XML tree of a file, without DTD, entities, network, or comments unless these are asked for.

    ``name`` is the name of the file in findings. Raises :class:`PolicyError` with one finding where the file
    is missing, unreadable, too large, not UTF-8, declares a document type, or is not well-formed.
    """
    return parse_file(read_bytes(path, name), name or str(path), comments=comments)


def parse_file(data: bytes, name: str, *, comments: bool = False) -> etree._ElementTree:
    """The XML tree of the content of a file, as :func:`parse_xml` reads it.

    Raises :class:`PolicyError` with one finding where the content is not UTF-8, declares a document type, or
    is not well-formed.
    """
    try:
        return parse_bytes(data, name, comments=comments)
    except etree.XMLSyntaxError as problem:
        raise PolicyError([_syntax_finding(problem, name)]) from None


def read_bytes(path: Path, name: str | None = None) -> bytes:
    """The bytes of a file of at most :data:`MAX_BYTES`.

    Raises :class:`PolicyError` where the file is missing, unreadable or larger.
    """
    place = Place(name or str(path))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PolicyError([error("file-too-large", place, size=size // 2**20, most=MAX_BYTES // 2**20)])
        return path.read_bytes()
    except FileNotFoundError:
        raise PolicyError([error("file-missing", place)]) from None
    except IsADirectoryError:
        raise PolicyError([error("file-is-folder", place)]) from None
    except PermissionError:
        raise PolicyError([error("file-forbidden", place)]) from None
    except OSError as problem:
        raise PolicyError([error("file-unreadable", place, trouble=trouble_of(problem))]) from None


def parse_bytes(data: bytes, name: str, *, comments: bool = False) -> etree._ElementTree:
    """The XML tree of bytes in UTF-8. Raises :class:`PolicyError`, or lxml's syntax error with its line."""
    place = Place(name, 1)
    declared = _DECLARED_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8"):
        raise PolicyError([error("encoding-not-utf8", place, encoding=declared.group(1).decode("ascii"))])
    _decode(data, name)
    if b"<!DOCTYPE" in data:
        line = data[: data.index(b"<!DOCTYPE")].count(b"\n") + 1
        raise PolicyError([error("doctype-forbidden", Place(name, line))])
    return etree.ElementTree(etree.fromstring(data, _parser(comments)))


def decode_utf8(data: bytes, name: str) -> str:
    """The text of bytes in UTF-8, with a newline alone at the end of each line.

    Raises :class:`PolicyError` where the bytes are not UTF-8.
    """
    return _decode(data, name).removeprefix("\ufeff").replace("\r\n", "\n")


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise PolicyError([error("bytes-not-utf8", Place(name, line), byte=problem.start)]) from None


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` atomically: to a temporary file beside it, which is then renamed.

    The content and the name are on the disk before this returns, and the old file stays untouched until the
    rename. Raises :class:`PolicyError` where that fails.
    """
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".partial")
    except OSError as problem:
        raise PolicyError([error("file-unwritable", Place(str(path)), trouble=trouble_of(problem))]) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(partial, path)
    except BaseException as problem:  # also while the program is being ended, so that no partial file remains
        Path(partial).unlink(missing_ok=True)
        if not isinstance(problem, OSError):
            raise
        raise PolicyError([error("file-unwritable", Place(str(path)), trouble=trouble_of(problem))]) from None
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power failure. Windows cannot open folders, and does this itself."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some file systems cannot do this; the file itself is safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _parser(comments: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not comments,
        remove_pis=not comments,
    )


def _syntax_finding(problem: etree.XMLSyntaxError, name: str) -> Finding:
    # libxml2 counts columns from one and points after the fault. Its own messages are English only.
    fault = _FAULTS.get(problem.code, "other")
    return error("xml-malformed", Place(name, problem.lineno or 1), fault=fault)


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace. It is several times as fast as :class:`etree.QName`."""
    return str(element.tag).rpartition("}")[2]
