"""From files to an outcome: what is read, isolated, kept and put together."""
