"""People's changes replayed over themes: applied in order, undone, never overwritten."""

from __future__ import annotations

import pytest

from thirdorder.nlp.changes import Event, EventError, Replayed, check, replay, standing
from thirdorder.nlp.changes.kinds import (
    KINDS,
    Accept,
    Change,
    Merge,
    Move,
    Part,
    Reject,
    Rename,
    SetRelevance,
    Shown,
    Split,
    Taken,
    Translate,
    TurnedDown,
    Undo,
    WasRead,
    Weigh,
    change_of,
)
from thirdorder.nlp.document import Passage, Voice
from thirdorder.nlp.review import Member, Study, Theme

PASSAGES = [
    Passage(key, "s", "findings", "paragraph", 0, 9, voices=(Voice("participant", 0, 9),) if "q" in key else ())
    for key in ("a:p1", "a:q2", "b:p1", "c:p1", "c:q2")
]
STUDIES = [Study("A", ("a",), contexts={"country": "Peru"}), Study("BC", ("b", "c"), contexts={"country": "Chad"})]


def theme(key: str, *passages: str, parent: str | None = None) -> Theme:
    members = tuple(Member(p, round(0.9 - 0.1 * i, 1)) for i, p in enumerate(passages))
    return Theme(key, f"About {key}", (key,), (f"c-{key}",), members, (), parent, stability=0.7)


THEMES = (theme("t-1", "a:p1", "b:p1"), theme("t-2", "a:q2", "b:p1"), theme("t-3", "c:p1", "c:q2"))


def event(seq: int, op: str, before: object = None, after: object = None, why: str = "") -> Event:
    check(op, before, after)
    return Event(seq, "ana", "2024-05-01T10:00:00+00:00", op, before, after, why)


MERGE = event(1, "merge", {"themes": ["t-1", "t-2"]}, {"theme": "t-1", "label": "Both"})


def view(*events: Event) -> Replayed:
    return replay(THEMES, events, STUDIES, PASSAGES)


def test_without_events_people_see_the_machines_themes() -> None:
    assert view().themes == THEMES


def test_a_merge_holds_the_passages_of_all_and_counts_anew() -> None:
    one, other = view(MERGE).themes
    assert (one.id, one.label, other.id) == ("t-1", "Both", "t-3")
    assert [m.passage for m in one.members] == ["a:p1", "a:q2", "b:p1"]
    assert (one.studies, one.first_order, one.second_order) == (("A", "BC"), 1, 2)
    assert one.contexts == {"country": {"Peru": 1, "Chad": 1}}
    assert one.constructs == ("c-t-1", "c-t-2")
    assert (one.stability, one.flags) == (None, ("changed_by_people",))
    assert THEMES[0].label == "About t-1"


def test_a_split_gives_each_part_its_passages() -> None:
    parts = [
        {"theme": "t-3", "label": "Said", "passages": ["c:q2"]}, {"theme": "t-9", "label": "Seen", "passages": ["c:p1"]}
    ]  # fmt: skip
    found = view(event(1, "split", {"theme": "t-3"}, {"themes": parts})).themes
    assert [(t.id, t.label, [m.passage for m in t.members]) for t in found[2:]] == [
        ("t-3", "Said", ["c:q2"]), ("t-9", "Seen", ["c:p1"])
    ]  # fmt: skip
    assert [t.first_order for t in found[2:]] == [1, 0]


def test_rename_and_move() -> None:
    renamed = event(1, "rename", {"theme": "t-1", "label": "About t-1"}, {"label": "Bread"})
    moved = event(2, "move", {"passage": "c:p1", "theme": "t-3"}, {"theme": "t-1"})
    one, _, three = view(renamed, moved).themes
    assert (one.label, one.stability) == ("Bread", None)
    assert one.members[0] == Member("c:p1", 1.0)
    assert [m.passage for m in three.members] == ["c:q2"]


def test_a_rename_alone_leaves_what_was_measured() -> None:
    one = view(event(1, "rename", {"theme": "t-1"}, {"label": "Bread"})).themes[0]
    assert (one.label, one.stability, one.flags) == ("Bread", 0.7, ())


def test_undo_takes_back_and_undoing_the_undo_brings_back() -> None:
    undo, redo = event(2, "undo", {"seq": 1}), event(3, "undo", {"seq": 2})
    assert view(MERGE, undo).themes == THEMES
    assert view(MERGE, undo, redo).themes == view(MERGE).themes
    assert standing((MERGE, undo, redo)) == (MERGE,)


def test_what_no_longer_fits_is_listed_and_changes_nothing() -> None:
    again = event(2, "merge", {"themes": ["t-2", "t-3"]}, {"theme": "t-2"})
    elsewhere = event(3, "move", {"passage": "z:p1", "theme": "t-3"}, {"theme": "t-1"})
    found = view(MERGE, again, elsewhere)
    assert found.themes == view(MERGE).themes
    assert [seq for seq, _ in found.stale] == [2, 3]
    assert found.stale[0][1] == "there is no theme t-2 any more"


def test_the_latest_verdict_counts_and_carries_its_memo() -> None:
    pair = {"construct": "x:c1", "counterpart": "y:c1"}
    first = event(1, "verdict", None, {**pair, "verdict": "same"})
    second = event(2, "verdict", None, {**pair, "verdict": "contradicts"}, why="The second speaks of duty.")
    alone = event(3, "verdict", None, {"construct": "x:c2", "verdict": "no_counterpart"})
    found = view(first, second, alone).verdicts
    assert found["x:c1", "y:c1"].why == "The second speaks of duty."
    assert found["x:c2", ""].after["verdict"] == "no_counterpart"
    assert view(first, second, event(4, "undo", {"seq": 2})).verdicts["x:c1", "y:c1"].after["verdict"] == "same"


def test_accepted_and_rejected_follow_the_last_word() -> None:
    found = view(
        event(1, "accept", None, {"theme": "t-1"}), event(2, "reject", None, {"theme": "t-2"}),
        event(3, "reject", None, {"theme": "t-1"}), event(4, "accept", None, {"construct": "x:c1"}),
    )  # fmt: skip
    assert sorted(found.accepted) == ["x:c1"]
    assert sorted(found.rejected) == ["t-1", "t-2"]


@pytest.mark.parametrize(
    ("op", "before", "after"),
    [
        ("merge", {"themes": ["t-1"]}, None),
        ("split", {}, {"themes": []}),
        ("verdict", None, {"construct": "x", "verdict": "better"}),
        ("accept", None, {}),
        ("undo", None, None),
        ("erase", None, None),
    ],
)
def test_an_event_that_says_nothing_is_refused(op: str, before: object, after: object) -> None:
    with pytest.raises(EventError):
        check(op, before, after)


EVERY: tuple[Change, ...] = (
    Merge(("t-1", "t-2"), "t-1", "Both"),
    Split("t-3", (Part("t-3", "Said", ("c:q2",)), Part("t-9", "Seen", ("c:p1",)))),
    Rename("t-1", "Bread", "About t-1"),
    Move("c:p1", "t-3", None),
    Accept("t-1", label="About t-1"),
    Reject("x:c1", "construct", "A construct"),
    Translate("x:c1", None, "no_counterpart", "same"),
    SetRelevance("a:p1", "out"),
    Undo(3),
    Shown("a", "assisted"),
    Taken("a", "c", "a:p1"),
    TurnedDown("a", "c", "a:p1"),
    WasRead("a"),
    Weigh("l-1", "model", "holds", "About l-1"),
)


def test_every_kind_of_change_comes_back_from_its_event() -> None:
    assert {c.op for c in EVERY} == KINDS.keys()
    for change in EVERY:
        assert change_of(change.op, *change.sides) == change
        assert change.told()


def said_of(change: Change, *passages: str) -> Event:
    before, after = change.sides
    return Event(1, "ana", "2024-05-01T10:00:00+00:00", change.op, before, after, "", passages)


def test_a_verdict_stays_with_the_passages_it_was_given_on() -> None:
    given = said_of(Accept("t-1"), "a:p1", "b:p1")
    assert view(given).accepted == {"t-1"}
    # Gathered anew, another theme is called t-1, and the passages stand together under another name.
    anew = (theme("t-1", "c:p1", "c:q2"), theme("t-9", "a:p1", "b:p1", "a:q2"))
    assert replay(anew, [given], STUDIES, PASSAGES).accepted == {"t-9"}
    apart = (theme("t-1", "c:p1", "a:p1"), theme("t-9", "b:p1", "c:q2"))
    seen = replay(apart, [given], STUDIES, PASSAGES)
    assert not seen.accepted
    assert "look at it again" in dict(seen.stale)[1]


def test_a_rename_is_never_moved_to_another_theme() -> None:
    given = said_of(Rename("t-3", "Waiting"), "c:p1", "c:q2")
    anew = (theme("t-3", "a:p1", "b:p1"),)
    seen = replay(anew, [given], STUDIES, PASSAGES)
    assert seen.themes[0].label == "About t-3"
    assert seen.stale
