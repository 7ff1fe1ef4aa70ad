"""What can stop a file from being read. Every message is one sentence that names the file and says what to do.

ReadingError
├── EmptyError         nothing in it
├── EncryptedError     needs a password, or the password given is wrong
├── ScannedError       pictures of pages, no text, and no OCR installed
├── DamagedError       too broken to read any of it
└── UnsupportedError   not a format, or not a size, that is read
"""

from __future__ import annotations


class ReadingError(Exception):
    """A file that could not be read; `name` is the file, `code` a stable word for the reason."""

    code = "unreadable"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name

    def __reduce__(self) -> tuple[type[ReadingError], tuple[str, str]]:
        return type(self), (self.name, str(self))


class EmptyError(ReadingError):
    """The file holds no text at all."""

    code = "empty"


class EncryptedError(ReadingError):
    """The file is locked by a password that was not given or is wrong."""

    code = "encrypted"


class ScannedError(ReadingError):
    """The pages are pictures and no OCR is installed."""

    code = "scanned"


class DamagedError(ReadingError):
    """The file is too damaged for any of it to be read, or reading it did not end."""

    code = "damaged"


class UnsupportedError(ReadingError):
    """The file is of a kind, or a size, that is not read."""

    code = "unsupported"
