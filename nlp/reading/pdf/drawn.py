"""The lines, grounds and frames that a page is drawn with, apart from its letters."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf import pdfium as calls

MAX_OBJECTS = 20_000
_PANEL = (100.0, 36.0)  # points; the least width and height of a ground or frame that may hold text of its own
_WHITE = 250  # of 255, in each colour


def drawn_paths(page: pdfium.PdfPage) -> NDArray[np.float64]:
    """The thin straight paths that tables are ruled with, and the grounds and frames of panels, in user space."""
    handle = calls.address(page.raw)
    bounds = (ctypes.c_float * 4)()
    at = ctypes.addressof(bounds)
    found: list[tuple[float, ...]] = []
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        obj = calls.get_object(handle, index)
        if calls.object_type(obj) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if calls.object_bounds(obj, at, at + 4, at + 8, at + 12):
            x0, y0, x1, y1 = bounds
            thin = (y1 - y0 < 3.5 and x1 - x0 > 8) or (x1 - x0 < 3.5 and y1 - y0 > 6)
            if thin or (x1 - x0 > _PANEL[0] and y1 - y0 > _PANEL[1] and _is_frame(obj)):
                found.append((x0, y0, x1, y1))
    return np.array(found).reshape(-1, 4)


def _is_frame(path: int) -> bool:
    """Whether a path is a simple shape that shows: outlined, or filled with another colour than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    colour = (ctypes.c_uint * 4)()
    at = ctypes.addressof(colour)
    simple = 3 < calls.path_segments(path) <= 20
    if not simple or not calls.draw_mode(path, ctypes.addressof(fill), ctypes.addressof(stroke)):
        return False
    tinted = not calls.fill_colour(path, at, at + 4, at + 8, at + 12) or min(colour[:3]) < _WHITE
    return bool(stroke.value) or (fill.value != raw.FPDF_FILLMODE_NONE and tinted)
