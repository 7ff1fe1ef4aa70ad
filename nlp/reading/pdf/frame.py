"""What a viewer shows of a page, and pages turned so that their text runs from left to right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Frame:
    """What the viewer shows of a page: its box in user space and the quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    quarter: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        rect = raw.FS_RECTF()
        if not raw.FPDF_GetPageBoundingBox(page.raw, rect) or rect.right <= rect.left or rect.top <= rect.bottom:
            return cls(0.0, 0.0, 612.0, 792.0, 0)
        return cls(rect.left, rect.bottom, rect.right, rect.top, page.get_rotation() // 90 % 4)

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.quarter % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.quarter % 2 else self.top - self.bottom

    def points(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """User space to points from the top left as shown."""
        return (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )[self.quarter]

    def boxes(self, box: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes (x0, y0, x1, y1 in user space) as shown."""
        x, y = self.points(box[:, [0, 2]], box[:, [1, 3]])
        return np.stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)], axis=1)

    def turns(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.int64]:
        """The way text runs as shown: 0 right, 1 up, 2 left, 3 down, -1 askew."""
        angle = np.degrees(np.arctan2(b, a)) - 90.0 * self.quarter
        quarter = np.rint(angle / 90.0)
        return np.where(np.abs(angle - 90.0 * quarter) < 4.0, quarter.astype(np.int64) % 4, -1)


def turn_boxes(
    box: NDArray[np.float64], way: int, width: float, height: float
) -> tuple[NDArray[np.float64], float, float]:
    """Boxes turned so that text of that way runs to the right, and the size of the turned page."""
    x0, y0, x1, y1 = box.T
    if way == 1:
        return np.stack([height - y1, x0, height - y0, x1], axis=1), height, width
    if way == 2:
        return np.stack([width - x1, height - y1, width - x0, height - y0], axis=1), width, height
    if way == 3:
        return np.stack([y0, width - x1, y1, width - x0], axis=1), height, width
    return box.copy(), width, height
