"""Reading and writing Akoma Ntoso, the standard in which the text of a policy is stored."""
