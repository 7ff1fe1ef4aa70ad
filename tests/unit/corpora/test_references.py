"""References of three formats, and the papers they are about. Everything here is invented."""

from __future__ import annotations

import json

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import paper_name
from thirdorder.corpora.references import filled, match_references, read_references
from thirdorder.corpora.ris import Reference
from thirdorder.nlp.pipeline import parse

RIS = """TY  - JOUR
AU  - Arden, Lena
TI  - Sitting first here
PY  - 2019
DO  - 10.1000/x.1
T2  - Chairs
L1  - internal-pdf://12/scan 4.pdf
ER  - 
"""
BIBTEX = r"""@article{arden, title = {{Sitting} first here}, author = {Arden, Lena}, year = 2019, doi = {10.1000/X.1},
journal = {Chairs}, file = {Full Text:files/12/scan 4.pdf:application/pdf}}"""
CSL = json.dumps([
    {"id": "arden", "title": "<i>Sitting</i> first here", "author": [{"family": "Arden", "given": "Lena"}],
     "issued": {"date-parts": [[2019, 4]]}, "DOI": "10.1000/x.1", "container-title": "Chairs"}
])  # fmt: skip


@pytest.mark.parametrize(("text", "files"), [(RIS, ("scan 4.pdf",)), (BIBTEX, ("scan 4.pdf",)), (CSL, ())])
def test_three_formats_say_the_same(text: str, files: tuple[str, ...]) -> None:
    (found,) = read_references(text.encode(), "references")
    assert (found.title, found.authors, found.year) == ("Sitting first here", ("Arden, Lena",), 2019)
    assert (found.doi, found.journal, found.files) == ("10.1000/x.1", "Chairs", files)


def test_accents_of_latex_are_read() -> None:
    (found,) = read_references(rb"@book{a, author = {\L{}uczak, Zo{\'e}}, title = {A}, year = 2011}", "a.bib")
    assert found.authors == ("Łuczak, Zoé",)


def test_what_is_no_bibliography_is_refused() -> None:
    for text in ("{", "[1]", "@article{a, title = {"):
        with pytest.raises(FormatError):
            read_references(text.encode(), "a")


def test_references_fill_what_pages_do_not_say_and_nothing_else() -> None:
    paper = parse(b"Sitting first here\n\nAbstract\nA study.\n\nResults\nThey sat down.", "scan 4.txt")
    (by_file,) = read_references(RIS.replace("scan 4.pdf", "scan 4.txt").encode(), "r.ris")
    names, titles = [paper_name(paper)], {paper.id: paper.metadata.title}
    titled, other = Reference("1", "Sitting, first–here!"), Reference("1", "Standing")
    assert match_references([by_file, titled, other], names, titles) == [
        (by_file, paper.id), (titled, paper.id), (other, ""),
    ]  # fmt: skip
    whole, empty, unlike = filled(paper, by_file)
    assert (whole.metadata.title, whole.metadata.year, whole.metadata.doi) == (
        "Sitting first here",
        2019,
        "10.1000/x.1",
    )
    assert "title" not in empty
    assert unlike == ()
    assert not any(w.code == "metadata_unsure" for w in whole.warnings)
    assert filled(whole, Reference("2", "Other", year=2018))[1:] == ((), ("year",))
