"""A heading of a document, and which parts of a paper head it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thirdorder.nlp.document import Role, Style

MAIN: frozenset[Role] = frozenset(
    {"introduction", "methods", "findings", "findings_discussion", "discussion", "conclusion", "references"}
)
# Labels of figures, notes and speakers, which open a line as headings do.
TAG = re.compile(
    r"""^(?:
        (?:fig(?:ure)?|table|box)\.?\s?\d
        | (?:notes?|nb|source|key\s?words?|e-?mail|doi|citation|correspondence|abbreviations?)\s*[:.]
        | (?:participant|interviewee|interviewer|respondent|informant|speaker|question|patient)\s?\d+
        | (?:[qapri]|fgd?|int)\s?\d+\b | (?:[qapri]|interviewer|participant|respondent)\s*:
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it stands, its level from 1, what the markup says it is, and whether it runs into its text.

    `marked` and `numbered` say that its level is certain: by markup, or by the paper's own numbering.
    """

    start: int
    end: int
    title: str
    level: int
    role: Role | None = None
    run_in: bool = False
    style: Style | None = None
    marked: bool = False
    numbered: bool = False


def one_line(text: str) -> str:
    """A heading on one line; the bar that some publishers set between number and title is dropped."""
    return re.sub(r"^(\d+(?:\.\d+)*\.?)\s*[|│]\s*", r"\1 ", re.sub(r"\s+", " ", text).strip())
