"""Codebooks that go to programs for qualitative analysis and come from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.preview import understood
from thirdorder.corpora.refi import write_refi
from thirdorder.nlp.review import Code, Codebook

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "refi" / "Codebook.xsd"
FROM_ELSEWHERE = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another program"><Codes>
  <Code guid="6fb8ab54-66a3-4a0c-8b9f-2d0a4a4d9a01" name="Work" isCodable="false">
    <Code guid="6fb8ab54-66a3-4a0c-8b9f-2d0a4a4d9a02" name="Barriers" isCodable="true" color="#FF0000">
      <Description>What stands in the way.</Description></Code></Code>
  <Code guid="6fb8ab54-66a3-4a0c-8b9f-2d0a4a4d9a03" name="Home" isCodable="true">
    <Code guid="6fb8ab54-66a3-4a0c-8b9f-2d0a4a4d9a04" name="barriers" isCodable="true"/></Code>
  </Codes><Sets><Set guid="6fb8ab54-66a3-4a0c-8b9f-2d0a4a4d9a05" name="Mine"/></Sets></CodeBook>"""
words = st.text("abcé;,&<'\x01", min_size=1, max_size=12).map(lambda t: " ".join(t.replace("\x01", "").split()))
names = words.filter(bool)


def test_a_codebook_of_another_program_is_read_in_its_tree() -> None:
    book = read_codebook(FROM_ELSEWHERE.encode(), "theirs.qdc")
    assert [(c.name, c.parent) for c in book.codes] == [
        ("Work", None), ("Work: Barriers", "Work"), ("Home", None), ("Home: barriers", "Home"),
    ]  # fmt: skip
    assert book.codes[1].definition == "What stands in the way."
    assert understood("codebook", FROM_ELSEWHERE.encode(), "theirs.qdc")[0].startswith("theirs.qdc: 4 codes; first:")
    assert read_codebook(FROM_ELSEWHERE.encode("utf-8-sig"), "theirs.qdc") == book


@given(st.lists(names, unique_by=str.casefold, min_size=1, max_size=5), st.lists(names, max_size=2, unique=True))
def test_a_codebook_comes_back_but_for_its_keys(called: list[str], examples: list[str]) -> None:
    inside = [None, *called]  # each under the one before
    codes = (Code(n, n, "what\nit is", inside[i], tuple(examples)) for i, n in enumerate(called))
    book = Codebook(tuple(codes))
    written = write_refi(book)
    assert written == write_refi(book)
    assert read_codebook(written, "codebook.qdc") == book


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMA.is_file(), reason="allowed to skip: needs the schema of REFI-QDA beside the repository")
def test_what_is_written_is_valid() -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    codes = (Code("a", "One\x0b & two", "x", None, ("y",)), Code("b", "Three", "", "a"), Code("c", "Four", "", "gone"))
    schema.assertValid(etree.fromstring(write_refi(Codebook(codes))))


def test_what_cannot_be_read_says_why() -> None:
    for data, why in (
        (FROM_ELSEWHERE[:400], "damaged"),
        (FROM_ELSEWHERE.replace('name="Home"', 'name=" "'), "no name"),
        (FROM_ELSEWHERE.replace('name="Home"', 'name="Work"'), "twice"),
    ):
        with pytest.raises(FormatError, match=why):
            read_codebook(data.encode(), "theirs.qdc")
    with pytest.raises(FormatError, match="no codes yet"):
        write_refi(Codebook(()))


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    doctype = f'<!DOCTYPE CodeBook [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><CodeBook'
    data = FROM_ELSEWHERE.replace("<CodeBook", doctype, 1).replace("What stands", "&x; stands")
    assert "secret" not in str(read_codebook(data.encode(), "theirs.qdc"))
