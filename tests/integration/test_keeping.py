"""Nothing is lost: the first version's data, backups, readings anew, whole files, a full disk, a read-only folder."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import select, text

from tests.integration.conftest import PLAIN, Desk
from thirdorder.corpora.papers import paper_to_dict
from thirdorder.nlp.document import digest
from thirdorder.nlp.pipeline import parse
from thirdorder.service.cli import cli
from thirdorder.service.run.isolation import Warm
from thirdorder.service.store.backup import back_up, restore
from thirdorder.service.store.check import check
from thirdorder.service.store.database import Database, open_database
from thirdorder.service.store.files import Files
from thirdorder.service.store.schema import Base, CodingRow, PaperRow


def test_migrations_make_the_tables(desk: Desk) -> None:
    with desk.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def coded(desk: Desk) -> tuple[str, str]:
    """A project with a paper, two codes and two codings."""
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work("read")
    papers = f"{project}/papers/{paper}"
    for at, name in (
        (PLAIN.decode().index("staying was"), "Staying"),
        (PLAIN.decode().index("It is their hour"), "Small"),
    ):
        put = {"start": at, "end": at + 15, "new_code": {"name": name}}
        assert desk.client.post(f"{papers}/codings", json=put).status_code == 201
    return project, paper


def test_the_first_versions_data_are_taken_over(tmp_path: Path, reader: Warm[Any, Any]) -> None:
    data = tmp_path / "data"
    (data / "papers").mkdir(parents=True)
    (data / "inputs").mkdir()
    (data / "run").mkdir()
    (data / "papers" / "a.txt").write_bytes(PLAIN)
    paper = parse(PLAIN, "a.txt")
    (data / "run" / "papers.jsonl").write_text(json.dumps(paper_to_dict(paper)) + "\n")
    (data / "inputs" / "about.json").write_text(json.dumps({"title": "Peers", "question": "What is staying?"}))
    (data / "inputs" / "codebook.csv").write_text("code,name,definition\nstay,Staying put,Being there\n")
    one, two = [p.id for p in paper.findings][:2]
    first = sqlite3.connect(data / "thirdorder.db")
    first.executescript(FIRST_SCHEMA)
    when = "2025-03-01 10:00:00.000000"
    first.execute(
        "INSERT INTO paper VALUES (?,?,?,?,?,?,?,?)", (paper.id, "a.txt", digest(PLAIN), "read", "", "Sitting", 1, when)
    )
    for number, (passage, coder, exposure, removed) in enumerate(
        ((one, "ana", "independent", 0), (two, "ana", "assisted", 0), (one, "ben", "independent", 1)), 1
    ):
        row = (number, paper.id, passage, "stay", exposure, removed, coder, when)
        first.execute("INSERT INTO coding VALUES (?,?,?,?,?,?,?,?)", row)
    first.execute("INSERT INTO reveal VALUES (?,?,?,?)", (paper.id, "ana", 0, "2025-03-02 10:00:00.000000"))
    first.execute("INSERT INTO read VALUES (?,?,?)", (paper.id, "ana", when))
    first.execute(
        "INSERT INTO decision VALUES (1,?,?,?,0,?,1,'accepted','ana',?)", (paper.id, "stay", two, "some words", when)
    )
    first.commit()
    first.close()

    desk = Desk(data, "", reader)
    try:
        assert (data / "thirdorder.db.before-0001-upgrade").is_file()
        (project,) = desk.client.get("/api/v1/projects").json()
        assert (project["title"], project["question"]) == ("Peers", "What is staying?")
        with desk.database.reading() as session:
            rows = session.scalars(select(CodingRow).order_by(CodingRow.id)).all()
            stands = [r for r in rows if r.removed_at is None]
            assert [r.exposure for r in stands] == ["independent", "assisted"]
            assert len(rows) == 3
            assert all(r.quote == paper.document.text[r.start : r.end] for r in rows)
        address = "/api/v1/projects/1"
        assert desk.client.get(f"{address}/papers/{paper.id}/text").json()["text"] == paper.document.text
        (code,) = desk.client.get(f"{address}/codes").json()
        assert code["code"]["name"] == "Staying put"
        assert not list(check(desk.database, Files(data)))
        assert (data / "earlier" / "papers" / "a.txt").is_file()
    finally:
        desk.close()
    again = Desk(data, "", reader)
    assert len(again.client.get("/api/v1/projects/1/papers").json()) == 1
    again.close()


FIRST_SCHEMA = """
CREATE TABLE paper (id VARCHAR(16) NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, sha256 VARCHAR(64) NOT NULL,
  state VARCHAR NOT NULL, reason VARCHAR NOT NULL, title VARCHAR NOT NULL, pages INTEGER NOT NULL,
  added DATETIME NOT NULL);
CREATE TABLE job (id INTEGER NOT NULL PRIMARY KEY, kind VARCHAR NOT NULL, state VARCHAR NOT NULL,
  stage VARCHAR NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL, error VARCHAR NOT NULL,
  leased_until DATETIME, created DATETIME NOT NULL, finished DATETIME);
CREATE INDEX ix_job_state ON job (state);
CREATE TABLE decision (id INTEGER NOT NULL PRIMARY KEY, paper VARCHAR NOT NULL REFERENCES paper (id),
  code VARCHAR NOT NULL, passage VARCHAR NOT NULL, seq INTEGER NOT NULL, quote VARCHAR NOT NULL, page INTEGER,
  verdict VARCHAR NOT NULL, coder VARCHAR NOT NULL, "when" DATETIME NOT NULL,
  UNIQUE (paper, code, passage, coder, seq));
CREATE INDEX ix_decision_paper ON decision (paper);
CREATE TABLE reveal (paper VARCHAR NOT NULL REFERENCES paper (id), coder VARCHAR NOT NULL,
  coded_before BOOLEAN NOT NULL, "when" DATETIME NOT NULL, PRIMARY KEY (paper, coder));
CREATE TABLE read (paper VARCHAR NOT NULL REFERENCES paper (id), coder VARCHAR NOT NULL, "when" DATETIME NOT NULL,
  PRIMARY KEY (paper, coder));
CREATE TABLE coding (id INTEGER NOT NULL PRIMARY KEY, paper VARCHAR NOT NULL REFERENCES paper (id),
  passage VARCHAR NOT NULL, code VARCHAR NOT NULL, exposure VARCHAR NOT NULL, removed BOOLEAN NOT NULL,
  coder VARCHAR NOT NULL, "when" DATETIME NOT NULL);
CREATE INDEX ix_coding_paper ON coding (paper);
"""


def test_a_backup_is_restored_whole_and_a_cut_one_refused(desk: Desk, tmp_path: Path) -> None:
    project, paper = coded(desk)
    before = desk.client.get(f"{project}/papers/{paper}/codings").json()
    goal = tmp_path / "kept.zip"
    assert back_up(desk.database, Files(desk.settings.data), goal) > 20
    assert goal.stat().st_mode & 0o077 == 0
    restore(goal, tmp_path / "again")
    with sqlite3.connect(tmp_path / "again" / "thirdorder.db") as kept:
        assert kept.execute("SELECT count(*) FROM coding").fetchone() == (2,)
    database = open_database(tmp_path / "again")
    assert not list(check(database, Files(tmp_path / "again")))
    with database.reading() as session:
        assert [r.quote for r in session.scalars(select(CodingRow).order_by(CodingRow.id))] == [
            c["quote"] for c in before
        ]
    database.close()
    done = CliRunner().invoke(cli, ["restore", str(goal), "--data", str(tmp_path / "again")], standalone_mode=False)
    assert "holds a review already" in str(done.exception)
    whole = goal.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    done = CliRunner().invoke(
        cli, ["restore", str(tmp_path / "cut.zip"), "--data", str(tmp_path / "c")], standalone_mode=False
    )
    assert "cut" in str(done.exception)


def test_a_backup_of_sqlite_goes_into_postgresql_and_numbers_on(
    small_desk: Desk, postgres: str, tmp_path: Path, reader: Warm[Any, Any]
) -> None:
    from tests.integration.conftest import new_database

    coded(small_desk)
    goal = tmp_path / "kept.zip"
    back_up(small_desk.database, Files(small_desk.settings.data), goal)
    for url in new_database(postgres):
        restore(goal, tmp_path / "other", url)
        other = Desk(tmp_path / "other", url, reader)
        (project,) = other.client.get("/api/v1/projects").json()
        made = other.client.post(f"/api/v1/projects/{project['id']}/codes", json={"name": "New"})
        assert made.status_code == 201
        assert other.client.post("/api/v1/projects", json={"title": "New"}).json()["id"] == project["id"] + 1
        other.close()


def test_a_postgresql_is_copied_before_an_upgrade_and_the_copy_restores(
    postgres: str, tmp_path: Path, reader: Warm[Any, Any]
) -> None:
    from tests.integration.conftest import new_database
    from thirdorder.service.store.database import _copy

    for url in new_database(postgres):
        desk = Desk(tmp_path / "data", url, reader)
        coded(desk)
        _copy(desk.database.engine, "0002", desk.settings.data)
        desk.close()
        copy = tmp_path / "data" / "postgresql.before-0002-upgrade.zip"
        assert copy.stat().st_mode & 0o077 == 0
        restore(copy, tmp_path / "again")
        with sqlite3.connect(tmp_path / "again" / "thirdorder.db") as kept:
            assert kept.execute("SELECT count(*) FROM coding").fetchone() == (2,)


def test_check_names_what_is_damaged(small_desk: Desk) -> None:
    _, paper = coded(small_desk)
    files = Files(small_desk.settings.data)
    with small_desk.database.writing() as session:
        row = session.get_one(PaperRow, (1, paper))
        files.paper(1, row.sha256).write_bytes(b"cut")
        first = session.scalar(text("SELECT min(id) FROM coding"))
        session.execute(text("UPDATE coding SET quote = 'other words' WHERE id = :first"), {"first": first})
    said = list(check(small_desk.database, files))
    assert len(said) == 2
    assert "a.txt: its file is damaged" in said[0]
    assert f"coding {first} does not stand on its words" in said[1]


def test_read_anew_everything_is_placed_again_and_nothing_dropped(desk: Desk) -> None:
    project, paper = coded(desk)
    papers = f"{project}/papers/{paper}"
    other = parse(PLAIN.replace(b"Abstract", b"A longer abstract").replace(b"It is their hour", b"My hour"), "a.txt")
    files = Files(desk.settings.data)
    from thirdorder.service.store.papers import keep_pinned, offer

    changed = replace(other, document=replace(other.document, sha256=digest(PLAIN)))
    key = keep_pinned(files, 1, changed, ())
    with desk.database.writing() as session:
        offer(session, 1, paper, key, "later")
    look = desk.client.get(f"{papers}/anew").json()
    assert (look["stays"], look["moves"], look["lost"]) == (0, 1, 1)
    assert desk.client.get(f"{papers}/text").json()["text_sha256"] != key, "looking changes nothing"
    assert desk.client.post(f"{papers}/anew/take").status_code == 200
    codings = desk.client.get(f"{papers}/codings").json()
    body = desk.client.get(f"{papers}/text").json()["text"]
    assert [c["unplaced"] for c in codings] == [False, True]
    assert body[codings[0]["start"] : codings[0]["end"]] == codings[0]["quote"]
    assert codings[1]["quote"].startswith("It is their hou")


def test_checking_purging_and_a_backup_by_the_pages(small_desk: Desk) -> None:
    project, paper = coded(small_desk)
    client, at = small_desk.client, f"/p/{project.rpartition('/')[2]}/keeping"
    form = {"csrf": client.headers["X-CSRF-Token"]}
    assert "Everything is there and whole" in client.post(f"{at}/check", data=form).text
    packed = client.post("/keeping/backup", data=form)
    assert packed.headers["content-type"] == "application/zip"
    assert packed.content[:2] == b"PK"
    assert not list((small_desk.settings.data / "going").iterdir()), "what was sent is gone"
    with small_desk.database.writing() as session:
        sha256 = session.get_one(PaperRow, (1, paper)).sha256
    Files(small_desk.settings.data).paper(1, sha256).write_bytes(b"cut")
    assert "a.txt: its file is damaged" in client.post(f"{at}/check", data=form).text
    assert client.get(f"{project}/check").json()["found"] != []
    client.delete(f"{project}/papers/{paper}")
    assert client.post(f"{at}/purge", data={**form, "paper": paper}).status_code == 409
    purged = client.post(f"{at}/purge", data={**form, "paper": paper, "sure": "yes"})
    assert "taken away by the page" in purged.text, "the backup still holds the words"
    assert client.post(f"{at}/purge-all", data={**form, "title": "Other"}).status_code == 409
    assert client.post(f"{at}/purge-all", data={**form, "title": "Peers"}, follow_redirects=False).status_code == 303
    assert client.get(project).status_code == 404


def test_what_is_purged_is_in_no_file(small_desk: Desk) -> None:
    project, paper = coded(small_desk)
    small_desk.work()
    client = small_desk.client
    assert client.post(f"{project}/papers/{paper}/purge").status_code == 409
    client.delete(f"{project}/papers/{paper}")
    assert client.post(f"{project}/papers/{paper}/purge").json() == {"still_held_by": []}
    for path in small_desk.settings.data.rglob("*"):
        if path.is_file():
            assert b"their hour" not in path.read_bytes(), path


def test_assignments_are_drawn_by_the_seed_and_stay_when_papers_are_added(desk: Desk) -> None:
    owner = desk.account("ana")
    second = desk.account("ben")
    client = desk.signed_in("ana")
    project = desk.project(client)
    client.put(f"{project}/members/{second}", json={"role": "reviewer"})
    client.patch(project, json={"double_share": 0.5})
    desk.upload(project, *((f"{n}.txt", PLAIN + b"%d" % n) for n in range(12)), client=client)
    draw = {"coders": [owner, second]}
    drawn = client.post(f"{project}/assignments", json=draw).json()
    twice = {a["paper"] for a in drawn if a["role"] == "second"}
    assert 2 <= len(twice) <= 10
    desk.upload(project, *((f"{n}.txt", PLAIN + b"%d" % n) for n in range(12, 16)), client=client)
    again = client.post(f"{project}/assignments", json=draw).json()
    assert {(a["paper"], a["account"]) for a in drawn} <= {(a["paper"], a["account"]) for a in again}


def test_a_full_disk_is_a_sentence_and_goes_on_when_there_is_room(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_desk.project()
    with small_desk.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    small_desk.database.close()
    real = Database.writing

    def full(self: Database) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def limited() -> Any:
            with real(self) as session:
                session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
                yield session

        return limited()

    monkeypatch.setattr(Database, "writing", full)
    said = small_desk.client.post(f"{project}/memos", json={"on_kind": "project", "text": "x" * 49_000})
    assert said.status_code == 503
    assert "full" in said.json()["detail"]
    monkeypatch.undo()
    small_desk.database.close()
    with small_desk.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert small_desk.client.post(f"{project}/memos", json={"on_kind": "project", "text": "x"}).status_code == 201


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    done = CliRunner().invoke(cli, ["serve", "--data", str(blocked / "data")], standalone_mode=False)
    assert done.exception is not None
    assert "written" in str(done.exception)
