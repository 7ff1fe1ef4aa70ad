"""What stands before and around the text: title, authors, abstract, side columns, running heads, strips, watermarks."""

from __future__ import annotations

from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from thirdorder.evaluation.benchmarks.render.fonts import shown, width
from thirdorder.evaluation.benchmarks.render.lines import Slug, Type, set_paragraph
from thirdorder.evaluation.benchmarks.render.press import draw_stack, stack_height
from thirdorder.evaluation.benchmarks.render.source import Run, Runs, Source, plain
from thirdorder.evaluation.benchmarks.render.style import GREY, House

LABELS: dict[str, tuple[str, ...]] = {
    "pt": ("Resumo", "Palavras-chave", "Referências", "Artigo original", "Autor correspondente",
           "Anexo A. Guia de entrevista"),
    "es": ("Resumen", "Palabras clave", "Referencias", "Artículo original", "Correspondencia",
           "Anexo A. Guía de entrevista"),
    "fr": ("Résumé", "Mots-clés", "Références", "Article original", "Correspondance",
           "Annexe A. Guide d’entretien"),
    "de": ("Zusammenfassung", "Schlüsselwörter", "Literatur", "Originalarbeit", "Korrespondenz",
           "Anhang A. Leitfaden"),
    "en": ("Abstract", "Keywords", "References", "Original Article", "Correspondence",
           "Appendix A. Interview guide"),
}  # fmt: skip


def labels(source: Source) -> tuple[str, ...]:
    return LABELS.get(source.language, LABELS["en"])


def opening(source: Source, house: House, measure: float) -> list[Slug]:
    """Title, authors, affiliations and abstract over the whole text width."""
    sans = house.heads_family
    small = Type(sans, 8, 10, align="left", hyphens=False)
    title = Type(sans, 17, 20.5, bold=True, align="left", hyphens=False, before=8)
    slugs = set_paragraph(
        (Run(labels(source)[3].upper() if house.rules else labels(source)[3]),),
        replace(small, bold=True, colour=house.accent),
        measure,
    )
    if house.layout in ("manuscript", "humanities"):
        title = replace(title, family=house.body, size=14, leading=18, align="center")
    slugs += set_paragraph(source.title, title, measure)
    slugs += set_paragraph(_authors(source), Type(sans, 10, 13, align=title.align, hyphens=False, before=6), measure)
    if house.front not in ("footnotes", "sidebar", "sidebar page") and house.abstract != "columns":
        slugs += affiliations(source, replace(small, before=2), measure)
    if source.keywords and house.abstract in ("left column", "rules"):
        slugs[-1].height += 4
    slugs[-1].height += 8
    slugs += _abstract(source, house, measure)
    for slug in slugs:
        slug.keep = False
        slug.numbered = house.layout == "manuscript"
    slugs[-1].height += 10
    return slugs


def _authors(source: Source) -> Runs:
    runs: list[Run] = []
    for i, name in enumerate(source.authors):
        runs.append(Run((", " if i else "") + name))
        if source.affiliations:
            runs.append(Run(str(i % len(source.affiliations) + 1) + ("*" if not i else ""), raised=True))
    return tuple(runs)


def affiliations(source: Source, kind: Type, measure: float) -> list[Slug]:
    slugs: list[Slug] = []
    for i, text in enumerate(source.affiliations, 1):
        slugs += set_paragraph((Run(str(i), raised=True), Run(f" {text}")), kind, measure)
    if source.authors:
        slugs += set_paragraph(
            (Run(f"* {labels(source)[4]}: {source.authors[0]}, first.author@example.org"),), kind, measure
        )
    return slugs


def abstract_runs(source: Source) -> list[tuple[str, Runs]]:
    parts = list(source.abstract)
    if source.keywords:
        parts.append((labels(source)[1], (Run("; ".join(source.keywords)),)))
    return parts


def _abstract(source: Source, house: House, measure: float) -> list[Slug]:
    if not source.abstract:
        return []
    style = house.abstract
    inset = 12.0 if style in ("box", "plain wide") else 0.0
    left = measure * 0.33 if style == "side" else 0.0
    within = measure - 2 * inset - left
    kind = Type(
        house.body if style != "box" else house.heads_family, house.size, house.size * 1.24, align=house.align, before=2
    )
    if house.layout == "manuscript":
        kind = replace(house.text, before=0)
    heading = replace(
        kind,
        bold=True,
        align="left",
        before=4,
        size=kind.size + 1,
        tracking=style == "side",
        case="upper" if style == "side" else "",
    )
    inner = set_paragraph((Run(labels(source)[0]),), heading, within)
    for name, runs in abstract_runs(source):
        if name and house.abstract_heads == "stacked":
            inner += set_paragraph((Run(name),), replace(kind, bold=True, align="left"), within)
            inner += set_paragraph(runs, replace(kind, before=0), within)
        else:
            lead = (Run(f"{name}: ", bold=True),) if name else ()
            inner += set_paragraph((*lead, *runs), kind, within, mode=house.mode)
    if style in ("stacked", "page", "plain wide", "left column"):
        return [_shifted(slug, inset) for slug in inner]
    if style == "columns":
        return _halves(inner, source, house, measure)
    height = stack_height(inner) + 14

    def draw(canvas: Canvas, x: float, top: float) -> None:
        if style == "box":
            canvas.setFillColorRGB(0.93, 0.95, 0.97)
            canvas.setStrokeColorRGB(*house.accent)
            canvas.rect(x, top - height, measure, height, stroke=1, fill=1)
        else:
            canvas.setStrokeColorRGB(0, 0, 0)
            canvas.setLineWidth(0.5)
            canvas.line(x, top, x + measure, top)
            canvas.line(x, top - height, x + measure, top - height)
        if style == "side":
            draw_stack(canvas, _history(source, house, left - 14), x, top - 7)
        draw_stack(canvas, inner, x + inset + left, top - 7)

    return [Slug(height, draw)]


def _halves(inner: list[Slug], source: Source, house: House, measure: float) -> list[Slug]:
    """Abstract on the left two thirds, correspondence on the right."""
    narrow = measure * 0.3
    side = affiliations(source, Type(house.heads_family, 7, 8.6, align="left", before=2), narrow)
    height = max(stack_height(inner), stack_height(side)) + 8
    texts = set_abstract_narrow(source, house, measure - narrow - 16)
    height = max(height, stack_height(texts) + 8)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        draw_stack(canvas, side, x, top - 4)
        draw_stack(canvas, texts, x + narrow + 16, top - 4)

    return [Slug(height, draw)]


def set_abstract_narrow(source: Source, house: House, measure: float) -> list[Slug]:
    return _abstract(source, replace(house, abstract="stacked"), measure)


def _history(source: Source, house: House, measure: float) -> list[Slug]:
    kind = Type(house.body, 7, 8.6, align="left", before=2, hyphens=False)
    year = source.year or "2015"
    slugs = set_paragraph(
        (Run("Article info"),),
        replace(kind, size=house.size + 1, tracking=True, case="upper", bold=True, leading=house.size * 1.3),
        measure,
    )
    for text in (
        "Article history:",
        f"Received 12 January {year}",
        f"Received in revised form 3 May {year}",
        f"Accepted 9 June {year}",
        f"Available online 1 July {year}",
    ):
        slugs += set_paragraph((Run(text, italic=text.endswith(":")),), kind, measure)
    for word in source.keywords[:8]:
        slugs += set_paragraph((Run(word),), kind, measure)
    return slugs


def _shifted(slug: Slug, inset: float) -> Slug:
    draw = slug.draw
    slug.draw = lambda canvas, x, top: draw(canvas, x + inset, top)
    return slug


def sidebar(source: Source, house: House, measure: float) -> list[Slug]:
    """The narrow first-page column of publishers that keep citation, dates and licence there."""
    kind = Type(house.heads_family, 7, 9, align="left", before=5, hyphens=False)
    year = source.year or "2015"
    names = ", ".join(source.surnames[:3])
    slugs = set_paragraph((Run("OPEN ACCESS"),), replace(kind, bold=True, colour=house.accent), measure)
    for lead, text in (
        (
            "Citation: ",
            f"{names} ({year}) {plain(source.title)}. {source.journal} {source.volume}. https://doi.org/{source.doi}",
        ),
        ("Editor: ", "A. N. Editor, University of Somewhere"),
        ("Received: ", f"January 12, {year}"),
        ("Accepted: ", f"June 9, {year}"),
        ("Published: ", f"July 1, {year}"),
        (
            "Copyright: ",
            f"© {year} {names}. This is an open access article under the Creative Commons Attribution License.",
        ),
        ("Data Availability: ", "All relevant data are within the paper."),
        ("Competing interests: ", "The authors have declared that no competing interests exist."),
    ):
        slugs += set_paragraph((Run(lead, bold=True), Run(text)), kind, measure)
    return slugs


def furnish(canvas: Canvas, page: int, source: Source, house: House) -> None:
    """Draw what stands around the text of one page."""
    w, h = house.page
    names = source.surnames[0] if source.surnames else "Anon"
    short = names + (" et al." if len(source.surnames) > 1 else "")
    journal = f"{source.journal} ({source.year}) {source.volume or '12'}"
    _watermark(canvas, house)
    _strip(canvas, house, source)
    canvas.setFillColorRGB(*((0, 0, 0) if page % 2 else GREY))
    font = house.heads_family.regular
    title = plain(source.title)
    heads = {
        "alternate": (short, title[:60]),
        "alternate rule": (short.upper(), title[:50].upper()),
        "alternate small": (title[:55].upper(), short.upper()),
        "same": (f"{short} {journal}",) * 2,
        "short": (short,) * 2,
        "journal": (source.journal.upper(), f"{short}"),
        "none": ("", ""),
    }[house.running]
    text = heads[page % 2] if page > 1 else (journal if house.running != "none" else "")
    left, right = (house.inner, w - house.outer) if page % 2 else (house.outer, w - house.inner)
    if house.side:
        left, right = 36.0, w - house.outer
    y = h - house.top + 24
    if page % 2 or house.running in ("same", "short"):
        _put(canvas, text, font, 7.5, left, y)
    else:
        _put(canvas, text, font, 7.5, right, y, anchor="right")
    if house.rules and text:
        canvas.setStrokeColorRGB(0.4, 0.4, 0.4)
        canvas.setLineWidth(0.4)
        canvas.line(left, y - 4, right, y - 4)
    _folio(canvas, page, house, left, right, y)
    if house.folio.startswith("top"):
        foot = f"https://doi.org/{source.doi}" if source.doi else source.journal
        _put(canvas, foot if page > 1 else f"© The Author(s) {source.year}. {foot}", font, 6.5, left, house.bottom - 30)


def _folio(canvas: Canvas, page: int, house: House, left: float, right: float, y: float) -> None:
    text = (
        f"Page {page} of 14"
        if house.layout in ("bmc",)
        else str(page + (100 if house.layout in ("sage", "elsevier", "wiley") else 0))
    )
    font = house.heads_family.regular
    if house.folio == "top outer":
        if page > 1 or house.layout == "manuscript":
            odd = page % 2 or house.running in ("same", "short")
            _put(canvas, text, font, 8, right if odd else left, y, anchor="right" if odd else "left")
    elif house.folio == "bottom centre":
        _put(canvas, text, font, 8, (left + right) / 2, house.bottom - 26, anchor="centre")
    else:
        _put(
            canvas,
            text,
            font,
            8,
            right if page % 2 else left,
            house.bottom - 26,
            anchor="right" if page % 2 else "left",
        )


def _put(canvas: Canvas, text: str, font: str, size: float, x: float, y: float, anchor: str = "left") -> None:
    pieces = list(shown(text, font))
    total = sum(width(t, f, size) for t, f in pieces)
    x -= total if anchor == "right" else total / 2 if anchor == "centre" else 0
    for piece, use in pieces:
        canvas.setFont(use, size)
        canvas.drawString(x, y, piece)
        x += width(piece, use, size)


def _strip(canvas: Canvas, house: House, source: Source) -> None:
    texts = {
        "downloaded": f"Downloaded from https://journals.example.org/ by guest on 14 March {source.year or 2020}",
        "licence": "17552648, 2021, 3, Downloaded from https://library.example.com/doi/ by Reader, on [24/01/2023]."
        " See the Terms and Conditions",
        "copyright": "Protected by copyright, including for uses related to text and data mining."
        " First published as 10.1136/open on 3 June 2016.",
    }
    w, h = house.page
    canvas.setFillColorRGB(0.3, 0.3, 0.3)
    if house.strip == "author manuscript":
        for i in range(4):
            _turned(canvas, "Author Manuscript", 26, h - 110 - i * 190, 11)
    elif house.strip:
        _turned(canvas, texts[house.strip], w - 12, h * 0.86, 6.5)


def _turned(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(90 if size > 8 else -90)
    canvas.setFont("Helvetica", size)
    canvas.drawString(-40 if size > 8 else 0, 0, text)
    canvas.restoreState()


def _watermark(canvas: Canvas, house: House) -> None:
    if not house.watermark:
        return
    w, h = house.page
    canvas.saveState()
    canvas.setFillColorRGB(0.88, 0.88, 0.88)
    canvas.translate(w / 2, h / 2)
    canvas.rotate(52)
    canvas.setFont("Helvetica-Bold", 46)
    canvas.drawCentredString(0, 0, house.watermark)
    canvas.restoreState()
