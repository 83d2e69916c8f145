"""The JSON of commands, pages and the service, with one class for each item.

A class gives the JSON of its items and the JSON Schema that describes them. ``parts`` holds what all items
share, ``results`` an assessed case, ``findings`` the findings about a file, ``pages`` the pages of the guide,
and ``schemas`` writes the schemas.
"""
