from __future__ import annotations

from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.corpora.placing import place_codings
from thirdorder.nlp.review import Coding, Study

DATA = """document,passage,text
A,1,We met every week and it helped.
A,2,“I  gave” what I had.
B,1,Nothing much.
""".encode()
PAPERS = read_passages_file(DATA, "p.csv")
NAMES = {p.id: (p.document.source,) for p in PAPERS}
A, B = (p.id for p in PAPERS)


def test_units_are_passages_papers_or_studies() -> None:
    studies = [Study("both", (A, B))]
    codings = [Coding("J", "A/1", "x"), Coding("J", "B", "x"), Coding("J", "both", ""), Coding("J", "C", "x")]
    placed = place_codings(codings, PAPERS, NAMES, studies)
    assert [c.unit for c in placed.codings] == ["A/1", B, A, B]
    assert [(u.unit, u.code) for u in placed.unplaced] == [("C", "x")]


def test_a_span_follows_its_quote_when_offsets_fail() -> None:
    codings = [
        Coding("J", "A/1", "x", 3, 6, "met"),
        Coding("J", "A/1", "x", 9, 12, "met"),
        Coding("J", "A/2", "x", None, None, "'I gave' what"),
        Coding("J", "A", "x", 34 + 0, 34 + 9, "“I  gave”"),
        Coding("J", "A/1", "x", 3, 6),
    ]
    placed = place_codings(codings, PAPERS, NAMES)
    assert [(c.start, c.end) for c in placed.codings] == [(3, 6), (3, 6), (1, 14), (34, 43), (3, 6)]
    assert placed.moved == 1


def test_offsets_of_the_paper_become_those_of_the_passage() -> None:
    (coding,) = place_codings([Coding("J", "A/2", "x", 44, 48, "what")], PAPERS, NAMES).codings
    assert (coding.start, coding.end, coding.quote) == (10, 14, "what")


def test_words_that_are_not_there_are_listed() -> None:
    codings = [Coding("J", "A/1", "x", 0, 5, "never said"), Coding("J", "A/1", "x", 900, 905)]
    placed = place_codings(codings, PAPERS, NAMES)
    assert placed.codings == ()
    assert [u.reason for u in placed.unplaced] == ["its words are not in that unit"] * 2
