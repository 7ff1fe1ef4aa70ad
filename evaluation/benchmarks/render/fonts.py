"""Type for the rendered pages: families found on this computer, the standard fourteen and Bitstream Vera otherwise."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
CUTS = ("regular", "bold", "italic", "bold_italic")
TRUETYPE = {
    "liberation-serif": "LiberationSerif-{}.ttf Regular Bold Italic BoldItalic",
    "liberation-sans": "LiberationSans-{}.ttf Regular Bold Italic BoldItalic",
    "liberation-narrow": "LiberationSansNarrow-{}.ttf Regular Bold Italic BoldItalic",
    "dejavu-serif": "DejaVuSerifCondensed{}.ttf _ -Bold -Italic -BoldItalic",
    "dejavu-sans": "DejaVuSansCondensed{}.ttf _ -Bold -Oblique -BoldOblique",
    "vera": "Vera{}.ttf _ Bd It BI",
}
TYPE1 = {
    "palatino": "P052-{} Roman Bold Italic BoldItalic",
    "century": "C059-{} Roman Bold Italic BdIta",
    "bookman": "URWBookman-{} Light Demi LightItalic DemiItalic",
    "gothic": "URWGothic-{} Book Demi BookOblique DemiOblique",
}
STANDARD = {
    "times": ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    "helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
}
SERIF_FALLBACK, SANS_FALLBACK = "times", "helvetica"


@dataclass(frozen=True)
class Family:
    """Names of the four cuts, as registered with the PDF library."""

    regular: str
    bold: str
    italic: str
    bold_italic: str

    def cut(self, bold: bool, italic: bool) -> str:
        return (self.regular, self.bold, self.italic, self.bold_italic)[bold + 2 * italic]


@functools.cache
def family(name: str, opaque: bool = False) -> Family:
    """Register a family; `opaque` gives its fonts names that tell neither weight nor slant, as many publishers' do."""
    if name in STANDARD:
        return Family(*STANDARD[name])
    if name in TRUETYPE:
        pattern, *parts = TRUETYPE[name].split()
        files = [_find(pattern.format(part.strip("_"))) for part in parts]
        if all(files):
            return Family(*(_truetype(f"{name}-{cut}", f, opaque) for cut, f in zip(CUTS, files, strict=True) if f))
    if name in TYPE1:
        pattern, *parts = TYPE1[name].split()
        pairs = [(_find(pattern.format(p) + ".afm"), _find(pattern.format(p) + ".pfb")) for p in parts]
        if all(a and b for a, b in pairs):
            return Family(*(_type1(a, b) for a, b in pairs if a and b))
    sans = any(word in name for word in ("sans", "narrow", "gothic", "vera"))
    return Family(*STANDARD[SANS_FALLBACK if sans else SERIF_FALLBACK])


@functools.lru_cache(maxsize=200_000)
def width(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


@functools.cache
def has(font: str, char: str) -> bool:
    """Whether a registered font can show a character."""
    face = pdfmetrics.getFont(font)
    if isinstance(face, TTFont):
        return ord(char) in face.face.charToGlyph
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str, font: str) -> Iterable[tuple[str, str]]:
    """Cut text into pieces one font can show; what neither font has becomes a question mark."""
    spare = family("dejavu-sans").regular
    pieces: list[tuple[str, str]] = []
    for char in text:
        use = font if has(font, char) else spare
        char = char if has(use, char) else "?"
        if pieces and pieces[-1][1] == use:
            pieces[-1] = (pieces[-1][0] + char, use)
        else:
            pieces.append((char, use))
    return pieces


@functools.cache
def _index() -> dict[str, Path]:
    import reportlab

    folders = [Path(folder) for folder in FOLDERS] + [Path(reportlab.__file__).parent / "fonts"]
    return {path.name: path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.*"))}


def _find(name: str) -> Path | None:
    return _index().get(name)


def _truetype(name: str, path: Path, opaque: bool) -> str:
    name = f"{name}-opaque" if opaque else name
    font = TTFont(name, str(path))
    if opaque:
        font.face.name = b"AdvOT" + hashlib.sha256(name.encode()).hexdigest()[:8].encode()
    pdfmetrics.registerFont(font)
    return name


def _type1(metrics: Path, outlines: Path) -> str:
    face = pdfmetrics.EmbeddedType1Face(str(metrics), str(outlines))
    pdfmetrics.registerTypeFace(face)
    pdfmetrics.registerFont(pdfmetrics.Font(face.name, face.name, "WinAnsiEncoding"))
    return str(face.name)
