"""A library in which the invented district lies within the city of the real policy, so that the works
overlap.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import etree

from kb.loading import find_folders, read_akn, write_akn
from kb.loading.canonical import write_canonical
from kb.loading.registry import read_registry
from tests.conftest import DISTRICT, REAL

CITY, INVENTED, EARLIER = "cn-440300/anjie-huanbao", "cn-999998/jimuqu", "cn-999998/jimu-jiu"
"""The real work, the work of the invented district, and the earlier work that it repealed."""

_PLACE = """<jurisdiction xmlns="urn:tiaowen:agencies:1" id="cn-999998" level="district" within="cn-440300">
    <name xml:lang="zh">积木区（虚构）</name>
    <name xml:lang="en">Block District (invented)</name>
  </jurisdiction>"""


def meet(folder: Path, *, versions: int = 2) -> Path:
    """Write a library of the real policy, the first ``versions`` of the invented one, and the earlier one.

    The registry is the real one, plus the entries that only the invented district needs.
    """
    shutil.copytree(REAL, folder)
    shutil.copytree(DISTRICT.parent / "earlier" / EARLIER, folder / EARLIER)
    theirs = sorted((DISTRICT / INVENTED).iterdir())
    for version in theirs[:versions]:
        shutil.copytree(version, folder / INVENTED / version.name)
    for name in ("agencies.xml", "concepts.xml"):
        _join(folder / "registry" / name, DISTRICT / "registry" / name)
    for text in folder.glob("cn-999998/*/*/text.xml"):
        registry = read_registry(find_folders(text.parent))
        # Its metadata list references in the order of the registry.
        text.write_bytes(write_akn(read_akn(etree.parse(text), text.name), registry))
    return folder


def _key(element: etree._Element) -> str:
    return element.get("id") or element.get("words") or ""


def _join(ours: Path, theirs: Path) -> None:
    """Add to one file of the registry the entries that only the other has."""
    tree, other = etree.parse(ours), etree.parse(theirs)
    root = tree.getroot()
    known = {_key(one) for one in root}
    new = [one for one in other.getroot() if _key(one) not in known]
    places = [one for one in new if str(one.tag).endswith("}jurisdiction")]
    if places:
        root.insert(1, etree.fromstring(_PLACE))
    for one in new:
        if one not in places:
            last = max(n for n, known_one in enumerate(root) if known_one.tag == one.tag)
            root.insert(last + 1, one)
    ours.write_bytes(write_canonical(tree))
