"""Learning again from what people decided at the desk: new suggestions over a finished run, in seconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.codec import plain
from thirdorder.corpora.codings import read_codings
from thirdorder.models import Encoder
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Coding, Exposure, Suggestion
from thirdorder.nlp.suggestions import study_folds
from thirdorder.nlp.suggestions.coder import learner, suggestions, uncoded
from thirdorder.nlp.vectors import Progress, VectorStore, silent
from thirdorder.service.folder.files import Folder, finished
from thirdorder.service.folder.shapes import SuggestionRow
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store

AFTER = 10
"""So many decisions and codes later, the suggestions are learned anew without being asked."""
FOLDS = 10


def desk_codings(store: Store, whole: Folder) -> tuple[Coding, ...]:
    """What people coded at the desk, each with its exposure.

    In a paper that somebody has read to the end, a findings passage without their code is one that carries none; in
    others it says nothing.
    """
    out = []
    for row in store.codings():
        if row.passage in whole.passages:
            paper, passage = whole.passages[row.passage]
            text = paper.quote(passage)
            out.append(Coding(row.coder, row.passage, row.code, 0, len(text), text, cast(Exposure, row.exposure)))
    coded = {(c.coder, c.unit) for c in out}
    for reading in store.readings():
        read = whole.papers.get(reading.paper)
        exposure = store.exposure(reading.paper, reading.coder)
        for passage in read.findings if read is not None else ():
            if (reading.coder, passage.id) not in coded:
                out.append(Coding(reading.coder, passage.id, "", exposure=exposure))
    return tuple(out)


def learn_again(
    settings: Settings, store: Store, encoder: Encoder, vectors: VectorStore, progress: Progress = silent
) -> None:
    """Suggest anew for every paper that came without codings, from these and from what was decided at the desk.

    For a paper that somebody coded before they saw any suggestion the machine is a second reader: what it suggests
    there is learned from the other studies alone, so that it can notice what that reader missed.
    """
    whole, count = finished(settings.run), store.changes()
    book = whole.path / "codebook.csv"
    if not book.is_file():
        return
    codebook = read_codebook(book.read_bytes(), book.name)
    given = read_codings((whole.path / "codings.csv").read_bytes(), "codings.csv")
    codings = (*given, *desk_codings(store, whole), *_turned_down(store, whole))
    papers = list(whole.papers.values())
    second = store.second_readings()
    new = uncoded(papers, given)

    def suggest(codings: Sequence[Coding], wanted: Sequence[Paper]) -> tuple[Suggestion, ...]:
        known = learner(
            papers, whole.studies, whole.vector_of, codebook, codings, encoder, vectors, whole.head.settings.seed
        )
        return suggestions(known, wanted, whole.vector_of, top=whole.head.settings.top, progress=progress)

    found = {s.paper: s for s in suggest(codings, [p for p in new if p.id not in second])}
    for group in _groups([p for p in new if p.id in second], whole):
        left_out = {p.id for p in group}
        found |= {s.paper: s for s in suggest([c for c in codings if _paper(c) not in left_out], group)}
    _keep(settings, whole, count, [plain(SuggestionRow.of(found[p.id], codebook)) for p in new])


def learned(settings: Settings) -> dict[str, Any] | None:
    """What was learned last over the present run: `suggestions`, and after how many `changes`."""
    path, run = settings.learned, settings.run / "run.json"
    if not path.is_file() or not run.is_file():
        return None
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value if value["run"] == finished(settings.run).head.fingerprint else None


def _turned_down(store: Store, whole: Folder) -> list[Coding]:
    """Passages whose suggestions were all rejected, as passages without a code."""
    coded = {row.passage for row in store.codings()}
    rejected = {(d.coder, d.passage) for d in store.decisions() if d.verdict == "rejected"}
    return [Coding(who, p, "") for who, p in sorted(rejected) if p not in coded and p in whole.passages]


def _groups(papers: Sequence[Paper], whole: Folder) -> list[list[Paper]]:
    """Papers in at most ten groups, those of a study together."""
    if not papers:
        return []
    fold = study_folds([whole.study_of[p.id] for p in papers], FOLDS, whole.head.settings.seed)
    return [[p for p, g in zip(papers, fold, strict=True) if g == f] for f in range(int(fold.max()) + 1)]


def _paper(coding: Coding) -> str:
    return coding.unit.partition(":p")[0]


def _keep(settings: Settings, whole: Folder, changes: int, found: list[dict[str, Any]]) -> None:
    value = {"run": whole.head.fingerprint, "changes": changes, "suggestions": found}
    waiting = settings.learned.with_suffix(".part")
    waiting.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    waiting.replace(settings.learned)
