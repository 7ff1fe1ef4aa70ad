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
    from thirdorder.service.jobs.meaning import Meaning

    desk, meaning = small_desk, Meaning("no-such-model")
    project = desk.project()
    with desk.database.reading() as session, pytest.raises(RefusedError, match="search by words"):
        meaning.nearest(session, desk.app.state.files, _number(project), "words")
    meaning.stop()
