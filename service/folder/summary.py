"""What a finished run comes to, in lines that a person understands."""

from __future__ import annotations

from collections.abc import Sequence

from thirdorder.nlp.review import MACHINE, leaves
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.interpretation import Reading
from thirdorder.service.folder.shapes import Counts


def summary(run: Folder, where: str) -> str:
    """A screenful: counts, the widest themes, overlap and agreement, suggestions, and where to look: the folder as
    the user named it."""
    counts = run.head.counts
    themes = sorted(leaves(run.themes), key=lambda t: (-len(t.studies), -len(t.members), t.id))
    alone = sum(len(t.studies) == 1 for t in themes) if counts.studies > 1 else 0
    lines = [
        f"{counts.papers} papers of {counts.studies} studies{_files(counts)}:"
        f" {counts.passages} findings passages, {counts.constructs} constructs of their authors,"
        f" {counts.themes} candidate themes{f' ({alone} of one study alone)' if alone else ''},"
        f" {counts.unassigned} passages that fit nowhere.",
    ]
    if themes:
        lines += ["", "Candidate themes that reach most studies:"]
        for theme in themes[:8]:
            reach = f"{_count(theme.studies, 'study', 'studies'):>10}, {_count(theme.members, 'passage'):>12}"
            lines.append(f"{reach}  {theme.label}")
    if overlap := run.overlap.get("summary"):
        lines += ["", f"Beside the human codes: {overlap}"]
    if agreement := run.agreement.get("summary"):
        lines += ["", f"Agreement: {agreement}"]
    suggested = [s for s in run.suggestions if s.codes]
    if suggested:
        lines += ["", "Suggested codes for papers that nobody has coded:"]
        for suggestion in suggested[:3]:
            coder = "" if suggestion.coder == MACHINE else f"  ({suggestion.coder})"
            lines.append(f"  {run.titles.get(suggestion.paper, suggestion.paper)}{coder}")
            for code in suggestion.codes[:3]:
                quote = code.evidence[0].quote if code.evidence else ""
                short = quote if len(quote) < 110 else quote[:107].rsplit(" ", 1)[0] + " …"
                lines.append(f"    {code.name}: \u201c{short}\u201d")
    lines += _interpreted(run.interpretation)
    lines += ["", f"Read the report: {where}/report.html", f"The grid:        {where}/grid.xlsx"]
    return "\n".join(lines)


def _interpreted(made: Reading | None) -> list[str]:
    """What a language model said, in a few lines under its own name; nothing where none was asked."""
    if made is None:
        return []
    dropped = sum(counts.get("sentences that stand in no paper", 0) for counts in made.counts.values())
    lines = [
        "",
        f"{made.coder} stated {_count(made.claims, 'claim')}, {_count(made.themes, 'theme')},"
        f" {_count(made.counterparts, 'counterpart')} and {_count(made.contradictions, 'contradiction')},"
        f" and coded {_count(made.codes, 'place')}; {dropped} of its sentences stand in no paper and were dropped.",
    ]
    lines += [f"{_count(t.studies, 'study', 'studies'):>10}  {t.label}" for t in made.themes[:8]]
    if made.unanswered:
        lines.append(f"{made.unanswered} questions were not answered: run the same command again to go on.")
    return lines


def _files(counts: Counts) -> str:
    return f" in {counts.files} files" if counts.files > counts.papers else ""


def _count(things: Sequence[object], one: str, many: str = "") -> str:
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"
