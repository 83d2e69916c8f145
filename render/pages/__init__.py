"""The pages of the guide, and the data that each is made from."""
