"""Every route against every role and outsiders; every answer to a blind coder before and after a colleague codes."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.testclient import TestClient

from tests.integration.conftest import PLAIN, Desk
from thirdorder.service.store import theme_changes
from thirdorder.service.web.security import RIGHTS, Needs, Public, admin, viewer

ROLES = ("owner", "reviewer", "methodologist", "reader")


def routes(desk: Desk) -> list[RouteContext]:
    """Every route of the application but static files."""
    return [r for r in iter_route_contexts(desk.app.routes) if getattr(r, "dependant", None) is not None]


def calls(route: RouteContext) -> list[object]:
    """Everything that a route depends on."""
    found: list[object] = []
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        found.append(one.call)
        waiting += one.dependencies
    return found


def needs(route: RouteContext) -> str:
    """What a route says it needs: a right in a project, an administrator, an account, or nothing, with the reason."""
    for call in calls(route):
        if isinstance(call, Needs):
            return call.right
    given = calls(route)
    if admin in given:
        return "admin"
    if viewer in given:
        return "account"
    return "public" if any(isinstance(c, Public) for c in given) else ""


def test_every_route_says_what_it_needs(small_desk: Desk) -> None:
    found = routes(small_desk)
    assert len(found) > 50
    assert not [f"{r.methods} {r.path}" for r in found if not needs(r)]
    named = [r.operation_id for r in found if (r.path or "").startswith("/api/")]
    assert len(set(named)) == len(named)
    assert all(named)


class Team:
    """A project with a person in each role, one outside it, and a paper that is read."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        ids = {name: desk.account(name) for name in ("owner", *ROLES[1:], "second", "outsider")}
        self.clients = {name: desk.signed_in(name) for name in ids}
        owner = self.clients["owner"]
        self.project = desk.project(owner)
        for name in (*ROLES[1:], "second"):
            role = "reviewer" if name == "second" else name
            assert owner.put(f"{self.project}/members/{ids[name]}", json={"role": role}).status_code == 200
        (self.paper,) = desk.upload(self.project, ("a.txt", PLAIN), client=owner)
        desk.work("read")
        self.ids = ids
        self.code = self.coding = 1

    def address(self, path: str) -> str:
        """A route's path with this project's paper in it, and the first row of anything else."""
        filled = path.replace("{project}", self.project.rpartition("/")[2]).replace("{paper}", self.paper)
        filled = filled.replace("{code}", str(self.code)).replace("{coding}", str(self.coding))
        filled = filled.replace("{role}", "studies").replace("{page}", "1").replace("{name}", "codings.csv")
        return re.sub(r"\{\w+(:\w+)?\}", "1", filled)


@pytest.fixture
def team(small_desk: Desk) -> Team:
    return Team(small_desk)


def test_every_route_for_every_role_and_outsiders(team: Team) -> None:
    skipped = {"progress"}  # a stream that does not end: its guard is the same
    for route in routes(team.desk):
        right = needs(route)
        if right == "public" or route.operation_id in skipped:
            continue
        for method in sorted(route.methods - {"HEAD"}):
            path = team.address(route.path)
            fresh = team.desk.browser()
            assert fresh.request(method, path, follow_redirects=False).status_code in (401, 303), (
                f"nobody: {method} {path}"
            )
            if "{project}" not in route.path:
                if right == "admin":
                    assert team.clients["outsider"].request(method, path).status_code == 403, path
                continue
            assert team.clients["outsider"].request(method, path).status_code == 404, f"outsider: {method} {path}"
            for role in ROLES:
                if right in RIGHTS[role]:  # type: ignore[index]
                    continue
                status = team.clients[role].request(method, path).status_code
                assert status == 403, f"{role}: {method} {path}: {status}"


def test_a_project_does_not_reach_into_another(team: Team) -> None:
    desk, outsider = team.desk, team.clients["outsider"]
    other = desk.project(outsider)
    owner = team.clients["owner"]
    code = owner.post(f"{team.project}/codes", json={"name": "Staying"}).json()["id"]
    put = {"start": 100, "end": 110, "code": code}
    coding = owner.post(f"{team.project}/papers/{team.paper}/codings", json=put).json()["coding"]["id"]
    memo = owner.post(f"{team.project}/memos", json={"on_kind": "project", "text": "x"}).json()["id"]
    for method, path in (
        ("GET", f"{other}/papers/{team.paper}"),
        ("GET", f"{other}/papers/{team.paper}/text"),
        ("GET", f"{other}/papers/{team.paper}/codings"),
        ("GET", f"{other}/codes/{code}"),
        ("DELETE", f"{other}/codings/{coding}"),
        ("DELETE", f"{other}/memos/{memo}"),
        ("POST", f"{other}/papers/{team.paper}/reveal"),
    ):
        assert outsider.request(method, path).status_code == 404, path
    assert outsider.post(f"{other}/codes/{code}/merge", json={"into": code}).status_code == 404
    assert outsider.get(f"{other}/codings").json() == []


READ_BY_ALL = {
    "list_readings",
    "list_jobs",
    "list_papers",
    "paper",
    "progress",
    "audit",
    "metrics",
    "list_accounts",
    "left_to_do",
}
"""Progress, jobs and papers are what all may see; the audit is the owner's; metrics count requests."""


PROGRESS_PAGES = {"/p/{project}"}
"""What is left to do per person."""


OF_ITS_OWN = {"x-request-id", "date", "set-cookie", "content-length"}
"""Headers that no two answers share, or that follow from the rest."""


def unmarked(answer: bytes) -> bytes:
    """An answer without the number of its request."""
    return re.sub(rb'"instance":"\w+"', b"", answer)


def seen(team: Team, client: TestClient) -> dict[str, bytes]:
    """Every answer that reading gives."""
    found = {}
    exports = [e["name"] for e in client.get(f"{team.project}/exports").json()]
    for route in routes(team.desk):
        if "GET" in route.methods and route.operation_id not in READ_BY_ALL and route.path not in PROGRESS_PAGES:
            names = exports if "{name}" in route.path else [""]
            for path in (team.address(route.path.replace("{name}", name)) for name in names):
                answer = client.get(path)
                said = [f"{k}: {v}" for k, v in sorted(answer.headers.items()) if k not in OF_ITS_OWN]
                found[path] = "\n".join([str(answer.status_code), *said]).encode() + answer.content
    return found


def test_a_blind_coder_sees_no_byte_of_a_colleagues_work(team: Team) -> None:
    blind, other = team.clients["reviewer"], team.clients["second"]
    papers = f"{team.project}/papers/{team.paper}"
    own = blind.post(f"{papers}/codings", json={"start": 100, "end": 120, "new_code": {"name": "Mine"}})
    assert own.status_code == 201
    team.code, team.coding = own.json()["code"]["id"], own.json()["coding"]["id"]
    owner = team.clients["owner"]
    everybodys = owner.post(f"{team.project}/codes", json={"name": "Everybody's"}).json()["id"]
    assert owner.post(f"{team.project}/codes/{everybodys}/share").status_code == 200
    team.desk.upload(team.project, ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting beside")), client=owner)
    team.desk.work("read")
    owner.post(f"{team.project}/themes")
    assert team.desk.work("themes") == ["themes"]
    before = {name: seen(team, team.clients[name]) for name in ("reviewer", "methodologist", "reader")}
    assert any(path.endswith("statement.md") for path in before["reviewer"])

    made = other.post(f"{papers}/codings", json={"start": 100, "end": 150, "new_code": {"name": "Theirs"}}).json()
    coding, code = made["coding"]["id"], made["code"]["id"]
    other.patch(f"{team.project}/codes/{code}", json={"name": "Theirs, renamed", "definition": "secret"})
    other.post(f"{team.project}/memos", json={"on_kind": "coding", "on_id": str(coding), "text": "secret"})
    other.post(f"{papers}/reveal")
    other.post(f"{papers}/codings", json={"start": 160, "end": 170, "code": code})
    other.delete(f"{team.project}/codings/{coding}")
    shared = other.post(f"{papers}/codings", json={"start": 180, "end": 190, "code": everybodys}).json()["coding"]["id"]
    part = {"name": "A part of everybody's", "codings": [shared]}
    assert other.post(f"{team.project}/codes/{everybodys}/split", json=part).status_code == 201
    other.patch(f"{team.project}/codes/{everybodys}", json={"name": "Everybody's, renamed"})
    page = f"/p/{team.project.rpartition('/')[2]}"
    book = {"file": ("book.csv", b"code,name,definition\neverybodys,Everybody's,another one\nnew,New,secret\n")}
    shown = other.post(f"{page}/codes/codebook", files=book)
    packed = re.search(r'name="text" value="([^"]+)"', shown.text)
    assert packed is not None, shown.text
    taken = other.post(f"{page}/codes/codebook/take", data={"name": "book.csv", "text": packed[1]})
    assert taken.status_code == 409  # everybody would see what one coder brings
    other.post(f"{team.project}/codes/{code}/retire")
    other.post(f"{papers}/reading", json={"state": "done"})
    after = {name: seen(team, team.clients[name]) for name in before}
    leaks = [
        f"{name}: {path}"
        for name, answers in before.items()
        for path, content in answers.items()
        if unmarked(after[name][path]) != unmarked(content)
        and not (name == "methodologist" and path.endswith("/agreement"))  # coefficients, without cells
        and not path.endswith("/statement.md")  # who signed how many papers is progress
    ]
    said = {
        line
        for path, answer in after["reviewer"].items()
        if path.endswith("statement.md")
        for line in answer.split(b"\n")
    }
    told = said - {line for path, answer in before["reviewer"].items() for line in answer.split(b"\n")}
    assert all(b"signed 1 paper as read" in line and b"coding" not in line for line in told if line), told
    assert not leaks
    # A name that a colleague uses already looks as free as any other.
    twin = blind.post(f"{team.project}/codes", json={"name": "Theirs"}).json()
    assert twin["name"] == "Theirs"
    assert twin["id"] != code
    for path in (f"{team.project}/codes/{code}", f"{team.project}/codes/{code}/retire"):
        assert blind.request("GET" if path.endswith(str(code)) else "POST", path).status_code == 404

    team.clients["owner"].post(f"{team.project}/open")
    assert {c["coder"] for c in blind.get(f"{papers}/codings").json()} == {team.ids["reviewer"], team.ids["second"]}


def test_exposure_is_fixed_when_a_code_is_made(team: Team) -> None:
    one = team.clients["reviewer"]
    papers = f"{team.project}/papers/{team.paper}"
    one.post(f"{papers}/codings", json={"start": 100, "end": 120, "new_code": {"name": "Mine"}})
    one.post(f"{papers}/reading", json={"state": "done"})
    one.post(f"{papers}/reveal")
    assert one.get(f"{papers}/reading").json()["exposure"] == "independent"
    assert [c["exposure"] for c in one.get(f"{papers}/codings").json()] == ["independent"]


def test_what_was_edited_after_opening_is_not_compared(team: Team) -> None:
    from thirdorder.service.store.blinding import independent_codings

    one = team.clients["reviewer"]
    papers = f"{team.project}/papers/{team.paper}"
    first = one.post(f"{papers}/codings", json={"start": 100, "end": 120, "new_code": {"name": "Mine"}}).json()
    team.clients["owner"].post(f"{team.project}/open")
    one.delete(f"{team.project}/codings/{first['coding']['id']}")
    one.post(f"{papers}/codings", json={"start": 130, "end": 150, "code": first["code"]["id"]})
    with team.desk.database.reading() as session:
        kept = independent_codings(session, int(team.project.rpartition("/")[2]))
    assert [(c.start, c.end) for c in kept] == [(first["coding"]["start"], first["coding"]["end"])]


def test_guessing_passwords_is_slowed_and_a_closed_account_is_out(team: Team) -> None:
    guess = {"login": "reviewer", "password": "wrong wrong wrong"}
    fresh = team.desk.browser()
    assert [fresh.post("/api/v1/session", json=guess).status_code for _ in range(11)] == [403] * 10 + [409]
    right = {"login": "reviewer", "password": "a long password"}
    assert fresh.post("/api/v1/session", json=right).status_code == 409
    owner = team.clients["owner"]
    assert owner.put(f"/api/v1/accounts/{team.ids['reviewer']}/active", json={"active": False}).status_code == 200
    assert team.clients["reviewer"].get(team.project).status_code == 401


def test_a_key_for_programs_is_shown_once_and_can_be_made_worthless(team: Team) -> None:
    owner = team.clients["owner"]
    made = owner.post("/api/v1/keys", json={"name": "script"}).json()
    program = TestClient(team.desk.app, base_url="http://127.0.0.1")
    program.headers["Authorization"] = f"Bearer {made['key']}"
    assert program.post(f"{team.project}/codes", json={"name": "By program"}).status_code == 201
    assert made["key"] not in owner.get("/api/v1/keys").text
    owner.delete(f"/api/v1/keys/{made['id']}")
    assert program.get(team.project).status_code == 401


def test_an_owner_who_codes_is_not_told_who_looked_at_suggestions(team: Team) -> None:
    owner, other = team.clients["owner"], team.clients["second"]
    assert other.post(f"{team.project}/papers/{team.paper}/reveal").status_code == 201
    assert "suggestions shown" not in owner.get(f"{team.project}/audit").text
    owner.post(f"{team.project}/open")
    assert "suggestions shown" in owner.get(f"{team.project}/audit").text


def test_what_was_agreed_before_coding_is_taken_back_for_oneself_alone(team: Team) -> None:
    owner, one, other = (team.clients[n] for n in ("owner", "reviewer", "second"))
    project = team.desk.project(owner, state="setup")
    for name in ("reviewer", "second"):
        owner.put(f"{project}/members/{team.ids[name]}", json={"role": "reviewer"})
    code = owner.post(f"{project}/codes", json={"name": "First"}).json()["id"]
    owner.patch(f"{project}/codes/{code}", json={"name": "Agreed"})
    owner.post(f"{project}/begin")
    change = next(c for c in one.get(f"{project}/codes/changes").json() if c["op"] == "change")
    assert one.post(f"{project}/codes/changes/{change['id']}/undo").json()["name"] == "First"
    assert other.get(f"{project}/codes/{code}").json()["name"] == "Agreed"


def test_the_report_of_a_blind_project_suggests_no_code(team: Team) -> None:
    owner = team.clients["owner"]
    book = ("b.csv", b"code,name,definition\nstay,Staying,Sitting\n")
    owner.put(f"{team.project}/given/codebook", files={"file": book})
    other = PLAIN.replace(b"Sitting with", b"Waiting beside")
    team.desk.upload(team.project, ("b.txt", other), client=owner)
    team.desk.work("read")
    owner.post(f"{team.project}/themes")
    assert team.desk.work("themes") == ["themes"]
    report = team.clients["reviewer"].get(f"{team.project}/report.html")
    assert report.status_code == 200
    assert "Suggested codes" not in report.text
    owner.post(f"{team.project}/open")
    owner.post(f"{team.project}/themes")
    assert team.desk.work("themes") == ["themes"]
    assert "Suggested codes" in owner.get(f"{team.project}/report.html").text


def test_people_of_other_projects_are_not_named(team: Team) -> None:
    from thirdorder.service.store.people import coder_named

    with team.desk.database.writing() as session:
        coder_named(session, "Somebody elsewhere")
    page = f"/p/{team.project.rpartition('/')[2]}/setup"
    assert "Somebody elsewhere" not in team.clients["owner"].get(page).text
    assert "Outsider" not in team.clients["reader"].get(page).text


def test_who_is_not_known_fills_no_disk(team: Team) -> None:
    fresh = team.desk.browser()
    large = {"files": ("large.txt", b"words " * 500_000)}
    answer = fresh.post(f"{team.project}/papers", files=large)
    assert answer.status_code == 401
    assert team.clients["reviewer"].post(f"{team.project}/papers", files=large).status_code == 202


def test_numbers_tell_nothing_of_what_others_made(team: Team) -> None:
    blind, other = team.clients["reviewer"], team.clients["second"]
    papers = f"{team.project}/papers/{team.paper}"

    def coded(client: TestClient, start: int, name: str) -> tuple[int, int]:
        put = {"start": start, "end": start + 10, "new_code": {"name": name}}
        made = client.post(f"{papers}/codings", json=put).json()
        return made["coding"]["id"], made["code"]["id"]

    first, code = coded(blind, 100, "Mine")
    gaps = []
    for n in range(3):
        if n == 1:
            for m in range(20):
                coded(other, 120 + m, f"Theirs {m}")
        second, again = coded(blind, 200 + 20 * n, f"Mine {n}")
        assert second > first
        assert again > code
        gaps.append(second - first)
        first, code = second, again
    assert min(gaps) > 1000  # they count time, and no work


def test_codes_that_a_file_of_codings_brings_are_not_told_to_a_blind_coder(team: Team) -> None:
    owner, blind = team.clients["owner"], team.clients["reviewer"]
    passage = next(
        p for p in owner.get(f"{team.project}/papers/{team.paper}/text").json()["passages"] if p["role"] == "findings"
    )
    rows = f"coder,unit,code\nAna,{passage['id']},Told by Ana\nBen,{passage['id']},Told by Ana\n"
    brought = owner.put(f"{team.project}/given/codings", files={"file": ("c.csv", rows.encode())})
    assert brought.status_code == 200, brought.text
    before = seen(team, blind)
    team.desk.work("codings", "learn")
    after = seen(team, blind)
    told = [path for path, answer in before.items() if unmarked(after[path]) != unmarked(answer)]
    assert set(told) <= {f"/p/{team.project.rpartition('/')[2]}/consensus"}  # how many papers two have signed
    assert "Told by Ana" not in blind.get(f"{team.project}/codes").text
    mine = [c["code"] for c in owner.get(f"{team.project}/codes").json()]
    assert [c["name"] for c in mine if c["mine"]] == ["Told by Ana"]
    # Whoever the file names sees their own once they are known, and what these stand on.
    ana = next(i for i, name in people(team).items() if name == "Ana")
    linked = owner.post(f"{team.project}/coders/{ana}/link", json={"account": team.ids["reviewer"]})
    assert linked.status_code == 200, linked.text
    assert "Told by Ana" in blind.get(f"{team.project}/codes").text
    assert [c["quote"] for c in blind.get(f"{team.project}/codings").json()] != []


def people(team: Team) -> dict[int, str]:
    """Everybody by number."""
    from thirdorder.service.store.people import names

    with team.desk.database.reading() as session:
        return names(session)


def test_a_table_sent_back_by_hand_is_read_in_a_limited_process(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from thirdorder.service.store import codebooks
    from thirdorder.service.store import given_tables as given

    asked: list[str] = []
    real = given.isolated
    monkeypatch.setattr(given, "isolated", lambda *a, **k: (asked.append(k["name"]), real(*a, **k))[1])
    page = f"/p/{team.project.rpartition('/')[2]}"
    owner = team.clients["owner"]
    text = codebooks.packed(b"code,name\nstay,Staying\n")
    answer = owner.post(f"{page}/codes/codebook/take", data={"name": "a.csv", "text": text}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    grid = codebooks.packed(b"study,codes\nsome study,Staying\n")
    answer = owner.post(
        f"{page}/export/grid/take", data={"name": "b.csv", "text": grid, "coder": "Ana"}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    assert asked == ["a.csv", "b.csv"]


def test_a_grid_as_large_as_is_taken_can_be_confirmed(team: Team) -> None:
    import random

    from thirdorder.service.store import codebooks
    from thirdorder.service.web.exports.labels import LARGEST

    owner, draw = team.clients["owner"], random.Random(1)
    page = f"/p/{team.project.rpartition('/')[2]}"

    def grid(letters: int) -> dict[str, tuple[str, bytes]]:
        words = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789 ", k=letters))
        return {"file": ("b.csv", f'study,codes,notes\nsome study,Staying,"{words}"\n'.encode())}

    shown = owner.post(f"{page}/export/grid", files=grid(1_100_000))
    packed = re.search(r'name="text" value="([^"]+)"', shown.text)
    assert packed is not None, shown.text
    assert len(packed[1]) > codebooks.CARRIED * 0.9
    said = {"name": "b.csv", "text": packed[1], "coder": "Ana"}
    taken = owner.post(f"{page}/export/grid/take", data=said, follow_redirects=False)
    assert taken.status_code == 303, taken.text
    large = owner.post(f"{page}/export/grid", files=grid(LARGEST - 200))
    assert large.status_code == 409
    assert "too large to be shown" in large.text


def test_tables_and_many_codings_by_the_api(team: Team) -> None:
    owner = team.clients["owner"]
    book = {"file": ("b.csv", b"code,name,definition\nstay,Staying,Sitting on\n")}
    owner.post(f"{team.project}/codes", json={"name": "Waiting"})
    shown = owner.post(f"{team.project}/codebook/preview", files=book).json()
    assert (shown["new"], [one["code"]["name"] for one in shown["lacking"]]) == (["Staying"], ["Waiting"])
    waiting = shown["lacking"][0]["code"]["id"]
    assert "Staying" not in owner.get(f"{team.project}/codes").text
    answer = owner.post(f"{team.project}/codebook", files=book, data={"retire": [waiting]})
    assert answer.status_code in (200, 409), answer.text
    grid = {"file": ("g.csv", b"study,codes\na.txt,Staying\nnowhere,Staying\n")}
    understood = owner.post(f"{team.project}/grid/preview", files=grid).json()
    assert [r["paper"] for r in understood["rows"]] == [team.paper, None]
    assert understood["unmatched"] == ["nowhere"]
    taken = owner.post(f"{team.project}/grid", files=grid, data={"coder": "Somebody"})
    assert taken.json() == {"codings": 1}, taken.text
    places = [{"paper": team.paper, "start": s, "end": s + 20} for s in (100, 200)]
    made = owner.post(f"{team.project}/codings", json={"places": places, "new_code": {"name": "Many"}})
    assert made.status_code == 201, made.text
    assert len({c["code"] for c in made.json()}) == 1
    assert owner.post(f"{team.project}/codings", json={"places": places}).status_code == 409
    graded = owner.put(f"{team.project}/codings/{made.json()[0]['id']}/credibility", json={"grade": "credible"})
    assert graded.status_code == 200, graded.text
    ris = {"file": ("r.ris", b"TY  - JOUR\nTI  - Sitting with strangers\nAU  - Lima, Ana\nPY  - 2020\nER  - \n")}
    (one,) = owner.post(f"{team.project}/references", files=ris).json()
    assert one["paper"] == team.paper, one
    left = owner.post(f"{team.project}/references/take", json={"take": [{"place": 0, "paper": team.paper}]})
    assert left.json() == [], left.text
    assert owner.get(f"{team.project}/papers/{team.paper}").json()["year"] == 2020


def test_a_reader_gets_no_full_text_by_searching(team: Team) -> None:
    reader, page = team.clients["reader"], f"/p/{team.project.rpartition('/')[2]}"
    for path in (
        f"{team.project}/search?q=the&everywhere=true",
        f"{team.project}/beside?passage=x",
        f"{page}/search?q=the",
    ):
        answer = reader.get(path)
        assert answer.status_code == 403, path
        assert "hurry" not in answer.text
    assert f'href="{page}/search"' not in reader.get(page).text
    assert f'href="{page}/search"' in team.clients["methodologist"].get(page).text


def test_a_reader_sees_one_quotation_of_a_study_in_a_theme(team: Team) -> None:
    one = b"had taught them this, and most had learned it late."
    more = b"".join(
        b"\n\nStaying was the work on %s too, companions said, and nobody had taught them how to stay." % day
        for day in (b"Mondays", b"feast days", b"quiet nights", b"the last day")
    )
    other = PLAIN.replace(b"Sitting with strangers", b"Waiting with strangers").replace(one, one + more)
    team.desk.upload(team.project, ("b.txt", other), client=team.clients["owner"])
    team.desk.work("read")
    team.clients["owner"].post(f"{team.project}/themes")
    assert team.desk.work("themes") == ["themes"]
    with team.desk.database.reading() as session:
        now = theme_changes.themes(session, team.desk.app.state.files, int(team.project.rpartition("/")[2]))
    assert now is not None
    theme = max(now.leaves, key=lambda t: len(t.members))
    passages = [now.run.passages[m.passage] for m in theme.members]
    page = f"/p/{team.project.rpartition('/')[2]}/themes/{theme.id}"
    words = [" ".join(paper.quote(passage).split()) for paper, passage in passages]
    assert len(words) > len({now.run.study_of[paper.id] for paper, _ in passages})

    def seen(role: str) -> int:
        text = html.unescape(team.clients[role].get(page).text).replace("\u200b", "")
        return sum(f'<span class="words">{w}</span>' in text for w in words)

    assert seen("reviewer") == len(words)
    assert seen("reader") == len({now.run.study_of[paper.id] for paper, _ in passages})
    assert "more for those who may read full text" in team.clients["reader"].get(page).text
    for path in (f"/p/{team.project.rpartition('/')[2]}/export/report.html", f"{team.project}/exports/report.html"):
        assert team.clients["reviewer"].get(path).status_code == 200
        assert team.clients["reader"].get(path).status_code == 404


def test_coders_of_other_projects_cannot_be_named_by_their_numbers(team: Team) -> None:
    from thirdorder.service.store.people import coder_named

    with team.desk.database.writing() as session:
        elsewhere = coder_named(session, "Somebody elsewhere")
    owner = team.clients["owner"]
    answer = owner.post(f"{team.project}/coders/{elsewhere}/link", json={"account": team.ids["reviewer"]})
    assert answer.status_code == 409
    assert "Somebody elsewhere" not in answer.text + owner.get(f"{team.project}/audit").text


def test_guesses_sent_at_once_are_counted_before_they_are_tried(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from thirdorder.service.web.api import session as signing

    tried = []
    fresh = team.desk.browser()

    def fits(*_: object) -> None:
        """While one password is tried, others arrive."""
        tried.append(1)
        if len(tried) < 30:
            fresh.post("/api/v1/session", json={"login": "second", "password": "wrong wrong wrong"})

    monkeypatch.setattr(signing, "password_fits", fits)
    fresh.post("/api/v1/session", json={"login": "second", "password": "wrong wrong wrong"})
    assert len(tried) == 10
