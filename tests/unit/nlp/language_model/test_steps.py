"""Each step over invented papers: what is asked, what is taken, what is dropped and counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import construct, findings
from thirdorder.nlp.document import Metadata, Paper, Span, Voice
from thirdorder.nlp.language_model import (
    PROMPTS,
    Budget,
    Interpretation,
    Question,
    Reply,
    budget,
    claims,
    codings,
    group,
    interpret,
    names,
    prompt,
    suggestions,
)
from thirdorder.nlp.language_model.claims import Claim, materials
from thirdorder.nlp.language_model.codes import BATCH_WORDS, batches
from thirdorder.nlp.language_model.questions import ask, understood
from thirdorder.nlp.language_model.verbatim import Quotation, find, invents, quoted, why_not
from thirdorder.nlp.review import Code, Codebook, Study
from thirdorder.service.language_model.scripted import INVENTED, invented, right

SAID = "They let me \ufb01nish and held back ad-\nvice, and that was help in itself."
SUBJECTS = {
    "Being listened to": (SAID, "“Nobody asked me to be quick,” one of them said."),
    "Rules in the way": ("The rules kept companions from staying as long as people asked.", "They broke them quietly."),
}
BOOK = Codebook((Code("listening", "Listening to people"), Code("rules", "Rules and limits", "Rules that hinder.")))
PINNED = {
    "claims": (1, "a7b115cffd36"),
    "groups": (1, "597575b51088"),
    "names": (1, "8890b51651c8"),
    "counterparts": (1, "9603b6d72ba9"),
    "contradictions": (1, "d98961e65cd9"),
    "codes": (1, "81956cc0e7a7"),
}
"""The first digits of each prompt's sha256: words that change ask for another version."""

Answers = Callable[[str, Mapping[str, Any]], Any]


class Model:
    """A model that answers by a function of prompt and material, as text; None is no answer at all."""

    name = "rules"

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[Question] = []
        self.budget: Budget | None = None

    def announce(self, budget: Budget) -> None:
        self.budget = budget

    def ask(self, stage: str, questions: Sequence[Question]) -> Sequence[Reply]:
        assert stage.startswith("language model: ")
        self.asked += questions
        said = [self.answers(q.prompt.name, json.loads(q.material)) for q in questions]
        return [
            Reply(problem="unanswered") if a is None else Reply(a if isinstance(a, str) else json.dumps(a))
            for a in said
        ]


def paper(name: str) -> Paper:
    texts = [f"{name} wrote this down. {' '.join(sentences)}" for sentences in SUBJECTS.values()]
    bare = findings(name, texts)
    voiced = tuple(replace(p, voices=(Voice("author_interpreting", p.start, p.end),)) for p in bare.passages)
    constructs = tuple(construct(label, [p], Span(p.start, p.end)) for label, p in zip(SUBJECTS, voiced, strict=True))
    about = replace(bare.document, metadata=Metadata(title=name))
    return replace(bare, document=about, passages=voiced, constructs=constructs)


PAPERS = [paper("Zander"), paper("Abel"), paper("Moss")]
STUDIES = [Study(p.metadata.title, (p.id,)) for p in PAPERS]


def near(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.stack([np.eye(4, dtype=np.float32)[len(t) % 4] for t in texts])


def made_by(answers: Answers) -> Interpretation:
    return interpret(PAPERS, STUDIES, Model(answers), near=near, codebook=BOOK)


def quotations(made: Interpretation) -> list[Quotation]:
    found = [q for c in made.claims for q in c.rests_on] + [c.at for c in made.codes.coded]
    return found + [q for c in made.contradictions for q in (c.one, c.other)]


def own_words(made: Interpretation) -> list[str]:
    found = [c.text for c in made.claims] + [x for t in made.themes.themes for x in (t.name, t.definition)]
    found += [c.why for c in made.counterparts] + [c.question for c in made.contradictions]
    return found + [c.reason for c in made.codes.coded]


def test_words_are_found_whatever_their_typesetting_and_shown_as_the_paper_has_them() -> None:
    one = PAPERS[0]
    at = find(one, "They let me finish and held back advice,  and that was help in itself", one.findings)
    assert at is not None
    assert one.quote(at) == SAID
    assert at.passage == one.findings[0].id
    assert find(one, '"Nobody asked me to be quick", one of them said.', one.findings) is not None


def test_words_that_differ_are_not_found() -> None:
    one = PAPERS[0]
    for words in (
        "They let me finish and held back advice, and that was no help in itself",
        "They let me ... help in itself",
        "hey let me finish and held back",
        "The rules kept companions from stay",
        "let me",
        INVENTED,
        "",
    ):
        assert find(one, words, one.findings) is None, words
    assert find(one, "The rules kept companions from staying", one.findings[:1]) is None


def test_only_words_that_stand_nowhere_are_counted_as_such() -> None:
    paper = PAPERS[0]
    whole = paper.quote(paper.findings[-1])
    assert why_not(paper, "“There are six.”") == "sentences too short to be looked up"
    assert find(paper, whole, paper.findings[:1]) is None
    assert why_not(paper, whole) == "sentences from elsewhere in the paper"
    assert why_not(paper, INVENTED) == "sentences that stand in no paper"


def test_words_in_quotation_marks_are_somebodys_from_three_on() -> None:
    assert list(quoted("They call it “a quiet kind of help”, 'being there for them', and \"beside\".")) == [
        "a quiet kind of help",
        "being there for them",
    ]
    assert list(quoted("People's rules and the companions' own ways don't meet")) == []
    assert invents("As one said, “it was all for nothing”", PAPERS)
    assert not invents("As one said, “Nobody asked me to be quick”", PAPERS)


def test_right_answers_make_an_interpretation_under_the_models_own_name() -> None:
    made = made_by(right)
    assert made.coder == "llm:rules"
    assert len(made.claims) == 6
    assert {c.study for c in made.claims} == {"Zander", "Abel", "Moss"}
    assert made.themes.themes
    assert made.counterparts
    study = {c.construct: c.study for c in made.claims}
    assert all(study[c.construct] != study[c.other] for c in made.counterparts)
    assert all(study[c.constructs[0]] != study[c.constructs[1]] for c in made.contradictions)
    assert made.contradictions
    assert {c.code for c in made.codes.coded} == {"rules", "listening"}
    assert made.unanswered == 0


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (lambda *_: "", "answers empty"),
        (lambda *_: "I would rather not.", "answers misshapen"),
        (lambda *_: '{"claim": "half', "answers misshapen"),
        (lambda *_: {"answer": []}, "answers misshapen"),
        (lambda *_: {"claim": 3, "sentences": "no list"}, "answers misshapen"),
        (lambda *_: None, "unanswered"),
    ],
)
def test_what_cannot_be_used_is_counted_and_ends_nothing(answers: Answers, problem: str) -> None:
    made = made_by(answers)
    assert made.claims == ()
    assert made.codes.coded == ()
    assert made.counts["claims"] == {problem: 6, "questions": 6}
    assert codings(made, PAPERS) == ()
    assert suggestions(made, PAPERS) == ()


def test_a_broken_answer_is_asked_for_once_more() -> None:
    model = Model(lambda name, material: right(name, material))
    broken = Model(lambda name, material: "" if len(broken.asked) == 6 else right(name, material))
    for one in (model, broken):
        found = claims(materials(PAPERS, frozenset()), {}, one)
        assert len(found.value) == 6
    assert [q.attempt for q in broken.asked] == [1] * 6 + [2] * 6


def test_json_is_found_in_a_fence_and_behind_thinking() -> None:
    asked = Model(right)
    claims(materials(PAPERS[:1], frozenset()), {}, asked)
    said = '<think>{"so": 1}</think>\n```json\n{"claim": "A holds.", "sentences": []}\n```'
    value, problem = understood(asked.asked[0], Reply(said))
    assert problem == ""
    assert value.claim == "A holds."


def test_invented_quotations_are_dropped_with_what_rests_on_them() -> None:
    made = made_by(lambda name, material: invented(right(name, material)))
    assert quotations(made) == []
    assert made.claims == ()
    assert made.counts["claims"]["sentences that stand in no paper"] == 6
    assert made.counts["claims"]["claims that rest on nothing"] == 6
    assert made.counts["codes"]["sentences that stand in no paper"] > 0


def test_a_quotation_inside_the_models_own_words_takes_them_away() -> None:
    def answers(name: str, material: Mapping[str, Any]) -> Any:
        value = dict(right(name, material))
        told = {"name": f"They said “{INVENTED}”", "definition": "Plain."}
        return value | {k: told[k] for k in told if k in value}

    made = made_by(answers)
    assert made.themes.themes
    assert all(t.name == "" for t in made.themes.themes)
    assert made.counts["themes"]["texts with invented quotations"] == len(made.themes.themes)


def stated(n: int) -> list[Claim]:
    return [Claim(f"c{i}", PAPERS[i % 3].id, f"s{i % 3}", f"l{i}", f"Claim {i} holds.", ()) for i in range(n)]


BY_ID = {p.id: p for p in PAPERS}


def test_names_are_unique_and_asked_for_again_with_those_that_are_taken() -> None:
    def answers(_: str, material: Mapping[str, Any]) -> Any:
        return {"name": "People wait for it" + (" gladly" if "taken" in material else ""), "definition": ""}

    found = names([stated(2), stated(4)[2:], stated(6)[4:]], "", BY_ID, Model(answers))
    assert [t.name for t in found.value] == ["People wait for it", "People wait for it gladly", ""]
    assert found.counts["names taken already"] == 1


def test_other_members_are_another_question_and_another_id() -> None:
    model = Model(lambda *_: {"name": "People wait for it", "definition": "d"})
    one, two = (names([members], "", BY_ID, model).value[0] for members in (stated(3), stated(4)))
    assert one.id != two.id
    assert model.asked[0].material != model.asked[1].material
    assert names([stated(3)[::-1]], "", BY_ID, model).value[0] == one
    assert model.asked[2] == model.asked[0]


def test_a_claim_stands_in_one_theme_and_numbers_of_nothing_are_counted() -> None:
    def answers(name: str, _: Mapping[str, Any]) -> Any:
        if name == "names":
            return {"name": "People wait for it", "definition": ""}
        return {"groups": [{"joins": "", "members": [1, 2, 2, 99]}, {"joins": "G7", "members": [2, 3]}]}

    found = group(stated(3), "", BY_ID, Model(answers))
    assert [t.constructs for t in found.value.themes] == [("c0", "c1")]
    assert found.value.alone == ("c2",)
    assert found.counts["numbers of nothing"] == 2
    assert found.counts["claims put into two groups"] == 1


def test_many_claims_are_grouped_in_batches_that_join_the_groups_made_so_far() -> None:
    def answers(name: str, material: Mapping[str, Any]) -> Any:
        if name == "names":
            return {"name": "People wait for it", "definition": ""}
        joins = "G1" if material["groups so far"] else ""
        return {"groups": [{"joins": joins, "members": [c["number"] for c in material["claims"]]}]}

    found = group(stated(95), "", BY_ID, Model(answers))
    assert [len(t.constructs) for t in found.value.themes] == [95]


def test_codings_say_what_was_read_and_a_question_without_an_answer_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("thirdorder.nlp.language_model.codes.BATCH_WORDS", 60)

    def answers(name: str, material: Mapping[str, Any]) -> Any:
        return None if material["passages"][0]["text"].startswith("Moss") else right(name, material)

    book = Codebook(BOOK.codes[1:])
    made = interpret(PAPERS, STUDIES, Model(answers), near=near, codebook=book, steps=["codes"])
    found = codings(made, PAPERS, {p.id for p in PAPERS})
    for one in PAPERS:
        first, second = (p.id for p in one.findings)
        own = {(c.unit, c.code) for c in found if c.unit.startswith(one.id)}
        read = {(first, ""), (second, "rules"), (one.id, "rules")}
        assert own == (set() if one.metadata.title == "Moss" else read)
    for c in found:
        if c.start is not None and c.end is not None:
            one = BY_ID[c.unit.partition(":p")[0]]
            base = one.passage[c.unit].start
            assert one.document.text[base + c.start : base + c.end] == c.quote


def test_a_paper_that_was_read_to_its_end_is_coded_as_a_whole_where_people_did_so() -> None:
    made = interpret(PAPERS, STUDIES, Model(right), near=near, codebook=BOOK, steps=["codes"])
    found = codings(made, PAPERS, {PAPERS[0].id})
    assert [c.code for c in found if c.unit == PAPERS[0].id] == ["listening", "rules"]
    assert not any(c.unit == PAPERS[1].id for c in found)
    offered = suggestions(made, PAPERS)
    assert [s.coder for s in offered] == ["llm:rules"] * 3
    assert all(e.reason for s in offered for c in s.codes for e in c.evidence)


def test_long_papers_are_coded_a_few_passages_at_a_time() -> None:
    long = findings("long", [f"{i} {'word ' * 200}" for i in range(12)])
    passages = long.passages
    cut = batches([long, *PAPERS], frozenset({passages[0].id}))
    assert [q.id for batch in cut for _, q in batch][: len(passages) - 1] == [p.id for p in passages[1:]]
    for batch in cut:
        assert sum(len(p.quote(q).split()) for p, q in batch) <= BATCH_WORDS
        assert len({p.id for p, _ in batch} & {long.id}) == 0 or {p.id for p, _ in batch} == {long.id}


def test_the_budget_is_said_before_anything_is_asked_and_bounds_what_is() -> None:
    model = Model(right)
    interpret(PAPERS, STUDIES, model, near=near, codebook=BOOK)
    assert model.budget == budget(PAPERS, BOOK, ["claims", "themes", "counterparts", "contradictions", "codes"])
    assert model.budget is not None
    assert model.budget.least <= len(model.asked) <= model.budget.most
    assert sum(len(q.material) + len(q.prompt.text) for q in model.asked) <= model.budget.characters


def test_steps_bring_what_they_rest_on_and_no_more() -> None:
    made = interpret(PAPERS, STUDIES, Model(right), near=near, codebook=BOOK, steps=["contradictions"])
    assert made.steps == ("claims", "themes", "contradictions")
    assert set(made.prompts) == {"claims", "groups", "names", "contradictions"}
    assert made.counterparts == ()
    assert made.codes.read == ()


def test_what_was_left_out_is_not_sent() -> None:
    left = PAPERS[0].findings[0]
    model = Model(right)
    interpret(PAPERS, STUDIES, model, near=near, codebook=BOOK, left_out=frozenset({left.id}))
    words = " ".join(PAPERS[0].quote(left).split())
    assert not any(words in json.loads(q.material).get("text", "") for q in model.asked)
    assert not any(words == p["text"] for q in model.asked for p in json.loads(q.material).get("passages", ()))


def test_another_prompt_has_another_version() -> None:
    assert {name: (prompt(name).version, prompt(name).sha256[:12]) for name in PROMPTS} == PINNED


def test_schemas_are_objects_that_forbid_what_they_do_not_name() -> None:
    model = Model(right)
    interpret(PAPERS, STUDIES, model, near=near, codebook=BOOK)
    for schema in {q.prompt.name: q.schema for q in model.asked}.values():
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([INVENTED, SAID, f"One said “{INVENTED}”", "“Nobody asked me to be quick”", "“", "''\"“”"]),
    st.builds(lambda a, b: SAID[min(a, b) : max(a, b)], st.integers(0, 70), st.integers(0, 70)),
)
NUMBERS = st.integers(-2, 8)
GROUP = st.fixed_dictionaries({"joins": TEXTS, "members": st.lists(NUMBERS, max_size=5)})
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "claims": st.fixed_dictionaries({"claim": TEXTS, "sentences": st.lists(TEXTS, max_size=3)}),
    "groups": st.fixed_dictionaries(
        {
            "groups": st.lists(
                st.fixed_dictionaries({"joins": TEXTS, "members": st.lists(NUMBERS, max_size=5)}), max_size=3
            )
        }
    ),
    "names": st.fixed_dictionaries({"name": TEXTS, "definition": TEXTS}),
    "counterparts": st.fixed_dictionaries(
        {"counterparts": st.lists(st.fixed_dictionaries({"number": NUMBERS, "why": TEXTS}), max_size=4)}
    ),
    "contradictions": st.fixed_dictionaries(
        {
            "contradictions": st.lists(
                st.fixed_dictionaries(
                    {"one": NUMBERS, "other": NUMBERS, "question": TEXTS}
                    | {"sentence_of_one": TEXTS, "sentence_of_other": TEXTS}
                ),
                max_size=3,
            )
        }
    ),
    "codes": st.fixed_dictionaries(
        {
            "codings": st.lists(
                st.fixed_dictionaries(
                    {"code": st.sampled_from(["rules", "Listening to people", "none"]), "passage": NUMBERS}
                    | {"words": TEXTS, "reason": TEXTS}
                ),
                max_size=4,
            )
        }
    ),
}


@given(data=st.data())
def test_no_answer_can_put_a_quotation_into_results_that_is_not_in_the_paper(data: st.DataObject) -> None:
    def answers(name: str, material: Mapping[str, Any]) -> Any:
        kind = data.draw(st.sampled_from(["shaped", "right", "text", "none"]))
        if kind == "shaped":
            return data.draw(ANSWERS[name])
        return {"right": lambda: right(name, material), "text": lambda: data.draw(TEXTS), "none": lambda: None}[kind]()

    made = made_by(answers)
    for at in quotations(made):
        one = BY_ID[at.paper]
        holder = one.passage[at.passage]
        assert holder.start <= at.start < at.end <= holder.end
    for text in own_words(made):
        assert INVENTED not in text or "“" not in text
        assert not invents(text, PAPERS)
    for c in codings(made, PAPERS):
        assert c.quote in BY_ID[c.unit.partition(":p")[0]].document.text
    for s in suggestions(made, PAPERS):
        assert all(e.quote == BY_ID[s.paper].document.text[e.start : e.end] for c in s.codes for e in c.evidence)
    named = [t.name for t in made.themes.themes if t.name]
    assert len(named) == len(set(named))


def test_counts_name_every_question() -> None:
    counts: Counter[str] = Counter()
    assert ask(Model(right), "language model: none", [], counts) == []
    assert counts["questions"] == 0
