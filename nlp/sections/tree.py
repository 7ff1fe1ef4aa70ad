"""The sections of a paper as a tree with roles, and where its findings are.

One way for PDF, JATS and plain text. Headings make the tree; what a heading says, else where it stands, makes the
role; the role goes down to all that stands beneath. The evidence for each role is kept beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from thirdorder.nlp.document import (
    FINDINGS_ROLES,
    Block,
    Document,
    FindingsStatus,
    Role,
    Section,
    Span,
    Warning,
    span_id,
)
from thirdorder.nlp.language.headings import core_role, number, role_of_title
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.sections.node import Node
from thirdorder.nlp.sections.outline import MAIN, Heading, deep, find_headings, run_in_headings
from thirdorder.nlp.sections.roles import assign_roles, raise_parts

_NO_RUN_INS: frozenset[Role] = frozenset({"front", "abstract", "back", "references"})


def find_sections(document: Document) -> tuple[tuple[Section, ...], FindingsStatus, tuple[Warning, ...]]:
    """The sections in reading order, whether findings were found, and warnings about what is uncertain."""
    running = _running_end(document)
    nodes = _tree(document, running)
    roots = [node for node in nodes if node.parent is None]
    assign_roles(document, roots)
    nodes = _with_run_ins(document, nodes)
    sections = [*_sections(document, nodes), *_float_sections(document, nodes, running)]
    status = _status(sections)
    return tuple(sections), status, tuple(_warnings(document, sections, status))


# --- the tree ----------------------------------------------------------------------------------------------------


def _running_end(document: Document) -> int:
    """Where running text ends and the floats begin."""
    return next((b.start for b in document.blocks if b.anchor is not None), len(document.text))


def _tree(document: Document, end: int) -> list[Node]:
    """Every section of the running text in order: one for each heading, one for each stretch that needs none."""
    headings = find_headings(document)
    nodes: list[Node] = []
    for block in document.blocks:
        if block.anchor is not None:
            break
        own = [h for h in headings if block.start <= h.start < block.end]
        for heading in own:
            if heading.marked and heading.level > 1 and _leaves(nodes, block):
                nodes.append(Node(block.start, 1, None, block.role, "markup"))
            nodes.append(Node(heading.start, heading.level, heading, heading.role))
        if not own and (not nodes or _leaves(nodes, block)):
            nodes.append(Node(block.start, 1, None, block.role, "markup" if block.role else ""))
    nodes = _with_untitled_introduction(document, _with_resumed_introduction(document, nodes))
    if nodes:
        nodes[0].start = 0
    raise_parts(document, nodes)
    _link(nodes, end)
    return nodes


def _with_resumed_introduction(document: Document, nodes: list[Node]) -> list[Node]:
    """Where a page prints "Introduction" in the column beside the abstract, the text below the abstract is its own.

    Such a heading comes with no text, straight before that of the abstract; its text comes after the keywords, or
    from the middle of a sentence.
    """
    for i in range(len(nodes) - 1):
        first, second = nodes[i].heading, nodes[i + 1].heading
        if first is None or second is None or core_role(first.title) != "introduction" or first.marked:
            continue
        if role_of_title(second.title) != "abstract" or document.text[first.end : second.start].strip():
            continue
        inside = [n for n in nodes[i + 2 :] if n.role != "abstract" and core_role(n.title) in MAIN]
        end = inside[0].start if inside else len(document.text)
        start = _resumes(document, second.end, end)
        if start is not None:
            at = next((k for k, n in enumerate(nodes) if n.start > start), len(nodes))
            return [
                *nodes[:at],
                Node(start, 1, None, "introduction", "continues beside the abstract", 0.7),
                *nodes[at:],
            ]
    return nodes


def _with_untitled_introduction(document: Document, nodes: list[Node]) -> list[Node]:
    """Where a page runs from an abstract without a heading into a text without one, that text is the introduction: what
    follows the keywords, or what is set as the rest of the paper is and the abstract is not."""
    if len(nodes) < 2 or nodes[0].heading is not None or nodes[0].role not in (None, "front"):
        return nodes
    first = nodes[1].heading
    named = {core_role(n.title) for n in nodes if n.heading is not None}
    if first is None or first.marked or named & {"introduction", "abstract"}:
        return nodes
    if core_role(first.title) not in ("methods", "findings", "findings_discussion"):
        return nodes
    start = _untitled(document, first.start)
    return (
        nodes
        if start is None
        else [nodes[0], Node(start, 1, None, "introduction", "before the first heading", 0.7), *nodes[1:]]
    )


def _untitled(document: Document, end: int) -> int | None:
    """Where the introduction begins among the long paragraphs before `end`, if that can be told."""
    running = [b for b in document.blocks if b.kind == "paragraph" and b.anchor is None and b.style is not None]
    sizes: Counter[tuple[float, str]] = Counter()
    for b in running:
        if b.start > end and b.style is not None:
            sizes[b.style.size, b.style.font] += b.end - b.start
    usual = max(sizes, key=sizes.__getitem__, default=None)
    keywords = other = False
    for b in running:
        if b.start >= end or b.style is None:
            break
        text = document.text[b.start : b.end]
        keywords = keywords or _KEYWORDS.match(text) is not None
        if _KEYWORDS.match(text) or len(text.split()) < _LONG:
            continue
        if keywords or (other and (b.style.size, b.style.font) == usual):
            return b.start
        other = other or (b.style.size, b.style.font) != usual
    return None


_LONG = 40
"""Words from which a paragraph is of an abstract or a text."""


def _resumes(document: Document, start: int, end: int) -> int | None:
    keywords = False
    for block in document.blocks:
        if not start <= block.start < end or block.kind == "heading" or block.anchor is not None:
            continue
        text = document.text[block.start : block.end]
        label = _KEYWORDS.match(text)
        if text[:1].islower() and not keywords:
            return block.start
        if keywords and not label:
            return block.start
        if label and len(text.split()) > 3:
            keywords = True
        elif label:
            end_of_words = next((b for b in document.blocks if b.start > block.start), None)
            start = end_of_words.end if end_of_words is not None else end
            keywords = True
    return None


_KEYWORDS = re.compile(printed("keywords"), re.IGNORECASE)


def _leaves(nodes: list[Node], block: Block) -> bool:
    """Whether a block is marked as standing in another part than the section before it."""
    if not nodes:
        return block.role is not None
    top = next(node for node in reversed(nodes) if node.level == 1 or node is nodes[0])
    fixed: frozenset[Role | None] = frozenset({"front", "abstract", "references", "back"})
    if block.role is None:
        return top.role in fixed and (top.heading is None or top.heading.marked)
    untitled = block.kind != "heading" or (block.level or 0) > 1  # a section that has its part's name but no title
    return block.role != top.role and (block.role in fixed or untitled)


def _link(nodes: Sequence[Node], end: int) -> None:
    """Parents, children and ends by level; levels that skip are drawn together."""
    open_nodes: list[Node] = []
    for node in nodes:
        while open_nodes and (open_nodes[-1].level >= node.level or _is_front(open_nodes[-1])):
            open_nodes.pop().end = node.start
        node.parent = open_nodes[-1] if open_nodes else None
        if node.parent is not None:
            node.parent.children.append(node)
        open_nodes.append(node)
    for node in open_nodes:
        node.end = end
    for node in nodes:
        node.level = node.parent.level + 1 if node.parent is not None else 1


def _is_front(node: Node) -> bool:
    """A stretch before the first heading, below which nothing hangs, however deep the first heading is said to be."""
    return node.heading is None and node.role in (None, "front")


def _with_run_ins(document: Document, nodes: Sequence[Node]) -> list[Node]:
    """The same sections, those whose own paragraphs open with run-in headings divided by them."""
    leads = run_in_headings(document)
    complete: list[Node] = []
    for node in nodes:
        complete.append(node)
        marked = node.heading.marked if node.heading is not None else node.evidence == "markup"
        if (
            (node.heading is None and not marked)
            or node.role in _NO_RUN_INS
            or (marked and node.role not in FINDINGS_ROLES)
        ):
            continue  # where markup divides the paper, a lead in bold is no section, unless it may be a theme
        end = node.children[0].start if node.children else node.end
        own = [h for h in leads if (node.heading.end if node.heading else node.start) <= h.start < end]
        if own and node.parent is not None and not node.children and _next_number(node, own[0]):
            complete += _beside(node, [_run_in_node(node, heading, end) for heading in own])
            continue
        if not own or (len(own) + sum(h.start >= end for h in leads) < 2 and not deep(own[0])):
            continue
        children = [_run_in_node(node, heading, end) for heading in own]
        _nest(node, children)
        complete += children
    return complete


def _run_in_node(node: Node, heading: Heading, end: int) -> Node:
    named = core_role(heading.title) if node.role in FINDINGS_ROLES else role_of_title(heading.title)
    role = named if named == "back" else node.role  # "Acknowledgments: We thank" under the last part of the text
    return Node(heading.start, heading.level, heading, role, "run-in heading", node.confidence, end=end)


def _next_number(node: Node, lead: Heading) -> bool:
    """Whether a run-in heading bears the number after that of a heading that stands alone: "3) …", then "4) …: We"."""
    before, after = number(node.title), number(lead.title)
    return len(before) == len(after) == 1 and after[0] == before[0] + 1


def _beside(node: Node, siblings: list[Node]) -> list[Node]:
    """Hang run-in sections beside the one in whose text they were found."""
    assert node.parent is not None
    at = node.parent.children.index(node) + 1
    for before, sibling in pairwise((node, *siblings)):
        before.end, sibling.parent, sibling.level = sibling.start, node.parent, node.level
    node.parent.children[at:at] = siblings
    return siblings


def _nest(parent: Node, children: Sequence[Node]) -> None:
    """Hang run-in sections below their section, and below each other where their numbers say so."""
    open_nodes: list[Node] = []
    top: list[Node] = []
    for child in children:
        while open_nodes and open_nodes[-1].level >= child.level:
            open_nodes.pop().end = child.start
        child.parent = open_nodes[-1] if open_nodes else parent
        (child.parent.children if open_nodes else top).append(child)
        open_nodes.append(child)
    for child in children:
        assert child.parent is not None
        child.level = child.parent.level + 1
    parent.children[:0] = top


# --- values ------------------------------------------------------------------------------------------------------


def _sections(document: Document, nodes: Sequence[Node]) -> Iterator[Section]:
    ids: dict[int, str] = {}
    for node in nodes:
        # A parent may begin where its first child does; the level keeps their ids apart.
        section_id = span_id(document.id, "s", node.start, node.end)
        while section_id in ids.values():
            section_id += f".{node.level}"
        ids[id(node)] = section_id
        span = Span(node.start, node.end)
        yield Section(
            id=section_id,
            parent=ids[id(node.parent)] if node.parent is not None else None,
            level=node.level,
            title=node.title,
            role=node.role or "other",
            start=node.start,
            end=node.end,
            page=document.page(span),
            evidence=node.evidence,
            confidence=round(node.confidence, 3),
            heading=Span(node.heading.start, node.heading.end) if node.heading is not None else None,
        )


def _float_sections(document: Document, nodes: Sequence[Node], running: int) -> Iterator[Section]:
    """Tables, captions and notes: neighbours anchored in one role share a section."""
    floats = [b for b in document.blocks if b.start >= running]
    groups: list[tuple[Role, int, int]] = []
    for block in floats:
        role = _role_at(nodes, block)
        if groups and groups[-1][0] == role:
            groups[-1] = (role, groups[-1][1], block.start)
        else:
            groups.append((role, block.start, block.start))
    for i, (role, start, _) in enumerate(groups):
        end = groups[i + 1][1] if i + 1 < len(groups) else len(document.text)
        yield Section(
            id=span_id(document.id, "s", start, end),
            parent=None,
            level=1,
            title="",
            role=role,
            start=start,
            end=end,
            page=document.page(Span(start, end)),
            evidence="float",
        )


def _role_at(nodes: Sequence[Node], block: Block) -> Role:
    if block.role is not None:
        return block.role
    anchor = block.anchor or 0
    holding = [n for n in nodes if n.start <= anchor < n.end]
    node = max(holding, key=lambda n: n.level, default=nodes[-1] if nodes else None)
    return (node.role if node is not None else None) or "other"


def _status(sections: Sequence[Section]) -> FindingsStatus:
    roles = {s.role for s in sections if s.evidence != "float"}
    if "findings" in roles:
        return "found"
    return "merged_with_discussion" if "findings_discussion" in roles else "not_found"


def _warnings(document: Document, sections: Sequence[Section], status: FindingsStatus) -> Iterator[Warning]:
    if status == "not_found":
        message = f"{document.source}: no findings section was found; nothing of this paper enters the synthesis."
        yield Warning("findings_not_found", message)
    unsure = [s for s in sections if s.role in FINDINGS_ROLES and s.confidence < 0.7 and s.parent is None]
    if unsure and status != "not_found":
        named = ", ".join(f"“{s.title}”" for s in unsure if s.title) or "a stretch without heading"
        message = f"{document.source}: taken for findings by place ({unsure[0].evidence}), not by name: {named}."
        yield Warning("findings_uncertain", message, page=unsure[0].page)
