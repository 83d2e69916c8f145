"""The commands of ``tiaowen``, one module each."""
