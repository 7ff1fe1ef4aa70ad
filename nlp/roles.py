"""Which part of the paper each section is.

What the whole heading says decides; where it names a subject of its own, its place between the parts that are known
decides; and whatever was decided goes down to the sections beneath.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from thirdorder.nlp.document import FINDINGS_ROLES, Document, Role
from thirdorder.nlp.headings import core_role, fold, hint_of_title, role_of_title

if TYPE_CHECKING:
    from thirdorder.nlp.sections import Node

_AFTER: frozenset[Role | None] = frozenset({"discussion", "conclusion", "references", "back"})
_QUALITATIVE = re.compile(
    r"\b(?:interview(?:s|ed|ees?)|focus groups?|qualitative|thematic analysis|grounded theory|phenomenolog\w+|"
    r"ethnograph\w+|field ?notes?|fieldwork|informants?|participant observation|"
    r"participants? (?:said|described|explained|reported|expressed|felt)|narrative|"
    r"entrevistas?|grupos? foca(?:l|is)|cualitativ[ao]s?|qualitativ[ao]s?|entretiens?|qualitative[rsn]?|interviews?)\b",
    re.IGNORECASE,
)


def assign_roles(document: Document, roots: Sequence[Node]) -> None:
    """Give every section of the tree a role, with its evidence and a confidence; changes the nodes."""
    for node in roots:
        _own(node)
    _by_place(roots)
    if not any(n.role in FINDINGS_ROLES for n in roots):
        deeper = _find_deeper(roots)
        _find_methods(document, roots)
        deeper or _find_thematic(document, roots) or _find_quoting(document, roots)
    else:
        _find_methods(document, roots)
    for node in roots:
        _hand_down(node)


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


def _by_place(roots: Sequence[Node]) -> None:
    """Sections that name a subject of their own take the role that their place implies."""
    last: Role | None = None
    has_methods = any(n.role == "methods" for n in roots)
    has_headings = any(n.heading is not None and n.role not in ("abstract", "front") for n in roots)
    for i, node in enumerate(roots):
        if node.role is not None and not _out_of_place(node, last, roots[i + 1 :]):
            last = node.role
            continue
        if node.heading is None:
            role: Role = "front" if last is None and has_headings else "introduction" if has_headings else "other"
            _decide(node, role, "place", 0.6)
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


def _find_thematic(document: Document, roots: Sequence[Node]) -> bool:
    """A qualitative paper whose findings stand under thematic headings alone, between methods and discussion."""
    named = [i for i, n in enumerate(roots) if n.role == "methods" and not _by_its_place(n)]
    methods = [i for i in named if core_role(roots[i].title)] or named
    after = [i for i, n in enumerate(roots) if n.role in ("discussion", "conclusion")]
    if not methods or not after or not _is_qualitative(document, roots):
        return False
    between = [
        n
        for n in roots[methods[-1] + 1 : after[0]]
        if _by_its_place(n) or n.evidence == "words of the heading" or fold(n.title) in _ANALYSIS
    ]
    for node in between:
        _decide(node, "findings", "thematic headings between methods and discussion", 0.65)
    return bool(between)


_ANALYSIS = frozenset({"analysis", "analyses", "analise", "analises", "analisis", "analyse"})


def _by_its_place(node: Node) -> bool:
    return node.evidence in ("place", "between methods and findings", "before methods", "after discussion")


def _is_qualitative(document: Document, roots: Sequence[Node], enough: int = 10) -> bool:
    text = document.text[roots[0].start : roots[-1].end]
    return len(_QUALITATIVE.findall(text)) >= enough


# --- papers that name no part by its usual name ------------------------------------------------------------------

_SPEAKING = 3
"""Blocks in which people speak from which a section lets them speak; twice as many make a paper that does."""


def _find_quoting(document: Document, roots: Sequence[Node]) -> bool:
    """A qualitative paper without the usual headings, as ethnographies are: its findings are where people speak.

    They reach from the first section of its own name in which participants are quoted or field notes given to the
    last. Such sections behind them, before the back matter, discuss them, where no heading names the discussion.
    """
    free = [i for i, n in enumerate(roots) if n.heading is not None and _by_its_place(n)]
    spoken = {i: _speaking(document, roots[i]) for i in free}
    speaking = [i for i in free if spoken[i] >= _SPEAKING]
    if sum(spoken.values()) < 2 * _SPEAKING or not speaking or not _is_qualitative(document, roots, enough=2):
        return False
    for i in free:
        if speaking[0] <= i <= speaking[-1]:
            _decide(roots[i], "findings", "thematic headings under which people speak", 0.65)
        elif i > speaking[-1] and not any(n.role in ("discussion", "conclusion") for n in roots):
            _decide(roots[i], "discussion", "after findings", 0.5)
    return True


def _speaking(document: Document, node: Node) -> int:
    """The blocks of a section that are quotations or field notes, or quote at length what no reference follows."""
    blocks = [b for b in document.blocks if node.start <= b.start < node.end and b.anchor is None]
    return sum(_speaks(document.text[b.start : b.end], b.kind) for b in blocks)


def _speaks(text: str, kind: str) -> bool:
    if kind == "quote":
        return not _CITED_END.search(text)
    if kind not in ("paragraph", "list"):
        return False
    named = _OPENING_TAG.match(text) or (_CLOSING_TAG.search(text[-120:]) and not _CITED_END.search(text))
    return bool(named or _SPEECH.search(text))


_OPENING_TAG = re.compile(r"\W{0,2}(?:[A-Z]{1,5}[- ]?\d{1,3}|[A-Z][a-z]+ \d{1,3}|\d{1,3})\W{0,2}: ")
_CLOSING_TAG = re.compile(
    r"[.!?…”’\"']\s*(?:[(\[](?!see|fig|tab)[^()\[\]]{2,80}[)\]]\W*|[–—] ?\w[^.–—]{2,60}\.?)$", re.I
)
_CITED_END = re.compile(r"[(\[][^()\[\]]*(?:\b(?:19|20)\d\d[a-z]?\b|\bibid)[^()\[\]]*[)\]]\W*$")
_SPEECH = re.compile(
    r"(?:“[^”]{30,}”|«[^»]{30,}»|(?<!\w)‘[^‘“”]{30,}’(?!\w)|„[^“”]{30,}[“”]|\"[^\"]{30,}\")(?!\W*[(\[]?[^()\[\].]{0,40}\b(?:19|20)\d\d)"
)


def _find_methods(document: Document, roots: Sequence[Node]) -> None:
    """Methods under a name of their own ("Studying a morning"), told by what they say of how the study was made.

    Looked for in a paper in which no heading names methods: before its findings, or before its discussion the first
    section that says much of them and has something after it.
    """
    if any(n.role == "methods" for n in roots):
        return
    known = next((i for i, n in enumerate(roots) if n.role in FINDINGS_ROLES), None)
    end = next((i for i, n in enumerate(roots) if n.role in _AFTER), len(roots)) - 1 if known is None else known
    for node in roots[: max(end, 0)]:
        if node.heading is None or not _by_its_place(node):
            continue
        told = {m.lower()[:6] for m in _MADE.findall(document.text[node.start : node.end])}
        if len(told) >= (_TOLD_MUCH if known is None else _TOLD):
            _decide(node, "methods", "says how the study was made", 0.7)
            if known is None:
                break
        elif known is not None:
            _decide(node, "introduction", "before findings", 0.6)


_TOLD, _TOLD_MUCH = 3, 4
"""Different words of method from which a section is one of methods, where findings are known and where not."""
_MADE = re.compile(
    r"\b(?:(?:I|we) (?:\w+ )?(?:interviewed|recorded|observed|recruited|analy[sz]ed|coded|collected|worked|lived|"
    r"conducted|transcribed|compared)|interviews? (?:were|was|took|lasted)|(?:were|was) (?:interviewed|recruited|"
    r"recorded|transcribed|coded|analy[sz]ed|conducted|collected|sampled|selected|audio-?recorded|held)|"
    r"(?:field ?)?notes were|field ?notes|fieldwork|participant observation|informed consent|consent|anonymi[sz]ed|"
    r"pseudonyms?|names? (?:\w+ ){0,5}(?:changed|choices?)|transcri(?:pts?|ptions?|bed)|ethic(?:s|al)|"
    r"(?:the|our) (?:analysis|interviews|sample|data)|translated|put into English|recorder|recorded|"
    r"interviews|aged (?:between )?\d+|ages \d+|entrevistas|grabad[oa]s?|gravad[oa]s?|transcrit[oa]s?|"
    r"consentimiento|consentimento|pseud[oó]nimos?|entretiens|enregistr\w+|consentement|Interviews? wurden|"
    r"transkribiert|Einwilligung|anonymisiert)\b",
    re.IGNORECASE,
)


def _hand_down(node: Node) -> None:
    for child in node.children:
        if child.role in FINDINGS_ROLES and child.evidence and child.role != node.role:
            pass
        elif (role := _breaks_out(node, child)) is not None:
            _decide(child, role, "heading", 0.9)
        else:
            _decide(child, node.role, "inherited", node.confidence)
        _hand_down(child)


def _breaks_out(node: Node, child: Node) -> Role | None:
    """The role of back matter that stands, by its level, below a part it does not belong to."""
    if node.role in FINDINGS_ROLES:
        role = core_role(child.title)  # a theme may well be called "Disclosure" or "Notes"
    elif node.role in ("discussion", "conclusion"):
        role = role_of_title(child.title)
    else:
        return None
    return role if role in ("references", "back") else None
