"""Akoma Ntoso, the standard that the text of a policy is stored in, read and written."""
