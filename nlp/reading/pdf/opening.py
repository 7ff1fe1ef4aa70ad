"""Opening a file: passwords, damage, and limits that no paper reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from thirdorder.nlp.document import Warning
from thirdorder.nlp.reading.errors import DamagedError, EmptyError, EncryptedError, UnsupportedError
from thirdorder.nlp.reading.pdf.words import Fonts, PageWords, blank, page_words

MAX_PAGES = 1500
MAX_BYTES = 300_000_000

_PAGE_OBJECT = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


def open_pdf(data: bytes, name: str, password: str | None) -> pdfium.PdfDocument:
    """An open document with at least one page. Raises `ReadingError`s that say what stands in the way."""
    if not data.strip():
        raise EmptyError(name, f"{name} is empty: download it again.")
    if len(data) > MAX_BYTES:
        raise UnsupportedError(
            name, f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it or reduce its pictures."
        )
    if b"%PDF" not in data[:8192]:
        raise UnsupportedError(name, f"{name} is no PDF file: save or download it as PDF, JATS XML or plain text.")
    try:
        document = pdfium.PdfDocument(data, password=password)
        pages = len(document)
    except pdfium.PdfiumError as error:
        raise _refusal(error, name, password) from error
    if pages == 0:
        raise DamagedError(name, f"{name} is damaged and no page of it can be found: download it again.")
    return document


def _refusal(error: pdfium.PdfiumError, name: str, password: str | None) -> Exception:
    code = raw.FPDF_GetLastError() if getattr(error, "err_code", None) is None else error.err_code
    if code == raw.FPDF_ERR_PASSWORD and password:
        return EncryptedError(name, f"The password given does not open {name}: give the right one with --password.")
    if code == raw.FPDF_ERR_PASSWORD:
        return EncryptedError(
            name, f"{name} is locked by a password: give it with --password, or save an unlocked copy."
        )
    if code == raw.FPDF_ERR_SECURITY:
        return EncryptedError(name, f"{name} is locked in a way that is not supported: save an unlocked copy.")
    return DamagedError(name, f"{name} is too damaged to be opened: download it again.")


def read_pages(document: pdfium.PdfDocument, fonts: Fonts, warnings: list[Warning]) -> Iterator[tuple[PageWords, bool]]:
    """The words of each page, and whether a page without any shows a picture; unreadable pages become warnings."""
    count = len(document)
    if count > MAX_PAGES:
        message = f"The file says it has {count} pages; only the first {MAX_PAGES} were read."
        warnings.append(Warning("pages_cut", message))
    for index in range(min(count, MAX_PAGES)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            warnings.append(Warning("damaged_page", f"Page {index + 1} is damaged and is missing.", page=index + 1))
            yield blank(index + 1), False
            continue
        try:
            words = page_words(page, index + 1, fonts)
            yield words, len(words) < 5 and _shows_picture(page)
        finally:
            page.close()


def _shows_picture(page: pdfium.PdfPage) -> bool:
    """Whether images cover a good part of a page."""
    width, height = page.get_size()
    covered = 0.0
    for obj in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        x0, y0, x1, y1 = obj.get_bounds()
        covered += max(0.0, x1 - x0) * max(0.0, y1 - y0)
    return covered > 0.3 * width * height


def damage(data: bytes, pages: int) -> tuple[Warning, ...]:
    """What the bytes themselves say is missing: the end of the file, or pages it once had."""
    found: list[Warning] = []
    if b"%%EOF" not in data[-2048:]:
        lost = len(_PAGE_OBJECT.findall(data))
        more = f" {lost - pages} of its pages may be missing." if lost > pages else ""
        found.append(Warning("truncated", f"The file breaks off before its end; {pages} pages could be read.{more}"))
    return tuple(found)
