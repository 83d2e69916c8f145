"""Explanations: typed reasons and outcomes in sentences, in Chinese and English."""
