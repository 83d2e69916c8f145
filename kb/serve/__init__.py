"""The service: the answers of the program over HTTP, and to assistants over the Model Context Protocol.

:mod:`kb.serve.versions` holds the policies, :mod:`kb.serve.requests` reads what is asked,
:mod:`kb.serve.answers` answers it, and :mod:`kb.serve.problems` says why it cannot. :mod:`kb.serve.web`
carries the answers over HTTP, :mod:`kb.serve.openapi` describes them, and :mod:`kb.serve.assistants` offers
them as tools.
"""
