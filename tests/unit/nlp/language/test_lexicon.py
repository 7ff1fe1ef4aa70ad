"""One list of people for all who read of them: every group passes through every reader, and none has another list."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from thirdorder.nlp.language.common_words import _listed, language_of
from thirdorder.nlp.language.headings import core_role, hint_of_title, role_of_title
from thirdorder.nlp.language.lexicon import lexicons, split
from thirdorder.nlp.language.people import counts_as, people_in
from thirdorder.nlp.language.phrases import content_words
from thirdorder.nlp.reading import printed_lines, text, word
from thirdorder.nlp.reading.pdf import blocks
from thirdorder.nlp.sections.reads_like import _PATTERNS
from thirdorder.nlp.study.participants import number_in
from thirdorder.nlp.synthesis.cues import cues
from thirdorder.nlp.themes.naming.noun_phrases import about_people
from thirdorder.nlp.voices.speaker_tags import is_speaker
from thirdorder.nlp.voices.subjects import subject

GROUPS = [(language, group) for language, own in lexicons().items() for group in own.people]


def forms(language: str, group: str) -> list[str]:
    """The forms of a group that its pattern spells out, the longest last."""
    found = set()
    for form in split(lexicons()[language].people[group]):
        whole = {_spelt(form, long=long, last=last) for long in (True, False) for last in (True, False)}
        found |= {w for w in whole if re.fullmatch(form, w, re.IGNORECASE)}
    return sorted(found, key=len)


def _spelt(form: str, *, long: bool, last: bool) -> str:
    """A pattern with its first choices or its last ones, with what may be left out or without."""
    before = ""
    while form != before:
        before = form
        form = re.sub(r"\(\?[!=<][^()]*\)|\\b", "", form)
        form = re.sub(
            r"\(\?(?:-i)?:([^()]*)\)(\??)", lambda m: "" if m[2] and not long else m[1].split("|")[-last], form
        )
        form = re.sub(r"\[([^\]]*)\](\??)", lambda m: "" if m[2] and not long else m[1][-last], form)
    return re.sub(r"(.)\?", lambda m: m[1] if long else "", form)


@pytest.mark.parametrize(("language", "group"), GROUPS)
def test_every_group_passes_through_all_readers_of_people(language: str, group: str) -> None:
    spelt = forms(language, group)
    assert spelt
    for form in spelt:
        (person,) = people_in(form, language)
        assert counts_as(person.group, group), form  # "family carer" is a group of its own
        assert is_speaker(f"{form}, 34 years"), form
        assert _PATTERNS["told"].search(f"{form}, said so"), form
    own = lexicons()[language]
    counted = [f for f in spelt if f.endswith(own.plural)]
    assert all(number_in(f"24 {f}") == 24 for f in counted)
    if language == "en":
        assert counted
        assert number_in(f"We interviewed twenty-four {counted[-1]}") == 24
        said = subject(f"The {counted[-1]} felt that it helped.")
        assert said is not None
        assert counts_as(said.group, group)
        assert about_people(counted[-1]) or not counted[-1].islower()


LACKING = {"refugee": "refugee", "pharmacist": "pharmacist", "doula": "doula", "prisoner": "prisoner"}


def test_what_the_data_lacks_no_reader_knows() -> None:
    """A reader with a list of its own would still know it."""
    probe = f"""
from thirdorder.nlp.language import lexicon
for group in {list(LACKING)}:
    lexicon.lexicons()["en"].people.pop(group)
from thirdorder.nlp.constructs.boundaries import _OPENING
from thirdorder.nlp.language.people import people_in
from thirdorder.nlp.sections.reads_like import _PATTERNS
from thirdorder.nlp.study.participants import number_in
from thirdorder.nlp.themes.naming.noun_phrases import about_people
from thirdorder.nlp.voices.authors import _SUBJECT
from thirdorder.nlp.voices.speaker_tags import is_speaker
from thirdorder.nlp.voices.subjects import subject
known = [bool(k) for w in {list(LACKING.values())} for k in (
    people_in(f"a {{w}}"), is_speaker(w), number_in(f"24 {{w}}s"), about_people(f"{{w}}s"),
    _PATTERNS["told"].search(f"{{w}}s said so"), subject(f"The {{w}}s felt that it helped."),
    _SUBJECT.search(f"{{w}}s came"), _OPENING["many_speakers"].match(f"Most {{w}}s"),
)]
print(known)
"""
    kept = probe.replace(".pop(group)", "")
    for code, known in ((probe, False), (kept, True)):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str([known] * 8 * len(LACKING))


def test_words_that_describe_are_no_people_who_were_counted() -> None:
    assert number_in("12 patient interviews") == 0
    assert number_in("two hundred and six nurses") == 206


@pytest.mark.parametrize("language", lexicons())
def test_words_are_taken_from_the_common_list_only_where_it_has_them(language: str) -> None:
    assert lexicons()[language].words.telling <= _listed(language)


def test_what_tells_nothing_in_its_language_may_tell_something_in_another() -> None:
    assert content_words("Being alone with it") == ["alone"]
    assert content_words("O medo de não ter o apoio da mãe") == ["medo", "apoio", "mãe"]
    assert content_words("The man's war") == ["man's", "war"]  # words that join others in German
    assert language_of(["die", "Angst", "vor", "dem", "Alleinsein"]) == "de"


def test_reading_words_loads_no_language_model() -> None:
    probe = "import sys, thirdorder.nlp.language.phrases; print('spacy' in sys.modules, 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("language", lexicons())
def test_titles_of_all_languages_are_known_from_their_data_alone(language: str) -> None:
    titles = lexicons()[language].titles
    for role, said in titles.core.items():
        for title in split(said):
            assert role_of_title(title.capitalize()) == core_role(title) == role
    assert all(hint_of_title(split(titles.core[role])[0]) == role for role in titles.hints if role in titles.core)


LABELS = ("Table 1", "Figure 2", "Box 1", "Tabela 1", "Quadro 2", "Tabla 1", "Cuadro 3", "Figura 1", "Tableau 1")
LABELS += ("Encadré 1", "Tabelle 1", "Abbildung 1")


@pytest.mark.parametrize("label", LABELS)
def test_every_reader_of_files_knows_what_tables_figures_and_boxes_are_called(label: str) -> None:
    for pattern in (blocks.CAPTION, printed_lines._CAPTION, text._CAPTION, word._CAPTION):
        assert pattern.match(f"{label}. What people said")


def test_cues_of_contrast_stand_with_the_people_of_the_lexicon() -> None:
    assert cues("Unlike most nurses, she stayed.")[0].words == "Unlike most nurses"
    assert "<many>" not in "".join(c.words for c in lexicons()["en"].contrast)
