"""The memory of the service: everything people do, in one database; papers and pinned texts as files beside it."""
