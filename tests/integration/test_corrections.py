"""What a person puts right is used: by search, themes, suggestions, agreement and exports, also after a new reading."""

from __future__ import annotations

import csv
import io
from typing import Any

from docx import Document as Word
from openpyxl import load_workbook

from tests.integration.conftest import PLAIN, Desk
from tests.integration.test_desk import form, pages
from thirdorder.service.jobs.given_tables import studies_of, texts_of
from thirdorder.service.store import comparing, papers

OTHER = PLAIN.replace(b"Sitting with strangers", b"Waiting with strangers").replace(b"ten companions", b"six nurses")


def _number(project: str) -> int:
    return int(project.rpartition("/")[2])


def _place(desk: Desk, project: str, paper: str, words: str) -> tuple[int, int]:
    text = desk.client.get(f"{project}/papers/{paper}/text").json()["text"]
    start = text.index(words)
    return start, start + len(words)


def _grid(desk: Desk, project: str) -> Any:
    return load_workbook(io.BytesIO(desk.client.get(f"{pages(project)}/export/grid.xlsx").content))


def test_findings_from_here_to_there_are_what_everything_rests_on(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work()
    at = pages(project)
    start, end = _place(desk, project, paper, "Staying is a skill.")
    search = f"{at}/search?q=skill"
    assert "Staying is a" not in me.get(search).text
    form(me, f"{at}/papers/{paper}/correct", start=start, end=end, what="findings", value="from here to there")
    assert "learn" in desk.work()
    assert "Staying is a" in me.get(search).text
    assert "hurry" not in me.get(f"{at}/search?q=hurry").text.partition("<main")[2].partition("</form>")[2]
    with desk.database.reading() as session:
        files = desk.app.state.files
        (text,) = texts_of(session, files, _number(project))
        compared = comparing.compared(session, files, _number(project))
        near = desk.app.state.meaning.nearest(session, files, _number(project), "a skill")
    assert [(p.start, p.end) for p in text.findings] == [(start, end)]
    assert [p.id for p in compared.papers[0].findings] == [p.id for p in text.findings]
    assert [f.passage.start for f in near.found] == [start]
    roles = {p["role"] for p in me.get(f"{project}/papers/{paper}/text").json()["passages"] if p["start"] == start}
    assert roles == {"findings"}


def test_voice_and_group_put_right_are_searched_and_leave_with_the_quotation(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work()
    at = pages(project)
    start, end = _place(desk, project, paper, "Those who told more were sorry for it afterwards.")
    spot = {"start": start, "end": end}
    found = f"{at}/search?q=afterwards&voice=field_note"
    assert "sorry" not in me.get(found).text
    form(me, f"{at}/papers/{paper}/correct", what="voice", value="field_note", group="partners", **spot)
    assert "sorry" in me.get(found).text
    assert "sorry" in me.get(f"{at}/search?q=afterwards&group=partners").text
    me.post(f"{project}/papers/{paper}/codings", json={**spot, "new_code": {"name": "Telling"}})
    row = [c.value for c in _grid(desk, project)["evidence"][2]]
    assert row[1] == "Telling"
    assert row[4].startswith("field note") or "field" in row[4]
    assert row[5] == "partners"
    # The words beside keep their own voice and group.
    with desk.database.reading() as session:
        (text,) = texts_of(session, desk.app.state.files, _number(project))
    voices = [v for p in text.passages for v in p.voices if p.start < end and start < p.end]
    assert {v.voice for v in voices if v.end <= start} - {"field_note"}
    assert [v.group.name for v in voices if v.start >= start and v.group] == ["partners"]


def test_words_that_are_no_participants_lose_the_tag_of_who_spoke(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    told = PLAIN.replace(
        b'"It is their hour, not mine," said another.', b'"It is their hour, not mine." (Nurse, 34 years)'
    )
    (paper,) = desk.upload(project, ("a.txt", told))
    desk.work()
    start, end = _place(desk, project, paper, '"It is their hour, not mine."')

    def speakers() -> set[tuple[str, str]]:
        with desk.database.reading() as session:
            (text,) = texts_of(session, desk.app.state.files, _number(project))
        return {(v.voice, v.speaker) for p in text.passages for v in p.voices if v.start < end and start < v.end}

    assert speakers() == {("participant", "Nurse, 34 years")}
    correct = f"{pages(project)}/papers/{paper}/correct"
    form(me, correct, start=start, end=end, what="voice", value="author_reporting")
    assert speakers() == {("author_reporting", "")}
    form(me, correct, start=start, end=end, what="voice", value="as before")
    assert speakers() == {("participant", "Nurse, 34 years")}


def test_a_group_put_right_over_two_voices_leaves_both(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work()
    words = 'They told little of themselves. "It is their hour, not mine," said another.'
    start, end = _place(desk, project, paper, words)

    def voices() -> list[Any]:
        with desk.database.reading() as session:
            (text,) = texts_of(session, desk.app.state.files, _number(project))
        return [v for p in text.passages for v in p.voices if v.start < end and start < v.end]

    before = [(v.voice, max(v.start, start), min(v.end, end)) for v in voices()]
    assert len({v for v, _, _ in before}) > 1
    form(me, f"{pages(project)}/papers/{paper}/correct", start=start, end=end, what="group", value="volunteers")
    assert [(v.voice, v.start, v.end) for v in voices()] == before
    assert {v.group.name for v in voices()} == {"volunteers"}


def test_title_authors_year_country_and_participants_go_wherever_the_paper_goes(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work()
    at = pages(project)
    said = {
        "title": "On sitting", "authors": "Okafor, Ada; Lindqvist, Per", "year": "2019", "country": "Scotland",
        "participants": "eleven companions",
    }  # fmt: skip
    for what, new in said.items():
        form(me, f"{at}/papers/{paper}/correct", what=what, value=new)
    spot = dict(zip(("start", "end"), _place(desk, project, paper, "You just sit there"), strict=True))
    me.post(f"{project}/papers/{paper}/codings", json={**spot, "new_code": {"name": "Staying"}})
    # Pinning what a reader found, as a text read anew is when it is taken, does not undo what a person said.
    with desk.database.writing() as session:
        entry = papers.paper(session, _number(project), paper)
        found = papers.load_pinned(desk.app.state.files.text(_number(project), entry.text_sha256))
        papers.pin(session, _number(project), paper, found.paper, entry.text_sha256, "another reader")
    entry = me.get(f"{project}/papers/{paper}").json()
    assert (entry["title"], entry["year"]) == ("On sitting", 2019)
    assert entry["authors"] == ["Okafor, Ada", "Lindqvist, Per"]
    with desk.database.reading() as session:
        (text,) = texts_of(session, desk.app.state.files, _number(project))
        (study,) = studies_of(session, desk.app.state.files, _number(project))
    assert (text.metadata.title, text.metadata.year) == ("On sitting", 2019)
    assert {f.name: f.value for f in text.characteristics if f.name in said} == {
        "country": "Scotland", "participants": "eleven companions",
    }  # fmt: skip
    assert study.contexts == {"country": "Scotland", "participants": "eleven companions"}
    table = Word(io.BytesIO(me.get(f"{at}/export/studies-table.docx").content)).tables[0]
    cells = [c.text for c in table.rows[1].cells]
    assert "Scotland" in cells
    assert "eleven companions" in cells
    assert "2019" in me.get(f"{at}/search?q=hurry").text
    rows = list(csv.DictReader(io.StringIO(me.get(f"{at}/export/corrections.csv").content.decode("utf-8-sig"))))
    assert {r["what"]: r["value"] for r in rows} == said
    me.post(f"{project}/themes")
    desk.work()
    report = me.get(f"{project}/report.html").text
    assert "On sitting" in report
    assert "Okafor" in report


def test_a_bibliography_that_was_confirmed_outlasts_the_reading(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    fields = {"r1.title": "Sitting", "r1.authors": "Sow, Awa", "r1.year": "2020", "r1.doi": "10.1/x"}
    form(me, f"{pages(project)}/papers/references", take="r1", **{**fields, "r1.paper": paper})
    desk.work()  # it is read after it was described
    entry = me.get(f"{project}/papers/{paper}").json()
    assert (entry["title"], entry["authors"], entry["year"]) == ("Sitting", ["Sow, Awa"], 2020)
    with desk.database.reading() as session:
        (text,) = texts_of(session, desk.app.state.files, _number(project))
    assert (text.metadata.title, text.metadata.authors, text.metadata.year) == ("Sitting", ("Sow, Awa",), 2020)


def test_studies_joined_at_the_desk_are_one_study_of_the_themes(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    first, second = desk.upload(project, ("a.txt", PLAIN), ("b.txt", OTHER))
    desk.work()
    at = pages(project)
    form(me, f"{at}/papers/{first}/study", new="The companions")
    study = str(me.get(f"{project}/papers/{first}").json()["study"])
    form(me, f"{at}/papers/{second}/study", study=study)
    with desk.database.reading() as session:
        found = studies_of(session, desk.app.state.files, _number(project))
    assert [(s.id, set(s.papers)) for s in found] == [("The companions", {first, second})]


def test_what_was_said_of_words_last_is_taken_back_and_what_stood_before_stands_again(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    at = f"{project}/papers/{paper}"
    spot = next(p for p in me.get(f"{at}/text").json()["passages"] if p["role"] == "findings")
    place = {"start": spot["start"], "end": spot["end"]}

    def voices() -> list[str]:
        found = next(p for p in me.get(f"{at}/text").json()["passages"] if p["id"] == spot["id"])
        return [v["voice"] for v in found["voices"]]

    read = voices()
    for value in ("field_note", "literature", "as before"):
        answer = me.post(f"{at}/corrections", json={"what": "voice", "value": value, **place})
        assert answer.status_code == 201, answer.text
    assert voices() == ["field_note"]
    me.post(f"{at}/corrections", json={"what": "voice", "value": "as before", **place})
    assert voices() == read
    assert len(me.get(f"{at}/corrections").json()) == 4  # nothing of what was said is lost
