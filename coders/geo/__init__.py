"""Places: the gazetteer, the names in a text, and where an event took place."""
