"""A file on its way in: streamed to disk, bounded, typed by its content, named by its hash."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from thirdorder.service.errors import RefusedError
from thirdorder.service.store.files import Files, draft

CHUNK = 1 << 20
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z])", re.ASCII)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)


class Kept(NamedTuple):
    """A file inside a project's walls."""

    name: str
    sha256: str
    media: str
    size: int


def keep_upload(files: Files, project: int, name: str, stream: BinaryIO, largest: int) -> Kept:
    """Write a file into the project. Raises `RefusedError` for one too large, empty or of a type that is not read."""
    bare = bare_name(name)
    total, size, head = hashlib.sha256(), 0, b""
    with draft(files.project(project) / "papers" / ".incoming") as waiting:
        with waiting.open("wb") as out:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > largest:
                    raise RefusedError(f"{bare} has more than {largest // 2**20} MB: upload a smaller file.")
                total.update(chunk)
                head = head or chunk[: 64 * 1024]
                out.write(chunk)
        media = kind_of(head, bare)
        sha256 = total.hexdigest()
        goal = files.paper(project, sha256)
        if not goal.exists():
            waiting.replace(goal)
            waiting.touch(mode=0o600)
    (files.project(project) / "papers" / ".incoming").unlink(missing_ok=True)
    return Kept(bare, sha256, media, size)


def kind_of(head: bytes, name: str) -> str:
    """What a file is by its first bytes: pdf, xml, word, html or text. Raises `RefusedError` for anything else."""
    if not head.strip(b"\0 \t\r\n"):
        raise RefusedError(f"{name} is empty: download it again.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") and b"word/" in head:
        return "word"
    if _HTML.search(head[:1024]):
        return "html"
    if _XML.match(head[:1024]):
        return "xml"
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if b"\0" in head or control > len(head) // 50:
        kinds = "a PDF, JATS XML, Word file, web page or plain text"
        raise RefusedError(f"{name} is not a paper that can be read: upload {kinds}.")
    return "text"


def bare_name(name: str) -> str:
    """An upload's name without folders and without what no name should hold."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = re.sub(r"[^\w.() -]+", "_", last.encode("utf-8", "replace").decode()).strip(". ")
    return clean[:200] or "paper"
