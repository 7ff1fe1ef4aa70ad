"""The few PDFium calls the reader makes for every character, called without conversion.

A page has thousands of characters and a call through ctypes costs half a microsecond, so addresses go in as plain
integers and the loop runs in C (`map` over ranges of addresses).
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw
from numpy.typing import NDArray

_ADDRESS = ctypes.c_void_p


def _plain(function: Any, result: Any, *arguments: Any) -> Any:
    """A PDFium function that takes addresses as integers; too short to be worth letting another thread in."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _ADDRESS).value or 0)


def address(handle: Any) -> int:
    """The address behind a handle."""
    return ctypes.cast(handle, _ADDRESS).value or 0


def places(array: NDArray[Any]) -> range:
    """The addresses of the elements (or rows) along an array's first axis: where calls write their answers."""
    if not len(array):
        return range(0)
    begin, step = array.ctypes.data, array.strides[0]
    return range(begin, begin + step * len(array), step)


loose_box = _plain(raw.FPDFText_GetLooseCharBox, ctypes.c_int, _ADDRESS, ctypes.c_int, _ADDRESS)
origin = _plain(raw.FPDFText_GetCharOrigin, ctypes.c_int, _ADDRESS, ctypes.c_int, _ADDRESS, _ADDRESS)
matrix = _plain(raw.FPDFText_GetMatrix, ctypes.c_int, _ADDRESS, ctypes.c_int, _ADDRESS)
font_size = _plain(raw.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, ctypes.c_int)
text_object = _plain(raw.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, ctypes.c_int)
unicode_of = _plain(raw.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, ctypes.c_int)
font_of = _plain(raw.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
font_name = _plain(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
font_flags = _plain(raw.FPDFFont_GetFlags, ctypes.c_int, _ADDRESS)
font_angle = _plain(raw.FPDFFont_GetItalicAngle, ctypes.c_int, _ADDRESS, _ADDRESS)
get_text = _plain(raw.FPDFText_GetText, ctypes.c_int, _ADDRESS, ctypes.c_int, ctypes.c_int, _ADDRESS)
get_object = _plain(raw.FPDFPage_GetObject, _ADDRESS, _ADDRESS, ctypes.c_int)
object_type = _plain(raw.FPDFPageObj_GetType, ctypes.c_int, _ADDRESS)
object_bounds = _plain(raw.FPDFPageObj_GetBounds, ctypes.c_int, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
render_mode = _plain(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _ADDRESS)
fill_colour = _plain(raw.FPDFPageObj_GetFillColor, ctypes.c_int, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
draw_mode = _plain(raw.FPDFPath_GetDrawMode, ctypes.c_int, _ADDRESS, _ADDRESS, _ADDRESS)
path_segments = _plain(raw.FPDFPath_CountSegments, ctypes.c_int, _ADDRESS)
clip_of = _plain(raw.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
clip_paths = _plain(raw.FPDFClipPath_CountPaths, ctypes.c_int, _ADDRESS)
clip_segments = _plain(raw.FPDFClipPath_CountPathSegments, ctypes.c_int, _ADDRESS, ctypes.c_int)
clip_segment = _plain(raw.FPDFClipPath_GetPathSegment, _ADDRESS, _ADDRESS, ctypes.c_int, ctypes.c_int)
segment_point = _plain(raw.FPDFPathSegment_GetPoint, ctypes.c_int, _ADDRESS, _ADDRESS, _ADDRESS)
