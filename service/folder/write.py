"""A run on disk: the files of a run folder, written whole and the same for the same inputs; only log.jsonl is not."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from thirdorder.corpora.codebooks import write_codebook
from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.grid import write_grid
from thirdorder.corpora.papers import paper_to_dict
from thirdorder.evaluation.agreement.table import agreement_table
from thirdorder.models import Encoder
from thirdorder.nlp.pipeline import Run
from thirdorder.nlp.review import Codebook, Member, Suggestion, Theme
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.grid import grid_of
from thirdorder.service.folder.report import report_view, write_report
from thirdorder.service.folder.report.view import citation
from thirdorder.service.folder.synthesis import synthesis_dict
from thirdorder.service.run.cache import code_digest
from thirdorder.service.run.job import Inputs, Outcome

PACKAGES = (
    "thirdorder",
    "hdbscan",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "scikit-learn",
    "scipy",
    "spacy",
    "torch",
    "umap-learn",
)


@dataclass(frozen=True)
class Header:
    """What run.json opens with: enough to run it again, and a fingerprint that says whether it was."""

    settings: Run
    encoder: str
    revision: str
    versions: Mapping[str, str]
    code: str
    inputs: Mapping[str, Any]
    continues: str | None

    @property
    def fingerprint(self) -> str:
        """A hash over everything that decides the result, but for the earlier result it continues."""
        decisive = {**dataclasses.asdict(self), "continues": None}
        return hashlib.sha256(_dump(decisive).encode()).hexdigest()


def header(inputs: Inputs, extra: Mapping[str, str], encoder: Encoder, settings: Run, continues: str | None) -> Header:
    """The header of a run; `extra` holds the hashes of the codebook, codings and studies files by role."""
    return Header(
        settings=settings,
        encoder=encoder.name,
        revision=encoder.revision,
        versions={name: version(name) for name in PACKAGES},
        code=code_digest(),
        inputs={
            "papers": [{"names": list(s.names), "sha256": list(s.sha256s)} for s in inputs.sources],
            "ready": [p.id for p in inputs.papers],
            **dict(extra),
            **({"events": _digest([dataclasses.asdict(e) for e in inputs.events])} if inputs.events else {}),
        },
        continues=continues,
    )


def earlier_themes(folder: Path) -> tuple[tuple[Theme, ...], str | None]:
    """The themes of a run that stands in this folder already, and the hash of their file."""
    path = folder / "themes.json"
    if not path.is_file():
        return (), None
    data = path.read_bytes()
    themes = tuple(theme_from_dict(t) for t in json.loads(data)["themes"])
    return themes, hashlib.sha256(data).hexdigest()


def unchanged(folder: Path, head: Header) -> bool:
    """Whether this folder already holds the run that these inputs, settings and versions would give."""
    path = folder / "run.json"
    if not path.is_file() or not (folder / "report.html").is_file():
        return False
    found: bool = load(folder, "run.json").get("fingerprint") == head.fingerprint
    return found


def load(folder: Path, name: str) -> Any:
    """One JSON file of a run. Raises `RunFolderError` where it is missing or damaged."""
    path = folder / name
    if not path.is_file():
        raise RunFolderError(
            f"{folder} is not a finished run: it has no {name}. Make one with thirdorder run CORPUS --out {folder}."
        )
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise RunFolderError(f"{path} is damaged (line {error.lineno}): run the job again into this folder.") from error


def load_lines(folder: Path, name: str) -> list[Any]:
    """One file of JSON lines of a run; empty where it is not there."""
    path = folder / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def write_run(folder: Path, outcome: Outcome, head: Header, *, title: str, notice: str = "") -> None:
    """Write every file of a run; run.json last, since a folder with one is a finished run."""
    folder.mkdir(parents=True, exist_ok=True)
    result, assessment = outcome.result, outcome.assessment
    shown = dataclasses.replace(outcome, result=result.as_people_see_it)
    papers = {p.id: p for p in result.papers}
    (folder / "run.json").unlink(missing_ok=True)
    _write(folder / "papers.jsonl", "".join(_line(paper_to_dict(p)) for p in result.papers))
    np.save(folder / "vectors.npy", result.vectors)
    _write_csv(
        folder / "passages.csv",
        ("row", "paper", "passage", "page", "kind", "order", "quantitative", "relevance", "text"),
        (
            (
                i,
                key,
                p.id,
                papers[key].document.page(p) or "",
                p.kind,
                p.order,
                int(p.quantitative),
                result.relevance.get(p.id, "in"),
                papers[key].quote(p),
            )
            for i, (key, p) in enumerate(result.rows)
        ),
    )
    refused = [(r.name, r.reason) for r in outcome.refusals]
    _write_csv(folder / "failures.csv", ("input", "reason"), refused)
    _write_json(folder / "themes.json", themes_dict(result.themes.themes, result.themes.unassigned))
    _write_json(folder / "changes.json", dataclasses.asdict(result.themes.changes))
    _write_json(folder / "overlap.json", assessment.overlap_dict())
    _write_json(folder / "agreement.json", assessment.agreement_dict())
    if outcome.codebook is not None:
        (folder / "codebook.csv").write_bytes(write_codebook(outcome.codebook))
        (folder / "codings.csv").write_bytes(write_codings(outcome.placed.codings))
    _write_json(folder / "suggestions.json", [suggestion_dict(s, outcome.codebook) for s in result.suggestions])
    _write_json(folder / "synthesis.json", _rounded(synthesis_dict(result)))
    (folder / "grid.xlsx").write_bytes(write_grid(grid_of(shown)))
    report = write_report(
        report_view(shown.result),
        title=title,
        notice=notice,
        overlap=overlap_rows(outcome),
        agreement=agreement_table(assessment.agreement) if assessment.agreement is not None else "",
        failures=tuple(refused),
        model=head.revision,
        codes={c.code: c.name for c in outcome.codebook.codes} if outcome.codebook is not None else {},
        names={key: ", ".join(names) for key, names in outcome.names.items()},
        notes=outcome.notes,
        reach=outcome.reach if any(r.partly or r.out or r.versions for r in outcome.reach) else (),
    )
    _write(folder / "report.html", report)
    if not (folder / "events.jsonl").exists():
        _write(folder / "events.jsonl", "")
    status = [{"name": n, "status": "read"} for names in outcome.names.values() for n in names]
    status += [{"name": n, "status": "refused", "reason": r} for n, r in refused]
    _write_json(
        folder / "run.json",
        {
            "schema": "thirdorder/run@1",
            **dataclasses.asdict(head),
            "fingerprint": head.fingerprint,
            "themes": result.themes.method,
            "counts": {
                "papers": len(result.papers), "studies": len(result.studies), "passages": len(result.rows),
                "constructs": sum(len(p.constructs) for p in result.papers), "themes": len(result.themes.leaves),
                "unassigned": len(result.themes.unassigned),
                "files": sum(len(n) for n in outcome.names.values()),
            },
            "studies": [
                {"id": s.id, "papers": list(s.papers), "review": s.review, "contexts": dict(s.contexts)}
                for s in result.studies
            ],
            "papers": [{"id": p.id, "title": citation(p), "names": list(outcome.names[p.id])} for p in result.papers],
            "status": sorted(status, key=lambda s: s["name"]),
            "exposed": sum(c.exposure != "independent" for c in outcome.placed.codings),
            "unplaced": [dataclasses.asdict(u) for u in outcome.placed.unplaced],
            "notes": list(outcome.notes),
            "identity": identity_dict(outcome),
            "relevance": [
                {"study": r.study, "in": r.within, "partly": r.partly, "out": r.out, "versions": r.versions}
                for r in outcome.reach
            ],
        },
    )  # fmt: skip


def identity_dict(outcome: Outcome) -> dict[str, Any]:
    """Papers that several files hold, and papers that are versions of one study, the one that counts first."""
    versions = ([{"paper": p, "files": list(outcome.names[p])} for p in v.papers] for v in outcome.copies.versions)
    return {
        "one_paper": [{"files": list(files), "why": why} for files, why in outcome.copies.same],
        "one_study": [{"papers": p, "why": v.why} for p, v in zip(versions, outcome.copies.versions, strict=True)],
    }


def log(folder: Path, event: str, **values: object) -> None:
    """Add a dated line to log.jsonl, the one file outside the promise of same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    line = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "event": event, **values}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n")


def overlap_rows(outcome: Outcome) -> dict[str, Any] | None:
    """The human codes and the theme each is nearest to, for the report; None where nobody coded."""
    assessment, result = outcome.assessment, outcome.result
    if not assessment.overlap:
        return None
    labels = {t.id: t.label for t in result.themes.themes}
    names = {c.code: c.name for c in outcome.codebook.codes} if outcome.codebook is not None else {}
    finest = assessment.overlap[0]
    codes = [
        {
            "name": names.get(m.code, m.code),
            "theme": labels.get(m.theme or "", ""),
            "f1": m.f1,
            "jaccard": m.jaccard,
            "found": m.found,
        }
        for m in finest.one_to_one
    ]
    return {"summary": assessment.overlap_dict()["summary"], "codes": codes, "threshold": finest.threshold}


def themes_dict(themes: Sequence[Theme], unassigned: Iterable[Any]) -> dict[str, Any]:
    """themes.json ("thirdorder/themes@1")."""
    return {
        "schema": "thirdorder/themes@1",
        "themes": [
            {
                "id": t.id, "parent": t.parent, "label": t.label, "terms": list(t.terms),
                "claims": [{"construct": c, "start": s, "end": e} for c, s, e in t.claims],
                "constructs": list(t.constructs),
                "passages": [{"id": m.passage, "strength": round(m.strength, 4)} for m in t.members],
                "studies": list(t.studies), "first_order": t.first_order, "second_order": t.second_order,
                "contexts": {name: dict(values) for name, values in t.contexts.items()},
                "stability": None if t.stability is None else round(t.stability, 4),
                "merge_candidates": list(t.merge_candidates),
                "split_candidates": [list(part) for part in t.split_candidates],
                "flags": list(t.flags),
            }
            for t in themes
        ],
        "unassigned": [
            {"passage": u.passage, "nearest": u.nearest, "strength": round(u.strength, 4)} for u in unassigned
        ],
    }  # fmt: skip


def theme_from_dict(value: Mapping[str, Any]) -> Theme:
    """One entry of themes.json as a theme."""
    return Theme(
        id=value["id"],
        label=value["label"],
        terms=tuple(value["terms"]),
        constructs=tuple(value["constructs"]),
        members=tuple(Member(m["id"], m["strength"]) for m in value["passages"]),
        studies=tuple(value["studies"]),
        parent=value["parent"],
        claims=tuple((c["construct"], c["start"], c["end"]) for c in value["claims"]),
        first_order=value["first_order"],
        second_order=value["second_order"],
        contexts=value["contexts"],
        stability=value["stability"],
        merge_candidates=tuple(value["merge_candidates"]),
        split_candidates=tuple(tuple(part) for part in value["split_candidates"]),
        flags=tuple(value["flags"]),
    )


def suggestion_dict(suggestion: Suggestion, codebook: Codebook | None = None) -> dict[str, Any]:
    """One entry of suggestions.json; each code with the name that the codebook gives it."""
    known = codebook.by_key if codebook is not None else {}
    value: dict[str, Any] = _rounded(dataclasses.asdict(suggestion))
    for code in value["codes"]:
        code["name"] = known[code["code"]].name if code["code"] in known else code["code"]
    return value


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return value


def _digest(value: object) -> str:
    return hashlib.sha256(_dump(value).encode()).hexdigest()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def _write_json(path: Path, value: object) -> None:
    _write(path, _dump(value) + "\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    _write(path, out.getvalue())
