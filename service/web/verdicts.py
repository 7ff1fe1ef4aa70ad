"""What people said of a language model's themes: memos that begin with a verdict."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from thirdorder.service.store import blinding
from thirdorder.service.store.values import Memo
from thirdorder.service.web.security import Here

VERDICTS = {"holds": "It holds", "partly": "It holds in part", "not": "It does not hold"}
"""How a memo with a verdict on a language model's theme begins; what follows is why."""


def verdicts(session: Session, here: Here) -> Counter[str]:
    """How often people, as far as one may see them, said what of its themes: the latest word of each on each."""
    latest = {(m.on_id, m.author): m for m in notes(session, here)}
    return Counter(word for m in latest.values() for word in (m.text.partition(":")[0],) if word in VERDICTS.values())


def notes(session: Session, here: Here) -> list[Memo]:
    """The memos on its themes that one may see, with or without a verdict."""
    seen = blinding.visible_memos(session, here.project, here.who, "theme")
    return [m for m in seen if m.on_id.startswith("model:")]


def theme_key(theme: str) -> str:
    """What a memo on a language model's theme says it stands on."""
    return f"model:{theme}"
