"""The words that tell voices apart: people who may speak in a study, and verbs of saying, for use in patterns."""

from __future__ import annotations

from thirdorder.nlp.language.lexicon import anybody, saying

PEOPLE = anybody()
SAYING = saying()
