"""Agreement: how far people agree, in tables that can be read, with the sentence for a methods section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from thirdorder.service.folder.files import Json
from thirdorder.service.jobs.measuring import Asked, Figure, Found, Measured, Scored, Unit
from thirdorder.service.store import blinding, codes, projects, theme_changes
from thirdorder.service.store.theme_changes import Themes
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, See
from thirdorder.service.web.words import APPROACHES, plural

router = APIRouter(prefix="/p/{project}/agreement")
UNITS = {"passage": "passage", "paper": "paper", "sentence": "sentence", "character": "character"}
COLUMNS = {
    "percent": "Agreement", "cohen_kappa": "Cohen's κ", "gwet_ac1": "Gwet's AC1", "krippendorff_alpha": "α",
    "positive_agreement": "On what is coded", "prevalence": "How often coded",
}  # fmt: skip


@router.get("")
def page(
    request: Request,
    here: See,
    unit: Annotated[Unit, Query()] = "passage",
    coder: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    code: Annotated[list[str], Query(max_length=500)] = [],  # noqa: B006
) -> HTMLResponse:
    """The coefficients by the unit, coders and codes chosen; only codings made before suggestions were shown."""
    with here.look() as session:
        why = APPROACHES[projects.project(session, here.project).approach]
        opened = blinding.is_open(session, here.project)
        gathered = theme_changes.themes(session, here.files, here.project) if opened and why.machine else None
    if not why.machine:
        reason = f"No coefficient is given. {why.name}: {why.says}"
        return show(request, "agreement.html", here, here="agreement", reason=reason, found=None, unit=unit)
    if not (opened or here.may("measure") or here.role == "owner"):
        return show(request, "agreement.html", here, here="agreement", reason=_HIDDEN, found=None, unit=unit)
    settings = here.settings
    wanted = Asked(settings.data, settings.database, here.project, here.who, unit, tuple(coder), tuple(code))
    got: Measured = request.app.state.measure(wanted)
    asked = partial(
        show, request, "agreement.html", here, here="agreement", unit=unit, units=UNITS, coders=got.coders,
        chosen=[c for c in coder if c in got.coders] or got.coders, codes=got.names,
        keys=[c for c in code if c in got.names], left_out=got.left_out, machines=_beside_machines(gathered),
        columns=COLUMNS,
    )  # fmt: skip
    if (found := got.found) is None:
        return asked(reason=got.refused)
    return asked(
        found=found, apart=got.apart, alike=found.alike if here.may("code") else (), settle=found.talked,
        pairs=[_pair(p, got.names) for p in found.pairs], few=found.enough,
        together=_pair(found.together, got.names) if found.together is not None else None,
        sentence="" if got.apart else _sentence(found),
        # What nearly fits is told by name, and a code of another's own has none before it is opened.
        cleaned=None if got.apart else found.cleaned,
    )  # fmt: skip


@router.post("/alike")
def take_alike(
    here: Code,
    pair: Annotated[list[str], Form(max_length=2000)] = [],  # noqa: B006
) -> Response:
    """Make codes of two people one that were found to be the same, as confirmed on the form."""
    with here.act() as session:
        blinding.need_open(session, here.project)
        for one in pair:
            into, _, other = one.partition(":")
            if into.isdecimal() and other.isdecimal():
                codes.merge(session, here.project, here.who, int(other), int(into))
    return back(f"/p/{here.project}/agreement")


_HIDDEN = "Coefficients are for owners and methodologists until the project is opened."


def _beside_machines(now: Themes | None) -> list[Json]:
    """Each person beside each machine, as the latest gathering measured them; pooled, by passage."""
    pairs = now.run.agreement.get("pairs", ()) if now is not None else ()
    return [p for p in pairs if p["kind"] == "machine-human" and p["units"]]


@dataclass(frozen=True)
class Figures:
    """A row of the table: a code, or all of them."""

    name: str
    estimates: Mapping[str, Figure]


@dataclass(frozen=True)
class Beside:
    """Coders beside each other: pooled and means first (`heads`), then the codes that somebody used; `unused` are the
    others. `fewer` says which means go over fewer codes."""

    coders: tuple[str, ...]
    units: float
    studies: int
    rows: list[Figures]
    heads: int
    fewer: Sequence[str]
    unused: list[str]
    u_alpha: float | None


def _pair(scores: Scored, names: dict[str, str]) -> Beside:
    by_code = {key: values for key, values in scores.by_code.items() if key in names}
    used = {key for key, values in by_code.items() if values["prevalence"].value}
    heads = [
        Figures("All codes together", scores.pooled),
        Figures(f"Mean over {plural(scores.used, 'code')} used", scores.mean),
    ]
    if scores.often:
        heads.append(Figures(f"Mean over {plural(scores.often, 'code')} without *", scores.frequent))
    rows = [
        Figures(names[key] + ("*" if key in scores.few else ""), values) for key, values in by_code.items()
        if key in used
    ]  # fmt: skip
    unused = [names[key] for key in by_code if key not in used]
    return Beside(
        scores.coders, scores.units, scores.studies, [*heads, *rows], len(heads), scores.fewer, unused, scores.u_alpha
    )


def _sentence(found: Found) -> str:
    """What a methods section says, with every choice that the figures rest on."""
    pair = found.pairs[0] if len(found.pairs) == 1 else found.together
    if pair is None or not pair.units:
        return ""
    percent, kappa, ac1 = (pair.pooled[n] for n in ("percent", "cohen_kappa", "gwet_ac1"))
    if kappa.value is None:
        kappa, named = pair.pooled["fleiss_kappa"], "Fleiss' κ"
    else:
        named = "Cohen's κ"
    who, left, talked = ", ".join(pair.coders[:-1]) + f" and {pair.coders[-1]}", found.dropped, found.talked
    later = ""
    if talked.settled and talked.now is not None:
        later = f" After discussion of {plural(talked.settled, 'difference')}, agreement was {talked.now:.0%}."
    return (
        f"{who} coded {plural(found.papers, 'paper')} independently and blind to each other and to suggestions."
        f" Over {plural(round(pair.units), found.unit)} that both read and {plural(len(found.codes), 'code')}, they"
        f" agreed on {_percent(percent)} of {found.unit}-by-code decisions ({named} {_figure(kappa)}, Gwet's AC1"
        f" {_figure(ac1)}; {found.level:.0%} intervals by the jackknife over studies with Student's t)."
        f" {left[0].upper()}{left[1:]}.{later} Computed with thirdorder {version('thirdorder')}."
    )


def _percent(e: Figure) -> str:
    return "–" if e.value is None else f"{e.value:.0%}"


def _figure(e: Figure) -> str:
    if e.value is None:
        return "undefined"
    return f"{e.value:.2f}" + (f" ({e.low:.2f} to {e.high:.2f})" if e.low is not None and e.high is not None else "")
