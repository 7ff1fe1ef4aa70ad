"""One study in two files never counts twice. Every paper here is invented for the test."""

from __future__ import annotations

from thirdorder.corpora.same_study import find_alike
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import parse

THINGS = ["chair", "bed", "door", "cup", "coat", "lamp", "letter", "window", "curtain", "key", "bell", "shoe"]
SENTENCES = [
    f"Visitor number {n} said that the {thing} was moved on the {n}th evening and that nobody asked why it had been."
    for n, thing in enumerate(
        ["chair", "bed", "door", "cup", "coat", "lamp", "letter", "window", "curtain", "key", "bell", "shoe"] * 3
    )
]


def paper(
    name: str, said: list[str], title: str = "Sitting down first in two towns", doi: str = "", author: str = "Arden"
) -> Paper:
    number = f'<article-id pub-id-type="doi">{doi}</article-id>' if doi else ""
    text = f"""<article><front><article-meta>{number}<title-group><article-title>{title}</article-title></title-group>
    <contrib-group><contrib contrib-type="author"><name><surname>{author}</surname><given-names>L</given-names></name>
    </contrib></contrib-group></article-meta></front><body><sec sec-type="results"><title>Results</title>
    <p>{" ".join(said)}</p></sec></body></article>"""
    return parse(text.encode(), name)


def found(*papers: Paper, **studies: str) -> list[tuple[str, list[str]]]:
    names = {p.id: p.document.source for p in papers}
    given = {p.id: studies[names[p.id][0]] for p in papers if names[p.id][0] in studies}
    return [(a.kind, [names[i] for i in a.papers]) for a in find_alike(papers, given)]


def test_a_download_of_a_byte_more_is_the_same_paper() -> None:
    assert found(paper("a.xml", SENTENCES), paper("b.xml", [*SENTENCES, " "])) == [("same", ["a.xml", "b.xml"])]


def test_one_doi_is_one_paper_unless_everything_else_contradicts_it() -> None:
    one = paper("a.xml", SENTENCES[:12], doi="10.1000/x.1")
    assert found(one, paper("b.xml", SENTENCES[6:20], doi="10.1000/X.1")) == [("same", ["a.xml", "b.xml"])]
    stranger = paper("b.xml", [t[::-1] for t in SENTENCES], "Quite another matter altogether", "10.1000/x.1", "Bosco")
    assert found(one, stranger) == []


def test_a_preprint_and_its_article_are_two_papers_of_one_study_and_the_article_counts() -> None:
    preprint = paper("a.xml", SENTENCES[:20], doi="10.1101/2020.01.01")
    article = paper("b.xml", SENTENCES[5:], doi="10.1000/x.1")
    assert found(preprint, article) == [("versions", ["b.xml", "a.xml"])]


def test_studies_of_one_author_stay_apart() -> None:
    assert found(paper("a.xml", SENTENCES[:15]), paper("b.xml", SENTENCES[15:], "Waiting outside in one town")) == []


def test_people_part_what_looks_alike() -> None:
    papers = paper("a.xml", SENTENCES), paper("b.xml", [*SENTENCES, " "])
    assert found(*papers, a="Arden 2019", b="Arden 2020") == []
    assert found(*papers, a="Arden 2019") == [("same", ["a.xml", "b.xml"])]
    third = paper("c.xml", [*SENTENCES, "  "])
    # A third file cannot bring together what people parted.
    assert found(*papers, third, a="Arden 2019", b="Arden 2020") == [("same", ["a.xml", "c.xml"])]
