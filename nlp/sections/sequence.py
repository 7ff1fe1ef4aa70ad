"""The parts of a paper in their usual order: the likeliest part of every section that no heading names beyond doubt.

What each section's text reads like, what its heading hints at and where the named parts stand are weighed together,
as log-odds, over the whole sequence: parts never go back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import FINDINGS_ROLES, Document, Role, Span
from thirdorder.nlp.language.headings import closes_discussion, core_role, first_word, hint_of_title, role_of_title
from thirdorder.nlp.sections.node import Node
from thirdorder.nlp.sections.reads_like import part_scores

STATES: dict[Role | None, int] = {
    "introduction": 0, "methods": 1, "findings": 2, "findings_discussion": 2, "discussion": 3, "conclusion": 3,
}  # fmt: skip
_APART: frozenset[Role | None] = frozenset({"abstract", "front", "references", "back"})
_HINTED, _NAMED, _SURE = 2.0, 3.0, 6.0
"""Log-odds that the words of a heading, a whole heading, and one that names findings or what follows them are worth."""
_EARLY = 6.0
"""Log-odds against a part that begins before the heading that names it."""
TURN = 2.0
"""Log-odds against a new part under a heading that may as well stand below the last."""
_BESIDE = 1.5
"""Log-odds against more of the methods in a section that stands beside those named so."""
_CLOSING = 1.5
"""Log-odds against a discussion that begins with what usually closes one: limits, implications, a conclusion."""
_MARGIN = 3.0
"""Log-odds by which a paper must read better with findings than without, where no heading names any."""
FULL, _LOUDEST = 150, 2.5
"""Words at which a section's text is taken at its word, and how much more a longer one may count."""


def in_order(nodes: Sequence[Node]) -> list[Node]:
    """The sections from introduction to conclusion: named ones that break the usual order are passed over."""
    body: list[Node] = []
    highest = 0
    for node in nodes[: _end_of_text(nodes)]:
        if node.role in _APART or (node.heading is None and (body or node.role in (None, "other"))):
            continue
        if not is_open(node):
            if node.role not in STATES or STATES[node.role] < highest:
                continue
            highest = STATES[node.role]
        elif highest >= 2 and node.evidence in ("heading", "beside findings") and _comes_before(node):
            continue  # "Computational details" behind the findings are methods all the same
        body.append(node)
    return body


def _end_of_text(nodes: Sequence[Node]) -> int:
    """Where the paper's own text ends: at its references, or at back matter behind which no part of it is named."""
    last = max((i for i, n in enumerate(nodes) if n.heading is not None and core_role(n.title) in STATES), default=0)
    named = [core_role(n.title) if n.heading is not None else None for n in nodes]
    for i in range(last + 1, len(nodes)):
        if named[i] == "references" or {*named[i : i + 2]} == {"back"}:
            return i
    return len(nodes)


def _comes_before(node: Node) -> bool:
    """Whether a whole heading names what usually comes before the findings."""
    return role_of_title(node.title) in ("introduction", "methods")


def is_open(node: Node) -> bool:
    """Whether a section's role is open to what its text says: nothing names it beyond doubt.

    A whole heading that names findings ("Analysis and discussion") is no doubt; "Participants" and "Limitations" are.
    """
    if node.heading is None or (node.evidence == "heading" and node.role in FINDINGS_ROLES):
        return False
    if node.evidence == "heading":
        return node.role not in (core_role(node.title), core_role(first_word(node.title)))
    return node.evidence in _GUESSED


_GUESSED = frozenset({
    "", "place", "before methods", "between methods and findings", "between findings and discussion", "after findings",
    "beside findings", "after discussion", "words of the heading",
})  # fmt: skip


def likeliest(document: Document, body: Sequence[Node], turns: Sequence[float]) -> list[int] | None:
    """The likeliest part of each section in order; `turns` is what it costs a section to begin a new part.

    None where no part but an introduction is there to be found.
    """
    scores = part_scores(document, [Span(_text_start(n), n.end) for n in body], Span(body[0].start, body[-1].end))
    merged = any(n.role == "findings_discussion" for n in body)
    for i, node in enumerate(body):
        words = len(document.text[_text_start(node) : node.end].split())
        scores[i] *= min(_LOUDEST, (words / FULL) ** 0.5)
        if not is_open(node):
            scores[i] = np.where(np.arange(4) == STATES[node.role], 0.0, -np.inf)
            continue
        role, hint = role_of_title(node.title), hint_of_title(node.title)
        if merged:
            scores[i, 3] -= _EARLY
        if role in STATES:
            scores[i, STATES[role]] += _SURE if STATES[role] >= 2 else _NAMED
        elif hint in STATES:
            scores[i, STATES[hint]] += _HINTED
        elif turns[i] == 0.0 and any(core_role(n.title) == "methods" for n in body[:i]):
            scores[i, 1] -= _BESIDE
        for part in ("methods", "findings", "discussion"):
            if any(n.role == part and not is_open(n) for n in body[i + 1 :]):
                scores[i, STATES[part]] -= _EARLY
    closing = [0.0 if merged else _CLOSING * closes_discussion(n.title) for n in body]
    best, path = _best(scores, turns, closing)
    named = any(n.role in FINDINGS_ROLES and not is_open(n) for n in body)
    if not named and 2 in path:
        without = scores.copy()
        without[:, 2] = -np.inf
        other, other_path = _best(without, turns, closing)
        if best - other < (_BESIDE if _enclosed(body) else _MARGIN):
            path = other_path
    return path if {1, 2, 3} & set(path) else None


def _enclosed(body: Sequence[Node]) -> bool:
    """Whether sections of their own name stand between named methods and a named discussion, as findings would."""
    named = [0 if is_open(n) else STATES[n.role] for n in body]
    first, last = named.index(1) if 1 in named else len(named), named.index(3) if 3 in named else 0
    return any(is_open(n) for n in body[first:last])


def _best(scores: NDArray[np.float64], turns: Sequence[float], closing: Sequence[float]) -> tuple[float, list[int]]:
    """The best sum of scores along parts that never go back, and the parts; `closing` is the cost of a discussion that
    begins with this section."""
    total = scores[0].copy()
    came: list[list[int]] = []
    for row, turn, late in zip(scores[1:], turns[1:], closing[1:], strict=True):
        begun = (turn, turn, turn, turn + late)
        options = [[total[a] - (begun[b] if a != b else 0.0) for a in range(b + 1)] for b in range(4)]
        came.append([int(np.argmax(o)) for o in options])
        total = row + np.array([max(o) for o in options])
    path = [int(np.argmax(total))]
    for back in reversed(came):
        path.append(back[path[-1]])
    return float(total.max()), path[::-1]


def _text_start(node: Node) -> int:
    return node.heading.end if node.heading is not None else node.start
