"""Numbers of rows from the clock: in order, and telling nothing of how much others made in between.

Numbers that count up would tell a blind coder, by the gaps between their own, how much colleagues work.
"""

from __future__ import annotations

import secrets
import threading
import time

MOST = 2**53 - 1
"""The largest number that every program reading JSON keeps whole."""
LANES = 8
"""How many processes may number rows of one database: each in a lane of its own, so that no two give one number."""
_BEGAN = 1_735_689_600_000  # milliseconds at the beginning of 2025
_BITS = 9  # drawn by chance within a millisecond, above the lane
_STEP = 8
_turn = threading.Lock()
_lane = 0
_last = 0


def take_lane(lane: int) -> None:
    """Number rows in this lane from now on; the server has 0, its workers the others. Raises `ValueError` beyond 7."""
    global _lane
    if not 0 <= lane < LANES:
        raise ValueError(f"there are {LANES} lanes for processes that number rows, and none is called {lane}")
    _lane = lane


def number() -> int:
    """A number above every earlier one of this process and unlike any of another lane's.

    Milliseconds, beneath them some drawn by chance, beneath these the lane. Who makes many rows at once runs a little
    ahead of the clock, which is why chance alone would not keep processes apart.
    """
    global _last
    with _turn:
        moment = ((time.time_ns() // 1_000_000 - _BEGAN) << _BITS) + secrets.randbelow(1 << _BITS)
        _last = max(moment, _last + 1 + secrets.randbelow(_STEP))
        return _last * LANES + _lane
