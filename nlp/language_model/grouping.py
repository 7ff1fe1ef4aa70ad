"""Claims of several studies under one theme, with a claim for its name and a definition."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from thirdorder.nlp.document import Paper
from thirdorder.nlp.language_model.claims import Claim
from thirdorder.nlp.language_model.questions import Found, LanguageModel, Question, Shape, ask, question
from thirdorder.nlp.language_model.verbatim import invents, tidy

BATCH = 40
"""Claims that are grouped at once; more follow with the groups made so far."""
SHOWN = 4
"""Claims by which a group made so far is shown."""
NAMED_BY = 30
"""Claims by which a theme is named."""
NAME_WORDS = (2, 20)
DEFINITION_WORDS = 90


class Group(Shape, frozen=True):
    """Claims that belong together, and the group made so far that they join, if any."""

    joins: str
    members: list[int]


class Groups(Shape, frozen=True):
    """The answer about a batch of claims."""

    groups: list[Group]


class Name(Shape, frozen=True):
    """The answer about a theme's name."""

    name: str
    definition: str


@dataclass(frozen=True)
class Named:
    """A theme over constructs. Without a name (it was refused) it is shown by its constructs' own words.

    The id is made of its members: another membership is another theme, named anew.
    """

    id: str
    constructs: tuple[str, ...]
    studies: tuple[str, ...]
    name: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Grouping:
    """Themes of at least two constructs, widest first, and the constructs that stand alone."""

    themes: tuple[Named, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass
class _Draft:
    members: list[Claim] = field(default_factory=list)


def group(given: Sequence[Claim], about: str, papers: Mapping[str, Paper], model: LanguageModel) -> Found[Grouping]:
    """Claims in groups, batch by batch, then named; `about` is the review question, `papers` are by id."""
    counts: Counter[str] = Counter()
    drafts: list[_Draft] = []
    taken: set[str] = set()
    for i in range(0, len(given), BATCH):
        batch = given[i : i + BATCH]
        (answer,) = ask(model, "language model: themes", [_question(batch, drafts, about)], counts)
        for one in answer.groups if answer is not None else ():
            _take(one, batch, drafts, taken, counts)
    themes = [d.members for d in drafts if len(d.members) > 1]
    inside = {c.construct for members in themes for c in members}
    named = names(themes, about, papers, model)
    ordered = sorted(named.value, key=lambda t: (-len(t.studies), -len(t.constructs), t.id))
    alone = tuple(c.construct for c in given if c.construct not in inside)
    return Found(Grouping(tuple(ordered), alone), counts + Counter(named.counts))


def names(
    themes: Sequence[Sequence[Claim]], about: str, papers: Mapping[str, Paper], model: LanguageModel
) -> Found[tuple[Named, ...]]:
    """Each group of claims with a name and a definition; two of one name are asked for again, telling them apart."""
    counts: Counter[str] = Counter()
    questions = [name_question(members, about) for members in themes]
    said = ask(model, "language model: names", questions, counts)
    out: list[Named] = []
    taken: dict[str, str] = {}
    for members, answer in zip(themes, said, strict=True):
        checked = _checked(answer, members, papers, counts)
        if checked is not None and _key(checked.name) in taken:
            again = ask(model, "language model: names", [name_question(members, about, tuple(taken.values()))], counts)
            checked = _checked(again[0], members, papers, counts)
            if checked is not None and _key(checked.name) in taken:
                counts["names taken already"] += 1
                checked = None
        if checked is not None:
            taken[_key(checked.name)] = checked.name
        constructs = tuple(sorted(c.construct for c in members))
        out.append(
            Named(
                theme_id(constructs),
                constructs,
                tuple(sorted({c.study for c in members})),
                checked.name if checked is not None else "",
                checked.definition if checked is not None else "",
            )
        )
    return Found(tuple(out), +counts)


def name_question(members: Sequence[Claim], about: str, taken: Collection[str] = ()) -> Question:
    """What a theme is called: asked of its members alone, so that other members are another question."""
    ordered = sorted(members, key=lambda c: c.construct)[:NAMED_BY]
    study = {s: f"S{i + 1}" for i, s in enumerate(dict.fromkeys(c.study for c in ordered))}
    material: dict[str, object] = {
        "review question": about,
        "claims": [{"study": study[c.study], "claim": c.text} for c in ordered],
    }
    return question("names", material | ({"taken": list(taken)} if taken else {}), Name, 300)


def theme_id(constructs: Collection[str]) -> str:
    """A theme's id: "l-" and a hash of its members."""
    return "l-" + hashlib.sha256("\n".join(sorted(constructs)).encode()).hexdigest()[:12]


def _question(batch: Sequence[Claim], drafts: Sequence[_Draft], about: str) -> Question:
    study = {s: f"S{i + 1}" for i, s in enumerate(dict.fromkeys(c.study for c in batch))}
    return question(
        "groups",
        {
            "review question": about,
            "groups so far": [
                {"name": f"G{i + 1}", "claims": [c.text for c in d.members[:SHOWN]]} for i, d in enumerate(drafts)
            ],
            "claims": [{"number": i + 1, "study": study[c.study], "claim": c.text} for i, c in enumerate(batch)],
        },
        Groups,
        2000,
    )


def _take(one: Group, batch: Sequence[Claim], drafts: list[_Draft], taken: set[str], counts: Counter[str]) -> None:
    """The members of one group that exist and are in no other yet, put where it says."""
    named = {f"G{i + 1}": d for i, d in enumerate(drafts)}
    members = []
    for number in dict.fromkeys(one.members):
        if not 1 <= number <= len(batch):
            counts["numbers of nothing"] += 1
        elif batch[number - 1].construct in taken:
            counts["claims put into two groups"] += 1
        else:
            members.append(batch[number - 1])
    if one.joins and one.joins not in named:
        counts["numbers of nothing"] += 1
    if members:
        if one.joins in named:
            named[one.joins].members += members
        else:
            drafts.append(_Draft(members))
        taken |= {c.construct for c in members}


def _checked(
    answer: Name | None, members: Sequence[Claim], papers: Mapping[str, Paper], counts: Counter[str]
) -> Name | None:
    """A name of a few words and a short definition, neither with a quotation that its papers do not hold."""
    if answer is None:
        return None
    name, definition = tidy(answer.name).rstrip("."), tidy(answer.definition)
    if not NAME_WORDS[0] <= len(name.split()) <= NAME_WORDS[1] or len(definition.split()) > DEFINITION_WORDS:
        counts["names too short or too long"] += 1
        return None
    if invents(f"{name} . {definition}", [papers[p] for p in sorted({c.paper for c in members})]):
        counts["texts with invented quotations"] += 1
        return None
    return Name(name, definition)


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
