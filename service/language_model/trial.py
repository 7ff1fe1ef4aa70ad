"""One short question to a server, before a long run: does it answer, in the shape asked for, with words of the text?"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from thirdorder.nlp.document import Construct, Document, Paper, Passage, digest
from thirdorder.nlp.language_model.claims import Material, questions
from thirdorder.nlp.language_model.questions import understood
from thirdorder.nlp.language_model.verbatim import found
from thirdorder.service.language_model.client import Client
from thirdorder.service.language_model.endpoint import Server
from thirdorder.service.language_model.replies import Replies

HEADING = "Being listened to"
TEXT = (
    "The companions said that being listened to was help in itself. They held back advice and let people finish,"
    " and they were thanked for their silence."
)
"""An invented text, so that nothing leaves this computer that is anybody's."""
MOST = 300


@dataclass(frozen=True)
class Trial:
    """How a server did: seconds, why its answer is no use (if so), the claim, how many of its sentences stand in the
    text and how many do not, and what the server calls itself."""

    seconds: float
    problem: str
    claim: str
    stand: int
    invented: int
    answered_by: str


def trial(to: Server) -> Trial:
    """Ask for the claim of a text of two sentences, once; nothing is kept."""
    paper, passage = _paper()
    construct = Construct("", None, HEADING, "topic", 1.0, (), (), (passage.id,))
    asked = replace(questions([Material(paper, construct, (passage,))])[0], most=MOST)
    with tempfile.TemporaryDirectory() as folder:
        client = Client(to, Replies(Path(folder)), say=lambda _: None)
        began = time.monotonic()
        (reply,) = client.ask("trial", [asked])
        seconds = time.monotonic() - began
        trace = client.trace()
    answer, problem = understood(asked, reply)
    names = ", ".join(" ".join(part for part in one if part) for one in trace.answered_by)
    if answer is None:
        return Trial(seconds, client.failure if problem == "unanswered" else problem, "", 0, 0, names)
    places, lost = found(paper, answer.sentences, (passage,))
    return Trial(seconds, "", answer.claim, len(places), len(lost), names)


def _paper() -> tuple[Paper, Passage]:
    sha = digest(TEXT.encode())
    passage = Passage(f"{sha[:16]}:p0-{len(TEXT)}", "", "findings", "paragraph", 0, len(TEXT))
    document = Document(sha, "trial", "text", TEXT, (), 1)
    return Paper(document, (), (passage,), ()), passage
