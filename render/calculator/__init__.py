"""The core of the calculator: the rules as JSON, and an interpreter of them in JavaScript."""
