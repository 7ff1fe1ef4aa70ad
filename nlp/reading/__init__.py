"""Bytes to a `Document`: PDF, JATS XML and plain text. Nothing here imports torch."""
