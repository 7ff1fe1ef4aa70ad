"""Every page and form under odd values, on both databases: no answer is a fault of ours."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.integration.conftest import PLAIN, Desk
from tests.integration.test_walls import routes

ODD = ("", "x", "-1", "9" * 30, "a:b:c", "x" * 700, "half \x00 word", "one\u2028two", "<b>&amp;", "²")
LEFT_OUT = {"/p/{project}/setup/account", "/sign-out"}
"""What makes accounts or signs the test out, after which nothing else is asked."""


@pytest.fixture
def asked(desk: Desk) -> tuple[Desk, TestClient, str, str]:
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work("read")
    put = {"start": 100, "end": 120, "new_code": {"name": "Staying"}}
    assert desk.client.post(f"{project}/papers/{paper}/codings", json=put).status_code == 201
    client = TestClient(desk.app, base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False)
    client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
    return desk, client, project.rpartition("/")[2], paper


def test_no_form_is_answered_by_a_fault(asked: tuple[Desk, TestClient, str, str]) -> None:
    desk, client, project, paper = asked
    faults = []
    count = 0
    for route in routes(desk):
        if (route.path or "").startswith("/api/") or route.path in LEFT_OUT:
            continue
        path = route.path.replace("{project}", project).replace("{paper}", paper)
        fields = [f.alias for f in (*route.dependant.body_params, *route.dependant.query_params)]
        for odd in ODD:
            filled = path
            for name in ("code", "change", "job", "column", "seq", "theme", "name"):
                filled = filled.replace("{" + name + "}", (odd or "1").replace("\x00", "%00").replace("/", ""))
            # Fields that are numbers get one, so that what is odd reaches what lies behind them.
            numbers = {"start": "100", "end": "120"} | dict.fromkeys(NUMBERS, "1")
            values = {f: numbers.get(f, odd) for f in fields}
            for given in (dict.fromkeys(fields, odd), values):
                for method in sorted(route.methods - {"HEAD"}):
                    given = {**given, **dict.fromkeys(LOOSE, odd)}
                    if method == "GET":
                        answer = client.get(filled, params={k: v.replace("\x00", "") for k, v in given.items()})
                    else:
                        answer = client.post(filled, data=given)
                    count += 1
                    if answer.status_code >= 500:
                        faults.append(f"{method} {filled[:80]} {odd[:12]!r}: {answer.status_code} {answer.text[-300:]}")
    assert count > 500
    assert not faults, "\n".join(faults[:10])
    assert client.get("/api/v1/health").status_code == 200


NUMBERS = {"code", "coding", "account", "coder", "version", "share", "into"}
LOOSE = ("take", "1.paper", "1.year", "act", "code.1")
"""Fields that forms of no fixed shape read."""
