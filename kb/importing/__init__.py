"""Text files, web pages, Word files and PDFs → what was recognised of a policy, for people to confirm.

Nothing imported counts as reviewed. Everything that was not understood is listed line by line, never dropped.
"""

from kb.importing.lines import write_confirmations, write_text
from kb.importing.proposals import Proposal, propose_supports
from kb.importing.texts import Recognised, import_file, recognise

__all__ = [
    "Proposal",
    "Recognised",
    "import_file",
    "propose_supports",
    "recognise",
    "write_confirmations",
    "write_text",
]
