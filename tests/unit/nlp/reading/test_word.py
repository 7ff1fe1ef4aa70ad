"""Word files: what styles say, what only the look says, and what is no text of the paper."""

from __future__ import annotations

import io
from copy import deepcopy

import docx
import pytest
from docx.oxml import OxmlElement
from docx.shared import Inches

from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.reading import ReadingError, read

BODY = "We spoke with eleven invented keepers of small bridges about their evenings and what they made of them."
SAID = "I count the boats, and when the last one has passed I know that I may go home now."


def made(*, styled: bool) -> bytes:
    """A small invented paper, its parts marked by styles or by bold type and indents alone."""
    file = docx.Document()

    def heading(text: str, level: int) -> None:
        if styled:
            file.add_heading(text, level)
        else:
            file.add_paragraph().add_run(text).bold = True

    if styled:
        file.add_heading("Keeping a bridge at night: an invented study", 0)
    else:
        file.add_paragraph("Keeping a bridge at night: an invented study")
    file.add_paragraph("Ada Brook and Lin Ford")
    heading("Abstract", 1)
    file.add_paragraph("What keepers do at night was asked. They count.")
    heading("Introduction", 1)
    file.add_paragraph(BODY)
    heading("Methods", 1)
    file.add_paragraph(BODY)
    heading("Findings", 1)
    heading("Counting the boats", 2)
    long = file.add_paragraph("Keepers count what passes, ")
    long.add_run("every").italic = True
    long.add_run(" boat of it, and they told us why in their own words, evening by evening.")
    if styled:
        file.add_paragraph(SAID, style="Quote")
    else:
        file.add_paragraph(SAID).paragraph_format.left_indent = Inches(0.5)
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ["Keeper", "Years", "A", "7"], strict=True):
        cell.text = text
    struck = file.add_paragraph("Keepers were asked again. ")
    gone = OxmlElement("w:del")
    gone.append(deepcopy(file.add_paragraph().add_run("A sentence that was struck out.")._r))
    struck._p.append(gone)
    added = OxmlElement("w:ins")
    added.append(deepcopy(file.add_paragraph().add_run("They had not changed their minds.")._r))
    struck._p.append(added)
    for spare in file.paragraphs[-2:]:
        spare._p.getparent().remove(spare._p)
    heading("Discussion", 1)
    file.add_paragraph(BODY)
    heading("References", 1)
    file.add_paragraph("Brook A. On keeping. Journal of Invented Bridges 2011;3:1-9.")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


@pytest.mark.parametrize("styled", [True, False])
def test_a_word_file_is_a_paper_like_any_other(styled: bool) -> None:
    paper = parse(made(styled=styled), "bridge.docx")
    document = paper.document
    assert document.format == "word"
    assert paper.metadata.title == "Keeping a bridge at night: an invented study"
    assert paper.metadata.authors == ("Ada Brook", "Lin Ford")
    assert [document.quote(s.heading) for s in paper.sections if s.heading] == [
        "Abstract", "Introduction", "Methods", "Findings", "Counting the boats", "Discussion", "References",
    ]  # fmt: skip
    assert [p.kind for p in paper.findings] == ["paragraph", "quote", "paragraph"]
    assert document.quote(paper.findings[1]) == SAID
    assert document.quote(paper.findings[2]) == "Keepers were asked again. They had not changed their minds."
    assert "struck out" not in document.text
    assert next(document.quote(m) for m in document.marks if m.kind == "italic") == "every"
    (table,) = (b for b in document.blocks if b.kind == "table")
    assert document.quote(table) == "Keeper\tYears\nA\t7"
    assert table.anchor is not None
    assert document.text[: table.anchor].endswith(SAID)
    assert [c.label for c in paper.constructs] == ["Counting the boats"]


def test_a_cut_word_file_is_refused_in_a_sentence() -> None:
    data = made(styled=True)
    with pytest.raises(ReadingError, match=r"bridge\.docx is a damaged Word file .*: open it and save it anew\."):
        read(data[: len(data) // 2], "bridge.docx")
