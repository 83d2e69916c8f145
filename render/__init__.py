"""Everything that people look at: the pages of the guide, made from a policy alone."""
