"""Names of candidate themes, in three steps, the last of which decides.

`by_words` gives a first name in any language while themes are built; `in_english` looks for a noun phrase of claims and
passages; `own_words` keeps a name only where the claims of half of the studies support it, and else shows constructs as
their authors put them.
"""
