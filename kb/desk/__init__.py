"""The desk (工作台): a local web workbench on which legal staff edit the text and the rules of a policy.

It listens on loopback only and admits whoever has the key in its address. It stores nothing of its own: the
files of the policy are the only source, and it saves with the same code as the command line. ``docs/desk.md``
explains it.
"""
