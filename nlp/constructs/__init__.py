"""The authors' own themes in one paper: read where they name them, found from the words where they do not.

Theme headings make a tree; sentences and tables that list themes add evidence to it; stretches of findings that
nothing names are divided in reading order. Leaf constructs share out the qualitative findings between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from thirdorder.nlp.constructs.assembly import Draft, drafts_from_headings, finished, named_by
from thirdorder.nlp.constructs.regions import drafts_from_words
from thirdorder.nlp.constructs.segmentation import SHIPPED, BoundaryModel
from thirdorder.nlp.constructs.statements import find_listings
from thirdorder.nlp.constructs.tables import find_theme_tables
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Construct, Document, Passage, Section

__all__ = ["find_constructs"]


def find_constructs(
    document: Document,
    sections: Sequence[Section],
    passages: Sequence[Passage],
    model: BoundaryModel = SHIPPED,
) -> tuple[Construct, ...]:
    """The constructs of a paper in reading order, parents before their children.

    `passages` carry their voices. Everything is read from the words: vectors, where they were tried, did not divide
    unnamed stretches better. Sample descriptions, lead-ins and quantitative passages belong to no construct; a
    section of statistics alone is a construct of kind "topic" without passages.
    """
    findings = [p for p in passages if p.role in FINDINGS_ROLES and p.kind in RUNNING_KINDS]
    listings = [*find_listings(document, passages), *find_theme_tables(document, passages)]
    drafts: list[Draft] = []
    for draft, region in drafts_from_headings(document, sections, findings):
        if draft is not None:
            drafts.append(draft)
        else:
            drafts.extend(drafts_from_words(document, region, passages, listings, model))
    named_by(drafts, listings, document.metadata.language or "en")
    return finished(document, drafts)
