"""What can go wrong at the edge; each message is one sentence that names the file and says what to do."""

from __future__ import annotations


class ServiceError(Exception):
    """Something a person can put right."""


class CorpusError(ServiceError):
    """There is nothing to read, or it cannot be taken."""


class NothingReadError(ServiceError):
    """No input could be read; each is named with its reason."""


class RunFolderError(ServiceError):
    """A run folder is missing, damaged or not one."""


class StoreError(ServiceError):
    """The database or the data folder cannot be used as it is."""


class NotFoundError(ServiceError):
    """There is no such thing, or not for this person."""


class RefusedError(ServiceError):
    """It cannot be done so; the message says why."""


class StaleError(ServiceError):
    """Somebody else changed it meanwhile."""


class HiddenError(ServiceError):
    """This person may not see or do this, now or in their role."""


class LanguageModelError(ServiceError):
    """A language model's server is named wrongly."""


class StoppedError(ServiceError):
    """A person ended it early."""


class ClusterError(ServiceError):
    """A cluster does not answer, is gone, or cannot do the same as this machine."""


def expected_errors() -> tuple[type[Exception], ...]:
    """The errors whose message is a sentence for people. Imported when one is raised, not before."""
    from thirdorder.corpora.errors import FormatError
    from thirdorder.models.errors import ModelError
    from thirdorder.nlp.reading.errors import ReadingError

    return (FormatError, ModelError, ReadingError, ServiceError)
