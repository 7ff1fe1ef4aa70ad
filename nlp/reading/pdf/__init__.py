"""PDF to `Document`: words, lines, columns, furniture, blocks and tables, through PDFium."""

from thirdorder.nlp.reading.pdf.reader import read_pdf

__all__ = ["read_pdf"]
