"""Field notes told from other words. Every passage here is invented for the test."""

from __future__ import annotations

import pytest

from thirdorder.nlp.voices.authors import author_voice
from thirdorder.nlp.voices.block_quotations import block_speaker, block_voice
from thirdorder.nlp.voices.speaker_tags import closing_tag, is_speaker


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The corridor was empty and the kettle cold. (Field note, 3 March)", "Field note, 3 March"),
        ("The corridor was empty and the kettle cold. [Fieldnotes, ward B]", "Fieldnotes, ward B"),
        ("From my research diary: I sat by the well and nobody spoke.", "research diary"),
        ("Observation notes: The queue began at six.", "Observation notes"),
        ("Las mujeres esperaban afuera. (Notas de campo, 3 de marzo)", "Notas de campo, 3 de marzo"),
        ("As mulheres esperavam lá fora. (Diário de campo, 12/05)", "Diário de campo, 12/05"),
        ("Les femmes attendaient dehors. (Carnet de terrain, mai)", "Carnet de terrain, mai"),
        ("Die Frauen warteten draußen. (Feldnotiz, 3. März)", "Feldnotiz, 3. März"),
    ],
)
def test_an_extract_of_field_notes_is_known_by_its_tag(text: str, tag: str) -> None:
    assert block_voice(text, cited=False) == "field_note"
    assert block_speaker(text, "", None) == tag


def test_participants_words_stay_theirs() -> None:
    assert block_voice("I made an observation and told the nurse. (P3)", cited=False) == "participant"


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        ("During home visits, we observed that boots stood at every door.", "field_note"),
        ("Field notes show that the nurses left the room at noon.", "field_note"),
        ("We observed fewer deaths in the intervention clusters.", "author_interpreting"),
        ("Interviews and field notes were coded together.", "author_interpreting"),
    ],
)
def test_what_was_seen_is_told_from_what_was_measured_and_from_the_method(sentence: str, voice: str) -> None:
    assert (author_voice(sentence, cited=False, findings=True) == "field_note") == (voice == "field_note")


@pytest.mark.parametrize(
    "tag",
    [
        "Entrevistada 3, mulher", "E12", "GF2", "ACS 3", "Usuário 4, 35 anos", "Idosa, 78 anos", "Gestora 2",
        "Partera 2", "Mujer, 34 años", "Grupo focal 2, madres", "Profesora, primaria", "Ent. 4",
        "Infirmière, 34 ans", "Sage-femme, maternité B", "Aidante, 67 ans", "Mme D., 71 ans",
        "Hebamme, 45 J.", "Lehrerin, Gymnasium", "Jugendliche, 16 J.", "Frau M., 56 Jahre", "B3, Abs. 45",
    ],
)  # fmt: skip
def test_tags_in_other_languages_name_speakers(tag: str) -> None:
    found = closing_tag(f"Eu não sabia o que fazer naquela noite. ({tag})")
    assert found is not None
    assert found.speaker == tag


@pytest.mark.parametrize(
    "gloss", ["risos", "pausa", "rires", "lacht", "OMS, 2014", "vgl. Kap. 3", "grifo nosso", "p. ex."]
)
def test_glosses_in_other_languages_name_nobody(gloss: str) -> None:
    assert not is_speaker(gloss)


def test_a_number_and_particulars_after_the_last_sentence_are_a_tag() -> None:
    found = closing_tag("It was fun to do. I would go again. Participant 2, 25 years, unemployed")
    assert found is not None
    assert found.speaker == "Participant 2, 25 years, unemployed"
