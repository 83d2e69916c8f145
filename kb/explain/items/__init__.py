"""What commands, pages and the service say, one class an item.

A class gives the JSON of its items and the JSON Schema that describes them. ``parts`` holds what all items
share, ``results`` an assessed case, ``findings`` what is wrong with a file, ``pages`` the pages of the guide,
and ``schemas`` writes the schemas.
"""
