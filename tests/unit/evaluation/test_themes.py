"""Themes beside readings: what equals a reading scores 1, what is shuffled about 0, keys name sections by number."""

from __future__ import annotations

import json

import numpy as np
import pytest

from thirdorder.evaluation.themes import Offered, OfModel, ReadingsError, read_reading, score_themes
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.review import Member, Theme

BODY = "".join(
    f"<sec><title>{title}</title><p>{text} It was said by all of those who were asked, each in words of their own, "
    "and none of them wished to leave it at that.</p></sec>"
    for title, text in (
        ("Being heard", "To be heard was a relief after years of waiting."),
        ("Paying the price", "The price was paid by families and by neighbours."),
    )
)
JATS = """<article><front><article-meta><title-group><article-title>Invented {n}</article-title></title-group>
<abstract><p>Nothing much.</p></abstract></article-meta></front><body><sec><title>Background</title><p>Why.</p></sec>
<sec><title>Findings</title>{body}</sec></body></article>"""


@pytest.fixture
def papers() -> dict[str, Paper]:
    read = [parse(JATS.format(n=n, body=BODY).encode(), f"study{n}/paper.xml") for n in range(3)]
    return {p.id: p for p in read}


def reading(name: str, *, paid: str = "B") -> bytes:
    constructs = {}
    for n in range(3):
        others = [m for m in range(3) if m != n]
        constructs[f"study{n}#2"] = {"primary": "A", "counterparts": [f"study{m}#2" for m in others]}
        constructs[f"study{n}#3"] = {"primary": paid, "counterparts": [f"study{m}#3" for m in others]}
        constructs[f"study{n}#0"] = {"primary": "none", "counterparts": []}
    pairs = [{"a": "study0#2", "b": "study1#3"}]
    return json.dumps({"name": name, "constructs": constructs, "discordant": pairs}).encode()


def test_themes_that_equal_the_readings_reach_one_and_shuffled_ones_do_not(papers: dict[str, Paper]) -> None:
    vectors, themes, offered, first = {}, [], {}, []
    for k in range(2):
        members = []
        for paper in papers.values():
            construct = paper.constructs[k]
            offered[construct.id] = [p.constructs[k].id for p in papers.values() if p is not paper]
            members += [Member(p, 1.0) for p in construct.passages]
            vectors |= {p: np.eye(2, 4, dtype=np.float32)[k] for p in construct.passages}
            first.append(construct.passages[0])
        themes.append(Theme(f"t-{k}", "", (), (), tuple(members), tuple(papers)))
    pair = [(first[0], first[4])]  # the first paper's first construct, the second's second
    readings = [read_reading(reading(n), n) for n in ("A.json", "B.json")]
    found = score_themes(papers, themes, vectors, offered, pair, readings)
    assert (found.constructs, found.found) == (6, 6)
    assert found.likeness["machine and A.json"].ami == 1.0
    assert found.likeness["machine and A.json"].pair_f1 == 1.0
    assert found.likeness["Ward over passage means"].ami == 1.0
    assert abs(found.likeness["machine's themes shuffled"].ami) < 0.15
    assert found.likeness["one theme a paper"].pair_f1 == 0.0
    assert found.counterparts == {1: 1.0, 3: 1.0}
    assert found.contradictions == (1, 1)


def test_a_language_model_stands_beside_the_machine_and_is_scored_by_its_own_constructs(
    papers: dict[str, Paper],
) -> None:
    readings = [read_reading(reading(n), n) for n in ("A.json", "B.json")]
    own = list(papers.values())
    theme = {p.constructs[k].id: f"l-{k}" for k in range(2) for p in own}
    others = {
        p.constructs[k].id: [q.constructs[k].id for q in own if q is not p][:1] for k in range(2) for p in own
    }  # fmt: skip
    pair = (own[0].constructs[0].passages[0], own[1].constructs[1].passages[0])
    model = OfModel("llm:m", theme, others, [pair])
    found = score_themes(papers, (), {}, {}, (), readings, models=[model])
    assert (found.likeness["llm:m and A.json"].ami, found.likeness["machine and A.json"].ami) == (1.0, 0.0)
    assert abs(found.likeness["llm:m's themes shuffled"].ami) < 0.15
    assert found.models == {"llm:m": Offered({1: 1.0, 3: 1.0}, (1, 1))}
    assert found.counterparts == {1: 0.0, 3: 0.0}
    fewer = score_themes(papers, (), {}, {}, (), readings, models=[OfModel("llm:m", None, others, None)])
    assert fewer.models == {"llm:m": Offered({1: 1.0, 3: 1.0}, None)}
    assert not any("llm" in name for name in fewer.likeness)
    alone = score_themes(papers, (), {}, {}, (), readings)
    assert "models" not in alone.to_dict()
    assert not any("llm" in name for name in alone.likeness)


@pytest.mark.parametrize("key", ["nobody#1", "study0#99"])
def test_a_key_that_names_nothing_is_refused(papers: dict[str, Paper], key: str) -> None:
    data = json.dumps({"constructs": {key: {"primary": "A"}}}).encode()
    readings = [read_reading(data, "A.json"), read_reading(data, "B.json")]
    with pytest.raises(ReadingsError, match=key.partition("#")[0]):
        score_themes(papers, (), {}, {}, (), readings)


def test_what_is_no_reading_is_refused_with_its_shape() -> None:
    with pytest.raises(ReadingsError, match="constructs"):
        read_reading(b"[]", "notes.json")
