"""Everything a person looks at: the pages of the guide, made from a policy and from nothing else."""
