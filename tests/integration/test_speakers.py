"""Tags that could name someone are told before quotations leave."""

from __future__ import annotations

from tests.integration.conftest import Desk

TOLD = (
    b"Sitting with strangers\n\nAbstract\n\nWe asked ten companions.\n\nMethods\n\nWe spoke twice.\n\nFindings\n\n"
    b'Staying put\n\nCompanions said that staying was the work. "You just sit there and you do not hurry them at all."'
    b' (Mirjam, nurse)\n\nOthers told it so. "It is their hour and not mine, I tell myself." (Participant 3)\n\n'
    b"Discussion\n\nStaying is a skill.\n"
)


def test_a_name_is_told_on_the_page_export_and_a_number_is_not(small_desk: Desk) -> None:
    project = small_desk.project()
    page = f"/p/{project.rpartition('/')[2]}/export"
    small_desk.upload(project, ("plain.txt", TOLD.replace(b"Mirjam, nurse", b"Nurse, 34 years")))
    small_desk.work("read")
    assert "could name someone" not in small_desk.client.get(page).text
    small_desk.upload(project, ("named.txt", TOLD))
    small_desk.work("read")
    shown = small_desk.client.get(page).text
    assert "tags in 1 paper could name someone" in shown
    assert "Mirjam" in shown
    assert "Participant 3" not in shown
