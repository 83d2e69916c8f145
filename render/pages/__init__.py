"""The pages of the guide: what each is made from."""
