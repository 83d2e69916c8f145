"""The desk (工作台): a local web workbench on which legal staff edit the text and the rules of a policy.

It listens on loopback alone, lets in who holds the key of its address, and keeps nothing of its own: the
files of the policy stay the truth, and every save is that of the command line. ``docs/desk.md`` explains it.
"""
