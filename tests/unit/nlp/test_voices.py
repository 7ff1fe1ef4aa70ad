"""Whose words a passage holds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import marked
from thirdorder.nlp.document import Document, Mark, Passage, PassageKind, Role, Voice, span_id
from thirdorder.nlp.voices import find_voices
from thirdorder.nlp.voices.quotations import quotations, spoken
from thirdorder.nlp.voices.speaker_tags import closing_tag, is_speaker, named_speaker, opening_tag


def voiced(
    *parts: tuple[PassageKind, str], role: Role = "findings", marks: tuple[Mark, ...] = ()
) -> tuple[Document, tuple[Passage, ...]]:
    document = marked(*((kind[0], text) for kind, text in parts), marks=marks)
    passages = tuple(
        Passage(span_id(document.id, "p", b.start, b.end), "s", role, kind, b.start, b.end)
        for b, (kind, _) in zip(document.blocks, parts, strict=True)
    )
    return document, find_voices(document, (), passages)


def only(kind: PassageKind, text: str, role: Role = "findings") -> list[tuple[str, str, str]]:
    document, (passage,) = voiced((kind, text), role=role)
    return [(v.voice, document.quote(v), v.speaker) for v in passage.voices]


@pytest.mark.parametrize("text", ["We all know that. (Brown, 2014)", "We went on. (See also, for this, table 2)"])
def test_a_citation_at_the_end_of_a_block_quotation_is_no_speaker(text: str) -> None:
    assert closing_tag(text) is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("I was afraid to ask anyone. (P12, female, 45)", "P12, female, 45"),
        ("Nobody told me. [Mother, FGD 3]", "Mother, FGD 3"),
        ("We walk two hours to get there. — Midwife, rural clinic", "Midwife, rural clinic"),
        ("It kept me going (1045).", "1045"),
        ("We eat what the farm gives. (Man with diabetes, 36 years)", "Man with diabetes, 36 years"),
        ("I tell you this is not nothing. (Selam, 55 births)", "Selam, 55 births"),
        ("They never came back. (Focus group, men, north district)", "Focus group, men, north district"),
    ],
)
def test_the_tag_after_a_block_quotation_names_its_speaker(text: str, speaker: str) -> None:
    tag = closing_tag(text)
    assert tag is not None
    assert tag.speaker == speaker
    assert only("quote", text) == [("participant", text, speaker)]


@pytest.mark.parametrize(
    "content", ["Smith et al., 2014", "laughs", "12, 14-16", "n = 12", "see Table 2", "sic", "World Bank, 2011"]
)
def test_citations_and_glosses_are_no_speakers(content: str) -> None:
    assert not is_speaker(content)


def test_a_turn_of_speech_opens_with_its_speaker() -> None:
    tag = opening_tag("P3: I would not go there again.")
    assert tag is not None
    assert tag.speaker == "P3"


def test_the_introducing_sentence_names_who_speaks() -> None:
    assert named_speaker("As one young mother put it:") == "one young mother"
    found = only("paragraph", "One peer supporter explained, “I just sat with her until she wanted to talk.”")
    assert found[-1] == ("participant", "“I just sat with her until she wanted to talk.”", "One peer supporter")


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "''", "«»", "„“"])
def test_inline_quotations_in_any_marks(marks: str) -> None:
    quoted = f"{marks[0]}I don’t think we’d have managed without her visits{marks[1]}"
    found = only("paragraph", f"One of the fathers said, {quoted}, and others agreed with him.")
    assert ("participant", quoted) in [(v, t) for v, t, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        "The staff formed a so-called “community of practice” around the ward.",
        "This was coded under the theme “Giving back to others” in the second round.",
        "Participants' and carers' views differed, and the nurses' rota was to blame.",
        "A ‘blended’ approach was favoured by managers.",
        "Stigma has been called “an undesired differentness” (Goffman, 1963).",
    ],
)
def test_scare_quotes_terms_titles_and_cited_words_are_no_voices_of_participants(text: str) -> None:
    assert "participant" not in [v for v, _, _ in only("paragraph", text)]


def test_an_apostrophe_does_not_close_a_quotation() -> None:
    text = "She said: ‘the patients’ families don’t know what’s going on in there’ and left."
    found = [text[q.start : q.end] for q in quotations(text)]
    assert found == ["‘the patients’ families don’t know what’s going on in there’"]


def test_nested_quotations_are_one() -> None:
    text = "One nurse recalled, “They said ‘No,’ and therefore nobody got it.”"
    assert [text[q.start : q.end] for q in quotations(text)] == ["“They said ‘No,’ and therefore nobody got it.”"]


def test_the_same_words_weigh_less_outside_the_findings() -> None:
    text = "Guidance speaks of “support that people give one another”."
    (found,) = quotations(text)
    assert not spoken(text, found, findings=False)


def test_authors_report_interpret_cite_and_observe() -> None:
    found = only(
        "paragraph",
        "Most women reported that they felt lonely after the birth. "
        "This theme suggests a tension between duty and the sense of self. "
        "Similar results were found in previous studies (Okafor et al., 2015). "
        "During our observations the waiting room stood empty.",
    )
    assert [v for v, _, _ in found] == ["author_reporting", "author_interpreting", "literature", "field_note"]


def test_a_block_quotation_ending_in_a_reference_is_literature() -> None:
    text = "A way of giving and receiving help that rests on respect and shared duty. (Mead, 2001, p. 135)"
    assert only("quote", text, role="introduction")[0][0] == "literature"


def test_a_paragraph_that_is_speech_is_a_quotation_though_nothing_marks_it() -> None:
    _, (lead, quote) = voiced(
        ("paragraph", "Several participants described how they had nobody to turn to:"),
        ("paragraph", "I didn’t know who I could talk to, and my sister, she was far away. (Woman, 32)"),
    )
    assert [v.voice for v in lead.voices] == ["author_reporting"]
    assert [(v.voice, v.speaker) for v in quote.voices] == [("participant", "Woman, 32")]
    assert quote.order == "first"


def test_a_quotation_without_marks_after_a_colon() -> None:
    tail = "I feel I can do more now, and I know my own body. (P4)"
    found = only("paragraph", f"One patient described what had changed for her: {tail}")
    assert found[-1] == ("participant", tail, "P4")
    assert found[0][0] == "author_reporting"


def test_quotations_in_tables() -> None:
    found = only("table", "Theme\tExample\nTrust\t“I could tell her anything because she had been there too” (P9)")
    assert ("participant", "P9") in [(v, s) for v, _, s in found]


PIECES = st.sampled_from(
    [
        "Women said so. ",
        "“I was alone”",
        "‘x’ ",
        "(P3, male) ",
        "don’t ",
        '"',
        "“",
        "’",
        "— Nurse",
        "\t",
        "Et al. ",
        "é ",
        ": ",
    ]
)


@example('‘x’ ""— Nurse', "paragraph")
@given(st.lists(PIECES, min_size=1, max_size=25).map("".join), st.sampled_from(["paragraph", "quote", "list", "table"]))
def test_voices_are_sorted_do_not_overlap_and_cover_every_word(text: str, kind: PassageKind) -> None:
    text = text.strip() or "x"
    document, (passage,) = voiced((kind, text))
    at = passage.start
    for voice in passage.voices:
        assert at <= voice.start < voice.end <= passage.end
        assert not any(c.isalnum() for c in document.text[at : voice.start])
        at = voice.end
    assert not any(c.isalnum() for c in document.text[at : passage.end])
    assert all(isinstance(v, Voice) for v in passage.voices)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mary, 34, nurse: I never had the time to ask her.", "Mary, 34, nurse"),
        ("FG2:P4: I never had the time to ask her.", "FG2:P4"),
        ("“M6: I never had the time to ask her.”", "M6"),
        ("I never had the time to ask her. (Interview 3)", "Interview 3"),
        ("Eu nunca tive tempo de perguntar. [Participante 7]", "Participante 7"),
        ("I never had the time to ask her. E12", ""),
        ("I never had the time to ask her. (E12)", "E12"),
        ("I never had the time to ask her. (CM9 Male)", "CM9 Male"),
        ("I never had the time to ask her. (Local journalist, SH9)", "Local journalist, SH9"),
    ],
)
def test_speakers_as_papers_print_them(text: str, speaker: str) -> None:
    assert only("quote", text) == [("participant", text, speaker)]


@pytest.mark.parametrize(
    "tag", ["(Woman, 45, north district)", "P12, female, 45", "Participant 3:", "— Midwife, clinic 2"]
)
def test_a_tag_in_a_paragraph_of_its_own_names_the_words_before_or_behind_it(tag: str) -> None:
    quoted = "I was told to wait and so I waited, and I never knew for whom."
    speaker = tag.strip("()—: ")
    _, (_, quote, _) = voiced(("paragraph", "Some women waited for years."), ("quote", quoted), ("paragraph", tag))
    assert [(v.voice, v.speaker) for v in quote.voices] == [("participant", speaker)]
    _, (_, _, quote) = voiced(("paragraph", "Some women waited for years."), ("paragraph", tag), ("quote", quoted))
    assert [(v.voice, v.speaker) for v in quote.voices] == [("participant", speaker)]


def test_an_interviewer_is_no_participant() -> None:
    _, passages = voiced(
        ("quote", "I: And how was that for you?"),
        ("quote", "P: It was as if I had woken up again."),
        ("paragraph", "(Woman, control group)"),
    )
    assert [p.voices[0].voice for p in passages] == ["author_reporting", "participant", "participant"]
    assert passages[1].voices[0].speaker == "Woman, control group"


def test_bare_numbers_are_speakers_where_a_paper_uses_them_throughout() -> None:
    lines = [f"One said, “I would not have gone there by myself at all” ({n})." for n in (31, 7, 12)]
    _, passages = voiced(*(("paragraph", line) for line in lines))
    assert [p.voices[-1].speaker for p in passages] == ["31", "7", "12"]


def test_a_sentence_that_only_mentions_people_names_no_speaker() -> None:
    assert named_speaker("Vaccination was asked of the government mainly by male participants.") == ""
    assert named_speaker("One of the farmers, a father of three, said:") != ""


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Uma das enfermeiras relatou: “ninguém me perguntou como eu estava naquela noite” (E12).", "(E12)"),
        (
            "Una de las madres contó: «nadie me preguntó cómo estaba aquella noche» (Madre, 34 años).",
            "(Madre, 34 años)",
        ),
        ("Une infirmière raconte : « personne ne m’a demandé comment j’allais » (Entretien 4).", "(Entretien 4)"),
        (
            "Eine Teilnehmerin berichtete: „niemand hat mich in dieser Nacht gefragt“ (Frau, 45 Jahre).",
            "(Frau, 45 Jahre)",
        ),
    ],
)
def test_participants_speak_in_other_languages(text: str, quoted: str) -> None:
    found = only("paragraph", text)
    assert [(v, s) for v, t, s in found if quoted in t] == [("participant", quoted.strip("()"))]
    assert found[0][0] == "author_reporting"
