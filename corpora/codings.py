"""Codings as CSV: `coder,unit,code[,start,end,quote][,exposure]`; `document,passage` may stand for `unit`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.folding import label_key
from thirdorder.corpora.tables import Row, Table, fold, read_table, refuse_broken, write_csv
from thirdorder.nlp.review import Codebook, Coding, Exposure

COLUMNS = ("coder", "unit", "code", "start", "end", "quote", "exposure")
CODERS = ("coder", "reviewer", "rater", "annotator")
UNITS = ("unit", "item", "segment")
DOCUMENTS = ("document", "paper", "study")
CODES = ("code", "codes", "label")
EXPOSURES: dict[str, Exposure] = {fold(e): e for e in get_args(Exposure)}


def read_codings(data: bytes, name: str) -> tuple[Coding, ...]:
    """Read codings in the order of the file, row by row; `corpora.cleaning` counts what is said twice.

    An empty code says "read, coded nothing". `start` and `end` are characters of the unit's text, from 0, the end
    not included. Raises FormatError for a row without coder or unit, half a span or an unknown exposure.
    """
    return codings_of(read_table(data, name))


def codings_of(table: Table) -> tuple[Coding, ...]:
    """The codings of a table, as `read_codings` reads them."""
    if columns_of(table) is None:
        for column in ("coder", "unit", "code"):
            table.need(column)
    coder, place, code = columns_of(table) or ("coder", ("unit",), "code")
    found = {column: table.find(column) or "" for column in ("start", "end", "quote", "exposure")}
    return tuple(_coding(row, table.name, coder, place, code, found) for row in table.rows)


def columns_of(table: Table) -> tuple[str, tuple[str, ...], str] | None:
    """The columns of coder, unit (one, or document and passage) and code; None where a table holds no codings."""
    coder, unit, code = table.find(*CODERS), table.find(*UNITS), table.find(*CODES)
    document, passage = table.find(*DOCUMENTS), table.find("passage")
    place = (unit,) if unit else (document, passage) if document and passage else ()
    return (coder, place, code) if coder and place and code else None


def write_codings(codings: Iterable[Coding]) -> bytes:
    """The codings as CSV, read back to the same values by `read_codings`."""
    rows = [(c.coder, c.unit, c.code, c.start, c.end, c.quote, c.exposure) for c in codings]
    return write_csv(COLUMNS, rows)


def spellings(codebook: Codebook | None) -> Mapping[str, str | None]:
    """The codebook's key for each form of a code or its name (`label_key`); None where two codes share the form."""
    found: dict[str, str | None] = {}
    for code in codebook.codes if codebook is not None else ():
        for form in {label_key(code.code), label_key(code.name)}:
            found[form] = None if found.get(form, code.code) != code.code else code.code
    return found


def use_keys(codings: Iterable[Coding], codebook: Codebook) -> tuple[tuple[Coding, ...], tuple[str, ...]]:
    """Codings with the codebook's keys for codes (people write names, in any capitals), and the codes unknown to it."""
    exact = {c.name: c.code for c in reversed(codebook.codes)} | {c.code: c.code for c in codebook.codes}
    folded = spellings(codebook)
    known: list[Coding] = []
    unknown: dict[str, None] = {}
    for coding in codings:
        key = (exact.get(coding.code) or folded.get(label_key(coding.code))) if coding.code else ""
        if key is None:
            unknown[coding.code] = None
        known.append(coding if key is None else replace(coding, code=key))
    return tuple(known), tuple(unknown)


def _coding(row: Row, name: str, coder: str, place: tuple[str, ...], code: str, found: Mapping[str, str]) -> Coding:
    for column in (coder, *place):
        if not row[column]:
            raise FormatError(name, f"the cell '{column}' is empty; fill it or delete the row.", row.number)
    refuse_broken(row, (coder, *place, code), name)
    unit = row[place[0]] if len(place) == 1 else "/".join(row[c] for c in place)
    start, end = (_offset(row[found[column]], column, name, row.number) for column in ("start", "end"))
    if (start is None) != (end is None) or (start is not None and end is not None and start >= end):
        span = f"start '{row[found['start']]}' and end '{row[found['end']]}'"
        raise FormatError(name, f"{span} are no span; give both, the end after the start.", row.number)
    said = row[found["exposure"]]
    exposure = EXPOSURES.get(fold(said)) if said else "independent"
    if exposure is None:
        problem = f"exposure '{said}' is unknown; write {', '.join(EXPOSURES.values())} or leave it empty."
        raise FormatError(name, problem, row.number)
    return Coding(row[coder], unit, row[code], start, end, row[found["quote"]], exposure)


def _offset(cell: str, column: str, name: str, row: int) -> int | None:
    if not cell:
        return None
    whole = cell.removesuffix(".0")
    if not whole.isdecimal():
        raise FormatError(name, f"{column} '{cell}' is no whole number from 0; write the offset of a character.", row)
    return int(whole)
