"""Formats of collections, bytes to values and back, and the bundled data."""
