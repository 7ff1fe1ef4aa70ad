"""Agreement: how far people agree, in tables that can be read, with the sentence for a methods section."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from thirdorder.evaluation.agreement import (
    Agreement,
    TooFewCodersError,
    UnitName,
    agreement,
    match_labels,
    reconcile,
)
from thirdorder.evaluation.agreement.intervals import ENOUGH_USES, FEWEST_STUDIES, TOO_FEW, Estimate
from thirdorder.evaluation.agreement.reconcile import Reconciliation
from thirdorder.evaluation.agreement.scores import Scores
from thirdorder.evaluation.agreement.table import dropped, over_fewer
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.review import Codebook, Coding
from thirdorder.service.errors import RefusedError
from thirdorder.service.folder.files import Json
from thirdorder.service.store import blinding, changes, codes, comparing, projects
from thirdorder.service.store.changes import Themes
from thirdorder.service.store.comparing import Compared
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
    unit: Annotated[UnitName, Query()] = "passage",
    coder: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006
    code: Annotated[list[str], Query(max_length=500)] = [],  # noqa: B006
) -> HTMLResponse:
    """The coefficients by the unit, coders and codes chosen; only codings made before suggestions were shown."""
    with here.look() as session:
        why = APPROACHES[projects.project(session, here.project).approach]
        if not why.machine:
            reason = f"No coefficient is given. {why.name}: {why.says}"
            return show(request, "agreement.html", here, here="agreement", reason=reason, found=None, unit=unit)
        opened = blinding.is_open(session, here.project)
        allowed = opened or here.may("measure") or here.role == "owner"
        if not allowed:
            return show(request, "agreement.html", here, here="agreement", reason=_HIDDEN, found=None, unit=unit)
        given = comparing.compared(session, here.files, here.project)
        settled = comparing.consensus_codings(session, here.files, here.project, here.who)
        decided = {
            (f"{d.paper}:p{d.start}-{d.end}", d.code.key): d.agreed.value == "coded"
            for d in comparing.differences(session, here.files, here.project, here.who)
            if d.agreed is not None and d.agreed.value != "undecided"
        }
        # Until it is opened, a code that is somebody else's proposal is not even named.
        seen = {c.key: c for c in blinding.visible_codebook(session, here.project, here.who).codes}
        gathered = changes.themes(session, here.files, here.project) if opened else None
    names = {key: name for key, name in given.names.items() if key in seen}
    coders = sorted({c.coder for c in given.codings})
    wanted = [c for c in coder if c in coders] or coders
    keys = [c for c in code if c in names]
    asked = partial(
        show, request, "agreement.html", here, here="agreement", unit=unit, units=UNITS, coders=coders, chosen=wanted,
        codes=names, keys=keys, left_out=given.left_out, machines=_beside_machines(gathered), columns=COLUMNS,
        few=(ENOUGH_USES, FEWEST_STUDIES),
    )  # fmt: skip
    try:
        found = _measured(_Same(given), unit, tuple(wanted), tuple(keys))
    except (TooFewCodersError, ValueError) as error:
        return asked(reason=str(error)[:1].upper() + str(error)[1:])
    if not opened and any(0 < p.units < comparing.FEW for p in found.pairs):
        return asked(reason=comparing.TOO_FEW)
    settle = reconcile(
        (*_chosen(given, wanted), *settled), unit=unit, codebook=_book(given, tuple(keys)),
        papers=given.papers,
    )  # fmt: skip
    if unit == "passage":  # each verdict is on one code of one passage
        told = tuple(replace(d, agreed=decided.get((d.unit, d.code))) for d in settle.disagreements)
        settle = replace(settle, disagreements=told)
    apart = 0 if opened else given.apart
    alike: list[Alike] = []
    if opened and len(wanted) == 2 and here.may("code"):
        alike = _alike(given, (wanted[0], wanted[1]), {c.key: c.id for c in seen.values()})
    return asked(
        found=found, apart=apart, alike=alike, pairs=[_pair(p, names, found) for p in found.pairs], settle=settle,
        together=_pair(found.together, names, found) if found.together is not None else None,
        sentence="" if apart else _sentence(found, settle, _read_by_all(given, wanted)),
        # What nearly fits is told by name, and a code of another's own has none before it is opened.
        cleaned=None if apart else found.cleaning.lines(),
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


class _Same:
    """What is compared, told apart by its codings: the same ones need measuring once."""

    def __init__(self, given: Compared) -> None:
        self.given = given
        self.key = (given.codings, tuple(c.code for c in given.codebook.codes), tuple(p.id for p in given.papers))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.key == other.key


@lru_cache(maxsize=16)
def _measured(same: _Same, unit: UnitName, coders: tuple[str, ...], keys: tuple[str, ...]) -> Agreement:
    given = same.given
    return agreement(_chosen(given, coders), unit=unit, codebook=_book(given, keys), papers=given.papers)


def _alike(given: Compared, pair: tuple[str, str], ids: dict[str, int]) -> list[Alike]:
    """Codes of two people that may be one, by how they are named and used: to be confirmed before figures are read."""
    said = [c for c in onto_passages(given.codings, given.papers) if c.coder in pair and c.code in given.names]
    key_of = {(c.coder, given.names[c.code]): c.code for c in said}
    found = match_labels([replace(c, code=given.names[c.code]) for c in said], pair)
    out = []
    for one in found.pairs:
        first, second = key_of.get((pair[0], one.first)), key_of.get((pair[1], one.second))
        if first in ids and second in ids and first != second:
            out.append(Alike(f"{ids[first]}:{ids[second]}", one.first, one.second, one.why))
    return out


def _read_by_all(given: Compared, coders: Sequence[str]) -> int:
    """How many papers two or more of the coders signed: those that the figures rest on."""
    who: dict[str, set[str]] = {}
    for c in given.codings:
        if c.coder in coders:
            who.setdefault(c.unit, set()).add(c.coder)
    return sum(len(w) > 1 for w in who.values())


def _chosen(given: Compared, coders: Collection[str]) -> tuple[Coding, ...]:
    return tuple(c for c in given.codings if c.coder in coders)


def _book(given: Compared, keys: tuple[str, ...]) -> Codebook:
    if not keys:
        return given.codebook
    kept = tuple(c for c in given.codebook.codes if c.code in keys)
    if not kept:
        raise RefusedError("Choose codes that are in use.")
    return Codebook(kept)


@dataclass(frozen=True)
class Figures:
    """A row of the table: a code, or all of them."""

    name: str
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True)
class Beside:
    """Coders beside each other: pooled and means first (`heads`), then the codes that somebody used; `unused` are the
    others. `fewer` says which means go over fewer codes."""

    coders: tuple[str, ...]
    units: float
    studies: int
    rows: list[Figures]
    heads: int
    fewer: list[str]
    unused: list[str]
    u_alpha: float | None


@dataclass(frozen=True)
class Alike:
    """Two codes that may be one, with the reason; `pair` names them in the form."""

    pair: str
    first: str
    second: str
    why: str


def _pair(scores: Scores, names: dict[str, str], found: Agreement) -> Beside:
    by_code = {key: values for key, values in scores.by_code.items() if key in names}
    used = {key for key, values in by_code.items() if values["prevalence"].value}
    heads = [
        Figures("All codes together", scores.pooled),
        Figures(f"Mean over {plural(scores.used, 'code')} used", scores.mean),
    ]
    if frequent := max(scores.frequent_over.values()):
        heads.append(Figures(f"Mean over {plural(frequent, 'code')} without *", scores.frequent))
    rows = [
        Figures(names[key] + ("*" if values["percent"].reason == TOO_FEW else ""), values)
        for key, values in by_code.items()
        if key in used
    ]
    alpha = None
    if len(scores.coders) == 2:
        alpha = found.unitizing.get((scores.coders[0], scores.coders[1]), {}).get("")
    unused = [names[key] for key in by_code if key not in used]
    fewer = over_fewer(scores)
    return Beside(scores.coders, scores.units, scores.studies, [*heads, *rows], len(heads), fewer, unused, alpha)


def _sentence(found: Agreement, settle: Reconciliation, papers: int) -> str:
    """What a methods section says, with every choice that the figures rest on."""
    pair = found.pairs[0] if len(found.pairs) == 1 else found.together
    if pair is None or not pair.units:
        return ""
    percent, kappa, ac1 = (pair.pooled[n] for n in ("percent", "cohen_kappa", "gwet_ac1"))
    if kappa.value is None:
        kappa, named = pair.pooled["fleiss_kappa"], "Fleiss' κ"
    else:
        named = "Cohen's κ"
    who = ", ".join(pair.coders[:-1]) + f" and {pair.coders[-1]}"
    left = dropped(found)
    later = ""
    if settle.settled and settle.now is not None:
        later = f" After discussion of {plural(settle.settled, 'difference')}, agreement was {settle.now:.0%}."
    return (
        f"{who} coded {plural(papers, 'paper')} independently and blind to each other and to suggestions."
        f" Over {plural(round(pair.units), found.unit)} that both read and {plural(len(found.codes), 'code')}, they"
        f" agreed on {_percent(percent)} of {found.unit}-by-code decisions ({named} {_figure(kappa)}, Gwet's AC1"
        f" {_figure(ac1)}; {found.level:.0%} intervals by the jackknife over studies with Student's t)."
        f" {left[0].upper()}{left[1:]}.{later} Computed with thirdorder {version('thirdorder')}."
    )


def _percent(e: Estimate) -> str:
    return "–" if e.value is None else f"{e.value:.0%}"


def _figure(e: Estimate) -> str:
    if e.value is None:
        return "undefined"
    return f"{e.value:.2f}" + (f" ({e.low:.2f} to {e.high:.2f})" if e.low is not None and e.high is not None else "")
