"""The packaged, invented review as a project: its papers, codebook, studies, appraisal and codings."""

from __future__ import annotations

import io
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.corpora import example
from thirdorder.corpora.codebooks import read_codebook
from thirdorder.service.run.inputs import EXAMPLE, INVENTED
from thirdorder.service.store.codes import take_codebook
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import add_paper
from thirdorder.service.store.people import me
from thirdorder.service.store.projects import add_project
from thirdorder.service.store.schema import GivenRow, JobRow, PaperRow, ProjectRow, now
from thirdorder.service.store.uploads import keep_upload

LARGEST = 1 << 26


def add_example(database: Database, files: Files) -> int:
    """Load the packaged review, once; the project's id.

    Its people have finished: the papers they coded are open for comparing. The one that is new is blind, to be coded.
    """
    with database.writing() as session:
        known = session.scalar(select(ProjectRow.id).where(ProjectRow.notice == INVENTED).limit(1))
        if known is not None:
            return known
        who = me(session).id
        project = add_project(
            session, who, EXAMPLE, question=example.question(), notice=INVENTED, whose="", state="blind"
        ).id
        packaged = example.files()
        for role in ("codebook", "codings", "studies", "appraisal"):
            data = packaged[f"{role}.csv"]
            session.add(GivenRow(project=project, role=role, name=f"{role}.csv", data=data, account=who))
        take_codebook(session, project, who, read_codebook(packaged["codebook.csv"], "codebook.csv"))
        _add(session, files, project, who, example.papers(), opened=True)
        _add(session, files, project, who, example.new_papers(), opened=False)
    return project


def _add(session: Session, files: Files, project: int, who: int, papers: Mapping[str, bytes], *, opened: bool) -> None:
    for name, data in sorted(papers.items()):
        kept = keep_upload(files, project, name, io.BytesIO(data), LARGEST)
        entry = add_paper(session, project, who, *kept)
        if opened:
            session.get_one(PaperRow, (project, entry.id)).opened_at = now()
        session.add(JobRow(project=project, kind="read", paper=entry.id, wanted_by=who))
