"""Bytes to a `Document`: PDF, JATS XML, Word, web pages and plain text. Nothing here imports torch."""

from __future__ import annotations

import re

from thirdorder.nlp.document import Document
from thirdorder.nlp.reading.errors import EmptyError, ReadingError, UnsupportedError

__all__ = ["ReadingError", "read"]

_HEAD = 1024
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z])", re.ASCII)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)


def read(data: bytes, name: str, *, password: str | None = None) -> Document:
    """Read a paper from the bytes of its file. What the file is, its content says; `name` only serves messages.

    Raises `ReadingError` in one sentence for what cannot be read. `password` opens a protected PDF.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyError(name, f"{name} is empty.")
    if b"%PDF-" in data[:_HEAD]:
        from thirdorder.nlp.reading.pdf import read_pdf

        return read_pdf(data, name, password=password)
    if data.startswith(b"PK\x03\x04") and b"word/" in data:
        from thirdorder.nlp.reading.word import read_word

        return read_word(data, name)
    if _is_html(data):
        from thirdorder.nlp.reading.web_page import read_web_page

        return read_web_page(data, name)
    if _is_xml(data):
        from thirdorder.nlp.reading.jats import read_jats

        return read_jats(data, name)
    if _is_binary(data):
        raise UnsupportedError(
            name, f"{name} is no PDF, JATS XML, Word file, web page or plain text: save it as one of these."
        )
    from thirdorder.nlp.reading.text import read_text

    return read_text(data, name)


def _head(data: bytes) -> bytes:
    head = data[:_HEAD]
    return head.decode("utf-16", errors="ignore").encode() if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head


def _is_html(data: bytes) -> bool:
    return bool(_HTML.search(_head(data)))


def _is_xml(data: bytes) -> bool:
    return bool(_XML.match(_head(data))) and b">" in data[: 64 * _HEAD]


def _is_binary(data: bytes) -> bool:
    """Zero bytes or many control characters; UTF-16 and UTF-32 announce themselves by their mark."""
    head = data[: 64 * _HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] == b"\x00\x00\xfe\xff":
        return False
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return b"\x00" in head or control > len(head) // 50
