"""Made results of each verdict, for tests of reports."""

from __future__ import annotations

from kb.verify.results import Result, Verdict

GOOD = Result("test", "check", Verdict.PROVED, "clean", ("para_5__s_4",))
SAMPLED = Result("test", "check", Verdict.SAMPLED, "clean", ("para_9__s_1",), samples=10)

WORDS = {
    "place": "rules.xml:3",
    "message": {"zh": "坏。", "en": "Bad."},
    "remedy": {"zh": "改。", "en": "Mend."},
}

BAD = Result("test", "check", Verdict.REFUTED, "found", ("para_5__s_4",), WORDS)
TRUE = Result("test", "check", Verdict.REFUTED, "found", ("para_9__s_1",), WORDS, about="policy")
OPEN = Result("test", "check", Verdict.UNDECIDED, "clean", ("para_5__s_1",))
