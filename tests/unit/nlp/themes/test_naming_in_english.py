"""Names of themes made from sentences, and the phrases they are made from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import numpy as np

from thirdorder.models import HashingEncoder
from thirdorder.nlp.document import Construct, Document, Evidence, Metadata, Paper, Passage, digest
from thirdorder.nlp.language.phrases import words
from thirdorder.nlp.review import Member, Study, Theme
from thirdorder.nlp.themes.naming.by_words import label_key
from thirdorder.nlp.themes.naming.in_english import name_in_english
from thirdorder.nlp.themes.naming.noun_phrases import about_people, english_phrases
from thirdorder.nlp.vectors import Vectors, encode

SECRETS = (
    "Carrying other people's secrets was heavy, and the heavy secrets went home with Mary.",
    "The volunteers spoke of carrying heavy secrets for a long time.",
    "Heavy secrets kept the supporters awake.",
)
ROLE = (
    "Unclear role boundaries made the work hard in Malawi.",
    "There were no role boundaries, and unclear role boundaries wore people out.",
    "She said that role boundaries were drawn by nobody.",
)


def paper(texts: Sequence[str], name: str, label: str = "", language: str = "en") -> Paper:
    text = "\n".join(texts)
    ends = np.cumsum([len(t) + 1 for t in texts])
    passages = tuple(
        Passage(f"{name}{i}", "s", "findings", "paragraph", int(end) - 1 - len(t), int(end) - 1)
        for i, (t, end) in enumerate(zip(texts, ends, strict=True))
    )
    ids = tuple(p.id for p in passages[:2])
    evidence = (Evidence("heading", 0, 1),)
    constructs = (Construct(f"c{name}", None, label, "interpretive_claim", 0.9, evidence, (), ids),) if label else ()
    document = Document(digest(text.encode()), name, "text", text, (), 1, Metadata(language=language))
    return Paper(document, (), passages, constructs)


def named(papers: Sequence[Paper], groups: Sequence[Sequence[str]]) -> tuple[Theme, ...]:
    constructs = tuple(c.id for p in papers for c in p.constructs)
    studies = tuple(p.id for p in papers)
    themes = [
        Theme(f"t{i}", f"Present {i}", ("secrets", "role"), constructs, tuple(Member(p, 0.9) for p in group), studies)
        for i, group in enumerate(groups)
    ]
    encoder = HashingEncoder()
    rows = [(p.id, paper.quote(p)) for paper in papers for p in paper.findings]
    vectors = dict(zip([i for i, _ in rows], encode([t for _, t in rows], encoder), strict=True))

    def vectors_of(texts: Sequence[str]) -> Vectors:
        return encode(texts, encoder)

    return name_in_english(themes, papers, [Study(p.id, (p.id,)) for p in papers], vectors, vectors_of)


def test_phrases_are_nouns_and_gerunds_without_names_times_or_determiners() -> None:
    (found,) = english_phrases(
        ["Being needed and carrying other people's secrets gave them a strong sense of purpose in Malawi last week."]
    )
    assert "Being needed" in found
    assert "carrying other people's secrets" in found
    assert "strong sense of purpose" in found
    assert not any("Malawi" in p or "week" in p or p.startswith(("a ", "the ")) for p in found)


def test_phrases_about_people_are_told_from_phrases_about_what_they_do() -> None:
    assert about_people("Rural women")
    assert about_people("Woman of her age")
    assert not about_people("Women's rights")


def test_names_are_phrases_that_several_studies_use_and_every_word_stands_in_the_theme() -> None:
    papers = [paper((SECRETS[i], ROLE[i]), name) for i, name in enumerate("abc")]
    secrets, role = named(papers, [["a0", "b0", "c0"], ["a1", "b1", "c1"]])
    assert "secrets" in words(secrets.label)
    assert len(words(secrets.label)) > 1
    assert "boundaries" in words(role.label)
    for theme, texts in ((secrets, SECRETS), (role, ROLE)):
        assert set(words(theme.label)) <= {w for t in texts for w in words(t)}


def test_a_detail_of_one_study_does_not_name_a_theme_of_several() -> None:
    own = ("A purple umbrella stood for it.", "Nobody spoke of purple umbrellas.", "It rained.", "Rain fell.")
    papers = [
        paper((f"They feared the night visits. {own[i]}", "The food was cold and the soup was thin."), name)
        for i, name in enumerate("abcd")
    ]
    theme, _ = named(papers, [["a0", "b0", "c0", "d0"], ["a1", "b1", "c1", "d1"]])
    assert label_key(theme.label) == label_key("Night visits")


def test_an_authors_interpretive_label_names_its_theme() -> None:
    papers = [paper(SECRETS[:2], "a", label="Carrying heavy secrets"), paper(SECRETS[2:], "b")]
    (theme,) = named(papers, [["a0", "a1", "b0"]])
    assert theme.label == "Carrying heavy secrets"


def test_no_two_names_are_alike() -> None:
    papers = [paper(SECRETS, "a"), paper(SECRETS, "b")]
    labels = [t.label for t in named(papers, [["a0", "a1", "b0"], ["a2", "b1", "b2"], ["a0", "b2"]])]
    assert len({label_key(label) for label in labels}) == 3


def test_themes_in_another_language_keep_their_names() -> None:
    papers = [paper(("Os segredos pesam muito.", "Os limites do papel."), "a", language="pt")]
    (theme,) = named(papers, [["a0", "a1"]])
    assert theme.label == "Present 0"


def test_finding_themes_needs_no_parser() -> None:
    code = "import sys, thirdorder.nlp.themes, thirdorder.nlp.pipeline; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
