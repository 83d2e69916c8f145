"""The rule lines (规则行): everything the files of a version hold of one part, in lines that a lawyer writes.

A page holds the rules of one measure or section, the readings and facts that first stand there, and its plain
wording in both languages; one more page holds what belongs to no part. Lines and XML say the same: reading
the lines of a page gives back the very elements that they were written from. ``docs/rule-lines.md`` explains
the lines to the people who write them, and ``words.toml`` is the whole vocabulary.
"""

from kb.loading.rulelines.pages import GENERAL, REGISTRY, read_page, replace_page, write_page

__all__ = ["GENERAL", "REGISTRY", "read_page", "replace_page", "write_page"]
