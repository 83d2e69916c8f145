"""Libraries of works that overlap: the invented district within the city of the real policy, and a rule about
several supports at two levels of government.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import etree

from kb.loading import find_folders, read_akn, write_akn
from kb.loading.canonical import write_canonical
from kb.loading.registry import read_registry
from tests.conftest import DISTRICT, REAL, TOGETHER

CITY, INVENTED, EARLIER = "cn-440300/anjie-huanbao", "cn-999998/jimuqu", "cn-999998/jimu-jiu"
"""The real work, the work of the invented district, and the earlier work that it repealed."""

LOWER, TWIN = "cn-999996/zhiyiqu", "cn-999995/zhiyi"
"""The rule of another invented district, and an identical rule of its city."""

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


def write_two_levels(parent: Path) -> Path:
    """Write a library of the rule of :data:`LOWER` and of :data:`TWIN` to a folder in ``parent``."""
    folder = Path(shutil.copytree(TOGETHER, parent / "policy"))
    twin = Path(shutil.copytree(folder / LOWER, folder / TWIN))
    for path in twin.rglob("*.xml"):
        text = path.read_text(encoding="utf-8").replace("cn-999996", "cn-999995")
        text = text.replace("/zhiyiqu", "/zhiyi").replace('"zhiyiqu"', '"zhiyi"')
        path.write_text(text.replace('presumed="district"', 'presumed="city"'), encoding="utf-8")
    agencies = folder / "registry" / "agencies.xml"
    text = agencies.read_text(encoding="utf-8")
    agencies.write_text(text.replace(' jurisdiction="cn-999996"', ""), encoding="utf-8")
    return folder


def rewrite(folder: Path, work: str, name: str, *changes: tuple[str, str]) -> None:
    """Replace words in a file of a work; each must occur there."""
    (path,) = (folder / work).glob(f"*/{name}")
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def pay_the_difference(folder: Path, city: str) -> None:
    """Let the city of two levels give another share of a building, such as 5%, and the district only pay the
    difference to what either level gave."""
    rewrite(folder, TWIN, "text.xml", (">10%<", f">{city}<"))
    rewrite(
        folder,
        LOWER,
        "rules.xml",
        ('<conflict is="choose"/>', '<conflict is="top-up"/>'),
        ('against="other-measures"', 'against="other-measures" levels="district city"'),
    )
