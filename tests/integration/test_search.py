"""Search by words, as pages and programs ask it."""

from __future__ import annotations

from tests.integration.conftest import PLAIN, Desk


def test_search_knows_words_by_the_stem_that_all_stages_use(small_desk: Desk) -> None:
    project = small_desk.project()
    text = PLAIN.replace(b"Nobody had taught them this", b"No woman had taught them this")
    small_desk.upload(project, ("a.txt", text))
    small_desk.work("read")
    found = small_desk.client.get(f"{project}/search?q=women").json()
    assert ["No woman had taught them" in one["text"] for one in found] == [True]
