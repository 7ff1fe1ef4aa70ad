"""Opening a file: passwords, damage, and limits that no paper reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from thirdorder.nlp.document import Warning
from thirdorder.nlp.reading.errors import (
    DamagedError,
    EmptyError,
    EncryptedError,
    ReadingError,
    UnsupportedError,
)
from thirdorder.nlp.reading.pdf import broken_fonts, ocr
from thirdorder.nlp.reading.pdf.broken_files import broken_streams, pages_promised, rebuild
from thirdorder.nlp.reading.pdf.words import Fonts, PageWords, blank, page_words

MAX_PAGES = 1500
MAX_BYTES = 300_000_000


def open_pdf(data: bytes, name: str, password: str | None) -> tuple[pdfium.PdfDocument, bool]:
    """An open document with at least one page, and whether it had to be mended.

    Raises the `ReadingError` that says what stands in the way.
    """
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
        if len(document):
            return document, False
        document.close()
    except pdfium.PdfiumError as error:
        if error.err_code not in (raw.FPDF_ERR_FORMAT, raw.FPDF_ERR_UNKNOWN, raw.FPDF_ERR_FILE):
            raise _refusal(error.err_code, name, password) from error
    return _mended(data, name), True


def _mended(data: bytes, name: str) -> pdfium.PdfDocument:
    """A broken file with its page tree made anew."""
    rebuilt = rebuild(data)
    try:
        document = pdfium.PdfDocument(rebuilt) if rebuilt is not None else None
    except pdfium.PdfiumError:
        document = None
    if document is None or len(document) == 0:
        raise DamagedError(name, f"{name} is too damaged for any page of it to be found: download it again.")
    return document


def _refusal(code: int, name: str, password: str | None) -> ReadingError:
    if code == raw.FPDF_ERR_PASSWORD and password:
        return EncryptedError(name, f"The password given does not open {name}: give the right one with --password.")
    if code == raw.FPDF_ERR_PASSWORD:
        return EncryptedError(
            name, f"{name} is locked by a password: give it with --password, or save an unlocked copy."
        )
    return EncryptedError(name, f"{name} is locked in a way that is not supported: save an unlocked copy.")


def read_pages(document: pdfium.PdfDocument, fonts: Fonts, warnings: list[Warning]) -> Iterator[tuple[PageWords, bool]]:
    """The words of each page, and whether a page without any shows a picture; unreadable pages become warnings."""
    count, written = len(document), 0
    recogniser = ocr.Recogniser(fonts)
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
            # A picture that leaves margins, or has a caption of some words, is a figure unless text is found in it.
            share = _pictured(page) if len(words) < 5 else 0.0
            picture = share > (_WHOLE_PAGE if len(words) else _SHOWN)
            if picture and ocr.available():
                least = _FEWEST_WORDS if written and share <= _WHOLE_PAGE else 0
                words, picture = _recognised(page, words, recogniser, warnings, least)
            written += len(words) >= _FEWEST_WORDS and not picture
            yield words, picture
        finally:
            page.close()


def read_again(document: pdfium.PdfDocument, pages: list[PageWords], fonts: Fonts, warnings: list[Warning]) -> None:
    """Read pages by OCR, in place, whose text layer cannot be read or was recognised badly; warn where that fails."""
    recogniser = ocr.Recogniser(fonts)
    lost = set(broken_fonts.unreadable(pages))
    for k, words in enumerate(pages):
        bad = broken_fonts.noisy(words)
        if not (bad or words.number in lost):
            continue
        page = document[words.number - 1]
        try:
            if ocr.available() and (words.number in lost or _pictured(page) > _SHOWN):
                pages[k], failed = _recognised(page, words, recogniser, warnings)
                if not failed:
                    continue
        finally:
            page.close()
        if bad:
            message = f"The text layer of page {words.number} was recognised badly: many of its words are misspelt."
            warnings.append(Warning("bad_text_layer", message, page=words.number))
        else:
            way = "its text is left out. Give another copy, or install OCR (thirdorder[ocr] and Tesseract)."
            message = f"The letters of page {words.number} cannot be told from its fonts: {way}"
            warnings.append(Warning("garbled_font", message, page=words.number))
            pages[k] = blank(words.number)


def _recognised(
    page: pdfium.PdfPage, words: PageWords, recogniser: ocr.Recogniser, warnings: list[Warning], least: int = 0
) -> tuple[PageWords, bool]:
    """A picture of a page read by OCR; the page stays a picture where that fails. Below `least` words it is a figure,
    which has nothing to read."""
    number = words.number
    try:
        found = recogniser.page(page, number)
    except RuntimeError:
        return words, True
    if len(found) < least:
        return words, False
    message = f"Page {number} is a scan read by OCR: check its words against the page."
    warnings.append(Warning("scanned_page", message, "info", number))
    return found, False


_SHOWN, _WHOLE_PAGE = 0.3, 0.85
"""Shares of a page that images cover: from which it may be a scan, and from which it is one."""
_FEWEST_WORDS = 60
"""Words in a picture with margins from which it is of a page of text."""


def _pictured(page: pdfium.PdfPage) -> float:
    """The share of a page that images cover."""
    width, height = page.get_size()
    covered = 0.0
    for obj in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        x0, y0, x1, y1 = obj.get_bounds()
        covered += max(0.0, x1 - x0) * max(0.0, y1 - y0)
    return covered / (width * height) if width and height else 0.0


def damage(data: bytes, pages: Sequence[PageWords], rebuilt: bool) -> tuple[Warning, ...]:
    """What the bytes themselves say is missing: the end of the file, or parts of pages."""
    found: list[Warning] = []
    if rebuilt or b"%%EOF" not in data[-2048:]:
        promised = pages_promised(data)
        of = f" of {promised}" if promised > len(pages) else ""
        message = (
            f"The file breaks off or its index is lost: {len(pages)}{of} pages were found, and some may be incomplete."
        )
        found.append(Warning("truncated", message))
    counts = sorted(len(p) for p in pages)
    usual = counts[len(counts) // 2]
    thin = [p.number for p in pages if len(p) < 0.4 * usual]
    if thin and broken_streams(data):
        for number in thin:
            message = f"Part of the file is damaged; page {number} has few words, and text may be missing there."
            found.append(Warning("damaged_page", message, page=number))
    return tuple(found)
