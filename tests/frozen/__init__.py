"""A record of what the engine answers today, to hold another version of it against.

``python -m tests.frozen compare`` answers every case again and compares; ``--help`` names the other commands.
"""
