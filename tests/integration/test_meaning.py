"""Search by meaning: stored vectors, words encoded in a process of their own, no model in the web process."""

from __future__ import annotations

import pytest

from tests.integration.conftest import PLAIN, Desk
from thirdorder.service.errors import RefusedError

OTHER = PLAIN.replace(b"Sitting with strangers", b"Waiting with strangers").replace(b"ten companions", b"six nurses")


def _number(project: str) -> int:
    return int(project.rpartition("/")[2])


def test_the_nearest_passages_come_from_stored_vectors(small_desk: Desk) -> None:
    desk, meaning = small_desk, small_desk.app.state.meaning
    project = desk.project()
    first, second = desk.upload(project, ("a.txt", PLAIN), ("b.txt", OTHER))
    desk.work("read")
    words = "You just sit there and you do not hurry them"
    with desk.database.reading() as session:
        before = meaning.nearest(session, desk.app.state.files, _number(project), words)
    assert before.found == ()
    assert before.waiting > 0
    desk.work("learn")  # without any code, too
    with desk.database.reading() as session:
        found = meaning.nearest(session, desk.app.state.files, _number(project), words, most=3)
        others = meaning.nearest(session, desk.app.state.files, _number(project), words, leave_out=first)
        beside = meaning.beside(session, desk.app.state.files, _number(project), found.found[0].passage.id)
    assert found.waiting == 0
    assert len(found.found) == 3
    assert "hurry" in found.found[0].text
    assert [f.score for f in found.found] == sorted((f.score for f in found.found), reverse=True)
    assert {f.paper for f in others.found} == {second}
    # The same words in the other paper are as near as can be, and the paper itself is left out.
    assert beside.found[0].paper != found.found[0].paper
    assert beside.found[0].score == pytest.approx(1.0)


def test_a_model_that_is_gone_is_a_sentence(small_desk: Desk) -> None:
    from thirdorder.service.jobs.search_by_meaning import Meaning

    desk, meaning = small_desk, Meaning("no-such-model")
    project = desk.project()
    with desk.database.reading() as session, pytest.raises(RefusedError, match="search by words"):
        meaning.nearest(session, desk.app.state.files, _number(project), "words")
    meaning.stop()


def test_the_page_of_search_by_meaning_narrows_and_says_what_waits(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    first, second = desk.upload(project, ("a.txt", PLAIN), ("b.txt", OTHER))
    desk.work("read")
    page = f"/p/{_number(project)}/search?by=meaning"
    asked = f"{page}&q=you+do+not+hurry+them"
    assert "cannot be compared yet" in me.get(asked).text
    desk.work("learn")
    found = me.get(asked).text
    assert "cannot be compared yet" not in found
    assert "hurry" in found.partition("nearest in meaning")[2][:900]
    # Nothing of the words stands in it, and it is found all the same; by words it is not.
    assert "sorry for it" in found
    assert "sorry for it" not in me.get(asked.replace("by=meaning", "by=words")).text
    only = me.get(f"{asked}&study={second}").text
    assert f"/papers/{second}?start" in only
    assert f"/papers/{first}?start" not in only
    assert "hurry" not in me.get(f"{asked}&voice=literature").text.partition("nearest in meaning")[2]
    text = me.get(f"{project}/papers/{first}/text").json()["text"]
    start = text.index("You just sit there")
    spot = {"start": start, "end": start + 18, "new_code": {"name": "Staying"}}
    code = me.post(f"{project}/papers/{first}/codings", json=spot).json()["coding"]["code"]
    coded = me.get(f"{asked}&code={code}").text
    assert coded.count("?start=") == 1
    assert "hurry" in me.get(f"{asked}&voice=participant").text.partition("nearest in meaning")[2]


def test_where_meaning_cannot_be_asked_words_are(small_desk: Desk) -> None:
    from thirdorder.service.jobs.search_by_meaning import Meaning

    desk = small_desk
    project = desk.project()
    desk.upload(project, ("a.txt", PLAIN))
    desk.work("read")
    before, desk.app.state.meaning = desk.app.state.meaning, Meaning("no-such-model")
    found = desk.client.get(f"/p/{_number(project)}/search?by=meaning&q=hurry+them").text
    desk.app.state.meaning.stop()
    desk.app.state.meaning = before
    assert "Meaning cannot be asked for now" in found
    assert "hurry" in found.partition("rarest of the words")[2]
