"""The calculator's core: the rules as JSON, and the third interpreter of them, in JavaScript."""
