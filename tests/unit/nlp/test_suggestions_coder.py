"""The machine as a coder learns from people alone."""

from __future__ import annotations

import pytest

from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.models import HashingEncoder
from thirdorder.nlp.review import Code, Codebook, Coding, Study
from thirdorder.nlp.suggestions.coder import learner, uncoded

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
