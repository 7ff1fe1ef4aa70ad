"""The machine as a coder learns from people alone."""

from __future__ import annotations

import pytest

from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.models import HashingEncoder
from thirdorder.nlp.review import Code, Codebook, Coding, Study
from thirdorder.nlp.suggestions import Unit, score
from thirdorder.nlp.suggestions.coder import learner, suggestions, uncoded

TABLE = """document,passage,text
one,1,There was never enough time.
one,2,The wages were low.
two,1,We were a family there.
"""


@pytest.mark.parametrize("coder", ["machine", " Machine ", "llm:qwen3", "LLM:other"])
def test_what_a_machine_coded_teaches_nothing(coder: str) -> None:
    """A run whose codings were kept and given again must not teach the machine what it said itself."""
    papers = read_passages_file(TABLE.encode(), "t.csv")
    encoder = HashingEncoder()
    vectors = {q.id: encoder.encode([p.quote(q)])[0] for p in papers for q in p.findings}
    book = Codebook((Code("time", "lack of time"), Code("money", "payment")))
    studies = [Study(p.document.source, (p.id,)) for p in papers]
    codings = [Coding("Ana", "one/1", "time"), Coding(coder, "one/2", "money"), Coding(coder, "two/1", "time")]
    given = learner(papers, studies, vectors, book, codings, encoder, None, 0)
    assert {e.unit.id: set(e.codes) for e in given.examples} == {"one/1": {"time"}}
    assert [p.document.source for p in uncoded(papers, codings)] == ["two"], "a machine's reading is no person's"


BY_PASSAGE = [Coding("Ana", "more/1", "time"), Coding("Ana", "more/2", "money"), Coding("Ana", "two/1", "")]


@pytest.mark.parametrize("codings", [[], BY_PASSAGE, [*BY_PASSAGE, Coding("Ana", "one", "time")]])
def test_a_paper_makes_a_code_as_probable_as_its_surest_passage_does(codings: list[Coding]) -> None:
    """Taken together, sixty passages seem to speak for everything: a code that nobody used was offered as sure.

    A paper that was coded as a whole beside them changes nothing in that.
    """
    rows = ["more,1,Nobody had an hour to spare.", "more,2,The pay was poor."]
    rows += [f"long,{i},On day {i} the wages of the {i}th clerk were low again." for i in range(60)]
    papers = read_passages_file((TABLE + "\n".join(rows) + "\n").encode(), "t.csv")
    encoder = HashingEncoder()
    vectors = {q.id: encoder.encode([p.quote(q)])[0] for p in papers for q in p.findings}
    book = Codebook((Code("time", "lack of time"), Code("money", "wages and payment"), Code("day", "day by day")))
    studies = [Study(p.document.source, (p.id,)) for p in papers]
    given = learner(papers, studies, vectors, book, codings, encoder, None, 0)
    long = papers[-1]
    (found,) = suggestions(given, [long], vectors)
    each = [Unit(q.id, "long", (long.quote(q),), vectors[q.id][None, :]) for q in long.findings]
    probable = score(given.model(), each).probability.max(axis=0)
    assert found.codes
    assert {c.code: pytest.approx(c.probability, abs=0.05) for c in found.codes} == {
        c.code: p for c, p in zip(book.codes, probable.tolist(), strict=True) if c.code in {f.code for f in found.codes}
    }
