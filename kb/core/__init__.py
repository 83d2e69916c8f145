"""The core: the meaning of the rules, lowered once to terms that every carrier writes in its own language.

:mod:`kb.core.terms` holds the language, :mod:`kb.core.claim` lowers one claim under one support to a
:class:`~kb.core.claim.Program`, and :mod:`kb.core.carriers` turn programs into something that runs.
``docs/core.md`` is the specification.
"""
