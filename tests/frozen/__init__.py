"""A record of the engine's present answers, with which another version of the engine can be compared.

``python -m tests.frozen compare`` answers every case again and compares; ``--help`` lists the other commands.
"""
