"""Which part of the paper each section is.

What the whole heading says decides; where it names a subject of its own, its place between the parts that are known
decides; and whatever was decided goes down to the sections beneath.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import FINDINGS_ROLES, Document, Role
from thirdorder.nlp.language.headings import core_role, hint_of_title, number, recapitulates, role_of_title
from thirdorder.nlp.sections.node import Node
from thirdorder.nlp.sections.sequence import FULL, STATES, TURN, in_order, is_open, likeliest

_AFTER: frozenset[Role | None] = frozenset({"discussion", "conclusion", "references", "back"})


def assign_roles(document: Document, roots: Sequence[Node]) -> None:
    """Give every section of the tree a role, with its evidence and a confidence; changes the nodes.

    A chapter that reports a study of its own is taken for a paper in the paper.
    """
    studies = [node for node in roots if _reports_study(node)]
    if studies and len(studies) < len(roots):
        for node in studies:
            assign_roles(document, node.children)
            _decide(node, "introduction", "a study of its own", 0.8)
        roots = [node for node in roots if node not in studies]
    for node in roots:
        _own(node)
    _recaps(roots)
    _opening_summary(document, roots)
    _by_place(document, roots)
    # Where a chapter has findings of its own, the chapters round it need none.
    held = any(n.role in FINDINGS_ROLES for study in studies for n in study.children)
    if not held and (any(n.role in FINDINGS_ROLES for n in roots) or not _find_deeper(roots)):
        _by_content(document, roots)
    numbered = _by_number(roots)
    for node in roots:
        _hand_down(node, numbered)


def _reports_study(node: Node) -> bool:
    """Whether a section below a name of its own has the parts of a paper: methods and findings at least."""
    if node.heading is None or node.heading.role is not None or core_role(node.title) is not None:
        return False
    parts = {role_of_title(child.title) for child in node.children}
    return "methods" in parts and bool(parts & FINDINGS_ROLES)


def _decide(node: Node, role: Role | None, evidence: str, confidence: float) -> None:
    node.role, node.evidence, node.confidence = role, evidence, confidence


def _own(node: Node) -> None:
    """The role a section's own heading or markup gives it."""
    if node.heading is None:
        if node.role is None:
            _decide(node, None, "", 0.0)
        return
    marked = node.heading.role
    if marked in ("abstract", "front", "references", "back"):
        _decide(node, marked, "markup" if node.heading.marked else "structured abstract", 1.0)
        return
    named = role_of_title(node.title)
    hinted = hint_of_title(node.title)
    if named is not None:
        _decide(node, named, "heading", 1.0)
    elif marked is not None:
        _decide(node, "findings_discussion" if hinted == "findings_discussion" else marked, "sec-type", 0.95)
    elif hinted is not None:
        _decide(node, hinted, "words of the heading", 0.8)
    else:
        _decide(node, None, "", 0.0)


def _recaps(nodes: Sequence[Node]) -> None:
    """What speaks of the findings once more behind them is or opens a discussion, whatever it is called."""
    seen = False
    for node in nodes:
        if node.role == "findings_discussion" and not (seen and recapitulates(node.title)):
            return
        if seen and node.evidence == "heading" and recapitulates(node.title):
            _decide(node, "discussion", "words of the heading", 0.8)
        seen = seen or (node.role == "findings" and node.evidence == "heading" and not recapitulates(node.title))


def _opening_summary(document: Document, roots: Sequence[Node]) -> None:
    """What a report puts before its own text as its "Key findings" sums it up, as an abstract does."""
    body = [n for n in roots if n.role not in ("front", "abstract", "back", None)]
    first = body[0] if body else None
    if first is None or first.role != "findings" or not recapitulates(first.title):
        return
    at = next(i for i, n in enumerate(roots) if n is first)
    words = [len(document.text[n.start : n.end].split()) for n in roots]
    if len(roots) - at > _MORE and _SUMMED * words[at] < sum(words[at + 1 :]):
        _decide(first, "abstract", "sums up what follows", 0.8)


_MORE, _SUMMED = 3, 4
"""Sections behind a summary, and how much longer than it they are together."""


def _by_place(document: Document, roots: Sequence[Node]) -> None:
    """Sections that name a subject of their own take the role that their place implies."""
    last: Role | None = None
    has_methods = any(n.role == "methods" for n in roots)
    has_headings = any(n.heading is not None and n.role not in ("abstract", "front") for n in roots)
    for i, node in enumerate(roots):
        if node.role is not None and not _out_of_place(node, last, roots[i + 1 :]):
            # A statement on ethics or funding between the methods and the findings ends nothing.
            between = node.role == "back" and _goes_on(document, roots[i + 1 :])
            last = last if between else node.role
            continue
        if node.heading is None:
            role: Role = "front" if last is None and has_headings else "introduction" if has_headings else "other"
            _decide(node, last if last in STATES or last in ("references", "back") else role, "place", 0.6)
            continue
        ahead = {n.role for n in roots[i + 1 :]}
        if last in FINDINGS_ROLES and _sure_of_level(node) and not _slight(roots[:i]):
            _decide(node, "other", "beside findings", 0.5)
        elif last in FINDINGS_ROLES and ahead & (_AFTER | FINDINGS_ROLES):
            _decide(node, last, "between findings and discussion", 0.75)
        elif last in FINDINGS_ROLES:
            _decide(node, last, "after findings", 0.6)
        elif last == "methods" and ahead & FINDINGS_ROLES:
            _decide(node, "methods", "between methods and findings", 0.7)
        elif last in (None, "front", "abstract", "introduction"):
            _decide(node, "introduction" if has_methods else "other", "before methods" if has_methods else "place", 0.6)
        elif last in ("discussion", "conclusion"):
            _decide(node, last, "after discussion", 0.5)
        elif last in ("references", "back"):
            _decide(node, "back", "after references", 0.7)
        else:
            _decide(node, "other", "place", 0.4)


def _goes_on(document: Document, ahead: Sequence[Node]) -> bool:
    """Whether the paper's own text goes on before its references: a named part, or a section of some length."""
    end = next((i for i, n in enumerate(ahead) if n.role == "references"), len(ahead))
    return any(
        n.role in STATES or (n.role is None and len(document.text[n.start : n.end].split()) > FULL) for n in ahead[:end]
    )


def _out_of_place(node: Node, last: Role | None, ahead: Sequence[Node]) -> bool:
    """Whether a heading that only may name a part ("Participants", "Disclosure") stands where it names a subject."""
    if node.heading is None or node.evidence == "markup" or core_role(node.title) is not None:
        return False
    to_come = {core_role(n.title) for n in ahead}
    if last in ("discussion", "conclusion"):
        return node.role in FINDINGS_ROLES  # "Principal findings" opens a discussion
    if last in FINDINGS_ROLES:
        if node.role in (*FINDINGS_ROLES, "references"):
            return False
        elsewhere = node.role in ("methods", "introduction", "abstract", "front")
        return elsewhere or bool(to_come & {"discussion", *FINDINGS_ROLES})
    # "Earlier findings" in the introduction, "Group discussions" in the methods: the named part is still to come.
    return bool(to_come & FINDINGS_ROLES) and node.role in (*FINDINGS_ROLES, "discussion", "conclusion")


def _sure_of_level(node: Node) -> bool:
    return node.heading is not None and (node.heading.marked or node.heading.numbered)


def _slight(roots: Sequence[Node]) -> bool:
    """Whether what is called findings so far is a mere heading or a few lines, so that more must follow."""
    found = [n for n in roots if n.role in FINDINGS_ROLES]
    return sum(n.end - n.start for n in found) < 1500


def _find_deeper(roots: Sequence[Node]) -> bool:
    """Findings named below the top level: "Methods and results" with a part called "Results"."""
    found = False
    for node in roots:
        if node.role in ("abstract", "front", "references", "back", "discussion", "conclusion"):
            continue
        for child in node.children:
            if role_of_title(child.title) in FINDINGS_ROLES or (child.heading and child.heading.role in FINDINGS_ROLES):
                _own(child)
                found = True
    return found


# --- what the text itself says -----------------------------------------------------------------------------------


def _by_content(document: Document, roots: Sequence[Node]) -> None:
    """Sections of a name of their own by what their text says, where a part of the paper is not named.

    The parts follow each other in the usual order; named ones hold their place.
    """
    body = in_order(roots)
    missing = {1, 2, 3} - {state for n in body if not is_open(n) for state in _states(n.role)}
    if not missing or not any(is_open(n) for n in body):
        return
    states = likeliest(document, body, [0.0] * len(body))
    if states is None:
        return
    parts: list[Role] = ["introduction", "methods", "findings", "discussion"]
    last: Role | None = None
    for node, state in zip(body, states, strict=True):
        if is_open(node) and STATES.get(node.role) != state:
            role = parts[state]
            role = last if last is not None and STATES[last] == state else role
            _decide(node, role, f"reads like {_READS[parts[state]]}", 0.65)
        last = node.role if node.role in STATES else last


_READS = {
    "introduction": "an introduction", "methods": "methods", "findings": "findings", "discussion": "a discussion",
}  # fmt: skip


def _states(role: Role | None) -> set[int]:
    """The parts that a named section takes; behind a named conclusion there may still be a discussion to find."""
    if role == "conclusion":
        return set()
    return {2, 3} if role == "findings_discussion" else {STATES[role]} if role in STATES else set()


def raise_parts(document: Document, nodes: Sequence[Node]) -> None:
    """Headings of plain text on the first level where a new part of the paper begins under them.

    Nothing shows how deep such a heading stands, so that one of a name of its own was put below the part before it;
    what its text says decides whether it stands beside it.
    """
    loose = [n.heading is not None and not n.heading.marked and n.heading.style is None for n in nodes]
    if not any(loose):
        return
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        node.end = following.start if following is not None else len(document.text)
        _own(node)
    _recaps(nodes)
    body = in_order(nodes)
    # A number says how deep its heading stands, where its part bears one: "3.2.1" under "3".
    numbers = {number(n.title) for n in nodes if n.heading is not None and n.heading.numbered}
    below = [
        n.level > 1
        and is_open(n)
        and not (n.heading is not None and n.heading.numbered and number(n.title)[:1] in numbers)
        for n in body
    ]
    states = likeliest(document, body, [TURN * b for b in below]) if any(below) else None
    raised = False
    for i, (node, state) in enumerate(zip(body, states or (), strict=False)):
        if not below[i]:
            raised = False
        elif node.role == "introduction" and all(below[: i + 1]):
            node.level = 1  # the first part of the text stands below no abstract
        elif raised or (i and states and state != states[i - 1]):
            node.level, raised = 1, True
    for node in nodes:
        if node.heading is not None:
            _decide(node, node.heading.role, "", 1.0)


def _by_number(roots: Sequence[Node]) -> dict[int, Node]:
    """The main sections by their numbers, where these are a scheme and none comes twice."""
    own = [(number(n.title), n) for n in roots if n.heading is not None and n.heading.numbered]
    first = [(found[0], n) for found, n in own if len(found) == 1]
    return dict(first) if len({n for n, _ in first}) == len(first) else {}


def _hand_down(node: Node, numbered: Mapping[int, Node]) -> None:
    """The role of a section to those below it, but for one that its number puts elsewhere: columns read out of turn."""
    for child in node.children:
        own = number(child.title) if child.heading is not None and child.heading.numbered else ()
        above = numbered.get(own[0]) if len(own) > 1 else None
        if above is not None and above.role != node.role and number(node.title)[:1] not in ((), own[:1]):
            _decide(child, above.role, "by its number", 0.8)
        elif child.role in FINDINGS_ROLES and child.evidence and child.role != node.role:
            pass
        elif (role := _breaks_out(node, child)) is not None:
            _decide(child, role, "heading", 0.9)
        else:
            _decide(child, node.role, "inherited", node.confidence)
        _hand_down(child, numbered)


def _breaks_out(node: Node, child: Node) -> Role | None:
    """The role of back matter that stands, by its level, below a part it does not belong to."""
    if node.role in FINDINGS_ROLES:
        role = core_role(child.title)  # a theme may well be called "Disclosure" or "Notes"
    elif node.role in ("discussion", "conclusion"):
        role = role_of_title(child.title)
    else:
        return None
    return role if role in ("references", "back") else None
