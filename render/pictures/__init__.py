"""Pictures: the graph of agencies and domains, and the whole policy as one picture."""
