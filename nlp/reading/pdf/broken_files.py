"""Files that are broken: finding the pages that are left, and saying which parts are gone."""

from __future__ import annotations

import re
import zlib

MOST_INFLATED = 50_000_000  # bytes taken out of object streams; a paper's are under a tenth of that
MOST_CHECKED = 20_000_000
MOST_PAGES = 1500

_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_COUNT = re.compile(rb"/Count\s+(\d{1,5})\b")
_NO_CONTENT = re.compile(rb"/Subtype|/Length[123]\b|/Type\b|/Predictor|/ASCII|/LZW|/RunLength|/DCT")
_LINEAR = re.compile(rb"/Linearized\b[^>]{0,200}?/N\s+(\d{1,5})")


def rebuild(data: bytes) -> bytes | None:
    """The same file with a new page tree over all page objects that can be found; None where there are none.

    Objects inside object streams are written out as plain ones. A locked file cannot be mended in this way.
    """
    if b"/Encrypt" in data:
        return None
    unpacked = _unpacked(data)
    # An object that breaks off would swallow what is put after it.
    whole = data[: data.rfind(b"endobj") + len(b"endobj")] + b"\n" + unpacked
    pages = list(dict.fromkeys(_pages(whole)))[:MOST_PAGES]
    if not pages:
        return None
    top = max(int(m.group(1)) for m in _OBJECT.finditer(whole)) + 1
    kids = b" ".join(b"%d 0 R" % p for p in pages)
    tree = b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (top, len(pages), kids)
    root = b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (top + 1, top)
    return whole + tree + root + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n" % (top + 2, top + 1)


def pages_promised(data: bytes) -> int:
    """How many pages the file says it has; 0 where it does not say."""
    counts = [int(m.group(1)) for pattern in (_COUNT, _LINEAR) for m in pattern.finditer(data)]
    return max((c for c in counts if c <= MOST_PAGES), default=0)


def scanned_pages(data: bytes) -> int:
    """About how many pages are pictures: the images of a file that holds no fonts, else 0."""
    if re.search(rb"/Length1\b|/Type1C\b|/CIDFontType0C\b|/OpenType\b|/BaseFont\b", data):
        return 0
    return min(len(re.findall(rb"/Subtype\s*/Image\b", data)), MOST_PAGES)


def broken_streams(data: bytes) -> int:
    """How many of the compressed streams that hold pages' contents cannot be unpacked to their end."""
    if b"/Encrypt" in data:
        return 0
    broken = checked = 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 400) : match.start()]
        head = head[head.rfind(b" obj") :]
        if b"FlateDecode" not in head or re.search(_NO_CONTENT, head):
            continue
        end = data.find(b"endstream", match.end())
        content = data[match.end() : end if end >= 0 else len(data)]
        checked += len(content)
        if checked > MOST_CHECKED:
            break
        broken += end < 0 or not _inflates(content)
    return broken


def _inflates(content: bytes) -> bool:
    """Whether a stream unpacks, looked at piece by piece so that a bomb takes no room."""
    unpacker = zlib.decompressobj()
    room = 10 * MOST_CHECKED
    try:
        while content and room > 0 and not unpacker.eof:
            room -= len(unpacker.decompress(content, 1 << 20))
            content = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return True


def _pages(data: bytes) -> list[int]:
    """Numbers of the objects that are pages, in the order of the file."""
    objects = [(m.end(), int(m.group(1))) for m in _OBJECT.finditer(data)]
    starts = [o[0] for o in objects]
    found = []
    k = 0
    for match in _PAGE.finditer(data):
        while k + 1 < len(starts) and starts[k + 1] <= match.start():
            k += 1
        if objects and starts[k] <= match.start() and b"stream" not in data[starts[k] : match.start()]:
            found.append(objects[k][1])
    return found


def _unpacked(data: bytes) -> bytes:
    """The objects inside object streams, written out."""
    pieces: list[bytes] = []
    room = MOST_INFLATED
    for match in re.finditer(rb"/ObjStm\b", data):
        begin = _STREAM.search(data, match.end(), match.end() + 600)
        if begin is None or room <= 0:
            continue
        head = data[max(0, match.start() - 300) : begin.start()]
        first = re.search(rb"/First\s+(\d+)", head[head.rfind(b" obj") :])
        try:
            content = zlib.decompressobj().decompress(data[begin.end() :], room)
        except zlib.error:
            continue
        room -= len(content)
        if first is not None:
            pieces += _written_out(content, int(first.group(1)))
    return b"".join(pieces)


def _written_out(content: bytes, first: int) -> list[bytes]:
    numbers = [int(n) for n in re.findall(rb"\d{1,9}", content[:first])]
    places = sorted(zip(numbers[1::2], numbers[::2], strict=False))
    stops = [p for p, _ in places[1:]] + [len(content) - first]
    return [
        b"%d 0 obj\n%s\nendobj\n" % (number, content[first + place : first + stop])
        for (place, number), stop in zip(places, stops, strict=True)
    ]
