"""From frames to CAMEO events: an ontology of codes, an algebra of manner and deed, and the lexicon that feeds it."""
