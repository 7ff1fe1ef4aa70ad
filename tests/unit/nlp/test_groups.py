"""Whose experience it is. Every passage here is invented for the test."""

from __future__ import annotations

import pytest

from thirdorder.nlp.document import Group, Passage, Voice
from thirdorder.nlp.language.people import counts_as, group_named, people_in
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.relevance import narrower, suggest_by_group, wanted_groups
from thirdorder.nlp.voices.subjects import announced, subject


@pytest.mark.parametrize(
    ("words", "language", "group"),
    [
        ("two experienced community health-care workers", "en", "community health worker"),
        ("Midwife, rural clinic", "en", "midwife"),
        ("25 year-old mother", "en", "mother"),
        ("Peer Support Worker 3", "en", "peer support worker"),
        ("one teacher informant", "en", "teacher"),
        ("Enfermeira 3", "pt", "nurse"),
        ("Partera 2, zona rural", "es", "midwife"),
        ("Infirmière, 34 ans", "fr", "nurse"),
        ("Hebamme, 45 J.", "de", "midwife"),
    ],
)
def test_people_are_named_in_the_singular_and_in_english(words: str, language: str, group: str) -> None:
    assert [p.group for p in people_in(words, language)] == [group]


@pytest.mark.parametrize(
    "words", ["patient safety", "peer review", "maternal and child health", "professional experience"]
)
def test_words_that_only_describe_are_nobody(words: str) -> None:
    assert people_in(words) == ()


def test_those_who_only_took_part_have_no_group() -> None:
    assert [p.group for p in people_in("one participant and another respondent")] == ["", ""]


@pytest.mark.parametrize(
    ("sentence", "group"),
    [
        ("Midwives described the nights as endless.", "midwife"),
        ("Most of the younger mothers, who lived far away, felt forgotten.", "mother"),
        ("According to one nurse, nobody came.", "nurse"),
        ("Mothers said that midwives told them to wait.", "mother"),
        ("They examined the woman and felt that it was late.", None),
        ("Midwives and mothers felt the same.", None),
        ("Participants said that midwives were kind.", None),
        ("Midwives were seen as distant.", None),
        ("Relations with midwives were described by mothers as warm.", "mother"),
        ("The heating was repaired.", None),
    ],
)
def test_what_authors_report_is_its_subjects_experience(sentence: str, group: str | None) -> None:
    found = subject(sentence)
    assert (found.group if found else None) == group


def test_a_quotation_belongs_to_whom_its_sentence_names_last() -> None:
    found = announced("While midwives felt rushed, one mother said:")
    assert found is not None
    assert found.group == "mother"


PAPER = """
<article><front><article-meta><title-group><article-title>Night calls in an invented town</article-title></title-group>
<abstract><p>An invented study of calls at night.</p></abstract></article-meta></front><body>
<sec sec-type="methods"><title>Methods</title><p>We interviewed people in an invented town. Quotations carry codes
(C = client; PW = peer worker).</p></sec>
<sec sec-type="results"><title>Results</title>
<p>Midwives described the calls as a burden that nobody had asked them about.</p>
<p>As one mother explained:</p>
<disp-quote><p>I waited at the door all night and nobody came to me.</p></disp-quote>
<p>Others were content with how quickly somebody came to the house.</p>
<disp-quote><p>They came when I rang and that was all I wanted. (C3)</p></disp-quote>
<disp-quote><p>I always went, because I know what a night like that is. (PW12)</p></disp-quote>
<disp-quote><p>We go when we can, it is a long road to the farm. (Midwife, rural clinic)</p></disp-quote>
<disp-quote><p>I never rang, I thought that they would laugh at me. (P9, female, 45)</p></disp-quote>
</sec></body></article>
"""


def test_tag_legend_sentence_and_subject_say_whose_it_is() -> None:
    paper = parse(PAPER.encode(), "invented.xml")
    groups = [v.group for p in paper.findings for v in p.voices if v.group is not None]
    assert [(g.name, g.told_by) for g in groups] == [
        ("midwife", "subject"),
        ("mother", "subject"),
        ("mother", "sentence"),
        ("client", "legend"),
        ("peer worker", "legend"),
        ("midwife", "tag"),
    ]
    assert [paper.document.text[g.start : g.end] for g in groups] == [
        "Midwives", "mother", "mother", "client", "peer worker", "Midwife"
    ]  # fmt: skip
    assert paper.findings[-1].groups() == ()  # gender beside a code is no group


ALONE = """
<article><front><article-meta><title-group><article-title>Invented sitters</article-title></title-group>
<abstract><p>Nineteen nurses took part in an invented study.</p></abstract></article-meta></front><body>
<sec sec-type="methods"><title>Methods</title><p>We interviewed nineteen nurses {others}in an invented town.</p></sec>
<sec sec-type="results"><title>Results</title><p>Participants described the nights as long.</p>
<disp-quote><p>I was alone with it, and I did not know whom to call. (P4)</p></disp-quote></sec></body></article>
"""


def test_where_one_group_alone_took_part_the_study_says_whose_it_is() -> None:
    alone = parse(ALONE.format(others="").encode(), "invented.xml")
    told = [v.group for p in alone.findings for v in p.voices]
    assert {(g.name, g.told_by) for g in told if g is not None} == {("nurse", "study")}
    assert None not in told
    for others in ("and recruited twelve doctors ", "and also spoke to nine key informants ", "and 40 women "):
        mixed = parse(ALONE.format(others=others).encode(), "invented.xml")
        assert all(v.group is None for p in mixed.findings for v in p.voices), others


def test_a_rank_is_no_group() -> None:
    assert [p.group for p in people_in("Principal Data Science Manager")] == ["manager"]
    assert [p.group for p in people_in("the principal said")] == ["principal"]


def test_a_reviewers_words_count_what_they_mean() -> None:
    assert wanted_groups("Peer support workers; Hebammen;") == ("peer support worker", "midwife")
    assert group_named("Ward clerks") == "ward clerk"
    assert counts_as("peer support worker", "peer worker")
    assert counts_as("mother", "woman")
    assert not counts_as("nurse", "midwife")


def passage(key: str, *groups: str | None) -> Passage:
    voices = tuple(
        Voice("participant", i, i + 1, group=Group(g, "tag", i, i + 1) if g else None) for i, g in enumerate(groups)
    )
    return Passage(key, "s", "findings", "paragraph", 0, len(groups), voices=voices)


def test_passages_that_tell_others_experience_are_left_aside_cautiously() -> None:
    passages = [
        passage("own", "peer support worker", "midwife"),
        passage("others", "midwife"),
        passage("partly", "midwife", None),
        passage("unsaid", None),
        passage("gender", "woman"),
    ]
    rows = [("paper", p) for p in passages]
    found = suggest_by_group(rows, wanted_groups("peer workers"))
    assert found == {"others": "out", "partly": "partly"}
    assert suggest_by_group(rows, ()) == {}
    # Where nobody counts by name, the paper may only call them otherwise.
    assert suggest_by_group([("other", passages[1])], wanted_groups("peer workers")) == {}
    assert narrower({"others": "partly", "own": "partly", "unsaid": "in"}, found) == {
        "others": "out", "own": "partly", "unsaid": "in"
    }  # fmt: skip
