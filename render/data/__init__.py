"""Data beside the pages: JSON, linked data, the feed and the search index."""
