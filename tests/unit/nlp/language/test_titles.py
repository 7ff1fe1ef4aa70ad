"""What headings say."""

from __future__ import annotations

import pytest

from thirdorder.nlp.language.headings import (
    closes_discussion,
    core_role,
    fold,
    hint_of_title,
    number,
    recapitulates,
    role_of_title,
    strip_number,
)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Literatura citada", "references"), ("Notes and references", "references"), ("Works cited", "references"),
        ("CHAPTER FOUR: RESULTS", "findings"), ("Chapter 5 Discussion", "discussion"),
        ("Experiences and reflections", "findings"), ("What we heard", "findings"),
        ("Results", "findings"), ("3. RESULTS", "findings"), ("III. Findings", "findings"), ("Key findings",
        "findings"),
        ("Qualitative findings", "findings"), ("Main themes", "findings"), ("Resultados", "findings"),
        ("Hallazgos", "findings"), ("Résultats", "findings"), ("Ergebnisse", "findings"), ("R ESULTS", "findings"),
        ("Results and Discussion", "findings_discussion"), ("Findings & discussion", "findings_discussion"),
        ("Resultados e Discussão", "findings_discussion"), ("Análisis y discusión de los resultados",
        "findings_discussion"),
        ("Ergebnisse und Diskussion", "findings_discussion"), ("Presentation and discussion of results",
        "findings_discussion"),
        ("2 Materials and methods", "methods"), ("Methods/Design", "methods"), ("Experimental Sction", "methods"),
        ("Procedimentos metodológicos", "methods"), ("Méthodes", "methods"), ("Methodik", "methods"),
        ("Discussion", "discussion"), ("Strengths and limitations of this study", "discussion"), ("Diskussion",
        "discussion"),
        ("Conclusions and recommendations", "conclusion"), ("Considerações finais", "conclusion"), ("Fazit",
        "conclusion"),
        ("References", "references"), ("Literaturverzeichnis", "references"), ("Referencias bibliográficas",
        "references"),
        ("Authors’ contributions", "back"), ("Competing interests", "back"), ("Acknowledgments", "back"),
        ("Background", "introduction"), ("Introducción", "introduction"), ("Einleitung", "introduction"),
        ("Abstract", "abstract"), ("Zusammenfassung", "abstract"), ("Resumen", "abstract"),
        ("Results of trust between peers and their clients", None), ("Losing a sense of self", None),
        ("“I felt like a burden”", None), ("", None),
        ("Appendix 2. Results", "back"), ("Appendix: interview guide", "back"), ("Anexo B. Resultados", "back"),
        ("Appendicitis and care", None),
    ],
)  # fmt: skip
def test_role_of_title(title: str, role: str | None) -> None:
    assert role_of_title(title) == role


def test_core_headings_are_few() -> None:
    assert core_role("4. Discussion") == "discussion"
    assert core_role("Disclosure") is None
    assert core_role("Participants") is None
    assert role_of_title("Participants") == "methods"


def test_hints() -> None:
    assert hint_of_title("Process evaluation methods") == "methods"
    assert hint_of_title("Findings from the second round of interviews") == "findings"
    assert hint_of_title("Growing old") is None


def test_numbers() -> None:
    assert number("3.2.1 Trust") == (3, 2, 1)
    assert number("Trust") == ()
    assert strip_number("3.1. 1. Trust") == "Trust"
    assert strip_number("IV. Trust") == "Trust"
    assert strip_number("1984 in review") == "1984 in review"
    assert fold("  2.  Résultats :") == "resultats"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Ergebnisse der Befragung", "findings"), ("Zentrale Befunde", "findings"), ("Ergebnisteil", "findings"),
        ("Ergebnisdiskussion", "discussion"), ("Diskussion und Ausblick", "conclusion"),
        ("Ergebnisse und Diskussion", "findings_discussion"), ("Methodische Überlegungen", "methods"),
        ("Datenauswertung", "methods"), ("Theoretischer Rahmen der Studie", "introduction"),
        ("Fazit für die Praxis", "conclusion"), ("Resultados da pesquisa empírica", "findings"),
        ("Resultados e discussão dos dados", "findings_discussion"), ("Análise dos dados", "methods"),
        ("Análisis de los datos", "methods"), ("Discusión y conclusiones", "conclusion"),
        ("Hallazgos de las entrevistas", "findings"), ("Consideraciones metodológicas", "methods"),
        ("Marco teórico y conceptual", "introduction"), ("A modo de cierre", "conclusion"),
        ("Présentation et analyse des résultats", "findings"), ("Résultats de l’enquête", "findings"),
        ("Recueil et analyse des données", "methods"), ("Discussion des résultats", "discussion"),
        ("Resultado esperado por la familia", None), ("Das Ergebnis eines langen Wartens", None),
    ],
)  # fmt: skip
def test_headings_in_other_languages_by_what_they_are_made_of(title: str, role: str | None) -> None:
    assert role_of_title(title) == role


def test_what_a_heading_says_of_its_place_in_a_discussion() -> None:
    assert recapitulates("Principal findings")
    assert recapitulates("Diskussion der Ergebnisse")
    assert not recapitulates("Findings")
    assert hint_of_title("Comparison with previous qualitative research") == "discussion"
    assert role_of_title("Démarche d’enquête") == "methods"
    assert closes_discussion("Strengths and limitations")
    assert not closes_discussion("Diskussion und Limitationen")
