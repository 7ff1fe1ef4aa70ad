"""How far those who coded at the desk agree: their own codings alone, made before they saw any suggestion."""

from __future__ import annotations

from dataclasses import dataclass

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.evaluation.agreement import agreement
from thirdorder.evaluation.agreement.reconcile import Disagreement, reconcile
from thirdorder.evaluation.agreement.table import agreement_table
from thirdorder.service.folder.files import Folder
from thirdorder.service.web.learning import desk_codings
from thirdorder.service.web.store import Store


@dataclass(frozen=True)
class DeskAgreement:
    """The coefficients as a table, what is to be settled, or the sentence that says why there is neither yet."""

    table: str = ""
    disagreements: tuple[Disagreement, ...] = ()
    cells: int = 0
    reason: str = ""


def desk_agreement(run: Folder, store: Store) -> DeskAgreement:
    """Agreement by passage between those who coded here; a paper counts for whoever read it to the end."""
    read = {(r.coder, r.paper) for r in store.readings()}
    codings = [
        c
        for c in desk_codings(store, run)
        if c.exposure == "independent" and (c.coder, c.unit.partition(":p")[0]) in read
    ]
    if len({c.coder for c in codings}) < 2:
        return DeskAgreement(
            reason="Nobody can be compared yet: two people must each code a paper under a name of their own, before"
            " they see suggestions, and say there that they have read it to the end."
        )
    path = run.path / "codebook.csv"
    book = read_codebook(path.read_bytes(), path.name) if path.is_file() else None
    papers = tuple(run.papers.values())
    try:
        found = agreement(codings, unit="passage", codebook=book, papers=papers, studies=run.studies)
    except ValueError as error:
        return DeskAgreement(reason=str(error))
    settle = reconcile(codings, unit="passage", codebook=book, papers=papers, studies=run.studies)
    return DeskAgreement(agreement_table(found), settle.disagreements, settle.cells)
