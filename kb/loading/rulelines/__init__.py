"""The rule lines (规则行): the rules of one part from all files of a version, in lines that a lawyer writes.

A page holds the rules of one measure or section, the readings and facts that first occur there, and its plain
wording in both languages. One further page holds what belongs to no part. Lines and XML are equivalent:
reading the lines of a page gives back exactly the elements from which they were written.
``docs/rule-lines.md`` explains the lines to the people who write them, and ``words.toml`` is the whole
vocabulary.
"""

from kb.loading.rulelines.pages import GENERAL, REGISTRY, read_page, replace_page, write_page

__all__ = ["GENERAL", "REGISTRY", "read_page", "replace_page", "write_page"]
