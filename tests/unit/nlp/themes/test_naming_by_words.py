"""Names of themes."""

from __future__ import annotations

from thirdorder.nlp.language.phrases import usage, words
from thirdorder.nlp.themes.naming.by_words import ThemeText, label_key, name_themes, tidy_name

GIVING = (
    "They were giving back support.",
    "Giving back was a duty.",
    "It was about giving back.",
    "A way of giving back, she said.",
)
NIGHT = (
    "The night shift was long.",
    "Nobody saw the night shift.",
    "After a night shift they slept.",
    "A night shift ends at seven.",
)


def text(passages: tuple[str, ...], *names: tuple[str, float]) -> ThemeText:
    return ThemeText(passages, tuple(range(len(passages))), names)


def test_a_construct_that_speaks_for_the_theme_names_it() -> None:
    first, second = name_themes(
        [text(GIVING, ("Theme 2: Giving back", 0.9)), text(NIGHT, ("Sample characteristics", 0.9))]
    )
    assert first.label == "Giving back"
    assert second.label == "Night shift"


def test_labels_differ_even_where_texts_are_the_same() -> None:
    names = name_themes([text(NIGHT), text(NIGHT), text(NIGHT)])
    assert len({label_key(n.label) for n in names}) == 3
    for name in names:
        assert set(words(name.label)) <= {w for t in NIGHT for w in words(t)}


def test_terms_do_not_repeat_each_other() -> None:
    (name,) = name_themes([text(NIGHT)])
    assert name.terms[0] in ("night shift", "night", "shift")
    assert sum("night" in t or "shift" in t for t in name.terms) <= 2


def test_verbs_and_names_of_people_are_told_by_their_use() -> None:
    used = usage(
        ["They walk home with Anna.", "We walk on.", "You walk to Anna and the home.", "The home was seen by Anna."]
    )
    assert "walk" in used.verbs
    assert "hom" not in used.verbs
    assert "anna" in used.names


def test_who_a_quotation_is_of_is_told_for_a_name() -> None:
    used = usage(["It was late. (Selam, companion)", "They sat. – Aimo, visitor, and a companion"])
    assert {"selam", "aimo"} <= used.names
    assert "companion" not in used.names


def test_names_are_tidied() -> None:
    assert tidy_name("Theme 1: belonging.") == "Belonging"
    assert tidy_name("3.2 “The ward has two clocks”") == "The ward has two clocks"
    assert tidy_name("iv) Role clarity") == "Role clarity"
    assert tidy_name("Identity in transition") == "Identity in transition"
    assert tidy_name("A sense of worth") == "A sense of worth"
    assert tidy_name("THE NIGHT SHIFT") == "The night shift"
    assert tidy_name("HIV") == "HIV"
    assert tidy_name("Sub- themes: Attitude to visits") == "Attitude to visits"
    assert tidy_name("Theme two – loss") == "Loss"
    assert tidy_name("Domain knowledge") == "Domain knowledge"
    assert tidy_name("Themes of loss") == "Themes of loss"


def test_a_theme_without_words_has_a_label_all_the_same() -> None:
    (name,) = name_themes([text(("So it was.", "And so on."))])
    assert name.label
