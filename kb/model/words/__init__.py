"""Words: tables of sentences, findings and errors in two languages, and the spelling of names."""
