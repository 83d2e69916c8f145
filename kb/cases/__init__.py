"""Cases: what a person states, read from files, validated and written."""
