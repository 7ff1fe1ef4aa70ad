"""A large run as Parquet beside the JSON: papers and findings passages in parts, for pandas, DuckDB, Spark and kin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import Result
from thirdorder.nlp.review import leaves, study_of
from thirdorder.service.folder.shapes import PassageRow

Row = Mapping[str, Any]
FROM = 1_000
"""Papers from which a run is written so, where pyarrow is installed (the extra `cluster`)."""
PART = 1_000
"""Papers of one part."""
PATTERN = "*-[0-9][0-9][0-9][0-9].parquet"


def write_columns(folder: Path, result: Result, table: Sequence[PassageRow]) -> None:
    """papers-0000.parquet and passages-0000.parquet, and so on: nothing where the run is small or pyarrow missing.

    Parts of either kind hold the same papers, in the run's order; the same run gives the same bytes.
    """
    if len(result.papers) < FROM or find_spec("pyarrow") is None:
        return
    import pyarrow as pa
    from pyarrow import parquet

    study = study_of(result.studies)
    themes: defaultdict[str, list[str]] = defaultdict(list)
    for theme in leaves(result.themes.themes):
        for member in theme.members:
            themes[member.passage].append(theme.id)
    rows: defaultdict[str, list[PassageRow]] = defaultdict(list)
    for row in table:
        rows[row.paper].append(row)
    text, strings, number = pa.string(), pa.list_(pa.string()), pa.int32()
    papers = pa.schema(
        [
            ("paper", text), ("study", text), ("title", text), ("authors", strings), ("year", number), ("doi", text),
            ("journal", text), ("language", text), ("source", text), ("findings", text), ("text", text),
        ]
    )  # fmt: skip
    passages = pa.schema(
        [
            ("row", pa.int64()), ("paper", text), ("study", text), ("passage", text), ("page", number), ("kind", text),
            ("order", text), ("quantitative", pa.bool_()), ("relevance", text), ("themes", strings), ("text", text),
        ]
    )  # fmt: skip

    def of_papers(part: Sequence[Paper]) -> Iterator[Row]:
        for paper in part:
            about = paper.metadata
            yield {
                "paper": paper.id, "study": study.get(paper.id), "title": about.title, "authors": list(about.authors),
                "year": about.year, "doi": about.doi, "journal": about.journal, "language": about.language,
                "source": paper.document.source, "findings": paper.findings_status, "text": paper.document.text,
            }  # fmt: skip

    def of_passages(part: Sequence[Paper]) -> Iterator[Row]:
        for paper in part:
            for row in rows[paper.id]:
                yield {
                    "row": row.row, "paper": row.paper, "study": study.get(row.paper), "passage": row.passage,
                    "page": row.page, "kind": row.kind, "order": row.order, "quantitative": row.quantitative,
                    "relevance": row.relevance, "themes": themes.get(row.passage, []), "text": row.text,
                }  # fmt: skip

    for i in range(-(-len(result.papers) // PART)):
        part = result.papers[i * PART : (i + 1) * PART]
        for name, schema, made in (("papers", papers, of_papers), ("passages", passages, of_passages)):
            one = pa.Table.from_pylist(list(made(part)), schema=schema)
            parquet.write_table(one, folder / f"{name}-{i:04}.parquet", compression="zstd")
