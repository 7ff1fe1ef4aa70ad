"""Web pages: the article, and nothing of what stands around it."""

from __future__ import annotations

import pytest

from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.reading import ReadingError, read

BODY = (
    "We asked nine invented lamplighters about their mornings and about what the light leaves behind in the street. "
    * 3
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><title>Lamps | A publisher</title>
<meta name="citation_title" content="What the light leaves: an invented study">
<meta name="citation_author" content="Brook, Ada"><meta name="citation_author" content="Lin Ford">
<meta name="citation_publication_date" content="2018/05/02"><meta name="citation_doi" content="10.1000/lamps">
<meta name="citation_journal_title" content="Journal of Invented Light">
<style>p {{ color: red }}</style></head>
<body><nav><p>Home Journals Log in</p></nav><header>A publisher's banner</header>
<div role="main"><article><h1>What the light leaves: an invented study</h1><p>Ada Brook, Lin Ford</p>
<button>Download</button><h2>Abstract</h2><p>Mornings were asked about.</p>
<h2>Introduction</h2><div>{BODY}</div><h2>Methods</h2><p>{BODY}</p>
<h2>Results</h2><h3>Leaving the street</h3><p>They leave it <em>slowly</em> <a href="#bib3">[3]</a>,
and they said so at length when asked.</p>
<blockquote><p>I walk backwards for the last lamp, so that I see all of them once more.</p></blockquote>
<table><caption>Table 1. Lamps</caption><tr><th>Name</th><th>Lamps</th></tr><tr><td>A</td><td>12</td></tr></table>
<ul><li>One said nothing.</li></ul>
<h2>Discussion</h2><p>{BODY}</p><h2>References</h2><ol><li>Ford L. Lamps. 2011.</li></ol></article>
<aside><p>Others also read this</p></aside></div>
<footer><p>Imprint</p></footer><script>var p = "no text";</script></body></html>"""


def test_the_article_of_a_page_is_a_paper() -> None:
    paper = parse(PAGE.encode(), "lamps.html")
    document, metadata = paper.document, paper.metadata
    assert (metadata.title, metadata.authors) == ("What the light leaves: an invented study", ("Ada Brook", "Lin Ford"))
    assert (metadata.year, metadata.doi, metadata.journal) == (2018, "10.1000/lamps", "Journal of Invented Light")
    assert [s.title for s in paper.sections if s.heading] == [
        "Abstract", "Introduction", "Methods", "Results", "Leaving the street", "Discussion", "References",
    ]  # fmt: skip
    assert [p.kind for p in paper.findings] == ["paragraph", "quote", "list"]
    assert (
        document.quote(paper.findings[1]) == "I walk backwards for the last lamp, so that I see all of them once more."
    )
    assert {(m.kind, document.quote(m)) for m in document.marks} == {("italic", "slowly"), ("citation", "[3]")}
    for around in ("Home Journals", "banner", "Download", "Others also", "Imprint", "no text", "color"):
        assert around not in document.text
    assert "Name\tLamps\nA\t12" in document.text


def test_letters_are_right_where_a_page_declares_no_encoding() -> None:
    document = read(PAGE.replace("slowly", "café “slow”").encode(), "lamps.html")
    assert "café “slow”" in document.text


def test_a_page_without_text_says_what_to_do() -> None:
    with pytest.raises(ReadingError, match="save the page when all of it is shown"):
        read(b"<!DOCTYPE html><html><body><script>x()</script><nav>Home</nav></body></html>", "shell.html")


def test_the_foot_of_a_quotation_says_who_spoke_and_is_no_foot_of_the_page() -> None:
    said = "once more.</p></blockquote>"
    paper = parse(PAGE.replace(said, "once more.</p><footer>— Faye, 3 years</footer></blockquote>").encode(), "a.html")
    quotation = next(p for p in paper.passages if p.kind == "quote")
    assert paper.quote(quotation).endswith("— Faye, 3 years")
    assert quotation.voices[0].speaker == "Faye, 3 years"
