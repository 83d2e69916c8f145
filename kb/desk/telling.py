"""Findings as the desk shows them: in the words of rule lines, with the names of provisions and of buttons.

Whoever works at the desk reads no XML and types no commands. A finding about a file that rule lines cannot
write says so in place of the elements of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kb.loading.rulelines.vocabulary import read_vocabulary
from kb.model.words.catalogue import read_catalogue
from kb.model.words.errors import Finding, error
from kb.versions.settling import name_file
from kb.versions.sheets import say_in_lines
from kb.versions.showing import Shown

_EID = re.compile(
    r" ?(?<![A-Za-z0-9_-])(?P<eid>(?:dvs_[0-9]+__)*"
    r"(?:(?:para|point|sec|art)_[0-9]+(?:-[0-9]+)?|preface|preamble|scope|final)(?:__[a-z]+(?:_[0-9]+)*)*)"
    r"(?![A-Za-z0-9_-]) ?"
)
"""The eId of a part, of a provision in it, or the id of a support, with the blanks around it."""

OF_FILES = ("schema-", "element-", "attribute-unexpected", "metadata-differs", "text-not-akn", "doctype-")
"""The beginnings of the codes of findings about elements of a file that rule lines cannot write."""

OF_IDS = (
    "concept-unused",
    "subject-unused",
    "id-twice",
    "id-registered",
    "fact-choice-twice",
    "rule-line-twice",
)
"""The findings that are about an id, as it begins a paragraph of rule lines."""

_TYPES = ("type", "expected")
"""The placeholders whose value may be a type of facts, which a fact may have as its id."""

_FILES = {"text.xml": "条文", "agencies.xml": "登记"}
"""The names of files that are not of one kind of rule lines."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding for a person at the desk: how much it matters, what is wrong, and how to mend it there.

    ``where`` is the name of the kind of lines in which it is, empty for a finding about the text.
    """

    severity: str
    message: str
    remedy: str
    where: str = ""


def tell(finding: Finding, shown: Shown | None, schemas: Path | None) -> Told:
    """A finding in the words of the desk.

    ``shown`` gives the names of the version that it is about, and ``schemas`` is the folder of the schemas
    of the policy; both are ``None`` where no policy can be read.
    """
    if schemas is not None:
        finding = say_in_lines(finding, schemas)
        if finding.code not in OF_IDS:
            terms = _terms(schemas)
            finding = finding.named(terms, _TYPES).named(terms | ({} if shown is None else shown.names))
    file = Path(finding.place.file).name
    where = name_file(file)
    if finding.code == "id-twice":  # it names the line of a file
        finding = error("desk-id-twice", finding.place, id=dict(finding.words)["id"])
    if finding.code.startswith(OF_FILES):
        finding = error("desk-file", finding.place, part=where or _FILES.get(file, file))

    def name(found: re.Match[str]) -> str:
        named = found["eid"] if shown is None else shown.place(found["eid"])
        return found[0] if named == found["eid"] else named

    message, remedy = finding.message("zh"), finding.remedy("zh", on_desk=True)
    return Told(str(finding.severity), _EID.sub(name, message), _EID.sub(name, remedy), where)


def _terms(schemas: Path) -> dict[str, str]:
    """The Chinese words for the values that are enumerated for facts, and for whose facts they are."""
    fields = [one for word in read_vocabulary(schemas)["facts"].by_tag.values() for one in word.fields]
    table = read_catalogue("kb.loading.rulelines", "words.toml")
    return {
        **{value: term for one in fields for value, term in one.terms.items()},
        **table["owners"],
        **table["presumed"],
    }
