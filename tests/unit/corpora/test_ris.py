from __future__ import annotations

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import match_papers
from thirdorder.corpora.ris import Reference, read_ris, write_ris

RIS = b"""TY  - JOUR
AU  - Moran, G. S.
AU  - Russinova, Z.
TI  - Toward understanding
PY  - 2012/10//
DO  - https://doi.org/10.1037/H0094496
JO  - Psychiatr Rehabil J
ER  -\x20
"""


def test_references_are_read_and_name_their_paper() -> None:
    (one,) = read_ris(b"\xef\xbb\xbf" + RIS, "r.ris")
    assert (one.title, one.year, one.doi) == ("Toward understanding", 2012, "10.1037/h0094496")
    assert match_papers(["Moran 2012"], [one.name]).found == {"Moran 2012": "1"}


def test_references_come_back() -> None:
    references = (Reference("a", "A title", ("Moran G", "X Y"), 2012, "10.1/x", "A journal"), Reference("b", "No more"))
    assert read_ris(write_ris(references), "r.ris") == references


def test_something_else_is_refused() -> None:
    with pytest.raises(FormatError, match="no reference"):
        read_ris(b"hello", "r.ris")
