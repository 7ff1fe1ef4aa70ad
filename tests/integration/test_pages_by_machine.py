"""Every page and form under odd values, on both databases: no answer is a fault of ours."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
from fastapi.routing import RouteContext
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


def test_every_link_and_form_leads_somewhere_and_sends_what_is_read_there(
    asked: tuple[Desk, TestClient, str, str],
) -> None:
    desk, client, project, _ = asked
    desk.upload(f"/api/v1/projects/{project}", ("b.txt", PLAIN.replace(b"strangers", b"patients")))
    desk.work("read")
    desk.client.post(f"/api/v1/projects/{project}/themes")
    desk.work()
    ways = [r for r in routes(desk) if r.path]

    def leads(method: str, path: str) -> RouteContext | None:
        return next((r for r in ways if method in (r.methods or ()) and fits(r.path or "", path)), None)

    waiting, seen, wrong, forms = ["/"], {"/"}, [], 0
    while waiting:
        at = waiting.pop()
        answer = client.get(at, follow_redirects=True)
        if answer.status_code != 200:
            wrong.append(f"{at}: {answer.status_code}")
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = lxml.html.fromstring(answer.text)
        for link in page.iterlinks():
            address = urlsplit(urljoin(f"http://desk{at}", link[2]))
            if address.hostname != "desk" or link[0].tag not in ("a", "img", "link", "script"):
                continue
            kind = re.sub(r"\d{2,}|[0-9a-f]{16}", "1", address.path + address.query)
            if not address.path.startswith("/static") and leads("GET", address.path) is None:
                wrong.append(f"{at}: nothing is at {address.path}")
            elif link[0].tag == "a" and kind not in seen:
                seen.add(kind)
                waiting.append(address.path + (f"?{address.query}" if address.query else ""))
        for form in page.forms:
            if form.method == "DIALOG":  # closes itself and sends nothing
                continue
            forms += 1
            action, method = urlsplit(urljoin(f"http://desk{at}", form.get("action") or "")).path, form.method
            route = leads(method, action)
            if route is None:
                wrong.append(f"{at}: a form goes to {method} {action}, where nothing is")
                continue
            fields = [*form.iter(*FIELDS), *page.iterfind(f".//*[@form='{form.get('id')}']")]
            sent = {e.get("name") for e in fields if e.get("name") and "." not in e.get("name")}
            inside = [*route.dependant.body_params, *route.dependant.query_params] if route.dependant else []
            read = {f.alias for f in inside}
            if lost := sorted(sent - read - {"csrf"} - set(LOOSE)):
                wrong.append(f"{at}: {action} reads no {', '.join(lost)}")
            pressed = any(e.tag == "button" for e in fields)  # a form for what is not there yet has no button
            if pressed and (
                short := sorted(f.alias for f in inside if f.field_info.is_required() and f.alias not in sent)
            ):
                wrong.append(f"{at}: the form for {action} sends no {', '.join(short)}")
    assert len(seen) > 30
    assert forms > 60
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def fits(pattern: str, path: str) -> bool:
    """Whether a path is one of a route's."""
    return re.fullmatch(re.sub(r"\\?\{\w+(\\?:path)?\\?\}", "[^/]+", pattern), path) is not None


FIELDS = ("input", "select", "textarea", "button")
NUMBERS = {"code", "coding", "account", "coder", "version", "share", "into"}
LOOSE = ("take", "1.paper", "1.year", "act", "code.1")
"""Fields that forms of no fixed shape read."""
