"""The log tells where and of which kind an error was; nobody's words stand in it."""

from __future__ import annotations

import logging

from thirdorder.service.jobs.logs import Lines

SAID = " ".join(["the", "words", "of", "a", "paper"])


def test_what_an_error_says_is_left_out() -> None:
    try:
        try:
            int(SAID)
        except ValueError as error:
            raise KeyError(SAID) from error
    except KeyError as error:
        told = (KeyError, error, error.__traceback__)
        line = Lines().format(logging.LogRecord("x", logging.ERROR, "", 1, "job 1 failed", (), told))
    assert "KeyError" in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert SAID not in line
