"""The second record agrees with the rules, and names the first difference."""

from __future__ import annotations

from kb.verify.mutate.detect import Watch


def test_the_record_agrees_with_the_rules_today(watch: Watch) -> None:
    assert watch.record is not None
    assert watch.record.departs(watch.policy) == ""
