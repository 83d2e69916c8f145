"""Where the kept cases of the policy are, and how many there may be."""

from __future__ import annotations

from kb.loading import find_folders
from kb.verify.casebook.folder import FOLDER
from tests.conftest import REAL

MOST_CASES = 115
"""The greatest number of cases. Each finding left to an agency is shown both ways for each support: 443
targets in 110 cases.
"""

BOOK = find_folders(REAL).version / FOLDER
