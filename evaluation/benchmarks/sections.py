"""The sections score over folders of PDFs with gold, by layout, language and journal, beside a plain baseline.

`python -m thirdorder.evaluation.benchmarks.sections FOLDER... [--readers ours,copied,scanned,plain,pymupdf4llm]
[--half development|held-out] [--out FILE.json]`

A folder holds `<id>/paper.pdf` with `gold.json` (publishers' PDFs) or `<id>__<layout>/…` (rendered). Intervals come
from resampling papers, all layouts of one paper together. `without` gives the range of the mean when one journal at a
time is left out: whether a figure rests on one publisher's pages.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pypdfium2

from thirdorder.evaluation.benchmarks.renamed import half_of
from thirdorder.evaluation.gold import gold_from_json
from thirdorder.evaluation.sections import Figure, SectionScore, SectionScores, figures, score_paper
from thirdorder.nlp.document import Block, Document, Metadata, Paper, Passage, Role, Section, Span, digest, span_id
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.reading import ReadingError
from thirdorder.nlp.reading.pdf import ocr

SHOWN = ("findings_f1", "false_findings", "headings_f1", "quotes_f1", "roles")
NAMED: tuple[tuple[Role, str], ...] = (
    ("abstract", r"abstract|summary|resumo|resumen|résumé|zusammenfassung"),
    ("introduction", r"introduction|background|introdução|introducción|einleitung"),
    ("methods", r"(materials? and )?methods?|methodology|métodos?|metodología|metodologia|methoden"),
    ("findings_discussion", r"(results?|findings) and discussion|resultados y discusión|resultados e discussão"),
    ("findings", r"results?|findings|resultados|achados|hallazgos|résultats|ergebnisse"),
    ("discussion", r"discussion|discussão|discusión|diskussion"),
    ("conclusion", r"conclusions?|conclusão|conclusión|conclusiones|fazit"),
    ("references", r"references|bibliography|referências|referencias|références|literatur"),
    ("back", r"acknowledge?ments?|funding|competing interests|declarations|abbreviations|appendix.*"),
)


def plain_reader(data: bytes, name: str) -> Paper:
    """The baseline: the PDF library's own text, sections from lines that are nothing but a well-known heading."""
    document = pypdfium2.PdfDocument(data)
    lines = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    return _outlined(data, name, [(line, _known(line)) for line in lines])


def markdown_reader(data: bytes, name: str) -> Paper:
    """A peer, where it is installed: its markdown, headings as it marks them, roles by the same well-known words."""
    import pymupdf  # type: ignore[import-not-found]
    import pymupdf4llm  # type: ignore[import-not-found]

    text: str = pymupdf4llm.to_markdown(pymupdf.open(stream=data, filetype="pdf"), show_progress=False)
    marked = [(re.sub(r"[*_#|]+", " ", line).strip(), line.startswith("#")) for line in text.splitlines()]
    return _outlined(data, name, [(line, _known(line) or ("" if heading else None)) for line, heading in marked])


def copied_reader(data: bytes, name: str) -> Paper:
    """Our reading of what users paste: the plain text that `pdftotext`, where it is installed, makes of the PDF."""
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout
    return parse(text, f"{name}.txt")


def scanned_reader(data: bytes, name: str) -> Paper:
    """Our reading of the pages as pictures of 200 dots an inch; needs the `ocr` extra and Tesseract."""
    first, *others = (page.render(scale=200 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=200)
    return parse(out.getvalue(), name)


READERS: dict[str, Callable[[bytes, str], Paper]] = {
    "ours": parse,
    "copied": copied_reader,
    "scanned": scanned_reader,
    "plain": plain_reader,
    "pymupdf4llm": markdown_reader,
}


def _known(line: str) -> Role | None:
    bare = re.sub(r"^[\d.\s|]+", "", line).strip(" .:").casefold()
    return next((role for role, pattern in NAMED if re.fullmatch(pattern, bare)), None)


def _outlined(data: bytes, name: str, lines: list[tuple[str, Role | str | None]]) -> Paper:
    """Lines into one paper: a heading opens a section, an unnamed one keeps the role, the rest are its paragraphs."""
    sha, text, role = digest(data), "", "front"
    sections: list[Section] = []
    passages: list[Passage] = []
    opened: tuple[str, str, int, int] = ("", "front", 0, 0)

    def close(end: int) -> None:
        title, its_role, start, body = opened
        if end > start:
            id_ = span_id(sha[:16], "s", start, end)
            span = Span(start, body) if title else None
            sections.append(Section(id_, None, 1, title, its_role, start, end, heading=span))  # type: ignore[arg-type]
            if end > body:
                passage = span_id(sha[:16], "p", body, end)
                passages.append(Passage(passage, id_, its_role, "paragraph", body, end))  # type: ignore[arg-type]

    for line, found in lines:
        if found is not None and line.strip():
            close(len(text))
            role = found or role
            opened = (line.strip(), role, len(text), len(text) + len(line))
        text += line + "\n"
    close(len(text))
    document = Document(sha, name, "pdf", text, (Block("paragraph", 0, len(text)),), 0, Metadata())
    return Paper(document, tuple(sections), tuple(passages), ())


def score_folder(folder: Path, read: Callable[[bytes, str], Paper], half: str | None = None) -> Iterator[SectionScore]:
    """Score every PDF, or those of a half, that has a `gold.json` beside it; what cannot be read scores nothing and
    is named on stderr."""
    for path in sorted(folder.glob("*/paper.pdf")):
        if half not in (None, half_of(path.parent.name.partition("__")[0])):
            continue
        gold = path.with_name("gold.json").read_bytes()
        try:
            yield score_paper(read(path.read_bytes(), path.name), gold_from_json(gold), path.parent.name)
        except (ReadingError, ValueError) as error:
            print(f"{path.parent.name}: {error}", file=sys.stderr)


def table(found: Mapping[str, Mapping[str, Figure]]) -> str:
    """The figures as lines: mean/median [interval of the mean] n, range of the mean with a journal left out."""
    lines = []
    for group, measures in found.items():
        cells = [
            f"{name} {f.mean:.3f}/{f.median:.3f} [{f.mean_interval[0]:.2f}, {f.mean_interval[1]:.2f}] n={f.n}"
            + (f" without {f.without[0]:.3f}–{f.without[1]:.3f}" if group == "all" and f.without else "")
            for name, f in measures.items()
            if name in SHOWN
        ]
        lines.append(f"{group:22} " + "  ".join(cells))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sections", description="Sections score by layout, language and journal.")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--readers", default="ours,plain", help="comma-separated, of " + ", ".join(READERS))
    parser.add_argument("--half", choices=("development", "held-out"), help="of the papers, as in `renamed`")
    parser.add_argument("--out", type=Path, help="write every figure and score as JSON")
    given = parser.parse_args(arguments)
    results: dict[str, Any] = {}
    for reader in given.readers.split(","):
        there = {"pymupdf4llm": find_spec("pymupdf4llm"), "copied": which("pdftotext"), "scanned": ocr.available()}
        if not there.get(reader, True):
            print(f"what {reader} needs is not installed here, so it is left out", file=sys.stderr)
            continue
        scored = [s for folder in given.folders for s in score_folder(folder, READERS[reader], given.half)]
        found = figures(scored)
        print(f"{reader}\n{table(found)}\n")
        worst = sorted(scored, key=lambda s: min(s.findings.f1 if s.findings else 1.0, s.headings.f1))[:5]
        print("worst: " + "; ".join(s.name for s in worst) + "\n")
        results[reader] = SectionScores(tuple(scored), {}, found).to_dict()
    if given.out:
        given.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
