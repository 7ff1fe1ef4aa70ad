"""A corpus in one CSV: `document,passage,text`, one row a passage."""

from __future__ import annotations

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.tables import read_table
from thirdorder.nlp.document import Block, Document, Metadata, Paper, Passage, Section, digest, span_id

GAP = "\n\n"


def read_passages_file(data: bytes, name: str) -> tuple[Paper, ...]:
    """Each document as a paper whose findings are its passages; a passage is called `document/passage`.

    Rows without text are passed over (nobody said anything). Raises FormatError where a row names no document or
    passage, or one that came before, and where no row holds text.
    """
    table = read_table(data, name)
    document, passage, text = (table.need(column) for column in ("document", "passage", "text"))
    rows: dict[str, int] = {}
    papers: dict[str, list[tuple[str, str]]] = {}
    for row in table.rows:
        unit = f"{row[document]}/{row[passage]}"
        if not row[document] or not row[passage]:
            problem = "document or passage is empty; give each passage the name of its document and one of its own."
            raise FormatError(name, problem, row.number)
        if unit in rows:
            problem = f"'{unit}' stands in row {rows[unit]} already; number the passages of a document."
            raise FormatError(name, problem, row.number)
        rows[unit] = row.number
        if row[text]:
            papers.setdefault(row[document], []).append((unit, row[text]))
    if not papers:
        raise FormatError(name, "no row holds any text; put the words of each passage into the column 'text'.")
    return tuple(_paper(document, units) for document, units in papers.items())


def _paper(name: str, units: list[tuple[str, str]]) -> Paper:
    text = GAP.join(words for _, words in units)
    sha256 = digest(f"{name}\n{text}".encode())
    whole = span_id(sha256[:16], "s", 0, len(text))
    section = Section(whole, None, 1, name, "findings", 0, len(text), evidence="a passages file is all findings")
    passages: list[Passage] = []
    start = 0
    for unit, words in units:
        passages.append(Passage(unit, whole, "findings", "paragraph", start, start + len(words)))
        start += len(words) + len(GAP)
    blocks = tuple(Block("paragraph", p.start, p.end) for p in passages)
    document = Document(sha256, name, "text", text, blocks, 0, Metadata(title=name))
    return Paper(document, (section,), tuple(passages), (), findings_status="found")
