"""What commands, pages and the service say, one class an item.

A class gives the JSON of its items and the JSON Schema that describes them. :mod:`kb.items.parts` is the
ground, :mod:`kb.items.results` an assessed case, :mod:`kb.items.findings` what is wrong with a file,
:mod:`kb.items.pages` the pages of the guide, and :mod:`kb.items.schemas` writes the schemas.
"""
