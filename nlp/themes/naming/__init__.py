"""Names of candidate themes: by words in any language, by noun phrases of claims and passages in English."""
