"""The versions of a work: what differs between them clause by clause, and a new one made of an old one."""
