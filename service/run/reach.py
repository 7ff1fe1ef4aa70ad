"""How much of each study counts: passages in, partly in and left out, so that no study is emptied unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thirdorder.nlp.review import study_of
from thirdorder.service.run.copies import Copies

if TYPE_CHECKING:
    from thirdorder.nlp.pipeline import Result, Run


@dataclass(frozen=True, slots=True)
class Reach:
    """One study's findings passages by relevance; `versions` are those of other versions of its papers, left aside."""

    study: str
    within: int
    partly: int
    out: int
    versions: int = 0

    @property
    def all(self) -> int:
        """The passages of the versions that count."""
        return self.within + self.partly + self.out


def reach_of(result: Result, copies: Copies) -> tuple[Reach, ...]:
    """What is in, partly and out, a row a study, in the order of the studies."""
    of = study_of(result.studies)
    count: Counter[tuple[str, str]] = Counter()
    for paper, passage in result.rows:
        said = result.relevance.get(passage.id, "in")
        kind = "versions" if paper in copies.set_aside and said == "out" else said
        count[of[paper], kind] += 1
    kinds = ("in", "partly", "out", "versions")
    return tuple(Reach(s.id, *(count[s.id, kind] for kind in kinds)) for s in result.studies)


def reach_notes(rows: Sequence[Reach], titles: dict[str, str], settings: Run) -> Iterator[str]:
    """What a question or a choice of groups leaves aside over all studies, and each study that loses over half."""
    why = " and ".join(
        said
        for said, given in (
            (f"whose experience counts ({settings.whose})", settings.whose),
            ("the question", settings.question),
        )
        if given
    )
    out, partly, total = (sum(getattr(r, name) for r in rows) for name in ("out", "partly", "all"))
    if out or partly:
        yield (
            f"By {why or 'what people decided'}, {out} of {total} findings passages are left out and {partly} count in "
            "part; the report has them by study."
        )
    for row in rows:
        if 2 * (row.out + row.partly) > row.all:
            lost = f"{row.out} of {row.all} findings passages are left out"
            yield (
                f"{titles[row.study]}: {lost}{f' and {row.partly} count in part' if row.partly else ''}: check whose "
                "experience it tells, and take back with the command change what should count."
            )
