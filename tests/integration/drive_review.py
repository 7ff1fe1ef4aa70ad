"""A whole review by the generated client; run by test_client with the environment that made the client."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from review_client import AuthenticatedClient  # type: ignore[import-not-found]
from review_client.api.codes import add_code, list_codes
from review_client.api.codings import add_coding, paper_codings
from review_client.api.consensus import agree, agreement, list_differences
from review_client.api.exports import export, list_exports
from review_client.api.extraction import add_column, correct, take_down
from review_client.api.keeping import back_up, check_project
from review_client.api.memos import add_memo
from review_client.api.papers import list_papers, paper_text, set_reading, upload_papers
from review_client.api.people import set_member
from review_client.api.projects import add_project, assign, give, open_project, project
from review_client.api.search import search
from review_client.models import (
    BodyGive,
    BodyUploadPapers,
    GiveRole,
    NewAgreed,
    NewAgreedValue,
    NewCode,
    NewCoding,
    NewColumn,
    NewCorrection,
    NewCorrectionWhat,
    NewMemo,
    NewMemoOnKind,
    NewProject,
    NewValue,
    Part,
    PartRoleType0,
    Plan,
    State,
    StateState,
)
from review_client.types import File

given = json.loads(sys.argv[1])
ana, ben = (AuthenticatedClient(base_url=given["url"], token=key, timeout=300.0) for key in given["keys"])
out: dict[str, Any] = {}


def ok(answer: Any, status: int = 200) -> Any:
    """What a call gave, where it went as it should."""
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    return answer.parsed


def file(path: str, name: str = "") -> File:
    return File(payload=Path(path).open("rb"), file_name=name or Path(path).name)


begun = ok(add_project.sync_detailed(client=ana, body=NewProject(title="Made by a client")), 201)
here = begun.id
part = Part(role=PartRoleType0.REVIEWER)
ok(set_member.sync_detailed(here, given["people"][1], client=ana, body=part))
book = Path(given["papers"][0]).with_name("book.csv")
book.write_text("code,name,definition\nstaying,Staying,Being there\nsmall,Keeping small,Telling little\n")
ok(give.sync_detailed(here, GiveRole.CODEBOOK, client=ana, body=BodyGive(file=file(str(book)))))
taken = ok(
    upload_papers.sync_detailed(here, client=ana, body=BodyUploadPapers(files=[file(p) for p in given["papers"]])), 202
)
assert len(taken.papers) == 2, taken
until = time.monotonic() + 300
while True:
    papers = ok(list_papers.sync_detailed(here, client=ana))
    if all(p.state == "read" for p in papers):
        break
    assert time.monotonic() < until, [p.state for p in papers]
    time.sleep(0.3)
out["read"] = len(papers)
codes = {c.code.key: c.code.id for c in ok(list_codes.sync_detailed(here, client=ana))}
ok(add_code.sync_detailed(here, client=ben, body=NewCode(name="Ben's own")), 201)

for paper in papers:
    ok(assign.sync_detailed(here, paper.id, client=ana, body=Plan(coders=given["people"])))
    text = ok(paper_text.sync_detailed(here, paper.id, client=ana))
    findings = [p for p in text.passages if p.role == "findings" and p.kind == "paragraph"]
    for n, passage in enumerate(findings):
        spot = {"start": passage.start, "end": passage.end}
        ok(add_coding.sync_detailed(here, paper.id, client=ana, body=NewCoding(**spot, code=codes["staying"])), 201)
        if n % 2 == 0:
            ok(add_coding.sync_detailed(here, paper.id, client=ben, body=NewCoding(**spot, code=codes["staying"])), 201)
out["blind"] = [
    sum(c.coder != who for c in ok(paper_codings.sync_detailed(here, papers[0].id, client=who_asks)))
    for who, who_asks in zip(given["people"], (ana, ben), strict=True)
]
out["hidden"] = int(agreement.sync_detailed(here, client=ben).status_code)
for paper in papers:
    for person in (ana, ben):
        ok(set_reading.sync_detailed(here, paper.id, client=person, body=State(state=StateState.DONE)))

differ = ok(list_differences.sync_detailed(here, client=ben))
out["differences"] = len(differ)
for one in differ:
    said = NewAgreed(
        paper=one.paper, start=one.start, end=one.end, code=one.code, value=NewAgreedValue.CODED, memo="It is said."
    )
    ok(agree.sync_detailed(here, client=ben, body=said), 201)
out["left"] = len(ok(list_differences.sync_detailed(here, client=ana, left=True)))
ok(open_project.sync_detailed(here, client=ana))
far = ok(agreement.sync_detailed(here, client=ben))
out["coders"], out["kappa"] = far.coders, far.pairs[0].pooled["cohen_kappa"].value

out["found"] = ok(search.sync_detailed(here, client=ben, q="you do not hurry"))[0].text
column = ok(add_column.sync_detailed(here, client=ana, body=NewColumn(name="Interviews")), 201).id
value = NewValue(value="twice")
first = take_down.sync_detailed(here, papers[0].id, column, client=ana, body=value)
ok(first)
stale = take_down.sync_detailed(here, papers[0].id, column, client=ben, body=NewValue(value="once"), if_match='"other"')
out["stale"] = int(stale.status_code)
again = take_down.sync_detailed(here, papers[0].id, column, client=ben, body=value, if_match=first.headers["etag"])
out["extracted"] = ok(again).value
right = NewCorrection(what=NewCorrectionWhat.TITLE, value="Sitting with strangers, put right")
ok(correct.sync_detailed(here, papers[0].id, client=ben, body=right), 201)
ok(add_memo.sync_detailed(here, client=ben, body=NewMemo(on_kind=NewMemoOnKind.PROJECT, text="Done.")), 201)
nowhere = project.sync_detailed(here + 1000, client=ben)
out["no_project"] = [int(nowhere.status_code), nowhere.parsed.detail]
names = {e.name for e in ok(list_exports.sync_detailed(here, client=ben))}
assert {"codings.csv", "grid.xlsx"} <= names, names
out["codings"] = export.sync_detailed(here, "codings.csv", client=ben).content.decode("utf-8-sig")[:200]
out["grid"] = len(export.sync_detailed(here, "grid.xlsx", client=ben).content)
out["checked"] = ok(check_project.sync_detailed(here, client=ana)).found
out["backup"] = len(back_up.sync_detailed(client=ana).content)
print(json.dumps(out))
