"""The sections of a paper as a tree with roles, and where its findings are."""

from thirdorder.nlp.sections.tree import find_sections

__all__ = ["find_sections"]
