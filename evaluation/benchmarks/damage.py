"""Whether damaged and hostile PDFs are read or refused, in time and in bounds, by a batch that goes on.

Variants of PDFs are made by a seeded generator: broken off, bytes flipped, a stretch overwritten,
bytes dropped; and files built to hurt: deep nesting, huge page counts, page trees that bite their tails, compressed
streams that unpack to gigabytes. Each is read in a worker process with a limit on time and memory.
"""

from __future__ import annotations

import random
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from thirdorder.nlp.reading import ReadingError, read

SECONDS = 20.0
_GIGABYTE = 1 << 30


def variants(files: Sequence[tuple[str, bytes]], count: int, seed: int = 42) -> Iterator[tuple[str, bytes]]:
    """`count` damaged copies, each with a name that says what was done, after the built ones."""
    yield from built()
    generator = random.Random(seed)
    ways = (broken_off, flipped, overwritten, shortened)
    for k in range(count):
        name, data = files[k % len(files)]
        way = ways[(k // len(files)) % len(ways)]
        yield f"{way.__name__} {k} {name}", way(data, generator)


def broken_off(data: bytes, generator: random.Random) -> bytes:
    """The first part only."""
    return data[: int(len(data) * generator.uniform(0.02, 0.99))]


def flipped(data: bytes, generator: random.Random) -> bytes:
    """One byte in a thousand to one in a hundred thousand changed."""
    changed = bytearray(data)
    for _ in range(max(1, int(len(data) / 10 ** generator.uniform(3, 5)))):
        changed[generator.randrange(len(changed))] = generator.randrange(256)
    return bytes(changed)


def overwritten(data: bytes, generator: random.Random) -> bytes:
    """A stretch replaced by noise."""
    length = int(len(data) * generator.uniform(0.001, 0.2))
    start = generator.randrange(len(data) - length)
    return data[:start] + generator.randbytes(length) + data[start + length :]


def shortened(data: bytes, generator: random.Random) -> bytes:
    """A stretch left out, so that every later offset is wrong."""
    length = int(len(data) * generator.uniform(0.001, 0.3))
    start = generator.randrange(len(data) - length)
    return data[:start] + data[start + length :]


def built() -> Iterator[tuple[str, bytes]]:
    """Files made to hurt a reader."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    plain = _stream(b"BT /F 12 Tf 50 700 Td (A few words) Tj ET")
    bomb = _stream(b"(a) Tj " * (_GIGABYTE // 7))
    yield "zip bomb", _pdf(tree, page, bomb, font)
    yield (
        "deep arrays",
        _pdf(tree, page.replace(b"/Resources", b"/X " + b"[" * 200_000 + b"]" * 200_000 + b"/Resources"), plain, font),
    )
    yield "deep dictionaries", _pdf(tree, page, plain, b"<</A " * 100_000 + b"1" + b">>" * 100_000)
    yield "huge page count", _pdf(b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", page, plain, font)
    yield (
        "one page many times",
        _pdf(b"<</Type/Pages/Kids[" + b"3 0 R " * 300_000 + b"]/Count 300000>>", page, plain, font),
    )
    yield "tree that bites its tail", _pdf(b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 5>>", page, plain, font)
    yield "many graphic states", _pdf(tree, page, _stream(b"q " * 5_000_000), font)
    yield "huge page", _pdf(tree, page.replace(b"600 800", b"1e30 1e30"), plain, font)
    yield "no page box", _pdf(tree, page.replace(b"0 0 600 800", b""), plain, font)
    many = b"BT /F 1 Tf " + b"1 0 0 1 5 5 Tm (word word word) Tj " * 200_000 + b"ET"
    yield "very many words", _pdf(tree, page, _stream(many), font)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def _pdf(*objects: bytes) -> bytes:
    """A file of numbered objects after its catalog."""
    data = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    size = len(offsets) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + xref + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))


def outcome(item: tuple[str, bytes]) -> tuple[str, float]:
    """What became of one variant, and the seconds it took."""
    name, data = item
    start = time.perf_counter()
    try:
        document = read(data, name)
        said = "read with a warning" if document.warnings else "read"
    except ReadingError as error:
        said = f"refused: {error.code}"
    return said, round(time.perf_counter() - start, 2)


def measure(
    items: Iterable[tuple[str, bytes]], over: Callable[..., Iterator[tuple[str, float] | ReadingError]]
) -> dict[str, object]:
    """What became of all variants; `over` maps a function over items in processes of their own (`isolated_map`)."""
    named = list(items)
    ends: Counter[str] = Counter()
    slowest = (0.0, "")
    for (name, _), result in zip(named, over(outcome, named, seconds=SECONDS, name=_name), strict=True):
        if isinstance(result, ReadingError):
            ends[f"ended from outside: {result}".replace(name, "it")] += 1
            continue
        said, seconds = result
        ends[said] += 1
        slowest = max(slowest, (seconds, name))
    return {"variants": len(named), "ends": dict(ends.most_common()), "slowest": slowest}


def _name(item: tuple[str, bytes]) -> str:
    return item[0]
