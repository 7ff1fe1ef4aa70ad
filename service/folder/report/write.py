"""A report's values to one HTML page that needs nothing from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from thirdorder.nlp.changes import HOLDS
from thirdorder.nlp.review import in_figures
from thirdorder.service.folder.interpretation import Reading, weighed
from thirdorder.service.folder.report.view import Overlap, Quote, ReportView, citation
from thirdorder.service.run.reach import Reach


def environment(package: str = "thirdorder.service.folder", *, escape: bool = True) -> Environment:
    """The templates of a package, every value escaped unless what they make is no markup, an unknown name an error."""
    env = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["citation"] = citation
    env.filters["in_figures"] = in_figures
    env.filters["counted"] = counted
    env.filters["embedded_json"] = embedded_json
    return env


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 theme", "2 themes"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def write_report(
    view: ReportView,
    *,
    title: str,
    notice: str = "",
    overlap: Overlap | None = None,
    agreement: str = "",
    failures: tuple[tuple[str, str], ...] = (),
    model: str = "",
    names: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
    reach: tuple[Reach, ...] = (),
    interpretation: Reading | None = None,
) -> str:
    """The page as text. `overlap` sets themes beside human codes, `agreement` is a plain table; both may be absent.

    `names` gives the files in which each paper was found, by paper id; `codes` the names of codes, by key; `notes` say
    what was made of the inputs, and `reach` how much of each study counts; `interpretation` is what
    interpretation.json holds.
    """
    panels = {
        f"{row.study.id}|{view.themes[i].theme.id}": {
            "study": row.title,
            "theme": view.themes[i].theme.label,
            "count": cell.count,
            "quotes": [_plain(q) for q in cell.quotes],
        }
        for row in view.rows
        for i, cell in enumerate(row.cells)
        if cell is not None
    }
    return (
        environment()
        .get_template("report.html")
        .render(
            view=view,
            title=title,
            notice=notice,
            overlap=overlap,
            agreement=laid_out(agreement),
            failures=failures,
            model=model,
            names=names or {},
            codes=codes or {},
            notes=notes,
            reach=reach,
            panels=panels,
            interpretation=interpretation,
            weighed=weighed(interpretation, view.result.people) if interpretation is not None else {},
            holds=HOLDS,
            claims={c.construct: c for c in interpretation.claims} if interpretation is not None else {},
            cited={p.id: citation(p) for p in view.result.papers},
        )
    )


def laid_out(text: str) -> list[tuple[bool, str]]:
    """A plain text in stretches: those of a table, whose columns are parted by spaces (True), and lines of prose."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [
        stretch
        for table, group in groupby(lines, key=lambda line: "  " in line.strip())
        for stretch in ([(True, "\n".join(group))] if table else [(False, line.strip()) for line in group])
    ]


def embedded_json(value: object) -> Markup:
    """JSON for a script element: no sequence in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _plain(quote: Quote) -> dict[str, object]:
    return {
        "paper": quote.paper,
        "text": quote.text,
        "page": quote.page,
        "order": quote.order,
        "speaker": quote.speaker,
        "whose": quote.whose,
        "strength": round(quote.strength, 2),
    }
