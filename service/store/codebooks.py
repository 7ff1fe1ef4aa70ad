"""A codebook file merged into a project: what it would do is shown first, and no coding is left without its code."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from thirdorder.nlp import review
from thirdorder.service.errors import RefusedError
from thirdorder.service.store import codes
from thirdorder.service.store.blinding import count_visible, visible_codebook
from thirdorder.service.store.values import Code

CARRIED = 1_000_000
"""Characters that a field of a form may have, less a little: the web framework takes no more than 1,024 KB."""


@dataclass(frozen=True)
class Lacking:
    """A code of the project that the file has not, and how many codings stand on it."""

    code: Code
    codings: int


@dataclass(frozen=True)
class Preview:
    """What taking a codebook would do: codes that come new, that change, that stay, and those the file lacks."""

    new: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    same: int
    lacking: tuple[Lacking, ...]
    names: tuple[str, ...]

    @property
    def standing(self) -> int:
        """Codings on codes that the file lacks."""
        return sum(one.codings for one in self.lacking)


def preview(session: Session, project: int, who: int, book: review.Codebook) -> Preview:
    """What taking a codebook would do, for whoever looks; nothing is changed."""
    here = visible_codebook(session, project, who).usable
    counts: Counter[int] = Counter(count_visible(session, project, who))
    by_key = {c.key: c for c in here}
    by_name = {c.name.casefold(): c for c in here}
    new, changed, met = [], [], set()
    same = 0
    for one in book.codes:
        old = by_key.get(one.code) or by_name.get(one.name.casefold())
        if old is None:
            new.append(one.name)
            continue
        met.add(old.id)
        what = ", ".join(
            w
            for w, differs in (
                (f"renamed from “{old.name}”", old.name != one.name),
                ("definition", bool(one.definition) and old.definition != one.definition),
                ("examples", bool(one.examples) and list(one.examples) != old.examples),
            )
            if differs
        )
        if what:
            changed.append((one.name, what))
        else:
            same += 1
    lacking = tuple(Lacking(c, counts[c.id]) for c in here if c.id not in met)
    return Preview(tuple(new), tuple(changed), same, lacking, tuple(c.name for c in book.codes))


def take(session: Session, project: int, who: int, book: review.Codebook, lacking: Mapping[int, str]) -> None:
    """Take a codebook. `lacking` says of each code it has not: "keep", "retire", or the name of one to merge it into.

    A code of which nothing is said is kept.
    """
    codes.take_codebook(session, project, who, book)
    names = {c.name.casefold(): c.id for c in visible_codebook(session, project, who).usable}
    for key, said in lacking.items():
        if said == "retire":
            codes.retire(session, project, who, key)
        elif said not in ("", "keep"):
            goal = names.get(said.casefold())
            if goal is None:
                raise RefusedError(f"There is no code “{said}” to map to.")
            codes.merge(session, project, who, key, goal)


def packed(data: bytes) -> str:
    """A small table as text, to be carried by a form until it is confirmed. Raises `RefusedError` for a larger one."""
    text = base64.urlsafe_b64encode(zlib.compress(data)).decode()  # a form sends each "+" as three characters
    if len(text) > CARRIED:
        raise RefusedError("This table is too large to be shown before it is taken: leave out sheets and columns.")
    return text


def unpacked(text: str) -> bytes:
    """What `packed` packed. Raises `RefusedError` for anything else, or more than 20 MB."""
    try:
        opened = zlib.decompressobj()
        data = opened.decompress(base64.b64decode(text, b"-_", validate=True), 20 * 2**20)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise RefusedError("The file was lost on the way: upload it again.") from error
    if opened.unconsumed_tail:
        raise RefusedError("This table is too large to be a codebook.")
    return data
