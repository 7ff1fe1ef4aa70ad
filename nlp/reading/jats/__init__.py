"""JATS XML (and BMC's older XML) to a `Document`: the publisher's own structure, block by block."""

from __future__ import annotations

from thirdorder.nlp.document import Document, Warning
from thirdorder.nlp.reading.jats.articles import articles_of, first_article, further_articles, parsed
from thirdorder.nlp.reading.jats.bmc import to_jats
from thirdorder.nlp.reading.jats.metadata import metadata
from thirdorder.nlp.reading.jats.walk import Reader, child_of, role_of
from thirdorder.nlp.reading.markup import tag

__all__ = ["further_articles", "read_jats", "role_of"]


def read_jats(data: bytes, name: str) -> Document:
    """Read an article in JATS or BMC XML. Raises `ReadingError` where the bytes hold no article."""
    root, warnings = parsed(data, name)
    article = first_article(root, name)
    if tag(article) == "art":
        article = to_jats(article)
    reader = Reader()
    reader.front(article)
    body = child_of(article, "body")
    if body is not None:
        reader.body = True
        reader.content(body, depth=0)
        reader.body = False
    back = child_of(article, "back")
    if back is not None:
        reader.back(back)
    floats = child_of(article, "floats-group")
    if floats is not None:
        reader.content(floats, depth=0)
    reader.finish()
    more = len(articles_of(root)) - 1
    if more > 0:
        message = (
            f"{name} holds {more} further article{'s' if more > 1 else ''} beside this one, the first: a run reads "
            "each as a paper of its own."
        )
        warnings.append(Warning("further_articles", message, "info"))
    others = sum(1 for e in article if tag(e) in ("sub-article", "response"))
    if others:
        message = f"{name} also holds {others} sub-articles (translations, reviews, letters), which were not read."
        warnings.append(Warning("sub_articles_skipped", message, "info"))
    if body is None:
        warnings.append(Warning("no_body", f"{name} holds no running text: only what stands before the body was read."))
    out = reader.writer
    return out.document(data, name, "jats", metadata(article, out.text), warnings)
