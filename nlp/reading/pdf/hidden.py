"""Text that a file holds but does not show: clipped away, invisible, white on white, or printed twice in one place."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from thirdorder.nlp.reading.pdf import pdfium as calls

Mask = NDArray[np.bool_]

_WHITE = 250  # of 255, in each colour
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 400
_SHARE_SHOWN = 0.3  # of a page's text objects; below it the invisible layer is the text of a scan


def hidden_objects(page: pdfium.PdfPage, objects: Sequence[int]) -> Mask:
    """Which of the text objects (addresses) a reader of the page cannot see."""
    n = len(objects)
    clipped = np.zeros(n, dtype=np.bool_)
    clips = list(map(calls.clip_of, objects))
    for k, paths in enumerate(map(calls.clip_paths, clips)):
        if paths > 0:
            clipped[k] = _clipped(objects[k], clips[k], paths)
    mode = np.fromiter(map(calls.render_mode, objects), dtype=np.int64, count=n)
    invisible = mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    colour = np.zeros((n, 4), dtype=np.uint32)
    red, green, blue, alpha = (calls.places(colour[:, k]) for k in range(4))
    known = np.fromiter(map(calls.fill_colour, objects, red, green, blue, alpha), dtype=np.bool_, count=n)
    white = known & (mode == raw.FPDF_TEXTRENDERMODE_FILL) & (colour[:, :3] >= _WHITE).all(axis=1)
    if np.count_nonzero(~invisible) < _SHARE_SHOWN * n:
        invisible[:] = False
    if white.any():
        grounds = _grounds(page)
        white &= [bool(w) and not _on_ground(obj, grounds) for w, obj in zip(white.tolist(), objects, strict=True)]
    unseen: Mask = clipped | invisible | white
    return unseen


def printed_twice(text: Sequence[str], box: NDArray[np.float64], size: NDArray[np.float64]) -> Mask:
    """Words that stand within a quarter of their size of an earlier copy: bold by overprinting, shadows."""
    again = np.zeros(len(text), dtype=np.bool_)
    for shift in (0.0, 0.5):
        cells = np.floor(box[:, :2] / 4.0 + shift).astype(np.int64)
        key = cells[:, 0] * 1_000_003 + cells[:, 1]
        order = np.argsort(key, kind="stable")
        alike = np.flatnonzero(key[order[1:]] == key[order[:-1]])
        seen: dict[tuple[str, int, int], int] = {}
        for k in np.unique(order[np.concatenate([alike, alike + 1])]).tolist():  # few share their corner with another
            first = seen.setdefault((text[k], int(cells[k, 0]), int(cells[k, 1])), k)
            if first != k and np.abs(box[k] - box[first]).max() < 0.25 * size[k]:
                again[k] = True
    return again


def _bounds(obj: int) -> tuple[float, float, float, float] | None:
    bounds = (ctypes.c_float * 4)()
    at = ctypes.addressof(bounds)
    if not calls.object_bounds(obj, at, at + 4, at + 8, at + 12):
        return None
    return bounds[0], bounds[1], bounds[2], bounds[3]


def _clipped(obj: int, clip: int, paths: int) -> bool:
    """Whether an object lies wholly outside one of the paths it is clipped to."""
    own = _bounds(obj)
    if own is None:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    for path in range(paths):
        xs, ys = [], []
        for k in range(min(calls.clip_segments(clip, path), _MOST_SEGMENTS)):
            calls.segment_point(calls.clip_segment(clip, path, k), at_x, at_y)
            xs.append(x.value)
            ys.append(y.value)
        if xs and (own[2] < min(xs) or own[0] > max(xs) or own[3] < min(ys) or own[1] > max(ys)):
            return True
    return False


def _grounds(page: pdfium.PdfPage) -> list[tuple[float, float, float, float]]:
    """Where something other than white lies under text: filled paths, images, shadings, and forms that may hold any."""
    handle = calls.address(page.raw)
    colour = (ctypes.c_uint * 4)()
    at = ctypes.addressof(colour)
    found = []
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        obj = calls.get_object(handle, index)
        kind = calls.object_type(obj)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            continue
        if kind == raw.FPDF_PAGEOBJ_PATH:
            known = calls.fill_colour(obj, at, at + 4, at + 8, at + 12)
            if known and min(colour[:3]) >= _WHITE:
                continue
        bounds = _bounds(obj)
        if bounds is not None:
            found.append(bounds)
    return found


def _on_ground(obj: int, grounds: Sequence[tuple[float, float, float, float]]) -> bool:
    own = _bounds(obj)
    if own is None:
        return True
    x, y = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
    return any(x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1 for x0, y0, x1, y1 in grounds)
