"""What a finished run comes to, in lines that a person understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from thirdorder.service.folder.write import load


def summary(folder: Path, written: Mapping[str, Any]) -> str:
    """A screenful: counts, the widest themes, overlap and agreement, suggestions, and where to look."""
    counts = written["counts"]
    lines = [
        f"{counts['papers']} papers of {counts['studies']} studies{_files(counts)}:"
        f" {counts['passages']} findings passages, {counts['constructs']} constructs of their authors,"
        f" {counts['themes']} candidate themes, {counts['unassigned']} passages that fit nowhere.",
    ]
    found = load(folder, "themes.json")["themes"]
    parents = {t["parent"] for t in found}
    themes = sorted(
        (t for t in found if t["id"] not in parents), key=lambda t: (-len(t["studies"]), -len(t["passages"]), t["id"])
    )
    if themes:
        lines += ["", "Candidate themes that reach most studies:"]
        for theme in themes[:8]:
            reach = f"{_count(theme['studies'], 'study', 'studies'):>10}, {_count(theme['passages'], 'passage'):>12}"
            lines.append(f"{reach}  {theme['label']}")
    if overlap := load(folder, "overlap.json").get("summary"):
        lines += ["", f"Beside the human codes: {overlap}"]
    agreement = load(folder, "agreement.json")
    if agreement.get("summary"):
        lines += ["", f"Agreement: {agreement['summary']}"]
    suggested = [s for s in load(folder, "suggestions.json") if s["codes"]]
    if suggested:
        lines += ["", "Suggested codes for papers that nobody has coded:"]
        for suggestion in suggested[:3]:
            name = next((n["title"] for n in written["papers"] if n["id"] == suggestion["paper"]), suggestion["paper"])
            lines.append(f"  {name}")
            for code in suggestion["codes"][:3]:
                quote = code["evidence"][0]["quote"] if code["evidence"] else ""
                short = quote if len(quote) < 110 else quote[:107].rsplit(" ", 1)[0] + " …"
                lines.append(f"    {code['name']}: \u201c{short}\u201d")
    lines += ["", f"Read the report: {folder / 'report.html'}", f"The grid:        {folder / 'grid.xlsx'}"]
    return "\n".join(lines)


def _files(counts: Mapping[str, int]) -> str:
    return f" in {counts['files']} files" if counts["files"] > counts["papers"] else ""


def _count(things: Sequence[object], one: str, many: str = "") -> str:
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"
