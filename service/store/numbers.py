"""Numbers of rows from the clock: in order, and telling nothing of how much others made in between.

Numbers that count up would tell a blind coder, by the gaps between their own, how much colleagues work.
"""

from __future__ import annotations

import secrets
import threading
import time

MOST = 2**53 - 1
"""The largest number that every program reading JSON keeps whole."""
_BEGAN = 1_735_689_600_000  # milliseconds at the beginning of 2025
_BITS = 12
_STEP = 64
_turn = threading.Lock()
_last = 0


def number() -> int:
    """A number above every earlier one of this process: milliseconds, and beneath them some drawn by chance."""
    global _last
    with _turn:
        moment = ((time.time_ns() // 1_000_000 - _BEGAN) << _BITS) + secrets.randbelow(1 << _BITS)
        _last = max(moment, _last + 1 + secrets.randbelow(_STEP))
        return _last
