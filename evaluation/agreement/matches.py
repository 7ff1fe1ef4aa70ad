"""A proposal of which labels are one code, as a file that people confirm, and codings renamed by what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.folding import label_key
from thirdorder.corpora.tables import fold, read_table, write_csv
from thirdorder.evaluation.agreement.labels import LabelMatching
from thirdorder.nlp.review import Coding

COLUMNS = ("first coder", "label", "second coder", "is the same as", "because", "confirmed")
YES = frozenset({"yes", "y", "x", "true", "1", "ja", "sim", "sí", "si", "oui"})
Renamed = Mapping[tuple[str, str], str]


def matches_csv(found: Sequence[LabelMatching]) -> bytes:
    """A row for each pair proposed; people write yes into the last column, or change the row."""
    rows = [
        (m.coders[0], p.first, m.coders[1], p.second, p.why, "yes" if p.named == 1 else "")
        for m in found
        for p in m.pairs
    ]
    return write_csv(COLUMNS, rows)


def read_matches(data: bytes, name: str) -> dict[tuple[str, str], str]:
    """The label that each confirmed label of a second coder is to have, by coder and label as they are compared.

    Raises FormatError where a column is missing, a confirmed row names no label, or one label is two things.
    """
    table = read_table(data, name)
    label, coder, other, confirmed = (table.need(c) for c in (COLUMNS[1], COLUMNS[2], COLUMNS[3], COLUMNS[5]))
    found: dict[tuple[str, str], str] = {}
    for row in table.rows:
        if fold(row[confirmed]) not in YES:
            continue
        if not row[label] or not row[coder] or not row[other]:
            raise FormatError(name, "this pair is confirmed but names no label; fill it or leave it out.", row.number)
        key = (label_key(row[coder]), label_key(row[other]))
        if found.setdefault(key, row[label]) != row[label]:
            problem = f"'{row[other]}' of {row[coder]} is confirmed as '{found[key]}' already; confirm one of the two."
            raise FormatError(name, problem, row.number)
    return found


def rename(codings: Sequence[Coding], renamed: Renamed) -> tuple[Coding, ...]:
    """Codings with the labels that people confirmed to be one."""
    return tuple(replace(c, code=renamed.get((label_key(c.coder), label_key(c.code)), c.code)) for c in codings)
