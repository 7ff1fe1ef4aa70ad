"""A run on disk: written whole, read back as values, changed by people, exported."""
